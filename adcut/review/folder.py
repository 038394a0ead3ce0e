"""A folder of transcripts: a page for each, and the index that leads to them."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from adcut.cutlist import CutList, merge
from adcut.detection import Detection
from adcut.errors import AdcutError
from adcut.files import write_whole
from adcut.review.builder import PageSettings
from adcut.review.episode import corrected_list, episode_data, is_reviewed, media_reference, read_corrected
from adcut.review.page import render_index, render_page
from adcut.timing import stamp

PAGE_ENDING = ".review.html"
INDEX_NAME = "index.html"
#: Media files looked for in the folder given with `--media`, by the transcript's stem, in this order.
MEDIA_SUFFIXES = (".mp3", ".m4a", ".wav", ".flac", ".ogg", ".opus", ".aac", ".mp4", ".m4v", ".mov", ".mkv", ".webm")


#: Class of the cells that a narrow screen leaves out.
WIDE = ' class="number-cell wide"'


@dataclass(frozen=True, slots=True)
class Episode:
    """One row of the index.

    page: reference to its page, None where it failed; least: the lowest score of the reads whose
    category is one that is cut, with the number and the name of that read.
    """

    title: str
    page: str | None
    duration_ms: int | None = None
    cut_ms: int | None = None
    open_end: bool = False
    cuts: int = 0
    kept: int = 0
    least: float | None = None
    least_number: int = 0
    least_name: str = ""
    reviewed: bool = False
    failure: str = ""


def review_folder(folder: str, out: str | None, detect: Callable[[str], Detection], *,
                  media: str | None = None) -> Iterator[Episode]:
    """Write a page for every transcript in a folder (recursively) and the index; yield the episodes.

    Parameters
    ----------
    out
        Where the pages go, the folder tree kept; None: beside the transcripts.
    detect
        Path of a transcript -> its detection.
    media
        A folder with media files named like the transcripts.
    """
    from adcut.batch.job import Job
    from adcut.batch.plan import make_plan

    root = folder if out is None else out
    episodes = []
    for task in make_plan([folder], out, Job()).tasks:
        page = os.path.join(task.folder, task.stem + PAGE_ENDING)
        reference = quote(task.base + PAGE_ENDING, errors="surrogateescape")
        try:
            episode = _write_page(task.source, page, reference, task.base, detect, media)
        except AdcutError as error:
            episode = Episode(task.base, None, failure=str(error))
        episodes.append(episode)
        yield episode
    title = Path(os.path.abspath(folder)).name or folder
    index = render_index(title, _summary(episodes), "\n".join(_row(e) for e in _least_sure_first(episodes)))
    write_whole(os.path.join(root, INDEX_NAME), index.encode("utf-8", "replace"))


def _write_page(source: str, page: str, reference: str, base: str, detect: Callable[[str], Detection],
                media: str | None) -> Episode:
    detection = detect(source)
    listed = corrected_list(source, page)
    reviewed = None if listed is None else read_corrected(listed)
    found = None if media is None else _media_of(source, media)
    up = "../" * (len(PurePosixPath(base).parts) - 1)
    settings = PageSettings(media=None if found is None else media_reference(found, page),
                            show=Path(os.path.abspath(source)).parent.name, index=up + INDEX_NAME)
    data = episode_data(detection, settings, reviewed)
    write_whole(page, render_page(data).encode(), sources=(source,))
    return _episode(detection, data, reviewed, base, reference)


def _media_of(source: str, folder: str) -> str | None:
    stem = Path(source).stem
    return next((found for suffix in MEDIA_SUFFIXES
                 if os.path.isfile(found := os.path.join(folder, stem + suffix))), None)


def _episode(detection: Detection, data: dict[str, Any], reviewed: CutList | None, base: str,
             reference: str) -> Episode:
    listed = detection.to_cut_list() if reviewed is None else reviewed
    duration = detection.transcript.duration_ms
    reads = [(read["score"], number, read) for number, read in enumerate(data["reads"], start=1)
             if read["score"] is not None and read["category"] in detection.policy.cut]
    least = min(reads, key=lambda item: (item[0], item[1]), default=None)
    timed = listed.is_timed and detection.transcript.is_timed
    spans = merge(r for r in listed.closed(duration).ranges()) if timed and duration else ()
    open_end = timed and bool(listed.cuts) and listed.cuts[-1].end_ms is None and not duration
    if timed and not duration:
        closed = listed.cuts[:-1] if open_end else listed.cuts
        spans = merge(CutList(tuple(closed)).ranges())
    return Episode(
        base, reference, duration, sum(s.length_ms for s in spans) if timed else None, open_end,
        sum(bool(r["cut"]) for r in data["reads"]),
        sum(not r["cut"] and r["category"] != "content" for r in data["reads"]),
        None if least is None else least[0], 0 if least is None else least[1],
        "" if least is None else least[2]["sponsor"] or least[2]["category"].replace("_", "-"), is_reviewed(reviewed))


def _least_sure_first(episodes: list[Episode]) -> list[Episode]:
    return sorted(episodes, key=lambda e: (e.page is None, e.least is None, e.least or 0.0, e.title))


def _summary(episodes: list[Episode]) -> str:
    done = [e for e in episodes if e.page is not None]
    seconds = sum(e.cut_ms or 0 for e in done)
    failed = len(episodes) - len(done)
    parts = [f"{len(done)} episode{'' if len(done) == 1 else 's'}", f"{sum(e.cuts for e in done)} reads cut",
             f"{stamp(seconds, decimals=0)} in all", f"{sum(e.reviewed for e in done)} reviewed"]
    return ", ".join(parts) + (f"; {failed} could not be read" if failed else "")


def _row(e: Episode) -> str:
    def cell(value: object, text: str, kind: str = ' class="number-cell"') -> str:
        return f'<td{kind} data-value="{html.escape(str(value))}">{html.escape(text)}</td>'

    title = html.escape(e.title)
    if e.page is None:
        return (f'<tr class="failed"><th scope="row" data-value="{title}"><span dir="auto">{title}</span></th>'
                f'<td colspan="6">{html.escape(e.failure)}</td></tr>')
    page = html.escape(e.page)
    cut = "" if e.cut_ms is None else e.cut_ms / 1000
    cut_text = "no times" if e.cut_ms is None else stamp(e.cut_ms, decimals=0) + (" +" if e.open_end else "")
    least = "–" if e.least is None else (
        f'<a href="{page}#read-{e.least_number}"><b>{e.least:.2f}</b> '
        f'<span dir="auto">{html.escape(e.least_name)}</span></a>')
    length = "–" if e.duration_ms is None else stamp(e.duration_ms, decimals=0)
    return "".join((
        f'<tr><th scope="row" data-value="{title}"><a href="{page}" dir="auto">{title}</a></th>',
        cell("" if e.duration_ms is None else e.duration_ms, length, WIDE), cell(cut, cut_text),
        cell(e.cuts, str(e.cuts)), cell(e.kept, str(e.kept), WIDE),
        f'<td data-value="{"" if e.least is None else e.least}">{least}</td>',
        cell(int(e.reviewed), "yes" if e.reviewed else "no", ""), "</tr>"))
