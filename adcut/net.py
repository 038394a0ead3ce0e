"""Stages 2 and 3: small dense networks over feature rows, averaged in log-odds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import numpy as np

__all__ = ["CATEGORIES", "EDGES", "Net", "ad_log_odds", "log_odds", "net_outputs", "no_candidates"]

CATEGORIES, EDGES = 5, 2
"""Outputs: the categories in the contract's order, then the edges of a read (start, end)."""

NOT_CANDIDATE = -12.0
"""Log-probability of every category but content where stage 1 sees nothing ad-like near."""

CLIP = 4.0
"""Standard deviations to which a feature is clipped, so that nothing far from training extrapolates."""


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Networks of one hidden layer over the same standardised features.

    mean, scale: float32 (features,); hidden: float32 (nets, features + 1, units), last row the bias;
    output: float32 (nets, units + 1, categories + edges). Made of these, for features that are not standardised: lowest,
    highest: what they are clipped to, (features,); wide, bias: the hidden layers side by side, so that one product goes
    through all, (features, nets * units) and (nets * units,).
    """

    mean: np.ndarray
    scale: np.ndarray
    hidden: np.ndarray
    output: np.ndarray
    lowest: np.ndarray = field(init=False)
    highest: np.ndarray = field(init=False)
    wide: np.ndarray = field(init=False)
    bias: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        nets, width, units = self.hidden.shape
        side_by_side = self.hidden[:, :-1].transpose(1, 0, 2).reshape(width - 1, nets * units)
        for name, value in (
            ("lowest", self.mean - CLIP / self.scale), ("highest", self.mean + CLIP / self.scale),
            ("wide", side_by_side * self.scale[:, None]),
            ("bias", self.hidden[:, -1].ravel() - (self.mean * self.scale) @ side_by_side),
        ):
            object.__setattr__(self, name, value)


def net_outputs(net: Net, features: np.ndarray) -> np.ndarray:
    """Return what the networks say of each row, averaged over them, shape (n, categories + edges), float64.

    The first CATEGORIES columns are log-probabilities of the categories (up to a constant a row),
    the others log-odds of a read's first and of its last sentence.
    """
    nets, _, units = net.hidden.shape
    rows = np.maximum(features, net.lowest)
    np.minimum(rows, net.highest, out=rows)
    active = rows @ net.wide
    active += net.bias
    np.maximum(active, 0.0, out=active)
    values = active.reshape(len(features), nets, units).transpose(1, 0, 2) @ net.output[:, :-1]
    values += net.output[:, -1:]
    columns = values.transpose(2, 0, 1).astype(np.float64, order="C")  # numpy takes long over few columns of each row
    kinds = columns[:CATEGORIES]
    kinds -= kinds.max(axis=0)
    kinds -= np.log(np.exp(kinds).sum(axis=0))
    result: np.ndarray = columns.mean(axis=1).T
    return result


def no_candidates(n: int) -> np.ndarray:
    """Return the outputs of stage 2 for n sentences that are no candidates: plain content."""
    outputs = np.full((n, CATEGORIES + EDGES), NOT_CANDIDATE)
    outputs[:, CATEGORIES - 1] = 0.0
    return outputs


def ad_log_odds(outputs: np.ndarray) -> np.ndarray:
    """Return the log-odds of an ad (sponsor or cross_promo) from the outputs of networks, shape (n,)."""
    return log_odds(outputs, (0, 1))


def log_odds(outputs: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    """Return the log-odds of some categories against the rest from the outputs of networks, shape (n,).

    Most sentences are no candidates, and worth the logarithms only once.
    """
    plain = no_candidates(1)
    # columns of many rows one by one: numpy takes several times as long over few columns of each row
    seen = np.flatnonzero((outputs[:, 0] != plain[0, 0]) | (outputs[:, CATEGORIES - 1] != plain[0, CATEGORIES - 1]))
    odds = np.full(len(outputs), _against_rest(plain.T, chosen)[0])
    odds[seen] = _against_rest(np.ascontiguousarray(outputs.take(seen, axis=0).T), chosen)
    return odds


def _against_rest(columns: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    rest = (number for number in range(CATEGORIES) if number not in chosen)
    odds: np.ndarray = reduce(np.logaddexp, [columns[i] for i in chosen]) - reduce(np.logaddexp, [columns[i] for i in rest])
    return odds
