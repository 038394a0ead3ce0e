"""WebVTT: a header, cues with optional ids, NOTE, STYLE and REGION blocks.

https://www.w3.org/TR/webvtt1/. Speakers are voice spans (`<v Ann>`), or names before a colon as in
SubRip. The captions that YouTube makes roll: each cue shows the line before again above the new one;
such echoes are no speech, and go with the line they repeat when that is cut.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from adcut.errors import TranscriptParseError
from adcut.readers.assembly import Assembly
from adcut.readers.base import Line, Piece, PieceEdit, ReaderSpec, Reading, lines
from adcut.readers.cues import Cue, add_cue, cue_speakers
from adcut.readers.markup import Speech, caption, past_entity
from adcut.timing import ms_from_stamp, stamp_like
from adcut.transcript import Word

_CLOCK = r"(?:\d{1,6}:)?\d{1,4}:\d{2}[.,]\d{1,9}"
_TIMES = re.compile(rf"[ \t]*({_CLOCK})[ \t]*-->[ \t]*({_CLOCK})(?:[ \t].*)?\Z")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|\Z)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>\r\n]{1,120})>")
_INLINE = re.compile(rf"<({_CLOCK})>")
#: So large a part of the cues begins with the last line of the cue before where captions roll.
_ROLLING_SHARE = 0.3


class _Block(NamedTuple):
    """A cue with the lines of its text."""

    cue: Cue
    text_lines: tuple[Line, ...]


def _matches(text: str) -> float:
    return 1.0 if text.lstrip("\ufeff \t\r\n").startswith("WEBVTT") else 0.0


def _read(text: str) -> Reading:
    return _parse(text)[0]


def _parse(text: str) -> tuple[Reading, dict[int, list[tuple[int, int]]]]:
    """Return the reading, and by the start of each new line of rolling captions where its echoes are."""
    all_lines = list(lines(text))
    blocks = list(_blocks(text, all_lines))
    found = Assembly(text)
    found.ignore(0)
    names = cue_speakers(text, [block.cue for block in blocks])
    echoes: dict[int, list[tuple[int, int]]] = {}
    rolls = _rolls(text, blocks)
    shown: dict[str, int] = {}
    for block in blocks:
        cue, rest = block.cue, block.text_lines
        if rolls:
            here: dict[str, int] = {}
            new: list[Line] = []
            for line in rest:
                words = caption(text, line.start, line.stop).text
                if words and words in shown and not new:
                    echoes.setdefault(shown[words], []).append((line.start, line.stop))
                    here[words] = shown[words]
                elif words:
                    new.append(line)
                    here[words] = line.start
            shown = here
            rest = tuple(new)
        _add(text, found, cue, rest, names)
    return found.reading(), echoes


def _blocks(text: str, all_lines: Sequence[Line]) -> Iterator[_Block]:
    """Yield the cues; raise where a block is none and no comment either."""
    first = next((i for i, line in enumerate(all_lines) if line.text.strip()), 0)
    if not all_lines or not all_lines[first].text.lstrip("\ufeff \t").startswith("WEBVTT"):
        raise TranscriptParseError("a WebVTT file begins with WEBVTT", line=1, snippet=text[:80].strip())
    place = first
    while place < len(all_lines) and all_lines[place].text and not _TIMES.match(all_lines[place].text):
        place += 1  # the header goes on to the first empty line
    while place < len(all_lines):
        block_start = place
        while place < len(all_lines) and all_lines[place].text:
            place += 1
        block = all_lines[block_start:place]
        while place < len(all_lines) and not all_lines[place].text:
            place += 1
        if not block or not any(line.text.strip() for line in block) or _BLOCK.match(block[0].text):
            continue
        timed = next((i for i, line in enumerate(block[:2]) if "-->" in line.text), None)
        if timed is None:
            raise TranscriptParseError("a block without times", line=block[0].number, snippet=block[0].text,
                                       hint="a cue needs a line 00:00.000 --> 00:04.000; an empty line ends it")
        times = _TIMES.match(block[timed].text)
        start_ms, end_ms = (ms_from_stamp(times.group(i)) for i in (1, 2)) if times else (None, None)
        if not times or start_ms is None or end_ms is None:
            raise TranscriptParseError("not a time line", line=block[timed].number, snippet=block[timed].text,
                                       hint="times are written 00:00:01.000 --> 00:00:04.000")
        at = block[timed].start
        cue = Cue(block[0].start, block[timed].stop,
                  all_lines[place].start if place < len(all_lines) else len(text), start_ms, end_ms,
                  (at + times.start(1), at + times.end(1)), (at + times.start(2), at + times.end(2)))
        yield _Block(cue, tuple(block[timed + 1:]))


def _rolls(text: str, blocks: Sequence[_Block]) -> bool:
    """Whether the captions roll: many cues begin with the last line of the one before."""
    before, repeats = "", 0
    for block in blocks:
        spoken = [words for line in block.text_lines if (words := caption(text, line.start, line.stop).text)]
        if spoken and spoken[0] == before:
            repeats += 1
        before = spoken[-1] if spoken else ""
    # Once is enough where words have times of their own, as YouTube writes them.
    least = 1 if _INLINE.search(text) else 2
    return repeats >= least and repeats >= _ROLLING_SHARE * len(blocks)


def _add(text: str, found: Assembly, cue: Cue, rest: Sequence[Line], names: frozenset[str]) -> None:
    """Add a cue; where several voices speak in it, it is the first one's."""
    start, stop = (rest[0].start, rest[-1].stop) if rest else (cue.text_start, cue.text_start)
    for inline in _INLINE.finditer(text, cue.text_start, cue.stop):
        found.stamp(*inline.span(1), ms_from_stamp(inline.group(1)))
    voice = _VOICE.search(text, start, stop)
    spoken = cue._replace(text_start=start, stop=stop)
    add_cue(text, found, spoken, names, voice.group(1).strip() if voice else None,
            lambda speech: _words(text, spoken, speech))
    found.ignore(cue.stop)


