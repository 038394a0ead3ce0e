"""Packet copies: the kept parts taken out packet by packet, and joined.

ffmpeg's concat demuxer alone would do, but it seeks by the cover picture or by the cues of Matroska,
seconds before a part; a part of its own that drops what comes before it starts at its packet.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from adcut.cutlist import Retiming, TimeRange
from adcut.ffmpeg import Ffmpeg, source
from adcut.writers.ranges import Part

_SCRIPT = "parts.ffconcat"


def copy_parts(ffmpeg: Ffmpeg, media: str, parts: Sequence[Part], folder: str, *, video: bool) -> list[int]:
    """Write each part as a file in `folder`, and a script that joins them; return their lengths in ms.

    NUT holds every codec and every timestamp as it is (https://ffmpeg.org/nut.html). Sound begins at
    the first packet in the part; a picture at its key frame before it, since nothing else can be
    shown.

    Raises
    ------
    MediaError
        ffmpeg fails.
    """
    lengths: list[int] = []
    names: list[str] = []
    streams = ["-map", "0:a:0", *(["-map", "0:V:0"] if video else ["-copypriorss", "0"])]
    for number, part in enumerate(parts):
        span = ["-ss", f"{part.start_ms / 1000:.3f}"]
        if part.end_ms is not None:
            span += ["-to", f"{part.end_ms / 1000:.3f}"]
        names.append(f"part{number}.nut")
        written, _ = ffmpeg.run([*span, *source(media), *streams, "-map_chapters", "-1", "-c", "copy", "-f", "nut",
                                 f"file:{Path(folder, names[-1])}"], what=media)
        lengths.append(round(written / 1000))
    listed = "".join(f"file {name}\n" for name in names)
    Path(folder, _SCRIPT).write_text(f"ffconcat version 1.0\n{listed}", encoding="utf-8")
    return lengths


def parts_input(folder: str) -> list[str]:
    """Return the arguments that open the joined parts as one input."""
    return ["-f", "concat", "-safe", "0", *source(str(Path(folder, _SCRIPT)))]


def copied_retiming(cuts: Sequence[TimeRange], parts: Sequence[Part], lengths: Sequence[int]) -> Retiming:
    """Return the map from source to output, from the lengths that the parts really have.

    What a part has too much (or too little) is taken off (or added to) the cut behind it.
    """
    surplus = {part.end_ms: length - (part.end_ms - part.start_ms)
               for part, length in zip(parts, lengths, strict=True) if part.end_ms is not None}
    return Retiming.of(
        TimeRange(min(max(0, cut.start_ms + surplus.get(cut.start_ms, 0)), cut.end_ms), cut.end_ms) for cut in cuts)
