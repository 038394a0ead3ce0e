"""`python -m adcut` and the `adcut` command."""

import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    try:
        from adcut.cli import main

        status = main()
    except KeyboardInterrupt:  # while loading, or while saying that it was interrupted
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    run()
