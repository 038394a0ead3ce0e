"""Pages to test with: detections made by hand, so that no model has a say in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import adcut
from adcut.api import read_text
from adcut.cutlist import CutList, PolicyInfo
from adcut.detection import Detection, assemble
from adcut.paragraphs import split_sentences
from adcut.review import PageSettings, page_data, render_page
from adcut.review.builder import source_columns
from adcut.spans import ReadSpan
from adcut.transcript import SectionMark, Transcript

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "labeled/authored/episodes/reference.md"


@dataclass(frozen=True)
class Reasons:
    """Stands in for an explanation of the detector."""

    contributions: tuple[tuple[str, float], ...] = (("promo code", 2.2), ("you", -0.3), ("the", 0.01))


def reference_spans() -> list[dict]:
    lines = (ROOT / "labeled/spans/authored.jsonl").read_text().splitlines()
    line = next(entry for entry in map(json.loads, lines) if entry["id"] == "authored/reference")
    return [s for s in line["spans"] if s["category"] in ("sponsor", "self_promo")]


def detect_by_hand(transcript: Transcript, spans: Sequence[dict], threshold: float = 0.6) -> Detection:
    """A detection with `spans` (labels: start, end, category, sponsor) as its reads."""
    sentences = split_sentences(transcript)
    columns = source_columns(transcript, sentences)
    scores = np.full(len(sentences), 0.02)
    found = []
    for span in spans:
        first = int(np.searchsorted(columns["to"], span["start"], side="right"))
        stop = int(np.searchsorted(columns["from"], span["end"]))
        score = span.get("score", 0.97 if span["category"] == "sponsor" else 0.5)
        scores[first:stop] = score
        found.append(ReadSpan(first, stop, span["category"], score, span["sponsor"] or None))
    return assemble(transcript, sentences, scores, found, policy=PolicyInfo(("sponsor", "cross_promo"), threshold),
                    model=("by-hand", "1.0"), model_path=None)


def data_by_hand(detection: Detection, settings: PageSettings | None = None, reviewed: CutList | None = None) -> dict:
    sentences = split_sentences(detection.transcript)
    scores = np.full(len(sentences), 0.02)
    for read in detection.reads:
        scores[slice(*read.sentences)] = read.score

    return page_data(detection, scores, lambda i: Reasons(), settings, reviewed)


def reference(duration_ms: int | None = None, path: Path = REFERENCE) -> Detection:
    return detect_by_hand(replace(adcut.read(path), duration_ms=duration_ms), reference_spans())


def page_by_hand(detection: Detection, **kwargs: object) -> str:
    return render_page(data_by_hand(detection, **kwargs))


#: Every one of them tries to be something else than text.
HOSTILE = (
    "Hello </script><script>document.title='owned'</script> and <!-- <script> an open comment.",
    "She said <img src=https://evil.example/x.png onerror=alert(1)> & left. A line\u2028separator and\u2029another.",
    "\u202eright to left override and \u2066isolate without end. Visit javascript:alert(1) or \"onload=alert(1)\".",
    "Buy <b>Acme</b>'s ${widget} $title $data at https://evil.example/?q=</title>. Thanks \U0001f600 to Acme. \ud83d",
    "Back to ]]> the &lt;show&gt; then, \x00\x1b[31m and so on. -->",
)
HOSTILE_NAME = "<script>alert('x')</script>\u202e&"


def hostile() -> Detection:
    transcript = Transcript.from_texts(HOSTILE)
    paragraphs = tuple(replace(p, speaker=HOSTILE_NAME) for p in transcript.paragraphs)
    mark = SectionMark("[<script>alert(2)</script>]", "sponsor", (0, 0), 3)
    transcript = replace(transcript, paragraphs=paragraphs, marks=(mark,), path=f"{HOSTILE_NAME}.md")
    start = transcript.text.index("Buy <b>")
    return detect_by_hand(transcript, [{"start": start, "end": transcript.text.index("to Acme.") + 8,
                                        "category": "sponsor", "sponsor": "<img src=x onerror=alert(1)>"}])


def long(sentences: int) -> Detection:
    """A page of ten hours: so many sentences, five to a turn, an ad of ten sentences each 500."""
    turns, spans, place = [], [], 0
    for number in range(sentences // 5):
        ms = number * 9_000
        stamp = f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}"
        text = " ".join(f"This is sentence number {number * 5 + k} of a very long talk about nothing at all."
                        for k in range(5))
        turn = f"{'Ann' if number % 2 else 'Bob'} ({stamp}):\n{text}\n\n"
        if number % 100 == 50:
            spans.append({"start": place, "end": 0, "category": "sponsor", "sponsor": f"Acme {number}"})
        if number % 100 == 52:
            spans[-1]["end"] = place - 2
        turns.append(turn)
        place += len(turn)
    for span in spans:
        span["start"] += 5
    return detect_by_hand(read_text("".join(turns), format="name-time"), spans)
