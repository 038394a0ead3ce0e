"""The arrows of the house, and what importing adcut may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "adcut"

#: From the ground up: a room may import its own layer's lower rooms and every layer above it in this list.
LAYERS = [
    {"errors", "categories", "owner", "terminal"},
    {"timing"},
    {"transcript"},
    {"characters", "tokens", "boundaries", "overlong", "sentences", "voices", "cutlist", "files"},
    {"readers"},
    {"paragraphs", "clock"},
    {"writers", "importers"},
    # the decision: what is an ad, where it begins and ends, whose it is, and why
    {"vocabulary", "windows", "cues", "rarity", "ngrams", "features", "credits", "net", "context", "scorer", "artifact",
     "decoding", "saying", "calls", "handover", "signoff", "memberships", "own_offers", "structure", "readspan", "extents",
     "spans", "splitting", "names", "mentions", "sponsors", "explain"},
    {"rereading", "cleaner", "scripts"},
    {"detection"},
    {"api"},
    {"options", "streaming", "sklearn"},
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
TOP = len(LAYERS)


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports_at_load(path: Path) -> set[str]:
    """Names of the adcut modules that a module imports when it is loaded (not inside functions)."""
    found = set()
    tree = ast.parse(path.read_text())
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
              for n in ast.walk(f)}
    for block in ast.walk(tree):
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING":
            inside.update(id(n) for n in ast.walk(block))
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "adcut":
            found.update({f"adcut.{a.name}" for a in node.names} if node.module == "adcut" else {node.module})
        elif isinstance(node, ast.Import):
            found.update(a.name for a in node.names if a.name.split(".")[0] == "adcut")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_arrows_point_one_way(path: Path) -> None:
    relative = path.relative_to(PACKAGE).with_suffix("")
    own = relative.parts[0]
    if own in ("__init__", "__main__"):
        return
    level = LEVEL.get(own, TOP)
    for name in imports_at_load(path):
        other = room(name)
        if other in ("", own):
            continue
        assert LEVEL.get(other, TOP) <= level, f"{own} may not import {other}"
        if {own, other} in ({"readers", "writers"}, {"readers", "importers"}):
            pytest.fail(f"{own} and {other} never see each other")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_product_knows_nothing_of_training_and_tests(path: Path) -> None:
    text = path.read_text()
    for name in ("import training", "from training.", "import tests", "from tests", "import pickle", "shell=True"):
        assert name not in text


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_have_one_purpose(path: Path) -> None:
    assert path.stem not in {"utils", "common", "helpers", "manager"}
    assert len(path.read_text().splitlines()) <= 450


def loaded_by(code: str) -> set[str]:
    out = subprocess.run([sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True,
                         text=True, check=True)
    return {name.split(".")[0] for name in out.stdout.split()}


HEAVY = {"sklearn", "scipy", "joblib", "pandas", "matplotlib", "click", "tqdm", "dask", "sqlite3"}


def test_import_loads_nothing_heavy() -> None:
    assert not loaded_by("import adcut") & {*HEAVY, "numpy"}


def test_detection_loads_numpy_only() -> None:
    path = ROOT / "labeled" / "authored" / "episodes" / "reference.md"
    loaded = loaded_by(f"import adcut\nadcut.detect(adcut.read({str(path)!r})).cuts")
    assert not loaded & HEAVY
