"""Pages of every kind in a browser: hostile, long, untimed, with media, narrow and wide, for everyone."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import jsonschema
import pytest

from adcut.review import PageSettings
from adcut.transcript import Transcript
from adcut.writers.native import from_json
from tests.review.episodes import (
    HOSTILE,
    HOSTILE_NAME,
    ROOT,
    detect_by_hand,
    hostile,
    long,
    page_by_hand,
    reference,
)

SCHEMA = json.loads((ROOT / "adcut/data/cutlist.schema.json").read_text())


def test_hostile_text_stays_text(show, tmp_path):
    opened = show(page_by_hand(hostile(), settings=PageSettings(show="<script>")))
    page = opened.page
    opened.press("n", "w", "]", "?", "Escape")
    shown = "".join(page.eval_on_selector_all(".s", "spans => spans.map(span => span.textContent)"))
    assert shown == "".join(HOSTILE).replace("\ud83d", "\ufffd") or shown == "".join(HOSTILE)
    assert page.text_content(".speaker") == HOSTILE_NAME
    assert page.text_content(".section-mark") == "[<script>alert(2)</script>]"
    assert page.text_content(".tag b") == "<img src=x onerror=alert(1)>"
    assert opened.dialogs == [] and opened.complaints == []
    assert opened.requests == [opened.path.as_uri()]
    assert page.locator("main script, main img, main b:not(.tag b)").count() == 0
    assert "owned" not in page.title()
    document = opened.saved_list(tmp_path)
    assert document["cuts"][0]["sponsor"] == "<img src=x onerror=alert(1)>"


def test_the_policy_stops_what_gets_in_all_the_same(show):
    """Were there a hole, the policy would still hold: no inline handler, no request, no style attribute."""
    opened = show(page_by_hand(reference()))
    opened.page.evaluate("""() => {
        const image = '<img src="https://evil.example/x.png" onerror="window.hit = 1">';
        document.body.insertAdjacentHTML('beforeend', image);
        const script = document.createElement('script');
        script.textContent = 'window.hit = 1';
        document.body.append(script);
    }""")
    opened.page.wait_for_timeout(100)
    assert opened.page.evaluate("window.hit") is None
    assert [(url, why) for url, why in opened.failed if "evil" in url] == [("https://evil.example/x.png", "csp")]
    assert len(opened.complaints) == 3  # image, handler, script: each refused by name


def test_an_episode_without_times_is_edited_by_sentences(show, tmp_path):
    texts = ["We talk about bread today.", "This show is sponsored by Acme. Go to acme.com slash pod. Thanks to Acme.",
             "Now, back to the show."] * 3
    transcript = Transcript.from_texts(texts)
    start = transcript.text.index("This show")
    detection = detect_by_hand(transcript, [{"start": start, "end": transcript.text.index("Thanks to") - 1,
                                             "category": "sponsor", "sponsor": "Acme"}])
    opened = show(page_by_hand(detection))
    opened.press("n", "]")
    assert opened.page.inner_text("#total-cut") == "14 words"
    assert opened.page.is_disabled("#start")
    document = opened.saved_list(tmp_path)
    jsonschema.validate(document, SCHEMA)
    cut = from_json(json.dumps(document))[0]
    assert (cut.start_ms, cut.end_ms) == (None, None)
    assert transcript.text[slice(*cut.source)] == texts[1]
    line = json.loads(opened.save("S", tmp_path).read_text())
    assert line["spans"] == [{"start": start, "end": cut.source[1], "category": "sponsor", "sponsor": "Acme"}]
    assert opened.complaints == []


@pytest.mark.parametrize("texts", [[], ["Hello."]])
def test_an_episode_without_reads_can_get_one(show, tmp_path, texts):
    opened = show(page_by_hand(detect_by_hand(Transcript.from_texts(texts), [])))
    opened.press("n", "p", "d", "t", "]", "x", "m", "w", "Space", "l", "u", "U", "1", "Escape")
    opened.page.click(".track", position={"x": 30, "y": 70})
    opened.press("j", "a")
    assert len(opened.saved_list(tmp_path)["cuts"]) == len(texts)
    assert opened.complaints == []


def test_labels_count_code_points_behind_other_planes(show, tmp_path):
    texts = ["\U0001f600 smiles \U0001f600 first.", "Sponsored by Acme \U0001f680 today. Thanks.", "On we go."]
    transcript = Transcript.from_texts(texts)
    start, end = transcript.text.index("Sponsored"), transcript.text.index("Thanks") + 7
    span = {"start": start, "end": end, "category": "sponsor", "sponsor": "Acme"}
    opened = show(page_by_hand(detect_by_hand(transcript, [span])))
    assert json.loads(opened.save("S", tmp_path).read_text())["spans"] == [span]


def test_a_doubtful_read_nobody_touched_is_no_label(show, tmp_path):
    transcript = Transcript.from_texts(["One sentence here.", "Thanks to Acme for this.", "Another one."])
    span = {"start": 20, "end": 44, "category": "sponsor", "sponsor": "Acme", "score": 0.4}
    opened = show(page_by_hand(detect_by_hand(transcript, [span])))
    assert json.loads(opened.save("S", tmp_path).read_text())["spans"] == []
    opened.press("n", "t")
    assert [s["sponsor"] for s in json.loads(opened.save("S", tmp_path).read_text())["spans"]] == ["Acme"]


def thread_ms(page, key: str) -> float:
    """The time that a key keeps the page's thread busy: another process on the machine does not count."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        return 1000 * sum(metrics[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration"))

    before = busy()
    page.evaluate("""key => {
        document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
        document.body.offsetHeight;
    }""", key)
    return busy() - before


