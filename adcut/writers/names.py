"""Names in cut-list files: labels of cuts, the media file, and the characters a format can hold."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote
from xml.etree import ElementTree

from adcut.categories import Category
from adcut.cutlist import Cut, CutList
from adcut.errors import OptionError, UnrepresentableError
from adcut.writers.base import WriteOptions

#: What ends a line, for formats that hold a name in one.
LINE_ENDS = "\r\n"
#: Name of what stays, wherever a format wants one.
SHOW = "Show"

_TITLES = {Category.SPONSOR: "Ad", Category.CROSS_PROMO: "Promo", Category.SELF_PROMO: "Own promo",
           Category.INTERACTION: "Interaction", Category.CONTENT: "Content"}

#: Characters that XML 1.0 cannot hold at all (https://www.w3.org/TR/xml/#charsets). Named one by
#: one: the complement of those it can hold takes 8 ms to compile.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")


def label(cut: Cut) -> str:
    """Return what an editor sees, and what adcut reads back: `category` or `category: sponsor`.

    >>> label(Cut(0, 1, sponsor="Acme"))
    'sponsor: Acme'
    """
    return f"{cut.category}: {cut.sponsor}" if cut.sponsor else str(cut.category)


def title(cut: Cut) -> str:
    """Return what a listener sees as the title of a chapter.

    >>> title(Cut(0, 1, sponsor="Acme")), title(Cut(0, 1, Category.CROSS_PROMO))
    ('Ad: Acme', 'Promo')
    """
    kind = _TITLES[cut.category]
    return f"{kind}: {cut.sponsor}" if cut.sponsor else kind


def refuse(text: str, characters: str, format: str) -> str:
    """Return `text`, which holds none of `characters`.

    Raises
    ------
    UnrepresentableError
        It holds one: the format has no way to write it.
    """
    for character in characters:
        if character in text:
            raise UnrepresentableError(format, f"the character {character!r} in the name {text[:80]!r}")
    return text


def media_name(options: WriteOptions, format: str) -> str:
    """Return the name of the media file as the target should find it.

    Raises
    ------
    OptionError
        Nobody gave it.
    """
    if not options.media:
        raise OptionError(f"{format} names the media file: give its name with --media NAME")
    return options.media


def is_video(media: str | None) -> bool:
    """Return whether the suffix of a media name is one of a video file.

    >>> is_video("a.mp4"), is_video("a.mp3"), is_video(None)
    (True, False, False)
    """
    return media is not None and (mimetypes.guess_type(media, strict=False)[0] or "").startswith("video/")


def project_name(cut_list: CutList, options: WriteOptions) -> str:
    """Return a name for the project: the stem of the media file, else of the transcript."""
    path = options.media or cut_list.source.path or "adcut"
    kind = PureWindowsPath if _WINDOWS.match(path) else PurePosixPath
    return kind(path).stem or "adcut"


def media_url(media: str) -> str:
    """Return a media name as URL: `file:` for an absolute path, else relative, percent-encoded.

    >>> media_url("/x/a b.mp3"), media_url("100%.mp3")
    ('file:///x/a%20b.mp3', './100%25.mp3')
    """
    if _WINDOWS.match(media):
        return PureWindowsPath(media).as_uri()
    if media.startswith("/"):
        return "file://" + quote(media)
    return "./" + quote(media.removeprefix("./"))


def xml_text(text: str, format: str) -> str:
    """Return `text`, which XML can hold.

    Raises
    ------
    UnrepresentableError
        It holds a control character or half of a surrogate pair.
    """
    if bad := _NOT_XML.search(text):
        raise UnrepresentableError(format, f"the character {bad.group()!r} in the name {text[:80]!r}")
    return text


def xml_document(root: ElementTree.Element, doctype: str = "") -> str:
    """Return an XML tree as an indented text with its declaration."""
    ElementTree.indent(root, " ")
    body = ElementTree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"<!DOCTYPE {doctype}>\n" if doctype else "")
    return head + body + "\n"
