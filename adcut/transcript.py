"""A transcript in memory: what was said, by whom, when, and where in the file it stands.

A reader turns a file into pieces (readers/base.py), paragraphs.py joins them into paragraphs. Times
are integer milliseconds inside and seconds in the properties; a time that the file does not state
is None, never guessed. Every text offset can be laid back over the file through `Paragraph.runs`. What a
file has thousands of is a named tuple: made in a quarter of the time of a frozen dataclass.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


class Word(NamedTuple):
    """A spoken word with times of its own (Whisper); `offset`/`stop` index the text around it."""

    offset: int
    stop: int
    start_ms: int | None
    end_ms: int | None


class Segment(NamedTuple):
    """One piece of the file inside a paragraph: a cue, an ASR segment, a stamped line, a turn's text.

    `offset`/`stop` is its half-open range in the paragraph's text; `source` the half-open range of
    code points of the file that belong to it alone (text, markup, index and time lines, the blank
    line after it). `number` counts the pieces of the file from 0.
    """

    offset: int
    stop: int
    source: tuple[int, int]
    start_ms: int | None
    end_ms: int | None
    number: int
    words: tuple[Word, ...] = ()

    @property
    def start(self) -> float | None:
        """Start in seconds, None where the file states none."""
        return _seconds(self.start_ms)

    @property
    def end(self) -> float | None:
        """End in seconds, None where the file states none."""
        return _seconds(self.end_ms)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The scoring unit: one or more segments of one speaker, joined into running text.

    `runs` are (text offset, source offset) pairs in ascending order: from each text offset on, text
    and file advance one for one until the next run. `head` is the source range of the turn mark
    (`**[00:03:29] JM:** `) that opens the paragraph, `turn` the number of the turn it belongs to;
    `opens` says that the file itself begins a paragraph or turn there (captions are only grouped).
    """

    index: int
    text: str
    speaker: str | None
    segments: tuple[Segment, ...]
    runs: tuple[tuple[int, int], ...]
    source: tuple[int, int]
    head: tuple[int, int] | None = None
    turn: int = 0
    opens: bool = True

    @property
    def start_ms(self) -> int | None:
        """Start of its first segment in milliseconds, None where the file states none."""
        return self.segments[0].start_ms if self.segments else None

    @property
    def end_ms(self) -> int | None:
        """End of its last segment in milliseconds, None where the file states none."""
        return self.segments[-1].end_ms if self.segments else None

    @property
    def start(self) -> float | None:
        """Start in seconds, None where the file states none."""
        return _seconds(self.start_ms)

    @property
    def end(self) -> float | None:
        """End in seconds, None where the file states none."""
        return _seconds(self.end_ms)

    def source_at(self, offset: int) -> int:
        """Return the code point of the file where the character at `offset` of the text stands.

        For `offset == len(text)` it is the place after the last character.
        """
        if offset >= len(self.text):
            return self.source_after(len(self.text))
        text_offset, source_offset = self.runs[bisect_right(self.runs, (offset, 1 << 62)) - 1]
        return source_offset + offset - text_offset

    def source_after(self, offset: int) -> int:
        """Return the code point after the last one of the character before `offset`."""
        if offset <= 0:
            return self.source_at(0) if self.text else self.source[0]
        text_offset, source_offset = self.runs[bisect_right(self.runs, (offset - 1, 1 << 62)) - 1]
        return source_offset + offset - text_offset


@dataclass(frozen=True, slots=True)
class SectionMark:
    """A mark of the file's own between paragraphs, such as `[SPONSOR MESSAGE]`.

    `kind` is `sponsor` (opens an ad), `resume` (only takes the show up again after one) or
    `section`; `paragraph` is the index of the paragraph that follows it.
    """

    text: str
    kind: str
    source: tuple[int, int]
    paragraph: int


class Stamp(NamedTuple):
    """A time written in the file: its half-open source range and what it says, in milliseconds."""

    source: tuple[int, int]
    ms: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript.

    `text` is the decoded file, `format` the reader's name, `ignored` the source ranges that hold no
    speech (header, index lines, page furniture), `notes` what the user should know about the
    reading (another encoding than UTF-8, say).
    """

    paragraphs: tuple[Paragraph, ...]
    format: str
    text: str = field(repr=False)
    marks: tuple[SectionMark, ...] = ()
    stamps: tuple[Stamp, ...] = field(default=(), repr=False)
    ignored: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    path: str | None = None
    sha256: str | None = None
    encoding: str = "utf-8"
    duration_ms: int | None = None

    @property
    def duration(self) -> float | None:
        """Length of the episode in seconds where the file states it, else None."""
        return _seconds(self.duration_ms)

    @property
    def is_timed(self) -> bool:
        """Whether any segment carries a time."""
        return any(s.start_ms is not None for p in self.paragraphs for s in p.segments)

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Transcript:
        """Return a transcript without times, one paragraph a text, in order.

        The source of the paragraphs is their texts joined by blank lines.

        >>> Transcript.from_texts(["Hello there.", "Bye."]).paragraphs[1].source
        (14, 18)
        """
        paragraphs: list[Paragraph] = []
        position = 0
        kept = list(texts)
        for index, text in enumerate(kept):
            source = (position, position + len(text))
            paragraphs.append(Paragraph(
                index=index, text=text, speaker=None,
                segments=(Segment(0, len(text), source, None, None, index),),
                runs=((0, position),), source=source, turn=index))
            position += len(text) + 2
        return cls(tuple(paragraphs), "text", "\n\n".join(kept))
