"""Every fault that was found, by name: it stays mended."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from adcut import ffmpeg
from adcut.cleaner import TextRange
from adcut.errors import AdcutError
from adcut.importers import is_cut_list, read_cut_list
from adcut.readers.json_places import Place
from adcut.readers.json_segments import without
from adcut.sentences import sentence_starts
from adcut.sponsors import sponsor_of
from adcut.timing import ms_from_seconds
from tests.fuzz.targets import check_clean, check_way, read_target, transcript_of

#: No case takes longer, seconds of computing; those whose work once grew with the square would.
LONGEST = 20.0

CASES = [case for path in sorted((Path(__file__).parents[1] / "cases" / "synthetic").glob("hardening*.json"))
         for case in json.loads(path.read_text(encoding="utf-8"))]


def content(case: dict[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in case["parts"])


def said(text: str, case: dict[str, Any]) -> str:
    """Go the way of the case; return what is said."""
    match case["target"]:
        case "transcript":
            transcript = transcript_of(text.encode(), case.get("format"))
            paragraphs = transcript.paragraphs
            for i in range(len(paragraphs) if len(text) < 10_000 else 0):
                check_clean(transcript, [TextRange(i, 0, len(paragraphs[i].text))])
            check_clean(transcript, [TextRange(p.index, 0, len(p.text)) for p in paragraphs])
            check_clean(transcript, [TextRange(*cut) for cut in case.get("cut", ())])
            for seed in range(20 if len(text) < 10_000 else 1):
                check_way(transcript, random.Random(seed))
            assert read_target(text.encode(), case.get("format"))
            return "\n".join(p.text for p in paragraphs)
        case "cut list":
            is_cut_list(text)
            read_cut_list(text, case.get("format"))
        case "sentences":
            assert sentence_starts(text)[0] == 0
        case "sponsor":
            sponsor_of([text])
        case "seconds":
            ms_from_seconds(text)
        case other:
            pytest.fail(f"{other} is no target")
    return ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    begun = time.process_time()
    if "error" in case:
        with pytest.raises(AdcutError, match=case["error"]) as error:
            said(content(case), case)
        assert len(str(error.value)) < 2_000, "a message that nobody can read"
    else:
        found = said(content(case), case)
        assert found == case.get("text", found)
    assert time.process_time() - begun < LONGEST


def test_many_elements_of_json_of_which_half_go() -> None:
    """Which of them stay was once asked of all that go, anew for each."""
    places = [Place(None, 2 * n, 2 * n + 1) for n in range(200_000)]
    begun = time.process_time()
    assert len(without(places, range(0, 200_000, 2))) == 100_000
    assert time.process_time() - begun < LONGEST


def test_digits_in_what_ffmpeg_says() -> None:
    """Each of them began another search for a rate."""
    begun = time.process_time()
    assert ffmpeg._audio_stream("aac", ", " + "1" * 100_000).sample_rate == 0
    assert ffmpeg._audio_stream("aac", ", 44100 Hz, stereo, fltp, 128 kb/s (default)").sample_rate == 44_100
    assert time.process_time() - begun < LONGEST
