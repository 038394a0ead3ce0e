"""What training and evaluation share: data laid out, all stages on shows left out, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from adcut.cues import cue_counts
from adcut.features import credits_in
from adcut.scorer import Scores, scores_from, with_credits, with_voices
from training.calibrate import calibration_knots
from training.corpus import Episode, Label, load_all, read_window_labels
from training.folds import FOLDS
from training.rounds import Data, find_candidates, lay_out, stage1_left_out, stage2_left_out, stage3_left_out
from training.samples import REAL, WINDOWS, lone_reads, real_samples, synthetic_samples
from training.vocabulary import rarity_tables

COPIES = 1
"""Times each lone read is set into another episode; twice weighs them more and was no better."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Everything that both the shipped model and the measures come from.

    episodes: those that are measured; they come first in data.samples. stage1, stage2: as `stage1_left_out`
    and `stage2_left_out` give them; held_out: outputs of stages 2 and 3 from models that never saw the fold.
    """

    episodes: tuple[Episode, ...]
    data: Data
    rarity: list[np.ndarray]
    stage1: np.ndarray
    stage2: np.ndarray
    held_out: np.ndarray
    measured: np.ndarray

    def knots(self, without: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return the calibration fitted on all folds, or on all but one."""
        use = self.measured if without is None else self.measured & (self.data.fold != without)
        return calibration_knots(self.held_out[use], self.data.category[use], self.data.weight[use])

    def held_out_scores(self) -> list[Scores]:
        """Return the scores of each episode from stages and calibration that never saw its fold."""
        knots = [self.knots(fold) for fold in range(FOLDS)]
        result = []
        for k in range(len(self.episodes)):
            part = slice(self.data.offsets[k], self.data.offsets[k + 1])
            sample = self.data.samples[k]
            scores = scores_from(self.held_out[part], self.stage1[FOLDS, part].astype(np.float64),
                                 credits_in(cue_counts(sample.tokens)), sample.tokens, knots[sample.fold])
            sentences = self.episodes[k].sentences
            result.append(with_voices(with_credits(scores, sentences.texts), sentences.passing))
        return result


def prepare(corpus: Path | None, jobs: int, labels: Sequence[Label] | None = None) -> Prepared:
    """Load everything and predict every fold from the others."""
    episodes = tuple(load_all(corpus, labels))
    learned = () if labels is not None else tuple(load_all(corpus, read_window_labels()))
    real = real_samples(episodes) + real_samples(learned, WINDOWS)
    samples = real + synthetic_samples(episodes + learned, real, lone_reads(corpus), COPIES)
    rarity = rarity_tables(real, corpus, jobs)
    data = lay_out(samples)
    stage1 = stage1_left_out(data, jobs)
    found = find_candidates(data, stage1[FOLDS], rarity)
    stage2 = stage2_left_out(data, stage1, found, jobs)
    held_out = stage3_left_out(data, stage1, stage2, found, jobs)
    measured = np.repeat([s.kind == REAL or corpus is None for s in samples], [len(s.category) for s in samples])
    return Prepared(episodes, data, rarity, stage1, stage2, held_out, measured)
