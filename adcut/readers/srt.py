"""SubRip: an index line, a time line, text lines, a blank line.

The leniencies are those that files in use need: dot or comma before the fraction, a fraction of one
or two digits (`06,5` is half a second), hours left out, a missing, doubled or wrong index, anything
behind the second time (`X1:40 ...`), cues out of order, blank lines inside the text, `<i>` and
`{\\an8}`. A cue that ends before it starts keeps its start only.
"""

from __future__ import annotations

import re

from adcut.errors import TranscriptParseError
from adcut.readers.assembly import Assembly
from adcut.readers.base import Reading, ReaderSpec, line_at
from adcut.readers.cues import Cue, add_cue, cue_speakers
from adcut.readers.sample import LIMIT
from adcut.timing import ms_from_stamp

_CLOCK = r"(?:\d{1,6}:)?\d{1,4}:\d{1,2}(?:[.,]\d{1,9})?"
_EOL = r"(?:\r\n|\n|\r|\Z)"
_TIMES = re.compile(rf"(?:(?<=[\r\n])|\A)[ \t]*({_CLOCK})[ \t]*--?>[ \t]*({_CLOCK})(?![\d:])[^\r\n]*{_EOL}")
#: What wants to be a time line.
_ARROW = re.compile(r"(?:(?<=[\r\n])|\A)[ \t]*-?\d[^\r\n]{0,40}-->[^\r\n]*")
_INDEX_BEFORE = re.compile(rf"(?:\A|[\r\n])[ \t]*(\d{{1,9}})[ \t]*{_EOL}(?:[ \t]*{_EOL})?\Z")


def _matches(text: str) -> float:
    head = text[:LIMIT]
    if head.lstrip().startswith(("WEBVTT", "{", "[")):
        return 0.0
    cues = sum(1 for _ in _TIMES.finditer(head))
    if not cues:
        # Not one readable time line, but lines that want to be: better our error than prose.
        return 0.5 if _ARROW.search(head) else 0.0
    filled = sum(1 for line in head.splitlines() if line.strip())
    return 0.98 if cues / filled >= 0.1 else 0.6


def _read(text: str) -> Reading:
    times = list(_TIMES.finditer(text))
    if not times:
        raise TranscriptParseError("no time line (00:00:01,000 --> 00:00:04,000) in it", line=1,
                                   snippet=text[:80].strip())
    starts = [_cue_start(text, match.start(), times[i - 1].end() if i else 0) for i, match in enumerate(times)]
    _refuse_broken(text, starts[0], times)
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


def _refuse_broken(text: str, first: int, times: list[re.Match[str]]) -> None:
    if text[:first].strip():
        number, line = line_at(text, len(text) - len(text.lstrip()))
        raise TranscriptParseError("text before the first cue", line=number, snippet=line,
                                   hint="remove it or correct the time line below it")
    good = {match.start() for match in times}
    for arrow in _ARROW.finditer(text):
        if arrow.start() not in good:
            number, line = line_at(text, arrow.start())
            raise TranscriptParseError("not a time line", line=number, snippet=line.strip(),
                                       hint="times are written 00:00:01,000 --> 00:00:04,000")


SPEC = ReaderSpec("srt", "SubRip subtitles", "srt", _matches, _read)
