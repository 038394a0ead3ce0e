"""OpenTimelineIO: the kept ranges as clips of a timeline, as plain JSON."""

from __future__ import annotations

import json
from fractions import Fraction

from adcut.cutlist import CutList
from adcut.timing import frame_at
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import is_video, media_name, media_url, project_name
from adcut.writers.ranges import FrameRange, kept_frames

_NAME = "otio"
#: Times are value over rate with any rate: a thousand holds milliseconds.
_MS = Fraction(1000)


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return a timeline of one audio track, or of a video and an audio track for video media.

    Raises
    ------
    OptionError
        No media name is given.
    UnrepresentableError
        A range without a frame at the given rate, or nothing kept.
    """
    rate = options.rate or _MS
    media = media_name(options, _NAME)
    name = project_name(cut_list, options)
    whole = _range(FrameRange(0, frame_at(cut_list.source.duration_ms or 0, rate)), rate)
    reference = {"OTIO_SCHEMA": "ExternalReference.1", "metadata": {}, "name": name,
                 "available_range": whole, "available_image_bounds": None, "target_url": media_url(media)}
    clips = [_item("Clip.2", name, source_range=_range(part, rate),
                   media_references={"DEFAULT_MEDIA": reference},
                   active_media_reference_key="DEFAULT_MEDIA")
             for part in kept_frames(cut_list, rate, _NAME)]
    kinds = ("Video", "Audio") if is_video(media) else ("Audio",)
    tracks = [_item("Track.1", kind, children=clips, kind=kind) for kind in kinds]
    timeline = {"OTIO_SCHEMA": "Timeline.1", "metadata": {}, "name": name, "global_start_time": None,
                "tracks": _item("Stack.1", "tracks", children=tracks)}
    return json.dumps(timeline, indent=1, ensure_ascii=False) + "\n"


def _item(schema: str, name: str, source_range: object = None, **fields: object) -> dict[str, object]:
    return {"OTIO_SCHEMA": schema, "metadata": {}, "name": name, "source_range": source_range, "effects": [],
            "markers": [], "enabled": True, **fields}


def _range(part: FrameRange, rate: Fraction) -> dict[str, object]:
    def at(value: int) -> dict[str, object]:
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(value)}

    return {"OTIO_SCHEMA": "TimeRange.1", "duration": at(part.length), "start_time": at(part.start)}


SPEC = WriterSpec(
    name=_NAME, title="OpenTimelineIO: Resolve, Premiere", suffix="otio", direction="keep",
    resolution="1 ms, with --rate 1 frame", loses="categories, scores, sponsors",
    url="https://opentimelineio.readthedocs.io/en/stable/tutorials/otio-file-format-specification.html",
    write=write, options=frozenset({"rate", "media"}), needs_duration=True, needs_media=True,
    merges_touching=True)
