"""FCPXML: the kept ranges as asset clips of a sequence, in rational seconds on frame boundaries."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

from adcut.cutlist import CutList
from adcut.timing import frame_at
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import is_video, media_name, media_url, project_name, xml_document, xml_text
from adcut.writers.ranges import kept_frames

_NAME = "fcpxml"
#: The last version whose assets name their file in `src`, as readers other than Final Cut expect;
#: Final Cut Pro reads older versions
#: (https://developer.apple.com/documentation/professional-video-applications/fcpxml-reference).
_VERSION = "1.8"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the kept ranges, one asset clip each.

    Raises
    ------
    OptionError
        No media name is given.
    UnrepresentableError
        A range without a frame, nothing kept, or a name with characters that XML cannot hold.
    """
    rate = options.rate or Fraction(1)
    media = xml_text(media_name(options, _NAME), _NAME)
    name = project_name(cut_list, options)
    kept = kept_frames(cut_list, rate, _NAME)
    total = frame_at(cut_list.source.duration_ms or 0, rate)

    root = ElementTree.Element("fcpxml", version=_VERSION)
    resources = ElementTree.SubElement(root, "resources")
    ElementTree.SubElement(resources, "format", id="r1", frameDuration=_time(1, rate))
    asset = ElementTree.SubElement(resources, "asset", id="r2", name=name, src=media_url(media),
                                   start=_time(0, rate), duration=_time(total, rate), hasAudio="1",
                                   format="r1")
    if is_video(media):
        asset.set("hasVideo", "1")
    event = ElementTree.SubElement(ElementTree.SubElement(root, "library"), "event", name="adcut")
    project = ElementTree.SubElement(event, "project", name=name)
    sequence = ElementTree.SubElement(project, "sequence", format="r1",
                                      duration=_time(sum(k.length for k in kept), rate))
    spine = ElementTree.SubElement(sequence, "spine")
    offset = 0
    for part in kept:
        ElementTree.SubElement(spine, "asset-clip", name=name, ref="r2", offset=_time(offset, rate),
                               start=_time(part.start, rate), duration=_time(part.length, rate))
        offset += part.length
    return xml_document(root, "fcpxml")


def _time(frames: int, rate: Fraction) -> str:
    """Frames as `N/Ds`: never shortened, since LosslessCut reads only times with a slash."""
    return f"{frames * rate.denominator}/{rate.numerator}s"


SPEC = WriterSpec(
    name=_NAME, title="Final Cut Pro, Resolve", suffix="fcpxml", direction="keep", resolution="1 frame",
    loses="categories, scores, sponsors; times between frames",
    url="https://developer.apple.com/documentation/professional-video-applications/fcpxml-reference",
    write=write, options=frozenset({"rate", "media"}), needs_rate=True, needs_duration=True,
    needs_media=True, merges_touching=True)
