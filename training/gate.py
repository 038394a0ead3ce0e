"""The quick check of CI: `python -m training.gate [--corpus DIR]`.

Scores the shipped model on the reference episode, which must come out exactly, and on labelled
texts, and compares with the floors of reports/baseline.json. These are training-fit figures: the
model has seen these texts, so they show that nothing broke, not how well unseen shows do. That is
what `python -m training.evaluate` measures; the gate only checks that reports/metrics.csv, where it
exists, was measured with this model and these labels.

Sets: `authored`, always; `mainstream` and `sample` (of every other source the `SAMPLED` episodes
with the least digest) where the corpus is. Prints one line a fault and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adcut import boundaries, read_bytes
from adcut.api import detect
from adcut.artifact import load
from adcut.errors import AdcutError
from adcut.transcript import Transcript
from training.corpus import ROOT, UNLEARNED, Label, LabelError, corpus_dir, read_labels, text_path
from training.digests import labels_sha256, model_sha256, sha256
from training.measures import Counts, measure

__all__ = ["BASELINE", "EPSILON", "EPSILON_REASON", "HIGHER", "LOWER", "Figures", "Found", "GateError", "broken_floors",
           "compare", "figures", "metrics_faults", "read_baseline", "reference_faults", "shipped_cuts"]  # fmt: skip

BASELINE = ROOT / "reports" / "baseline.json"
METRICS = ROOT / "reports" / "metrics.csv"
EPSILON = 0.003
EPSILON_REASON = (
    "sums in another order on another machine may move one sentence, about 15 of 14,000 ad words, "
    "and with it one break of dozens, over a threshold"
)
REPIN = "read the figures, then run: python -m training.freeze"
REMEASURE = "run: python -m training.evaluate"

HIGHER = ("word_f1", "break_f05")
"""Measures that must not fall, within EPSILON."""

LOWER = ("false_cuts",)
"""Measures that must not rise: counts, without any tolerance."""

SAMPLED = 1
"""Episodes of each source in `sample`; more would take CI over a minute."""

REFERENCE_IDS = ("authored/reference", "sed/episode-746")
SPONSORS = ("Mesosphere", "Manifold", "Datadog", "Wix")
MARKLESS_IDS = ("sed/episode-746",)
"""Of these the cuts must be the same without the section marks."""

MARK = re.compile(r"^\[(?:SPONSOR MESSAGE|INTERVIEW CONTINUED)\]\n\n?", re.MULTILINE)
"""Marks that a reference transcript may lack: the cuts must be the same without them."""

_STAMP = re.compile(r"(model|labels)_sha256\W+([0-9a-f]{12,64})\b")

Found = tuple[int, int, str | None]
"""A cut: half-open range of code points and the sponsor."""

FindCuts = Callable[[Transcript], Sequence[Found]]


class GateError(ValueError):
    """A file that the gate reads is not what it should be."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the gate has measured.

    counts: by set; faults: lines on what is wrong whatever the floors: the reference episode, texts.
    """

    model_sha256: str
    labels_sha256: str
    counts: Mapping[str, Counts]
    faults: tuple[str, ...]

    @property
    def values(self) -> dict[str, dict[str, float]]:
        """The measures of each set; one that is undefined there, as F0.5 without breaks, is left out."""
        result: dict[str, dict[str, float]] = {}
        for name, c in self.counts.items():
            result[name] = {"word_f1": round(c.f1, 4), "false_cuts": c.false_breaks}
            if c.breaks:
                result[name]["break_f05"] = round(c.break_f05, 4)
        return result

    @property
    def episodes(self) -> dict[str, int]:
        """The number of episodes of each set."""
        return {name: c.episodes for name, c in self.counts.items()}


def shipped_cuts(transcript: Transcript) -> list[Found]:
    """Return what the shipped model cuts by default."""
    return [(*read.source, read.sponsor) for read in detect(transcript).reads if read.cut]


def episode_sets(labels: Iterable[Label], corpus: bool) -> dict[str, list[Label]]:
    """Return the labels of each set, in a fixed order; only `authored` without a corpus."""
    by_source: dict[str, list[Label]] = {}
    for label in sorted(labels, key=lambda label: label.id):
        by_source.setdefault(label.source, []).append(label)
    sets = {"authored": by_source.pop("authored", [])}
    if corpus:
        sets["mainstream"] = by_source.pop("mainstream", [])
        sets["sample"] = [label for some in by_source.values()
                          for label in sorted(some, key=lambda label: label.sha256)[:SAMPLED]]
    return {name: some for name, some in sets.items() if some}


def figures(labels: Sequence[Label], corpus: Path | None, model: str, find: FindCuts = shipped_cuts,
            unlearned: Sequence[Label] = ()) -> Figures:
    """Measure everything.

    Parameters
    ----------
    labels
        All labels, also of texts that are not at hand: their digest is that of the whole.
    corpus
        The corpus folder; None: only the authored texts are measured.
    model
        Digest of the model behind `find`.
    unlearned
        Labels of texts that the model did not learn from, sets of their own by source.
    """
    faults: list[str] = []
    counts: dict[str, Counts] = {}
    cuts: dict[str, Sequence[Found]] = {}
    of_others = {label.source: [other for other in unlearned if other.source == label.source] for label in unlearned}
    for name, some in (episode_sets(labels, corpus is not None) | of_others).items():
        counts[name] = Counts()
        for label in some:
            try:
                transcript = _read(label, corpus)
            except (LabelError, OSError) as error:
                faults.append(f"{label.id}: {error}")
                continue
            cuts[label.id] = find(transcript)
            counts[name] += measure(transcript, label.spans, [(start, end) for start, end, _ in cuts[label.id]])
    for label in labels:
        if label.id in REFERENCE_IDS and text_path(label, corpus) is not None:
            try:
                faults += reference_faults(label, _read(label, corpus), find, cuts.get(label.id))
            except (LabelError, OSError) as error:
                faults.append(f"{label.id}: {error}")
    if REFERENCE_IDS[0] not in {label.id for label in labels}:
        faults.append(f"{REFERENCE_IDS[0]}: not labelled, so the reference episode was not checked")
    return Figures(model, labels_sha256(labels), counts, tuple(dict.fromkeys(faults)))


def _read(label: Label, corpus: Path | None) -> Transcript:
    path = text_path(label, corpus)
    assert path is not None
    data = path.read_bytes()
    if sha256(data) != label.sha256:
        raise LabelError(f"{path} has sha256 {sha256(data)[:12]}, labelled was {label.sha256[:12]}")
    return read_bytes(data, path=str(path))


def reference_faults(label: Label, transcript: Transcript, find: FindCuts,
                     found: Sequence[Found] | None = None) -> list[str]:
    """Return what differs from the four labelled reads, with the transcript's marks and without them.

    Parameters
    ----------
    found
        The cuts of the transcript as it is, where they are known already.
    """
    truth = [(s.start, s.end, s.sponsor) for s in label.spans if s.category == "sponsor"]
    if tuple(sponsor for _, _, sponsor in truth) != SPONSORS:
        return [f"{label.id}: the labels must name the sponsors {', '.join(SPONSORS)}"]
    faults = _differences(f"{label.id} with marks", found if found is not None else find(transcript), truth)
    if label.id not in MARKLESS_IDS:
        return faults
    removed = [m.span() for m in MARK.finditer(transcript.text)]
    if not removed:
        return [*faults, f"{label.id}: has no [SPONSOR MESSAGE] marks to remove"]

    def moved(place: int) -> int:
        return place - sum(min(end, place) - start for start, end in removed if start < place)

    bare = read_bytes(MARK.sub("", transcript.text).encode(), path=transcript.path)
    truth = [(moved(start), moved(end), sponsor) for start, end, sponsor in truth]
    return faults + _differences(f"{label.id} without marks", find(bare), truth)


def _differences(name: str, found: Iterable[Found], truth: Iterable[tuple[int, int, str]]) -> list[str]:
    def shown(cuts: Iterable[Found]) -> str:
        return ", ".join(f"{start}:{end} {sponsor}" for start, end, sponsor in cuts) or "none"

    found, truth = list(found), list(truth)
    return [] if found == truth else [f"{name}: cuts {shown(found)}; must be {shown(truth)}"]


def read_baseline(path: Path = BASELINE) -> dict[str, Any]:
    """Return the pinned floors.

    Raises
    ------
    GateError
        There is no such file, or it lacks something.
    """
    try:
        baseline = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GateError(f"{path}: missing; {REPIN}") from None
    except ValueError as error:
        raise GateError(f"{path}: not JSON ({error}); restore it from git") from error
    wanted: dict[str, type] = {"model_sha256": str, "labels_sha256": str, "episodes": dict, "floors": dict,
                               "epsilon": dict}
    for key, kind in wanted.items():
        if not isinstance(baseline, dict) or not isinstance(baseline.get(key), kind):
            raise GateError(f"{path}: lacks {key!r}; restore it from git")
    for name, floors in baseline["floors"].items():
        if unknown := floors.keys() - {*HIGHER, *LOWER}:
            raise GateError(f"{path}: floors of {name}: unknown measure {', '.join(sorted(unknown))}")
    if not isinstance(baseline["epsilon"].get("value"), int | float):
        raise GateError(f"{path}: epsilon lacks 'value'; restore it from git")
    return dict(baseline)


def compare(measured: Figures, baseline: Mapping[str, Any]) -> list[str]:
    """Return one line a fault: pins that no longer hold, broken floors, and the faults found on the way."""
    faults = list(measured.faults)
    if measured.labels_sha256 != baseline["labels_sha256"]:
        return [*faults, f"labels or texts changed ({measured.labels_sha256[:12]}, pinned "
                         f"{baseline['labels_sha256'][:12]}), so the floors are of others; {REPIN}"]
    if measured.model_sha256 != baseline["model_sha256"]:
        faults.append(f"the model changed ({measured.model_sha256[:12]}, pinned {baseline['model_sha256'][:12]}); "
                      f"{REPIN}")
    for name, count in measured.episodes.items():
        pinned = baseline["episodes"].get(name)
        if pinned != count:
            faults.append(f"{name}: {count} episodes, pinned {pinned}; fetch what is missing, or {REPIN}")
    return faults + broken_floors(measured.values, baseline["floors"], baseline["epsilon"]["value"])


def broken_floors(values: Mapping[str, Mapping[str, float]], floors: Mapping[str, Mapping[str, float]],
                  epsilon: float) -> list[str]:
    """Return one line a broken floor; sets that were not measured are passed over."""
    faults = []
    for name, measures in floors.items():
        for measure_name, floor in measures.items() if name in values else ():
            value = values[name].get(measure_name)
            if value is None:
                faults.append(f"{name} {measure_name}: undefined, floor {floor:g}")
            elif measure_name in HIGHER and value < floor - epsilon:
                faults.append(f"{name} {measure_name}: {value:.4f}, floor {floor:.4f}")
            elif measure_name in LOWER and value > floor:
                faults.append(f"{name} {measure_name}: {value:g}, at most {floor:g}")
    return faults


def metrics_faults(path: Path, model: str, labels: str) -> list[str]:
    """Return what keeps metrics.csv from being the figures of this model and these labels; none without a file.

    The file says what it was measured on in lines before its header, `# model_sha256=... labels_sha256=...`,
    or in columns of these names; at least twelve digits of each.
    """
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    stamps = {kind: {digest} for kind, digest in _STAMP.findall("\n".join(comments))}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        for kind in ("model", "labels"):
            if row.get(f"{kind}_sha256"):
                stamps.setdefault(kind, set()).add(row[f"{kind}_sha256"])
    faults = []
    for kind, digest in (("model", model), ("labels", labels)):
        stamped = sorted(stamps.get(kind, ()))
        if not stamped:
            faults.append(f"{path.name}: does not say which {kind} it was measured with; {REMEASURE}")
        elif not all(len(stamp) >= 12 and digest.startswith(stamp) for stamp in stamped):
            others = ", ".join(stamp[:12] for stamp in stamped)
            faults.append(f"{path.name}: measured with {kind} {others}, these are {digest[:12]}; {REMEASURE}")
    return faults


def sentence_faults(header: Mapping[str, Any], found: str) -> list[str]:
    """Return what is wrong where the sentences of text without full stops are not those that a model learned from."""
    learned = header["training"].get("boundaries_sha256")
    if learned == found:
        return []
    return [f"{boundaries.FILE.name}: the model learned from sentences of {str(learned)[:12]}, these are {found[:12]}; "
            "run: python -m training.train"]


def table(measured: Figures) -> str:
    """Return the figures for people to read."""
    lines = ["training-fit figures but for labeled/unlearned: the texts of authored, mainstream and sample were learned from; "
             "shows left out are in reports/metrics.csv"]
    for name, values in measured.values.items():
        shown = "  ".join(f"{key} {values[key]:g}" for key in (*HIGHER, *LOWER) if key in values)
        lines.append(f"{name:<11}{measured.episodes[name]:>4} episodes  {shown}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.gate", description="The quick check of CI.")
    parser.add_argument("--corpus", help="folder of the real transcripts (default: ADCUT_CORPUS)")
    options = parser.parse_args(arguments)
    corpus = corpus_dir(options.corpus)
    try:
        loaded = load()
        model = model_sha256(loaded)
        baseline = read_baseline(BASELINE)
        measured = figures(read_labels(), corpus, model, unlearned=read_labels([UNLEARNED]))
    except (AdcutError, GateError, LabelError) as error:
        print(f"gate: {error}", file=sys.stderr)
        return 1
    print(table(measured))
    unchecked = sorted(baseline["floors"].keys() - measured.counts.keys())
    if unchecked:
        print(f"not checked, for want of a corpus (--corpus DIR or ADCUT_CORPUS): {', '.join(unchecked)}")
    faults = compare(measured, baseline) + metrics_faults(METRICS, model, measured.labels_sha256)
    faults += sentence_faults(loaded.header, sha256(boundaries.FILE.read_bytes()))
    for fault in faults:
        print(f"gate: {fault}", file=sys.stderr)
    if not faults:
        print("gate: passed")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
