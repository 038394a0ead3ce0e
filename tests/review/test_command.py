"""`adcut review` from the command line: files, folders, corrections that come back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import adcut
from adcut.cli import main
from adcut.review.episode import corrected_list, media_reference
from adcut.writers.native import from_json, to_json
from tests.review.episodes import REFERENCE, data_by_hand, detect_by_hand, reference_spans
from tests.review.test_page import block


@pytest.fixture
def by_hand(monkeypatch):
    """Detection by the labels of the sample episode in place of the model."""
    def detect(transcript, **options):
        spans = reference_spans() if "Mesosphere" in transcript.text else []
        length = options.get("duration")
        return detect_by_hand(replace(transcript, duration_ms=length and int(length * 1000)), spans)

    def data(detection, settings=None, reviewed=None):
        return data_by_hand(detection, settings, reviewed)

    monkeypatch.setattr("adcut.api.detect", detect)
    monkeypatch.setattr("adcut.review.episode.episode_data", data)
    monkeypatch.setattr("adcut.review.folder.episode_data", data)


@pytest.fixture
def episode(tmp_path: Path) -> Path:
    return Path(shutil.copy(REFERENCE, tmp_path / "reference.md"))


def test_writes_a_page_beside_the_transcript(by_hand, episode, capsys):
    assert main(["review", str(episode)]) == 0
    page = episode.with_name("reference.review.html")
    assert capsys.readouterr().out == f"{page}\n"
    data = block(page.read_text())
    assert [r["sponsor"] for r in data["reads"]] == ["Stack Almanac", "Mesosphere", "Manifold", "Datadog", "Wix"]
    assert data["file"] == "reference.md" and data["show"] == episode.parent.name and data["media"] is None


def test_media_is_a_reference_from_the_page(by_hand, episode, tmp_path):
    sound = tmp_path / "audio" / "a b #1.mp3"
    sound.parent.mkdir()
    sound.write_bytes(b"")
    out = tmp_path / "pages" / "p.html"
    assert main(["review", str(episode), "-o", str(out), "--media", str(sound)]) == 0
    assert block(out.read_text())["media"] == "../audio/a%20b%20%231.mp3"
    assert media_reference("x:y.mp3", "p.html") == "x%3Ay.mp3"


def test_standard_input_needs_a_name(by_hand, tmp_path, monkeypatch, capsys):
    assert main(["review", "-"]) == 2
    assert "-o page.html" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--media", "."], ["--cuts", "nothing.json"], ["--media", "gone.mp3"]])
def test_usage_errors(by_hand, episode, arguments):
    assert main(["review", str(episode), *arguments]) == 2


def test_never_overwrites_an_input(by_hand, episode, capsys):
    before = episode.read_bytes()
    assert main(["review", str(episode), "-o", str(episode)]) == 1
    assert episode.read_bytes() == before
    assert "is the input" in capsys.readouterr().err


def corrected(episode: Path) -> Path:
    listed = json.loads(to_json(detect_by_hand(adcut.read(episode), reference_spans()).to_cut_list()))
    listed["cuts"][0]["sponsor"] = "D2iQ"
    listed["reviewed"] = {"by": "Ann", "at": "2025-01-01T00:00:00Z"}
    path = episode.with_name("reference.reviewed.cuts.json")
    path.write_text(json.dumps(listed))
    return path


def test_corrections_come_back_by_themselves(by_hand, episode, capsys):
    path = corrected(episode)
    assert main(["review", str(episode)]) == 0
    assert f"with the corrections in {path}" in capsys.readouterr().err
    data = block(episode.with_name("reference.review.html").read_text())
    assert data["reads"][1]["sponsor"] == "D2iQ" and data["reviewed"]["by"] == "Ann"
    assert corrected_list(str(episode), episode.parent / "pages" / "x.html") == str(path)


def test_corrections_are_named_with_cuts(by_hand, episode, tmp_path):
    path = corrected(episode)
    other = path.rename(tmp_path / "mine.json")
    assert main(["review", str(episode), "--cuts", str(other)]) == 0
    assert block(episode.with_name("reference.review.html").read_text())["reads"][1]["sponsor"] == "D2iQ"
    other.write_text("{}")
    assert main(["review", str(episode), "--cuts", str(other)]) == 1


@pytest.fixture
def shows(tmp_path: Path) -> Path:
    """Two shows: the sample episode, one without ads, one that is no transcript; outputs of earlier runs."""
    folder = tmp_path / "shows"
    (folder / "a & b").mkdir(parents=True)
    (folder / "c").mkdir()
    shutil.copy(REFERENCE, folder / "a & b" / "reference.md")
    (folder / "c" / "quiet <1>.txt").write_text("Nothing is sold here. We only talk.\n\nAnd talk on.\n")
    (folder / "c" / "broken.srt").write_bytes(b"\x00\x01\x02\x00")
    (folder / "a & b" / "reference.clean.md").write_text("left over")
    return folder


def test_a_folder_gets_pages_and_an_index(by_hand, shows, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["review", str(shows), "-o", str(out)]) == 1
    told = capsys.readouterr()
    assert told.out == f"{out / 'index.html'}\n" and "broken.srt" in told.err
    pages = sorted(str(p.relative_to(out)) for p in out.rglob("*.html"))
    assert pages == ["a & b/reference.review.html", "c/quiet <1>.review.html", "index.html"]
    index = (out / "index.html").read_text()
    assert "2 episodes, 4 reads cut" in index and "1 could not be read" in index
    assert 'href="a%20%26%20b/reference.review.html#read-2"' in index
    assert "quiet &lt;1&gt;" in index and "quiet <1>" not in index
    data = block((out / "a & b" / "reference.review.html").read_text())
    assert data["index"] == "../index.html" and data["show"] == "a & b"


def test_a_folder_takes_its_corrections_and_media_up(by_hand, shows, tmp_path):
    corrected(shows / "a & b" / "reference.md")
    media = tmp_path / "media"
    media.mkdir()
    (media / "reference.mp3").write_bytes(b"")
    assert main(["review", str(shows), "--media", str(media)]) == 1
    data = block((shows / "a & b" / "reference.review.html").read_text())
    assert data["reads"][1]["sponsor"] == "D2iQ" and data["media"] == "../../media/reference.mp3"
    assert "1 reviewed" in (shows / "index.html").read_text()


def test_the_index_is_sorted_by_a_click(by_hand, shows, show, axe, tmp_path):
    for name in ("one", "two"):
        shutil.copy(REFERENCE, shows / f"{name}.md")
    main(["review", str(shows)])
    opened = show((shows / "index.html").read_text(), bypass_csp=True, wait="#episodes")
    titles = "rows => rows.map(row => row.innerText.trim())"
    assert opened.page.eval_on_selector_all("tbody th", titles)[-1] == "c/broken"
    opened.page.click("thead button >> nth=0")
    rising = opened.page.eval_on_selector_all("tbody th", titles)
    opened.page.click("thead button >> nth=0")
    assert opened.page.eval_on_selector_all("tbody th", titles) == rising[::-1]
    assert opened.page.get_attribute("thead th", "aria-sort") == "descending"
    opened.page.evaluate(axe)
    assert opened.page.evaluate("axe.run()")["violations"] == []
    assert opened.complaints == []


def test_a_download_goes_on_into_an_editor(show, by_hand, episode, tmp_path):
    assert main(["review", str(episode), "--duration", "720"]) == 0
    opened = show(episode.with_name("reference.review.html").read_text())
    opened.press("3", "]")
    saved = opened.save("s", tmp_path)
    assert saved.name == "reference.reviewed.cuts.json"
    assert from_json(saved.read_text())[1].last_words == "ask about the storm in January."
    project = tmp_path / "p.llc"
    assert main(["cuts", str(saved), "--to", "losslesscut", "--media", "e.mp3", "-o", str(project)]) == 0
    assert "390.51" in project.read_text()


def test_the_page_of_the_model(episode):
    """End to end with the bundled model: scores, reads and reasons stand in the page."""
    assert main(["review", str(episode), "--duration", "720"]) == 0
    data = block(episode.with_name("reference.review.html").read_text())
    assert {"Manifold", "Datadog", "Wix"} <= {r["sponsor"] for r in data["reads"] if r["cut"]}
    read = next(r for r in data["reads"] if r["sponsor"] == "Datadog")
    assert data["reasons"][str(read["first"])]
    assert max(data["sentences"]["score"]) <= 1 and len(data["sentences"]["score"]) == len(data["sentences"]["text"])
