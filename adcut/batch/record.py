"""What a manifest remembers of a file that was done, and whether that still holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from adcut.batch.result import Figures, FoundRead


@dataclass(frozen=True, slots=True)
class RunKey:
    """What decides the outputs beside the input: digests of the model and of the options."""

    model: str
    policy: str


@dataclass(frozen=True, slots=True)
class Written:
    """An output that was written: its file name, digest, and the stamp of the file."""

    name: str
    sha256: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Record:
    """A file that was done.

    sha256 and stamp: of the input; a stamp is what a file system says of a file (size, times) and
    spares the reading of it, empty where it cannot be trusted. key: what the outputs were made with.
    """

    sha256: str
    stamp: str
    key: RunKey
    outputs: tuple[Written, ...]
    figures: Figures
    notes: tuple[str, ...] = ()

    def as_row(self) -> tuple[str, ...]:
        """Return the record as the columns of the manifest."""
        return (self.sha256, self.stamp, self.key.model, self.key.policy,
                json.dumps([[w.name, w.sha256, w.stamp] for w in self.outputs]),
                json.dumps(asdict(self.figures)), json.dumps(self.notes))

    @classmethod
    def from_row(cls, row: tuple[str, ...]) -> Record:
        """Return the record in the columns of the manifest."""
        sha256, stamp, model, policy, outputs, figures, notes = row
        held = json.loads(figures)
        reads = tuple(FoundRead(**read) for read in held.pop("reads"))
        return cls(sha256, stamp, RunKey(model, policy), tuple(Written(*item) for item in json.loads(outputs)),
                   Figures(**held, reads=reads), tuple(json.loads(notes)))
