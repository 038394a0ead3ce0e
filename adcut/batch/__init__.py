"""Many files: plan what is to be done, do it on one core or many machines, remember what was done.

plan.py finds the files and naming.py names their outputs; run.py leads; owners.py sees that none takes
the name of another; dispatch.py hands chunks of files to the workers of pools.py, which do work.py on
each; manifest.py remembers; vanished.py tells of inputs that are gone; summary.py adds up.
"""

from __future__ import annotations

from adcut.api import clean_many
from adcut.batch.job import Job
from adcut.batch.result import CleanResult, Figures, FoundRead, Status
from adcut.batch.run import Run, Workers, prepare

__all__ = ["CleanResult", "Figures", "FoundRead", "Job", "Run", "Status", "Workers", "clean_many", "prepare"]
