"""Who speaks where: voices that are heard in one short stretch only, as those of produced spots and trailers are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["PASSING", "passing_voices"]

PASSING = 1.0
"""Log-odds of an ad that a sentence of such a voice has besides. On shows left out with names of speakers, 17 % (mbmbam),
3 % (lenny) and 2 % (btb) of the words in ads are theirs and 0.8, 0.2 and 0.2 % of the others, which would make 3 for a
read; its sentences share it, and callers and clips are passing voices too: from 1.5 on one more is cut (round 33 of
reports/rounds.md)."""

STRETCH = 60
"""Sentences within which all that a passing voice says lies: trailers of two minutes have some 30."""
SHARE = 0.15
"""Most of an episode's sentences that a passing voice says, and all of them together: where many come and go, as in a
round of callers, their coming says nothing."""


def passing_voices(speakers: Sequence[str | None], paragraph: np.ndarray) -> np.ndarray:
    """Tell of each sentence whether its speaker is heard in one short stretch of the episode only, int8 (n,).

    Parameters
    ----------
    speakers
        Who says each paragraph, as the file names them, None where it names nobody. A sentence without a
        name is nobody's, and where fewer than two are named nothing can be told. Case does not count.
    paragraph
        The number of each sentence's paragraph, ascending.
    """
    numbers: dict[str | None, int] = {None: 0}
    voices = [numbers.setdefault(None if name is None else name.casefold(), len(numbers)) for name in speakers]
    voice = np.array(voices, np.int64)[paragraph]
    times = np.bincount(voice, minlength=len(numbers))
    result = np.zeros(voice.size, np.int8)
    if np.count_nonzero(times[1:]) > 1:
        first, last = np.zeros((2, times.size), np.int64)
        first[voice[::-1]] = np.arange(voice.size)[::-1]  # what is written last stays
        last[voice] = np.arange(voice.size)
        passes = (last - first < STRETCH) & (times < SHARE * voice.size)
        passes[0] = False
        result[:] = passes[voice]
    return result if result.sum() <= SHARE * voice.size else np.zeros_like(result)
