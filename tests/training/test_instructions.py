"""What is fitted is fitted with the same instructions everywhere; what is timed uses what there is."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from training.instructions import hold

HELD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES")


@pytest.mark.parametrize(("command", "held"), [
    ("train", True), ("evaluate", True), ("boundaries", True), ("formats", True), ("benchmark", False),
])  # fmt: skip
def test_commands_that_fit_hold_numpy_before_it_loads(command: str, held: bool) -> None:
    code = ("import sys, os\n"
            "class Look:\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            "        if name == 'numpy':\n"
            "            print('OPENBLAS_NUM_THREADS' in os.environ, os.environ.get('OPENBLAS_CORETYPE'))\n"
            "            sys.exit()\n"
            "sys.meta_path.insert(0, Look())\n"
            f"import training.{command}")
    environment = {name: value for name, value in os.environ.items() if name not in HELD}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    core = "Haswell" if held and platform.machine() in ("x86_64", "AMD64") else "None"
    assert done.stdout.split() == ["True", core]


def test_what_the_environment_says_stays(monkeypatch) -> None:
    for name in HELD:
        monkeypatch.setenv(name, "7")
    hold()
    assert [os.environ[name] for name in HELD] == ["7"] * 4
