"""Files to cut lists: the native list, and what editors give back; one explicit table."""

from __future__ import annotations

import re

from adcut.cutlist import CutList
from adcut.errors import CutListParseError, UnknownFormatError
from adcut.importers import audacity, losslesscut, mplayer_edl
from adcut.importers.base import ImporterSpec
from adcut.writers import native

_SNIFFED = 65_536
_NATIVE = re.compile(r'[\s\ufeff]*+\{.*?"format"\s*:\s*"' + native.FORMAT + '"', re.DOTALL)


def _is_native(text: str) -> bool:
    return _NATIVE.match(text) is not None


#: Every cut-list format that adcut reads, by the name that its writer has; tried in this order.
IMPORTERS: dict[str, ImporterSpec] = {s.name: s for s in (
    ImporterSpec("json", _is_native, native.from_json, "the native list, unknown keys kept"),
    losslesscut.SPEC, mplayer_edl.SPEC, audacity.SPEC,
)}


def is_cut_list(text: str) -> bool:
    """Return whether a text looks like one of the cut lists that adcut reads; cheap, never raises."""
    head = text[:_SNIFFED]
    return any(importer.matches(head) for importer in IMPORTERS.values())


def read_cut_list(text: str, format: str | None = None, path: str | None = None) -> CutList:
    """Return the cut list that a text holds.

    Parameters
    ----------
    format
        Name in the table; None finds it from the content.
    path
        Name of the file, for messages only.

    Raises
    ------
    UnknownFormatError
        `format` is not in the table.
    CutListParseError
        The text is no such list.
    """
    if format is not None:
        if format not in IMPORTERS:
            raise UnknownFormatError(format, tuple(IMPORTERS))
        return IMPORTERS[format].read(text, path)
    for importer in IMPORTERS.values():
        if importer.matches(text[:_SNIFFED]):
            return importer.read(text, path)
    raise CutListParseError(f"no cut list that adcut reads ({', '.join(IMPORTERS)})", path=path)
