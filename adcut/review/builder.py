"""Detection -> the data block of a review page.

The block holds columns, one value a sentence, so that an episode of ten hours stays small and is
read at once. Sentences are what the page edits: edges of reads stand between them, and each carries
its times and its place in the file, so that the page never counts characters itself (a browser
counts UTF-16 units, the labels and the cut list count code points).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np

from adcut.categories import CUTTABLE
from adcut.clock import Clock, Moment
from adcut.cutlist import CutList
from adcut.detection import Detection
from adcut.paragraphs import split_sentences
from adcut.review.corrections import OWN_KEYS, REVIEWED, page_reads
from adcut.sentences import Sentences
from adcut.transcript import Transcript

if TYPE_CHECKING:
    from adcut.explain import Explanation

#: Version of the data block; kept edits of another version are not taken up.
BLOCK_VERSION = 1
#: Reasons are given for so many sentences of reads at most, and so many a sentence: a page stays small.
REASONED_SENTENCES = 3_000
REASONS_A_SENTENCE = 10

#: Sentences beside a read that have reasons too: an edge may move there.
REASONED_AROUND = 3


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What a page is told beside the detection.

    media: reference to the audio or video relative to the page, URL-quoted; title: of the episode,
    by default the file's stem; show: for the label line; index: reference back to the folder's index.
    """

    media: str | None = None
    title: str | None = None
    show: str = ""
    index: str | None = None


def page_data(detection: Detection, scores: np.ndarray, explain: Callable[[int], Explanation] | None = None,
              settings: PageSettings | None = None, reviewed: CutList | None = None) -> dict[str, object]:
    """Return the data block of one episode's page.

    Parameters
    ----------
    scores
        Calibrated P(ad) of the sentences of `split_sentences(detection.transcript)`, shape (n,).
    explain
        Sentence index -> its explanation; None: a page without reasons.
    reviewed
        A cut list that an editor corrected: its reads stand in place of those found.

    Raises
    ------
    CutListError
        `reviewed` was made from another transcript, or an entry of it lies nowhere in this one.
    """
    transcript = detection.transcript
    settings = settings or PageSettings()
    sentences = split_sentences(transcript)
    columns = _columns(transcript, sentences, scores)
    reads = page_reads(detection, columns, reviewed)
    stem = file_stem(transcript.path)
    return {
        "block": BLOCK_VERSION,
        "adcut": _version(),
        "title": settings.title or stem,
        "stem": stem,
        "show": settings.show,
        "file": _file_name(transcript.path),
        "sha256": transcript.sha256 or hashlib.sha256(transcript.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "duration": transcript.duration_ms,
        "model": {"name": detection.model[0], "version": detection.model[1]},
        "policy": {"cut": list(detection.policy.cut), "threshold": detection.policy.threshold},
        "categories": [c.value for c in CUTTABLE],
        "media": settings.media,
        "index": settings.index,
        "sentences": columns,
        "paragraphs": _paragraphs(detection, sentences),
        "marks": [{"paragraph": m.paragraph, "text": m.text} for m in transcript.marks],
        "reads": reads,
        "extra": {} if reviewed is None else {k: v for k, v in reviewed.extra.items() if k not in OWN_KEYS},
        "reviewed": None if reviewed is None else reviewed.extra.get(REVIEWED),
        "reasons": {} if explain is None else reasons_of(explain, reads, len(sentences)),
    }


def reasons_of(explain: Callable[[int], Explanation], reads: Sequence[Mapping[str, Any]],
               count: int) -> dict[str, list[list[object]]]:
    """Return what raised and lowered the score of the sentences in and beside the reads.

    Bounded in sentences and in reasons a sentence: where there are too many, the first sentence of
    every read comes first, then the second of every read, and so on.
    """
    order = {i: i - int(read["first"]) for read in reads
             for i in range(int(read["first"]) - REASONED_AROUND, int(read["stop"]) + REASONED_AROUND)}
    near = sorted((i for i in order if 0 <= i < count), key=lambda i: (order[i] < 0, order[i], i))
    wanted = sorted(near[:REASONED_SENTENCES])
    return {str(i): [[what, round(units, 2)] for what, units in explain(i).contributions[:REASONS_A_SENTENCE]
                     if round(units, 1)] for i in wanted}


def source_columns(transcript: Transcript, sentences: Sentences) -> dict[str, list[int]]:
    """Return where each sentence stands in the file: code points `from` to `to`, white space after it
    left out."""
    starts, stops = [], []
    for number, paragraph in enumerate(sentences.paragraph.tolist()):
        unit = transcript.paragraphs[paragraph]
        starts.append(unit.source_at(int(sentences.start[number])))
        stops.append(unit.source_after(_last(sentences, number)))
    return {"from": starts, "to": stops}


def _last(sentences: Sentences, number: int) -> int:
    """The offset in its paragraph after the last character of a sentence that is no white space."""
    return int(sentences.start[number]) + len(sentences.texts[number].rstrip())


def _columns(transcript: Transcript, sentences: Sentences, scores: np.ndarray) -> dict[str, list[object]]:
    clock = Clock(transcript)
    starts: list[Moment] = []
    ends: list[Moment] = []
    for number, paragraph in enumerate(sentences.paragraph.tolist()):
        starts.append(clock.start(paragraph, int(sentences.start[number])))
        ends.append(clock.end(paragraph, _last(sentences, number)))
    return {
        "text": list(sentences.texts),
        "score": [round(s, 4) for s in np.asarray(scores, dtype=np.float64).tolist()],
        "start": [m.ms for m in starts],
        "end": [m.ms for m in ends],
        "start_margin": [m.margin_ms for m in starts],
        "end_margin": [m.margin_ms for m in ends],
        **source_columns(transcript, sentences),
    }


def _paragraphs(detection: Detection, sentences: Sentences) -> dict[str, list[object]]:
    names = sorted({p.speaker for p in detection.paragraphs if p.speaker is not None})
    number = {name: i for i, name in enumerate(names)}
    firsts = np.searchsorted(sentences.paragraph, np.arange(len(detection.paragraphs)))
    return {
        "first": [int(i) for i in firsts],
        "speaker": [-1 if p.speaker is None else number[p.speaker] for p in detection.paragraphs],
        "score": [round(p.score, 4) for p in detection.paragraphs],
        "names": list(names),
    }


def _file_name(path: str | None) -> str:
    return "" if path is None else path.replace("\\", "/").rsplit("/", 1)[-1]


def file_stem(path: str | None) -> str:
    """Return the name of a file without its folder and suffix, `episode` where it has none.

    >>> file_stem("shows/ep.12.srt"), file_stem(None)
    ('ep.12', 'episode')
    """
    name = _file_name(path)
    return (name.rsplit(".", 1)[0] if "." in name[1:] else name) or "episode"


def _version() -> str:
    try:
        return version("adcut")
    except PackageNotFoundError:
        return "0"
