"""Many files: plan what is to be done, do it on one core or many machines, remember what was done.

plan.py finds the files and names their outputs; run.py leads; dispatch.py hands chunks of files to
the workers of pools.py, which do work.py on each; manifest.py remembers; summary.py adds up.
"""

from __future__ import annotations

from adcut.api import clean_many
from adcut.batch.job import Job
from adcut.batch.result import CleanResult, Figures, FoundRead, Status
from adcut.batch.run import Run, Workers, prepare

__all__ = ["CleanResult", "Figures", "FoundRead", "Job", "Run", "Status", "Workers", "clean_many", "prepare"]
