"""reports/model_card.md: what the shipped model is, what it was made from, how right it is and where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.measures import Counts
from training.support import LEAST_SHOWS
from training.tables import COMMAND, markdown

__all__ = ["model_card"]

SHOWN = ("mainstream", "lenny", "talkpython", "changelog", "conduit", "wan", "mbmbam", "all")


def model_card(header: Mapping[str, Any], parameters: Mapping[str, int], counts: Mapping[str, Mapping[str, Counts]],
               brier: float, sponsors: tuple[int, int, int], digest: str) -> str:
    """Return the page.

    Parameters
    ----------
    header
        The model's own header.
    parameters
        Number of stored weights by part.
    counts
        Counts by mode and group on shows left out.
    sponsors
        Sponsor reads found that are named rightly, wrongly and not at all.
    digest
        SHA-256 of the labels.
    """
    made = header["training"]
    facts = [
        ("name", f"{header['name']} {header['version']}"),
        ("file", f"`adcut/data/model.npz`, {header['bytes'] / 1e6:.1f} MB, sha256 `{header['sha256'][:16]}`"),
        ("language", "English"),
        ("input", "sentences of a transcript, with those around them; no audio, no network"),
        ("output", "calibrated probability of an ad, shares of five categories, log-odds of a read's first and last sentence"),
        ("trained on", f"{made['episodes']} labelled episodes and single texts, {made['sentences']:,} sentences; labels sha256 "
                       f"`{digest[:16]}`; besides {made['windows']} episodes read in windows, in none of the figures"),
        ("made by", f"`python -m training.train --corpus DIR`, numpy {made['numpy']}, scikit-learn {made['scikit-learn']}"),
        ("thresholds", ", ".join(f"{mode} {value}" for mode, value in header["thresholds"].items())),
    ]
    rows = []
    for group in SHOWN:
        c = counts["balanced"][group]
        rows.append([group, c.episodes, f"{c.precision:.3f}", f"{c.recall:.3f}", f"{c.f1:.3f}", f"{c.break_f05:.2f}",
                     f"{c.content_lost:.1f}"])
    modes = [[mode, f"{100 * by['all'].ad_left:.0f} %", f"{by['all'].content_lost:.1f}", by["all"].false_breaks,
              by["all"].clean] for mode, by in counts.items()]
    right, wrong, silent = sponsors
    named = right + wrong + silent
    parts = [
        f"# Model card\n\nMade by {COMMAND}.\n\n", markdown(("", ""), facts),
        "\n## How it decides\n\n"
        "1. A linear model of words, pairs and triples that at least {}, {} and {} shows say, of the sentence and those "
        "around it.\n".format(*LEAST_SHOWS) +
        "2. Small networks over how stage 1 scored the neighbourhood, cue words and phrases, rare words and the place in "
        "the episode.\n"
        "3. Small networks over what stage 2 said of the neighbourhood, so that a story inside a read stays inside.\n\n"
        "Where a text has no full stops, sentences begin where a table of the words around each gap says so "
        "(`python -m training.boundaries`); it has learned from unlabelled episodes of the shows below but mainstream. "
        "Where a file names its speakers, what a voice says that is heard in one short stretch only counts a little more for an "
        "ad, and so does a sentence that says in so many words who pays for the show. "
        "Calibrated scores and the log-odds of edges then choose the best path through inside and outside. Of the ads found "
        "so, what the host announces or offers for the show itself, by what opens it and by whose address it gives, is kept. "
        "Weights: "
        + ", ".join(f"{name} {number:,}" for name, number in parameters.items()) + ".\n",
        "\n## How right it is about shows it has never seen\n\n"
        "Every show was scored by models that had not seen it (balanced mode):\n\n",
        markdown(("show", "episodes", "word P", "word R", "word F1", "break F0.5", "content lost s/h"), rows),
        "\n", markdown(("mode", "ad words left in", "content lost s/h", "false breaks", "in ad-free episodes"), modes),
        f"\nBrier score of a sentence {brier:.4f}. Sponsor named rightly in {right} of {named} reads found that name one, "
        f"wrongly in {wrong}. More in [tables.md](tables.md), [errors.md](errors.md) and the plots:\n\n",
        "".join(f"![{title}]({file})\n" for title, file in (
            ("Precision and recall by show", "precision-recall.png"), ("Calibration", "calibration.png"),
            ("Boundary errors", "boundaries.png"), ("Reads found by length and place", "found.png"))),
        "\n## What it is for, and what not\n\n"
        "- Cutting ads from transcripts and, by the cut lists, from audio; where a wrong cut would hurt, look through "
        "`adcut review` first.\n"
        "- Not for other languages, nor for deciding whether an advertiser disclosed an ad: it knows wording, not contracts.\n"
        "- Known to miss: long improvised reads that are mostly stories, trailers of other shows without an address, "
        "and the first words of reads that begin softly. Known to cut wrongly: the show's own courses and memberships where "
        "they sound like a sponsor's.\n"
        "- Labels were made by careful reading, not by the shows; they hold mistakes. Training texts of real shows are not "
        "part of the model beyond single words, pairs and triples that several shows say.\n",
    ]
    return "".join(parts)
