"""What users import, and what it promises."""

from __future__ import annotations

import ast
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


FUNCTIONS = [name for name in adcut.__all__ if inspect.isfunction(getattr(adcut, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_say_all_that_a_caller_must_know(name: str) -> None:
    """Each parameter by name, the errors by class, times with their unit, arrays with their shape."""
    function = getattr(adcut, name)
    doc = inspect.getdoc(function) or ""
    first, _, _ = doc.partition("\n")
    assert first.endswith(".") and first[0].isupper(), "one line that says what it does"
    parameters, _, _ = doc.partition("Parameters\n----------\n")[2].partition("\n\n")
    named = {part.strip() for line in parameters.splitlines() if not line.startswith(" ") for part in line.split(",")}
    assert named >= set(inspect.signature(function).parameters) - {"path", "format"}, "a parameter is not explained"
    raised = doc.partition("Raises\n------\n")[2].partition("\n\n")[0]
    classes = [part.strip() for line in raised.splitlines() if not line.startswith(" ") for part in line.split(",")]
    assert classes and all(issubclass(getattr(errors, cls), errors.AdcutError) for cls in classes)
    if "duration" in inspect.signature(function).parameters:
        assert "seconds" in doc
    if "ndarray" in str(inspect.signature(function).return_annotation):
        assert "shape (" in doc and "float64 in [0, 1]" in doc


@pytest.mark.parametrize("name", adcut.__all__)
def test_times_have_their_unit_and_ranges_their_kind(name: str) -> None:
    item = getattr(adcut, name)
    doc = inspect.getdoc(item) or ""
    if not inspect.isclass(item):
        return
    for attribute, value in vars(item).items():
        if isinstance(value, property) and attribute in ("start", "end", "duration", "start_ms", "end_ms", "length_ms"):
            unit = "millisecond" if attribute.endswith("_ms") else "second"
            assert unit in (inspect.getdoc(value) or ""), f"{name}.{attribute}"
    fields = getattr(item, "__dataclass_fields__", {})
    if "score" in fields:
        assert "[0, 1]" in doc, "the range of the score"
    if "source" in fields and name != "CutList":
        assert "half-open" in doc or "source range" in doc, "what a source is"


@pytest.mark.parametrize("path", sorted((ROOT / "adcut").rglob("*.py")), ids=lambda p: p.name)
def test_modules_and_what_is_public_in_them_are_documented(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "a module says what it is for"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} says what it does"


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
