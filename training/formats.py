"""How right it is where the same words come in another format, on shows that no stage has seen.

    python -m training.formats [--corpus DIR] [--jobs N]

The mainstream episodes come one clause a line. Each is written anew as other tools would have it, read, and scored
by models of all stages that never saw its show: what differs is the format alone. Writes reports/formats.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from training.instructions import hold

hold()

import numpy as np
from joblib import Parallel, delayed

from adcut import artifact, read_bytes
from adcut.artifact import Model
from adcut.files import write_whole
from adcut.paragraphs import split_sentences
from adcut.scorer import score_sentences
from adcut.spans import SpanPolicy, find_reads
from adcut.transcript import Transcript
from training.corpus import ADS, Episode, corpus_dir
from training.design import linear_model
from training.folds import FOLDS
from training.measures import Counts
from training.pipeline import Prepared, prepare
from training.rounds import NETS, find_candidates, networks_fit, stage1_fit, with_context, with_scores

REPORT = Path(__file__).resolve().parent.parent / "reports" / "formats.md"
SHOWS = "mainstream"
SEED = 33
SECONDS = 0.37
"""Of a word, where a format wants times: 2.7 words a second, as in labeled/authored."""

_WORD = re.compile(r"\w+")
_UNSAID = re.compile(r"[^\w']+")


def _joined(words: Sequence[str]) -> list[str]:
    """Return words with the punctuation that stands alone (" .") put to the word before."""
    result: list[str] = []
    for word in words:
        if result and not _WORD.search(word):
            result[-1] += word
        else:
            result.append(word)
    return result


def _bare(words: Sequence[str]) -> list[str]:
    return [part for word in words for part in _UNSAID.sub(" ", word.lower()).split()]


def segments(words: Sequence[str], least: int, most: int) -> Iterator[list[str]]:
    """Yield segments as recognisers make them: of a few words, to the last punctuation among them."""
    rng = np.random.default_rng(SEED)
    at = 0
    while at < len(words):
        part = list(words[at : at + int(rng.integers(least, most + 1))])
        stops = [k for k, word in enumerate(part) if k > 2 and word[-1] in ".,?!"]
        yield part[: stops[-1] + 1] if stops else part
        at += stops[-1] + 1 if stops else len(part)


def whisper(words: Sequence[str], least: int = 5, most: int = 13, *, timed: bool = False) -> bytes:
    """Return words as Whisper's JSON; timed: with a time for each word."""
    result: list[dict[str, object]] = []
    at = 0
    for part in segments(words, least, most):
        entry: dict[str, object] = {"id": len(result), "start": round(at * SECONDS, 2),
                                    "end": round((at + len(part)) * SECONDS, 2), "text": " " + " ".join(part)}
        if timed:
            entry["words"] = [{"word": f" {word}", "start": round((at + k) * SECONDS, 2),
                               "end": round((at + k + 1) * SECONDS, 2)} for k, word in enumerate(part)]
        result.append(entry)
        at += len(part)
    return json.dumps({"language": "en", "segments": result}).encode()


def paragraphs(words: Sequence[str], least: int = 70) -> bytes:
    """Return words as paragraphs that close at the first sentence end after `least` words."""
    result, count = [], 0
    for word in words:
        count += 1
        close = count >= least and word[-1] in ".?!"
        result.append(word + ("\n\n" if close else " "))
        count = 0 if close else count
    return "".join(result).encode()


FORMATS: Mapping[str, tuple[str, Callable[[Sequence[str]], bytes]]] = {
    "Whisper segments": ("whisper", lambda words: whisper(_joined(words))),
    "Whisper segments of 3 to 6 words": ("whisper", lambda words: whisper(_joined(words), 3, 6)),
    "Whisper with word times": ("whisper", lambda words: whisper(_joined(words), timed=True)),
    "text in paragraphs": ("text", lambda words: paragraphs(_joined(words))),
    "text in one paragraph": ("text", lambda words: " ".join(_joined(words)).encode()),
    "segments in lower case": ("whisper", lambda words: whisper([word.lower() for word in _joined(words)])),
    "captions without punctuation and case": ("whisper", lambda words: whisper(_bare(words), 6, 10)),
    "text without punctuation and case": ("text", lambda words: " ".join(_bare(words)).encode()),
}
"""By what stands in the report: the reader and what writes words in the format."""


