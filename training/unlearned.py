"""How right the shipped model is about shows that it never learned from, and that every contributor has.

    python -m training.unlearned

The episodes of labeled/unlearned were written for this: no model learns from them, so that anybody can see without the
real transcripts what a change does to shows nobody has met. Writes reports/unlearned.md. Real shows left out are the
measure that counts (reports/metrics.csv): written ones are cleaner than real ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from adcut import artifact
from adcut.artifact import Model
from adcut.files import write_whole
from adcut.scorer import score_sentences
from adcut.spans import ReadSpan, SpanPolicy, find_reads
from training.corpus import ADS, UNLEARNED, Episode, load_all, read_labels
from training.evaluate import cut_spans, sponsor_names
from training.formats import measured
from training.measures import Counts, measure

REPORT = Path(__file__).resolve().parent.parent / "reports" / "unlearned.md"
SETS = {
    "ordinary": "shows as there are many: one to three breaks, trailers, offers of their own, closing credits",
    "tempting": "talk that sounds like advertising, and ads that sound like talk; three have none",
    "offers": "short ones around what shows offer themselves; six have no ads",
}
"""What the episodes of each set are like."""


def episodes() -> list[Episode]:
    """Return the episodes of all sets."""
    return list(load_all(None, read_labels([UNLEARNED])))


def found(episode: Episode, model: Model, policy: SpanPolicy) -> list[ReadSpan]:
    """Return what is cut of an episode."""
    reads = find_reads(episode.sentences, score_sentences(episode.sentences, model), policy)
    return [read for read in reads if read.category in ADS and read.score >= policy.threshold]


def counted(episode: Episode, reads: Sequence[ReadSpan]) -> Counts:
    """Return the counts of an episode of which some reads are cut."""
    ranges = [(int(episode.start[a]), int(episode.end[b - 1])) for a, b in cut_spans(reads)]
    return measure(episode.transcript, episode.label.spans, ranges)


def by_set(given: Sequence[Episode], model: Model, policy: SpanPolicy) -> dict[str, Counts]:
    """Return the counts of each set."""
    result: dict[str, Counts] = {}
    for episode in given:
        name = episode.label.source
        result[name] = result.get(name, Counts()) + counted(episode, found(episode, model, policy))
    return result


def by_format(given: Sequence[Episode], model: Model, policy: SpanPolicy) -> dict[str, Counts]:
    """Return the counts of some episodes as they came and written anew in other formats."""
    result: dict[str, Counts] = {}
    for episode in given:
        for name, counts in measured(episode, model, policy):
            result[name] = result.get(name, Counts()) + counts
    return result


def report(given: Sequence[Episode], model: Model) -> str:
    """Return the report as Markdown."""
    policy = SpanPolicy.for_mode(model)
    sets = by_set(given, model, policy)
    right, wrong, silent = sponsor_names(given, [found(episode, model, policy) for episode in given])
    rows = [f"| {name} | {c.episodes} | {c.words:,} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} | {c.break_f05:.3f} | "
            f"{c.content_lost:.1f} | {c.false_breaks} in {c.clean} |" for name, c in sets.items()]
    ordinary = [episode for episode in given if episode.label.source == "ordinary"]
    formats = [f"| {name} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} |"
               for name, c in by_format(ordinary, model, policy).items()]
    return "\n".join([
        "# Written shows that the model never learned from", "",
        "Made by `python -m training.unlearned` with the texts of labeled/unlearned: balanced mode, the shipped model. No model "
        "learns from them, but rules of adcut/signoff.py, memberships.py, own_offers.py and credits.py were written with their "
        "mistakes in view, so that the figures are kind. Real shows left out are the measure that counts (tables.md).", "",
        *(f"- {name}: {what}" for name, what in SETS.items()), "",
        "| set | episodes | words | word P | word R | word F1 | break F0.5 | content lost s/h | false breaks |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |", *rows, "",
        f"Of the sponsor reads found {right} are named rightly, {wrong} wrongly, {silent} not at all.", "",
        "## The ordinary ones in other formats", "",
        "| format | word P | word R | word F1 |", "| --- | --- | --- | --- |", *formats, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.unlearned", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.parse_args(arguments)
    write_whole(REPORT, report(episodes(), artifact.load()).encode())
    print(f"{REPORT}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
