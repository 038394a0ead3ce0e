"""What programmers call, at its edges."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

import adcut

EPISODES = Path(__file__).parents[1] / "labeled" / "authored" / "episodes"


def test_scores_come_in_order_one_a_text() -> None:
    ad = "This episode is brought to you by Acme. Go to acme.com/pod for 20% off."
    scores = adcut.score(["Welcome back.", "", "   ", ad])
    assert scores.shape == (4,)
    assert scores.dtype == np.float64
    assert np.all((scores >= 0) & (scores <= 1))
    assert scores[1] == scores[2] == 0
    assert scores[3] > scores[0]


def test_nothing_scores_nothing() -> None:
    assert adcut.score([]).shape == (0,)
    assert adcut.detect(adcut.Transcript.from_texts([])).reads == ()


def test_a_single_text_is_refused() -> None:
    with pytest.raises(adcut.AdcutError, match="sequence"):
        adcut.score("one text")


def test_many_files_are_cleaned_as_one_is(tmp_path: Path) -> None:
    paths = []
    for name in ("reference.md", "braise-and-blister.vtt"):
        paths.append(tmp_path / name)
        paths[-1].write_bytes((EPISODES / name).read_bytes())
    paths.insert(1, tmp_path / "missing.srt")
    results = sorted(adcut.clean_many(paths, out=tmp_path / "out", cut=["sponsor"]), key=lambda r: r.index)
    assert [r.status for r in results] == ["cleaned", "failed", "cleaned"]
    assert isinstance(results[1].error, adcut.TranscriptError)
    for path, result in zip(paths[::2], results[::2], strict=True):
        script = adcut.detect(adcut.read(path), cut=["sponsor"]).clean()
        assert Path(result.outputs[0]).read_text(encoding=script.encoding) == script.text
    again = adcut.clean_many(paths[:1], out=tmp_path / "out", cut=["sponsor"])
    assert [r.status for r in again] == ["unchanged"]


def test_many_files_come_one_by_one(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("Ann: Welcome back.\n")
    results = adcut.clean_many([tmp_path], out=tmp_path / "out", jobs=1)
    assert not (tmp_path / "out").exists()
    next(results)
    assert len(list((tmp_path / "out").glob("*.clean.txt"))) == 1
    del results
    assert [r.status for r in adcut.clean_many([tmp_path], out=tmp_path / "out", jobs=1)].count("unchanged") == 1


def test_many_files_with_options_that_cannot_be(tmp_path: Path) -> None:
    for options in ({"jobs": 0}, {"cut": ["content"]}, {"cuts": ["vhs"]}, {"backend": "threads"}, {"duration": -1.0}):
        with pytest.raises(adcut.AdcutError):
            adcut.clean_many([tmp_path], **options)
    for path in (str(tmp_path), tmp_path):
        with pytest.raises(adcut.AdcutError, match="put a single path into a list"):
            adcut.clean_many(path)  # type: ignore[arg-type]


def test_without_times_there_are_reads_and_a_script_but_no_cuts() -> None:
    texts = [f"We talked about {animal} all day." for animal in ("frogs", "newts", "herons", "otters", "voles", "eels",
                                                                 "swans", "pike", "coots", "rats", "mice", "geese")]
    ad = ("This episode is brought to you by Acme Mattress. Go to acme.com slash pod and use the code POD at checkout "
          "for 20 percent off your first order. That's acme.com slash pod. Thanks to Acme for their support.")
    detection = adcut.detect(adcut.Transcript.from_texts([*texts, ad, *texts]))
    assert [r.paragraphs for r in detection.reads if r.cut] == [(12, 13)]
    with pytest.raises(adcut.UntimedTranscriptError):
        _ = detection.cuts
    assert detection.to_cut_list()[0].start is None
    assert "Acme" not in detection.clean().text
    with pytest.raises(adcut.UntimedTranscriptError):
        detection.clean(retime=True)


def test_detections_survive_pickling() -> None:
    detection = adcut.detect(adcut.Transcript.from_texts(["Hello there.", "Bye."]))
    assert pickle.loads(pickle.dumps(detection)) == detection


@pytest.mark.parametrize("options", [{"cut": ["content"]}, {"mode": "wild"}, {"threshold": 1.5}, {"duration": -1},
                                     {"duration": float("nan")}])
def test_options_out_of_range_are_refused(options: dict) -> None:
    with pytest.raises(adcut.AdcutError):
        adcut.detect(adcut.Transcript.from_texts(["Hello."]), **options)
