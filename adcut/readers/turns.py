"""Speech of turns, paragraph by paragraph or in hard-wrapped lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from adcut.readers.assembly import Assembly
from adcut.readers.base import Joining, Line
from adcut.readers.markup import SpeechOf
from adcut.readers.stamps import stamps, stretches

#: Lines of a text wrapped by hand are about as long as each other and no longer than this.
_LONGEST_WRAPPED = 140
#: A shorter line than this is no sign of wrapping: speech is short there anyway.
_SHORTEST_WRAPPED = 40


def is_hard_wrapped(all_lines: Sequence[Line]) -> bool:
    """Whether lines go on with the one before: nearly all that do not end a paragraph are full.

    Written paragraph by paragraph a text has either blank lines or lines of any length.
    """
    lengths = []
    for line, following in pairwise(all_lines):
        if following.text.strip() and line.text.strip():
            lengths.append(len(line.text.strip()))
    if not lengths:
        return False
    longest = max(len(line.text.strip()) for line in all_lines)
    full = sum(1 for length in lengths if length >= _SHORTEST_WRAPPED)
    return longest <= _LONGEST_WRAPPED and full >= 0.3 * len(lengths)


class Opening(NamedTuple):
    """A turn mark, or a time alone on its line, whose text has not come yet.

    Its place is `start` to `speech_start`; lines without words move that on, so that each is looked at
    once. `ms` is the time it gives, if any. Only a turn mark is the head of its piece: a time that goes on
    with a turn says nothing that later paragraphs need.
    """

    start: int
    speech_start: int
    is_turn: bool
    ms: int | None = None


def add_line(text: str, found: Assembly, line: Line, opening: Opening | None, speech_of: SpeechOf,
             joining: Joining) -> Opening | None:
    """Add the speech of a line in the turn of `found.speaker`; more pieces where times stand inside.

    Returns
    -------
    Opening or None
        What is still open: the line had no words after its turn mark or time.
    """
    stop = line.start + len(line.text)
    start, speech_start, is_turn, start_ms = opening or Opening(line.start, line.start, False)
    # The line end after a name that stands alone is part of the turn mark.
    head = (start, max(speech_start, line.start)) if is_turn else None
    if text.find("[", speech_start, stop) < 0 and text.find("(", speech_start, stop) < 0:
        # No brackets, no times inside: nearly every line.
        if found.piece(start, speech_of(text, speech_start, stop), speaker=found.speaker, start_ms=start_ms,
                       joining=joining, head=head, new_turn=is_turn):
            return None
        return Opening(start, stop, is_turn, start_ms)
    found.stamps.extend(stamps(text, speech_start, stop))
    added, ms = False, start_ms
    for stretch in stretches(text, speech_start, stop):
        begun = stretch.start if added else start
        ms = start_ms if stretch.ms is None and not added else stretch.ms
        added |= found.piece(begun, speech_of(text, stretch.speech_start, stretch.stop), speaker=found.speaker,
                             start_ms=ms, joining="line" if added else joining,
                             head=None if added else head,
                             new_turn=is_turn and not added)
    return None if added else Opening(start, stop, is_turn, ms)


def abandon(found: Assembly, opening: Opening | None) -> None:
    """Ignore a turn mark or time that never got words."""
    if opening:
        found.ignore(opening.start)
