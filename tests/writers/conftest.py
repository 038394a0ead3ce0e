"""Example lists, and the flag that regenerates goldens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from adcut.categories import Category
from adcut.cutlist import Cut, CutList, PolicyInfo, SourceInfo
from adcut.writers import WRITERS
from adcut.writers.base import WriteOptions


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write tests/golden/ anew")


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens", default=False))


@pytest.fixture(scope="session")
def running() -> CutList:
    """The running example: 60 s, two reads back to back, one to the end."""
    return CutList(
        (Cut(10_500, 20_250, Category.SPONSOR, 0.97, "Acme", 0, 400, (3, 5), (100, 300), "This is", "acme.com."),
         Cut(20_250, 22_000, Category.CROSS_PROMO, 0.9, None, 400, 0, (5, 6), (300, 350), "From the", "show."),
         Cut(51_040, 60_000, Category.SPONSOR, 0.88, "Bolt", 0, 0, (9, 11), (700, 800), "One more", "bolt.io.")),
        marks=(Cut(1_000, 2_000, Category.SELF_PROMO, 0.7),),
        source=SourceInfo("ep.md", "0" * 64, 60_000), model=("adcut-en", "1.0.0"),
        policy=PolicyInfo(("sponsor", "cross_promo"), 0.8))


@pytest.fixture(scope="session")
def options_for() -> Callable[..., WriteOptions]:
    """What a format needs and takes: rate 30 where it must, the media name where it can."""
    def build(name: str, media: str = "ep.mp3", rate: Fraction | None = None) -> WriteOptions:
        target = WRITERS[name]
        options = WriteOptions()
        if target.needs_rate or (rate is not None and "rate" in target.options):
            options = replace(options, rate=rate or Fraction(30))
        return replace(options, media=media) if "media" in target.options else options

    return build
