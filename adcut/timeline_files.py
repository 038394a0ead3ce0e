"""Transcript, subtitles and chapters on the timeline of a cut media file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from adcut import scripts
from adcut.cleaner import TextRange, clean
from adcut.clock import Clock
from adcut.cutlist import CutList
from adcut.errors import UntimedTranscriptError
from adcut.files import write_all
from adcut.media import Applied
from adcut.paragraphs import split_sentences
from adcut.transcript import Paragraph, Transcript
from adcut.writers.base import WriteOptions
from adcut.writers.chapters import Chapter, chapters
from adcut.writers.names import SHOW
from adcut.writers.podcast_chapters import document

#: Subtitles that are written beside the transcript's own format.
_SUBTITLES = ("srt", "vtt")


def write_timeline(applied: Applied, cut_list: CutList, transcript: Transcript, *,
                   inputs: Sequence[str] = ()) -> list[str]:
    """Write what goes with a cut media file beside it; return the names of the files.

    The transcript without its cuts in its own format, the same as SRT and WebVTT, and Podcasting 2.0
    chapters (those of the media, else the kept parts), all timed by the edges really used.

    Parameters
    ----------
    inputs
        Files that must not be overwritten, beside the transcript's own.

    Raises
    ------
    UntimedTranscriptError
        The transcript has no times.
    OutputError
        A file is an input, or cannot be written.
    """
    if not transcript.is_timed:
        raise UntimedTranscriptError(transcript.path, "a timeline")
    script = clean(transcript, text_ranges(transcript, cut_list, applied), retiming=applied.retiming)
    if script.paragraphs and script.paragraphs[-1].end_ms is None:
        script = replace(script, duration_ms=applied.length_ms)
    stem = Path(applied.out).with_suffix("")
    files = {f"{stem}.{scripts.suffix(script, 'same')}": scripts.encode(script.text, script.encoding)}
    for name in _SUBTITLES:
        files.setdefault(f"{stem}.{name}", scripts.render(script, name).encode())
    files[f"{stem}.chapters.json"] = document(output_chapters(applied, cut_list)).encode()
    write_all(files, sources=[*inputs, *([] if transcript.path is None else [transcript.path])])
    return list(files)


def text_ranges(transcript: Transcript, cut_list: CutList, applied: Applied) -> list[TextRange]:
    """Return the text of the cuts.

    By their source ranges where the list was made from this very file, else the sentences whose
    middle is spoken inside a cut.
    """
    is_source = transcript.sha256 is not None and transcript.sha256 == cut_list.source.sha256
    if is_source and all(cut.source is not None for cut in cut_list):
        return [found for cut in cut_list if cut.source is not None for unit in transcript.paragraphs
                if (found := _range_in(unit, *cut.source)) is not None]
    return list(_spoken_inside(transcript, applied))


def _range_in(unit: Paragraph, start: int, stop: int) -> TextRange | None:
    """Return the part of a paragraph's text that stands in `[start, stop)` of the file."""
    if unit.source[1] <= start or stop <= unit.source[0]:
        return None
    places = range(len(unit.text))
    first, last = (bisect_left(places, edge, key=unit.source_at) for edge in (start, stop))
    return TextRange(unit.index, first, last) if first < last else None


def _spoken_inside(transcript: Transcript, applied: Applied) -> Iterator[TextRange]:
    clock, sentences = Clock(transcript), split_sentences(transcript)
    for paragraph, start, stop in zip(sentences.paragraph.tolist(), sentences.start.tolist(),
                                      sentences.stop.tolist(), strict=True):
        said = transcript.paragraphs[paragraph].text[start:stop]
        begins = clock.start(paragraph, start).ms
        ends = clock.end(paragraph, start + len(said.rstrip())).ms
        if begins is None or ends is None:
            continue
        middle = (begins + ends) // 2
        if any(cut.start_ms <= middle < cut.end_ms for cut in applied.cuts):
            yield TextRange(paragraph, start, stop)


def output_chapters(applied: Applied, cut_list: CutList) -> list[Chapter]:
    """Return the chapters of the output: the media's own, else what is kept; ads where they still are."""
    if applied.chapters:
        return [Chapter(c.start_ms, c.end_ms, c.title) for c in applied.chapters]
    if not applied.retiming.merged:
        moved: dict[int | None, int | None] = {move.from_ms: move.to_ms for move in applied.moves}
        used = [replace(c, start_ms=moved.get(c.start_ms, c.start_ms), end_ms=moved.get(c.end_ms, c.end_ms))
                for c in cut_list]
        return chapters(replace(cut_list, cuts=tuple(used)), WriteOptions(), "the chapters")
    retime = applied.retiming
    return [Chapter(retime(part.start_ms), applied.length_ms if part.end_ms is None else retime(part.end_ms), SHOW)
            for part in applied.parts]
