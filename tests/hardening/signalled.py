"""Commands that get a signal: `python signalled.py < lines` forks a command a line and signals it.

A line is a JSON list: the name of the signal, `events` or `seconds`, when, the file for what is printed,
and the arguments of the command. `events N` sends the signal at the Nth audit event (a file opened,
renamed, removed, a folder made; 0: none), `seconds S` from outside. Printed are the exit status, negative
where the signal ended the process, and how many events there were. One process with adcut loaded forks
them all.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time

from adcut import cli
from adcut.__main__ import run as run_adcut
from adcut.batch.job import model_digest

EVENTS = frozenset({"open", "os.rename", "os.mkdir", "os.chmod", "os.scandir", "os.remove", "sqlite3.connect"})
SIGNALS = {signal.SIGINT, signal.SIGTERM}


def run(number: signal.Signals, at: int, printed: str, arguments: list[str]) -> None:
    """Run a command in this process, which ends with it."""
    file = open(printed, "w", buffering=1, encoding="utf-8")  # noqa: SIM115 open as long as the process runs
    os.dup2(file.fileno(), 1)
    os.dup2(file.fileno(), 2)
    events = 0

    def count(event: str, _: tuple[object, ...]) -> None:
        nonlocal events
        if event in EVENTS:
            events += 1
            if events == at:
                signal.raise_signal(number)

    sys.addaudithook(count)
    sys.argv = ["adcut", *arguments]
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        run_adcut()
    except KeyboardInterrupt:  # before it has begun
        os._exit(130)
    except SystemExit as leaving:
        sys.stdout.flush()
        os.write(int(os.environ["SIGNALLED_COUNTS"]), f"{events}\n".encode())
        os._exit(int(leaving.code or 0))


def serve() -> None:
    """Fork a command for each line of standard input."""
    model_digest(None)
    for module, _ in cli.COMMANDS.values():  # so that the events are those of the work
        importlib.import_module(module)
    for line in sys.stdin:
        name, kind, when, printed, *arguments = json.loads(line)
        reading, writing = os.pipe()
        os.environ["SIGNALLED_COUNTS"] = str(writing)
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        child = os.fork()
        if child == 0:
            run(signal.Signals[name], int(when) if kind == "events" else 0, printed, arguments)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        os.close(writing)
        if kind == "seconds":
            time.sleep(float(when))
            os.kill(child, signal.Signals[name])
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(reading) as counts:
            print(status, counts.read().strip() or 0, flush=True)


if __name__ == "__main__":
    serve()
