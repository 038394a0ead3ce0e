"""Lines of a page, not of the speech: page numbers, repeated headers, copyright and tool notices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from adcut.readers.base import Line

_NOTICE = re.compile(r"\s*(?:copyright )?(?:©|\(c\) ?\d{4}).{0,160}\Z"
                     r"|\s*transcribed by (?:https?://)?otter\.ai\W*\Z", re.IGNORECASE | re.DOTALL)
_PAGE_NUMBER = re.compile(r"\s*(?:page |- ?)?(\d{1,4})(?: of \d{1,4}| ?-)?\s*\Z", re.IGNORECASE)
#: So many ascending numbers on lines of their own are page numbers.
_FEWEST_PAGES = 3
#: A line that so often opens a page is its header.
_FEWEST_HEADERS = 3


def is_notice(line: str) -> bool:
    """Whether a line is a copyright notice or the advertisement of a transcription tool.

    The notice of Office Ladies stands at the end of each file, that of Otter likewise.
    """
    return bool(_NOTICE.match(line))


def page_furniture(all_lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the lines that belong to the pages of a printed transcript."""
    numbered: list[tuple[int, int]] = []
    headers: Counter[str] = Counter()
    places: list[tuple[int, str]] = []
    for line in all_lines:
        first = line.text[:1]
        if first == "\f":
            header = line.text.strip()
            headers[header] += 1
            places.append((line.number, header))
        if len(line.text) < 24 and (match := _PAGE_NUMBER.match(line.text)):
            numbered.append((line.number, int(match.group(1))))
    found = {number for number, header in places if headers[header] >= _FEWEST_HEADERS}
    pages = [page for _, page in numbered]
    if len(pages) >= _FEWEST_PAGES and all(b == a + 1 for a, b in pairwise(pages)):
        found.update(number for number, _ in numbered)
    return frozenset(found)
