"""The arithmetic of large archives in reports/benchmark.md and README.md."""

from __future__ import annotations

import pytest

from training.benchmark_report import arithmetic


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
