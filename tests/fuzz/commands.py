"""Give damaged files to the commands: `ADCUT_CORPUS=... python -m tests.fuzz.commands`.

Transcripts of each source go to `score`, `cuts`, `clean` and `review`; damaged cut lists, made from real
ones, go to `cuts`, `apply` and `review --cuts`; damaged model headers to `score --model`. Each command runs
in a process of its own. It ends with 0 and its outputs, or with 1, a message that can be read, and nothing
written; with nothing else, and in bounded time.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adcut
from adcut import cli
from adcut.artifact import DATA
from adcut.files import TEMPORARY_MARK
from adcut.scripts import SCRIPTS
from adcut.terminal import printable
from adcut.writers import WRITERS
from tests.fuzz import seeds
from tests.fuzz.damage import damaged
from tests.fuzz.mutate import pieces, sources

#: Seconds of computing that are no hang for a file of mutate.LARGEST bytes, and seconds by the clock.
LONGEST, LATEST = 30, 120
#: A message has no longer line.
LONGEST_LINE = 2_000
BROKE = 99

#: The arguments of a command, and the files that must be there in the end, as patterns.
Plan = tuple[list[str], list[str]]


def run(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Carry out a command in a process of its own, in a folder; return its exit status and messages."""
    said = folder.parent / "said.txt"
    child = os.fork()
    if not child:
        status = BROKE
        try:
            os.chdir(folder)
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 1))
            signal.alarm(LATEST)
            for number, path in ((0, os.devnull), (1, folder.parent / "out.txt"), (2, said)):
                os.dup2(os.open(path, (os.O_RDWR | os.O_CREAT | os.O_TRUNC) if number else os.O_RDONLY), number)
            status = cli.main(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:  # noqa: BLE001 - whatever leaves is a find
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended), said.read_text(encoding="utf-8", errors="replace")


def examine(plan: Plan, folder: Path) -> str:
    """Carry out a command and return `done` or `refused`; raise where neither is true.

    Raises
    ------
    AssertionError
        A traceback, a signal (time), a message that nobody can read, outputs that are missing or left.
    """
    arguments, outputs = plan
    status, said = run(arguments, folder)
    assert status != BROKE and "Traceback" not in said, f"broke: {said.strip().rpartition(chr(10))[2]}"
    assert status in (0, 1), f"ended with {status}: {said[-300:]}"
    assert "standard output cannot" not in said, said
    assert said == printable(said), f"control characters: {said[:300]!r}"
    assert max(map(len, said.splitlines()), default=0) < LONGEST_LINE, f"a message that nobody can read: {said[:300]}"
    assert not list(folder.rglob(f"{TEMPORARY_MARK}*")), "a temporary file is left"
    made = [any(folder.glob(name)) for name in outputs]
    if status:
        assert "adcut: " in said, f"without a word: {said[:300]}"
        assert not any(made), "failed, and wrote all the same"
        return "refused"
    assert all(made), "done, and the output is missing"
    return "done"


def of_transcript(rng: random.Random) -> Plan:
    """Return a command for the transcript `in.x`."""
    some = {"--duration": str(rng.choice([0.001, 60, 7200, 1e6]))} if rng.random() < 0.5 else {}
    more = [part for pair in some.items() for part in pair]
    if rng.random() < 0.3:
        more += ["--threshold", "0"]
    match rng.randrange(4):
        case 0:
            layout = rng.choice(["table", "jsonl", "csv"])
            return ["score", "in.x", "--format", layout, *(["--explain"] if rng.random() < 0.5 else []), *more], []
        case 1:
            return ["cuts", "in.x", "--to", *_target(rng), "-o", "out.x", *more], ["out.x"]
        case 2:
            script = rng.choice(["same", *SCRIPTS])
            return ["clean", "in.x", "-o", "out", "--transcript", script, "--jobs", "1", "--force",
                    *(["--retime"] if rng.random() < 0.5 else []), *more], ["out/in.clean.*", "out/in.cuts.json"]
    return ["review", "in.x", "-o", "out.html", *more], ["out.html"]


def _target(rng: random.Random) -> list[str]:
    name = rng.choice(list(WRITERS))
    spec = WRITERS[name]
    return [name, *(["--rate", rng.choice(["25", "30000/1001"])] if spec.needs_rate else []),
            *(["--media", "a.mp3"] if spec.needs_media else [])]


def of_cut_list(rng: random.Random) -> Plan:
    """Return a command for the cut list `list.x`."""
    more = ["--duration", str(rng.choice([1, 12, 60, 1e6]))] if rng.random() < 0.3 else []
    match rng.randrange(4):
        case 0:
            return ["cuts", "list.x", "--to", *_target(rng), "-o", "out.x", *more], ["out.x"]
        case 1:
            return ["review", "in.x", "--cuts", "list.x", "-o", "out.html"], ["out.html"]
    way = rng.choice([[], ["--copy"], ["--crossfade", "20"], ["--snap-silence"], ["--beep"], ["--mute"],
                      ["--write-timeline", "--transcript", "in.x"]])
    return ["apply", "list.x", "tone.wav", "-o", "out.wav", *way, *more], ["out.wav"]


def of_model(rng: random.Random) -> Plan:
    """Return a command for the model `model.json`."""
    command = rng.choice(["score", "cuts", "review", "clean"])
    return [command, "in.x", "--model", "model.json", *([] if command == "score" else ["-o", "out.d" if command == "clean" else
                                                                                       "out.html"])], []


