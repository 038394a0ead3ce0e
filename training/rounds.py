"""The three stages fitted and predicted: one pass for the shipped model, one a fold for leave-one-show-out.

Each stage learns from what the one before says of sentences it did not see. For leave-one-show-out
the fold left out is unseen by all stages: a model per pair of folds gives all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import scipy.sparse as sparse
from joblib import Parallel, delayed

from adcut.context import context_features, hopeful
from adcut.cues import cue_counts
from adcut.features import candidates, credits_in, score_features, text_features
from adcut.net import CATEGORIES, CLIP, Net, net_outputs, no_candidates
from adcut.ngrams import HEADS, ROLES, LinearModel
from adcut.rarity import RARITY_BITS, RARITY_UNIT, RareWords, rare_words
from adcut.vocabulary import Vocabulary
from training.corpus import CONTENT
from training.design import design_rows, fit_linear, head_targets, linear_model
from training.folds import FOLDS
from training.network import NetSettings, fit_layers
from training.samples import SYNTHETIC, WINDOWS, Sample
from training.support import LEAST_SHOWS, vocabulary_of

NETS = (2, 4)
"""Networks that are averaged in stages 2 and 3: of the first more rank no better and take twice the time (round 31); of the
last two find as much, but which reads they find is more a matter of chance (rounds 32 and 35)."""
SETTINGS = NetSettings(units=96, passes=10, drop_input=0.1, drop_hidden=0.2)
SOURCE_SENTENCES = 20_000
"""A source with so many sentences weighs 1 a sentence; four times as many weigh half. Episodes that were read in
windows share the weight of their source: else a few shows would drown the many that are heard once."""
SET_IN = 0.1
"""Weight of samples with reads set in, in stage 1, against real and written episodes: what is said there again and
again, the talk around them, else drowns what real shows say (round 27)."""
SET_IN_LATER = 0.3
"""The same for stages 2 and 3, where they would be two thirds of all that is said in ads (round 30)."""
MANY_SHOWS, MANY_SHOWS_WEIGHT = "mainstream", 2.0
"""The source of many shows tells more of shows never heard than sources of one, and weighs more (round 30)."""
TALK_PART = 0.2
"""Share of the plain talk that stage 1 is fitted on, for speed."""


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Samples laid end to end; weight: of sentences in stage 1, later_weight: in stages 2 and 3."""

    samples: tuple[Sample, ...]
    offsets: np.ndarray
    fold: np.ndarray
    category: np.ndarray
    weight: np.ndarray
    later_weight: np.ndarray
    near: np.ndarray
    set_in: np.ndarray
    edges: np.ndarray
    vocabulary: Vocabulary
    support: np.ndarray
    rows: sparse.csr_matrix | None


def lay_out(samples: Sequence[Sample]) -> Data:
    """Join samples and make their stage-1 rows."""
    sizes = [len(s.category) for s in samples]
    fold = np.repeat([s.fold for s in samples], sizes)
    category = np.concatenate([s.category for s in samples])
    names = sorted({s.source for s in samples})
    source = np.repeat([names.index(s.source) for s in samples], sizes)
    further = np.repeat([s.kind == WINDOWS for s in samples], sizes)
    measured, all_of_it = np.bincount(source[~further], minlength=len(names)), np.bincount(source)
    balance = (np.sqrt(SOURCE_SENTENCES / measured) * measured / all_of_it)[source]
    balance *= np.where(np.array(names) == MANY_SHOWS, MANY_SHOWS_WEIGHT, 1.0)[source]
    weight = np.concatenate([s.weight for s in samples]) * balance
    hot = (category != CONTENT) | np.concatenate([s.hard for s in samples])
    near = np.convolve(hot, np.ones(31), "same") > 0
    vocabulary, support = vocabulary_of(samples)
    rows = sparse.vstack([design_rows(s.tokens, vocabulary) for s in samples], format="csr")
    set_in = np.repeat([s.kind == SYNTHETIC for s in samples], sizes)
    later = weight * np.where(set_in, SET_IN_LATER, 1.0)
    return Data(tuple(samples), np.concatenate([[0], np.cumsum(sizes)]), fold, category, weight, later, near, set_in,
                np.concatenate([s.edges for s in samples]), vocabulary, support, rows)


