"""The page in a browser: opened from disk, edited by keyboard, its downloads taken in by adcut."""

from __future__ import annotations

import json

import jsonschema
import pytest

from adcut.cutlist import CutList
from adcut.review import PageSettings, render_page
from adcut.writers.native import from_json, to_json
from tests.review.episodes import REFERENCE, ROOT, data_by_hand, page_by_hand, reference, reference_spans
from training.corpus import read_labels

SCHEMA = json.loads((ROOT / "adcut/data/cutlist.schema.json").read_text())
DURATION = 720_000


def checked(document: dict) -> CutList:
    """The downloaded list, taken in by adcut; it holds to the schema and survives a round."""
    jsonschema.validate(document, SCHEMA)
    listed = from_json(json.dumps(document))
    assert json.loads(to_json(listed)) == document
    return listed


@pytest.fixture
def episode(show):
    return show(page_by_hand(reference(DURATION), settings=PageSettings(show="authored")))


def test_opens_from_disk_without_a_word(episode):
    assert episode.complaints == [] and episode.dialogs == []
    assert episode.requests == [episode.path.as_uri()]
    assert episode.page.locator("#transcript .s").count() == 156
    assert episode.page.locator("#reads .card").count() == 5
    assert episode.page.inner_text("#total-cut") == "04:16"
    assert "of 12:00" in episode.page.inner_text("#total-of")


def test_untouched_download_says_what_adcut_says(episode, tmp_path):
    listed = checked(episode.saved_list(tmp_path))
    expected = reference(DURATION).to_cut_list()
    for name in ("cuts", "marks"):
        for got, want in zip(getattr(listed, name), getattr(expected, name), strict=True):
            assert got.extra == {"made_by": "model", "changes": []}
            assert (got.start_ms, got.end_ms, got.source, got.paragraphs, got.category, got.sponsor, got.score,
                    got.start_margin_ms, got.end_margin_ms, got.first_words, got.last_words) == (
                want.start_ms, want.end_ms, want.source, want.paragraphs, want.category, want.sponsor, want.score,
                want.start_margin_ms, want.end_margin_ms, want.first_words, want.last_words)
    assert listed.source == expected.source and listed.model == expected.model and listed.policy == expected.policy
    assert listed.extra["reviewed"]["edited"] is False


@pytest.mark.parametrize(("number", "edge", "off", "key"), [
    (1, "first", 1, "["), (1, "stop", -1, "]"), (2, "first", -1, "{"), (2, "stop", 1, "}"), (3, "first", 1, "["),
    (3, "stop", -1, "]"), (4, "first", -1, "{"), (4, "stop", 1, "}"), (5, "first", 1, "["), (5, "stop", -1, "]")])
def test_one_wrong_edge_takes_five_keys_at_most(show, tmp_path, number, edge, off, key):
    """Any one edge of the sample episode is a sentence or two off: from opening to the list."""
    right = reference(DURATION)
    data = data_by_hand(right)
    read = data["reads"][number - 1]
    before = data["reads"][number - 2]["stop"] if number > 1 else 0
    after = data["reads"][number]["first"] if number < 5 else len(data["sentences"]["text"])
    grown = {"first": read["first"] - before, "stop": after - read["stop"]}[edge]
    sentences = min(2, grown) if (edge, off) in (("first", -1), ("stop", 1)) else 2
    read[edge] += off * sentences
    opened = show(render_page(data))
    keys = [str(number), *[key] * sentences]
    opened.press(*keys)
    saved = checked(opened.saved_list(tmp_path))
    assert len(keys) + len("s") <= 5
    want = right.to_cut_list()
    assert [(c.start_ms, c.end_ms, c.source) for c in saved] == [(c.start_ms, c.end_ms, c.source) for c in want]
    assert saved.extra["reviewed"]["edited"] is True


def test_an_edge_moves_by_sentences_and_comes_back(episode, tmp_path):
    before = episode.reads()
    episode.press("n", "n", "]", "]", "{")
    assert [r["stop"] for r in episode.reads()][1] == before[1]["stop"] + 2
    assert [r["first"] for r in episode.reads()][1] == before[1]["first"] + 1
    assert episode.page.inner_text("#unsaved").startswith("Edits not downloaded")
    episode.press("u", "Control+z", "u")
    assert episode.reads() == before
    assert not episode.page.is_visible("#unsaved")
    episode.press("U", "Control+Shift+z")
    document = episode.saved_list(tmp_path)
    listed = checked(document)
    cut = document["cuts"][0]
    assert [(c["what"], c["by"]) for c in cut["changes"]] == [("source_end", None)]
    text = REFERENCE.read_text()
    assert text[slice(*listed[0].source)].endswith("Welcome to Stack Almanac.")
    assert listed[0].end_ms == 185_000 and listed[0].last_words.endswith("Stack Almanac.")


