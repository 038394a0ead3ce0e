"""Temporary files that killed runs left: which they are, and their removal."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from adcut.files import TEMPORARY_MARK
from adcut.owner import PATTERN, is_alive

#: A temporary file lives for the moments of one write. Older than this many seconds it is a
#: leftover even where its process cannot be asked after, on another machine.
STALE_SECONDS = 3600.0

_NAME = re.compile(re.escape(TEMPORARY_MARK) + f"(?P<owner>{PATTERN})-")


def sweep(folder: str, *, deep: bool) -> int:
    """Remove the leftovers in a folder (`deep`: and in the folders in it) and return their number.

    Files of runs that go on are left alone.
    """
    removed = 0
    for path in _temporaries(folder, deep):
        try:
            over = is_over(path.name)
            if over or (over is None and is_old(path.stat().st_mtime)):
                path.unlink()
                removed += 1
        except OSError:
            continue  # its run finished with it, or it is not ours to remove
    return removed


def is_over(name: str) -> bool | None:
    """Whether the run is over that a temporary file of this name belongs to; None where that cannot be known."""
    found = _NAME.match(name)
    alive = is_alive(found["owner"]) if found else None
    return None if alive is None else not alive


def is_old(changed: float) -> bool:
    """Whether a temporary file that changed then, in seconds of the epoch, is in use no more."""
    return time.time() - changed > STALE_SECONDS


def _temporaries(folder: str, deep: bool) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        if not deep:
            folders.clear()
        yield from (Path(parent, name) for name in names if name.startswith(TEMPORARY_MARK))
