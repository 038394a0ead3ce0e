"""One episode: its scores and reasons from the model, corrections made before, its page."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import numpy as np

from adcut.cutlist import CutList
from adcut.detection import Detection
from adcut.errors import CutListParseError, TranscriptParseError
from adcut.review.builder import PageSettings, file_stem, page_data
from adcut.review.corrections import REVIEWED
from adcut.review.page import render_page

#: Name of the list that the page hands out, behind the transcript's stem.
CORRECTED_ENDING = ".reviewed.cuts.json"


def episode_data(detection: Detection, settings: PageSettings | None = None,
                 reviewed: CutList | None = None) -> dict[str, object]:
    """Return the data block of an episode, with the scores of its sentences and the reasons of its reads.

    Raises
    ------
    CutListError
        `reviewed` does not fit the transcript.
    ModelError
        The model that detected is not there any more.
    """
    from adcut import artifact
    from adcut.explain import explain
    from adcut.paragraphs import split_sentences
    from adcut.scorer import score_sentences

    model = artifact.load(detection.model_path)
    sentences = split_sentences(detection.transcript)
    if not len(sentences):
        return page_data(detection, np.zeros(0), None, settings, reviewed)
    scores = score_sentences(sentences, model)
    return page_data(detection, scores.score, lambda i: explain(sentences, model, i, scores), settings, reviewed)


def episode_page(detection: Detection, settings: PageSettings | None = None, reviewed: CutList | None = None) -> str:
    """Return the page of an episode as the text of one HTML file."""
    return render_page(episode_data(detection, settings, reviewed))


def media_reference(media: str, page: str | os.PathLike[str]) -> str:
    """Return how the page refers to a media file: relative where it can be, URL-quoted.

    >>> media_reference("shows/a b.mp3", "shows/pages/a.html")
    '../a%20b.mp3'
    """
    target = Path(os.path.abspath(media))
    try:
        relative = os.path.relpath(target, Path(os.path.abspath(page)).parent)
    except ValueError:  # another drive
        return target.as_uri()
    quoted = quote(relative.replace(os.sep, "/"), errors="surrogateescape")
    return quoted if not quoted.split("/", 1)[0].count(":") else "./" + quoted


def corrected_list(path: str, page: str | os.PathLike[str]) -> str | None:
    """Return the file with the corrections of an episode, None where there is none.

    It is looked for under the name that the page gives it, beside the transcript and beside the page.
    """
    name = file_stem(path) + CORRECTED_ENDING
    for folder in (os.path.dirname(path), os.path.dirname(page)):
        found = os.path.join(folder, name)
        if os.path.isfile(found):
            return found
    return None


def read_corrected(path: str) -> CutList:
    """Return the cut list in a file.

    Raises
    ------
    CutListParseError
        It cannot be read, or is no cut list.
    """
    from adcut.api import file_bytes
    from adcut.importers import read_cut_list
    from adcut.readers.decoding import decode

    try:
        text = decode(file_bytes(path), path).text
    except TranscriptParseError as error:
        raise CutListParseError(error.what, path=path) from error
    return read_cut_list(text, path=path)


def is_reviewed(listed: CutList | None) -> bool:
    """Whether a list carries the mark of a review."""
    return listed is not None and REVIEWED in listed.extra