def test_toggle_category_sponsor_and_the_record_of_who_did_it(episode, tmp_path):
    page = episode.page
    page.fill("#person", "Ann Editor")
    page.press("#person", "Escape")
    episode.press("n", "t")
    assert page.inner_text("#total-count").startswith("5 of 5")
    episode.press("n", "c")
    page.select_option("#category", "cross_promo")
    page.press("#category", "Escape")
    episode.press("r")
    page.keyboard.type("D2iQ")
    episode.press("Enter", "3", "Delete")
    listed = checked(episode.saved_list(tmp_path))
    assert [c.sponsor for c in listed] == ["Stack Almanac", "D2iQ", "Datadog", "Wix"]
    assert listed[1].category == "cross_promo"
    assert [(m.category, m.sponsor) for m in listed.marks] == [("content", "Manifold")]
    changes = listed[1].extra["changes"]
    assert [(c["what"], c["from"], c["to"], c["by"]) for c in changes] == [
        ("category", "sponsor", "cross_promo", "Ann Editor"), ("sponsor", "Mesosphere", "D2iQ", "Ann Editor")]
    assert listed.extra["reviewed"]["by"] == "Ann Editor"


def test_a_typed_time_is_taken_and_nonsense_refused(episode, tmp_path):
    page = episode.page
    episode.press("2")
    page.fill("#start", "1:43.25")
    page.press("#start", "Enter")
    page.fill("#end", "02:59")
    page.press("#end", "Enter")
    assert episode.times(1) == {"start": 103_250, "end": 179_000, "startMargin": 0, "endMargin": 0}
    for wrong, why in (("soon", "Not a time"), ("1:99", "Not a time"), ("5:00", "behind the end"),
                       ("0:50", "inside the read before"), ("99:00", "after the end of the episode")):
        page.fill("#start", wrong)
        page.press("#start", "Enter")
        assert why in episode.said()
        assert page.input_value("#start") == "01:43.250"
    listed = checked(episode.saved_list(tmp_path))
    assert (listed[0].start_ms, listed[0].end_ms) == (103_250, 179_000)
    assert {c["what"] for c in listed[0].extra["changes"]} == {"start", "end"}
    episode.press("[")
    assert page.input_value("#start") != "01:43.250"


def test_split_merge_and_add(episode, tmp_path):
    before = episode.reads()
    page = episode.page
    page.locator(".s").nth(before[1]["first"] + 4).click()
    episode.press("x")
    assert len(episode.reads()) == 6
    assert episode.times(1)["end"] == episode.times(2)["start"]
    episode.press("p", "m")
    merged = episode.reads()
    assert [(r["first"], r["stop"]) for r in merged] == [(r["first"], r["stop"]) for r in before]
    page.evaluate("""() => {
        const spans = document.querySelectorAll('.s');
        getSelection().setBaseAndExtent(spans[40].firstChild, 5, spans[42].firstChild, 9);
    }""")
    page.wait_for_selector(".adder:not([hidden])")
    episode.press("a")
    added = episode.reads()[2]
    assert (added["first"], added["stop"], added["by"], added["score"]) == (40, 43, "person", None)
    document = episode.saved_list(tmp_path)
    checked(document)
    entry = document["cuts"][1]
    assert entry["made_by"] == "person" and entry["changes"][0]["what"] == "added" and entry["score"] is None
    episode.press("Delete")
    assert len(episode.reads()) == 5


def test_a_read_is_added_by_keyboard_alone(episode):
    episode.press("j", "j", "j", "a", "]", "]")
    read = episode.reads()[0]
    assert (read["first"], read["stop"]) == (2, 5)


def test_edges_stop_at_the_neighbour_and_at_one_sentence(episode):
    first = episode.reads()[0]
    episode.press("1", *["]"] * 3)
    assert episode.reads()[0]["stop"] == episode.reads()[1]["first"]
    assert "no free sentence" in episode.said()
    episode.press(*["}"] * (first["stop"] - first["first"] + 4))
    assert episode.reads()[0]["stop"] == first["first"] + 1
    assert "one sentence at least" in episode.said()


