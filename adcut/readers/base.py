"""What every reader is made of: lines with places, pieces, and the spec of a format.

How to add a format: write `adcut/readers/NAME.py` with a `SPEC = ReaderSpec(...)`, add it to the
table in `adcut/readers/__init__.py`, put an example under tests/readers/fixtures/NAME/, run
`pytest tests/readers`.

A reader is a pure function from the decoded text to a `Reading`. Each line of the text ends up in a
piece, a mark, or `ignored`; else the reader raises `TranscriptParseError` with the line's number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from adcut.errors import TranscriptParseError
from adcut.transcript import Stamp, Word

#: How a piece goes on from the one before it.
#: paragraph: always begins a paragraph. torn: begins one, unless the piece before (same turn) was
#: torn in mid-sentence by a page break. running: a caption or ASR segment, grouped into paragraphs
#: by speaker, pause and sentence ends. line: a hard-wrapped line, always goes on.
Joining = Literal["paragraph", "torn", "running", "line"]

#: No transcript has more lines (a day of captions with a cue a word has less), nor more pieces: each
#: piece takes about 1.5 KB of memory, whatever is in it.
MOST_LINES = 2_000_000
MOST_PIECES = 1_000_000

#: CR LF, LF or lone CR end a line; form feeds and the Unicode separators do not (PDF text has them
#: inside lines).
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


class Line(NamedTuple):
    """A line of the file: number from 1, text without its end, half-open range with its end."""

    number: int
    text: str
    start: int
    stop: int


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of a text; the last one only if it is not empty.

    >>> [(l.number, l.text, l.start, l.stop) for l in lines("a\\r\\n\\rb")]
    [(1, 'a', 0, 3), (2, '', 3, 4), (3, 'b', 4, 5)]
    """
    if "\r" not in text:  # nearly always, and five times as fast
        position = 0
        for number, line in enumerate(text.split("\n"), start=1):
            stop = position + len(line)
            if stop == len(text):
                if line:
                    yield Line(number, line, position, stop)
                return
            yield Line(number, line, position, stop + 1)
            position = stop + 1
    for number, match in enumerate(_LINE.finditer(text), start=1):
        if match.start() == match.end():
            return
        yield Line(number, match.group(1), match.start(), match.end())


class Piece(NamedTuple):
    """A stretch of speech as one place of the file holds it.

    text: the spoken words, markup taken out, no white space at either end (never empty).
    runs: (offset in text, offset in file), ascending, first text offset 0: from each on, both
        advance one for one until the next.
    source: half-open range of the file that belongs to this piece alone, markup and its index or
        time lines and the blank lines after it included: what goes when the whole piece is cut. A
        piece inside a block of lines leaves the blank lines after the block alone.
    speaker: as written, None where unknown; a piece that goes on with a turn repeats its speaker.
    start_ms, end_ms: the times the file states for it, None where it states none (the end of a turn
        stays None; nobody fills it in from the next start).
    head: range of the turn mark inside `source` (`**[00:03:29] JM:** `), where there is one.
    new_turn: True where a turn mark or a change of speaker begins a turn here.
    words: words with their own times, offsets in `text`.
    """

    text: str
    runs: tuple[tuple[int, int], ...]
    source: tuple[int, int]
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    joining: Joining = "paragraph"
    head: tuple[int, int] | None = None
    new_turn: bool = False
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A section mark between pieces; `kind` is sponsor, resume or section; `before` is the number
    of pieces before it."""

    text: str
    kind: str
    source: tuple[int, int]
    before: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader found in a file, in file order."""

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    ignored: tuple[tuple[int, int], ...] = ()
    duration_ms: int | None = None
    notes: tuple[str, ...] = ()


class PieceEdit(NamedTuple):
    """What becomes of a piece in a clean script: for formats that are rewritten as structures.

    number: of the piece; keep: offsets in its text that stay, as half-open ranges, in order (empty:
    the piece goes); start_ms, end_ms: its times, shifted where asked, else as they were; shift: the
    function to apply to every other time in it (words), None where times stay.
    """

    number: int
    keep: tuple[tuple[int, int], ...]
    start_ms: int | None
    end_ms: int | None
    shift: Callable[[int], int] | None


@dataclass(frozen=True, slots=True)
class ReaderSpec:
    """A transcript format.

    matches: how well the content fits, 0 (not at all) to 1 (certain), from at most the first
        65,536 code points; must be fast and never raise.
    read: text -> Reading; raises TranscriptParseError without a path (the caller adds it).
    suffix: of a clean script in this format, without the dot.
    rewrite: for structured formats (JSON) only: (text, edits in piece order) -> new text. None for
        text formats, whose clean script is the input less the cut source ranges.
    leads: for formats where nothing before the first time is speech: text -> half-open ranges of the
        times, with the names beside them, that open lines; in order. None for others.
    """

    name: str
    title: str
    suffix: str
    matches: Callable[[str], float]
    read: Callable[[str], Reading]
    rewrite: Callable[[str, Sequence[PieceEdit]], str] | None = None
    leads: Callable[[str], Sequence[tuple[int, int]]] | None = None


def check_lines(text: str) -> None:
    """Refuse a text of more lines than a transcript has, before memory is taken for each of them.

    Raises
    ------
    TranscriptParseError
        There are more than `MOST_LINES`.
    """
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MOST_LINES:
        raise TranscriptParseError(f"more than {MOST_LINES:,} lines, which no transcript has", line=MOST_LINES + 1,
                                   hint="check the file, or split it")


def check_coverage(text: str, reading: Reading) -> None:
    """Prove that a reading accounts for every non-blank place of the text exactly once.

    Raises
    ------
    TranscriptParseError
        Ranges of pieces, marks and ignored places overlap, run backwards, or leave text over.
    """
    ranges = sorted([*(p.source for p in reading.pieces), *(m.source for m in reading.marks),
                     *reading.ignored])
    position = 0
    for start, stop in [*ranges, (len(text), len(text))]:
        if start < position or stop < start:
            raise _unaccounted(text, start, "a place was read twice")
        if start > position and (rest := text[position:start].strip()):
            raise _unaccounted(text, text.index(rest, position), "a line fits no rule of its format")
        position = stop


def _unaccounted(text: str, place: int, what: str) -> TranscriptParseError:
    number, line = line_at(text, place)
    return TranscriptParseError(what, line=number, snippet=line.strip(),
                                hint="correct the line, or name the right format with --format")


def line_at(text: str, place: int) -> tuple[int, str]:
    """Return the number (from 1) and the text of the line around a place.

    >>> line_at("a\\r\\nbc\\nd", 4)
    (2, 'bc')
    """
    before = text[:place]
    number = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    start = max(before.rfind("\n"), before.rfind("\r")) + 1
    match = _LINE.match(text, start)
    return number, match.group(1) if match else ""
