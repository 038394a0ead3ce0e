"""The networks of stage 2, fitted with plain numpy: Adam on a softmax over categories and two sigmoids.

Small on purpose: everything is a few matrix products, deterministic for a seed, and dropout of
inputs keeps the network from leaning on what only one show has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["NetSettings", "fit_layers"]


@dataclass(frozen=True, slots=True)
class NetSettings:
    """Hyper-parameters; decay is decoupled, rates of dropout are shares of units set to zero."""

    units: int = 64
    passes: int = 8
    batch: int = 256
    step: float = 2e-3
    decay: float = 2e-2
    drop_input: float = 0.15
    drop_hidden: float = 0.2


def fit_layers(rows: np.ndarray, category: np.ndarray, edges: np.ndarray, weight: np.ndarray, categories: int,
               seed: int, settings: NetSettings) -> tuple[np.ndarray, np.ndarray]:
    """Return the two layers of one network, biases in the last row, float32.

    Parameters
    ----------
    rows
        Standardised features, float32 (n, features).
    category
        Index of the right category, (n,).
    edges
        0/1 targets that are no alternatives to each other (a read starts here, ends here), (n, k).
    weight
        Weight of each row, mean 1.
    """
    rng = np.random.default_rng(seed)
    n, width = rows.shape
    outputs = categories + edges.shape[1]
    hidden = np.zeros((width + 1, settings.units), np.float32)
    hidden[:-1] = rng.normal(size=(width, settings.units)) * np.sqrt(2.0 / width)
    output = np.zeros((settings.units + 1, outputs), np.float32)
    output[:-1] = rng.normal(size=(settings.units, outputs)) * np.sqrt(1.0 / settings.units)
    target = np.concatenate([np.eye(categories, dtype=np.float32)[category], edges.astype(np.float32)], axis=1)
    weight = weight.astype(np.float32)
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (hidden, output)]
    steps = settings.passes * (n // settings.batch)
    done = 0
    for _ in range(settings.passes):
        order = rng.permutation(n)
        for begin in range(0, n - settings.batch + 1, settings.batch):
            some = order[begin : begin + settings.batch]
            inputs = rows[some] * _kept(rng, (len(some), width), settings.drop_input)
            units = np.maximum(inputs @ hidden[:-1] + hidden[-1], 0)
            kept = _kept(rng, units.shape, settings.drop_hidden)
            dropped = units * kept
            error = _output_error(dropped @ output[:-1] + output[-1], target[some], categories)
            error *= (weight[some] / len(some))[:, None]
            back = (error @ output[:-1].T) * kept * (units > 0)
            gradients = (
                np.concatenate([inputs.T @ back, back.sum(axis=0)[None]]),
                np.concatenate([dropped.T @ error, error.sum(axis=0)[None]]),
            )
            done += 1
            rate = np.float32(settings.step * 0.5 * (1 + np.cos(np.pi * done / steps)))
            for layer, gradient, (first, second) in zip((hidden, output), gradients, moments, strict=True):
                first += np.float32(0.1) * (gradient - first)
                second += np.float32(0.001) * (gradient * gradient - second)
                scale = np.float32(1 / (1 - 0.9**done)), np.float32(1 / (1 - 0.999**done))
                layer[:-1] *= 1 - rate * np.float32(settings.decay)
                layer -= rate * (first * scale[0]) / (np.sqrt(second * scale[1]) + np.float32(1e-8))
    return hidden, output


def _kept(rng: np.random.Generator, shape: tuple[int, ...], rate: float) -> np.ndarray:
    """Return a dropout mask that keeps the expectation."""
    mask: np.ndarray = (rng.random(shape, dtype=np.float32) >= rate).astype(np.float32) / np.float32(1 - rate)
    return mask


def _output_error(values: np.ndarray, target: np.ndarray, categories: int) -> np.ndarray:
    """Return the gradient of the loss: softmax over the categories, a sigmoid for each edge."""
    logits = values[:, :categories] - values[:, :categories].max(axis=1, keepdims=True)
    share = np.exp(logits)
    share /= share.sum(axis=1, keepdims=True)
    edge = 1 / (1 + np.exp(-values[:, categories:]))
    result: np.ndarray = np.concatenate([share, edge], axis=1) - target
    return result
