"""Every measure on shows left out: `python -m training.evaluate [--corpus DIR] [--reports DIR]`.

All stages and the calibration that score an episode come from models that never saw its show; thresholds are one
for all. Writes metrics.csv (the truth), tables.md (made from it), errors.md (the gallery),
model_card.md and the plots.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from training.instructions import hold

hold()

import numpy as np

from adcut.artifact import Model, load
from adcut.files import write_whole
from adcut.scorer import Scores
from adcut.spans import ReadSpan, SpanPolicy, find_reads
from training.breakdown import labelled_reads
from training.corpus import ADS, CATEGORIES, CONTENT, ROOT, Episode, Span, corpus_dir, read_labels
from training.digests import labels_sha256, model_sha256
from training.folds import groups_of
from training.measures import Counts, measure
from training.model_card import model_card
from training.pipeline import Prepared, prepare
from training.plots import boundary_plot, calibration_plot, found_plot, precision_recall_plot
from training.tables import gallery, tables

REPORTS = ROOT / "reports"
COLUMNS = ("system", "group", "precision", "recall", "f1", "break_f05", "content_lost_s_per_h", "ad_left",
           "start_error_words", "end_error_words", "start_error_s", "end_error_s", "false_breaks", "clean_episodes",
           "episodes")  # fmt: skip
KEYWORDS = re.compile(
    r"(?i)brought to you by|sponsored by|our sponsor|promo code|use code|percent off|% off|free trial|\.com/|"
    r"dot com slash|word from|support for this"
)
"""What users grep for today: each find and its two neighbours are cut."""

Predict = Callable[[int], list[tuple[int, int]]]


def group_names(episodes: Sequence[Episode]) -> list[str]:
    """Return the group of each episode."""
    return groups_of([e.label.show for e in episodes], [e.label.source for e in episodes],
                     [len(e.sentences) for e in episodes])


def collect(episodes: Sequence[Episode], predict: Predict) -> dict[str, Counts]:
    """Return the counts of each group, of mainstream and of all real episodes."""
    result: dict[str, Counts] = {}
    for k, (episode, group) in enumerate(zip(episodes, group_names(episodes), strict=True)):
        ranges = [(int(episode.start[a]), int(episode.end[b - 1])) for a, b in predict(k)]
        counts = measure(episode.transcript, episode.label.spans, ranges)
        pools = {"mainstream": group.startswith("main"), "all": group != "authored"}
        for name in (group, *(pool for pool, member in pools.items() if member)):
            result[name] = result[name] + counts if name in result else counts
    return result


def reads_by_mode(prepared: Prepared, scores: Sequence[Scores], thresholds: Mapping[str, float],
                  ) -> dict[str, list[list[ReadSpan]]]:
    """Return what each mode but review cuts of each episode, and the show's own reads."""
    result = {}
    for mode, threshold in thresholds.items():
        if mode != "review":
            policy = SpanPolicy.of_thresholds(thresholds, mode)
            found = [find_reads(e.sentences, s, policy) for e, s in zip(prepared.episodes, scores, strict=True)]
            result[mode] = [[r for r in reads if r.category not in ADS or r.score >= threshold] for reads in found]
    return result


def cut_spans(reads: Sequence[ReadSpan]) -> list[tuple[int, int]]:
    """Return the spans that are cut by default."""
    return [(r.start, r.stop) for r in reads if r.category in ADS]


def keyword_spans(episode: Episode) -> list[tuple[int, int]]:
    """Return what a keyword list finds."""
    n = len(episode.sentences)
    found = [i for i, text in enumerate(episode.sentences.texts) if KEYWORDS.search(text)]
    return [(max(0, i - 1), min(n, i + 2)) for i in found]


def baselines(prepared: Prepared) -> Iterator[tuple[str, Predict]]:
    """Yield the systems that a detector must beat."""
    episodes = prepared.episodes
    yield "nothing is an ad", lambda k: []
    yield "everything is an ad", lambda k: [(0, len(episodes[k].sentences))]
    yield "keyword list", lambda k: keyword_spans(episodes[k])
    linear = _bare_linear(prepared)
    yield "TF-IDF + logistic regression", lambda k: linear[k]


