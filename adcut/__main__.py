"""`python -m adcut` and the `adcut` command."""

import os
import signal
import sys

#: The matrices of a detection are small: a second thread costs more to wake than it helps. numpy reads this
#: when it is loaded, which `import adcut` leaves to the first detection.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def run() -> None:
    """Run the command line and leave with its exit status; SIGTERM ends it in order, as Ctrl-C does."""
    for name, value in _ONE_THREAD.items():
        os.environ.setdefault(name, value)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from adcut.cli import main

        status = main()
        _end_at_signals()
    except KeyboardInterrupt:  # while loading, or while saying that it was interrupted
        _end_at_signals()
        status = 130
    sys.exit(status)


def _end_at_signals() -> None:
    """Let signals end this process at once: there is nothing left to put in order, nor to print a traceback for."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is signal.default_int_handler:
            signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    run()
