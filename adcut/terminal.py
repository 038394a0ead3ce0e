"""Texts of strangers on a terminal: no control character of theirs reaches it."""

from __future__ import annotations

import re

#: C0 and C1 controls but tabulator and line end, and the marks that turn the direction of writing
#: (https://www.unicode.org/reports/tr9/): they move the cursor, name windows, or hide what is there.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Return a text as a terminal may show it: control characters as their escapes.

    >>> printable("Acme\x1b[2J\n")
    'Acme\\x1b[2J\n'
    """
    return _CONTROL.sub(lambda match: match.group().encode("unicode_escape").decode(), text)
