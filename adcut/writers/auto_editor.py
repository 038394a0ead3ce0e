"""auto-editor's v1 timeline: chunks that cover the whole file, each with a speed."""

from __future__ import annotations

import json
from fractions import Fraction

from adcut.cutlist import CutList
from adcut.errors import FrameRateRequiredError
from adcut.timing import frame_at
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import is_video, media_name
from adcut.writers.ranges import kept_frames

_NAME = "auto-editor"
#: v1 writes a cut as a speed that no playback has
#: (https://auto-editor.com/docs/v1, "speeds >= 99999 are cut").
_PLAY, _CUT = 1, 99999
#: Audio has no frames; ticks of a millisecond hold every time of a cut list.
_MS = Fraction(1000)


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the chunks in ticks of the timebase: the frame rate for video, else milliseconds.

    Raises
    ------
    FrameRateRequiredError
        The media is a video, whose frames the ticks must be, and no rate is given.
    OptionError
        No media name is given.
    UnrepresentableError
        A range without a tick, or nothing kept.
    """
    media = media_name(options, _NAME)
    if options.rate is None and is_video(media):
        raise FrameRateRequiredError(_NAME)
    rate = options.rate or _MS
    kept = kept_frames(cut_list, rate, _NAME)
    chunks: list[list[int]] = []
    position = 0
    for part in kept:
        if part.start > position:
            chunks.append([position, part.start, _CUT])
        chunks.append([part.start, part.stop, _PLAY])
        position = part.stop
    last = cut_list.merged(_NAME)[-1:]
    if last and last[0].end_ms == cut_list.source.duration_ms:
        chunks.append([position, frame_at(last[0].end_ms, rate), _CUT])
    timeline = {"version": "1", "source": media, "timebase": f"{rate.numerator}/{rate.denominator}",
                "chunks": chunks}
    return json.dumps(timeline, ensure_ascii=False) + "\n"


SPEC = WriterSpec(
    name=_NAME, title="auto-editor, v1 timeline", suffix="v1", direction="keep",
    resolution="1 ms, with --rate 1 frame", loses="categories, scores, sponsors",
    url="https://auto-editor.com/docs/v1", write=write, options=frozenset({"rate", "media"}),
    needs_duration=True, needs_media=True, merges_touching=True)
