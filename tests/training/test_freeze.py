"""Floors rise, and fall only with a reason that stays in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import freeze, gate
from training.measures import Counts


def measured(tp: int = 90, false_breaks: int = 0, faults: tuple[str, ...] = ()) -> gate.Figures:
    counts = Counts(tp=tp, fp=100 - tp, fn=100 - tp, words=1000, breaks=(1.0,), false_breaks=false_breaks, episodes=1)
    return gate.Figures("a" * 64, "b" * 64, {"authored": counts}, faults)


def test_what_is_frozen_passes_the_gate() -> None:
    baseline = freeze.frozen(measured(), None)
    assert baseline["floors"] == {"authored": {"word_f1": 0.9, "break_f05": 1.0, "false_cuts": 0}}
    assert baseline["epsilon"]["reason"] and baseline["regressions"] == []
    assert gate.compare(measured(), baseline) == []


def test_floors_rise_and_noise_leaves_them() -> None:
    old = freeze.frozen(measured(), None)
    assert freeze.frozen(measured(95), old)["floors"]["authored"]["word_f1"] == 0.95
    old["floors"]["authored"]["word_f1"] = 0.902
    assert freeze.frozen(measured(), old)["floors"]["authored"]["word_f1"] == 0.902


@pytest.mark.parametrize("worse", [measured(80), measured(false_breaks=1)], ids=["f1", "false cuts"])
def test_a_floor_falls_only_with_a_reason(worse: gate.Figures) -> None:
    old = freeze.frozen(measured(), None)
    with pytest.raises(gate.GateError, match="--allow-regression"):
        freeze.frozen(worse, old)
    new = freeze.frozen(worse, old, "labels corrected")
    assert gate.compare(worse, new) == []
    assert [entry["reason"] for entry in new["regressions"]] == ["labels corrected"]
    assert len(new["regressions"][0]["lowered"]) == 1
    assert freeze.frozen(measured(), new)["regressions"] == new["regressions"], "the reason stays"


def test_a_reason_without_a_regression_is_not_recorded() -> None:
    assert freeze.frozen(measured(), freeze.frozen(measured(), None), "just in case")["regressions"] == []


def test_faults_and_unmeasured_sets_are_not_frozen() -> None:
    with pytest.raises(gate.GateError, match="reference"):
        freeze.frozen(measured(faults=("reference: wrong",)), None, "why")
    old = freeze.frozen(measured(), None)
    old["floors"]["mainstream"] = {"word_f1": 0.9}
    with pytest.raises(gate.GateError, match="mainstream"):
        freeze.frozen(measured(), old, "why")


def test_the_command_writes_whole_or_leaves_the_file(tmp_path: Path, monkeypatch, capsys) -> None:
    path = tmp_path / "reports" / "baseline.json"
    figures = [measured(), measured(80), measured(80)]
    monkeypatch.setattr(gate, "BASELINE", path)
    monkeypatch.setattr(freeze, "load", lambda: None)
    monkeypatch.setattr(freeze, "model_sha256", lambda model: "a" * 64)
    monkeypatch.setattr(gate, "figures", lambda labels, corpus, model, unlearned: figures.pop(0))
    assert freeze.main([]) == 0
    first = path.read_bytes()
    assert gate.read_baseline(path)["floors"]["authored"]["word_f1"] == 0.9
    assert freeze.main([]) == 1
    assert path.read_bytes() == first and "lowered" in capsys.readouterr().err
    assert freeze.main(["--allow-regression", "new labels"]) == 0
    assert json.loads(path.read_text())["regressions"][0]["reason"] == "new labels"
    assert [p.name for p in path.parent.iterdir()] == ["baseline.json"]


def test_an_empty_reason_is_none(capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        freeze.main(["--allow-regression", "  "])
    assert "needs a reason" in capsys.readouterr().err
