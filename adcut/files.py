"""Writing files so that each appears whole or not at all, and never over an input; how large inputs may be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress

from adcut.errors import OutputError
from adcut.owner import owner

#: No transcript is larger: ten hours as Whisper JSON with a time a word are about 30 MB.
LARGEST_INPUT = 256 * 1024 * 1024
#: Temporary files carry this in their name, then `owner()`, so that a later run can sweep what a
#: killed one left.
TEMPORARY_MARK = ".adcut-tmp-"


def write_whole(path: str | os.PathLike[str], data: bytes, *, sources: Iterable[str] = ()) -> None:
    """Write `data` to `path` through a temporary file in the same folder and a rename.

    The folder is made where it is missing. An existing file is replaced; a reader sees the old or
    the new one, never a part.

    Raises
    ------
    OutputError
        The target is one of `sources`, a folder, a device, or cannot be written (full disk, permissions).
    """
    write_all({os.fspath(path): data}, sources=sources)


def write_all(files: Mapping[str, bytes], *, sources: Iterable[str] = ()) -> dict[str, os.stat_result]:
    """Write files that belong together: all stand complete on the disk before the first gets its name.

    So a full disk leaves every one of them as it was. Returns the status of each file as written,
    before its rename.

    Raises
    ------
    OutputError
        A target is one of `sources`, a folder, or cannot be written.
    """
    inputs = tuple(sources)
    temporary: dict[str, str] = {}
    written: dict[str, os.stat_result] = {}
    target = ""
    try:
        for target, data in files.items():
            _refuse_input(target, inputs)
            refuse_special(target)
            temporary[target] = temporary_beside(target)  # known before it is made: an interrupt may come at any time
            written[target] = _fill(temporary[target], data)
        for target in files:
            os.replace(temporary[target], target)
            del temporary[target]
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{target}: cannot be written ({getattr(error, 'strerror', None) or error}); "
                          "check the folder, its permissions and the free space") from error
    finally:
        for left in temporary.values():
            with suppress(OSError):  # never made, or its folder is gone
                os.unlink(left)
    return written


def _refuse_input(target: str, sources: Iterable[str]) -> None:
    for source in sources:
        if os.path.exists(target) and os.path.exists(source) and os.path.samefile(source, target):
            raise OutputError(f"{target}: is the input; adcut never overwrites one, choose another output")


def refuse_special(target: str) -> None:
    """Refuse a target that is no file: a rename over /dev/null, which root may do, would put a file in its place.

    Raises
    ------
    OutputError
        It is a device, a pipe, a socket, or a link of the system to one (`/dev/stdout`).
    """
    folder = os.path.dirname(os.path.abspath(target))
    special = os.path.lexists(target) and (folder == "/dev" or folder.startswith(("/dev/fd", "/proc", "/sys")))
    with suppress(OSError, ValueError):  # it is not there, or cannot be: others say so
        mode = os.stat(target).st_mode
        special = special or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
    if special:
        raise OutputError(f"{target}: is a device or a pipe, which no file can take the place of; give the name of a "
                          "file, or leave -o out and direct standard output there")


def temporary_beside(target: str, suffix: str = "") -> str:
    """Return the name of a temporary file in the folder of `target`, which is made where it is missing."""
    folder = os.path.dirname(target) or os.curdir
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, f"{TEMPORARY_MARK}{owner()}-{os.urandom(8).hex()}{suffix}")


def _fill(temporary: str, data: bytes) -> os.stat_result:
    """Write `data` to a new file on the disk and return its status."""
    with open(temporary, "xb", opener=_open_for_us_alone) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(temporary, 0o666 & ~_umask())
    return os.stat(temporary)


def _open_for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o600)


def _umask() -> int:
    value = os.umask(0)
    os.umask(value)
    return value
