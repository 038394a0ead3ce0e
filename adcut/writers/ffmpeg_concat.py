"""ffmpeg's concat script: the kept ranges, cut at packets."""

from __future__ import annotations

from collections.abc import Iterable

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import LINE_ENDS, media_name, refuse
from adcut.writers.ranges import Part, open_keeps

_NAME = "ffmpeg-concat"


def script(media: str, parts: Iterable[Part]) -> str:
    r"""Return a script that plays parts of a file one after the other.

    A quote in the name is written `'\''`; a name that ffmpeg would take for a protocol or an option
    gets `./` before it. Names are relative to the script.

    Raises
    ------
    UnrepresentableError
        The name holds a line end.
    """
    refuse(media, "\0" + LINE_ENDS, _NAME)
    if not media.startswith("/") and (":" in media or media.startswith("-")):
        media = "./" + media
    quoted = "'" + media.replace("'", "'\\''") + "'"
    lines = ["ffconcat version 1.0"]
    for part in parts:
        lines += [f"file {quoted}", f"inpoint {part.start_ms / 1000:.3f}"]
        if part.end_ms is not None:
            lines.append(f"outpoint {part.end_ms / 1000:.3f}")
    return "\n".join(lines) + "\n"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return a script for `ffmpeg -f concat -safe 0 -i FILE -c copy OUT`.

    Raises
    ------
    OptionError
        No media name is given.
    UnrepresentableError
        The name holds a line end, or nothing is kept.
    """
    return script(media_name(options, _NAME), open_keeps(cut_list, _NAME))


SPEC = WriterSpec(
    name=_NAME, title="ffmpeg, stream copy: -f concat -safe 0 -i FILE -c copy OUT", suffix="ffconcat",
    direction="keep", resolution="1 ms in the file, 1 packet in the result",
    loses="categories, scores, sponsors", url="https://ffmpeg.org/ffmpeg-formats.html#concat-1", write=write,
    options=frozenset({"media"}), needs_media=True, merges_touching=True)
