"""Labels in, model and reports out; never imported by adcut.

Processors round the same sums and logarithms differently where libraries use all that each of them has, and a network
makes of it another network. What this package fits is therefore fitted with the instructions that all x86-64 machines of
the last ten years have (AVX2), on one thread each: before numpy is loaded.
"""

import os
import platform

if platform.machine() in ("x86_64", "AMD64"):
    os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
    os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V4 AVX512_ICL AVX512_SPR")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
