"""What a manifest remembers of a file that was done, and whether that still holds."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
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
    def from_row(cls, row: Sequence[object]) -> Record | None:
        """Return the record in the columns of the manifest, None where they are damaged: then the file is done anew."""
        try:
            sha256, stamp, model, policy, outputs, figures, notes = map(_text, row)
            held = json.loads(figures)
            reads = tuple(_read(**read) for read in held.pop("reads"))
            return cls(sha256, stamp, RunKey(model, policy), tuple(_written(*item) for item in json.loads(outputs)),
                       _figures(**held, reads=reads), tuple(map(_text, json.loads(notes))))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def _amount(value: object) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf):
        raise ValueError("no number that is at least 0")
    return value


def _written(name: object, sha256: object, stamp: object) -> Written:
    if os.path.basename(_text(name)) != name:
        raise ValueError("not the name of a file in the folder")
    return Written(_text(name), _text(sha256), _text(stamp))


def _read(category: object, sponsor: object, cut: object, seconds: object, words: object) -> FoundRead:
    return FoundRead(_text(category), None if sponsor is None else _text(sponsor), bool(cut), _amount(seconds),
                     int(_amount(words) or 0))


def _figures(format: object, words: object, seconds: object, reads: tuple[FoundRead, ...]) -> Figures:
    return Figures(_text(format), int(_amount(words) or 0), _amount(seconds), reads)
