"""MPlayer and Kodi edit lists back into cuts."""

from __future__ import annotations

import re

from adcut.cutlist import Cut, CutList
from adcut.errors import CutListParseError
from adcut.importers.base import ImporterSpec, content_lines, lines_match, sorted_list
from adcut.timing import ms_from_stamp
from adcut.writers.mplayer_edl import ACTIONS

#: Scene markers are points that remove nothing (https://kodi.wiki/view/Edit_decision_list).
_SCENE_MARKER = 2
_LINE = re.compile(r"[ \t]*([\d:.]+)[ \t]+([\d:.]+)[ \t]+([0-3])[ \t]*\Z")
_COMMENT = "##"


def matches(text: str) -> bool:
    """Return whether every line is `start end action`."""
    return lines_match(content_lines(text, _COMMENT), _LINE)


def read(text: str, path: str | None = None) -> CutList:
    """Return the cuts (actions 0 and 3) in order; scene markers remove nothing and are left out.

    Raises
    ------
    CutListParseError
        A line of another shape, times in frames, an action that mutes, or cuts that overlap.
    """
    cuts: list[Cut] = []
    for number, line in content_lines(text, _COMMENT):
        match = _LINE.match(line)
        if not match:
            reason = "times in frames need a frame rate; write seconds" if "#" in line else \
                "not `start end action`"
            raise CutListParseError(f"{reason}: {line[:80]!r}", path=path, where=str(number))
        start, end = ms_from_stamp(match[1]), ms_from_stamp(match[2])
        action = int(match[3])
        if start is None or end is None or end < start:
            raise CutListParseError(f"no range of time: {line[:80]!r}", path=path, where=str(number))
        if action == _SCENE_MARKER:
            continue
        if action not in ACTIONS:
            raise CutListParseError(f"action {action} mutes, and a cut list only removes; take the line out "
                                    "or make it 0", path=path, where=str(number))
        cuts.append(Cut(start, end))
    return sorted_list(cuts, path)


SPEC = ImporterSpec(
    "mplayer-edl", matches, read,
    "seconds or HH:MM:SS.mmm, actions 0 and 3; `##` comments and scene markers are passed over")
