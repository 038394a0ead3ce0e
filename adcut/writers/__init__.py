"""Cut lists to files: one module a format, one explicit table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from adcut.cutlist import CutList
from adcut.errors import (
    DurationRequiredError,
    FrameRateRequiredError,
    OptionError,
    UnknownFormatError,
    UnrepresentableError,
)
from adcut.writers.base import WriteOptions, WriterSpec

#: The modules of the cut-list formats by name, in the order of `adcut formats`.
_MODULES = {
    "json": "native", "mplayer-edl": "mplayer_edl", "sponsorblock": "sponsorblock", "comskip": "comskip",
    "csv": "spreadsheet", "cmx3600": "cmx3600", "fcpxml": "fcpxml", "otio": "otio", "losslesscut": "losslesscut",
    "losslesscut-csv": "losslesscut_csv", "ffmpeg-concat": "ffmpeg_concat", "ffmpeg-filter": "ffmpeg_filter",
    "mpv-edl": "mpv_edl", "auto-editor": "auto_editor", "mkv-chapters": "mkv_chapters", "audacity": "audacity",
    "ffmetadata": "ffmetadata", "podcast-chapters": "podcast_chapters", "podlove": "podlove", "audition": "audition",
    "reaper": "reaper", "resolve-edl": "resolve_edl", "webvtt-chapters": "webvtt_chapters",
}


class _Table(Mapping[str, WriterSpec]):
    """The formats by name; the module of one is loaded when it is asked for: most runs need no other."""

    def __getitem__(self, name: str) -> WriterSpec:
        loaded: WriterSpec = import_module(f"adcut.writers.{_MODULES[name]}").SPEC
        return loaded

    def __contains__(self, name: object) -> bool:
        return name in _MODULES

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


#: Every cut-list format by name, in that order.
WRITERS: Mapping[str, WriterSpec] = _Table()

_DEFAULTS = WriteOptions()
_OPTION_NAMES = {"rate": "--rate", "drop_frame": "--drop-frame", "media": "--media", "action": "--action",
                 "timeline": "--timeline"}


def spec(name: str) -> WriterSpec:
    """Return the spec of the format `name`.

    Raises
    ------
    UnknownFormatError
        No format of that name is in the table.
    """
    if name not in WRITERS:
        raise UnknownFormatError(name, tuple(WRITERS))
    return WRITERS[name]


def write_cut_list(cut_list: CutList, format: str, options: WriteOptions = _DEFAULTS) -> str:
    """Return the text of a cut list in a format of the table.

    Raises
    ------
    UnknownFormatError
        `format` is not in the table.
    OptionError
        An option is given that the format does not take.
    FrameRateRequiredError, DurationRequiredError
        The format cannot do without, and nobody gave it.
    UnrepresentableError
        The format cannot hold the list as it is; nothing is clamped or dropped instead.
    UntimedTranscriptError
        The list has no times where they are needed: only `json` holds such a list.
    """
    target = spec(format)
    for name, shown in _OPTION_NAMES.items():
        if name not in target.options and getattr(options, name) != getattr(_DEFAULTS, name):
            takes = ", ".join(_OPTION_NAMES[o] for o in _OPTION_NAMES if o in target.options) or "no options"
            raise OptionError(f"{format} does not take {shown}; it takes {takes}")
    if target.needs_rate and options.rate is None:
        raise FrameRateRequiredError(format)
    if target.needs_duration and cut_list.source.duration_ms is None:
        raise DurationRequiredError(format)
    text = target.write(cut_list, options)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnrepresentableError(format, "half of a surrogate pair in a name") from error
    return text


def format_table() -> list[tuple[str, ...]]:
    """Return the table as rows of text, the header first: for `adcut formats` and the README.

    >>> format_table()[0]
    ('format', 'file', 'lists', 'resolution', 'needs', 'touching cuts', 'what is lost', 'for')
    """
    header = ("format", "file", "lists", "resolution", "needs", "touching cuts", "what is lost", "for")
    return [header, *(_row(target) for target in WRITERS.values())]


def _row(target: WriterSpec) -> tuple[str, ...]:
    asked = ((target.needs_rate, "--rate"), (target.needs_duration, "--duration"),
             (target.needs_media, "--media"))
    needs = [shown for needed, shown in asked if needed]
    return (target.name, target.file_name or f"{{stem}}.cuts.{target.suffix}", target.direction,
            target.resolution, ", ".join(needs) or "-", "merged" if target.merges_touching else "apart",
            target.loses, target.title)
