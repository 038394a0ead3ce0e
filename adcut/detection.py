"""What was found in one transcript: scores, reads, cuts, and the clean script on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from adcut.categories import Category
from adcut.cleaner import TextRange, clean, clean_text
from adcut.clock import Clock, Moment
from adcut.cutlist import Cut, CutList, PolicyInfo, SourceInfo
from adcut.errors import UntimedTranscriptError
from adcut.transcript import Transcript

if TYPE_CHECKING:
    import numpy as np

    from adcut.explain import Explainer, Explanation
    from adcut.sentences import Sentences
    from adcut.spans import ReadSpan

#: Words quoted from either end of a read, so that a person recognises it in a list.
QUOTED_WORDS = 6


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


@dataclass(frozen=True, slots=True)
class ScoredParagraph:
    """A paragraph with its verdict.

    score: calibrated P(ad) in [0, 1], the mean over its words; category: of most of its words;
    start_ms, end_ms: None where unknown, margins in milliseconds, 0 for the file's own times;
    source: half-open range of code points of its text in the decoded file.
    """

    index: int
    text: str
    speaker: str | None
    start_ms: int | None
    end_ms: int | None
    start_margin_ms: int
    end_margin_ms: int
    score: float
    category: Category
    source: tuple[int, int]

    @property
    def start(self) -> float | None:
        """Start in seconds, None where unknown."""
        return _seconds(self.start_ms)

    @property
    def end(self) -> float | None:
        """End in seconds, None where open or unknown."""
        return _seconds(self.end_ms)


@dataclass(frozen=True, slots=True)
class AdRead:
    """A read found in the transcript, timed or not.

    score: calibrated P(ad) of the whole read in [0, 1]; cut: whether the policy cuts it; source:
    half-open range of code points from its first to after its last word; paragraphs: half-open span
    of paragraph indices; sentences: half-open span of sentence indices; ranges: its text, paragraph
    by paragraph.
    """

    category: Category
    score: float
    sponsor: str | None
    cut: bool
    source: tuple[int, int]
    paragraphs: tuple[int, int]
    sentences: tuple[int, int]
    start_ms: int | None
    end_ms: int | None
    start_margin_ms: int
    end_margin_ms: int
    text: str
    ranges: tuple[TextRange, ...] = field(repr=False)

    @property
    def start(self) -> float | None:
        """Start in seconds, None where unknown."""
        return _seconds(self.start_ms)

    @property
    def end(self) -> float | None:
        """End in seconds, None where open or unknown."""
        return _seconds(self.end_ms)

    def as_cut(self) -> Cut:
        """Return the read as an entry of a cut list."""
        words = self.text.split()
        return Cut(self.start_ms, self.end_ms, self.category, round(self.score, 4), self.sponsor,
                   self.start_margin_ms, self.end_margin_ms, self.paragraphs, self.source,
                   " ".join(words[:QUOTED_WORDS]), " ".join(words[-QUOTED_WORDS:]))


@dataclass(frozen=True)
class Detection:
    """All that was decided about one transcript.

    verdicts: score and category of each paragraph; reads: every read found, in order, cut or not;
    policy and model: what decided.
    """

    transcript: Transcript = field(repr=False)
    verdicts: tuple[tuple[float, Category], ...] = field(repr=False)
    reads: tuple[AdRead, ...]
    policy: PolicyInfo
    model: tuple[str, str]
    model_path: str | None = None

    @cached_property
    def paragraphs(self) -> tuple[ScoredParagraph, ...]:
        """Every paragraph with its score, in order."""
        clock = Clock(self.transcript)
        result = []
        for unit, (score, category) in zip(self.transcript.paragraphs, self.verdicts, strict=True):
            start, end = clock.start(unit.index, 0), clock.end(unit.index, len(unit.text))
            result.append(ScoredParagraph(
                unit.index, unit.text, unit.speaker, start.ms, end.ms, start.margin_ms, end.margin_ms, score, category,
                (unit.source_at(0), unit.source_after(len(unit.text)))))
        return tuple(result)

    @property
    def cuts(self) -> CutList:
        """The cut list: sorted and disjoint, with what was found and not cut in `marks`.

        Raises
        ------
        UntimedTranscriptError
            A cut has no time, because the transcript has none there.
        """
        listed = self.to_cut_list()
        if not listed.is_timed or not self.transcript.is_timed:
            raise UntimedTranscriptError(self.transcript.path)
        return listed

    def to_cut_list(self) -> CutList:
        """Return the cut list also where times are unknown (null times, held by source ranges)."""
        source = SourceInfo(_name(self.transcript.path), self.transcript.sha256, self.transcript.duration_ms)
        return CutList(tuple(r.as_cut() for r in self.reads if r.cut),
                       tuple(r.as_cut() for r in self.reads if not r.cut), source, self.model, self.policy)

    def clean(self, retime: bool = False) -> Transcript:
        """Return the transcript without the cut reads, in its own format.

        Parameters
        ----------
        retime
            Shift the times that stay onto the cut media. Without it they are the source's.

        Raises
        ------
        UntimedTranscriptError
            `retime` where a cut has no time.
        """
        return clean(self.transcript, self._cut_ranges(), retiming=self.cuts.retiming() if retime else None)

    def clean_text(self, retime: bool = False) -> str:
        """Return the text of the transcript that `clean` returns, in half the time.

        Parameters
        ----------
        retime
            As in `clean`.

        Raises
        ------
        UntimedTranscriptError
            `retime` where a cut has no time.
        """
        return clean_text(self.transcript, self._cut_ranges(), retiming=self.cuts.retiming() if retime else None)

    def _cut_ranges(self) -> list[TextRange]:
        return [r for read in self.reads if read.cut for r in read.ranges]

    def explain(self, index: int) -> tuple[Explanation, ...]:
        """Return what raised and lowered the score of paragraph `index`, one item a sentence.

        Raises
        ------
        IndexError
            There is no such paragraph.
        """
        return self._explainer.paragraph(self.paragraphs[index].index)

    @cached_property
    def _explainer(self) -> Explainer:
        from adcut.explain import Explainer

        return Explainer.of(self.transcript, self.model_path)

    def __getstate__(self) -> dict[str, object]:
        return {part.name: getattr(self, part.name) for part in fields(self)}  # what is cached is found anew


def _name(path: str | None) -> str | None:
    """The file's own name: lists travel between machines, folders do not. Bytes that are no text show as such."""
    if path is None:
        return None
    own = path.replace("\\", "/").rsplit("/", 1)[-1]
    return own.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def assemble(transcript: Transcript, sentences: Sentences, scores: np.ndarray, spans: Sequence[ReadSpan], *,
             policy: PolicyInfo, model: tuple[str, str], model_path: str | None) -> Detection:
    """Return the detection of a transcript from its sentence scores and the spans found.

    Parameters
    ----------
    scores
        Calibrated P(ad) of the sentences, shape (n,).
    spans
        Reads as sentence spans, sorted and disjoint.
    """
    reads = _reads(transcript, sentences, spans, Clock(transcript), policy) if spans else ()
    return Detection(transcript, _verdicts(transcript, sentences, scores, spans), reads, policy, model, model_path)


