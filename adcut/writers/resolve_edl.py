"""DaVinci Resolve timeline markers: an EDL of one-frame events with a marker line each."""

from __future__ import annotations

from fractions import Fraction

from adcut.cutlist import CutList
from adcut.errors import UnrepresentableError
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.cmx3600 import MOST_EVENTS, checked_timecode, head
from adcut.writers.names import LINE_ENDS, label, project_name, refuse
from adcut.writers.ranges import entry_frames

_NAME = "resolve-edl"
#: Resolve's timelines start at this hour unless told otherwise.
_START_HOUR = 1


def _first_frame(rate: Fraction, drop: bool) -> int:
    """Return the count of frames before 01:00:00:00 (drop-frame leaves out 54 times 2 or 4)."""
    nominal = -(-rate.numerator // rate.denominator)
    return _START_HOUR * (3600 * nominal - (54 * (nominal // 15) if drop else 0))


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return one red marker a read, as long as the read, on a timeline that starts at 01:00:00:00.

    Raises
    ------
    UnrepresentableError
        A sponsor's name holds `|` or a line end, a read has no frame, or there are over 999.
    """
    rate = options.rate or Fraction(1)
    ranges = cut_list.ranges(_NAME)
    if len(ranges) > MOST_EVENTS:
        raise UnrepresentableError(_NAME, f"{len(ranges)} events; event numbers end at {MOST_EVENTS}")
    lines = [head(project_name(cut_list, options), options, _NAME)]
    for number, (cut, where) in enumerate(zip(cut_list, ranges, strict=True), start=1):
        frames = entry_frames(where, rate, _NAME)
        at = _first_frame(rate, options.drop_frame) + frames.start
        code, after = (checked_timecode(frame, rate, options.drop_frame, _NAME) for frame in (at, at + 1))
        name = refuse(label(cut), "|" + LINE_ENDS, _NAME)
        lines.append(f"{number:03d}  001      V     C        {code} {after} {code} {after}\n"
                     f" |C:ResolveColorRed |M:{name} |D:{frames.length}\n")
    return "\n".join(lines)


SPEC = WriterSpec(
    name=_NAME, title="DaVinci Resolve, Timelines > Import > Timeline Markers from EDL",
    suffix="markers.edl", direction="marker", resolution="1 frame",
    loses="scores, margins; times between frames",
    url="https://documents.blackmagicdesign.com/UserManuals/DaVinci_Resolve_18_Reference_Manual.pdf",
    write=write, options=frozenset({"rate", "drop_frame", "media"}), needs_rate=True)
