"""The stamps of the inputs and outputs of a run, before it writes: many files of a URL are asked after at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from adcut.batch import remote, store
from adcut.batch.plan import Plan
from adcut.batch.remote import is_url

#: A folder of a URL is listed when a run asks for at least so many files in it: a listing takes a question for each
#: thousand files that lie there, of this run or not.
LISTED_FROM = 20


class Stamps:
    """What is said of files as they stood when the run began; paths of this machine are asked after one by one."""

    def __init__(self, plan: Plan) -> None:
        tasks = Counter(task.root for task in plan.tasks)
        inputs = (folder for folder, _ in plan.folders)
        self._folders = tuple(_urls((root for root, count in tasks.items() if count >= LISTED_FROM), inputs))
        self._listed: dict[str, dict[str, str] | None] = {}

    def of(self, path: str) -> str:
        """Return the stamp of a file, empty where there is none."""
        folder = next((f for f in self._folders if path.startswith(f"{f}/")), None) if self._folders else None
        if folder is None:
            return store.stamp(path)
        if folder not in self._listed:
            self._listed[folder] = remote.stamps(folder)
        listed = self._listed[folder]
        return store.stamp(path) if listed is None else listed.get(path, "")


def _urls(*folders: Iterable[str]) -> list[str]:
    return [folder for some in folders for folder in some if is_url(folder)]
