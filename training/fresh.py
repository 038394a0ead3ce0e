"""The shipped model on further episodes of shows it knows: `python -m training.fresh --corpus DIR`.

The labels of labeled/fresh are of episodes that no model has learned from, of shows that it has learned
from. What is found in them is what a user finds in the next episode of such a show; shows that no model
knows are measured by `training.evaluate`. Writes reports/fresh.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import adcut
from adcut.artifact import load
from adcut.files import write_whole
from training.corpus import ROOT, Label, corpus_dir, read_fresh_labels
from training.digests import model_sha256
from training.measures import Counts, measure

REPORT = ROOT / "reports" / "fresh.md"


def counted(labels: Iterable[Label], corpus: Path) -> dict[str, Counts]:
    """Return the counts of what is cut by default, of each source and of all."""
    result: dict[str, Counts] = {}
    for label in labels:
        transcript = adcut.read(corpus / label.file)
        cuts = [read.source for read in adcut.detect(transcript).reads if read.cut]
        counts = measure(transcript, label.spans, cuts)
        for name in (label.source, "all"):
            result[name] = result[name] + counts if name in result else counts
    return result


def table(counts: dict[str, Counts]) -> str:
    """Return the report."""
    rows = ["| source | episodes | word P | word R | word F1 | break F0.5 | content lost s/h | without ads | false breaks |",
            "|" + " --- |" * 9]
    for name in sorted(counts, key=lambda name: (name == "all", name)):
        c = counts[name]
        breaks = f"{c.break_f05:.2f}" if c.breaks else ""
        rows.append(f"| {name} | {c.episodes} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} | {breaks} | "
                    f"{c.content_lost:.1f} | {c.clean} | {c.false_breaks} |")
    return "\n".join([
        "# Further episodes of known shows", "",
        "Made by `python -m training.fresh --corpus DIR`: the shipped model, balanced, on the episodes of labeled/fresh,",
        "which it has not learned from, of shows that it has. They were read in windows that an earlier model and a list",
        "of cues proposed, so an ad without any cue counts as content, and recall is a little kind. Of btb, changelog,",
        "level1 and officeladies only episodes are here in which that model had seen something: the hard ones. Shows",
        "that the model does not know are in [tables.md](tables.md).", "", f"Model {model_sha256(load())[:12]}.", "", *rows, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.fresh")
    parser.add_argument("--corpus")
    corpus = corpus_dir(parser.parse_args(arguments).corpus)
    if corpus is None:
        print("training.fresh: needs the transcripts; give --corpus DIR or set ADCUT_CORPUS", file=sys.stderr)
        return 1
    write_whole(REPORT, table(counted(read_fresh_labels(), corpus)).encode())
    print(REPORT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
