"""The memory of an output folder: which files were done, from what, and with which outputs.

A file is recorded after its outputs stand on the disk, so a killed run can forget work but never
claim it. The name of its outputs is claimed for it before, so that no two inputs share one. Runs
into one folder at the same time share the manifest.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import TracebackType

from adcut.batch.leftovers import STALE_SECONDS, sweep
from adcut.batch.naming import as_text
from adcut.batch.record import Record
from adcut.errors import OutputError
from adcut.owner import is_alive, owner

#: File name of the manifest in an output folder.
MANIFEST_NAME = ".adcut-manifest.sqlite3"
#: Raised when the tables change; an older manifest gets what it lacks, a newer one is refused.
#: 2 added `owners`: which input a base belongs to.
VERSION = 2
#: Records are kept for at most this many seconds before they are written: each writing waits for
#: the disk.
FLUSH_SECONDS = 0.5
#: How long a run waits for another one that writes the manifest.
LOCK_SECONDS = 60.0

#: What SQLite says of a file that is no database, is torn, or has other tables than ours.
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    base TEXT PRIMARY KEY, sha256 TEXT NOT NULL, stamp TEXT NOT NULL, model TEXT NOT NULL, policy TEXT NOT NULL,
    outputs TEXT NOT NULL, figures TEXT NOT NULL, notes TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owners (folded TEXT PRIMARY KEY, base TEXT NOT NULL, source TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS owners_by_source ON owners (source, base);
CREATE TABLE IF NOT EXISTS runs (owner TEXT PRIMARY KEY, seen REAL NOT NULL) WITHOUT ROWID;
"""
_SEEN = "INSERT OR REPLACE INTO runs VALUES (?, ?)"
_MERGE = tuple(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table}" for table in ("files", "owners"))
_MERGE_RUNS = "INSERT OR IGNORE INTO main.runs SELECT * FROM other.runs WHERE owner != ?"
_COLUMNS = "sha256, stamp, model, policy, outputs, figures, notes"
_OF_SOURCE = f"SELECT base, {_COLUMNS} FROM owners LEFT JOIN files USING (base) WHERE source = ? ORDER BY base"
_OF_BASE = f"SELECT source, base, {_COLUMNS} FROM owners LEFT JOIN files USING (base) WHERE folded = ?"
_OF_NOBODY = f"SELECT NULL, base, {_COLUMNS} FROM files WHERE base = ?"
_UNDER = "SELECT source, base FROM owners WHERE source >= ? AND source < ? ORDER BY source, base"
_DIGESTS = "SELECT source, sha256 FROM owners JOIN files USING (base) ORDER BY source"
_CLAIM = "INSERT OR REPLACE INTO owners VALUES (?, ?, ?)"
_RELEASE = "DELETE FROM owners WHERE folded = ? AND source = ? AND base NOT IN (SELECT base FROM files WHERE base = ?)"
_KEEP = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Held:
    """A base that is taken.

    source: the identity of the input that it belongs to, None where a manifest of version 1 did not
    say; record: what was done, None where nothing is known to stand there.
    """

    source: str | None
    base: str
    record: Record | None


