"""Many files: plan what is to be done, do it, and remember what was done."""

from __future__ import annotations

from adcut.batch.job import Job
from adcut.batch.result import CleanResult, Status
from adcut.batch.run import clean_many

__all__ = ["CleanResult", "Job", "Status", "clean_many"]
