"""Clean scripts as text: a transcript in its own format, or composed as md, txt, srt, vtt or json."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator

from adcut import readers
from adcut.clock import Clock
from adcut.errors import UnknownFormatError, UnrepresentableError, UntimedTranscriptError
from adcut.sentences import sentence_starts
from adcut.timing import stamp
from adcut.transcript import Paragraph, Transcript

#: A caption longer than this many characters is split at its sentences (two lines of 42, the usual
#: limit of broadcast captions, times a sentence's slack).
CAPTION_CHARACTERS = 160


def render(transcript: Transcript, format: str = "same") -> str:
    """Return a transcript as the text of a file in `format`; `same`: the file's own text.

    Raises
    ------
    UnknownFormatError
        `format` is not `same` or in SCRIPTS.
    UntimedTranscriptError
        srt or vtt of a transcript without times.
    UnrepresentableError
        srt or vtt where the last caption has no end.
    """
    if format == "same":
        return transcript.text
    if format not in SCRIPTS:
        raise UnknownFormatError(format, ["same", *SCRIPTS])
    return SCRIPTS[format](transcript)


def suffix(transcript: Transcript, format: str) -> str:
    """Return the suffix, without the dot, of a script in `format`."""
    return readers.spec(transcript.format).suffix if format == "same" else format


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes of a script in the encoding its input had, UTF-8 where that cannot hold it."""
    try:
        return text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.encode("utf-8", "surrogatepass")


def _markdown(transcript: Transcript) -> str:
    clock, parts, turn = Clock(transcript), [], None
    for unit in transcript.paragraphs:
        opens = unit.turn != turn and (unit.speaker is not None or unit.start_ms is not None)
        turn = unit.turn
        moment = clock.start(unit.index, 0)
        time = f"[{stamp(moment.ms, decimals=0)}]" if opens and moment.ms is not None and not moment.margin_ms else ""
        name = f"{unit.speaker}:" if opens and unit.speaker else ""
        label = " ".join(filter(None, (time, name)))
        parts.append(f"**{label}** {unit.text}" if label else unit.text)
    return "\n\n".join(parts) + "\n" if parts else ""


def _text(transcript: Transcript) -> str:
    parts, turn = [], None
    for unit in transcript.paragraphs:
        name = f"{unit.speaker}: " if unit.speaker and unit.turn != turn else ""
        turn = unit.turn
        parts.append(name + unit.text)
    return "\n\n".join(parts) + "\n" if parts else ""


def _pieces(unit: Paragraph) -> Iterator[tuple[int, int]]:
    """Yield half-open text ranges of a paragraph that fit a caption each."""
    for segment in unit.segments:
        text = unit.text[segment.offset:segment.stop]
        if len(text) <= CAPTION_CHARACTERS:
            yield segment.offset, segment.stop
            continue
        starts = sentence_starts(text)
        for a, b in zip(starts, [*starts[1:], len(text)], strict=True):
            yield segment.offset + a, segment.offset + b


def _captions(transcript: Transcript, format: str) -> Iterator[tuple[int, int, str | None, str]]:
    """Yield (start ms, end ms, speaker, text) of captions, in order."""
    if transcript.paragraphs and not transcript.is_timed:
        raise UntimedTranscriptError(transcript.path, f"a script in {format}")
    clock = Clock(transcript)
    for unit in transcript.paragraphs:
        for a, b in _pieces(unit):
            text = unit.text[a:b].strip()
            if not text:
                continue
            stop = a + len(unit.text[a:b].rstrip())
            start, end = clock.start(unit.index, a).ms, clock.end(unit.index, stop).ms
            if start is None:
                raise UntimedTranscriptError(transcript.path, f"a script in {format}")
            if end is None:
                raise UnrepresentableError(format, f"the open end of {text[:40]!r}; give the length of the "
                                           "episode with --duration")
            yield start, max(start, end), unit.speaker, text


def _srt(transcript: Transcript) -> str:
    blocks = [
        f"{number}\n{stamp(start, point=',')} --> {stamp(end, point=',')}\n{f'{who}: ' if who else ''}{text}\n"
        for number, (start, end, who, text) in enumerate(_captions(transcript, "srt"), start=1)]
    return "\n".join(blocks)


def _vtt(transcript: Transcript) -> str:
    blocks = ["WEBVTT\n"]
    for start, end, who, text in _captions(transcript, "vtt"):
        voice = f"<v {html.escape(who, quote=False)}>" if who else ""
        blocks.append(f"{stamp(start)} --> {stamp(end)}\n{voice}{html.escape(text, quote=False)}\n")
    return "\n".join(blocks)


def _json(transcript: Transcript) -> str:
    """Podcasting 2.0 transcript JSON; times are left out where unknown."""
    clock = Clock(transcript)
    segments = []
    for unit in transcript.paragraphs:
        for a, b in _pieces(unit):
            stop = a + len(unit.text[a:b].rstrip())
            entry: dict[str, object] = {"speaker": unit.speaker} if unit.speaker else {}
            start, end = clock.start(unit.index, a).ms, clock.end(unit.index, stop).ms
            if start is not None:
                entry["startTime"] = start / 1000
            if end is not None:
                entry["endTime"] = end / 1000
            segments.append({**entry, "body": unit.text[a:b].strip()})
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


#: Formats a script can be composed in, beside its own.
SCRIPTS: dict[str, Callable[[Transcript], str]] = {
    "md": _markdown, "txt": _text, "srt": _srt, "vtt": _vtt, "json": _json,
}
