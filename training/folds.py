"""Which shows are left out together: the folds of leave-one-show-out.

No two sources with many ads share a fold; a show is never split, and every show is left out once.
Mainstream shows are spread over four groups, biggest first, back and forth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

__all__ = ["FOLDS", "fold_of", "groups_of"]

FOLDS = 10
_FOLD_OF_GROUP = {
    "lenny": 0, "talkpython": 1, "wan": 2, "level1": 2, "mbmbam": 3, "sed": 3, "btb": 4, "changelog": 4, "standup": 4,
    "conduit": 5, "officeladies": 5, "main1": 6, "main2": 7, "main3": 8, "main4": 9,
}  # fmt: skip


def groups_of(shows: Sequence[str], sources: Sequence[str], sizes: Sequence[int]) -> list[str]:
    """Return the group of each episode: its source, or main1 to main4 for mainstream shows."""
    total: dict[str, int] = {}
    for show, source, size in zip(shows, sources, sizes, strict=True):
        if source == "mainstream":
            total[show] = total.get(show, 0) + size
    ordered = sorted(total, key=lambda show: (-total[show], show))
    snake = (1, 2, 3, 4, 4, 3, 2, 1)
    group = {show: f"main{snake[i % 8]}" for i, show in enumerate(ordered)}
    return [group[show] if source == "mainstream" else source for show, source in zip(shows, sources, strict=True)]


def fold_of(group: str) -> int:
    """Return the fold of a group; texts of no real show are spread by their name."""
    if group in _FOLD_OF_GROUP:
        return _FOLD_OF_GROUP[group]
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS
