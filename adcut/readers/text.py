"""Prose without speakers or times: whatever no other reader recognises.

Blank lines separate paragraphs, whose lines go on when they were wrapped by hand. Without blank
lines a line is a sentence or an unpunctuated piece of ASR (mainstream shows), to be grouped; lines
of many sentences are paragraphs, torn in mid-sentence now and then (Conduit).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from adcut.readers.assembly import Assembly
from adcut.readers.base import Joining, Line, ReaderSpec, Reading, lines
from adcut.readers.front_matter import front_matter
from adcut.readers.furniture import is_notice, page_furniture
from adcut.readers.markup import markdown
from adcut.readers.section_marks import is_heading, kind_of, label_of
from adcut.readers.stamps import stamps
from adcut.readers.turns import Opening, abandon, add_line, is_hard_wrapped

#: Lines with this many characters, as a rule, are paragraphs of several sentences.
_PARAGRAPH_LENGTH = 160
#: Paragraphs of fewer characters, as a rule, are single sentences of a caption file.
_SENTENCE_LENGTH = 90
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]*_]*\s*\Z")
#: A text where fewer of the lines end a sentence is not punctuated.
_PUNCTUATED_SHARE = 0.5


def _matches(text: str) -> float:
    return 0.1 if text.strip() else 0.0


def _read(text: str) -> Reading:
    matter = front_matter(text)
    found = Assembly(text)
    found.duration_ms = matter.duration_ms
    all_lines = [line for line in lines(text) if line.start >= matter.stop]
    furniture = page_furniture(all_lines)
    opening, following = _joinings(all_lines)
    if matter.stop:
        found.ignore(0)
    pending: Opening | None = None
    in_paragraph = False
    for line in all_lines:
        if not line.text.strip():
            in_paragraph = False
        elif line.number in furniture or is_notice(line.text):
            abandon(found, pending)
            pending = None
            found.ignore(line.start)
        elif not in_paragraph and (label := label_of(line.text)):
            abandon(found, pending)
            pending = None
            _mark(text, found, line, label)
        else:
            pending = add_line(text, found, line, pending, markdown, following if in_paragraph else opening)
            in_paragraph = True
    abandon(found, pending)
    return found.reading()


def _joinings(all_lines: Sequence[Line]) -> tuple[Joining, Joining]:
    """Return how a line after a blank line joins, and how one right after another does."""
    filled = [line.text.strip() for line in all_lines if line.text.strip()]
    if not filled:
        return "paragraph", "paragraph"
    touching = sum(1 for a, b in pairwise(all_lines)
                   if a.text.strip() and b.text.strip())
    from statistics import median  # slow to import, and rarely needed

    length = median(map(len, filled))
    ends = sum(1 for line in filled if _SENTENCE_END.search(line[-12:]))
    punctuated = ends >= _PUNCTUATED_SHARE * len(filled)
    if touching >= 0.9 * (len(filled) - 1) and len(filled) > 3:
        if is_hard_wrapped(all_lines) and length >= 50 and not punctuated and _is_even(filled):
            return "paragraph", "line"
        one: Joining = "torn" if length >= _PARAGRAPH_LENGTH and punctuated else "running"
        return one, one
    if is_hard_wrapped(all_lines):
        return "paragraph", "line"
    if not touching and length < _SENTENCE_LENGTH and len(filled) > 10:
        return "running", "running"
    return "paragraph", "paragraph"


def _is_even(filled: Sequence[str]) -> bool:
    """Whether most lines are about as long as the longest, as wrapping by hand makes them."""
    longest = max(map(len, filled))
    return sum(1 for line in filled if len(line) >= 0.75 * longest) >= 0.6 * len(filled)


def _mark(text: str, found: Assembly, line: Line, label: str) -> None:
    if is_heading(line.text) and kind_of(label) == "section" and not found.has_pieces:
        found.ignore(line.start)
        return
    found.mark(line.start, label, kind_of(label))
    found.stamps.extend(stamps(text, line.start, line.stop))


SPEC = ReaderSpec("text", "paragraphs, or one sentence a line, without speakers and times", "txt",
                  _matches, _read)
