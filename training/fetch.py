"""Fetch the real transcripts from where they were published: `python -m training.fetch DIR [--only SOURCE]`.

Clones each public repository that the `origin` of a label names, takes the labelled files out of it
and writes them to DIR/raw/..., the folder that `--corpus` takes. A file gets its name only when its
sha256 is the labelled one; those that are missing or have changed since are named. Files that stand
there already are kept, so a stopped run can be repeated.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from adcut.errors import OutputError
from adcut.files import write_whole
from training import corpus
from training.corpus import LabelError
from training.digests import sha256

__all__ = ["FetchError", "Origin", "Outcome", "fetch", "read_origins"]

GITHUB = "https://github.com/"
MAX_BYTES = 64_000_000
"""Bound of an unpacked transcript: hundreds of hours of speech."""

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_ORIGIN = re.compile(rf"({_NAME}/{_NAME}):(.+?)(?: \((text column|text of the PDF)\))?")
"""Repository, path in it, and what of the file was labelled; a name cannot begin with a hyphen or a dot."""


class FetchError(Exception):
    """A repository cannot be cloned, or a file not be taken out of it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A labelled file and where it was published.

    repository: OWNER/NAME, None where the origin names none; part: `text column`, `text of the PDF` or
    empty: the whole file.
    """

    id: str
    file: str
    sha256: str
    published: str
    repository: str | None
    path: str
    part: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; status is `fetched`, `present`, `skipped`, `missing` or `mismatch`."""

    id: str
    status: str
    reason: str = ""


def read_origins(paths: Iterable[Path] | None = None) -> list[Origin]:
    """Return the origins of the labelled real episodes, those of labeled/spans by default.

    Raises
    ------
    LabelError
        A line lacks something, or its file would not lie below raw/.
    """
    origins = []
    for path in sorted(corpus.SPANS.glob("*.jsonl")) if paths is None else paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            entry = json.loads(line)
            missing = {"id", "file", "sha256", "origin"} - entry.keys()
            if missing:
                raise LabelError(f"{path}:{number}: lacks {', '.join(sorted(missing))}")
            place = PurePosixPath(entry["file"])
            if place.parts[:2] == ("labeled", "authored"):
                continue
            if place.parts[:1] != ("raw",) or ".." in place.parts:
                raise LabelError(f"{path}:{number}: file {entry['file']!r} is not below raw/")
            match = _ORIGIN.fullmatch(entry["origin"])
            repository, inside, part = match.groups(default="") if match else (None, "", "")
            origins.append(Origin(entry["id"], entry["file"], entry["sha256"], entry["origin"], repository, inside,
                                  part))
    return origins


def fetch(origins: Sequence[Origin], folder: Path, base: str = GITHUB) -> Iterator[Outcome]:
    """Fetch files, repository by repository, and yield what became of each.

    Parameters
    ----------
    folder
        The corpus folder; files go to its raw/.
    base
        What stands before OWNER/NAME in the address of a repository: a URL or a folder.
    """
    wanted: dict[str, list[Origin]] = {}
    for origin in origins:
        target = folder / origin.file
        if target.is_file() and sha256(target.read_bytes()) == origin.sha256:
            yield Outcome(origin.id, "present")
        elif origin.repository is None:
            yield Outcome(origin.id, "skipped", f"not from a repository: {origin.published}")
        elif origin.part == "text of the PDF":
            yield Outcome(origin.id, "skipped", f"made from a PDF by hand: {origin.published}")
        else:
            wanted.setdefault(origin.repository, []).append(origin)
    for repository, some in wanted.items():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".clone-", dir=folder) as clone:
            try:
                _git("clone", "--quiet", "--depth", "1", "--no-checkout", "--", base.rstrip("/") + "/" + repository,
                     clone)
            except FetchError as error:
                yield from (Outcome(origin.id, "missing", f"{repository}: {error}") for origin in some)
                continue
            for origin in some:
                yield _take(origin, clone, folder)


def _take(origin: Origin, clone: str, folder: Path) -> Outcome:
    """Take one file out of a clone, as it was committed."""
    try:
        data = _git("-C", clone, "cat-file", "blob", f"HEAD:{origin.path}")
    except FetchError:
        return Outcome(origin.id, "missing", f"{origin.repository} has no {origin.path}")
    try:
        if origin.path.endswith(".zst"):
            data = _decompress(data)
        if origin.part == "text column":
            data = _text_column(data, origin.sha256)
    except FetchError as error:
        return Outcome(origin.id, "missing", f"{origin.published}: {error}")
    if sha256(data) != origin.sha256:
        return Outcome(origin.id, "mismatch", f"{origin.published} has sha256 {sha256(data)[:12]}, labelled was "
                                              f"{origin.sha256[:12]}")
    write_whole(folder / origin.file, data)
    return Outcome(origin.id, "fetched")


def _git(*arguments: str) -> bytes:
    """Run git without a shell and without questions; return what it writes."""
    settings = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1"}
    try:
        done = subprocess.run(["git", *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              env=settings)
    except FileNotFoundError:
        raise FetchError("git is not installed") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise FetchError(said[-1] if said else f"git ended with {done.returncode}")
    return done.stdout


def _decompress(data: bytes) -> bytes:
    """Unpack Zstandard, at most MAX_BYTES."""
    try:
        zstandard = importlib.import_module("zstandard")  # wanted by one source only
    except ImportError:
        raise FetchError("needs the package zstandard: pip install zstandard") from None
    try:
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as stream:
            unpacked = bytes(stream.read(MAX_BYTES + 1))
    except zstandard.ZstdError as error:
        raise FetchError(f"cannot be unpacked ({error})") from error
    if len(unpacked) > MAX_BYTES:
        raise FetchError(f"unpacks to more than {MAX_BYTES} bytes")
    return unpacked


def _text_column(data: bytes, wanted: str) -> bytes:
    """Return the column `text` of a CSV file, one row a line; the last line ends as the labelled file's does."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        text = "\n".join(row["text"] for row in rows)
    except (UnicodeDecodeError, csv.Error, KeyError, TypeError) as error:
        raise FetchError(f"no CSV with a column text ({error!r})") from error
    bare = text.encode()
    return bare if sha256(bare) == wanted else bare + b"\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.fetch", description="Fetch the real transcripts.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the corpus folder to fill")
    parser.add_argument("--only", metavar="SOURCE", help="only this source, the first part of an id")
    parser.add_argument("--base", default=GITHUB, help="what stands before OWNER/NAME (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        origins = read_origins()
    except LabelError as error:
        print(f"fetch: {error}", file=sys.stderr)
        return 1
    sources = sorted({origin.id.split("/", 1)[0] for origin in origins})
    if options.only is not None and options.only not in sources:
        parser.error(f"unknown source {options.only!r}; choose from {', '.join(sources)}")
    count: dict[str, int] = {}
    try:
        for outcome in fetch([o for o in origins if options.only in (None, o.id.split("/", 1)[0])], options.folder,
                             options.base):
            count[outcome.status] = count.get(outcome.status, 0) + 1
            if outcome.reason:
                print(f"{outcome.status}: {outcome.id}: {outcome.reason}", file=sys.stderr)
    except (OSError, OutputError) as error:
        print(f"fetch: {error}", file=sys.stderr)
        return 1
    print(", ".join(f"{number} {status}" for status, number in sorted(count.items())) or "nothing to fetch")
    return 1 if count.keys() & {"missing", "mismatch"} else 0


if __name__ == "__main__":
    raise SystemExit(main())
