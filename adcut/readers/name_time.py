"""A line with a name and a time, then what was said: `Ann Bo (00:00:36):`.

Sub-variants: `(00:01:19):` alone goes on with the turn and gives a time (Lenny's Podcast);
`Ann Bo (00:36):` and `Ann Bo: 00:36` (Rev); `Ann Bo  0:36` (Otter, two spaces); a `Name:` without
time between stamped ones.
"""

from __future__ import annotations

import re

from adcut.readers.assembly import Assembly
from adcut.readers.base import Joining, Line, ReaderSpec, Reading, lines
from adcut.readers.front_matter import front_matter
from adcut.readers.furniture import is_notice
from adcut.readers.markup import markdown
from adcut.readers.sample import share
from adcut.readers.section_marks import is_heading, kind_of, label_of
from adcut.readers.speakers import NAME, looks_like_name
from adcut.readers.stamps import stamps
from adcut.readers.turns import Opening, abandon, add_line, is_hard_wrapped
from adcut.timing import ms_from_stamp

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TURN = re.compile(
    rf"[ \t\u200e]*(?:\*\*)?(?:(?P<name>[^\s(\[][^\r\n\[\]:]{{0,60}}?)[ \t]*)?(?:\*\*)?"
    rf"[(\[](?P<clock>{_TIME})[)\]]:?(?:\*\*)?[ \t]*\Z")
_OTTER = re.compile(rf"[ \t]*(?P<name>[^\W_][^\r\n()\[\]:]{{0,60}}?)"
                    rf"(?:[ \t]{{2,}}|\t|:[ \t]+)(?P<clock>{_TIME})[ \t]*\Z")
_UNTIMED = re.compile(rf"[ \t]*(?P<name>{NAME}):[ \t]*\Z")


def _matches(text: str) -> float:
    best = 0.0
    for pattern in (_TURN, _OTTER):
        count, portion = share(text, pattern)
        if count and portion >= 0.03:
            best = max(best, 0.93 if portion >= 0.1 else 0.8)
    return best


def _read(text: str) -> Reading:
    matter = front_matter(text)
    found = Assembly(text)
    found.duration_ms = matter.duration_ms
    all_lines = [line for line in lines(text) if line.start >= matter.stop]
    turns = {line.number: match for line in all_lines if (match := _turn_at(line))}
    wrapped = is_hard_wrapped([line for line in all_lines if line.number not in turns])
    if matter.stop:
        found.ignore(0)
    pending: Opening | None = None
    in_paragraph = False
    for line in all_lines:
        if not line.text.strip():
            in_paragraph = False
        elif turn := turns.get(line.number):
            abandon(found, pending)
            pending = _open(found, line, turn)
            in_paragraph = False
        elif is_notice(line.text):
            abandon(found, pending)
            pending = None
            found.ignore(line.start)
        elif (label := label_of(line.text)) and (label.startswith("PART ") or (not in_paragraph and pending is None)):
            _mark(text, found, line, label)
        else:
            joining: Joining = "line" if in_paragraph and wrapped else "paragraph"
            pending = add_line(text, found, line, pending, markdown, joining)
            in_paragraph = True
    abandon(found, pending)
    return found.reading()


def _turn_at(line: Line) -> re.Match[str] | None:
    if len(line.text) > 160 or label_of(line.text):
        return None
    if match := _TURN.match(line.text) or _OTTER.match(line.text):
        return match if ms_from_stamp(match["clock"]) is not None else None
    match = _UNTIMED.match(line.text)
    return match if match and looks_like_name(match["name"]) else None


def _open(found: Assembly, line: Line, turn: re.Match[str]) -> Opening:
    name = (turn["name"] or "").strip(" \t*:")
    found.speaker = name or found.speaker
    ms = None
    if turn.re is not _UNTIMED:
        ms = ms_from_stamp(turn["clock"])
        found.stamp(line.start + turn.start("clock"), line.start + turn.end("clock"), ms)
    return Opening(line.start, line.stop, bool(name), ms)


def _mark(text: str, found: Assembly, line: Line, label: str) -> None:
    if is_heading(line.text) and kind_of(label) == "section" and not found.has_pieces:
        found.ignore(line.start)  # the title of the episode
    else:
        found.mark(line.start, label, kind_of(label))
        found.stamps.extend(stamps(text, line.start, line.stop))


SPEC = ReaderSpec("name-time", "a line with name and time, then the text: Ann Bo (00:00:36):", "md",
                  _matches, _read)