def stage1_left_out(data: Data, jobs: int, folds: Sequence[int] = range(FOLDS)) -> np.ndarray:
    """Return stage-1 scores, shape (FOLDS + 1, n, heads), of models that saw neither fold.

    Plane o holds for the sentences of fold i the scores of the model without folds o and i; the
    last plane those of the model without fold i alone.
    """
    pairs = [(i,) for i in range(FOLDS)] + [p for p in combinations(range(FOLDS), 2) if set(p) & set(folds)]
    scores = np.zeros((FOLDS + 1, data.category.size, len(HEADS)), np.float32)
    light = replace(data, samples=())
    for left, places, values in Parallel(n_jobs=jobs)(delayed(_left_out)(light, pair) for pair in pairs):
        if len(left) == 1:
            scores[left[0], places] = values
            scores[FOLDS, places] = values
        else:
            for outer, inner in (left, left[::-1]):
                mine = data.fold[places] == inner
                scores[outer, places[mine]] = values[mine]
    return scores


def _left_out(data: Data, left: tuple[int, ...]) -> tuple[tuple[int, ...], np.ndarray, np.ndarray]:
    out = np.isin(data.fold, left)
    assert data.rows is not None
    coefficients, bias = stage1_fit(data, left)
    places = np.flatnonzero(out)
    return left, places, (data.rows[places] @ coefficients + bias).astype(np.float32)


