"""What came of one file of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from adcut.errors import AdcutError

if TYPE_CHECKING:
    from adcut.detection import Detection
    from adcut.transcript import Transcript

_WORD = re.compile(r"\w+")


class Status(StrEnum):
    """How a file left the run."""

    CLEANED = "cleaned"
    UNCHANGED = "unchanged"
    FAILED = "failed"


def shown(path: str) -> str:
    """Return a path as text that every file and terminal takes; names may hold bytes that are no text."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class FoundRead:
    """A read of a file in figures; seconds: None where the transcript gives no time."""

    category: str
    sponsor: str | None
    cut: bool
    seconds: float | None
    words: int


def seconds_known(lengths: Iterable[float | None]) -> float | None:
    """Return the sum of the lengths that are known: 0 of none, None where there are some and none is known."""
    held = list(lengths)
    known = [length for length in held if length is not None]
    return sum(known, 0.0) if known or not held else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a file held: its format, words, length in seconds where it is known, and its reads."""

    format: str
    words: int
    seconds: float | None
    reads: tuple[FoundRead, ...] = ()

    @property
    def seconds_cut(self) -> float | None:
        """Seconds of the cut reads whose times are known; None where something is cut and none of its times is."""
        return seconds_known(r.seconds for r in self.reads if r.cut)

    @property
    def cuts_untimed(self) -> int:
        """Number of cut reads whose times are not known, which `seconds_cut` leaves out."""
        return sum(r.cut and r.seconds is None for r in self.reads)

    @property
    def words_cut(self) -> int:
        """Words of the cut reads."""
        return sum(r.words for r in self.reads if r.cut)


@dataclass(frozen=True, slots=True)
class CleanResult:
    """What came of one file.

    path: the input as it was named or found; index: its place in the run, from 0.
    outputs: the files that stand for it, the clean script first; empty where it failed.
    figures: None where it failed; error: why it failed; notes: what the user should know.
    """

    path: str
    index: int
    status: Status
    outputs: tuple[str, ...] = ()
    figures: Figures | None = None
    error: AdcutError | None = None
    notes: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The error as one line that names the file; empty where there is none."""
        if self.error is None:
            return ""
        text, path = " ".join(str(self.error).split()), shown(self.path)
        return text if not path or text.startswith(f"{path}:") else f"{path}: {text}"


def figures(detection: Detection) -> Figures:
    """Return a detection in figures."""
    reads = tuple(
        FoundRead(read.category.value, read.sponsor, read.cut, _length(read.start_ms, read.end_ms),
                  len(_WORD.findall(read.text)))
        for read in detection.reads)
    transcript = detection.transcript
    return Figures(transcript.format, sum(len(_WORD.findall(p.text)) for p in transcript.paragraphs),
                   _episode_seconds(transcript), reads)


def _length(start_ms: int | None, end_ms: int | None) -> float | None:
    return None if start_ms is None or end_ms is None else (end_ms - start_ms) / 1000


def _episode_seconds(transcript: Transcript) -> float | None:
    """The length that the file states or is told, else the last time in it."""
    if transcript.duration_ms is not None:
        return transcript.duration_ms / 1000
    for paragraph in reversed(transcript.paragraphs):
        for segment in reversed(paragraph.segments):
            for time in (segment.end_ms, segment.start_ms):
                if time is not None:
                    return time / 1000
    return None
