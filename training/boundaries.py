"""Learn where sentences begin without full stops: `python -m training.boundaries [--corpus DIR] [--out FILE]`.

Learned from the corpus's unlabelled episodes that have full stops, and from the texts of labeled/authored; without a
corpus from those alone, into a file that `--out` names. No labelled real episode is looked at. The mainstream shows, which
reports/formats.md measures without full stops, are unknown to it; the other sources are those of the unlabelled episodes.
Prints how well the sentences of the mainstream shows are found. The same texts give the same file. The
detector learns from sentences: after this, run training.train.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from training.instructions import hold

hold()

import numpy as np
import scipy.sparse as sparse
from joblib import Parallel, delayed
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import average_precision_score

from adcut import read
from adcut.boundaries import FILE, NGRAMS, SLOT_BITS, slots
from adcut.errors import AdcutError
from adcut.files import write_whole
from adcut.overlong import BEGIN_ODDS
from adcut.sentences import punctuated_starts
from adcut.tokens import tokenize
from training.corpus import AUTHORED_READS, ROOT, corpus_dir

FILES = 40
"""So many unlabelled episodes a show are learned from."""
STOPS = 0.03, 0.3
"""Full stops a word that a text with sentences has: those with fewer or more are of other recognisers, or no talk."""
LEAST_WORDS = 500
ALPHA, EPOCHS = 3e-6, 4
"""Decay and passes: a third and three times the decay are less right on the mainstream shows (round 34 of reports/rounds.md)."""
MOST_WEIGHT = 4.0
"""Weights beyond are cut off: one in a thousand is farther from 0 than 1.7."""

_STOP = re.compile(r"[.?!](?=\s|$)")


def begun(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the hashes of a text's words, uint64 (m,), and whether a sentence begins with each, bool (m,)."""
    starts = punctuated_starts(text)
    tokens = tokenize([text[a:b] for a, b in pairwise([*starts, len(text)])])
    begins = np.zeros(tokens.words.size, bool)
    begins[tokens.first[:-1][np.diff(tokens.first) > 0]] = True
    return tokens.words, begins


def punctuated(text: str) -> bool:
    """Tell whether a text is long enough and has full stops as sentences have them."""
    words = text.count(" ") + 1
    return words >= LEAST_WORDS and STOPS[0] <= len(_STOP.findall(text)) / words <= STOPS[1]


def said_in(path: Path) -> str:
    """Return all that is said in a transcript as one text, empty if it cannot be read."""
    try:
        return " ".join(" ".join(p.text.split()) for p in read(path).paragraphs)
    except AdcutError:
        return ""


def texts_to_learn(corpus: Path | None, jobs: int) -> Iterator[str]:
    """Yield the authored texts, and the unlabelled episodes that have full stops."""
    for path in sorted(AUTHORED_READS.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield " ".join(json.loads(line)["text"] for line in lines)
    paths = sorted((ROOT / "labeled" / "authored" / "episodes").iterdir())
    if corpus is not None:
        for folder in sorted((corpus / "unlabeled").iterdir()):
            paths += sorted(folder.iterdir())[:FILES]
    yield from filter(punctuated, Parallel(n_jobs=jobs, batch_size=8)(delayed(said_in)(path) for path in paths))


def rows_of(words: np.ndarray) -> sparse.csr_matrix:
    """Return the n-grams around each gap, shape (m, 2 ** SLOT_BITS)."""
    places = np.stack(list(slots(words, np.arange(words.size))), axis=1)
    return sparse.csr_matrix((np.ones(places.size, np.float32), places.ravel(), np.arange(0, places.size + 1, len(NGRAMS))),
                             shape=(words.size, 1 << SLOT_BITS))


def fit(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the arrays of the file, fitted on some texts."""
    said = [begun(text) for text in texts]
    model = SGDClassifier(loss="log_loss", alpha=ALPHA, average=True, max_iter=EPOCHS, tol=None, random_state=0)
    model.fit(sparse.vstack([rows_of(words) for words, _ in said], format="csr"), np.concatenate([begins for _, begins in said]))
    unit = MOST_WEIGHT / 127
    return {"weights": np.clip(np.round(model.coef_[0] / unit), -127, 127).astype(np.int8),
            "unit": np.float64(unit), "bias": np.float64(model.intercept_[0])}


def rightness(arrays: dict[str, np.ndarray], texts: Sequence[str]) -> tuple[float, float, float]:
    """Return how well the sentence beginnings of some texts are found: average precision; precision and recall at BEGIN_ODDS."""
    said = [begun(text) for text in texts]
    begins = np.concatenate([begins for _, begins in said])
    weights = arrays["weights"].astype(np.float64) * arrays["unit"]
    odds = np.concatenate([rows_of(words) @ weights for words, _ in said]) + arrays["bias"]
    right = float((begins & (odds > BEGIN_ODDS)).sum())
    return float(average_precision_score(begins, odds)), right / max(int((odds > BEGIN_ODDS).sum()), 1), right / int(begins.sum())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.boundaries", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", help="corpus folder (default: ADCUT_CORPUS; none: authored texts only)")
    parser.add_argument("--out", type=Path, help="file to write (default: that of adcut, where there is a corpus)")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    corpus = corpus_dir(options.corpus)
    if corpus is None:
        if options.out is None:
            print("training.boundaries: without a corpus it would know a tenth of the words: name one by --corpus or "
                  "ADCUT_CORPUS, or another file by --out", file=sys.stderr)
            return 2
        print("no corpus: learning from labeled/authored only", file=sys.stderr)
    out = options.out or FILE
    arrays = fit(list(texts_to_learn(corpus, options.jobs)))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    write_whole(out, buffer.getvalue())
    print(f"{out}: {buffer.tell():,} bytes")
    if corpus is not None:
        unseen = [said_in(path) for path in sorted((corpus / "raw" / "mainstream").iterdir())]
        average, precision, recall = rightness(arrays, unseen)
        print(f"sentence beginnings of mainstream shows, unseen: average precision {average:.3f}; "
              f"from log-odds of {BEGIN_ODDS} on precision {precision:.3f}, recall {recall:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
