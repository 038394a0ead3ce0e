"""Texts as worse transcripts have them: without punctuation and case, addresses as they are spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from adcut.sentences import sentence_starts

__all__ = ["bare", "retiled", "spoken"]

_ADDRESS = re.compile(r"\b([\w-]+)\.(com|org|net|io|co|fm|tv|app|ai|dev|edu)\b(?:/([\w-]+))?")
_PUNCTUATION = re.compile(r"[^\w\s'%$]|_")


def spoken(text: str) -> str:
    """Return a text with its addresses as words.

    >>> spoken("Go to halden.com/bridge. Or halden.org!")
    'Go to halden dot com slash bridge. Or halden dot org!'
    """
    return _ADDRESS.sub(lambda m: f"{m[1]} dot {m[2]}" + (f" slash {m[3]}" if m[3] else ""), text)


def bare(text: str) -> str:
    """Return a text in lower case and without punctuation, as some speech recognition writes it.

    >>> bare("Well, that's 15% off!")
    "well that's 15% off "
    """
    return re.sub(r"\s+", " ", _PUNCTUATION.sub(" ", spoken(text).lower()))


def retiled(texts: Sequence[str]) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Split joined texts into sentences anew.

    Returns
    -------
    sentences; and of each the number of the text that most of it comes from; then of each text the
    numbers of the sentences that its beginning and its end fall into.
    """
    pieces = [text if text.endswith((" ", "\n")) else text + " " for text in texts]
    whole = "".join(pieces)
    starts = np.array(sentence_starts(whole))
    stops = np.append(starts[1:], len(whole))
    owner = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    most = np.array([np.bincount(owner[a:b]).argmax() for a, b in zip(starts, stops, strict=True)])
    begins = np.cumsum([0, *map(len, pieces)])
    first = np.searchsorted(starts, begins[:-1], side="right") - 1
    last = np.searchsorted(starts, begins[1:] - 2, side="right") - 1
    return [whole[a:b] for a, b in zip(starts, stops, strict=True)], most, first, np.maximum(last, first)
