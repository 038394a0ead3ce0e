"""Which files a run cleans, and where the outputs of each go.

Nothing is written and no transcript is read here. The order of the plan is the order of the
arguments and, within a folder, of the names; it does not depend on the file system.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from adcut.batch import remote
from adcut.batch.job import SCRIPT_SUFFIXES, Job, cut_list_name
from adcut.batch.naming import Found, Places, bases, halves
from adcut.batch.remote import is_url, join
from adcut.batch.store import begins_with
from adcut.errors import AdcutError
from adcut.writers import WRITERS

if TYPE_CHECKING:
    from adcut.batch.record import Record

#: Suffixes of the files that are taken from a folder; a file that is named is always taken.
SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text", ".srt", ".vtt", ".json"})
#: Name of the summary under the output folder, and how its text begins.
SUMMARY_NAME = "summary.json"
SUMMARY_MARK = b'{"format": "adcut-summary"'


@dataclass(frozen=True, slots=True)
class Task:
    """A file to clean.

    index: its place in the run; source: its path; root: the output folder; base: where its outputs
    go under that, forward slashes, without `.clean.md` and the like; size: in bytes, 0 where
    unknown; refusal: why it cannot be done at all, None where nothing is known against it; known:
    what an earlier run recorded of it.
    """

    index: int
    source: str
    root: str
    base: str
    size: int
    refusal: str | None = None
    known: Record | None = None

    @property
    def stem(self) -> str:
        """The name that the names of the outputs begin with."""
        return PurePosixPath(self.base).name

    @property
    def branch(self) -> str:
        """Where the outputs go under the output folder: forward slashes, one at the end, empty for the folder itself."""
        folder, slash, _ = self.base.rpartition("/")
        return folder + slash

    @property
    def folder(self) -> str:
        """The folder that the outputs go into."""
        return join(self.root, *PurePosixPath(self.base).parts[:-1])


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of a run in order; kept: the output folders that keep a manifest; notes: what was
    passed over and the user should know; folders: those that were named, each with its output folder."""

    tasks: tuple[Task, ...]
    kept: frozenset[str]
    notes: tuple[str, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()


def make_plan(paths: Iterable[str], out: str | None, job: Job) -> Plan:
    """Return what a run does with `paths`: files as they are named, folders with all in them.

    Parameters
    ----------
    out
        The output folder; None: outputs go beside their inputs.
    """
    found: list[Found] = []
    out = None if out is None else remote.plain(out)
    kept: set[str] = set() if out is None else {out}
    notes = []
    folders = []
    seen = _Seen()
    for path in map(remote.plain, paths):
        if remote.is_folder(path) if is_url(path) else os.path.isdir(path):
            root = path if out is None else out
            kept.add(root)
            folders.append((path, root))
            inside = list(_under_url(path, root, seen) if is_url(path) else _in_folder(path, root, "", seen))
            if not inside:
                notes.append(f"{path}: no new transcript in this folder; looked for names that end in "
                             + " ".join(sorted(SUFFIXES)))
            found += inside
        elif seen.is_new_file(path):
            root = (halves(path)[0] or os.curdir) if out is None else out
            found.append(Found(path, root, "", _size(path)))
    tasks = [Task(index, f.source, f.root, base, f.size, f.refusal)
             for index, (f, base) in enumerate(zip(found, bases(found), strict=True))]
    return Plan(tuple(guarded(tasks, tasks, job)), frozenset(kept), tuple(notes), tuple(folders))


class _Seen:
    """Files and folders that were met, so that each is taken once and link loops end."""

    def __init__(self) -> None:
        self._folders: set[tuple[int, int]] = set()
        self._files: set[str] = set()
        self._places = Places()

    def is_new_folder(self, path: str) -> bool:
        status = os.stat(path)
        key = (status.st_dev, status.st_ino)
        if key in self._folders:
            return False
        self._folders.add(key)
        return True

    def is_new_file(self, path: str) -> bool:
        key = self._places.identity(path)
        if key in self._files:
            return False
        self._files.add(key)
        return True


def _under_url(url: str, root: str, seen: _Seen) -> Iterator[Found]:
    """Yield the transcripts under a URL, by name."""
    try:
        listed = remote.listing(url)
    except AdcutError as error:
        yield Found(url, root, "", refusal=str(error))
        return
    for name, size in listed:
        folder, slash, last = name.rpartition("/")
        hidden = any(part.startswith(".") for part in name.split("/"))
        if hidden or not is_transcript_name(last) or (last == SUMMARY_NAME and _is_summary_at(f"{url}/{name}")):
            continue
        if seen.is_new_file(f"{url}/{name}"):
            yield Found(f"{url}/{name}", root, folder + slash, size)


def _in_folder(path: str, root: str, relative: str, seen: _Seen) -> Iterator[Found]:
    """Yield the transcripts in a folder and the folders in it; links are followed, loops end."""
    try:
        if not seen.is_new_folder(path):
            return
        with os.scandir(path) as listing:
            entries = sorted(listing, key=lambda e: (e.is_symlink(), e.name))
    except OSError as error:
        yield Found(path, root, relative, refusal=f"cannot be listed ({error.strerror}); check the permissions and the links")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _may_be_folder(entry):
            yield from _in_folder(entry.path, root, f"{relative}{entry.name}/", seen)
        elif is_transcript_name(entry.name) and not _is_summary(entry) and seen.is_new_file(entry.path):
            yield Found(entry.path, root, relative, _size(entry.path))


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder; of a link that leads nowhere, in a circle say, the name decides which way it fails."""
    try:
        return entry.is_dir()
    except OSError:
        return not is_transcript_name(entry.name)


def is_transcript_name(name: str) -> bool:
    """Whether a file of that name is taken from a folder."""
    return os.path.splitext(name)[1].lower() in SUFFIXES and not name.endswith(_own_endings())


@cache
def _own_endings() -> tuple[str, ...]:
    """Endings by which a file in a folder is known as an output of an earlier run: `.clean.md`, `.cuts.json` and the like."""
    scripts = (Job().script_name("", suffix) for suffix in SCRIPT_SUFFIXES)
    lists = (cut_list_name(target, "", format) for target in WRITERS.values() for format in (None, target.name))
    return tuple(ending for ending in (*scripts, *lists) if os.path.splitext(ending)[1] in SUFFIXES)


def _is_summary_at(url: str) -> bool:
    try:
        return begins_with(url, SUMMARY_MARK)
    except AdcutError:
        return False  # reading it as a transcript then says what is wrong


def _is_summary(entry: os.DirEntry[str]) -> bool:
    return entry.name == SUMMARY_NAME and begins_with(entry.path, SUMMARY_MARK)


def _size(path: str) -> int:
    if is_url(path):
        return 0
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def guarded(tasks: Iterable[Task], among: Iterable[Task], job: Job) -> Iterator[Task]:
    """Yield tasks; those whose outputs would overwrite an input of the run, which does all `among`, are refused."""
    inputs: dict[str, set[str]] = {}
    places = Places()
    for task in among:
        folder, name = halves(task.source)
        inputs.setdefault(places.real(folder), set()).add(name.casefold())
    for task in tasks:
        beside = inputs.get(places.real(task.folder), set())
        taken = next((n for n in job.possible_names(task.stem) if n.casefold() in beside), None) if beside else None
        yield task if taken is None or task.refusal else replace(
            task, refusal=f"its output {taken} would overwrite an input of this run; choose another folder with -o")