def test_label_line_counts_code_points(episode, tmp_path):
    line = json.loads(episode.save("S", tmp_path).read_text())
    assert line["id"] == "authored/reference" and line["show"] == "authored" and line["file"] == "reference.md"
    expected = [s for s in reference_spans() if s["category"] == "sponsor"]
    assert [s for s in line["spans"] if s["category"] == "sponsor"] == expected
    assert set(line) >= {"id", "show", "file", "sha256", "spans", "origin"}
    assert all(set(s) == {"start", "end", "category", "sponsor"} for s in line["spans"])
    taken = read_labels([tmp_path / "reference.labels.jsonl"])[0]
    assert [s.sponsor for s in taken.spans][1:] == ["Mesosphere", "Manifold", "Datadog", "Wix"]


def test_edits_survive_a_reload_and_can_be_dropped(episode, tmp_path):
    episode.press("2", "]", "t")
    edited = episode.reads()
    episode.reload()
    assert episode.reads() == edited
    assert "are back" in episode.page.inner_text("#notice")
    episode.page.click("text=Drop them")
    assert episode.reads()[1]["changes"] == []
    episode.press("U")
    assert episode.reads() == edited
    checked(episode.saved_list(tmp_path))
    episode.reload()
    assert episode.reads() == edited
    assert not episode.page.is_visible("#unsaved")


def test_edits_survive_a_page_made_anew(show):
    opened = show(page_by_hand(reference(DURATION)))
    opened.press("2", "]")
    edited = opened.reads()[1]
    data = data_by_hand(reference(DURATION))
    data["reads"] = data["reads"][:1]
    data["model"]["version"] = "2.0"
    opened.path.write_text(render_page(data))
    opened.reload()
    assert opened.reads()[1] == edited
    assert "another model" in opened.page.inner_text("#notice")


def test_two_windows_tell_each_other(show):
    opened = show(page_by_hand(reference(DURATION)))
    other = opened.page.context.new_page()
    other.goto(opened.path.as_uri())
    other.wait_for_selector("body[data-ready]")
    opened.press("2", "]")
    other.wait_for_selector("#notice:not([hidden])")
    assert "another tab" in other.inner_text("#notice")


def test_a_browser_that_keeps_nothing_says_so(show):
    context_page = show(page_by_hand(reference(DURATION)))
    context_page.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    context_page.reload()
    context_page.press("2", "]")
    assert "cannot keep them" in context_page.page.inner_text("#unsaved")


def test_keys_rest_while_typing_and_can_be_switched_off(episode):
    before = episode.reads()
    episode.press("2", "r")
    episode.page.keyboard.type("stu]")
    episode.press("Escape")
    assert [r["stop"] for r in episode.reads()] == [r["stop"] for r in before]
    episode.press("?")
    assert episode.page.is_visible("#help")
    episode.page.uncheck("#single-keys")
    episode.press("Escape")
    kept = episode.reads()
    episode.press("t", "]", "n")
    assert episode.reads() == kept
    episode.press("?")
    episode.page.check("#single-keys")
    episode.press("Escape", "t")
    assert episode.reads() != kept


def test_hover_tells_and_click_jumps(episode):
    page = episode.page
    page.hover('.bar[data-read="3"]')
    assert "Datadog" in page.inner_text(".tip") and "08:06" in page.inner_text(".tip")
    page.click('.bar[data-read="3"]')
    assert page.evaluate("adcutReview.page.model.selected") == 3
    page.wait_for_function("() => { const b = document.querySelector('.tag[data-read=\"3\"]').getBoundingClientRect();"
                           " return b.top > 0 && b.bottom < innerHeight; }")
    page.click("#why summary")
    page.wait_for_selector("#reasons li")  # drawn when the browser gets to tell that they were opened
    assert "promo code +2.2" in page.inner_text("#reasons")


def test_opens_at_the_read_that_the_index_names(show):
    opened = show(page_by_hand(reference(DURATION)))
    opened.page.goto(opened.path.as_uri() + "#read-4")
    opened.page.reload()
    assert opened.page.inner_text("#editor-name") == "Datadog"


def test_a_corrected_list_goes_through_unharmed(show, tmp_path):
    """What came back from a review and is not touched leaves as it came, unknown keys included."""
    opened = show(page_by_hand(reference(DURATION)))
    opened.press("2", "]")
    opened.page.fill("#start", "1:42.5")
    opened.page.press("#start", "Enter")
    first = opened.saved_list(tmp_path)
    first["studio"], first["cuts"][0]["colour"] = [1], "red"
    again = show(page_by_hand(reference(DURATION), reviewed=from_json(json.dumps(first))), name="again.html")
    second = again.saved_list(tmp_path)
    assert {**second, "reviewed": None} == {**first, "reviewed": None}