def _words(text: str, cue: Cue, speech: Speech) -> tuple[Word, ...]:
    """Return the words that have times of their own inside the text (`<00:00:05.000>`)."""
    stamps = list(_INLINE.finditer(text, cue.text_start, cue.stop))
    if not stamps:
        return ()
    offsets = _offsets(speech)
    bounds = [0, *(offsets(stamp.end()) for stamp in stamps), len(speech.text)]
    times = [cue.start_ms, *(ms_from_stamp(stamp.group(1)) for stamp in stamps)]
    found = []
    for (a, b), ms in zip(pairwise(bounds), times, strict=True):
        words = speech.text[a:b]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            found.append(Word(a + lead, a + len(words.rstrip()), ms, None))
    return tuple(found)


def _offsets(speech: Speech) -> Callable[[int], int]:
    """Return what gives the first offset of the text that stands at or behind a place of the file."""
    offsets, sources = [offset for offset, _ in speech.runs], [source for _, source in speech.runs]
    ends = [*offsets[1:], len(speech.text)]

    def offset(place: int) -> int:
        run = bisect_left(sources, place)
        if run and place - sources[run - 1] < ends[run - 1] - offsets[run - 1]:
            return offsets[run - 1] + place - sources[run - 1]
        return offsets[run] if run < len(offsets) else len(speech.text)

    return offset


def _rewrite(text: str, edits: Sequence[PieceEdit]) -> str:
    """Take pieces and their echoes out, shift every time that stays."""
    if not edits:
        return text
    reading, echoes = _parse(text)
    changes: list[tuple[int, int, str]] = []
    for edit in edits:
        piece = reading.pieces[edit.number]
        if edit.keep == ((0, len(piece.text)),):
            continue
        kept = " ".join(piece.text[a:b].strip() for a, b in edit.keep)
        changes += [(*piece.source, "")] if not edit.keep else _shortened(text, piece, edit)
        for start, stop in echoes.get(_first_line(text, piece), ()):
            changes.append((start, stop, kept + _line_end(text, start, stop) if kept else ""))
    shift = next((edit.shift for edit in edits if edit.shift is not None), None)
    if shift is not None:
        gone = [(a, b) for a, b, _ in changes]
        changes += [(*stamp.source, stamp_like(shift(stamp.ms), text[slice(*stamp.source)]))
                    for stamp in reading.stamps if not any(a <= stamp.source[0] < b for a, b in gone)]
    parts: list[str] = []
    position = 0
    for start, stop, new in sorted(changes):
        if start >= position:
            parts += [text[position:start], new]
            position = stop
    return _without_empty("".join([*parts, text[position:]]))


def _shortened(text: str, piece: Piece, edit: PieceEdit) -> list[tuple[int, int, str]]:
    """Return the changes that take what is not kept out of a piece, character by character's place."""
    starts = [offset for offset, _ in piece.runs]

    def place(offset: int) -> int:
        run = bisect_left(starts, offset + 1) - 1
        return piece.runs[run][1] + offset - piece.runs[run][0]

    changes = []
    position = 0
    for a, b in [*edit.keep, (len(piece.text), len(piece.text))]:
        if position < a:
            changes.append((place(position), past_entity(text, place(a - 1) + 1), ""))
        position = b
    return changes


def _first_line(text: str, piece: Piece) -> int:
    at, start = piece.runs[0][1], piece.source[0]
    return max(start, text.rfind("\n", start, at) + 1, text.rfind("\r", start, at) + 1)


def _line_end(text: str, start: int, stop: int) -> str:
    line = text[start:stop]
    return line[len(line.rstrip("\r\n")):]


def _without_empty(text: str) -> str:
    """Take out cues that showed nothing but an echo of what was cut."""
    all_lines = list(lines(text))
    gone = [block.cue for block in _blocks(text, all_lines)
            if not any(line.text.strip() for line in block.text_lines)]
    parts, position = [], 0
    for cue in gone:
        parts.append(text[position:cue.start])
        position = cue.stop
    return "".join([*parts, text[position:]])


SPEC = ReaderSpec("vtt", "WebVTT captions", "vtt", _matches, _read, _rewrite)
