"""Cut lists to files: one module a format, one explicit table."""

from __future__ import annotations

from adcut.cutlist import CutList
from adcut.errors import (
    DurationRequiredError,
    FrameRateRequiredError,
    OptionError,
    UnknownFormatError,
    UnrepresentableError,
)
from adcut.writers import (
    audacity,
    audition,
    auto_editor,
    cmx3600,
    comskip,
    fcpxml,
    ffmetadata,
    ffmpeg_concat,
    ffmpeg_filter,
    losslesscut,
    losslesscut_csv,
    mkv_chapters,
    mplayer_edl,
    mpv_edl,
    native,
    otio,
    podcast_chapters,
    podlove,
    reaper,
    resolve_edl,
    sponsorblock,
    spreadsheet,
    webvtt_chapters,
)
from adcut.writers.base import WriteOptions, WriterSpec

#: Every cut-list format by name, in the order of `adcut formats`.
WRITERS: dict[str, WriterSpec] = {s.name: s for s in (
    native.SPEC, mplayer_edl.SPEC, sponsorblock.SPEC, comskip.SPEC, spreadsheet.SPEC, cmx3600.SPEC,
    fcpxml.SPEC, otio.SPEC, losslesscut.SPEC, losslesscut_csv.SPEC, ffmpeg_concat.SPEC,
    ffmpeg_filter.SPEC, mpv_edl.SPEC, auto_editor.SPEC, mkv_chapters.SPEC, audacity.SPEC,
    ffmetadata.SPEC, podcast_chapters.SPEC, podlove.SPEC, audition.SPEC, reaper.SPEC, resolve_edl.SPEC,
    webvtt_chapters.SPEC,
)}

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
