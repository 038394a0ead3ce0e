"""Inputs that were done in an earlier run and are no longer there, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adcut.batch import store
from adcut.batch.manifest import Held, Manifest
from adcut.batch.naming import Places, as_text
from adcut.batch.plan import Plan
from adcut.batch.record import Record
from adcut.batch.remote import is_url, join
from adcut.batch.result import shown


@dataclass(frozen=True, slots=True)
class Vanished:
    """An input that is gone.

    path: where it was; outputs: those of its outputs that stand; renamed_to: an input of the run that
    holds the same, None where there is none.
    """

    path: str
    outputs: tuple[str, ...]
    renamed_to: str | None = None

    @property
    def message(self) -> str:
        """One line that names the input, what is left of it, and what to do."""
        same = "" if self.renamed_to is None else f" ({shown(self.renamed_to)} holds the same text)"
        return (f"{shown(self.path)}: is no longer there{same}, and {', '.join(map(shown, self.outputs))} still are; remove "
                "them where they are not wanted")


def vanished(plan: Plan, manifests: Mapping[str, Manifest], places: Places) -> Iterator[Vanished]:
    """Yield the recorded inputs of the folders of a run that are gone and whose outputs stand; nothing is removed.

    Ask when the run is done: only then are the digests of its inputs known.
    """
    present: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for folder, root in plan.folders:
        if root not in manifests:
            continue
        present = present or {places.identity(task.source): task.source for task in plan.tasks}
        manifest, real = manifests[root], places.real(folder)
        gone = [held for held in manifest.under(real)
                if held.source not in present and (root, held.base) not in told and store.is_gone(held.source or "")]
        told.update((root, held.base) for held in gone)
        left = [(held, record, outputs) for held in gone if (record := _record(manifest, held)) is not None
                and (outputs := _standing(root, held, record))]
        wanted = {record.sha256 for _, record, _ in left}
        same = {sha256: present[source] for source, sha256 in manifest.digests()
                if sha256 in wanted and source in present} if wanted else {}
        for held, record, outputs in left:
            rest = (held.source or "")[len(as_text(real).rstrip("/")) + 1:]
            path = f"{folder}/{rest}" if is_url(folder) else join(folder, rest)
            yield Vanished(path, outputs, same.get(record.sha256))


def _record(manifest: Manifest, held: Held) -> Record | None:
    found = manifest.holder(held.base)
    return None if found is None else found.record


def _standing(root: str, held: Held, record: Record) -> tuple[str, ...]:
    folder = join(root, *held.base.split("/")[:-1])
    paths = (join(folder, written.name) for written in record.outputs)
    return tuple(path for path in paths if not store.is_gone(path))
