"""Sentences -> calibrated scores, with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from adcut.context import context_features, hopeful
from adcut.credits import (
    LEAST_EDGE,
    LEAST_ODDS,
    LEAST_SCORE,
    MOST_EDGE,
    MOST_ODDS,
    UNSURE,
    disclaimers,
    plain_credits,
)
from adcut.cues import cue_counts
from adcut.features import candidates, credits_in, stage2_features
from adcut.net import CATEGORIES, ad_log_odds, net_outputs, no_candidates
from adcut.ngrams import raw_scores
from adcut.sentences import Sentences
from adcut.tokens import Tokens, tokenize
from adcut.voices import PASSING

if TYPE_CHECKING:
    from adcut.artifact import Model

__all__ = ["Scores", "calibrated", "score_sentences", "score_texts", "scores_from", "with_credits", "with_voices"]

AD_CATEGORIES = 2
"""The first categories are ads: sponsor and cross_promo."""

BLOCK = 2048
"""So many candidates go through the networks at once: more than an episode of two hours has, and few enough for
one of a day to take little memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the model says of each of n sentences.

    Attributes
    ----------
    score
        float64 (n,), calibrated P(sponsor or cross_promo) in [0, 1].
    category_scores
        float64 (n, 5), share of each category (sponsor, cross_promo, self_promo, interaction,
        content); rows sum to 1.
    log_odds
        float64 (n,), calibrated log-odds of an ad: what decoding works on.
    edges
        float64 (n, 2), log-odds of being the first and the last sentence of an ad read.
    first_stage
        float64 (n, heads), raw scores of stage 1.
    credits
        bool (n,), whether it names a sponsor in so many words.
    credited
        float64 (n,), log-odds that it has besides as a plain credit (`with_credits`), within `log_odds`.
    tokens
        The words, for what looks at them again.
    """

    score: np.ndarray
    category_scores: np.ndarray
    log_odds: np.ndarray
    edges: np.ndarray
    first_stage: np.ndarray
    credits: np.ndarray
    credited: np.ndarray
    tokens: Tokens


def score_sentences(sentences: Sentences, model: Model) -> Scores:
    """Return the scores of a transcript's sentences: by their words, and by whose voices they are."""
    return with_voices(score_texts(sentences.texts, model), sentences.passing)


def score_texts(texts: Sequence[str], model: Model) -> Scores:
    """Return the scores of consecutive sentences given as texts."""
    tokens = tokenize(texts)
    raw = raw_scores(tokens, model.linear)
    cues = cue_counts(tokens)
    credits = credits_in(cues)
    rows = candidates(raw[:, 0], credits)
    outputs = no_candidates(len(texts))
    if rows.size:
        features = stage2_features(tokens, raw, cues, model.rarity, rows)
        for block in _blocks(rows.size):
            outputs[rows[block]] = net_outputs(model.net, features[block])
        further = hopeful(outputs, rows)
        features = features[np.searchsorted(rows, further)]
        context = context_features(outputs, np.diff(tokens.first), further)
        for block in _blocks(further.size):
            inputs = np.concatenate([context[block], features[block]], axis=1)
            outputs[further[block]] = net_outputs(model.context, inputs)
    return with_credits(scores_from(outputs, raw, credits, tokens, model.knots), texts)


def with_credits(scores: Scores, texts: Sequence[str]) -> Scores:
    """Return the scores with sentences that credit a sponsor of the show as likely ads, unsure ones as reads of their own,
    and likely ones that disclaim one as unlikely."""
    plain = plain_credits(texts, (scores.score > LEAST_SCORE) & (scores.log_odds < LEAST_ODDS))
    disclaimed = disclaimers(texts, scores.log_odds > 0.0) & ~plain
    if not (plain | disclaimed).any():
        return scores
    log_odds = np.where(disclaimed, MOST_ODDS, np.where(plain, LEAST_ODDS, scores.log_odds))
    alone = (plain & (scores.score < UNSURE))[:, None]
    edges = np.where(alone, np.maximum(scores.edges, LEAST_EDGE), scores.edges)
    edges = np.where(disclaimed[:, None], np.minimum(edges, MOST_EDGE), edges)
    return replace(scores, score=_probability(log_odds), log_odds=log_odds, edges=edges, credits=scores.credits & ~disclaimed,
                   credited=log_odds - scores.log_odds)


def with_voices(scores: Scores, passing: np.ndarray) -> Scores:
    """Return the scores with what passing voices say more likely an ad; passing: (n,), 1 where one speaks."""
    if not passing.any():
        return scores
    log_odds = scores.log_odds + PASSING * passing
    return replace(scores, score=_probability(log_odds), log_odds=log_odds)


def _probability(log_odds: np.ndarray) -> np.ndarray:
    result: np.ndarray = 1.0 / (1.0 + np.exp(-log_odds))
    return result


def _blocks(n: int) -> list[slice]:
    return [slice(begin, begin + BLOCK) for begin in range(0, n, BLOCK)]


def scores_from(outputs: np.ndarray, raw: np.ndarray, credits: np.ndarray, tokens: Tokens,
                knots: tuple[np.ndarray, np.ndarray]) -> Scores:
    """Return the scores that the outputs of both stages and a calibration give."""
    log_p = outputs[:, :CATEGORIES]
    log_odds = calibrated(ad_log_odds(outputs), knots)
    shares = np.exp(log_p)
    shares /= shares.sum(axis=1, keepdims=True)
    return Scores(_probability(log_odds), shares, log_odds, outputs[:, CATEGORIES:], raw, credits,
                  np.zeros(log_odds.size), tokens)


def calibrated(log_odds: np.ndarray, knots: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Map raw to calibrated log-odds: linear between knots, and on with the end slopes."""
    raw, score = knots
    place = np.clip(np.searchsorted(raw, log_odds) - 1, 0, raw.size - 2)
    slope = (score[1:] - score[:-1]) / (raw[1:] - raw[:-1])
    result: np.ndarray = score[place] + slope[place] * (log_odds - raw[place])
    return result
