"""Digests that tie figures to what they were measured on: the shipped model, and labels with their texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from adcut.artifact import Model
from training.corpus import Label

__all__ = ["labels_sha256", "model_sha256", "sha256"]


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def model_sha256(model: Model) -> str:
    """Return the digest of a model's arrays, which loading has verified."""
    return str(model.header["sha256"])


def labels_sha256(labels: Iterable[Label]) -> str:
    """Return the digest of labels and, by the digests that they hold, of the texts they speak of.

    The same as `training.labels_sha256` in the header of a model that learned from all of them.
    """
    return sha256("\n".join(sorted(f"{label.id} {label.sha256} {label.spans}" for label in labels)).encode())
