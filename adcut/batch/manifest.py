"""The memory of an output folder: which files were done, from what, and with which outputs.

A file is recorded after its outputs stand on the disk, so a killed run can forget work but never
claim it. Runs into one folder at the same time share the manifest.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from adcut.batch.leftovers import STALE_SECONDS, sweep
from adcut.batch.record import Record
from adcut.batch.remote import fetch, is_url, join
from adcut.batch.store import write_beside
from adcut.errors import OutputError
from adcut.owner import is_alive, owner

#: File name of the manifest in an output folder.
MANIFEST_NAME = ".adcut-manifest.sqlite3"
#: Raised when the tables change; a manifest of another version is refused.
VERSION = 1
#: Records are kept for at most this many seconds before they are written: each writing waits for
#: the disk.
FLUSH_SECONDS = 0.5
#: How long a run waits for another one that writes the manifest.
LOCK_SECONDS = 60.0

#: How often the manifest of a URL is laid back there, in seconds.
COPY_SECONDS = 60.0

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    base TEXT PRIMARY KEY, sha256 TEXT NOT NULL, stamp TEXT NOT NULL, model TEXT NOT NULL, policy TEXT NOT NULL,
    outputs TEXT NOT NULL, figures TEXT NOT NULL, notes TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (owner TEXT PRIMARY KEY, seen REAL NOT NULL) WITHOUT ROWID;
"""
_SEEN = "INSERT OR REPLACE INTO runs VALUES (?, ?)"
_FIND = "SELECT sha256, stamp, model, policy, outputs, figures, notes FROM files WHERE base = ?"
_KEEP = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class Manifest:
    """The manifest of one output folder, open for one run; a context manager.

    Parameters
    ----------
    folder
        The output folder; made where it is missing. Where a killed run left it, its temporary
        files are removed on opening.
    copy
        Called after each writing, for a manifest that is kept elsewhere.

    Raises
    ------
    OutputError
        The manifest cannot be opened or is none.
    """

    def __init__(self, folder: str, copy: Callable[[], None] | None = None) -> None:
        self.folder = folder
        self._copy = copy
        self.path = os.path.join(folder, MANIFEST_NAME)
        self._waiting: dict[str, Record] = {}
        self._flushed = time.monotonic()
        with self._errors():
            os.makedirs(folder, exist_ok=True)
            self._base = sqlite3.connect(self.path, timeout=LOCK_SECONDS, isolation_level=None)
            try:
                self._open()
            except BaseException:
                self._base.close()
                raise

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            self.flush()
            if kind is None:  # else something may be left; the next run then looks for it
                with self._errors():
                    self._base.execute("DELETE FROM runs WHERE owner = ?", (owner(),))
        finally:
            self._base.close()

    def find(self, base: str) -> Record | None:
        """Return what is remembered of the file whose outputs are named `base`."""
        with self._errors():
            row = self._base.execute(_FIND, (_key(base),)).fetchone()
        return None if row is None else Record.from_row(row)

    def keep(self, base: str, record: Record) -> None:
        """Remember a file whose outputs stand on the disk."""
        self._waiting[_key(base)] = record
        if time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is remembered to the disk, and that this run goes on."""
        if self._waiting:
            rows = [(base, *record.as_row()) for base, record in self._waiting.items()]
            self._write((_KEEP, rows), (_SEEN, [(owner(), time.time())]))
            self._waiting.clear()
            if self._copy is not None:
                self._copy()
        self._flushed = time.monotonic()

    def _open(self) -> None:
        version, = self._base.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise OutputError(f"{self.path}: is of version {version}, this adcut reads {VERSION}; choose another "
                              "output folder, or delete the file to do all anew")
        self._base.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT")
        with closing(self._base.execute("SELECT owner, seen FROM runs")) as rows:
            dead = [(name,) for name, seen in rows if _is_over(name, seen)]
        sweep(self.folder, deep=bool(dead))  # the summary is written when the run is no longer among them
        self._write(("DELETE FROM runs WHERE owner = ?", dead), (_SEEN, [(owner(), time.time())]))

    def _write(self, *statements: tuple[str, Sequence[tuple[object, ...]]]) -> None:
        """Carry out statements, each for all of its rows, in one transaction."""
        with self._errors():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                for statement, rows in statements:
                    self._base.executemany(statement, rows)
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what the disk and SQLite object to into an error that says what to do."""
        try:
            yield
        except OutputError:
            raise
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{self.path}: cannot be used ({error}); check the folder and the free space, "
                              "or delete the file to do all anew") from error


@contextmanager
def open_manifest(root: str) -> Iterator[Manifest]:
    """Open the manifest of an output folder; under a URL, a copy of it that is laid back now and then.

    Runs under one URL at the same time can forget what the other recorded, and do it again.
    """
    if not is_url(root):
        with Manifest(root) as manifest:
            yield manifest
        return
    copied = time.monotonic()
    with TemporaryDirectory() as folder:
        local = Path(folder, MANIFEST_NAME)
        if data := fetch(join(root, MANIFEST_NAME)):
            local.write_bytes(data)

        def lay_back(at_once: bool = False) -> None:
            nonlocal copied
            if at_once or time.monotonic() - copied >= COPY_SECONDS:
                write_beside(root, MANIFEST_NAME, local.read_bytes())
                copied = time.monotonic()

        try:
            with Manifest(folder, lay_back) as manifest:
                yield manifest
        finally:
            lay_back(at_once=True)


def _is_over(name: object, seen: object) -> bool:
    """Whether a run that did not end in order has come to an end all the same; damaged entries are of none."""
    if not isinstance(name, str) or not isinstance(seen, int | float):
        return True
    alive = is_alive(name)
    return time.time() - seen > STALE_SECONDS if alive is None else not alive


def _key(base: str) -> str:
    """Return a name as SQLite can hold it; file names may hold bytes that are no text."""
    return base.encode("utf-8", "backslashreplace").decode()
