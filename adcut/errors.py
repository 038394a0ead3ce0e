"""The errors of adcut.

AdcutError(Exception)
  TranscriptError(ValueError)
    TranscriptParseError(path, format, line, snippet)
    FormatDetectionError(path, candidates)
    UntimedTranscriptError(path)
  FormatError(ValueError)
    UnknownFormatError(name, known)
    FrameRateRequiredError(format)
    DurationRequiredError(format)
    UnrepresentableError(format, what)
  CutListError(ValueError)
    NegativeRangeError(start, end)
    OutOfDurationError(end, duration)
    CutListParseError(path, where)
  ModelError
    ModelMissingError(path)
    ModelIntegrityError(expected, got)
    ModelVersionError(found, supported)
  OptionError(ValueError)
  OutputError(OSError)
  MediaError

Every message says what is wrong, where, and what to do next. Every error is picklable, so that
worker processes can hand it back.
"""

from __future__ import annotations

from collections.abc import Sequence

#: A value of a hostile file that a message quotes can have megabytes.
LONGEST_MESSAGE = 1_500


class AdcutError(Exception):
    """Base of every error that leaves adcut; its message is short also where it quotes what is not."""

    def __str__(self) -> str:
        text = super().__str__()
        return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE - 300]} ... {text[-200:]}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, dict(self.__dict__)))


def _rebuild(kind: type[AdcutError], args: tuple[object, ...], state: dict[str, object]) -> AdcutError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class TranscriptError(AdcutError, ValueError):
    """A transcript cannot be used as asked."""


class TranscriptParseError(TranscriptError):
    """A line of a transcript fits no rule of its format."""

    def __init__(self, what: str, *, path: str | None = None, format: str | None = None,
                 line: int | None = None, snippet: str = "", hint: str = "") -> None:
        self.what, self.path, self.format = what, path, format
        self.line, self.snippet, self.hint = line, snippet, hint
        where = (path or "input") + (f":{line}" if line is not None else "")
        shown = f": {snippet[:80]!r}" if snippet else ""
        kind = f"not readable as {format}: " if format else ""
        super().__init__(f"{where}: {kind}{what}{shown}" + (f"; {hint}" if hint else ""))


class FormatDetectionError(TranscriptError):
    """No reader recognises the content."""

    def __init__(self, path: str | None, candidates: Sequence[str]) -> None:
        self.path, self.candidates = path, tuple(candidates)
        super().__init__(f"{path or 'input'}: no transcript format recognised; name one with "
                         f"--format ({', '.join(candidates)})")


class UntimedTranscriptError(TranscriptError):
    """Times were asked of a transcript that has none."""

    def __init__(self, path: str | None = None, what: str = "the cut list") -> None:
        self.path = path
        super().__init__(f"{path or 'transcript'}: {what} needs times and the transcript has none "
                         "where the cuts are; use the json cut list (source ranges) or a timed transcript")


class FormatError(AdcutError, ValueError):
    """A format cannot be used as asked."""


class UnknownFormatError(FormatError):
    """A format name is not in the table."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        import difflib  # slow to import, and rarely needed

        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        super().__init__(f"unknown format {name!r}; {hint}known: {', '.join(known)}")


class FrameRateRequiredError(FormatError):
    """A frame-bound format was asked for without a frame rate."""

    def __init__(self, format: str) -> None:
        self.format = format
        super().__init__(f"{format} counts frames: give the frame rate of the project with --rate "
                         "(24, 25, 30, 30000/1001 ...)")


class DurationRequiredError(FormatError):
    """A format needs the length of the episode and nobody gave it."""

    def __init__(self, format: str) -> None:
        self.format = format
        super().__init__(f"{format} needs the length of the episode: give it with --duration SECONDS")


class UnrepresentableError(FormatError):
    """A format cannot hold a value; nothing is clamped or dropped instead."""

    def __init__(self, format: str, what: str) -> None:
        self.format, self.what = format, what
        super().__init__(f"{format} cannot hold {what}")


class CutListError(AdcutError, ValueError):
    """A cut list breaks a rule."""


class NegativeRangeError(CutListError):
    """A time range starts below zero or ends before it starts."""

    def __init__(self, start: float | None, end: float | None) -> None:
        self.start, self.end = start, end
        super().__init__(f"time range {start} to {end} s starts below zero or ends before it starts; "
                         "correct the list")


class OutOfDurationError(CutListError):
    """A time range reaches past the end of the episode."""

    def __init__(self, end: float, duration: float) -> None:
        self.end, self.duration = end, duration
        super().__init__(f"a cut reaches to {end:.3f} s but the episode is {duration:.3f} s long; "
                         "check --duration or the media file")


class CutListParseError(CutListError):
    """A cut list file cannot be read."""

    def __init__(self, what: str, *, path: str | None = None, where: str = "") -> None:
        self.what, self.path, self.where = what, path, where
        super().__init__(f"{path or 'cut list'}{':' + where if where else ''}: {what}")


class ModelError(AdcutError):
    """The detection model cannot be used."""


class ModelMissingError(ModelError):
    """The model file is not there."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path}: no model there; reinstall adcut or check --model")


class ModelIntegrityError(ModelError):
    """The model file is not what its header promises."""

    def __init__(self, expected: str, got: str, path: str = "model") -> None:
        self.expected, self.got, self.path = expected, got, path
        super().__init__(f"{path}: damaged or altered, expected {expected}, got {got}; "
                         "reinstall adcut or fetch the model again")


class ModelVersionError(ModelError):
    """The model was made for another version of adcut."""

    def __init__(self, found: object, supported: object, path: str = "model") -> None:
        self.found, self.supported, self.path = found, supported, path
        super().__init__(f"{path}: version {found} is not supported (supported: {supported}); "
                         "install the adcut version that goes with the model")


class OptionError(AdcutError, ValueError):
    """An option has a value outside its range."""


class OutputError(AdcutError, OSError):
    """An output cannot be written, or would overwrite an input."""


class MediaError(AdcutError):
    """A media file cannot be cut as asked."""