class Manifest:
    """The manifest of one output folder, open for one run; a context manager.

    Parameters
    ----------
    folder
        The output folder; made where it is missing. Where a killed run left it, its temporary
        files are removed on opening.
    copy
        Called after each writing, for a manifest that is kept elsewhere; with True, it is to be laid there at once.

    Attributes
    ----------
    follows_a_killed_run
        Whether a run that did not end in order was recorded.

    Raises
    ------
    OutputError
        The manifest cannot be opened or is none.
    """

    def __init__(self, folder: str, copy: Callable[[bool], None] | None = None) -> None:
        self.folder = folder
        self._copy = copy
        self.path = os.path.join(folder, MANIFEST_NAME)
        self._waiting: dict[str, Record] = {}
        self._failed: list[tuple[str, str, str]] = []
        self._claims = 0
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

    def held_by(self, source: str) -> list[Held]:
        """Return what belongs to an input, by base; `source` is its identity (naming.py)."""
        with self._errors():
            rows = self._base.execute(_OF_SOURCE, (source,)).fetchall()
        return [_held((source, *row)) for row in rows]

    def holder(self, base: str) -> Held | None:
        """Return who has a base, in upper or lower case; None where it is free."""
        with self._errors():
            row = (self._base.execute(_OF_BASE, (_folded(base),)).fetchone()
                   or self._base.execute(_OF_NOBODY, (as_text(base),)).fetchone())
        held = None if row is None else _held(row)
        return held if held is not None and _folded(held.base) == _folded(base) else None  # else the entry is damaged

    def under(self, folder: str) -> Iterator[Held]:
        """Yield what belongs to inputs in a folder and the folders in it, by input; the records are left out."""
        prefix = as_text(folder).rstrip("/")
        with self._errors(), closing(self._base.execute(_UNDER, (f"{prefix}/", f"{prefix}0"))) as rows:  # 0 follows /
            for source, base in rows:
                yield Held(source, str(base), None)

    def count(self) -> int:
        """Return how many files are recorded."""
        with self._errors():
            number, = self._base.execute("SELECT count(*) FROM files").fetchone()
        return int(number)

    def merge(self, other: str) -> None:
        """Take over what another run recorded in a copy of this manifest; where both know a file, this one is right.

        Whether this run goes on, this one alone knows: the other may have been copied while it did.
        """
        with self._errors(), closing(sqlite3.connect(self.path, timeout=LOCK_SECONDS, isolation_level=None)) as base:
            base.execute("ATTACH ? AS other", (other,))
            version, = base.execute("PRAGMA other.user_version").fetchone()
            self._check_version(version)
            base.execute("BEGIN IMMEDIATE")
            for statement in _MERGE:
                base.execute(statement)
            base.execute(_MERGE_RUNS, (owner(),))
            base.execute("COMMIT")

    def digests(self) -> Iterator[tuple[str, str]]:
        """Yield every input that was done, and its digest."""
        self.flush()
        with self._errors(), closing(self._base.execute(_DIGESTS)) as rows:
            yield from rows

    @contextmanager
    def claiming(self) -> Iterator[None]:
        """Keep other runs from claiming a base meanwhile."""
        with self._transaction():
            yield

    def claim(self, base: str, source: str) -> None:
        """Have a base belong to an input from now on."""
        with self._errors():
            self._base.execute(_CLAIM, (_folded(base), as_text(base), source))
        self._claims += 1

    def release(self, base: str, source: str) -> None:
        """Give back what was claimed for an input that failed, where nothing stands there."""
        self._failed.append((_folded(base), source, as_text(base)))
        self._flush_in_time()

    def keep(self, base: str, record: Record) -> None:
        """Remember a file whose outputs stand on the disk."""
        self._waiting[as_text(base)] = record
        self._flush_in_time()

    def flush(self) -> None:
        """Write what is remembered to the disk, and that this run goes on."""
        if self._waiting or self._failed:
            rows = [(base, *record.as_row()) for base, record in self._waiting.items()]
            self._write((_KEEP, rows), (_RELEASE, self._failed), (_SEEN, [(owner(), time.time())]))
            self._waiting.clear()
            self._failed.clear()
            if self._copy is not None:
                self._copy(False)
        self._flushed = time.monotonic()

    def announce(self, *, working: bool) -> None:
        """Let runs elsewhere that begin from now on know what was claimed, and that this one goes on."""
        if self._copy is not None and (self._claims or working):
            self._copy(True)
        self._claims = 0

    def _flush_in_time(self) -> None:
        if time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()

    def _open(self) -> None:
        version, = self._base.execute("PRAGMA user_version").fetchone()
        self._check_version(version)
        self._base.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT")
        with closing(self._base.execute("SELECT owner, seen FROM runs")) as rows:
            dead = [(name,) for name, seen in rows if _is_over(name, seen)]
        self.follows_a_killed_run = bool(dead)
        sweep(self.folder, deep=self.follows_a_killed_run)  # the summary is written when the run is no longer among them
        self._write(("DELETE FROM runs WHERE owner = ?", dead), (_SEEN, [(owner(), time.time())]))

    def _check_version(self, version: int) -> None:
        if not 0 <= version <= VERSION:
            raise OutputError(f"{self.path}: is of version {version}, this adcut reads up to {VERSION}; choose "
                              "another output folder, or take a newer adcut")

    def _write(self, *statements: tuple[str, Sequence[tuple[object, ...]]]) -> None:
        """Carry out statements, each for all of its rows, in one transaction."""
        with self._transaction():
            for statement, rows in statements:
                self._base.executemany(statement, rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
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
            raise OutputError(f"{self.path}: {_trouble(error)}") from error


def _trouble(error: OSError | sqlite3.Error) -> str:
    """Return what is wrong with a manifest and what to do; deleting it loses records, and helps where it is damaged only."""
    code = getattr(error, "sqlite_errorcode", None)  # the lowest byte is the kind; some faults of the content have no code
    kind = None if code is None else code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"another run is writing it ({error}); wait for that run to end, or choose another output folder"
    if kind in _DAMAGED or (kind is None and isinstance(error, sqlite3.Error)):
        return f"is damaged, or no manifest ({error}); delete the file to do all anew"
    return (f"cannot be used ({error}); check the folder, the permissions, the free space and how many files may be open, "
            "or choose another output folder")


def _is_over(name: object, seen: object) -> bool:
    """Whether a run that did not end in order has come to an end all the same; damaged entries are of none."""
    if not isinstance(name, str) or not isinstance(seen, int | float):
        return True
    alive = is_alive(name)
    return time.time() - seen > STALE_SECONDS if alive is None else not alive


def _held(row: Sequence[object]) -> Held:
    source, base, *columns = row
    return Held(None if source is None else str(source), str(base),
                None if columns[0] is None else Record.from_row(columns))


def _folded(base: str) -> str:
    return as_text(base).casefold()
