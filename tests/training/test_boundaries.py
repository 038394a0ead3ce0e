"""Learning where sentences begin: from punctuation alone, the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from training import boundaries
from training.boundaries import begun, fit, punctuated, rightness

TEXT = "Thanks for that. We met at the bridge, and so it went. Thanks again. We met. " * 60


def test_begun_tells_which_words_open_a_sentence() -> None:
    words, begins = begun("Thanks a lot. We met, and so it went on acme.com. Bye")
    assert words.size == 14
    assert np.flatnonzero(begins).tolist() == [0, 3, 13]


def test_a_sentence_too_long_is_not_cut_for_learning() -> None:
    assert begun("word " * 300 + ". Then.")[1].sum() == 2


@pytest.mark.parametrize(("text", "expected"), [(TEXT, True), ("word " * 900, False), ("Yes. " * 900, False),
                                                ("Too short. " * 9, False)])
def test_punctuated(text: str, expected: bool) -> None:
    assert punctuated(text) is expected


def test_fit_is_the_same_each_time_and_finds_what_it_learned() -> None:
    arrays, again = fit([TEXT]), fit([TEXT])
    assert all(np.array_equal(arrays[name], again[name]) for name in arrays)
    assert min(rightness(arrays, [TEXT])) > 0.99


def test_the_command_writes_what_it_learns_without_a_corpus(tmp_path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("ADCUT_CORPUS", raising=False)
    monkeypatch.setattr(boundaries, "texts_to_learn", lambda corpus, jobs: [TEXT] if corpus is None else [])
    out = tmp_path / "boundaries.npz"
    assert boundaries.main(["--out", str(out)]) == 0
    with np.load(out, allow_pickle=False) as written:
        assert np.array_equal(written["weights"], fit([TEXT])["weights"])
    assert "labeled/authored only" in capsys.readouterr().err


def test_the_shipped_file_is_not_overwritten_without_a_corpus(monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("ADCUT_CORPUS", raising=False)
    before = boundaries.FILE.read_bytes()
    assert boundaries.main([]) == 2
    assert "--out" in capsys.readouterr().err
    assert boundaries.FILE.read_bytes() == before
