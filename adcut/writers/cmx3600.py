"""CMX3600 edit decision lists: the kept ranges as events with source and record timecodes."""

from __future__ import annotations

from fractions import Fraction

from adcut.cutlist import CutList
from adcut.errors import UnrepresentableError
from adcut.timing import timecode
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import LINE_ENDS, is_video, project_name, refuse
from adcut.writers.ranges import kept_frames

_NAME = "cmx3600"
#: Event numbers have three digits, frames two, and the clock is that of a day
#: (https://xmil.biz/EDL-X/CMX3600.pdf).
MOST_EVENTS = 999
_MOST_RATE = 100
_HOURS = 24


def checked_timecode(frame: int, rate: Fraction, drop: bool, format: str) -> str:
    """Return a timecode of eight digits.

    Raises
    ------
    UnrepresentableError
        The frame stands after 24 hours, or the rate needs three digits.
    """
    if rate > _MOST_RATE:
        raise UnrepresentableError(format, f"{rate} frames a second; frame numbers have two digits")
    code = timecode(frame, rate, drop=drop)
    if int(code.split(":", 1)[0]) >= _HOURS:
        raise UnrepresentableError(format, f"the timecode {code}; its clock ends at 24 hours")
    return code


def head(title: str, options: WriteOptions, format: str) -> str:
    """Return the two lines that open an edit decision list."""
    mode = "DROP FRAME" if options.drop_frame else "NON-DROP FRAME"
    return f"TITLE: {refuse(title, LINE_ENDS, format)}\nFCM: {mode}\n"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the kept ranges, one event each, on reel AX (a file).

    Raises
    ------
    UnrepresentableError
        More than 999 events, a time after 24 hours, a range without a frame, or nothing kept.
    """
    rate = options.rate or Fraction(1)
    kept = kept_frames(cut_list, rate, _NAME)
    if len(kept) > MOST_EVENTS:
        raise UnrepresentableError(_NAME, f"{len(kept)} events; event numbers end at {MOST_EVENTS}")
    clip = refuse(options.media, LINE_ENDS, _NAME) if options.media else None
    track = "AA/V" if is_video(options.media) else "AA"
    record = 0
    lines = [head(project_name(cut_list, options), options, _NAME)]
    for number, part in enumerate(kept, start=1):
        codes = " ".join(checked_timecode(frame, rate, options.drop_frame, _NAME)
                         for frame in (part.start, part.stop, record, record + part.length))
        lines.append(f"{number:03d}  AX       {track:<5} C        {codes}\n")
        if clip is not None:
            lines.append(f"* FROM CLIP NAME: {clip}\n")
        record += part.length
    return "\n".join((lines[0], "".join(lines[1:])))


SPEC = WriterSpec(
    name=_NAME, title="video editors: Resolve, Premiere, Avid, Vegas", suffix="cmx.edl", direction="keep",
    resolution="1 frame", loses="categories, scores, sponsors; times between frames",
    url="https://xmil.biz/EDL-X/CMX3600.pdf", write=write,
    options=frozenset({"rate", "drop_frame", "media"}), needs_rate=True, needs_duration=True,
    merges_touching=True)