def cut_words(transcript: Transcript, model: Model, policy: SpanPolicy) -> np.ndarray:
    """Tell of each word (as measures count them) whether it is cut, bool (words,)."""
    sentences = split_sentences(transcript)
    cut = np.zeros(len(sentences), bool)
    for read in find_reads(sentences, score_sentences(sentences, model), policy):
        if read.category in ADS and read.score >= policy.threshold:
            cut[read.start : read.stop] = True
    return np.repeat(cut, [len(_WORD.findall(text)) for text in sentences.texts])


def measured(episode: Episode, model: Model, policy: SpanPolicy) -> Iterator[tuple[str, Counts]]:
    """Yield the counts of an episode as it came and in each of FORMATS."""
    sizes = [len(_WORD.findall(text)) for text in episode.sentences.texts]
    truth = np.repeat(episode.category < len(ADS), sizes)
    counts = np.repeat(episode.weight > 0, sizes)
    words = [word for paragraph in episode.transcript.paragraphs for word in paragraph.text.split()]
    for name, transcript in [("as it came", episode.transcript),
                             *((name, read_bytes(write(words), format=reader)) for name, (reader, write) in FORMATS.items())]:
        cut = cut_words(transcript, model, policy)
        if cut.size != truth.size:
            raise ValueError(f"{episode.label.id}: {cut.size} words as {name}, {truth.size} as it came")
        yield name, Counts(tp=int((cut & truth & counts).sum()), fp=int((cut & ~truth & counts).sum()),
                           fn=int((~cut & truth & counts).sum()), words=int(counts.sum()))


def unseen_model(prepared: Prepared, fold: int, shipped: Model) -> Model:
    """Return the shipped model with all stages, rare words and calibration fitted without a fold."""
    data, planes = prepared.data, (prepared.stage1[fold], prepared.stage2[fold])
    found = find_candidates(data, prepared.stage1[FOLDS], prepared.rarity)
    learn = data.fold[found.places] != fold
    light = replace(data, samples=(), rows=None)
    net = networks_fit(light, found.places[learn], with_scores(data, found, planes[0])[learn], NETS[0])
    context = networks_fit(light, found.places[learn], with_context(data, found, *planes)[learn], NETS[1])
    linear = linear_model(data.vocabulary, *stage1_fit(data, (fold,)))
    return replace(shipped, linear=linear, rarity=prepared.rarity[fold], net=net, context=context, knots=prepared.knots(fold))


def by_format(prepared: Prepared, jobs: int, source: str = SHOWS) -> dict[str, Counts]:
    """Return the counts of all episodes of a source by format."""
    shipped = artifact.load()
    policy = SpanPolicy.for_mode(shipped)
    fold = {sample.id: sample.fold for sample in prepared.data.samples}
    chosen = [episode for episode in prepared.episodes if episode.label.source == source]
    folds = sorted({fold[episode.label.id] for episode in chosen})
    tasks = (delayed(_fold)(prepared, number, [e for e in chosen if fold[e.label.id] == number], shipped, policy)
             for number in folds)
    result: dict[str, Counts] = {}
    for part in Parallel(n_jobs=jobs, pre_dispatch=jobs)(tasks):
        for name, counts in part:
            result[name] = result[name] + counts if name in result else counts
    return result


def _fold(prepared: Prepared, number: int, episodes: Sequence[Episode], shipped: Model, policy: SpanPolicy,
          ) -> list[tuple[str, Counts]]:
    model = unseen_model(prepared, number, shipped)
    return [part for episode in episodes for part in measured(episode, model, policy)]


def report(counts: Mapping[str, Counts]) -> str:
    """Return the report as Markdown."""
    rows = [f"| {name} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} | {c.content_lost:.1f} |" for name, c in counts.items()]
    return "\n".join([
        "# The same words in other formats", "",
        f"Made by `python -m training.formats --corpus DIR`: the {SHOWS} episodes, written anew as other tools have them, scored "
        "in balanced mode by models of all stages that never saw their shows. Episodes are few: "
        "one long read found or missed moves recall by some hundredths. Times of words serve the cut list; the "
        "decision does not look at them.", "",
        "| format | word P | word R | word F1 | content lost s/h |", "| --- | --- | --- | --- | --- |", *rows, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.formats", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", help="corpus folder (default: ADCUT_CORPUS)")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    corpus = corpus_dir(options.corpus)
    if corpus is None:
        print("training.formats: needs the corpus: name it by --corpus or ADCUT_CORPUS", file=sys.stderr)
        return 2
    write_whole(REPORT, report(by_format(prepare(corpus, options.jobs), options.jobs)).encode())
    print(f"{REPORT}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
