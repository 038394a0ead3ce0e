"""Texts as arrays of code points, so that what stands where is found for a whole transcript at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["CLAUSE", "CLOSE", "END", "LOWER", "MARGIN", "MAYBE_CLAUSE", "PLAIN", "SPACE", "STOP", "Characters", "characters_of"]

SPACE, STOP, CLOSE, CLAUSE, MAYBE_CLAUSE, PLAIN, LOWER, END = (1 << bit for bit in range(8))
"""Kinds of characters: white space; ends a sentence; may stand behind that; ends a clause; may stand behind
that; printable ASCII; of these, lower-case letters; and what stands behind a text."""

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
          "\u2028\u2029\u202f\u205f\u3000"
_BEYOND = 0x3003
"""Characters from here on have no kind."""

MARGIN = 8
"""Characters before the first text, so that one may look back from everywhere without a check."""
_BEFORE, _BEHIND = "\n" * MARGIN, "\n\n"


def _kinds() -> np.ndarray:
    kinds = np.zeros(_BEYOND + 1, np.uint8)
    kinds[ord("!") : ord("~") + 1] |= PLAIN
    kinds[ord("a") : ord("z") + 1] |= LOWER
    for signs, kind in ((_SPACES, SPACE), (".!?\u2026\u3002", STOP), ("\"'\u2019\u201d)]*_", CLOSE),
                        (",;:\u2014\u2013", CLAUSE), ("\"'\u2019\u201d)-", MAYBE_CLAUSE)):
        kinds[[ord(sign) for sign in signs]] |= kind
    return kinds


_KINDS = _kinds()
_BYTE_KINDS = _KINDS[:256].tobytes()


@dataclass(frozen=True, slots=True, eq=False)
class Characters:
    """Texts one behind the other, each followed by white space that belongs to none.

    text: all of it; codes: its code points, unsigned; kinds: theirs, uint8; base, end: where each text
    begins and ends, int64.
    """

    text: str
    codes: np.ndarray
    kinds: np.ndarray
    base: np.ndarray
    end: np.ndarray

    def words(self) -> tuple[np.ndarray, np.ndarray]:
        """Return where the words (what stands between white space) begin, and where their last characters are."""
        space = self.kinds & SPACE > 0
        changes = np.flatnonzero(space[1:] != space[:-1])
        return changes[::2] + 1, changes[1::2]


def characters_of(texts: Sequence[str]) -> Characters:
    """Return the characters of some texts."""
    text = _BEFORE + "\n".join(texts) + _BEHIND
    if text.isascii():  # in a third of the time
        encoded = text.encode()
        codes, kinds = np.frombuffer(encoded, np.uint8), np.frombuffer(bytearray(encoded.translate(_BYTE_KINDS)), np.uint8)
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        kinds = _KINDS.take(codes, mode="clip")
    end = np.cumsum([len(text) + 1 for text in texts]) + (MARGIN - 1)
    base = np.concatenate([[MARGIN], end[:-1] + 1])
    kinds[end] = SPACE | END
    return Characters(text, codes, kinds, base, end)
