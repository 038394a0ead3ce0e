"""The arithmetic of large archives in reports/benchmark.md and README.md, and the ways that are timed."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest

from training.benchmark_report import arithmetic

AUTHORED = Path(__file__).parents[2] / "labeled" / "authored" / "episodes"


def test_every_way_is_timed_in_every_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))  # importing the benchmark sets them
    benchmark = importlib.import_module("training.benchmark")
    sources = benchmark.readable(AUTHORED)[:2]
    found = benchmark.throughput(sources, 3, tmp_path)
    assert found["files"] == 2
    assert found["bytes"] == sum(len(source.data) for source in sources)
    assert found["words"] > found["sentences"] > 10
    assert {len(values) for values in found["seconds"].values()} == {3}
    assert all(value > 0 for values in found["seconds"].values() for value in values)
    assert found["ratio_to_scikit_learn"]["scikit-learn pipeline"] == 1.0
    assert any(tmp_path.iterdir())


@pytest.mark.parametrize(("speedup", "said"), [
    (1.8, "Two workers reach 90% of full use; at that, it is 278 / 0.90 / cores: 19.3 hours on 16, 1.2 hours on 256."),
    (2.06, "Two workers reach 103% of full use, counted as 100%; at that, it is 278 / 1.00 / cores: 17.4 hours on 16, "
           "1.1 hours on 256."),
])
def test_no_more_than_full_use_is_counted_on(speedup: float, said: str) -> None:
    text = arithmetic({"archive": {"files_a_second": {"1 worker": 10.0}, "speedup": speedup},
                       "throughput": {"words": 1000, "files": 1}})
    assert said in text
    assert text.endswith("what the scheduler of a cluster and the store of the files take is left out.")
