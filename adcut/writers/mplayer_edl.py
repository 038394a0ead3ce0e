"""MPlayer and Kodi edit lists: `start end action` a line, in seconds."""

from __future__ import annotations

from adcut.cutlist import CutList
from adcut.errors import OptionError
from adcut.writers.base import WriteOptions, WriterSpec

#: Edit actions that skip: 0 cut, 3 commercial break (Kodi skips it once and lets the viewer go
#: back); https://kodi.wiki/view/Edit_decision_list
ACTIONS = (0, 3)


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the merged cuts: Kodi refuses an edit that touches another (ends count as inside).

    Raises
    ------
    OptionError
        The action is neither 0 nor 3.
    """
    action = 3 if options.action is None else options.action
    if action not in ACTIONS:
        raise OptionError(f"mplayer-edl: action {action} removes nothing; give 0 (cut) or 3 (break)")
    return "".join(f"{r.start:.3f}\t{r.end:.3f}\t{action}\n" for r in cut_list.merged("mplayer-edl"))


SPEC = WriterSpec(
    name="mplayer-edl", title="MPlayer, Kodi (<media stem>.edl beside the media)", suffix="edl",
    direction="cut", resolution="1 ms", loses="categories, scores, sponsors; edges between touching reads",
    url="https://kodi.wiki/view/Edit_decision_list", write=write, options=frozenset({"action"}),
    merges_touching=True)
