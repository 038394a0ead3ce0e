"""Plain text with names: `Ann Bo: text`, or the name alone on its line and the text below.

Made from PDF files, lines are often wrapped by hand, and titles, page numbers and repeated page
headers stand between them (My Brother, My Brother and Me). Inside a wrapped paragraph a colon is
speech ("the menu: eggs"): a name opens a turn at the start of a paragraph, or anywhere in a file
without blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from adcut.readers.assembly import Assembly
from adcut.readers.base import Joining, Line, ReaderSpec, Reading, lines
from adcut.readers.front_matter import front_matter
from adcut.readers.furniture import is_notice, page_furniture
from adcut.readers.markup import markdown
from adcut.readers.sample import LIMIT
from adcut.readers.section_marks import is_heading, kind_of, label_of
from adcut.readers.speakers import NAME, speaker_names
from adcut.readers.stamps import stamps
from adcut.readers.turns import Opening, abandon, add_line, is_hard_wrapped

_TURN = re.compile(rf"[ \t\f]*(?P<name>{NAME}):(?:[ \t]+|\Z)")
#: Detection looks at so many lines.
_LINES = 1_200
#: The title above the first turn has no more lines.
_TITLE_LINES = 8
#: A title or "Published ..." line above the first turn does not end like a sentence.
_SENTENCE_END = re.compile(r"[.?!,…—-][\"'”’)\]]*\Z")


def _matches(text: str) -> float:
    all_lines = list(islice(lines(text[front_matter(text).stop:LIMIT]), _LINES))
    openings = list(_openings(all_lines))
    names = speaker_names(name for name, _ in openings)
    named = [name for name, _ in openings if name in names]
    if len(named) < 2:
        return 0.0
    paragraphs = max(1, sum(1 for _ in _paragraph_starts(all_lines)))
    portion = len(named) / paragraphs
    if portion < 0.25:
        return 0.0
    again = len(named) > len(set(named))
    return (0.6 if again else 0.4) + 0.25 * min(1.0, portion)


def _read(text: str) -> Reading:
    matter = front_matter(text)
    found = Assembly(text)
    found.duration_ms = matter.duration_ms
    all_lines = [line for line in lines(text) if line.start >= matter.stop]
    openings = list(_openings(all_lines))
    names = speaker_names(name for name, _ in openings)
    opening_lines = {line.number for name, line in openings if name in names}
    furniture = page_furniture(all_lines)
    wrapped = is_hard_wrapped(all_lines)
    header_stop = _header(all_lines, min(opening_lines, default=0))
    if matter.stop:
        found.ignore(0)
    pending: Opening | None = None
    in_paragraph = False
    for line in all_lines:
        turn = _TURN.match(line.text) if line.number in opening_lines else None
        if not line.text.strip():
            in_paragraph = False
        elif line.number < header_stop or line.number in furniture or is_notice(line.text):
            abandon(found, pending)
            pending = None
            found.ignore(line.start)
        elif not turn and not in_paragraph and (label := label_of(line.text)):
            abandon(found, pending)
            pending = None
            _mark(text, found, line, label)
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


def _paragraph_starts(all_lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines where paragraphs begin; every line in a file without blank lines."""
    blank = sum(1 for line in all_lines if not line.text.strip())
    everywhere = blank * 20 < len(all_lines)
    after_blank = True
    for line in all_lines:
        is_blank = not line.text.strip()
        if not is_blank and (after_blank or everywhere or line.text[0] == "\f"):
            yield line
        after_blank = is_blank


def _openings(all_lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    # Some files of My Brother, My Brother and Me have "Intro (Bob Ball):" right below the title.
    for line in takewhile(lambda line: line.text.strip(), all_lines[:_TITLE_LINES]):
        if (match := _TURN.match(line.text)) and match["name"].endswith((")", "]")):
            yield match["name"].strip(), line
    for line in _paragraph_starts(all_lines):
        if ":" in line.text[:120] and (match := _TURN.match(line.text)):
            yield match["name"].strip(), line


def _header(all_lines: Sequence[Line], first_turn: int) -> int:
    """Return the number of the line after the title lines above the first turn."""
    block = [line for line in all_lines if line.number < first_turn]
    stop = 0
    for line in block:
        stripped = line.text.strip()
        if stripped and stop and (len(stripped) > 100 or _SENTENCE_END.search(stripped) or label_of(stripped)):
            break
        stop = line.number + 1
    return min(stop, first_turn)


def _mark(text: str, found: Assembly, line: Line, label: str) -> None:
    if is_heading(line.text) and kind_of(label) == "section" and not found.has_pieces:
        found.ignore(line.start)
        return
    found.mark(line.start, label, kind_of(label))
    found.stamps.extend(stamps(text, line.start, line.stop))


SPEC = ReaderSpec("name-colon", "names before a colon: Ann: text", "txt", _matches, _read)
