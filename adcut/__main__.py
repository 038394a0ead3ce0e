"""`python -m adcut` and the `adcut` command."""

import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    from adcut.cli import main

    sys.exit(main())


if __name__ == "__main__":
    run()