def paragraph_scores(count: int, sentences: Sentences, scores: np.ndarray) -> np.ndarray:
    """Return the mean score over the words of each paragraph, shape (count,), 0 where it has none."""
    import numpy as np

    words = sentences.words.astype(np.float64)
    total = np.bincount(sentences.paragraph, words, minlength=count)
    summed = np.bincount(sentences.paragraph, words * scores, minlength=count)
    means: np.ndarray = np.divide(summed, total, out=np.zeros(count), where=total > 0)
    return np.clip(means, 0.0, 1.0, out=means)


def _verdicts(transcript: Transcript, sentences: Sentences, scores: np.ndarray, spans: Sequence[ReadSpan],
              ) -> tuple[tuple[float, Category], ...]:
    """Return the score of each paragraph, and the category that most of it is of."""
    units = transcript.paragraphs
    label: dict[int, dict[str, int]] = {}
    for span in spans:
        for number in range(span.start, span.stop):
            length = int(sentences.stop[number] - sentences.start[number])
            held = label.setdefault(int(sentences.paragraph[number]), {})
            held[span.category] = held.get(span.category, 0) + length
    categories = [Category.CONTENT] * len(units)
    for index, held in label.items():
        most = max(held, key=lambda name: held[name])
        if sum(held.values()) * 2 >= len(units[index].text):
            categories[index] = Category(most)
    return tuple(zip(paragraph_scores(len(units), sentences, scores).tolist(), categories, strict=True))


