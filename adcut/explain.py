"""Why a sentence scored as it did: additive contributions, in raw-score units of the stage they explain.

The words explain stage 1, whose raw score is exactly the sum of its base and the weights of the
n-grams in and around the sentence. A voice heard nowhere else and a credit of a sponsor are one more line each, and what
stage 2 and the calibration made of the neighbourhood the last: the difference between the log-odds of the score and that sum.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from adcut.ngrams import ROLES, WINDOW, ngram_counts, ngram_hashes
from adcut.sentences import Sentences
from adcut.tokens import Tokens, spell, tokenize
from adcut.vocabulary import slots_of
from adcut.voices import PASSING

if TYPE_CHECKING:
    from adcut.artifact import Model
    from adcut.scorer import Scores
    from adcut.transcript import Transcript

__all__ = ["Explainer", "Explanation", "explain"]

SHOWN = 8
"""So many single words are named, the strongest first; the rest are summed in one line."""
STAGE2 = "neighbourhood (stage 2)"
REST = "other words"
VOICE, CREDIT = "a voice heard nowhere else", "a credit of a sponsor in so many words"
DISCLAIMER = "a disclaimer of a sponsor in so many words"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What raised and lowered one sentence's log-odds of being an ad.

    text: the sentence; base: log-odds before any word; contributions: (what, log-odds), strongest
    first; total: their sum with the base; score: calibrated P(ad).
    """

    text: str
    base: float
    contributions: tuple[tuple[str, float], ...]
    total: float
    score: float

    def as_dict(self) -> dict[str, object]:
        """Return the explanation as plain JSON values."""
        return {"text": self.text, "base": round(self.base, 4), "total": round(self.total, 4),
                "score": round(self.score, 6),
                "contributions": [[what, round(value, 4)] for what, value in self.contributions]}

    def __str__(self) -> str:
        lines = [f"{self.score:.3f}  {self.text.strip()}", f"  {self.base:+7.2f}  base"]
        lines += [f"  {value:+7.2f}  {what}" for what, value in self.contributions]
        return "\n".join([*lines, f"  {self.total:+7.2f}  total"])


@dataclass(frozen=True, slots=True, eq=False)
class Explainer:
    """Explains the paragraphs of one transcript, which is scored once for all of them."""

    sentences: Sentences
    model: Model
    scores: Scores

    @classmethod
    def of(cls, transcript: Transcript, model: str | os.PathLike[str] | None = None) -> Explainer:
        """Return the explainer of a transcript."""
        from adcut import artifact
        from adcut.paragraphs import split_sentences
        from adcut.scorer import score_sentences

        sentences, loaded = split_sentences(transcript), artifact.load(model)
        return cls(sentences, loaded, score_sentences(sentences, loaded))

    def paragraph(self, index: int) -> tuple[Explanation, ...]:
        """Return the explanation of each sentence of paragraph `index`."""
        first, stop = np.searchsorted(self.sentences.paragraph, [index, index + 1]).tolist()
        return tuple(explain(self.sentences, self.model, i, self.scores) for i in range(first, stop))


def explain(sentences: Sentences, model: Model, i: int, scores: Scores | None = None) -> Explanation:
    """Return what raised and lowered the score of sentence `i`; `scores`: those of all, where known."""
    if scores is None:
        from adcut.scorer import score_sentences

        scores = score_sentences(sentences, model)
    low, high = max(0, i - WINDOW), min(len(sentences), i + WINDOW + 1)
    near = tokenize(sentences.texts[low:high])
    words = [word for text in sentences.texts[low:high] for word in spell(text)]
    named: dict[str, float] = {}
    for what, value in _ngram_parts(near, words, i - low, model):
        named[what] = named.get(what, 0.0) + value
    base = float(model.linear.bias[0])
    ordered = sorted(named.items(), key=lambda item: -abs(item[1]))
    parts = ordered[:SHOWN]
    if len(ordered) > SHOWN:
        parts.append((REST, sum(value for _, value in ordered[SHOWN:])))
    credited = float(scores.credited[i])
    besides = {VOICE: PASSING * float(sentences.passing[i]), CREDIT if credited >= 0 else DISCLAIMER: credited}
    parts += [(what, value) for what, value in besides.items() if value]
    total = float(scores.log_odds[i])
    parts.append((STAGE2, total - base - sum(named.values()) - sum(besides.values())))
    return Explanation(sentences.texts[i], base, tuple(parts), total, float(scores.score[i]))


def _ngram_parts(near: Tokens, words: list[str], here: int, model: Model) -> list[tuple[str, float]]:
    """Return every known n-gram's name and its contribution to the raw ad score of sentence `here`."""
    n = len(near.first) - 1
    hashes, places, lengths = ngram_hashes(near)
    slots = slots_of(model.linear.vocabulary, hashes, lengths)
    labels = list(words)
    for length in (2, 3):
        inside = near.sentence[length - 1 :] == near.sentence[: near.sentence.size - length + 1]
        labels += [" ".join(words[k : k + length]) for k in np.flatnonzero(inside).tolist()]
    parts: list[tuple[str, float]] = []
    for number, role in enumerate(ROLES):
        counts = ngram_counts(near, role.longest).astype(np.float64)
        chosen = (slots > 0) & (lengths <= role.longest)
        if role.name == "around":
            count = float(counts.sum())
        else:
            target = here + {"here": 0, "before": -1, "after": 1}[role.name]
            if not 0 <= target < n:
                continue
            chosen, count = chosen & (places == target), float(counts[target])
        unit = float(model.linear.scale[number, 0]) * role.strength / np.sqrt(max(count, 1.0))
        suffix = "" if role.name == "here" else f" ({role.name})"
        weights = model.linear.tables[number]
        numbers = np.flatnonzero(chosen).tolist()
        parts += [(f'"{labels[k]}"{suffix}', float(weights[slots[k], 0]) * unit) for k in numbers]
    return parts
