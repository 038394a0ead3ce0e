"""Apply a cut list to audio or video: remove, beep over or mute what it lists."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from adcut import encoding
from adcut.copying import copied_retiming, copy_parts
from adcut.cutlist import CutList, Retiming, TimeRange, merge
from adcut.cutting import ApplyOptions, Job, arguments
from adcut.errors import MediaError, OutputError, UntimedTranscriptError
from adcut.ffmpeg import Ffmpeg, MediaChapter, Progress, made_for_now, source
from adcut.files import refuse_special, temporary_beside
from adcut.silence import Move, find_silences, snapped
from adcut.writers.ranges import ENDLESS, Part, kept_parts

__all__ = ["Applied", "ApplyOptions", "apply"]

#: Transcripts round the end of the episode; a list may reach this far past the end of the media.
OVERSHOOT_MS = 1000
#: Media that is this much longer or shorter than the list says is worth a word: another download can
#: hold other ads, and then every time is off. Padding of encoders is far shorter.
OTHER_LENGTH_MS = 2000
#: An edge this near to the end of the media is its end (padding of encoders).
END_SLACK_MS = 100
#: Each part is a branch of ffmpeg's graph through which all of the media goes; this many take minutes.
MOST_CUTS = 2_000
#: Share of the work that the search for silences takes, for the progress.
_SEARCH_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Applied:
    """What was made.

    cuts: the edges really used, merged, in milliseconds of the source; parts: what they keep; moves:
    edges that went into silences; length_ms: of the output, to the packet; drift_ms: how much longer
    a packet copy came out than the list says, None where the cut is exact; retiming: from source to
    output; chapters: of the media, shifted; notes: what the user should know.
    """

    out: str
    cuts: tuple[TimeRange, ...]
    parts: tuple[Part, ...]
    moves: tuple[Move, ...]
    length_ms: int
    drift_ms: int | None
    retiming: Retiming
    chapters: tuple[MediaChapter, ...]
    notes: tuple[str, ...]


def apply(cut_list: CutList, media: str, out: str, options: ApplyOptions | None = None, *,
          ffmpeg: str | None = None, progress: Progress | None = None, inputs: Sequence[str] = ()) -> Applied:
    """Write `media` without what `cut_list` cuts to `out`, whole or not at all.

    The sound is cut at the sample next to each edge and encoded anew as the source is (`options.copy`
    copies packets instead); tags, cover and chapters come along, chapters shifted.

    Parameters
    ----------
    ffmpeg
        The program to use; None: the one on PATH, else that of the imageio-ffmpeg wheel.
    progress
        Called with the finished share, 0 to 1.
    inputs
        Other files that `out` must not be, such as the one the list was read from.

    Raises
    ------
    UntimedTranscriptError
        The list has no times.
    MediaError
        ffmpeg is missing or fails; the media has no sound, is shorter than the list, or nothing of it
        would be left.
    OutputError
        `out` is the media or one of `inputs`, or cannot be written.
    """
    options = options or ApplyOptions()
    program = Ffmpeg.find(ffmpeg)
    info = program.probe(media)
    if not info.audio:
        raise MediaError(f"{media}: has no audio stream; adcut cuts by what is heard")
    cuts = _checked_cuts(cut_list, media, info.duration_ms)
    moves: tuple[Move, ...] = ()
    rest = progress
    if options.silence is not None:
        silences = find_silences(program, media, options.silence, info.duration_ms,
                                 _share(progress, 0.0, _SEARCH_SHARE))
        end = None if info.duration_ms is None else info.duration_ms - END_SLACK_MS
        cuts, moves = snapped(cuts, silences, options.silence, end)
        rest = _share(progress, _SEARCH_SHARE, 1.0)
    parts = kept_parts(cuts, ENDLESS if info.duration_ms is None else info.duration_ms)
    if not parts and not options.replace:
        raise MediaError(f"{media}: the list cuts all of it; nothing would be left")
    job = Job(program, media, out, info, options, cuts, tuple(parts))
    _check_crossfade(job)
    with _placed(out, (media, *inputs)) as temporary:
        length, drift, retiming, chapters = _make(job, temporary, rest)
    return Applied(out, cuts, job.parts, moves, length, drift, retiming, chapters, tuple(_notes(job, cut_list)))


def _share(progress: Progress | None, start: float, stop: float) -> Progress | None:
    """Return the progress of a step that takes the share from `start` to `stop` of the whole."""
    return None if progress is None else lambda done: progress(start + done * (stop - start))


def _checked_cuts(cut_list: CutList, media: str, duration_ms: int | None) -> tuple[TimeRange, ...]:
    """Return the merged cuts, an open end as the end of the media."""
    if not cut_list.is_timed:
        raise UntimedTranscriptError(cut_list.source.path, "cutting media")
    end = ENDLESS if duration_ms is None else duration_ms
    cuts = merge(TimeRange(c.start_ms, max(end, c.start_ms) if c.end_ms is None else c.end_ms)
                 for c in cut_list if c.start_ms is not None)
    late = [c for c in cut_list if duration_ms is not None and c.start_ms is not None
            and max(c.start_ms + OVERSHOOT_MS, c.end_ms or 0) > duration_ms + OVERSHOOT_MS]
    if late and duration_ms is not None:
        raise MediaError(f"{media}: is {duration_ms / 1000:.3f} s long, but the list has a cut from {late[0].start} to "
                         f"{late[0].end} s; is it the file that the transcript was made from?")
    if len(cuts) > MOST_CUTS:
        raise MediaError(f"{media}: the list has {len(cuts):,} cuts, more than ffmpeg can make at once ({MOST_CUTS:,}); "
                         "is it the list of this episode?")
    return cuts


def _check_crossfade(job: Job) -> None:
    fade = job.options.crossfade_ms
    if fade and job.video:
        raise MediaError(f"{job.media}: has a moving picture, and a crossfade is for sound only; "
                         "leave out --crossfade or write to a file for sound, such as .m4a")
    for number, part in enumerate(job.parts if fade else ()):
        length = job.part_ms(part)
        fades = fade * ((number > 0) + (number < len(job.parts) - 1))
        if length is not None and length < fades:
            raise MediaError(f"{job.media}: the {length} ms kept from {part.start_ms / 1000:.3f} s are shorter than "
                             f"their crossfades ({fades} ms); make --crossfade shorter")


@contextmanager
def _placed(out: str, inputs: Sequence[str]) -> Iterator[str]:
    """Give a temporary file beside `out`, which takes its name if all goes well, else vanishes."""
    suffix = encoding.suffix(out)
    if os.path.exists(out) and any(os.path.samefile(out, name) for name in inputs if os.path.exists(name)):
        raise OutputError(f"{out}: is an input; adcut never overwrites one, choose another output")
    refuse_special(out)
    try:
        temporary = temporary_beside(out, f".{suffix}")
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise _unwritable(out, error) from error
    try:
        with open(temporary, "xb"):  # refused before ffmpeg works for minutes
            pass
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, out)
    except OutputError:
        raise
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _unwritable(out: str, error: OSError | ValueError) -> OutputError:
    return OutputError(f"{out}: cannot be written ({getattr(error, 'strerror', None) or error}); check the folder, its "
                       "permissions and the free space")


def _make(job: Job, temporary: str, progress: Progress | None
          ) -> tuple[int, int | None, Retiming, tuple[MediaChapter, ...]]:
    """Run ffmpeg; return the length of the output, the drift, the retiming, and the chapters."""
    with made_for_now(partial(tempfile.TemporaryDirectory, prefix="adcut-")) as folder:
        if job.options.copy:
            lengths = copy_parts(job.ffmpeg, job.media, job.parts, folder, video=job.video)
            retiming = copied_retiming(job.cuts, job.parts, lengths)
        else:
            retiming = _planned(job)
        chapters = tuple(_chapters(job, retiming))
        written, _ = job.ffmpeg.run([*arguments(job, chapters, folder), f"file:{temporary}"], what=job.media,
                                    length_ms=job.planned_ms, progress=progress)
    length = round(written / 1000)
    if job.options.copy:
        decoded, _ = job.ffmpeg.run([*source(temporary), "-map", "0:a:0", "-f", "null", "-"], what=job.out)
        length = round(decoded / 1000)
    closed = sum(part.end_ms - part.start_ms for part in job.parts if part.end_ms is not None)
    planned = closed if job.planned_ms is None else job.planned_ms
    if length < planned - OVERSHOOT_MS:
        raise MediaError(f"{job.media}: only {length / 1000:.3f} s came out, {planned / 1000:.3f} s should; "
                         "the media is damaged, or shorter than it says")
    return length, length - planned if job.options.copy else None, retiming, chapters


def _planned(job: Job) -> Retiming:
    """Return the map from source to output; a crossfade widens each joint's cut by half of it a side."""
    if job.options.replace:
        return Retiming.of(())
    fade, last = job.options.crossfade_ms, job.parts[-1].start_ms
    return Retiming.of(
        TimeRange(cut.start_ms - fade // 2, cut.end_ms + fade - fade // 2)
        if cut.start_ms > 0 and cut.end_ms <= last else cut for cut in job.cuts)


def _chapters(job: Job, retiming: Retiming) -> Iterator[MediaChapter]:
    """Yield the chapters of the source, shifted; those inside a cut vanish."""
    for chapter in job.info.chapters:
        start, end = retiming(chapter.start_ms), retiming(chapter.end_ms)
        if end > start:
            yield MediaChapter(start, end, chapter.title)


def _notes(job: Job, cut_list: CutList) -> Iterator[str]:
    info, stated, length = job.info, cut_list.source.duration_ms, job.info.duration_ms
    if stated is not None and length is not None and abs(length - stated) > OTHER_LENGTH_MS:
        yield (f"{job.media} is {length / 1000:.3f} s long, the transcript's episode {stated / 1000:.3f} s: if other "
               "ads were put in, the times do not fit; listen to the joints")
    if info.video and not job.video:
        yield f"the picture is left out: {job.out} is a file for sound"
    if info.left_out:
        yield f"left out: {', '.join(info.left_out)} (only the first audio and video stream are cut)"
    if info.cover is not None and not encoding.holds_cover(job.out):
        yield f"the cover is left out: .{encoding.suffix(job.out)} holds none"
    if info.chapters and not encoding.holds_chapters(job.out):
        yield f"the chapters are left out: .{encoding.suffix(job.out)} holds none"