def _bare_linear(prepared: Prepared) -> list[list[tuple[int, int]]]:
    """Return what single sentences give a linear model on shows left out: what a user would write instead."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier

    episodes = prepared.episodes
    folds = [sample.fold for sample in prepared.data.samples[: len(episodes)]]
    result: list[list[tuple[int, int]]] = [[] for _ in episodes]
    for fold in sorted(set(folds)):
        learn = [e for e, f in zip(episodes, folds, strict=True) if f != fold]
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=3)
        rows = vectorizer.fit_transform([text for e in learn for text in e.sentences.texts])
        truth = np.concatenate([e.category < len(ADS) for e in learn])
        model = SGDClassifier(loss="log_loss", alpha=1e-6, random_state=0).fit(rows, truth)
        for k, (episode, f) in enumerate(zip(episodes, folds, strict=True)):
            if f == fold and len(episode.sentences):
                ads = model.predict(vectorizer.transform(episode.sentences.texts))
                result[k] = [(i, i + 1) for i in np.flatnonzero(ads).tolist()]
    return result


def table_rows(system: str, counts: Mapping[str, Counts]) -> Iterator[list[object]]:
    """Yield one row of metrics.csv a group."""

    def mean(values: Sequence[float]) -> object:
        return round(float(np.mean(values)), 2) if values else ""

    for group in sorted(counts):
        c = counts[group]
        f05 = "" if not c.breaks else round(c.break_f05, 4)
        yield [system, group, round(c.precision, 4), round(c.recall, 4), round(c.f1, 4), f05,
               round(c.content_lost, 2), round(c.ad_left, 4), mean(c.start_errors), mean(c.end_errors),
               mean(c.start_seconds), mean(c.end_seconds), c.false_breaks, c.clean, c.episodes]  # fmt: skip


def confusion(prepared: Prepared, reads: Sequence[Sequence[ReadSpan]]) -> np.ndarray:
    """Return words by true category (rows) and predicted category (columns)."""
    table = np.zeros((len(CATEGORIES), len(CATEGORIES)))
    for episode, found in zip(prepared.episodes, reads, strict=True):
        guess = np.full(len(episode.sentences), CONTENT)
        for read in found:
            guess[read.start : read.stop] = CATEGORIES.index(read.category)
        np.add.at(table, (episode.category, guess), episode.words * episode.weight)
    return table


def reliability(prepared: Prepared, scores: Sequence[Scores], bins: int = 10) -> tuple[float, np.ndarray]:
    """Return the Brier score of sentences and, bin by bin, count, mean score and share of ads."""
    real = [k for k, e in enumerate(prepared.episodes) if e.label.source != "authored"]
    score = np.concatenate([scores[k].score for k in real])
    truth = np.concatenate([prepared.episodes[k].category < len(ADS) for k in real]).astype(float)
    weight = np.concatenate([prepared.episodes[k].weight for k in real])
    place = np.minimum((score * bins).astype(int), bins - 1)
    count = np.bincount(place, weights=weight, minlength=bins)
    safe = np.maximum(count, 1e-9)
    table = np.stack([count, np.bincount(place, weights=weight * score, minlength=bins) / safe,
                      np.bincount(place, weights=weight * truth, minlength=bins) / safe], axis=1)
    return float((weight * (score - truth) ** 2).sum() / weight.sum()), table


def sentence_curves(prepared: Prepared, scores: Sequence[Scores]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return recall and precision of words by source, as the threshold on single sentences falls."""
    result = {}
    for source in dict.fromkeys(e.label.source for e in prepared.episodes if e.label.source != "authored"):
        mine = [k for k, e in enumerate(prepared.episodes) if e.label.source == source]
        score = np.concatenate([scores[k].score for k in mine])
        weight = np.concatenate([prepared.episodes[k].words * prepared.episodes[k].weight for k in mine])
        ads = np.concatenate([prepared.episodes[k].category < len(ADS) for k in mine]) * weight
        order = np.argsort(-score, kind="stable")
        right, taken = np.cumsum(ads[order]), np.cumsum(weight[order])
        if right[-1] > 0:
            result[source] = (right / right[-1], right / np.maximum(taken, 1e-9))
    return result


def parameters(model: Model) -> dict[str, int]:
    """Return how many weights each part of a model stores."""
    return {"stage 1": sum(table.size for table in model.linear.tables),
            "stage 2": model.net.hidden.size + model.net.output.size,
            "stage 3": model.context.hidden.size + model.context.output.size}


