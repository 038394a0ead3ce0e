"""Runs that are killed: `python killed.py OUT PATH < points` forks a run a line and kills it.

A line is `events N` (the run kills itself at its Nth audit event: a file opened, renamed, a folder
made) or `seconds S`, then `force` where it is to do all anew. After each line the exit status is
printed, -9 for killed, and how many events there were where it was not. One process with adcut
loaded forks them all, so that fifty runs take seconds.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from adcut.batch import Job, Workers, prepare
from adcut.batch.job import model_digest

EVENTS = frozenset({"open", "os.rename", "os.mkdir", "os.chmod", "os.scandir", "os.remove", "sqlite3.connect"})


class Events:
    """Counts the audit events of this process; kills it at the one numbered `last`."""

    def __init__(self, last: int) -> None:
        self.number = 0
        self.last = last
        sys.addaudithook(self.count)

    def count(self, event: str, _: tuple[object, ...]) -> None:
        if event in EVENTS:
            self.number += 1
            if self.number == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    out, path = sys.argv[1:]
    model_digest(None)
    for line in sys.stdin:
        kind, value, *force = line.split()
        receiver, sender = os.pipe()
        child = os.fork()
        if child == 0:
            events = Events(int(value) if kind == "events" else 0)
            for _ in prepare([path], out, Job(), Workers(jobs=1), force=bool(force)).results():
                pass
            os.write(sender, str(events.number).encode())
            os._exit(0)
        os.close(sender)
        if kind == "seconds":
            time.sleep(float(value))
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        count = os.read(receiver, 20).decode()
        os.close(receiver)
        print(f"{status} {count}" if status == 0 else f"{status}", flush=True)  # by one process: a line a run, whole


if __name__ == "__main__":
    main()
