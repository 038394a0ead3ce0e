"""SubRip: an index line, a time line, text lines, a blank line.

The leniencies are those that files in use need: dot or comma before the fraction, a fraction of one
or two digits (`06,5` is half a second), hours left out, a missing, doubled or wrong index, anything
behind the second time (`X1:40 ...`), cues out of order, blank lines inside the text, `<i>` and
`{\\an8}`. A cue that ends before it starts keeps its start only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adcut.errors import TranscriptParseError
from adcut.readers.assembly import Assembly
from adcut.readers.base import ReaderSpec, Reading, line_at
from adcut.readers.cues import Cue, add_cue, cue_speakers
from adcut.readers.sample import LIMIT
from adcut.timing import ms_from_stamp

_CLOCK = r"(?:\d{1,6}:)?\d{1,4}:\d{1,2}(?:[.,]\d{1,9})?"
_TIMES = re.compile(rf"[ \t]*({_CLOCK})[ \t]*-->[ \t]*({_CLOCK})(?![\d:])[^\r\n]*(?:\r\n|\n|\r|\Z)")
#: What wants to be a time line.
_DIGIT = re.compile(r"[ \t]*-?\d")
_INDEX_BEFORE = re.compile(r"(?:\A|[\r\n])[ \t]*(\d{1,9})[ \t]*(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))?\Z")


def _matches(text: str) -> float:
    head = text[:LIMIT]
    if head.lstrip().startswith(("WEBVTT", "{", "[")):
        return 0.0
    arrows = list(_arrows(head))
    cues = sum(1 for start in arrows if _TIMES.match(head, start))
    if not cues:
        # Not one readable time line, but lines that want to be: better our error than prose.
        return 0.5 if any(_DIGIT.match(head, start) for start in arrows) else 0.0
    filled = sum(1 for line in head.splitlines() if line.strip())
    return 0.98 if cues / filled >= 0.1 else 0.6


def _arrows(text: str) -> Iterator[int]:
    """Yield the starts of the lines that hold an arrow."""
    start, seen = 0, 0
    at = text.find("-->")
    while at >= 0:
        line_end = max(text.rfind("\n", seen, at), text.rfind("\r", seen, at))
        if line_end >= 0 or not seen:
            start = line_end + 1
            yield start
        seen = at + 3
        at = text.find("-->", seen)


def _read(text: str) -> Reading:
    times: list[re.Match[str]] = []
    for line_start in _arrows(text):
        if match := _TIMES.match(text, line_start):
            times.append(match)
        elif _DIGIT.match(text, line_start):
            number, line = line_at(text, line_start)
            raise TranscriptParseError("not a time line", line=number, snippet=line.strip(),
                                       hint="times are written 00:00:01,000 --> 00:00:04,000")
    if not times:
        raise TranscriptParseError("no time line (00:00:01,000 --> 00:00:04,000) in it", line=1,
                                   snippet=text[:80].strip())
    starts = [_cue_start(text, match.start(), times[i - 1].end() if i else 0)
              for i, match in enumerate(times)]
    if text[:starts[0]].strip():
        number, line = line_at(text, len(text) - len(text.lstrip()))
        raise TranscriptParseError("text before the first cue", line=number, snippet=line,
                                   hint="remove it or correct the time line below it")
    stops = [*starts[1:], len(text)]
    cues = [Cue(start, match.end(), stop, ms_from_stamp(match.group(1)), ms_from_stamp(match.group(2)),
                match.span(1), match.span(2)) for start, match, stop in zip(starts, times, stops, strict=True)]
    found = Assembly(text)
    names = cue_speakers(text, cues)
    for cue in cues:
        if cue.start_ms is None or cue.end_ms is None:
            number, line = line_at(text, cue.times[0])
            raise TranscriptParseError("a time with more than 59 minutes or seconds", line=number,
                                       snippet=line, hint="correct the time line")
        add_cue(text, found, cue, names)
    return found.reading()


def _cue_start(text: str, times_start: int, least: int) -> int:
    """Return where a cue begins: at its index, when a line of digits stands above its time line."""
    window = max(least, times_start - 64)
    if match := _INDEX_BEFORE.search(text[window:times_start]):
        start = window + match.start(1)
        return max(least, start)
    return times_start


SPEC = ReaderSpec("srt", "SubRip subtitles", "srt", _matches, _read)
