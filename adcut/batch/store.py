"""Where inputs come from and outputs go: the checks, stamps and digests that a batch needs.

Paths of this machine are dealt with here, URLs by remote.py.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from adcut.batch import remote
from adcut.batch.record import Written
from adcut.errors import OutputError, TranscriptParseError
from adcut.files import LARGEST_INPUT, write_all

#: File systems may count time this coarsely, in nanoseconds: a file that changed within this span
#: before it was read could change again without a trace in its times.
_COARSE_NS = 2_000_000_000
#: How often outputs are written anew because another run writes the same ones.
_ATTEMPTS = 8

#: Held while outputs are written: a worker that must end lets go of no half-written set.
WRITING = threading.Lock()


def read_input(path: str) -> tuple[bytes, str]:
    """Return the bytes and the stamp of an input file.

    Raises
    ------
    TranscriptParseError
        It is missing, unreadable, no regular file, or larger than a transcript can be.
    """
    if remote.is_url(path):
        data, stamp, size = remote.read(path, LARGEST_INPUT)
        if size > LARGEST_INPUT:
            raise too_large(path, size)
        return data, stamp
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise TranscriptParseError("is not a regular file", path=path, hint="pipe it in with - instead")
            if status.st_size > LARGEST_INPUT:
                raise too_large(path, status.st_size)
            fresh = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _COARSE_NS
            return file.read(), "" if fresh else _stamp(status)
    except TranscriptParseError:
        raise
    except (OSError, ValueError) as error:
        raise TranscriptParseError(f"cannot be read ({getattr(error, 'strerror', None) or error})", path=path,
                                   hint="check the name and the permissions") from error


def too_large(path: str, size: int) -> TranscriptParseError:
    """Return the error for an input of `size` bytes."""
    return TranscriptParseError(f"is {size / 1e6:,.0f} MB, more than a transcript can be "
                                f"({LARGEST_INPUT // 1_000_000} MB)", path=path, hint="check the file, or split it")


def stamp(path: str) -> str:
    """Return what the file system says of a file, empty where it says nothing.

    Whoever changes the content changes the stamp, also if he sets the times back.
    """
    if remote.is_url(path):
        return remote.stamp(path)
    try:
        return _stamp(os.stat(path))
    except (OSError, ValueError):
        return ""


def is_gone(path: str) -> bool:
    """Whether nothing is at a path or URL; False also where that cannot be known."""
    if remote.is_url(path):
        return remote.is_gone(path)
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def begins_with(path: str, mark: bytes) -> bool:
    """Whether a regular file begins with `mark`; False where it cannot be read.

    Raises
    ------
    OutputError
        A URL cannot be read.
    """
    if remote.is_url(path):
        return remote.fetch(path).startswith(mark)
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            return stat.S_ISREG(os.fstat(file.fileno()).st_mode) and file.read(len(mark)) == mark
    except OSError:
        return False


def digest(path: str) -> str:
    """Return the SHA-256 of a file, empty where it cannot be read."""
    if remote.is_url(path):
        return remote.digest(path)
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def write_outputs(root: str, folder: str, files: Mapping[str, bytes], source: str) -> tuple[Written, ...]:
    """Write the outputs of one input, by file name, into `folder`: each whole, and all of them ours.

    Where another run writes the same ones at the same time, the set that stays is of one run (on
    this machine; an object store has no way to tell).

    Raises
    ------
    OutputError
        A link leads out of `root`, an output is the input, or the files cannot be written.
    """
    if remote.is_url(root):
        return tuple(remote.write(remote.join(folder, name), data) for name, data in files.items())
    if not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root)):
        raise OutputError(f"{folder}: a link leads out of the output folder {root}; remove the link")
    paths = {os.path.join(folder, name): data for name, data in files.items()}
    for _ in range(_ATTEMPTS):
        with WRITING:
            made = write_all(paths, sources=(source,))
        stamps = {path: _stamp_if_ours(path, made[path]) for path in paths}
        if all(stamps.values()):
            break
    return tuple(Written(os.path.basename(path), hashlib.sha256(data).hexdigest(), stamps[path])
                 for path, data in paths.items())


def write_beside(folder: str, name: str, data: bytes) -> None:
    """Write a file that is no output of an input: a summary, a manifest.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    if remote.is_url(folder):
        remote.write(remote.join(folder, name), data)
    else:
        write_all({os.path.join(folder, name): data})


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _stamp_if_ours(path: str, made: os.stat_result) -> str:
    """Return the stamp of an output, empty where it is no longer the file that was written."""
    try:
        found = os.stat(path)
    except OSError:
        return ""
    ours = (found.st_ino, found.st_mtime_ns, found.st_size) == (made.st_ino, made.st_mtime_ns, made.st_size)
    return _stamp(found) if ours else ""


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file; a named pipe that nobody writes to does not block."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
