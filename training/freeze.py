"""Pin the floors of the gate: `python -m training.freeze [--corpus DIR] [--allow-regression REASON]`.

Writes reports/baseline.json from the present figures of the shipped model. A floor is raised to what
is reached and never lowered, unless `--allow-regression` is given: its reason stays in the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from adcut.artifact import load
from adcut.errors import AdcutError
from adcut.files import write_whole
from training import gate
from training.corpus import UNLEARNED, LabelError, corpus_dir, read_labels
from training.digests import model_sha256

__all__ = ["frozen"]


def frozen(measured: gate.Figures, old: Mapping[str, Any] | None, reason: str | None = None) -> dict[str, Any]:
    """Return the baseline of these figures.

    A figure that is below its floor by no more than epsilon leaves the floor where it is.

    Parameters
    ----------
    old
        The baseline so far, None where there is none.
    reason
        Why floors may be lowered; None: they may not.

    Raises
    ------
    GateError
        The reference episode is not exact, a pinned set was not measured, or a floor would be lowered
        without a reason.
    """
    if measured.faults:
        raise gate.GateError("; ".join(measured.faults))
    values = measured.values
    before = {} if old is None else old["floors"]
    if unmeasured := sorted(before.keys() - values.keys()):
        raise gate.GateError(f"floors of {', '.join(unmeasured)} are pinned and need the corpus: "
                             "give --corpus DIR or ADCUT_CORPUS")
    broken = gate.broken_floors(values, before, gate.EPSILON)
    if broken and reason is None:
        raise gate.GateError(f"floors would be lowered ({'; '.join(broken)}); mend it, or give "
                             "--allow-regression REASON")
    regressions = [] if old is None else list(old.get("regressions", []))
    if broken:
        regressions.append({"reason": reason, "lowered": broken, "model_sha256": measured.model_sha256,
                            "labels_sha256": measured.labels_sha256})
    return {
        "what": "floors of `python -m training.gate`, written by `python -m training.freeze`; training-fit figures",
        "model_sha256": measured.model_sha256,
        "labels_sha256": measured.labels_sha256,
        "episodes": measured.episodes,
        "floors": {name: {key: _floor(key, value, before.get(name, {}).get(key)) for key, value in some.items()}
                   for name, some in values.items()},
        "epsilon": {"value": gate.EPSILON, "reason": gate.EPSILON_REASON},
        "regressions": regressions,
    }


def _floor(name: str, value: float, before: float | None) -> float:
    """Return the better of a figure and its floor so far, or the figure where that floor is broken."""
    if before is None or gate.broken_floors({"": {name: value}}, {"": {name: before}}, gate.EPSILON):
        return value
    return max(value, before) if name in gate.HIGHER else min(value, before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.freeze", description="Pin the floors of the gate.")
    parser.add_argument("--corpus", help="folder of the real transcripts (default: ADCUT_CORPUS)")
    parser.add_argument("--allow-regression", metavar="REASON", help="lower floors where the figures are below them; "
                                                                     "the reason is kept in the file")
    options = parser.parse_args(arguments)
    if options.allow_regression is not None and not options.allow_regression.strip():
        parser.error("--allow-regression needs a reason")
    try:
        old = gate.read_baseline(gate.BASELINE) if gate.BASELINE.exists() else None
        measured = gate.figures(read_labels(), corpus_dir(options.corpus), model_sha256(load()),
                                unlearned=read_labels([UNLEARNED]))
        print(gate.table(measured))
        baseline = frozen(measured, old, options.allow_regression)
        write_whole(gate.BASELINE, (json.dumps(baseline, indent=2) + "\n").encode())
    except (AdcutError, gate.GateError, LabelError) as error:
        print(f"freeze: {error}", file=sys.stderr)
        return 1
    print(f"{gate.BASELINE}: pinned to model {measured.model_sha256[:12]}, labels {measured.labels_sha256[:12]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
