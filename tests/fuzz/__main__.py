"""`python -m tests.fuzz`: fuzz every reader, importer and the cut-list algebra; tell what broke."""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.fuzz import engine, report, seeds
from tests.fuzz.targets import TARGETS

#: Where figures for reports/hardening.md are kept.
RECORDS = seeds.ROOT / "reports" / "hardening"


def main() -> int:
    """Return 1 where something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="computing time for each target (default: 60)")
    parser.add_argument("--target", action="append", help="only targets with this in their name")
    parser.add_argument("--jobs", type=int, default=1, help="targets at the same time (default: 1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("fuzz.json"), help="where the counts and finds go")
    parser.add_argument("--continue", action="store_true", dest="goes_on",
                        help="keep the targets that the output holds from a run with the same seed and seconds")
    parser.add_argument("--report", action="store_true", help="make reports/hardening.md of the recorded figures")
    given = parser.parse_args()
    if given.report:
        report.write(RECORDS, RECORDS.with_suffix(".md"))
        return 0
    names = [n for n in TARGETS if not given.target or any(part in n for part in given.target)]
    results = _recorded(given.output, given.seed, given.seconds) if given.goes_on else []
    names = [name for name in names if name not in {result["target"] for result in results}]
    with ThreadPoolExecutor(given.jobs) as pool:
        for result in pool.map(lambda name: engine.run(name, given.seconds, given.seed), names):
            results.append(result)
            record = {"seed": given.seed, "seconds": given.seconds, "jobs": given.jobs, "targets": results}
            given.output.write_text(json.dumps(record, indent=1))
            print(f"{result['target']:<30} {result['inputs']:>10,} inputs {result['accepted']:>10,} accepted "
                  f"{len(result['finds'])} finds", flush=True)
            for kind, find in result["finds"].items():
                print(f"    {kind}: {find['message']}", flush=True)
    print(f"{sum(r['inputs'] for r in results):,} inputs; {given.output}")
    return 1 if any(r["finds"] for r in results) else 0


def _recorded(path: Path, seed: int, seconds: float) -> list[dict[str, Any]]:
    """Return the targets of a run that was ended before its last."""
    record = json.loads(path.read_text()) if path.exists() else {}
    if (record.get("seed"), record.get("seconds")) != (seed, seconds):
        return []
    found: list[dict[str, Any]] = record["targets"]
    return found


if __name__ == "__main__":
    sys.exit(main())
