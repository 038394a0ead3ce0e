"""Reading inputs and writing outputs, with the checks that a batch needs."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from adcut.errors import OutputError, TranscriptParseError
from adcut.files import write_whole

#: No transcript is larger: ten hours as Whisper JSON with a time a word are about 30 MB.
LARGEST_INPUT = 256 * 1024 * 1024


def read_input(path: str) -> bytes:
    """Return the bytes of an input file.

    Raises
    ------
    TranscriptParseError
        It is missing, unreadable, no regular file, or larger than a transcript can be.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise TranscriptParseError("is not a regular file", path=path, hint="pipe it in with - instead")
            if status.st_size > LARGEST_INPUT:
                raise too_large(path, status.st_size)
            return file.read()
    except (OSError, ValueError) as error:
        raise TranscriptParseError(f"cannot be read ({getattr(error, 'strerror', None) or error})", path=path,
                                   hint="check the name and the permissions") from error


def too_large(path: str, size: int) -> TranscriptParseError:
    """Return the error for an input of `size` bytes."""
    return TranscriptParseError(f"is {size / 1e6:,.0f} MB, more than a transcript can be "
                                f"({LARGEST_INPUT // 1_000_000} MB)", path=path, hint="check the file, or split it")


def write_output(root: str, path: str, data: bytes, source: str) -> None:
    """Write an output whole, inside `root` and not over `source`.

    Raises
    ------
    OutputError
        A link leads out of `root`, or the file cannot be written.
    """
    folder = os.path.realpath(os.path.dirname(path))
    if not Path(folder).is_relative_to(os.path.realpath(root)):
        raise OutputError(f"{path}: a link leads out of the output folder; remove the link")
    write_whole(path, data, sources=(source,))


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file; a named pipe that nobody writes to does not block."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
