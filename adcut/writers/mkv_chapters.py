"""Matroska chapters as an ordered edition: a play list of the kept ranges."""

from __future__ import annotations

from xml.etree import ElementTree

from adcut.cutlist import CutList
from adcut.timing import stamp
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import SHOW, xml_document
from adcut.writers.ranges import kept_ranges

_NAME = "mkv-chapters"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return chapters for `mkvmerge -o OUT.mka --chapters FILE MEDIA`; players then skip the cuts.

    Raises
    ------
    UnrepresentableError
        Nothing is kept.
    """
    root = ElementTree.Element("Chapters")
    edition = ElementTree.SubElement(root, "EditionEntry")
    for flag in ("EditionFlagDefault", "EditionFlagOrdered"):
        ElementTree.SubElement(edition, flag).text = "1"
    for part in kept_ranges(cut_list, _NAME):
        atom = ElementTree.SubElement(edition, "ChapterAtom")
        ElementTree.SubElement(atom, "ChapterTimeStart").text = stamp(part.start_ms) + "000000"
        ElementTree.SubElement(atom, "ChapterTimeEnd").text = stamp(part.end_ms) + "000000"
        display = ElementTree.SubElement(atom, "ChapterDisplay")
        ElementTree.SubElement(display, "ChapterString").text = SHOW
        ElementTree.SubElement(display, "ChapterLanguage").text = "eng"
    return xml_document(root, 'Chapters SYSTEM "matroskachapters.dtd"')


SPEC = WriterSpec(
    name=_NAME, title="Matroska: mkvmerge --chapters, mpv and VLC skip the cuts", suffix="chapters.xml",
    direction="keep", resolution="1 ms", loses="categories, scores, sponsors",
    url="https://www.matroska.org/technical/chapters.html", write=write, needs_duration=True,
    merges_touching=True)
