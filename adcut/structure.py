"""What the layout of a file says of the edges of reads: they begin and end where paragraphs and turns do."""

from __future__ import annotations

import numpy as np

from adcut.sentences import Sentences

__all__ = ["edge_evidence"]

#: Log-odds added where a sentence opens (does not open) a paragraph or turn of the file, for the first
#: sentence of a read; the same for the last sentence and the opening behind it. Far less than what
#: the labelled layouts show, since a show never seen may be laid out by a machine: more brought
#: false cuts on shows left out (reports/rounds.md).
OPENS = 0.3
RUNS_ON = -0.6
#: A section mark such as [SPONSOR MESSAGE] just before; evidence, not truth: about what one more
#: sentence of clear wording weighs.
MARKED = 2.0
#: Shares of sentences that open something between which a layout says anything: captions without
#: speakers have almost none, one sentence a line nothing but openings.
LEAST_SHARE, MOST_SHARE = 0.01, 0.6


def edge_evidence(sentences: Sentences) -> np.ndarray:
    """Return log-odds to add for each sentence to begin and to end a read, float64 (n, 2)."""
    n = len(sentences)
    result = np.zeros((n, 2))
    if n == 0:
        return result
    opens = sentences.opens == 1
    if LEAST_SHARE <= np.count_nonzero(opens) / n <= MOST_SHARE:
        closes = np.append(opens[1:], True)
        result[:, 0] = np.where(opens, OPENS, RUNS_ON)
        result[:, 1] = np.where(closes, OPENS, RUNS_ON)
    result[sentences.marked == 1, 0] += MARKED
    return result
