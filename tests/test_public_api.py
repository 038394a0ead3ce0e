"""What users import, and what it promises."""

from __future__ import annotations

import importlib.metadata
import inspect
import pickle
from pathlib import Path

import pytest

import adcut
from adcut import errors

ROOT = Path(__file__).parent.parent


def test_all_is_sorted_and_true() -> None:
    assert adcut.__all__ == sorted(adcut.__all__)
    assert all(isinstance(name, str) and hasattr(adcut, name) for name in adcut.__all__)
    public = {n for n, v in vars(adcut).items() if not n.startswith("_") and not inspect.ismodule(v)}
    assert public == set(adcut.__all__)


@pytest.mark.parametrize("name", adcut.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    item = getattr(adcut, name)
    assert inspect.getdoc(item)
    if inspect.isclass(item):
        for attribute, value in vars(item).items():
            if not attribute.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{name}.{attribute}"


SAMPLES = [
    errors.TranscriptParseError("no time", path="a.srt", format="srt", line=3, snippet="x"),
    errors.FormatDetectionError("a", ["srt"]),
    errors.UntimedTranscriptError("a"),
    errors.UnknownFormatError("str", ["srt", "vtt"]),
    errors.FrameRateRequiredError("cmx3600"),
    errors.DurationRequiredError("csv"),
    errors.UnrepresentableError("csv", "a name"),
    errors.NegativeRangeError(2.0, 1.0),
    errors.OutOfDurationError(2.0, 1.0),
    errors.CutListParseError("no cuts", path="a.json"),
    errors.ModelMissingError("m"),
    errors.ModelIntegrityError("a", "b"),
    errors.ModelVersionError(2, 1),
]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda e: type(e).__name__)
def test_errors_survive_pickling(error: errors.AdcutError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_errors_hint_at_the_nearest_name() -> None:
    assert "did you mean srt?" in str(errors.UnknownFormatError("str", ["srt", "vtt"]))


def test_versions_agree() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    top = next(line for line in changelog.splitlines() if line.startswith("## "))
    assert top.split()[1] == importlib.metadata.version("adcut")


def test_package_is_typed() -> None:
    assert (Path(adcut.__file__).parent / "py.typed").exists()
