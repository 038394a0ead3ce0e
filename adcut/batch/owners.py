"""Whose a name is: no input takes the place of another's outputs, and each finds its own again.

The manifest of an output folder says whose a name is, else the native cut list that stands there does.
Names of others are passed over, in the order of naming.py, so that the same inputs get the same names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, dropwhile, islice

from adcut.batch import store
from adcut.batch.job import Job, cut_list_name
from adcut.batch.manifest import Held, Manifest
from adcut.batch.naming import STDIN, STDIN_STEM, Places, as_text, halves, is_name, names
from adcut.batch.plan import Task, guarded, is_transcript_name
from adcut.batch.record import Record
from adcut.batch.remote import is_url, join
from adcut.batch.result import shown
from adcut.writers import native, spec

#: So many names are claimed at once: each claiming waits for the disk, and other runs wait for it.
CLAIMED_AT_ONCE = 500


def settled(tasks: Iterable[Task], manifests: Mapping[str, Manifest], job: Job, places: Places) -> Iterator[Task]:
    """Yield the tasks of a run, each with a base that is its own and with what is known of it.

    Those come first whose inputs have a base already. For the others one is claimed: the planned one,
    or the next that belongs to no other input.

    Parameters
    ----------
    manifests
        By output folder, for those that keep one.
    """
    kept = tuple(tasks)
    new: dict[str | None, list[Task]] = {}
    renamed: list[Task] = []
    for task in kept:
        manifest = manifests.get(task.root)
        own = None if manifest is None or task.refusal is not None else _own(task, manifest, places)
        if task.refusal is not None:
            yield task
        elif own is None:
            new.setdefault(task.root if manifest is not None else None, []).append(task)
        elif own.base == task.base:
            yield own
        else:
            renamed.append(own)
    for root, homeless in new.items():
        found = _beside(homeless, job, places) if root is None else _claimed(homeless, manifests[root], places)
        for task, planned in zip(found, homeless, strict=True):
            if task.base == planned.base:
                yield task
            else:
                renamed.append(task)
    if renamed:
        yield from guarded(renamed, kept, job)


def _at(task: Task, base: str, known: Record | None) -> Task:
    return replace(task, base=base, known=known)


def _own(task: Task, manifest: Manifest, places: Places) -> Task | None:
    """Return the task with the base that belongs to its input already; the planned one, where there are several."""
    planned = as_text(task.base)
    held = [h for h in manifest.held_by(places.identity(task.source))
            if h.base == planned or is_name(h.base, task.source, task.branch)]
    best = min(held, key=lambda h: (h.base != planned, h.record is None), default=None)
    return None if best is None else _at(task, _spelled(task.base, best), best.record)


def _spelled(base: str, held: Held) -> str:
    """Return a base that is held as it was planned; the manifest has its bytes that are no text escaped."""
    return base if as_text(base) == held.base else held.base


def _names_from(task: Task) -> Iterator[str]:
    """Yield the planned base and those to try after it."""
    return dropwhile(lambda base: base != task.base, names(task.source, task.branch))


# Where there is a manifest

def _claimed(tasks: Iterable[Task], manifest: Manifest, places: Places) -> Iterator[Task]:
    """Claim a base for each task and yield it with that, in order."""
    queue = iter(tasks)
    while parcel := list(islice(queue, CLAIMED_AT_ONCE)):
        with manifest.claiming():
            found = [_with_claim(task, manifest, places.identity(task.source)) for task in parcel]
        yield from found


def _with_claim(task: Task, manifest: Manifest, source: str) -> Task:
    tried = ((base, _taken_over(task, base, manifest.holder(base), source)) for base in _names_from(task))
    base, own = next((base, held) for base, held in tried if held is not None)
    manifest.claim(own.base, source)
    return _at(task, _spelled(base, own), own.record)


def _taken_over(task: Task, base: str, held: Held | None, source: str) -> Held | None:
    """Return what the input has once it takes a base, None where that is another's."""
    if held is not None and held.source == source:
        return held
    if held is not None and held.source is not None:
        if held.source == STDIN or not store.is_gone(held.source):
            return None
        if held.record is not None:
            return _inherited(task, held, held.record)
    if _is_of_another(task, base):
        return None
    return Held(source, base if held is None else held.base, None if held is None else held.record)


def _inherited(task: Task, held: Held, record: Record) -> Held | None:
    """Return what is left of an input that is gone: all where it was moved here, a name where nothing stands."""
    if (record.stamp and record.stamp == store.stamp(task.source)) or record.sha256 == store.digest(task.source):
        same_name = halves(held.source or "")[1] == halves(task.source)[1]  # else the cut list names another file
        return Held(held.source, held.base, record if same_name else None)
    folder = join(task.root, *held.base.split("/")[:-1])
    if all(store.is_gone(join(folder, written.name)) for written in record.outputs):
        return Held(held.source, held.base, None)
    return None


# Where there is none: outputs beside inputs that were named one by one

def _beside(tasks: Iterable[Task], job: Job, places: Places) -> Iterator[Task]:
    """Yield the tasks with bases that are no other's."""
    kept = tuple(tasks)
    taken = {(places.real(task.root), task.base.casefold()) for task in kept}
    for task in kept:
        root = places.real(task.root)
        taken.discard((root, task.base.casefold()))
        own = (base for base in islice(names(task.source, ""), 3) if _names_us(task, base))
        free = (base for base in _names_from(task)
                if not _is_of_another(task, base) and not _may_be_of_another(task, base, job))
        base = next(base for base in chain(own, free) if (root, base.casefold()) not in taken)
        taken.add((root, base.casefold()))
        yield _at(task, base, None)


def _may_be_of_another(task: Task, base: str, job: Job) -> bool:
    """Whether outputs stand there without a native cut list, and another input could have made them."""
    if _listed(task, base) is not None:
        return False
    if not any(os.path.lexists(join(task.folder, name)) for name in job.possible_names(base)):
        return False
    folder, own = halves(task.source)
    try:
        others = [name for name in os.listdir(folder or os.curdir) if is_transcript_name(name) and name != own]
    except OSError:
        return True  # who knows what is in there
    return any(os.path.splitext(name)[0].casefold() == base.casefold() for name in others)


# What a native cut list says

def _listed(task: Task, base: str) -> tuple[str, object] | None:
    """Return the name and the digest of the input that the native cut list at a base is of."""
    *folder, stem = base.split("/")
    path = join(task.root, *folder, cut_list_name(spec("json"), stem))
    if is_url(path) or not os.path.isfile(path):  # an object store would be asked once more for each file
        return None
    try:
        with open(path, encoding="utf-8") as file:
            held = json.load(file)
        return (str(held["source"]["path"]), held["source"].get("sha256")) if held["format"] == native.FORMAT else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # no list of ours


def _names_us(task: Task, base: str) -> bool:
    listed = _listed(task, base)
    return listed is not None and listed[0] == _listed_name(task.source)


def _is_of_another(task: Task, base: str) -> bool:
    listed = _listed(task, base)
    if listed is None or listed[0] == _listed_name(task.source):
        return False
    moved = store.is_gone(join(halves(task.source)[0], listed[0])) and listed[1] == store.digest(task.source)
    return not moved


def _listed_name(source: str) -> str:
    """Return an input's name as a cut list gives it."""
    return STDIN_STEM if source == STDIN else shown(halves(source)[1])