def _reads(transcript: Transcript, sentences: Sentences, spans: Sequence[ReadSpan], clock: Clock,
           policy: PolicyInfo) -> tuple[AdRead, ...]:
    reads: list[AdRead] = []
    for number, span in enumerate(spans):
        category = Category(span.category)
        cut = category.value in policy.cut and (policy.threshold is None or span.score >= policy.threshold)
        ranges = _ranges(sentences, span)
        first, last = ranges[0], ranges[-1]
        opening, closing = transcript.paragraphs[first.paragraph], transcript.paragraphs[last.paragraph]
        stop = len(closing.text[: last.stop].rstrip())
        start, end = clock.start(first.paragraph, first.start), clock.end(last.paragraph, stop)
        if number and spans[number - 1].stop == span.start and start.ms is not None:
            reads[-1] = _meeting(reads[-1], start)
        if start.ms is not None and end.ms is not None and end.ms < start.ms:
            end = Moment(start.ms, end.margin_ms)
        reads.append(AdRead(
            category, float(span.score), span.sponsor, cut,
            (opening.source_at(first.start), closing.source_after(stop)),
            (first.paragraph, last.paragraph + 1), (span.start, span.stop), start.ms, end.ms,
            start.margin_ms, end.margin_ms,
            " ".join(transcript.paragraphs[r.paragraph].text[r.start:r.stop].strip() for r in ranges), ranges))
    return _disjoint(reads)


def _disjoint(reads: Sequence[AdRead]) -> tuple[AdRead, ...]:
    """Return the reads with times that do not overlap, as captions with wrong times would have them.

    An end gives way to the start behind it, so that no content goes with a cut. A read whose end is
    unknown although another follows it has no time at all.
    """
    result: list[AdRead] = []
    last: int | None = None
    for read in reads:
        if read.start_ms is None:
            result.append(read)
            continue
        start = read.start_ms
        if last is not None:
            before = result[last]
            start = max(start, before.start_ms or 0)
            if before.end_ms is None:
                result[last] = replace(before, start_ms=None, start_margin_ms=0, end_margin_ms=0)
            elif before.end_ms > start:
                result[last] = replace(before, end_ms=start)
        last = len(result)
        result.append(replace(read, start_ms=start, end_ms=None if read.end_ms is None else max(start, read.end_ms)))
    return tuple(result)


def _meeting(read: AdRead, edge: Moment) -> AdRead:
    """Return a read that ends where the one right behind it starts: no gap inside an ad break."""
    if read.start_ms is not None and edge.ms is not None and edge.ms < read.start_ms:
        return read
    return replace(read, end_ms=edge.ms, end_margin_ms=edge.margin_ms)


def _ranges(sentences: Sentences, span: ReadSpan) -> tuple[TextRange, ...]:
    """Return the text of a span of sentences, one range a paragraph."""
    chosen = slice(span.start, span.stop)
    rows = list(zip(sentences.paragraph[chosen].tolist(), sentences.start[chosen].tolist(),
                    sentences.stop[chosen].tolist(), strict=True))
    return tuple(TextRange(paragraph, held[0][1], held[-1][2])
                 for paragraph, held in ((p, list(group)) for p, group in groupby(rows, key=itemgetter(0))))
