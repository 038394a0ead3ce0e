"""The table of transcript formats, and the way from a text to what is in it.

How to add a format: see `adcut.readers.base`.
"""

from __future__ import annotations

from adcut.errors import FormatDetectionError, TranscriptParseError, UnknownFormatError
from adcut.readers import (
    bold_name,
    name_colon,
    name_time,
    podcast_json,
    sed,
    srt,
    time_line,
    vtt,
    whisper,
)
from adcut.readers import text as text_reader
from adcut.readers.base import ReaderSpec, Reading, check_coverage, check_lines
from adcut.readers.decoding import Decoded, decode
from adcut.readers.sample import LIMIT

__all__ = ["READERS", "Decoded", "ReaderSpec", "Reading", "decode", "detect_format", "parse", "spec"]

READERS: dict[str, ReaderSpec] = {
    "sed": sed.SPEC,
    "srt": srt.SPEC,
    "vtt": vtt.SPEC,
    "whisper": whisper.SPEC,
    "podcast-json": podcast_json.SPEC,
    "name-time": name_time.SPEC,
    "time-line": time_line.SPEC,
    "bold-name": bold_name.SPEC,
    "name-colon": name_colon.SPEC,
    "text": text_reader.SPEC,
}
"""Every format by name. On equal evidence the earlier one is taken."""


_WITH_TURNS = frozenset({"sed", "name-time", "bold-name", "name-colon"})


def spec(name: str) -> ReaderSpec:
    """Return the format of a name.

    Raises
    ------
    UnknownFormatError
        There is no such format.
    """
    try:
        return READERS[name]
    except KeyError:
        raise UnknownFormatError(name, tuple(READERS)) from None


def detect_format(text: str, *, path: str | None = None) -> ReaderSpec:
    """Return the format that fits the content best; the suffix of the path plays no part.

    Raises
    ------
    TranscriptParseError
        The text is empty.
    FormatDetectionError
        No reader recognises it.
    """
    head = text[:LIMIT]
    if not head.strip() and not text.strip():
        raise TranscriptParseError("the transcript is empty", path=path, hint="give a file with text in it")
    fits = [reader.matches(head) for reader in READERS.values()]
    best = max(fits)
    if best <= 0:
        raise FormatDetectionError(path, tuple(READERS))
    return list(READERS.values())[fits.index(best)]


def parse(text: str, format: str | None = None, path: str | None = None) -> tuple[ReaderSpec, Reading]:
    """Read a text in a format, or in the one that fits its content.

    Raises
    ------
    UnknownFormatError
        There is no format of that name.
    TranscriptParseError
        A line fits no rule of the format, or nothing is spoken in it.
    """
    if not text.strip():
        raise TranscriptParseError("the transcript is empty", path=path, format=format,
                                   hint="give a file with text in it")
    reader = detect_format(text, path=path) if format is None else spec(format)
    try:
        if reader.suffix != "json":  # JSON has a line for each time where it is written for people
            check_lines(text)
        reading = reader.read(text)
        check_coverage(text, reading)
        if format in _WITH_TURNS and not any(piece.new_turn for piece in reading.pieces):
            # Not the reader's own error: a clean script may keep nothing but what stood above a turn.
            raise TranscriptParseError("no turn mark of this format in it", line=1, snippet=text[:80].strip(),
                                       hint="leave --format out, or name another")
    except TranscriptParseError as error:
        raise TranscriptParseError(error.what, path=path, format=reader.name, line=error.line,
                                   snippet=error.snippet, hint=error.hint) from error
    return reader, reading
