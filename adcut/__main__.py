"""`python -m adcut` and the `adcut` command."""

import signal
import sys


def run() -> None:
    """Run the command line and leave with its exit status; SIGTERM ends it in order, as Ctrl-C does."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from adcut.cli import main

        status = main()
    except KeyboardInterrupt:  # while loading, or while saying that it was interrupted
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    run()
