"""Put what a line reader finds together so that nothing can be left over.

A reader names the places where something begins, in file order; each reaches to where the next one
begins, so blank lines go with what they follow.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from adcut.errors import TranscriptParseError
from adcut.readers.base import MOST_PIECES, Joining, Mark, Piece, Reading, line_at
from adcut.readers.markup import Speech
from adcut.transcript import Stamp, Word

_LINE_END = re.compile(r"[ \t]*(?:\r\n|\n|\r)")


class _Beginning(NamedTuple):
    """What begins at `start`: nothing spoken, a mark (with `kind`), or speech."""

    start: int
    speech: Speech | None = None
    kind: str | None = None
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    joining: Joining = "paragraph"
    head: tuple[int, int] | None = None
    new_turn: bool = False
    words: tuple[Word, ...] = ()


class Assembly:
    """The things found in a file so far, in file order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[_Beginning] = []
        self.stamps: list[tuple[int, int, int]] = []  # start, stop, milliseconds
        self.notes: list[str] = []
        self._backwards: list[int] = []
        self.duration_ms: int | None = None
        self.speaker: str | None = None
        self.has_pieces = False

    def ignore(self, start: int) -> None:
        """From `start` on there is no speech."""
        if not self._found or self._found[-1].speech is not None:
            self._found.append(_Beginning(start))

    def mark(self, start: int, label: str, kind: str) -> None:
        """A section mark begins at `start`."""
        self._found.append(_Beginning(start, Speech(label, ()), kind))

    def piece(self, start: int, speech: Speech, *, speaker: str | None = None, start_ms: int | None = None,
              end_ms: int | None = None, joining: Joining = "paragraph", head: tuple[int, int] | None = None,
              new_turn: bool = False, words: tuple[Word, ...] = ()) -> bool:
        """Speech begins at `start`; `head` is the range of the turn mark in it.

        Returns
        -------
        bool
            Whether there were words in it; else nothing was added.
        """
        if not speech.text:
            return False
        if len(self._found) >= MOST_PIECES:
            raise TranscriptParseError(f"more than {MOST_PIECES:,} pieces of speech, which no transcript has",
                                       line=line_at(self._text, start)[0], hint="check the file, or split it")
        self._found.append(_Beginning(start, speech, None, speaker, start_ms, end_ms, joining, head,
                                      new_turn, words))
        self.has_pieces = True
        return True

    def stamp(self, start: int, stop: int, ms: int | None) -> None:
        """The file writes a time at `start`; one that is no clock text (`13:367`) is left alone."""
        if ms is not None:
            self.stamps.append((start, stop, ms))

    def end_of(self, start_ms: int | None, end_ms: int | None, place: int) -> int | None:
        """Return the end, None where it lies before the start, which a note will say."""
        if end_ms is None or start_ms is None or end_ms >= start_ms:
            return end_ms
        self._backwards.append(place)
        return None

    def _opens_block(self, start: int) -> bool:
        """Whether a blank line, or nothing at all, stands before a place."""
        if self._ends_full_line(start):
            return False
        before = self._text[max(0, start - 80):start].rstrip(" \t\f")
        return not before or before.endswith(("\n\n", "\r\r", "\n\r\n")) or (
            before[-1] in "\r\n" and not before.splitlines()[-1].strip())

    def _ends_full_line(self, place: int) -> bool:
        """Whether a line ends at a place, with a line feed and no white space before: told at once, as for most."""
        return place > 1 and self._text[place - 1] == "\n" and not self._text[place - 2].isspace()

    def _line_end(self, stop: int) -> int:
        """Return the end of the last line before `stop` that is not blank.

        A piece inside a block of lines leaves the blank lines after the block alone: cut, it must not
        take the gap to the next block with it.
        """
        if self._ends_full_line(stop):
            return stop
        least = max(0, stop - 201)
        filled = least + len(self._text[least:stop].rstrip())
        match = _LINE_END.match(self._text, filled, stop) if filled > least else None
        return match.end() if match else stop

    def reading(self) -> Reading:
        """Return all that was found."""
        if self._backwards:
            number, _ = line_at(self._text, self._backwards[0])
            self.notes.append(f"{len(self._backwards)} of the times end before they start, the first in line "
                              f"{number}; those ends are not used")
        pieces: list[Piece] = []
        marks: list[Mark] = []
        ignored: list[tuple[int, int]] = []
        stops = [*(found.start for found in self._found[1:]), *([len(self._text)] if self._found else [])]
        for found, stop in zip(self._found, stops, strict=True):
            source = (found.start, stop)
            if found.speech is None:
                if found.start < stop:
                    ignored.append(source)
            elif found.kind is not None:
                marks.append(Mark(found.speech.text, found.kind, source, len(pieces)))
            else:
                if not self._opens_block(found.start):
                    source = (found.start, self._line_end(stop))
                pieces.append(Piece(found.speech.text, found.speech.runs, source, found.speaker,
                                    found.start_ms, found.end_ms, found.joining, found.head, found.new_turn,
                                    found.words))
        # A line whose text comes later is searched for times twice.
        stamps = tuple(Stamp((start, stop), ms) for start, stop, ms in sorted(set(self.stamps)))
        return Reading(tuple(pieces), tuple(marks), stamps, tuple(ignored), self.duration_ms,
                       tuple(self.notes))
