"""The scikit-learn estimator: scores of `adcut.score`, in pipelines, without training."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import adcut

sklearn = pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.pipeline import make_pipeline, make_union  # noqa: E402
from sklearn.preprocessing import FunctionTransformer, StandardScaler  # noqa: E402
from sklearn.utils.validation import check_is_fitted  # noqa: E402

from adcut.sklearn import AdScorer  # noqa: E402

TEXTS = [
    "Welcome back to the show. Today we talk about the history of the harbour.",
    "This episode is brought to you by Querybird. Go to querybird.com slash show and use code SHOW for ten "
    "percent off your first year.",
    "So, the first ships came in the spring, and nobody had thought of where to put them.",
]


def test_scores_are_those_of_the_library() -> None:
    scores = adcut.score(TEXTS)
    scorer = AdScorer()
    assert np.array_equal(scorer.transform(TEXTS)[:, 0], scores)
    assert np.array_equal(scorer.predict_proba(TEXTS), np.column_stack([1 - scores, scores]))
    assert np.array_equal(scorer.predict(TEXTS), (scores >= 0.5).astype(int))
    assert np.array_equal(AdScorer(threshold=0.0).predict(TEXTS), [1, 1, 1])
    assert list(scorer.classes_) == [0, 1]
    assert scorer.transform([]).shape == (0, 1)


def test_it_needs_no_fit_and_fits_all_the_same() -> None:
    check_is_fitted(AdScorer())
    scorer = AdScorer(threshold=0.9)
    assert scorer.fit(TEXTS, [0, 1, 0]) is scorer
    assert clone(scorer).get_params() == {"model": None, "threshold": 0.9}
    assert np.array_equal(pickle.loads(pickle.dumps(scorer)).transform(TEXTS), scorer.transform(TEXTS))


def test_it_works_in_pipelines() -> None:
    words = FunctionTransformer(lambda texts: np.array([[len(t.split())] for t in texts]))
    held = make_pipeline(make_union(AdScorer(), words), StandardScaler())
    assert held.fit_transform(TEXTS).shape == (3, 2)
    assert np.array_equal(make_pipeline(AdScorer()).predict_proba(TEXTS), AdScorer().predict_proba(TEXTS))
    assert list(AdScorer().get_feature_names_out()) == ["ad_score"]


def test_a_missing_model_is_said() -> None:
    with pytest.raises(adcut.ModelError, match="no model there"):
        AdScorer(model="nowhere.json").predict(TEXTS)


@pytest.mark.parametrize(("given", "said"), [
    (np.array([["a"], ["b"]]), "got ndarray of shape (2, 1), give one column of it"),
    (np.array("a"), "got ndarray of shape (), give one column of it"),
    ("a text", "got a single str, put it into a list"),
    (b"a text", "got a single bytes, put it into a list"),
    ([["a"], ["b"]], "got list at place 0"),
    (["a", None], "got NoneType at place 1"),
    (7, "got int"),
])
def test_what_is_no_sequence_of_texts_is_said(given: object, said: str) -> None:
    for method in (AdScorer().transform, AdScorer().predict, AdScorer().predict_proba):
        with pytest.raises(ValueError, match="AdScorer takes a sequence of str") as raised:
            method(given)  # type: ignore[arg-type]
        assert isinstance(raised.value, adcut.AdcutError)
        assert str(raised.value).endswith(said)


def test_arrays_of_texts_are_taken() -> None:
    scores = AdScorer().transform(TEXTS)
    for held in (np.array(TEXTS), np.array(TEXTS, dtype=object), tuple(TEXTS), iter(TEXTS)):
        assert np.array_equal(AdScorer().transform(held), scores)  # type: ignore[arg-type]
