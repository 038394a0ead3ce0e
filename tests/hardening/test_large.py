"""Lines of fifty megabytes, five million lines, JSON a million deep: read in bounded time, or refused with the place.

`python -m tests.fuzz.large` also looks for ads in them, and takes those that need minutes.
"""

from __future__ import annotations

import pytest

from tests.fuzz import large

#: Those that need minutes, and gigabytes of memory where ads are looked for.
LONG = {"a line of words", "a turn in one line", "a caption in one line", "a segment of JSON in one line",
        "JSON of numbers as text", "lines of JSON"}


@pytest.mark.parametrize("name", [name for name in large.FILES if name not in LONG])
def test_giants(name: str) -> None:
    found = large.run(name, detects=False)
    assert not large.broke(found), found
    assert found["cpu_seconds"] < 60
    assert found["memory_mb"] < 2_000


def test_a_find_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert large.broke({"came": "broke", "error": "x"})
    assert large.broke({"came": "read as text", "cpu_seconds": large.LONGEST + 1})
