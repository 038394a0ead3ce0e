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
        found = _NAME.match(path.name)
        try:
            alive = is_alive(found["owner"]) if found else None
            if alive is False or (alive is None and time.time() - path.stat().st_mtime > STALE_SECONDS):
                path.unlink()
                removed += 1
        except OSError:
            continue  # its run finished with it, or it is not ours to remove
    return removed


def _temporaries(folder: str, deep: bool) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        if not deep:
            folders.clear()
        yield from (Path(parent, name) for name in names if name.startswith(TEMPORARY_MARK))
