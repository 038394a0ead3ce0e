"""The options of a run: what is refused before any file is read, and which of them are the same policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import adcut
from adcut.batch import clean_many
from adcut.batch.job import Job
from adcut.errors import OptionError, UnknownFormatError


@pytest.mark.parametrize(("options", "message"), [
    ({"mode": "bogus"}, "unknown mode 'bogus'"), ({"mode": "review"}, "unknown mode 'review'"),
    ({"threshold": 7.0}, "threshold of 7.0"), ({"threshold": float("nan")}, "threshold of nan"),
    ({"duration": float("nan")}, "nan is not a number"), ({"duration": float("inf")}, "inf is not a number"),
    ({"duration": 0}, "not above zero"), ({"duration": 0.0001}, "not above zero"),
    ({"format": "bogus"}, "unknown format 'bogus'"), ({"cuts": "json"}, "put 'json' into a list"),
    ({"cut": "sponsor"}, "put 'sponsor' into a list"),
    ({"cut": adcut.Category.SPONSOR}, "put 'sponsor' into a list")])
def test_options_outside_their_range_are_refused_at_once(options: dict[str, Any], message: str, archive: Path) -> None:
    """They were refused once a file, and a text was taken for a list of letters."""
    kind = UnknownFormatError if "format" in options else OptionError
    with pytest.raises(kind, match=message):
        clean_many([archive], **options)
    with pytest.raises(kind, match=message):
        Job(**options).check()


@pytest.mark.parametrize(("one", "other"), [
    (Job(), Job(cut=("cross_promo", "sponsor"))), (Job(cut=("sponsor", "cross_promo")), Job(cut=("cross_promo", "sponsor"))),
    (Job(cut=("sponsor", "sponsor")), Job(cut=("sponsor",))), (Job(duration=3600), Job(duration=3600.0)),
    (Job(threshold=1), Job(threshold=1.0)), (Job(threshold=0.5), Job(threshold=0.5, mode="high-recall"))])
def test_the_same_policy_spelled_otherwise_does_nothing_anew(one: Job, other: Job) -> None:
    assert one.digest() == other.digest()


def test_other_policies_have_other_digests() -> None:
    jobs = [Job(), Job(cut=()), Job(cut=("sponsor",)), Job(mode="high-recall"), Job(threshold=0.5), Job(duration=3600),
            Job(duration=3600.001), Job(cuts=("csv", "json")), Job(cuts=("json", "csv"))]
    assert len({job.digest() for job in jobs}) == len(jobs)