def stage1_fit(data: Data, left: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Fit stage 1 without some folds; of the plain talk far from any read a part stands for all.

    N-grams that too few of the shows at hand say are taken out, as if the others did not exist.
    """
    assert data.rows is not None
    rng = np.random.default_rng(0)
    part = data.near | (rng.random(data.category.size) < TALK_PART)
    where = np.flatnonzero(part & (data.weight > 0) & ~np.isin(data.fold, left))
    weight = data.weight[where] * np.where(data.near[where], 1.0, 1.0 / TALK_PART)
    weight *= np.where(data.set_in[where], SET_IN, 1.0)
    rows = data.rows[where]
    if left:
        rows.data[~known_columns(data, left)[rows.indices]] = 0.0
        rows.eliminate_zeros()
    return fit_linear(rows, head_targets(data.category[where], data.edges[where]), weight, data.vocabulary)


def known_columns(data: Data, left: tuple[int, ...]) -> np.ndarray:
    """Tell of each column of the rows whether enough shows outside some folds say its n-gram."""
    shows = data.support.sum(axis=0) - data.support[list(left)].sum(axis=0)
    least = np.repeat(LEAST_SHOWS, data.vocabulary.sizes)
    known = np.concatenate([[False], shows[1:] >= least])
    return np.concatenate([known[: data.vocabulary.slots(role.longest)] for role in ROLES])


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Candidate rows: their places in the data, rows and rare words of each sample, features of their words."""

    places: np.ndarray
    rows: tuple[np.ndarray, ...]
    rare: tuple[RareWords, ...]
    text: np.ndarray


def find_candidates(data: Data, scores: np.ndarray, rarity: Sequence[np.ndarray]) -> Candidates:
    """Return the candidates by scores that never saw a sample's fold; `rarity` is the table of each fold."""
    rows, rares, text = [], [], []
    for k, sample in enumerate(data.samples):
        raw = scores[data.offsets[k] : data.offsets[k + 1], 0].astype(np.float64)
        cues = cue_counts(sample.tokens)
        rows.append(candidates(raw, credits_in(cues)))
        rares.append(rare_words(sample.tokens, rarity[sample.fold]))
        text.append(text_features(sample.tokens, cues, rares[-1], rows[-1], sample.beyond))
    places = np.concatenate([r + start for r, start in zip(rows, data.offsets, strict=False)])
    return Candidates(places, tuple(rows), tuple(rares), np.concatenate(text))


def near_a_read(data: Data, found: Candidates, outputs: np.ndarray, fold: int) -> Candidates:
    """Return the candidates of a fold that stage 3 looks at, given the outputs of stage 2. It learns from all."""
    rows = [
        hopeful(outputs[a:b].astype(np.float64), mine) if sample.fold == fold else mine[:0]
        for (a, b), sample, mine in zip(pairwise(data.offsets.tolist()), data.samples, found.rows, strict=True)
    ]
    places = np.concatenate([mine + start for mine, start in zip(rows, data.offsets, strict=False)])
    return Candidates(places, tuple(rows), found.rare, found.text[np.searchsorted(found.places, places)])


def with_scores(data: Data, found: Candidates, scores: np.ndarray) -> np.ndarray:
    """Return the complete features of the candidates, given stage-1 scores."""
    parts = []
    for k, (sample, rows, rare) in enumerate(zip(data.samples, found.rows, found.rare, strict=True)):
        if rows.size:
            raw = scores[data.offsets[k] : data.offsets[k + 1]].astype(np.float64)
            parts.append(score_features(sample.tokens, raw, rare, rows, sample.beyond))
    return np.concatenate([np.concatenate(parts), found.text], axis=1)


def with_context(data: Data, found: Candidates, scores: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Return the features of stage 3 of the candidates, given the scores of stage 1 and the outputs of stage 2."""
    parts = []
    for k, (sample, rows) in enumerate(zip(data.samples, found.rows, strict=True)):
        if rows.size:
            said = outputs[data.offsets[k] : data.offsets[k + 1]].astype(np.float64)
            parts.append(context_features(said, np.diff(sample.tokens.first), rows, sample.beyond))
    return np.concatenate([np.concatenate(parts), with_scores(data, found, scores)], axis=1)


def networks_fit(data: Data, places: np.ndarray, features: np.ndarray, nets: int) -> Net:
    """Fit the networks of stage 2 or 3 on some candidate rows."""
    learn = data.later_weight[places] > 0
    places, features = places[learn], features[learn]
    mean = features.mean(axis=0)
    scale = 1.0 / (features.std(axis=0) + 1e-6)
    rows = np.clip((features - mean) * scale, -CLIP, CLIP)
    weight = data.later_weight[places] / data.later_weight[places].mean()
    layers = [fit_layers(rows, data.category[places], data.edges[places], weight, CATEGORIES, seed, SETTINGS)
              for seed in range(nets)]
    return Net(mean, scale, np.stack([hidden for hidden, _ in layers]), np.stack([output for _, output in layers]))


def stage2_left_out(data: Data, scores: np.ndarray, found: Candidates, jobs: int) -> np.ndarray:
    """Return stage-2 outputs, shape (FOLDS + 1, n, categories + edges), of models that saw neither fold.

    Planes as in `stage1_left_out`. What only stage 3 learns from comes of a single network.
    """
    planes = np.repeat(no_candidates(data.category.size).astype(np.float32)[None], FOLDS + 1, axis=0)
    light = replace(data, samples=(), rows=None)
    for outer in range(FOLDS):
        features = with_scores(data, found, scores[outer])
        tasks = (delayed(_unseen)(light, features, found.places, outer, inner) for inner in range(FOLDS))
        for inner, places, values in Parallel(n_jobs=jobs)(tasks):
            planes[outer, places] = values
            if inner == outer:
                planes[FOLDS, places] = values
    return planes


def stage3_left_out(data: Data, scores: np.ndarray, outputs: np.ndarray, found: Candidates, jobs: int) -> np.ndarray:
    """Return the outputs of stages 2 and 3, each from models of all stages that never saw the fold."""
    result: np.ndarray = outputs[FOLDS].astype(np.float64)
    light = replace(data, samples=(), rows=None)
    asked = [near_a_read(data, found, outputs[o], o) for o in range(FOLDS)]
    tasks = (delayed(_third)(light, found.places, with_context(data, found, scores[o], outputs[o]),
                             with_context(data, asked[o], scores[o], outputs[o]), o) for o in range(FOLDS))
    for mine, values in zip(asked, Parallel(n_jobs=jobs, pre_dispatch=jobs)(tasks), strict=True):
        result[mine.places] = values
    return result


def _third(data: Data, places: np.ndarray, features: np.ndarray, asked: np.ndarray, fold: int) -> np.ndarray:
    """Return what networks of stage 3 fitted without a fold say of some of its rows."""
    learn = data.fold[places] != fold
    return net_outputs(networks_fit(data, places[learn], features[learn], NETS[1]), asked)


def _unseen(data: Data, features: np.ndarray, places: np.ndarray, outer: int, inner: int,
            ) -> tuple[int, np.ndarray, np.ndarray]:
    """Return what networks fitted without two folds (one, where they are the same) say of the inner one."""
    fold = data.fold[places]
    learn = (fold != outer) & (fold != inner)
    net = networks_fit(data, places[learn], features[learn], NETS[0] if outer == inner else 1)
    return inner, places[fold == inner], net_outputs(net, features[fold == inner])


def shipped_linear(data: Data) -> LinearModel:
    """Fit stage 1 on everything."""
    return linear_model(data.vocabulary, *stage1_fit(data, ()))


def rarity_table(share: np.ndarray) -> np.ndarray:
    """Return the uint8 table of word rarities from each hash's share of episodes."""
    value = np.clip(-np.log(share + 0.001), 0.0, 255 * RARITY_UNIT)
    table: np.ndarray = np.round(value / RARITY_UNIT).astype(np.uint8)
    assert table.size == 1 << RARITY_BITS
    return table

