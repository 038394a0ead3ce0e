"""The same instructions on every machine, for what is fitted: to be called before numpy is loaded.

Processors round the same sums and logarithms differently where libraries use all that each of them has, and a network
makes of it another network. Models are therefore fitted with what all x86-64 machines of the last ten years have (AVX2),
on one thread a process. The benchmark does without: it measures what users have.
"""

from __future__ import annotations

import os
import platform

__all__ = ["hold"]

_X86 = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}


def hold() -> None:
    """Hold numpy, OpenBLAS and OpenMP of this process and of those it starts to AVX2 and one thread, unless the
    environment says otherwise."""
    held = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    if platform.machine() in ("x86_64", "AMD64"):
        held |= _X86
    for name, value in held.items():
        os.environ.setdefault(name, value)
