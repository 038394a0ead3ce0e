"""Names for the outputs of files: the shortest by which no two files share an output."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from adcut.batch.remote import is_url

#: What standard input is called among the inputs, and the name of its outputs.
STDIN, STDIN_STEM = "-", "stdin"

#: Ways to name the outputs of a file, tried in this order until no two files share a name.
_NAMINGS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a run takes; folder: where its outputs go under root, forward slashes."""

    source: str
    root: str
    folder: str
    size: int = 0
    refusal: str | None = None


class Places:
    """Where things really are; each folder is looked up once."""

    def __init__(self) -> None:
        self._real: dict[str, str] = {}

    def real(self, folder: str) -> str:
        """Return the resolved path of a folder; a URL as it is."""
        if folder not in self._real:
            self._real[folder] = folder if is_url(folder) else os.path.realpath(folder or os.curdir)
        return self._real[folder]

    def identity(self, source: str) -> str:
        """Return what tells an input from every other one, as text: its path in the resolved folder, or its URL."""
        if source == STDIN:
            return source
        folder, name = halves(source)
        return as_text(f"{self.real(folder).rstrip('/')}/{name}")


def as_text(path: str) -> str:
    """Return a path as SQLite can hold it; file names may hold bytes that are no text."""
    return path.encode("utf-8", "backslashreplace").decode()


def halves(path: str) -> tuple[str, str]:
    """Return the folder of a path or URL, and the name in it."""
    if is_url(path):
        folder, _, name = path.rpartition("/")
        return folder, name
    return os.path.split(path)


def bases(found: Sequence[Found]) -> list[str]:
    """Return a name for the outputs of each file, the shortest by which no two share an output.

    The stem where it is the only one, else the whole file name, else that with the name of its
    folder, else with a number. Upper and lower case count as the same: file systems differ.
    """
    places = Places()
    naming = [0] * len(found)
    numbers = [0] * len(found)
    while True:
        names = [f.folder + _named(f.source, way, number)
                 for f, way, number in zip(found, naming, numbers, strict=True)]
        groups: dict[tuple[str, str], list[int]] = {}
        for index, (file, name) in enumerate(zip(found, names, strict=True)):
            groups.setdefault((places.real(file.root), name.casefold()), []).append(index)
        shared = [group for group in groups.values() if len(group) > 1]
        if not shared:
            return names
        for group in shared:
            least = min(naming[i] for i in group)
            for place, index in enumerate(group):
                if naming[index] == least < _NAMINGS:
                    naming[index] += 1
                if naming[index] == _NAMINGS:
                    numbers[index] += place


def names(source: str, folder: str) -> Iterator[str]:
    """Yield every name that the outputs of a file can have, without end, the shortest first.

    Parameters
    ----------
    folder
        Where they go under the output folder, forward slashes, with one at the end.
    """
    yield from dict.fromkeys(folder + _named(source, way, 0) for way in range(_NAMINGS))
    yield from (folder + _named(source, _NAMINGS, number) for number in count())


def is_name(base: str, source: str, folder: str) -> bool:
    """Whether `names` yields `base`."""
    own = base.casefold()
    if any(own == (folder + _named(source, way, 0)).casefold() for way in range(_NAMINGS)):
        return True
    numbered = (folder + _named(source, _NAMINGS, 0)).casefold().removesuffix("1")
    return re.fullmatch(re.escape(numbered) + "[1-9][0-9]*", own) is not None


def _named(source: str, way: int, number: int) -> str:
    if source == STDIN:
        return STDIN_STEM if way < _NAMINGS else f"{STDIN_STEM}-{number + 1}"
    folder, name = halves(source)
    if way == 0:
        return os.path.splitext(name)[0]
    if way == 1:
        return name
    parent = os.path.basename(folder if is_url(folder) else os.path.realpath(folder or os.curdir))
    return f"{parent}-{name}" if way == 2 else f"{parent}-{name}-{number + 1}"
