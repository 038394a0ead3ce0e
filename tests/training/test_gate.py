"""The gate fails on each thing it is there for, and only then; hand-made texts, no model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from adcut import boundaries, read_text
from adcut.errors import ModelMissingError
from training import gate
from training.corpus import Label, LabelError, Span
from training.digests import labels_sha256, sha256
from training.measures import Counts

BLOCK = ("[SPONSOR MESSAGE]\n\n**[00:0{0}:00] JM:** Buy {1} now, dear listener, it is very good.\n\n"
         "[INTERVIEW CONTINUED]\n\n")
TEXT = "**[00:00:00] JM:** Talk about bridges.\n\n" + "".join(
    BLOCK.format(2 * i + 1, name) + f"**[00:0{2 * i + 2}:00] GS:** More talk about bridges.\n\n"
    for i, name in enumerate(gate.SPONSORS))
LABELS = "b" * 64
MODEL = "a" * 64


def spans() -> tuple[Span, ...]:
    found = ((TEXT.index(f"Buy {name}"), name) for name in gate.SPONSORS)
    return tuple(Span(at, TEXT.index("good.", at) + 5, "sponsor", name) for at, name in found)


LABEL = Label("sed/episode-746", "s", "labeled/x.md", "0" * 64, spans())


def find(transcript) -> list[gate.Found]:
    """A detector that knows the four reads by heart."""
    text = transcript.text
    return [(text.index(f"Buy {name}"), text.index("good.", text.index(f"Buy {name}")) + 5, name)
            for name in gate.SPONSORS]


def measured(**changes) -> gate.Figures:
    counts = {"authored": Counts(tp=90, fp=10, fn=10, words=1000, breaks=(1.0, 0.8), episodes=2)}
    return replace(gate.Figures(MODEL, LABELS, counts, ()), **changes)


def baseline(**floors: float) -> dict:
    authored = {"word_f1": 0.9, "break_f05": 0.9, "false_cuts": 0} | floors
    return {"model_sha256": MODEL, "labels_sha256": LABELS, "episodes": {"authored": 2},
            "floors": {"authored": authored}, "epsilon": {"value": 0.003, "reason": "."}}


def test_the_exact_reference_passes_with_and_without_marks() -> None:
    assert gate.reference_faults(LABEL, read_text(TEXT), find) == []


@pytest.mark.parametrize("spoil", [
    lambda cuts: cuts[:3],
    lambda cuts: [(cuts[0][0] + 1, *cuts[0][1:]), *cuts[1:]],
    lambda cuts: [(*cuts[0][:2], None), *cuts[1:]],
    lambda cuts: [(0, 5, "Acme"), *cuts],
], ids=["missed", "one character late", "unnamed", "false"])
def test_any_other_cut_of_the_reference_is_a_fault(spoil) -> None:
    def only_without_marks(transcript):
        return find(transcript) if "[SPONSOR" in transcript.text else spoil(find(transcript))

    both = gate.reference_faults(LABEL, read_text(TEXT), lambda t: spoil(find(t)))
    assert [fault.split(":")[0] for fault in both] == ["sed/episode-746 with marks",
                                                       "sed/episode-746 without marks"]
    assert len(gate.reference_faults(LABEL, read_text(TEXT), only_without_marks)) == 1


def test_a_reference_without_marks_or_with_other_sponsors_checks_nothing_and_says_so() -> None:
    other = replace(LABEL, spans=LABEL.spans[:2])
    assert "must name the sponsors" in gate.reference_faults(other, read_text(TEXT), find)[0]
    bare = gate.MARK.sub("", TEXT)
    assert any("marks to remove" in f for f in gate.reference_faults(LABEL, read_text(bare), find))


def test_equal_figures_and_noise_pass() -> None:
    assert gate.compare(measured(), baseline()) == []
    assert gate.compare(measured(), baseline(word_f1=0.9029)) == []


@pytest.mark.parametrize(("floors", "line"), [
    ({"word_f1": 0.9031}, "authored word_f1: 0.9000, floor 0.9031"),
    ({"break_f05": 0.95}, "authored break_f05: 0.9000, floor 0.9500"),
])
def test_a_broken_floor_is_one_line(floors: dict[str, float], line: str) -> None:
    assert gate.compare(measured(), baseline(**floors)) == [line]


def test_one_false_cut_more_is_a_fault() -> None:
    counts = {"authored": replace(measured().counts["authored"], false_breaks=1)}
    assert gate.compare(measured(counts=counts), baseline()) == ["authored false_cuts: 1, at most 0"]


def test_another_model_is_still_held_to_the_floors() -> None:
    faults = gate.compare(measured(model_sha256="c" * 64), baseline(word_f1=0.95))
    assert len(faults) == 2 and "training.freeze" in faults[0] and "floor 0.9500" in faults[1]


def test_other_labels_ask_for_a_new_pin_and_compare_nothing() -> None:
    faults = gate.compare(measured(labels_sha256="c" * 64), baseline(word_f1=0.95))
    assert len(faults) == 1 and "training.freeze" in faults[0]


def test_an_episode_less_is_a_fault_and_a_set_without_corpus_is_none() -> None:
    pinned = baseline()
    pinned["episodes"]["authored"] = 3
    pinned["floors"]["mainstream"] = {"word_f1": 0.99}
    assert len(gate.compare(measured(), pinned)) == 1


def test_the_digest_changes_with_spans_and_texts_but_not_with_order() -> None:
    other = replace(LABEL, id="authored/other")
    assert labels_sha256([LABEL, other]) == labels_sha256([other, LABEL])
    assert len({labels_sha256([x]) for x in (LABEL, replace(LABEL, sha256="1" * 64), replace(LABEL, spans=()))}) == 3


def test_a_set_takes_all_authored_and_mainstream_and_few_of_the_others() -> None:
    labels = [Label(f"{source}/{i}", "s", "raw/x", f"{9 - i}", ()) for source in ("authored", "mainstream", "wan")
              for i in range(3)]
    sets = gate.episode_sets(labels, corpus=True)
    assert {name: len(some) for name, some in sets.items()} == {"authored": 3, "mainstream": 3, "sample": gate.SAMPLED}
    assert sets["sample"][0].id == "wan/2"
    assert gate.episode_sets(labels, corpus=False).keys() == {"authored"}


def test_missing_and_altered_texts_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talk.")
    labels = [Label("mainstream/a", "s", "a.txt", "0" * 64, ()), Label("mainstream/b", "s", "b.txt", "0" * 64, ())]
    faults = gate.figures(labels, tmp_path, MODEL, find).faults
    assert any("mainstream/a" in f and "sha256" in f for f in faults)
    assert any("mainstream/b" in f and "b.txt" in f for f in faults)


@pytest.mark.parametrize(("text", "faults"), [
    (f"# model_sha256={MODEL} labels_sha256={LABELS}\nsystem,f1\nx,1\n", 0),
    (f"# model_sha256: {MODEL[:12]}\n# labels_sha256: {LABELS[:12]}\nsystem,f1\nx,1\n", 0),
    (f"system,model_sha256,labels_sha256\nx,{MODEL},{LABELS}\n", 0),
    (f"system,model_sha256,labels_sha256\nx,{MODEL},{LABELS}\ny,{'c' * 64},{LABELS}\n", 1),
    (f"# model_sha256={'c' * 64} labels_sha256={LABELS}\nsystem,f1\n", 1),
    (f"system,model_sha256,labels_sha256\nx,a,{LABELS}\n", 1),
    ("system,f1\nx,1\n", 2),
], ids=["comment", "short", "columns", "mixed", "other model", "too short", "none"])
def test_metrics_must_be_of_this_model_and_these_labels(tmp_path: Path, text: str, faults: int) -> None:
    path = tmp_path / "metrics.csv"
    assert gate.metrics_faults(path, MODEL, LABELS) == []
    path.write_text(text)
    found = gate.metrics_faults(path, MODEL, LABELS)
    assert len(found) == faults and all("training.evaluate" in f for f in found)


def test_sentences_must_be_those_that_the_model_learned_from() -> None:
    assert gate.sentence_faults({"training": {"boundaries_sha256": MODEL}}, MODEL) == []
    assert "training.train" in gate.sentence_faults({"training": {}}, MODEL)[0]
    assert gate.sentence_faults({"training": {"boundaries_sha256": LABELS}}, MODEL)[0].startswith("boundaries.npz")


@pytest.mark.parametrize("spoil", [
    lambda b: b.pop("floors"), lambda b: b.update(epsilon={}), lambda b: b["floors"]["authored"].update(word_f2=1.0),
])
def test_a_malformed_baseline_is_refused(tmp_path: Path, spoil) -> None:
    path = tmp_path / "baseline.json"
    content = baseline()
    path.write_text(json.dumps(content))
    assert gate.read_baseline(path) == content
    spoil(content)
    path.write_text(json.dumps(content))
    with pytest.raises(gate.GateError, match=r"baseline\.json"):
        gate.read_baseline(path)


def test_the_command_ends_with_0_or_with_1_and_a_line_a_fault(tmp_path: Path, monkeypatch, capsys) -> None:
    path = tmp_path / "baseline.json"
    monkeypatch.setattr(gate, "BASELINE", path)
    monkeypatch.setattr(gate, "METRICS", tmp_path / "metrics.csv")
    header = {"sha256": MODEL, "training": {"boundaries_sha256": sha256(boundaries.FILE.read_bytes())}}
    monkeypatch.setattr(gate, "load", lambda: SimpleNamespace(header=header))
    monkeypatch.setattr(gate, "figures", lambda labels, corpus, model, unlearned: measured())
    assert gate.main([]) == 1
    assert "training.freeze" in capsys.readouterr().err
    path.write_text(json.dumps(baseline()))
    assert gate.main([]) == 0
    assert "training-fit" in capsys.readouterr().out
    path.write_text(json.dumps(baseline(word_f1=0.95)))
    assert gate.main([]) == 1
    assert capsys.readouterr().err == "gate: authored word_f1: 0.9000, floor 0.9500\n"


@pytest.mark.parametrize("error", [ModelMissingError("model.json"), LabelError("a.jsonl:1: lacks id")])
def test_a_model_or_labels_that_do_not_load_are_one_line(monkeypatch, capsys, error: Exception) -> None:
    def refuse() -> None:
        raise error

    monkeypatch.setattr(gate, "load", refuse)
    assert gate.main([]) == 1
    assert capsys.readouterr().err.count("\n") == 1
