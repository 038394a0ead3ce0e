"""Podlove Simple Chapters (psc): starts only, for feeds and web players."""

from __future__ import annotations

from xml.etree import ElementTree

from adcut.cutlist import CutList
from adcut.timing import stamp
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.chapters import chapters
from adcut.writers.names import xml_document, xml_text

_NAME = "podlove"
_NAMESPACE = "http://podlove.org/simple-chapters"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the chapters of the source timeline, or of the cut one with `timeline="cut"`.

    Raises
    ------
    UnrepresentableError
        A sponsor's name holds a character that XML cannot.
    """
    ElementTree.register_namespace("psc", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}chapters", version="1.2")
    for chapter in chapters(cut_list, options, _NAME):
        ElementTree.SubElement(root, f"{{{_NAMESPACE}}}chapter", start=stamp(chapter.start_ms),
                               title=xml_text(chapter.title, _NAME))
    return xml_document(root)


SPEC = WriterSpec(
    name=_NAME, title="Podlove Simple Chapters: feeds, web players", suffix="psc", direction="marker",
    resolution="1 ms", loses="ends (each runs to the next), scores, margins",
    url="https://podlove.org/simple-chapters/", write=write, options=frozenset({"timeline"}))
