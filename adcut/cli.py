"""The command line: parse, call, print, map errors to exit codes.

Results go to standard output, messages to standard error. Exit status: 0 all done, 1 some input
failed, 2 usage, 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from adcut.errors import AdcutError
from adcut.terminal import printable

#: Command name -> (module, attribute); a command's module is loaded when it is called for.
COMMANDS = {
    "clean": ("adcut.cli_clean", "clean"),
    "score": ("adcut.cli_score", "score"),
    "cuts": ("adcut.cli_cuts", "cuts"),
    "apply": ("adcut.cli_apply", "apply"),
    "review": ("adcut.cli_review", "review"),
    "formats": ("adcut.cli_cuts", "formats"),
}


class _Commands(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "--version", package_name="adcut")
def cli() -> None:
    """Find the ads in podcast transcripts; write clean scripts and cut lists."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    _open_closed_streams()
    try:
        result = cli.main(args=None if argv is None else list(argv), prog_name="adcut", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("adcut: interrupted", err=True)
        return 130
    except AdcutError as error:
        click.echo(f"adcut: {printable(str(error))}", err=True)
        return 1
    except MemoryError:
        click.echo("adcut: the memory of this machine does not suffice; split the input, or use a machine with more",
                   err=True)
        return 1
    except OSError as error:
        return _no_output(error)
    return result if isinstance(result, int) else 0


def _open_closed_streams() -> None:
    """Put the null device in the place of a standard stream that whoever started us has closed (`>&-`)."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 open as long as the process runs


def _no_output(error: OSError) -> int:
    """Say that standard output takes no more (a full disk behind `>`); files have errors of their own.

    Nobody need be told that a reader (`| head`) has enough.
    """
    if not isinstance(error, BrokenPipeError):
        click.echo(f"adcut: standard output cannot be written ({error.strerror or error}); check the free space",
                   err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still held back cannot be written either
    return 1
