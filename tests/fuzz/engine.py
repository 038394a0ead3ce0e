"""Throw inputs at one target for a time: atheris where it is installed, else Hypothesis.

Each target runs in a process of its own, which prints one JSON object: how many inputs were tried and
accepted, and what broke, each distinct break once with the input.
"""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from tests.fuzz import seeds
from tests.fuzz.damage import damaged
from tests.fuzz.targets import TARGETS, wants_cut_lists

#: Longer inputs are the business of tests/fuzz/linear.py.
MAX_BYTES = 4_096
#: An input that takes so many seconds of computing is a find.
SLOW = 10.0
PACKAGE = str(seeds.ROOT / "adcut")


class Tally:
    """What came of the inputs of one target."""

    def __init__(self, name: str) -> None:
        self.name, self.target = name, TARGETS[name]
        self.inputs = self.accepted = 0
        self.finds: dict[str, dict[str, str]] = {}

    def try_one(self, data: bytes) -> None:
        """Try one input; whatever breaks is kept."""
        self.inputs += 1
        begun = time.process_time()
        try:
            self.accepted += self.target(data)
        except Exception as error:  # noqa: BLE001 - whatever leaves is a find
            frames = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" not in f.filename]
            place = frames[-1] if frames else None
            where = f"{Path(place.filename).name}:{place.lineno}" if place else "?"
            self._find(f"{type(error).__name__} at {where}", str(error), data)
        if time.process_time() - begun > SLOW:
            self._find("slow", f"{time.process_time() - begun:.1f} s", data)

    def _find(self, kind: str, message: str, data: bytes) -> None:
        self.finds.setdefault(kind, {"message": message[:300], "input": base64.b64encode(data).decode()})

    def result(self, engine: str, seconds: float) -> dict[str, Any]:
        """Return the tally as it is recorded."""
        return {"target": self.name, "engine": engine, "inputs": self.inputs, "accepted": self.accepted,
                "cpu_seconds": round(seconds, 1), "finds": self.finds}


def has_atheris() -> bool:
    """Whether atheris is installed."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        return False
    return True


def run(name: str, seconds: float, seed: int) -> dict[str, Any]:
    """Fuzz one target in a process of its own and return its tally."""
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.engine", name, str(seconds), str(seed)],
                          cwd=seeds.ROOT, capture_output=True, text=True, check=False)
    last = done.stdout.strip().splitlines()
    if done.returncode or not last:
        return {"target": name, "engine": "?", "inputs": 0, "accepted": 0, "cpu_seconds": seconds,
                "finds": {"the process died": {"message": done.stderr[-300:], "input": ""}}}
    result: dict[str, Any] = json.loads(last[-1])
    return result


def _pool(name: str) -> list[bytes]:
    """Return the seeds of a target: those that it accepts, and some that are another's."""
    found = seeds.cut_lists() if wants_cut_lists(name) else seeds.transcripts()
    own = [data for data in found if TARGETS[name](data)]
    return own + [data for data in found if data not in own][:max(1, len(own) // 4)]


def _with_atheris(name: str, seconds: float, seed: int) -> None:
    """Half of the time atheris mutates by coverage, half of it the damages of damage.py are done to seeds."""
    import atheris

    tally = Tally(name)
    begun = time.process_time()
    _damages(tally, begun + seconds / 2, seed)
    with tempfile.TemporaryDirectory(prefix="adcut-fuzz-") as folder:
        for number, data in enumerate(_pool(name)):
            Path(folder, f"{number}.seed").write_bytes(data)
        tokens = Path(folder).with_suffix(".dict")
        escaped = ("".join(f"\\x{byte:02x}" for byte in token.encode()) for token in seeds.TOKENS)
        tokens.write_text("\n".join(f'"{token}"' for token in escaped))

        def one(data: bytes) -> None:
            if time.process_time() - begun > seconds:
                tokens.unlink(missing_ok=True)
                _finish(tally.result("atheris + seeded damage", time.process_time() - begun))
            tally.try_one(data)

        arguments = ["fuzz", folder, f"-dict={tokens}", f"-max_len={MAX_BYTES}", f"-seed={seed + 1}", "-timeout=300",
                     "-rss_limit_mb=3000", "-verbosity=0", "-print_final_stats=0"]
        atheris.Setup(arguments, one)
        atheris.Fuzz()


def _finish(result: dict[str, Any]) -> None:
    """Print the tally and leave at once: libFuzzer would report an exit as a crash."""
    sys.__stdout__.write(json.dumps(result) + "\n")
    sys.__stdout__.flush()
    os._exit(0)


def _damages(tally: Tally, stop: float, seed: int) -> None:
    rng, pool = random.Random(seed), _pool(tally.name)
    for data in pool:
        tally.try_one(data)
    while time.process_time() < stop:
        tally.try_one(damaged(rng.choice(pool), rng.getrandbits(48))[1])


def _with_hypothesis(name: str, seconds: float, seed: int) -> None:
    """Damages of seeds, and texts that Hypothesis makes up."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    tally = Tally(name)
    begun = time.process_time()
    soup = st.lists(st.sampled_from(seeds.TOKENS) | st.text(max_size=20), max_size=60)
    texts = soup.map(lambda parts: "".join(parts).encode())
    while time.process_time() - begun < seconds:
        _damages(tally, time.process_time() + min(20.0, seconds / 4), seed)
        seed += 1

        @seeded(seed)
        @settings(max_examples=5_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(texts | st.binary(max_size=MAX_BYTES))
        def made_up(data: bytes) -> None:
            if time.process_time() - begun < seconds:
                tally.try_one(data)

        made_up()
    _finish(tally.result("Hypothesis + seeded damage", time.process_time() - begun))


if __name__ == "__main__":
    chosen, time_given, first_seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    if has_atheris():
        import atheris

        with atheris.instrument_imports(include=["adcut"], enable_loader_override=False):
            for module in [m for m in sys.modules if m.split(".")[0] == "adcut" or m == "tests.fuzz.targets"]:
                del sys.modules[module]
            from tests.fuzz.targets import TARGETS
        _with_atheris(chosen, time_given, first_seed)
    else:
        _with_hypothesis(chosen, time_given, first_seed)