def cut_lists() -> list[bytes]:
    """Return cut lists in every format that adcut reads: the golden ones, and the real one of an episode."""
    listed = adcut.detect(adcut.read(seeds.EPISODES / "reference.md"), duration=1500.0).to_cut_list()
    from adcut.importers import IMPORTERS
    from adcut.writers import write_cut_list
    from adcut.writers.base import WriteOptions

    made = [write_cut_list(listed, name, WriteOptions(media="a.wav" if WRITERS[name].needs_media else None)).encode()
            for name in IMPORTERS]
    short = [b'{"format": "adcut-cutlist", "version": 1, "source": {"path": "in.x", "sha256": null, "duration": 12.0}, '
             b'"cuts": [{"start": 1.5, "end": 2.25, "category": "sponsor", "source": [3, 60]}, {"start": 8.0, "end": null, '
             b'"category": "cross_promo"}], "marks": [{"start": 3.0, "end": 4.0, "category": "interaction", "x": [1]}]}',
             b"1.000\t2.000\tsponsor: Acme\n3.5\t4.75\tx\n", b"1.0 2.0 0\n00:00:03.5 00:00:04.75 3\n",
             b"{version: 1, mediaFileName: 'tone.wav', cutSegments: [{start: 0, end: 4, name: ''}, {start: 5, end: 9}]}"]
    return [*made, *short * 4]


def _retyped(data: bytes, rng: random.Random) -> bytes:
    """Some values of a JSON document are others."""
    document = json.loads(data)
    odd = [None, True, -1, 0, 0.1, 1e308, 2**70, 10**4000, "", "a" * 5_000, "\x1b[2J\u202e", "1e999", [], {}, [[]], {"a": {}}]
    for _ in range(rng.randint(1, 3)):
        at = document
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = rng.choice(keys)
            if isinstance(at[key], dict | list) and at[key] and rng.random() < 0.8:
                at = at[key]
            else:
                at[key] = copy.deepcopy(rng.choice(odd))
                break
    return json.dumps(document).encode()


def broken(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Return the kind of damage and the damaged file; a JSON document gets other values half of the time."""
    if data[:1] == b"{" and data[1:2] != b"v" and rng.random() < 0.6:
        return "retyped", _retyped(data, rng)
    if rng.random() < 0.15:
        return "none", data
    return damaged(data, rng.getrandbits(48))


def rounds(count: int, seed: int, corpus: Path | None, folder: Path) -> Iterator[tuple[str, str, Plan]]:
    """Yield the kind of input, the kind of damage and a command; the damaged file stands in the folder then."""
    rng = random.Random(seed)
    for name, files in sources(corpus).items():
        held = pieces(files)
        for _ in range(count):
            kind, data = damaged(rng.choice(held), rng.getrandbits(48))
            (folder / "in.x").write_bytes(data)
            yield name, kind, of_transcript(rng)
    lists, whole = cut_lists(), (seeds.EPISODES / "reference.md").read_bytes()
    for _ in range(3 * count):
        (folder / "in.x").write_bytes(whole)
        kind, data = broken(rng.choice(lists), rng)
        (folder / "list.x").write_bytes(data)
        yield "cut lists", kind, of_cut_list(rng)
    header = (DATA / "model.json").read_bytes()
    for _ in range(count // 2):
        (folder / "in.x").write_bytes(whole)
        kind, data = broken(header, rng)
        (folder / "model.json").write_bytes(data)
        yield "model headers", kind, of_model(rng)


def main() -> int:
    """Return 1 where something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.commands", description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="damages a source (default: 60)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("commands.json"))
    parser.add_argument("--only", default="", help="sources with this in their name")
    parser.add_argument("--keep", type=Path, help="keep the inputs that broke in this folder")
    given = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # children wait for ever for threads that only their parent has
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "tests.fuzz.commands", *sys.argv[1:]])
    corpus = os.environ.get("ADCUT_CORPUS")
    adcut.detect(adcut.read(seeds.EPISODES / "reference.md"))  # the model is loaded once, before the processes part
    record: dict[str, Any] = {"seed": given.seed, "count": given.count, "inputs": {}}
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base, "run")
        _prepare(folder)
        for number, (name, kind, plan) in enumerate(rounds(given.count, given.seed, Path(corpus) if corpus else None, folder)):
            if given.only not in name:
                continue
            found = record["inputs"].setdefault(name, {"commands": 0, "done": 0, "refused": 0, "broke": 0, "finds": []})
            found["commands"] += 1
            try:
                found[examine(plan, folder)] += 1
            except AssertionError as error:
                found["broke"] += 1
                found["finds"].append({"damage": kind, "command": " ".join(plan[0]), "error": str(error)[:300]})
                print(name, found["finds"][-1], flush=True)
                if given.keep:
                    shutil.copytree(folder, given.keep / str(number))
            for left in folder.iterdir():
                if left.name.startswith(("out", ".")):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
            given.output.write_text(json.dumps(record, indent=1))
    return 1 if any(found["broke"] for found in record["inputs"].values()) else 0


def _prepare(folder: Path) -> None:
    """Make the folder in which the commands run: a sound of twelve seconds, the arrays of the model."""
    folder.mkdir()
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=500:d=12", str(folder / "tone.wav")], check=True)
    shutil.copy(DATA / "model.npz", folder / "model.npz")


if __name__ == "__main__":
    raise SystemExit(main())
