"""Pieces of a file -> paragraphs (the scoring units) -> sentences (what reads are made of).

Joining the sentences of a paragraph gives back its text; every offset of it can be laid back over
the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from adcut.readers.base import Mark, Piece, Reading
from adcut.transcript import Paragraph, SectionMark, Segment, Transcript, Word

if TYPE_CHECKING:
    from adcut.sentences import Sentences

#: A running paragraph (captions, ASR segments) closes at the first sentence end after so many words:
#: the length of a paragraph in edited transcripts (median 57 words over the changelog and sed files).
RUNNING_WORDS = 60
#: Without any sentence end it closes here (unpunctuated ASR).
RUNNING_WORDS_MAX = 180
#: A silence of so many milliseconds between captions closes a running paragraph.
RUNNING_PAUSE_MS = 2_000
#: By so much the last caption may end after the length that its file states: lengths are rounded to
#: seconds, and recognisers close captions late.
OVERRUN_MS = 2_000

_SENTENCE_END = re.compile(r"[.!?…。][\"'”’)\]]*\Z")


def _goes_on(piece: Piece, last: Piece, words: int) -> bool:
    """Whether `piece` belongs to the paragraph that `last` stands at the end of."""
    if piece.new_turn or piece.speaker != last.speaker:
        return False
    if piece.joining == "line":
        return True
    ended = not last.text[-1:].isalnum() and _SENTENCE_END.search(last.text) is not None
    if piece.joining == "torn":
        return not ended and last.joining in ("torn", "paragraph")
    if piece.joining != "running":
        return False
    if piece.start_ms is not None and last.end_ms is not None and piece.start_ms - last.end_ms >= RUNNING_PAUSE_MS:
        return False
    return words < (RUNNING_WORDS if ended else RUNNING_WORDS_MAX)


def _paragraph(index: int, turn: int, pieces: Sequence[tuple[int, Piece]]) -> Paragraph:
    texts: list[str] = []
    segments: list[Segment] = []
    runs: list[tuple[int, int]] = []
    offset = 0
    for number, piece in pieces:
        stop = offset + len(piece.text)
        words = piece.words
        if offset:
            runs += [(offset + at, source) for at, source in piece.runs]
            words = tuple([Word(w.offset + offset, w.stop + offset, w.start_ms, w.end_ms) for w in words]) if words else ()
        else:
            runs += piece.runs
        segments.append(Segment(offset, stop, piece.source, piece.start_ms, piece.end_ms, number, words))
        texts.append(piece.text)
        offset = stop + 1
    first, last = pieces[0][1], pieces[-1][1]
    return Paragraph(index, " ".join(texts), first.speaker, tuple(segments), tuple(runs),
                     (first.source[0], last.source[1]), first.head, turn,
                     first.new_turn or first.joining in ("paragraph", "torn"))


def build(reading: Reading, *, text: str, format: str) -> Transcript:
    """Return the transcript of a reading: its pieces joined into paragraphs.

    A section mark always ends a paragraph; captions of one speaker run together up to a sentence
    end, a pause or a length; a paragraph torn by a page break is made whole.
    """
    broken = {mark.before for mark in reading.marks}
    groups: list[list[tuple[int, Piece]]] = []
    turns: list[int] = []
    turn = words = 0
    for number, piece in enumerate(reading.pieces):
        if groups and number not in broken and _goes_on(piece, groups[-1][-1][1], words):
            groups[-1].append((number, piece))
            words += piece.text.count(" ") + 1
            continue
        if groups and (piece.new_turn or piece.speaker != groups[-1][-1][1].speaker):
            turn += 1
        groups.append([(number, piece)])
        turns.append(turn)
        words = piece.text.count(" ") + 1
    paragraphs = tuple(_paragraph(i, t, g) for i, (t, g) in enumerate(zip(turns, groups, strict=True)))
    length, notes = _length(reading)
    return Transcript(paragraphs, format, text, marks=_marks(reading.marks, groups), stamps=reading.stamps,
                      ignored=reading.ignored, notes=(*reading.notes, *notes), duration_ms=length)


def _length(reading: Reading) -> tuple[int | None, tuple[str, ...]]:
    """Return the length that a file states, None where its own times belie it, and a note that says so."""
    stated = reading.duration_ms
    if stated is None:
        return None, ()
    timed: list[Piece | Word] = [*reading.pieces, *(w for piece in reading.pieces for w in piece.words[-1:])]
    start = max((part.start_ms for part in timed if part.start_ms is not None), default=0)
    last = max((part.end_ms for part in timed if part.end_ms is not None), default=start)
    if stated >= max(start, 1) and last <= stated + OVERRUN_MS:
        return max(stated, last), ()
    said = f"its times reach {max(start, last) / 1000:.3f} s" if last else "that is no length"
    return None, (f"the file says that the episode lasts {stated / 1000:.3f} s, but {said}; left out, "
                  "--duration gives the true one",)


def _marks(marks: Sequence[Mark], groups: Sequence[Sequence[tuple[int, Piece]]]) -> tuple[SectionMark, ...]:
    firsts = [group[0][0] for group in groups]
    return tuple(SectionMark(m.text, m.kind, m.source, bisect_left(firsts, m.before)) for m in marks)


def split_sentences(transcript: Transcript) -> Sentences:
    """Return the sentences of a transcript as the arrays that features are made from.

    Sentences tile their paragraphs; a segment boundary splits only where punctuation does not.
    """
    import numpy as np

    from adcut.sentences import Sentences, split_texts
    from adcut.voices import passing_voices

    units = transcript.paragraphs
    texts = [unit.text for unit in units]
    owner, start, stop, words = split_texts(texts, lambda number: [s.offset for s in units[number].segments[1:]])
    pieces = tuple([texts[number][a:b] for number, a, b in zip(owner.tolist(), start.tolist(), stop.tolist(), strict=True)])
    first = np.flatnonzero(start == 0)
    marked, opens = np.zeros((2, owner.size), np.int8)
    sponsor_marks = {m.paragraph for m in transcript.marks if m.kind == "sponsor"}
    opening = [units[number] for number in owner[first].tolist()]
    opens[first] = [unit.opens for unit in opening]
    if sponsor_marks:
        marked[first] = [unit.index in sponsor_marks for unit in opening]
    passing = passing_voices([unit.speaker for unit in units], owner)
    return Sentences(pieces, np.array([unit.index for unit in units], np.int32)[owner], start.astype(np.int32),
                     stop.astype(np.int32), marked, opens, passing, words.astype(np.int32))
