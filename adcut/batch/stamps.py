"""The stamps of the inputs and outputs of a run, before it writes: many files of a URL are asked after at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from adcut.batch import remote, store
from adcut.batch.manifest import Manifest
from adcut.batch.plan import Plan
from adcut.batch.remote import is_url

#: A folder of a URL is listed when a run asks for at least so many files in it ...
LISTED_FROM = 20
#: ... and for at least this share of those that were recorded there: a listing takes a question for each thousand files
#: that lie there, of this run or not.
LISTED_SHARE = 0.01


class Stamps:
    """What is said of files as they stood when the run began; paths of this machine are asked after one by one.

    Parameters
    ----------
    manifests
        By output folder, for those that keep one.
    """

    def __init__(self, plan: Plan, manifests: Mapping[str, Manifest]) -> None:
        tasks = Counter(task.root for task in plan.tasks if is_url(task.root) and task.root in manifests)
        outputs = [root for root, count in tasks.items()
                   if count >= max(LISTED_FROM, LISTED_SHARE * manifests[root].count())]
        self._folders = tuple(dict.fromkeys([*outputs, *(folder for folder, _ in plan.folders if is_url(folder))]))
        self._listed: dict[str, dict[str, str] | None] = {}

    def prove(self, path: str, stamp: str) -> bool:
        """Whether a file still has the stamp that was recorded of it; an empty one proves nothing."""
        folder = next((f for f in self._folders if path.startswith(f"{f}/")), None) if self._folders else None
        if folder is None:
            return bool(stamp) and store.stamp(path) == stamp
        if folder not in self._listed:
            self._listed[folder] = remote.stamps(folder)
        listed = self._listed[folder]
        if listed is not None and (path not in listed or listed[path] == stamp):
            return bool(stamp) and path in listed
        return bool(stamp) and store.stamp(path) == stamp  # some listings say less of a file than it says itself
