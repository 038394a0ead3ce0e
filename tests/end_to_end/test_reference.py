"""From file to cut list: the reference layouts, whole."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

import adcut
from adcut.scripts import render
from adcut.transcript import Transcript

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "labeled" / "authored" / "episodes" / "reference.md"
SPONSORS = ["Mesosphere", "Manifold", "Datadog", "Wix"]
CORPUS = os.environ.get("ADCUT_CORPUS")
REAL = Path(CORPUS or "") / "raw" / "sed" / "episode-746.md"
needs_corpus = pytest.mark.skipif(not CORPUS or not REAL.exists(), reason="needs ADCUT_CORPUS, the real transcripts")

#: Where the reads of the real reference episode stand, as its own time stamps say.
REAL_TIMES = [(209.0, 348.0), (1018.0, 1153.0), (2317.0, 2372.0), (3430.0, None)]
_MARK = re.compile(r"^\[(?:SPONSOR MESSAGE|INTERVIEW CONTINUED)\]\n\n?", re.MULTILINE)


def times(detection: adcut.Detection) -> list[tuple[float | None, float | None]]:
    return [(c.start, c.end) for c in detection.cuts]


def labels() -> dict:
    lines = (ROOT / "labeled" / "spans" / "authored.jsonl").read_text().splitlines()
    return next(e for e in map(json.loads, lines) if e["id"] == "authored/reference")


def test_the_sample_episode_gives_its_four_reads() -> None:
    detection = adcut.detect(adcut.read(SAMPLE))
    assert [c.sponsor for c in detection.cuts] == SPONSORS
    wanted = [(s["start"], s["end"]) for s in labels()["spans"] if s["category"] == "sponsor"]
    assert [c.source for c in detection.cuts] == wanted
    assert all(c.start_margin_ms == c.end_margin_ms == 0 for c in detection.cuts)
    assert detection.cuts[-1].end is None


def test_the_clean_sample_is_the_input_less_the_blocks_and_their_marks() -> None:
    transcript = adcut.read(SAMPLE)
    expected = transcript.text
    for block in re.findall(r"\[SPONSOR MESSAGE\]\n\n.*?\n\n(?=\[INTERVIEW|\[END\])", expected, re.DOTALL):
        expected = expected.replace(block, "")
    expected = expected.replace("[INTERVIEW CONTINUED]\n\n", "")
    last = expected.index("**[", expected.index("[END OF INTERVIEW]"))
    expected = expected[:last] + expected[expected.index("[END]"):]
    assert adcut.detect(transcript).clean().text == expected


def real() -> str:
    return REAL.read_text(encoding="utf-8")


@needs_corpus
@pytest.mark.parametrize("marked", [True, False], ids=["with marks", "without marks"])
def test_the_real_reference_episode(marked: bool) -> None:
    text = real() if marked else _MARK.sub("", real())
    detection = adcut.detect(adcut.read_text(text))
    assert [c.sponsor for c in detection.cuts] == SPONSORS
    assert times(detection) == REAL_TIMES
    assert all(c.start_margin_ms == c.end_margin_ms == 0 for c in detection.cuts)
    marks = [r.category for r in detection.reads if not r.cut]
    assert "self_promo" in marks
    kept = detection.clean().text
    assert "Thank you, Datadog" not in kept
    assert "we would love" in kept, "the guest's own pitch is content"


def whisper(transcript: Transcript) -> str:
    body = json.loads(render(transcript, "json"))
    segments = [{"id": i, "start": s["startTime"], "end": s["endTime"], "text": " " + s["body"]}
                for i, s in enumerate(body["segments"])]
    return json.dumps({"text": "".join(s["text"] for s in segments), "segments": segments, "language": "en"})


def converted(transcript: Transcript, format: str) -> str:
    return whisper(transcript) if format == "whisper" else render(transcript, "json" if "json" in format else format)


@needs_corpus
@pytest.mark.parametrize("format", ["srt", "vtt", "whisper", "podcast-json", "md"])
def test_other_formats_give_the_same_cuts(format: str) -> None:
    from dataclasses import replace

    transcript = replace(adcut.read_text(real()), duration_ms=3_600_000)
    again = adcut.read_text(converted(transcript, format))
    assert again.format == {"md": "sed"}.get(format, format)
    detection = adcut.detect(again)
    assert [c.sponsor for c in detection.cuts] == SPONSORS
    for (start, end), (wanted_start, wanted_end) in zip(times(detection), REAL_TIMES, strict=True):
        assert start == wanted_start
        assert end == (wanted_end or (None if format == "md" else 3600.0))
