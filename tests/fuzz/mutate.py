"""Damage real files and read them: `ADCUT_CORPUS=... python -m tests.fuzz.mutate`.

For each source of the corpus (and for the project's own episodes) so many seeded damages: a result
with every place accounted for, or an AdcutError that names the place; nothing else, and in bounded
time. Where the damage only touches line ends or order, no word may be lost either.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adcut.errors import AdcutError, TranscriptParseError
from adcut.paragraphs import split_sentences
from tests.fuzz import seeds
from tests.fuzz.damage import DAMAGES, damaged
from tests.fuzz.targets import check_way, transcript_of, words

#: Files that are larger than this are cut to it, so that two hundred damages a source stay minutes.
LARGEST = 20_000
#: Seconds of computing for LARGEST bytes that are no hang: a hundred times what it takes.
LONGEST = 20.0
#: Damage that leaves every word as it is: what was read before is read after, or the file is refused.
HARMLESS = ("doubled", "swapped")


def sources(corpus: Path | None) -> dict[str, list[Path]]:
    """Return the files of each source."""
    found = {"authored": sorted(p for p in seeds.EPISODES.iterdir() if p.is_file())}
    if corpus is not None:
        for folder in sorted(p for p in (corpus / "raw").iterdir() if p.is_dir()):
            found[folder.name] = sorted(p for p in folder.rglob("*") if p.is_file())
    return found


def pieces(files: list[Path]) -> list[bytes]:
    """Return the contents of files, long ones cut at a line; a cut JSON file is damage of its own."""
    def cut(data: bytes) -> bytes:
        end = data.rfind(b"\n", 0, LARGEST) + 1
        return data if len(data) <= LARGEST else data[:end or LARGEST]
    return [cut(path.read_bytes()) for path in files]


def tries(files: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield the kind of damage and the damaged file, each kind at least once; the same for a seed."""
    rng = random.Random(seed)
    held = pieces(files)
    for number in range(count):
        data = rng.choice(held)
        if number < len(DAMAGES):
            name = list(DAMAGES)[number]
            yield name, DAMAGES[name](data, random.Random(rng.getrandbits(32)))
        else:
            yield damaged(data, rng.getrandbits(48))


def examine(data: bytes) -> str:
    """Return `read` or `refused`; raise where neither is true.

    Raises
    ------
    AssertionError
        Something is lost, or a refusal does not say where.
    """
    try:
        transcript = transcript_of(data, None)
    except TranscriptParseError as error:
        assert error.line is not None or "empty" in str(error), f"the place is missing: {error}"
        return "refused"
    except AdcutError:
        return "refused"
    split_sentences(transcript)
    covered = words(" ".join(p.text for p in transcript.paragraphs))
    assert not covered or transcript.paragraphs
    check_way(transcript, random.Random(len(data)))
    return "read"


def run(files: list[Path], count: int, seed: int) -> dict[str, Any]:
    """Damage files of one source and return what came of it."""
    came: Counter[str] = Counter()
    finds: list[dict[str, str]] = []
    slowest = 0.0
    for kind, data in tries(files, count, seed):
        begun = time.process_time()
        try:
            came[examine(data)] += 1
        except Exception as error:  # noqa: BLE001 - whatever leaves is a find
            came["broke"] += 1
            finds.append({"damage": kind, "error": f"{type(error).__name__}: {error}"[:300]})
        slowest = max(slowest, time.process_time() - begun)
    if slowest > LONGEST:
        finds.append({"damage": "?", "error": f"took {slowest:.1f} s"})
    return {"files": len(files), "damages": count, **came, "slowest_seconds": round(slowest, 2), "finds": finds}


def main() -> int:
    """Return 1 where something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.mutate", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="damages a source (default: 200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("mutate.json"))
    given = parser.parse_args()
    corpus = os.environ.get("ADCUT_CORPUS")
    record: dict[str, Any] = {"seed": given.seed, "sources": {}}
    for name, files in sources(Path(corpus) if corpus else None).items():
        record["sources"][name] = found = run(files, given.count, given.seed)
        print(name, {k: v for k, v in found.items() if k != "finds"}, flush=True)
        for find in found["finds"]:
            print("   ", find, flush=True)
    given.output.write_text(json.dumps(record, indent=1))
    return 1 if any(found["finds"] for found in record["sources"].values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
