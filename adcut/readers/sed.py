"""Software Engineering Daily: `**[00:03:29] JM:** text`, section marks on lines of their own.

Turns go over several paragraphs; the PDF these files were made from tore paragraphs in mid-sentence
at the end of a page, so a paragraph without a turn mark is `torn`.
"""

from __future__ import annotations

import re

from adcut.readers.assembly import Assembly
from adcut.readers.base import ReaderSpec, Reading, lines
from adcut.readers.front_matter import front_matter
from adcut.readers.furniture import is_notice, page_furniture
from adcut.readers.markup import markdown
from adcut.readers.sample import sample, share
from adcut.readers.section_marks import kind_of, label_of
from adcut.readers.stamps import CLOCK, stamps
from adcut.readers.turns import Opening, abandon, add_line
from adcut.timing import ms_from_stamp

_TURN = re.compile(rf"[ \t]*\*\*\[(?P<clock>{CLOCK})\][ \t]*(?P<name>[^*\s:][^*\r\n:]{{0,59}}?)[ \t]*"
                   r"(?::[ \t]*\*\*|\*\*[ \t]*:)[ \t]*")
#: The same without bold type, as in the PDF files of the show.
_PLAIN_TURN = re.compile(rf"[ \t]*\[(?P<clock>{CLOCK})\][ \t]*(?P<name>[^\W\d_][^*\r\n:\[\]]{{0,40}}?):[ \t]+")


def _matches(text: str) -> float:
    bold, portion = share(text, _TURN)
    if bold and portion >= 0.01:
        return 0.97
    # Plain stamped turns are time-line's when every line has one; here turns have paragraphs.
    plain, portion = share(text, _PLAIN_TURN)
    marked = any(kind_of(label) != "section" for line in sample(text) if (label := label_of(line)))
    return 0.75 if plain >= 2 and portion >= 0.02 and (marked or portion < 0.7) else 0.0


def _read(text: str) -> Reading:
    found = Assembly(text)
    matter = front_matter(text)
    found.duration_ms = matter.duration_ms
    if matter.stop:
        found.ignore(0)
    all_lines = list(lines(text))
    furniture = page_furniture(all_lines)
    pending: Opening | None = None
    in_paragraph = False
    for line in all_lines:
        if line.start < matter.stop:
            continue
        if not line.text.strip():
            in_paragraph = False
        elif line.number in furniture or is_notice(line.text):
            found.ignore(line.start)
        elif turn := _TURN.match(line.text) or _PLAIN_TURN.match(line.text):
            abandon(found, pending)
            found.speaker = turn["name"].strip()
            ms = ms_from_stamp(turn["clock"])
            found.stamp(line.start + turn.start("clock"), line.start + turn.end("clock"), ms)
            opening = Opening(line.start, line.start + turn.end(), True, ms)
            pending = add_line(text, found, line, opening, markdown, "paragraph")
            in_paragraph = True
        elif not in_paragraph and (label := label_of(line.text)):
            abandon(found, pending)
            pending = None
            found.mark(line.start, label, kind_of(label))
            found.stamps.extend(stamps(text, line.start, line.stop))
        else:
            pending = add_line(text, found, line, pending, markdown, "line" if in_paragraph else "torn")
            in_paragraph = True
    abandon(found, pending)
    return found.reading()


SPEC = ReaderSpec("sed", "Software Engineering Daily Markdown: **[HH:MM:SS] JM:** text", "md", _matches, _read)
