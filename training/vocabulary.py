"""How common each word is: the share of episodes that say it, from labelled and unlabelled texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from adcut.rarity import RARITY_BITS
from adcut.tokens import Tokens, tokenize
from training.folds import FOLDS
from training.rounds import rarity_table
from training.samples import REAL, Sample

UNLABELED_FILES = 80
"""So many unlabelled files a show are counted; more change nothing."""

_TIMES = re.compile(r"\d\d:\d\d:\d\d[,.\d]*|-->|\u2192|^\d+$", re.MULTILINE)


def rarity_tables(samples: Sequence[Sample], corpus: Path | None, jobs: int) -> list[np.ndarray]:
    """Return the rarity table of each fold, counted without the fold's shows, and last the one of all."""
    found: dict[str, list[np.ndarray]] = {}
    fold: dict[str, int] = {}
    for sample in samples:
        if sample.kind == REAL:
            name = sample.id.rsplit("/", 1)[0] if sample.source != "mainstream" else sample.id
            found.setdefault(name, []).append(_present(sample.tokens))
            fold[name] = sample.fold
    if corpus is not None:
        for folder in sorted((corpus / "unlabeled").iterdir()):
            files = sorted(folder.iterdir())[:UNLABELED_FILES]
            found.setdefault(folder.name, []).extend(
                Parallel(n_jobs=jobs, batch_size=8)(delayed(_present_in)(path) for path in files))
    counted = {name: np.bincount(np.concatenate(lists), minlength=1 << RARITY_BITS) for name, lists in found.items()}
    tables = []
    for left in [*range(FOLDS), None]:
        share, total = np.zeros(1 << RARITY_BITS), 0.0
        for name, counts in counted.items():
            if left is None or fold.get(name) != left:
                weight = len(found[name]) ** -0.5
                share += weight * counts
                total += weight * len(found[name])
        tables.append(rarity_table(share / max(total, 1.0)))
    return tables


def _present(tokens: Tokens) -> np.ndarray:
    """Return the distinct table rows of the words of a text."""
    return np.unique(tokens.words >> np.uint64(64 - RARITY_BITS)).astype(np.int64)


def _present_in(path: Path) -> np.ndarray:
    return _present(tokenize([_TIMES.sub("\n", path.read_text(encoding="utf-8"))]))
