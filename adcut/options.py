"""The command-line options that mean the same in every command that detects."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from adcut.categories import CUTTABLE
from adcut.errors import OptionError, UnknownFormatError
from adcut.terminal import printable

if TYPE_CHECKING:
    from adcut.detection import Detection
    from adcut.transcript import Transcript

#: Modes of the contract; the thresholds behind them stand in the model's header.
MODES = ("high-precision", "balanced", "high-recall")
#: Names of the readers in the order of their table; `adcut.readers` is not imported for `--help`.
READER_NAMES = ("sed", "srt", "vtt", "whisper", "podcast-json", "name-time", "time-line", "bold-name",
                "name-colon", "text")

_F = TypeVar("_F", bound=Callable[..., Any])
_V = TypeVar("_V", str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class DetectOptions:
    """What `adcut.read` and `adcut.detect` are called with."""

    format: str | None = None
    cut: tuple[str, ...] | None = None
    mode: str = "balanced"
    threshold: float | None = None
    duration: float | None = None
    model: str | None = None

    def with_format(self, format: str | None) -> DetectOptions:
        """Return the same options for another input format."""
        return replace(self, format=format)

    def read(self, path: str) -> Transcript:
        """Return the transcript in a file, or on standard input for `-`."""
        from adcut.api import read_bytes

        return read_bytes(input_bytes(path), format=self.format, path="stdin" if path == "-" else path)

    def detect(self, transcript: Transcript) -> Detection:
        """Return what `adcut.detect` finds with these options."""
        from adcut.api import detect

        return detect(transcript, cut=self.cut, mode=self.mode, threshold=self.threshold,
                      duration=self.duration, model=self.model)


def input_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`."""
    from adcut.api import file_bytes, stream_bytes

    return stream_bytes(sys.stdin.buffer, "stdin") if path == "-" else file_bytes(path)


def show_notes(transcript: Transcript, path: str) -> None:
    """Print on standard error what the user should know about the reading."""
    for note in transcript.notes:
        click.echo(printable(f"adcut: {path}: {note}"), err=True)


def _categories(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    for name in names:
        if name not in {c.value for c in CUTTABLE}:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(CUTTABLE)}")
    return names


def cut_list_format(context: click.Context, parameter: click.Parameter, value: _V) -> _V:
    """Check the names of cut-list formats: one, or many of an option that may be given more than once."""
    from adcut.writers import spec

    try:
        for name in (value,) if isinstance(value, str) else value:
            spec(str(name))
    except UnknownFormatError as error:
        raise click.BadParameter(str(error)) from error
    return value


def frame_rate(context: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
    """Return a frame rate as an exact fraction."""
    from adcut.timing import rate_from_text

    try:
        return None if value is None else rate_from_text(value)
    except OptionError as error:
        raise click.BadParameter(str(error)) from error


def detection_options(without: tuple[str, ...] = ()) -> Callable[[_F], _F]:
    """Return a decorator that adds the options of a command that detects.

    The command gets them as `detect: DetectOptions`; those named in `without` it adds itself.
    """
    def decorate(command: _F) -> _F:
        @functools.wraps(command)
        def call(*args: Any, **given: Any) -> Any:  # noqa: ANN401
            chosen = {name: given.pop(name) for name in _OPTIONS if name not in without}
            if chosen["mode"] is not None and chosen["threshold"] is not None:
                raise click.UsageError("--mode and --threshold exclude each other")
            chosen["mode"] = chosen["mode"] or "balanced"
            return command(*args, detect=DetectOptions(**chosen), **given)

        for name in reversed([n for n in _OPTIONS if n not in without]):
            call = _OPTIONS[name](call)
        return cast(_F, call)

    return decorate


_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "format": click.option("--format", metavar="FORMAT", type=click.Choice(READER_NAMES),
                 help="Format of the input; found from the content when not given."),
    "cut": click.option("--cut", metavar="CATEGORIES", callback=_categories,
                 help=f"Categories to cut, comma separated, of {', '.join(CUTTABLE)}. "
                      "Default: sponsor,cross_promo."),
    "mode": click.option("--mode", type=click.Choice(MODES),
                 help="How sure a cut must be; high-recall cuts all that balanced does, and every doubt besides, "
                      "an eighth of the content on average. Default: balanced."),
    "threshold": click.option("--threshold", type=click.FloatRange(0, 1), metavar="X",
                 help="The least score of a cut, 0 to 1, instead of --mode."),
    "duration": click.option("--duration", type=click.FloatRange(0, min_open=True), metavar="S",
                 help="Length of the episode in seconds; closes a cut that runs to the end."),
    "model": click.option("--model", type=click.Path(), metavar="FILE",
                          help="A model file instead of the bundled one."),
}