def sponsor_names(episodes: Sequence[Episode], reads: Sequence[Sequence[ReadSpan]]) -> tuple[int, int, int]:
    """Return how many reads are named rightly, wrongly and not at all, of the true sponsor reads found that name one.

    A read names its sponsor where its words hold the label's name: none that says "our own courses", nor
    one in which the speech recognition heard another name.
    """
    right = wrong = silent = 0
    for episode, found in zip(episodes, reads, strict=True):
        for span in episode.label.spans:
            if span.category != "sponsor" or not span.sponsor or not _is_said(episode, span):
                continue
            best = max(found, key=lambda r: _overlap(episode, r, span.start, span.end), default=None)
            if best is None or _overlap(episode, best, span.start, span.end) < 0.5 * (span.end - span.start):
                continue
            if best.sponsor is None:
                silent += 1
            elif same_name(best.sponsor, span.sponsor):
                right += 1
            else:
                wrong += 1
    return right, wrong, silent


def _overlap(episode: Episode, read: ReadSpan, start: int, end: int) -> int:
    return max(0, min(int(episode.end[read.stop - 1]), end) - max(int(episode.start[read.start]), start))


def same_name(found: str, true: str) -> bool:
    """Tell whether two names mean the same: equal but for case, spaces, signs and an address's ending."""

    guess = _bare(found)
    return any(guess == name or (min(len(name), len(guess)) > 3 and (name in guess or guess in name))
               for name in _names(true))


def _names(true: str) -> list[str]:
    return [_bare(part) for part in re.split(r"[;,/(]|\band\b", true) if _bare(part)] + [_bare(true)]


def _bare(name: str) -> str:
    return re.sub(r"\.(com|io|ai|org|net|co|fm)$|[^a-z0-9]", "", name.lower().replace("&", "and"))


def _is_said(episode: Episode, span: Span) -> bool:
    said = "".join(c for c in episode.transcript.text[span.start : span.end].lower().replace("&", "and") if c.isalnum())
    return any(name in said for name in _names(span.sponsor or ""))


def evaluate(prepared: Prepared, thresholds: Mapping[str, float], reports: Path) -> dict[str, dict[str, Counts]]:
    """Measure every system, write the reports and return the counts of the modes."""
    scores = prepared.held_out_scores()
    reads = reads_by_mode(prepared, scores, thresholds)
    rows: list[list[object]] = []
    counts: dict[str, dict[str, Counts]] = {}
    for mode, found in reads.items():
        counts[mode] = collect(prepared.episodes, lambda k, found=found: cut_spans(found[k]))  # type: ignore[misc]
        rows += table_rows(mode, counts[mode])
    for name, predict in baselines(prepared):
        rows += table_rows(name, collect(prepared.episodes, predict))
    buffer = io.StringIO()
    buffer.write(f"# model_sha256={model_sha256(load())} labels_sha256={labels_sha256(read_labels())}\n")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    write_whole(reports / "metrics.csv", buffer.getvalue().encode())
    balanced = reads["balanced"]
    names, calibration = sponsor_names(prepared.episodes, balanced), reliability(prepared, scores)
    labelled = list(labelled_reads(prepared, group_names(prepared.episodes), balanced))
    write_whole(reports / "tables.md", tables(rows, confusion(prepared, balanced), calibration, names, labelled,
                                              thresholds).encode())
    write_whole(reports / "errors.md", gallery(prepared, scores, balanced).encode())
    model = load()
    card = model_card(model.header, parameters(model), counts, calibration[0], names, labels_sha256(read_labels()))
    write_whole(reports / "model_card.md", card.encode())
    precision_recall_plot(sentence_curves(prepared, scores), counts, reports / "precision-recall.png")
    calibration_plot(calibration[1], calibration[0], reports / "calibration.png")
    boundary_plot(counts["balanced"], reports / "boundaries.png")
    found_plot(labelled, reports / "found.png")
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.evaluate")
    parser.add_argument("--corpus")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    evaluate(prepare(corpus_dir(options.corpus), options.jobs), load().thresholds, options.reports)
    print(f"{options.reports / 'metrics.csv'} and tables.md, errors.md beside it")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
