"""Markdown with bold names: `**Ann Bo:** text`, paragraphs after it are the same speaker's.

The Changelog: `**Break:** \\[19:25\\]` marks where an ad was whose text is left out, `\\[04:12\\]` at
the start of a paragraph or inside it is its time.
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
from adcut.readers.stamps import BRACKETED, stamps
from adcut.readers.turns import Opening, abandon, add_line, is_hard_wrapped

_TURN = re.compile(r"[ \t]*(?:#{1,6}[ \t]+)?(?:\*\*|__)(?P<name>[^*_\r\n:\[\]\\][^*\r\n\[\]\\]{0,80}?)[ \t]*"
                   r"(?::[ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*:)[ \t]*")
#: Names of the Changelog that nobody bears; with times only behind them they mark a section.
_SECTION_NAMES = frozenset("break jingle outro intro sample audio music ad ads advertisement sponsor "
                           "commercial promo clip".split())
_TIMES_ONLY = re.compile(rf"(?:{BRACKETED}|to\b|and\b|[-–,]|[ \t])*\Z".replace("?P<clock>", "?:"))
_CAPITAL_BREAK = re.compile(rf"[ \t]*(?:{BRACKETED}[ \t]*)?(?:COMMERCIAL BREAK|AD BREAK|BREAK)[ \t]*"
                            .replace("?P<clock>", "?:"))
_TIME_ALONE = re.compile(rf"[ \t]*{BRACKETED}[ \t]*\Z".replace("?P<clock>", "?:"))


def _matches(text: str) -> float:
    count, portion = share(text, _TURN)
    return 0.9 if count >= 2 and portion >= 0.1 else 0.7 if count and portion >= 0.03 else 0.0


def _read(text: str) -> Reading:
    matter = front_matter(text)
    found = Assembly(text)
    found.duration_ms = matter.duration_ms
    all_lines = [line for line in lines(text) if line.start >= matter.stop]
    wrapped = is_hard_wrapped(all_lines)
    if matter.stop:
        found.ignore(0)
    pending: Opening | None = None
    in_paragraph = False
    for line in all_lines:
        turn = _TURN.match(line.text)
        if not line.text.strip():
            in_paragraph = False
        elif label := _section(line, turn, in_paragraph):
            abandon(found, pending)
            pending = None
            _mark(text, found, line, label)
        elif is_notice(line.text):
            abandon(found, pending)
            pending = None
            found.ignore(line.start)
        else:
            if turn:
                abandon(found, pending)
                found.speaker = turn["name"].strip()
                pending = Opening(line.start, line.start + turn.end(), True)
            joining: Joining = "line" if in_paragraph and wrapped and not turn else "paragraph"
            pending = add_line(text, found, line, pending, markdown, joining)
            in_paragraph = True
    abandon(found, pending)
    return found.reading()


def _section(line: Line, turn: re.Match[str] | None, in_paragraph: bool) -> str | None:
    if turn:
        name = turn["name"].strip()
        if name.lower() in _SECTION_NAMES and _TIMES_ONLY.match(line.text, turn.end()):
            return name
        return None
    if _CAPITAL_BREAK.match(line.text):
        return "COMMERCIAL BREAK"
    return None if in_paragraph or _TIME_ALONE.match(line.text) else label_of(line.text)


def _mark(text: str, found: Assembly, line: Line, label: str) -> None:
    if is_heading(line.text) and kind_of(label) == "section" and not found.has_pieces:
        found.ignore(line.start)
        return
    found.mark(line.start, label, kind_of(label))
    found.stamps.extend(stamps(text, line.start, line.stop))


SPEC = ReaderSpec("bold-name", "Markdown with bold names: **Ann:** text", "md", _matches, _read)