def test_twenty_thousand_sentences_stay_smooth(show, tmp_path):
    opened = show(page_by_hand(long(20_000)))
    page = opened.page
    paints = []
    for _ in range(3):
        opened.reload()
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    assert min(paints) < 1000, paints
    page.wait_for_function("() => document.querySelectorAll('.s').length === 20000")
    took = [thread_ms(page, key) for key in ("n", "]", "]", "t", "u", "p", "j", "d")]
    assert max(took) < 200, took
    opened.press("p")
    page.wait_for_timeout(300)
    box = page.locator(".tag[data-read='39']").bounding_box() or {"y": -1}
    assert 0 < box["y"] < 900 or page.evaluate("adcutReview.page.model.selected") != 39
    assert len(opened.saved_list(tmp_path)["cuts"]) == 40


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """Twelve minutes of silence."""
    path = tmp_path / "the sound #1.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(3000)
        file.writeframes(b"\x80" * 3000 * 720)
    return path


def test_the_player_skips_the_cut_and_keeps_in_step(show, media, tmp_path):
    from adcut.review.episode import media_reference

    url = media_reference(str(media), tmp_path / "episode.review.html")
    assert url == "the%20sound%20%231.wav"
    opened = show(page_by_hand(reference(), settings=PageSettings(media=url)))
    page = opened.page
    page.wait_for_function("() => adcutReview.page.player.media.readyState >= 1")
    assert page.inner_text("#total-of").startswith("cut of 12:00")
    page.evaluate("""() => {
        window.heard = [];
        const { media } = adcutReview.page.player;
        const note = () => {
            if (!media.paused && !media.seeking) heard.push(media.currentTime);
            requestAnimationFrame(note);
        };
        note();
    }""")
    opened.press("2", "l")
    page.wait_for_function("() => heard.length > 5 && adcutReview.page.player.media.paused")
    heard = page.evaluate("heard")
    assert min(heard) < 99.5 and 182.5 < max(heard) < 184
    assert not [t for t in heard if 101.2 < t < 180.9]
    assert page.locator("[data-playing]").count() == 1
    page.evaluate("heard.length = 0")
    opened.press("v", "3")
    page.wait_for_function("() => Math.abs(adcutReview.page.player.media.currentTime - 312) < 1")
    opened.press("Space")
    page.wait_for_function("() => heard.some(t => t > 388)")
    assert not [t for t in page.evaluate("heard") if 312.5 < t < 387.9]
    opened.press("Space")
    page.evaluate("adcutReview.page.player.media.currentTime = 100")
    opened.press("2", "i")
    page.wait_for_timeout(100)
    assert opened.complaints == []
    assert opened.saved_list(tmp_path)["source"]["duration"] == 720


def test_a_lost_media_file_is_said(show):
    opened = show(page_by_hand(reference(), settings=PageSettings(media="gone.mp3")))
    opened.page.wait_for_selector("#player-error:not([hidden])")
    assert "gone.mp3" in opened.page.inner_text("#player-error")


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
def test_nothing_sticks_out(show, width):
    opened = show(page_by_hand(reference(720_000)), width=width)
    opened.press("2", "w")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    for control in ("#save-cuts", "#undo", "#cut", "#category"):
        box = opened.page.locator(control).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["height"] >= 15


def test_paper_has_the_list_and_the_text(show):
    opened = show(page_by_hand(reference(720_000)))
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("#save-cuts") and not opened.page.is_visible("#person")
    assert opened.page.is_visible("#reads") and opened.page.is_visible(".s")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark"), (1280, "light"), (2560, "dark")])
def test_axe_finds_nothing(show, axe, width, scheme):
    opened = show(page_by_hand(reference(720_000), settings=PageSettings(media="gone.mp3", index="index.html")),
                  width=width, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    page = opened.page
    page.evaluate(axe)
    for keys in ((), ("1",), ("2", "w", "j", "]"), ("Delete",), ("?",)):
        opened.press(*keys)
        page.wait_for_timeout(250)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3]) for v in found] == [], keys
