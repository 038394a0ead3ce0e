"""The ffmpeg call that makes a cut media file: inputs, filter graph, codecs, tags, cover, chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from adcut import encoding
from adcut.copying import parts_input
from adcut.cutlist import TimeRange
from adcut.errors import OptionError
from adcut.ffmpeg import Ffmpeg, MediaChapter, MediaInfo, source
from adcut.silence import SilenceOptions
from adcut.writers.ffmetadata import chapter_block
from adcut.writers.filtergraph import concat_graph, crossfade_graph, replacing_graph
from adcut.writers.ranges import ENDLESS, Part

#: What stands in the place of a cut: a 1 kHz tone at a tenth of full scale, or silence.
Replacement = Literal["beep", "mute"]
_SOUNDS: dict[str, str] = {"mute": "volume=0", "beep": "aeval=exprs=0.1*sin(2*PI*1000*t):c=same"}

#: A longer graph goes into a file: Linux limits an argument to 128 KiB (execve(2)).
_MOST_INLINE = 60_000
#: From this version on options are read from files as `-/option FILE`
#: (https://ffmpeg.org/ffmpeg.html#Main-options); before, graphs had an option of their own.
_FILE_OPTIONS_SINCE = 7


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """How a list is applied.

    copy: copy packets instead of encoding anew, so that edges fall on packets; crossfade_ms: length
    of the crossfade at each joint, 0 for none; silence: where given, edges move into silences;
    replace: what stands in for a cut instead of removing it.

    Raises
    ------
    OptionError
        A crossfade outside 0 to 10 s, or options that exclude each other.
    """

    copy: bool = False
    crossfade_ms: int = 0
    silence: SilenceOptions | None = None
    replace: Replacement | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.crossfade_ms <= 10_000:
            raise OptionError(f"a crossfade of {self.crossfade_ms} ms is outside 0 to 10000")
        if self.copy and (self.crossfade_ms or self.replace):
            raise OptionError("copied packets cannot be faded, beeped over or muted; leave out --copy")
        if self.crossfade_ms and self.replace:
            raise OptionError("nothing is joined where cuts are beeped over or muted; leave out --crossfade")


@dataclass(frozen=True, slots=True)
class Job:
    """One cut to make: the edges to use, merged, and the parts that they keep, in order."""

    ffmpeg: Ffmpeg
    media: str
    out: str
    info: MediaInfo
    options: ApplyOptions
    cuts: tuple[TimeRange, ...]
    parts: tuple[Part, ...]

    @property
    def video(self) -> bool:
        """Whether the output has a moving picture."""
        return self.info.video and encoding.holds_video(self.out)

    def part_ms(self, part: Part) -> int | None:
        """Return the length of a part, None where the end of the media is unknown."""
        end = self.info.duration_ms if part.end_ms is None else part.end_ms
        return None if end is None else end - part.start_ms

    @property
    def planned_ms(self) -> int | None:
        """Length of the output, None where the end of the media is unknown."""
        if self.options.replace:
            return self.info.duration_ms
        lengths = [self.part_ms(part) for part in self.parts]
        joints = (len(self.parts) - 1) * self.options.crossfade_ms
        return None if None in lengths else sum(length or 0 for length in lengths) - joints


def arguments(job: Job, chapters: Sequence[MediaChapter], folder: str) -> list[str]:
    """Return the arguments of the call, all but the output; `folder` takes its scripts.

    Inputs stand first, in this order: the media (for a packet copy: its parts as copy_parts() left
    them in `folder`, then the media), the chapters.
    """
    path = Path(folder, "chapters.ffmeta")
    path.write_bytes((";FFMETADATA1\n" + "".join(
        chapter_block(c.start_ms, c.end_ms, c.title) for c in chapters)).encode())
    inputs = [source(job.media), ["-f", "ffmetadata", *source(str(path))]]
    if job.options.copy:
        inputs.insert(0, parts_input(folder))
        outputs = ["-map", "0:a:0", *(["-map", "0:V:0"] if job.video else []), "-c", "copy"]
    else:
        outputs = _encoded(job, folder)
    media = len(inputs) - 2
    tags = f"{media}:s:a:0" if job.info.container == "ogg" else str(media)
    outputs += ["-map_metadata", tags,
                "-map_chapters", str(media + 1) if encoding.holds_chapters(job.out) else "-1"]
    if job.info.cover is not None and encoding.holds_cover(job.out):
        number = int(job.video)
        outputs += ["-map", f"{media}:{job.info.cover}", f"-c:v:{number}", "copy", f"-disposition:v:{number}",
                    "attached_pic"]
    return [*(argument for given in inputs for argument in given), *outputs]


def _encoded(job: Job, folder: str) -> list[str]:
    """Return the output arguments that encode what the graph gives."""
    graph = _graph(job)
    option = ["-filter_complex", graph]
    if len(graph) > _MOST_INLINE:
        path = Path(folder, "graph.txt")
        path.write_text(graph, encoding="utf-8")
        version = job.ffmpeg.major_version()
        is_old = version is not None and version < _FILE_OPTIONS_SINCE
        option = ["-filter_complex_script" if is_old else "-/filter_complex", str(path)]
    outputs = [*option, "-map", "[a]", *encoding.audio_codec(job.info, job.media, job.out)]
    if job.video:
        outputs += ["-map", "0:V:0", "-c:v", "copy"] if job.options.replace else ["-map", "[v]"]
    return outputs


def _graph(job: Job) -> str:
    if job.options.replace:
        return replacing_graph(_tiles(job), _SOUNDS[job.options.replace])
    if job.options.crossfade_ms:
        return crossfade_graph(job.parts, job.options.crossfade_ms)
    return concat_graph(job.parts, video=job.video)


def _tiles(job: Job) -> list[tuple[Part, bool]]:
    """Return parts that tile the media, and which of them are cuts; the last is open."""
    end = ENDLESS if job.info.duration_ms is None else job.info.duration_ms
    edges = [0, *(edge for cut in job.cuts for edge in (cut.start_ms, cut.end_ms) if edge < end), ENDLESS]
    first_is_cut = bool(job.cuts) and job.cuts[0].start_ms == 0
    tiles = [(Part(a, None if b == ENDLESS else b), number % 2 == 1)
             for number, (a, b) in enumerate(pairwise(edges))]
    return tiles[1:] if first_is_cut else tiles
