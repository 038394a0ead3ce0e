"""The manifest of an output folder, wherever that is: of a URL a copy on this machine, which is laid back there."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from adcut.batch import remote
from adcut.batch.leftovers import is_over
from adcut.batch.manifest import MANIFEST_NAME, Manifest
from adcut.batch.remote import is_url, join
from adcut.errors import OutputError
from adcut.files import TEMPORARY_MARK
from adcut.owner import owner

#: How often the manifest of a URL is laid back there, in seconds.
COPY_SECONDS = 60.0
#: And at most this share of the time goes into that: a manifest of a million files takes a while.
COPY_SHARE = 0.05


@contextmanager
def open_manifest(root: str) -> Iterator[Manifest]:
    """Open the manifest of an output folder.

    Under a URL, names are claimed there when a run begins: two runs that begin within the same moments can claim
    the same. What other runs recorded meanwhile stays.

    Raises
    ------
    OutputError
        It cannot be opened or is none, or cannot be laid back at the end.
    """
    if not is_url(root):
        with Manifest(root) as manifest:
            yield manifest
        return
    _sweep_copies()
    folder = tempfile.mkdtemp(prefix=f"{TEMPORARY_MARK}{owner()}-")
    try:
        copy = _Copy(root, folder)
        with Manifest(folder, copy.lay_back) as manifest:
            copy.manifest = manifest
            if manifest.follows_a_killed_run:
                remote.sweep(root, deep=True)
            try:
                yield manifest
            except BaseException:
                with suppress(OutputError):  # the error that ended the run says more
                    manifest.flush()
                    copy.lay_back(True)
                raise
        copy.lay_back(True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Copy:
    """A copy of the manifest at `root` in a folder of this machine."""

    def __init__(self, root: str, folder: str) -> None:
        self.manifest: Manifest | None = None
        self._url = join(root, MANIFEST_NAME)
        self._path = os.path.join(folder, MANIFEST_NAME)
        self._due = time.monotonic() + COPY_SECONDS
        self._stamp = remote.stamp(self._url)
        _fetch(self._url, self._path)

    def lay_back(self, at_once: bool) -> None:
        """Write the manifest back where it is time, with what other runs wrote there meanwhile."""
        began = time.monotonic()
        if not at_once and began < self._due:
            return
        try:
            self._merge()
            remote.upload(self._url, self._path)
            self._stamp = remote.stamp(self._url)
        except OutputError:
            if at_once:
                raise  # else the next time may do
        ended = time.monotonic()
        self._due = ended + max(COPY_SECONDS, (ended - began) / COPY_SHARE)

    def _merge(self) -> None:
        found = remote.stamp(self._url)
        other = f"{self._path}-other"
        if self.manifest is not None and (not found or found != self._stamp) and _fetch(self._url, other):
            self.manifest.merge(other)
            os.unlink(other)


def _fetch(url: str, path: str) -> bool:
    """Get a file, and tell whether it is there."""
    data = remote.fetch(url)
    if data:
        with open(path, "wb") as file:
            file.write(data)
    return bool(data)


def _sweep_copies() -> None:
    """Remove the copies that killed runs left on this machine."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(TEMPORARY_MARK) and entry.is_dir(follow_symlinks=False) and is_over(entry.name):
                shutil.rmtree(entry.path, ignore_errors=True)
