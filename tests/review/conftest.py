"""A browser to look at the pages with; tests that need it say what is missing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
#: As root in a container, and without the browser's own errands on the network.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"]


def chromium() -> str | None:
    return os.environ.get("ADCUT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("needs playwright (pip install playwright)")
    path = chromium()
    if path is None:
        pytest.skip("needs chromium (Debian package chromium, or ADCUT_CHROMIUM)")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


class Opened:
    """A page open from disk, with all that it asked for and complained about."""

    def __init__(self, page: Any, path: Path, wait: str) -> None:
        self.page = page
        self.path = path
        self.wait = wait
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        self.failed: list[tuple[str, str]] = []
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("requestfailed", lambda r: self.failed.append((r.url, r.failure)))
        page.on("console", lambda m: self.complaints.append(m.text))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("dialog", lambda d: (self.dialogs.append(d.message), d.dismiss()))
        self.reload()

    def reload(self) -> None:
        self.page.goto(self.path.as_uri())
        self.page.wait_for_selector(self.wait)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def said(self) -> str:
        return self.page.inner_text("#status")

    def reads(self) -> list[dict]:
        return self.page.evaluate("adcutReview.page.model.reads")

    def times(self, index: int) -> dict:
        return self.page.evaluate(f"adcutReview.page.model.times({index})")

    def save(self, key: str, folder: Path) -> Path:
        """Press a key that downloads; return the file."""
        with self.page.expect_download() as caught:
            self.page.keyboard.press(key)
        target = folder / caught.value.suggested_filename
        caught.value.save_as(target)
        return target

    def saved_list(self, folder: Path) -> dict:
        return json.loads(self.save("s", folder).read_text())


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Return a function that writes a page to disk and opens it."""
    contexts = []

    def open_page(text: str, name: str = "episode.review.html", width: int = 1280,
                  wait: str = "body[data-ready]", **options: Any) -> Opened:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, **options)
        context.set_default_timeout(60_000)  # a machine may be busy with other things
        contexts.append(context)
        return Opened(context.new_page(), path, wait)

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core's script."""
    places = [os.environ.get("ADCUT_AXE"), ROOT / "node_modules/axe-core/axe.min.js"]
    for place in places:
        if place and Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("needs axe-core (npm install --no-save axe-core, or ADCUT_AXE=.../axe.min.js)")
