"""Make the pictures of the review page that the README shows.

    python -m tests.review.screenshots

Writes reports/review-light.png and reports/review-dark.png: the sample episode as the bundled model
sees it, one read open. Needs playwright and chromium, as the browser tests do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from adcut.cli import main
from tests.review.conftest import ARGUMENTS, chromium
from tests.review.episodes import REFERENCE, ROOT

SIZE = {"width": 1280, "height": 860}
READ = "Manifold"


def shoot(folder: Path) -> None:
    """Write one picture a colour scheme."""
    page_file = folder / "reference.review.html"
    if main(["review", str(REFERENCE), "--duration", "720", "-o", str(page_file)]):
        raise SystemExit("no page to take pictures of")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")
            page.goto(page_file.as_uri())
            page.wait_for_selector("body[data-ready]")
            page.click(f"#reads .card:has-text('{READ}')")
            page.wait_for_timeout(500)
            page.screenshot(path=ROOT / f"reports/review-{scheme}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        shoot(Path(folder))
