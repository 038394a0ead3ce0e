"""Generated pages: the tables of reports/tables.md and the error gallery of reports/errors.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from adcut.scorer import Scores
from adcut.spans import ReadSpan
from training.breakdown import LabelledRead, found_by
from training.corpus import ADS, CATEGORIES
from training.pipeline import Prepared

COMMAND = "`python -m training.evaluate --corpus DIR`"
WORST = 6
"""So many misses and false cuts a show stand in the gallery."""
LEAST_WORDS = 20


def markdown(header: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(str(cell) for cell in line) + " |" for line in (header, *rows)]
    lines.insert(1, "|" + " --- |" * len(header))
    return "\n".join(lines) + "\n"


def tables(rows: Sequence[Sequence[object]], confusion: np.ndarray, reliability: tuple[float, np.ndarray],
           sponsors: tuple[int, int, int], labelled: Sequence[LabelledRead], thresholds: Mapping[str, float]) -> str:
    """Return reports/tables.md."""
    parts = [f"# Measures on shows left out\n\nMade by {COMMAND} with metrics.csv. Every episode is scored by a model "
             "and a calibration that never saw its show (training/folds.py). The few figures that are one for all, thresholds, "
             "the shift of the calibration and the costs of edges, were chosen on these shows. Thresholds: "
             + ", ".join(f"{mode} {value}" for mode, value in thresholds.items()) + ".\n"]
    header = ("group", "word P", "word R", "word F1", "break F0.5", "content lost s/h", "ad left", "start err words",
              "end err words", "start err s", "end err s", "false breaks", "ad-free episodes", "episodes")  # fmt: skip
    for system in dict.fromkeys(row[0] for row in rows):
        parts.append(f"\n## {system}\n\n" + markdown(header, [row[1:] for row in rows if row[0] == system]))
    total = confusion.sum(axis=1, keepdims=True)
    shares = [[CATEGORIES[i], int(total[i, 0]), *(f"{100 * v:.1f} %" for v in confusion[i] / max(total[i, 0], 1))]
              for i in range(len(CATEGORIES))]
    parts.append("\n## Categories (words; rows true, columns predicted, balanced)\n\n"
                 + markdown(("true", "words", *CATEGORIES), shares))
    for what in ("length", "place", "category", "group"):
        lines = [[name, total, found, f"{100 * cut:.1f} %"] for name, total, found, cut in found_by(labelled, what)]
        parts.append(f"\n## Labelled reads by {what} (found: half of the words cut, balanced)\n\n"
                     + markdown((what, "reads", "found", "words cut"), lines))
    brier, bins = reliability
    lines = [[f"{k / 10:.1f}-{(k + 1) / 10:.1f}", int(n), f"{mean:.3f}", f"{share:.3f}"]
             for k, (n, mean, share) in enumerate(bins.tolist())]
    parts.append(f"\n## Calibration\n\nBrier score {brier:.4f} a sentence.\n\n"
                 + markdown(("score", "sentences", "mean score", "share of ads"), lines))
    right, wrong, silent = sponsors
    parts.append(f"\n## Sponsor names\n\nOf the labelled sponsor reads that were found: {right} named rightly, {wrong} "
                 f"wrongly, {silent} not named ({100 * right / max(1, right + wrong + silent):.1f} % right).\n")
    return "".join(parts)


def gallery(prepared: Prepared, scores: Sequence[Scores], reads: Sequence[Sequence[ReadSpan]]) -> str:
    """Return reports/errors.md: the worst misses and false cuts of each source, by id and range."""
    found: dict[str, list[tuple[int, str, list[object]]]] = {}
    for episode, score, mine in zip(prepared.episodes, scores, reads, strict=True):
        truth = episode.category < len(ADS)
        guess = np.zeros(truth.size, bool)
        for read in mine:
            guess[read.start : read.stop] |= read.category in ADS
        for kind, wrong in (("miss", truth & ~guess), ("false cut", guess & ~truth)):
            edges = np.flatnonzero(np.diff(np.concatenate([[False], wrong, [False]]).astype(np.int8)))
            for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                words = int(episode.words[first:last].sum())
                if words >= LEAST_WORDS and episode.weight[first] > 0:
                    labels = sorted({CATEGORIES[c] for c in episode.category[first:last].tolist()})
                    place = f"{episode.start[first]}:{episode.end[last - 1]}"
                    row = [kind, episode.label.id, place, words, f"{score.score[first:last].mean():.2f}",
                           why(kind, labels, truth, guess, first, last)]
                    found.setdefault(episode.label.source, []).append((words, kind, row))
    parts = [f"# Error gallery\n\nThe worst of each source on shows left out, balanced mode; made by {COMMAND}. "
             "Ranges are code points of the file; no text of the corpus stands here.\n"]
    for source, items in sorted(found.items()):
        rows: list[list[object]] = []
        for kind in ("miss", "false cut"):
            rows += [row for _, k, row in sorted(items, key=lambda item: -item[0]) if k == kind][:WORST]
        parts.append(f"\n## {source}\n\n" + markdown(("what", "episode", "range", "words", "mean score", "why"), rows))
    return "".join(parts)


def why(kind: str, labels: Sequence[str], truth: np.ndarray, guess: np.ndarray, first: int, last: int) -> str:
    """Return a line on where an error stands relative to what is right."""
    other = guess if kind == "miss" else truth
    before, after = first > 0 and bool(other[first - 1]), last < truth.size and bool(other[last])
    where = {(True, True): "a gap inside", (True, False): "the end of", (False, True): "the start of",
             (False, False): "the whole of"}[before, after]  # fmt: skip
    edge = "first or last minute" if first < 12 or last > truth.size - 12 else "mid-episode"
    if kind == "miss":
        return f"{where} a {'/'.join(labels)} read, {edge}"
    return f"{'beside a read' if before or after else 'no read near'}; labelled {'/'.join(labels)}, {edge}"
