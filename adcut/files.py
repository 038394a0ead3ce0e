"""Writing files so that each appears whole or not at all, and never over an input."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from adcut.errors import OutputError

#: Temporary files carry this in their name, so that a later run can sweep what a killed one left.
TEMPORARY_MARK = ".adcut-tmp-"


def write_whole(path: str | os.PathLike[str], data: bytes, *, sources: Iterable[str] = ()) -> None:
    """Write `data` to `path` through a temporary file in the same folder and a rename.

    The folder is made where it is missing. An existing file is replaced; a reader sees the old or
    the new one, never a part.

    Raises
    ------
    OutputError
        The target is one of `sources`, a folder, or cannot be written (full disk, permissions).
    """
    target = Path(path)
    for source in sources:
        if target.exists() and Path(source).exists() and os.path.samefile(source, target):
            raise OutputError(f"{target}: is the input; adcut never overwrites one, choose another output")
    temporary: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY_MARK, dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror or error}); "
                          "check the folder, its permissions and the free space") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    value = os.umask(0)
    os.umask(value)
    return value
