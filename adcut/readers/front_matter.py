"""The YAML block between `---` lines at the top of a Markdown file."""

from __future__ import annotations

import re
from typing import NamedTuple

from adcut.timing import ms_from_stamp

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_CLOSING_CR = re.compile(r"\r(?:---|\.\.\.)[ \t]*(?:\r|\Z)")
_DURATION = re.compile(r"[\r\n]duration_seconds:[ \t]*['\"]?(\d{1,9}(?:\.\d{1,9})?)['\"]?[ \t]*[\r\n]")
#: Front matter longer than this is none.
_LIMIT = 65_536


class FrontMatter(NamedTuple):
    """Where the text behind it begins (0 without front matter), and the length it states."""

    stop: int
    duration_ms: int | None = None


def front_matter(text: str) -> FrontMatter:
    """Return the front matter of a text."""
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter(0)
    closing = _CLOSING.search(text, opening.end(), _LIMIT) or _CLOSING_CR.search(text, opening.end() - 1, _LIMIT)
    if not closing:
        return FrontMatter(0)
    duration = _DURATION.search(text, 3, closing.start() + 1)
    return FrontMatter(closing.end(), ms_from_stamp(duration.group(1)) if duration else None)
