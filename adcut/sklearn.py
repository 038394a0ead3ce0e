"""adcut as a scikit-learn estimator; import it only where scikit-learn is wanted.

>>> from adcut.sklearn import AdScorer
>>> AdScorer().fit_transform(["Welcome back to the show."]).shape
(1, 1)
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

from adcut.api import score
from adcut.errors import OptionError

if TYPE_CHECKING:
    from sklearn.utils import Tags


class AdScorer(ClassifierMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Scores paragraphs; trained already, so `fit` only takes note that it was called.

    X is always the paragraphs of one transcript in order: neighbours count as context, so slicing X
    changes the scores.

    Parameters
    ----------
    model
        A model file; None: the bundled one.
    threshold
        From this score in [0, 1] on, `predict` calls a paragraph an ad. The scores are calibrated:
        0.5 makes the fewest errors if both kinds weigh the same.

    Attributes
    ----------
    classes_
        `[0, 1]`: content, ad.
    """

    def __init__(self, model: str | os.PathLike[str] | None = None, threshold: float = 0.5) -> None:
        self.model = model
        self.threshold = threshold

    @property
    def classes_(self) -> np.ndarray:
        """The classes in the order of the columns of `predict_proba`."""
        return np.array([0, 1])

    def fit(self, X: Sequence[str] | None = None, y: object = None) -> AdScorer:  # noqa: N803 scikit-learn's name
        """Return the estimator as it is."""
        return self

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:  # noqa: N803
        """Return P(content) and P(ad) of each paragraph, shape (len(X), 2)."""
        ad = score(_texts(X), model=self.model)
        return np.column_stack([1.0 - ad, ad])

    def predict(self, X: Sequence[str]) -> np.ndarray:  # noqa: N803
        """Return 1 for ads and 0 for content, shape (len(X),)."""
        found: np.ndarray = (score(_texts(X), model=self.model) >= self.threshold).astype(int)
        return found

    def transform(self, X: Sequence[str]) -> np.ndarray:  # noqa: N803
        """Return the scores as one column, shape (len(X), 1)."""
        return score(_texts(X), model=self.model).reshape(-1, 1)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the name of the column of `transform`."""
        return np.array(["ad_score"], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


def _texts(X: Sequence[str]) -> list[str]:  # noqa: N803
    """Return the paragraphs as a list.

    Raises
    ------
    OptionError
        They are a single text, a table, or not all texts.
    """
    expected = "AdScorer takes a sequence of str, the paragraphs of one transcript in order"
    shape = getattr(X, "shape", None)
    if isinstance(X, str | bytes):
        raise OptionError(f"{expected}; got a single {type(X).__name__}, put it into a list")
    if shape is not None and len(shape) != 1:
        raise OptionError(f"{expected}; got {type(X).__name__} of shape {tuple(shape)}, give one column of it")
    try:
        texts = list(X)
    except TypeError as error:
        raise OptionError(f"{expected}; got {type(X).__name__}") from error
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise OptionError(f"{expected}; got {type(text).__name__} at place {place}")
    return texts
