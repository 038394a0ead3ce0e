"""Which process something belongs to, so that what a killed one left can be told from live work."""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache

#: States of processes that were killed and whose parents have not asked after them.
_OVER = ("Z", "X")
#: Owners look like this in the names of files: machine, process id, birth of the process.
PATTERN = r"[0-9a-f]{8}-\d+-\d+"


def owner() -> str:
    """Return what tells this process from every other one, now and later."""
    return _owner(os.getpid())


def is_alive(name: str) -> bool | None:
    """Whether the process that `owner()` named still runs; None where it cannot be known, or the name is no owner's."""
    if not re.fullmatch(PATTERN, name):
        return None
    machine, number, birth = name.split("-")
    if machine != _machine() or os.name != "posix":
        return None
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # another user's
        return None
    return _birth(int(number)) == birth and _state(int(number)) not in _OVER


@cache
def _owner(number: int) -> str:
    return f"{_machine()}-{number}-{_birth(number)}"


@cache
def _machine() -> str:
    import platform  # slow to import, and nothing is owned in a run that writes no file

    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _birth(number: int) -> str:
    """When a process started, in ticks since the machine did; process ids are given out again.

    0 where there is no /proc: then a reused id passes for the process that had it.
    """
    return (_of_process(number)[19:20] or ["0"])[0]


def _state(number: int) -> str:
    """What a process does, as a letter; empty where that cannot be known."""
    return (_of_process(number)[:1] or [""])[0]


def _of_process(number: int) -> list[str]:
    """What the system says of a process behind its name; nothing where there is no /proc."""
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return []
