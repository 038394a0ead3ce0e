"""Whose a temporary file is, and whether that process still runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from adcut import owner


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs /proc")
def test_a_killed_process_is_dead_before_its_parent_asks_after_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        name = owner._owner(process.pid)
        assert owner.is_alive(name) is True
        process.kill()
        deadline = time.monotonic() + 30
        while owner._state(process.pid) not in owner._OVER and time.monotonic() < deadline:
            time.sleep(0.01)
        assert owner.is_alive(name) is False
    finally:
        process.kill()
        process.wait()
    assert owner.is_alive(name) is False


def test_this_process_is_alive_and_others_of_its_number_are_not() -> None:
    machine, number, birth = owner.owner().split("-")
    assert owner.is_alive(owner.owner()) is True
    if birth != "0":
        assert owner.is_alive(f"{machine}-{number}-{int(birth) + 1}") is False


@pytest.mark.parametrize("name", ["", "halden", "00000000-1", "00000000-1-1", "0000000g-1-1"])
def test_of_other_machines_and_other_names_nothing_is_known(name: str) -> None:
    assert owner.is_alive(name) is None
