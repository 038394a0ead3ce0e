"""SponsorBlock segments: JSON as the server's API gives and takes them."""

from __future__ import annotations

import json

from adcut.categories import Category
from adcut.cutlist import CutList
from adcut.errors import UnrepresentableError
from adcut.writers.base import WriteOptions, WriterSpec

_NAME = "sponsorblock"
#: https://wiki.sponsor.ajay.app/w/Segment_Categories: what nobody paid for is selfpromo there.
_CATEGORIES = {Category.SPONSOR: "sponsor", Category.CROSS_PROMO: "selfpromo",
               Category.SELF_PROMO: "selfpromo", Category.INTERACTION: "interaction"}
#: Server rules: a sponsor segment lasts a second, and at most 80 % of a video are segments
#: (https://github.com/ajayyy/SponsorBlockServer, src/routes/postSkipSegments.ts).
_LEAST_MS = 1000
_MOST_PERCENT = 80


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the cuts as skip segments; `videoDuration` is 0 where unknown, as in the API.

    Raises
    ------
    UnrepresentableError
        The server would refuse it: a cut of content, a sponsor read under a second, more than 80 %
        of the episode cut.
    """
    duration = cut_list.source.duration_ms
    ranges = cut_list.ranges(_NAME)
    if duration and sum(r.length_ms for r in ranges) * 100 > duration * _MOST_PERCENT:
        raise UnrepresentableError(_NAME, f"cuts of more than {_MOST_PERCENT} % of the episode")
    segments: list[dict[str, object]] = []
    for cut, where in zip(cut_list, ranges, strict=True):
        if cut.category not in _CATEGORIES:
            raise UnrepresentableError(_NAME, f"a cut of category {cut.category} (at {where.start:.3f} s)")
        category = _CATEGORIES[cut.category]
        if where.length_ms < (_LEAST_MS if category == "sponsor" else 1):
            raise UnrepresentableError(_NAME, f"a {category} segment of {where.length_ms} ms "
                                              f"(at {where.start:.3f} s)")
        segments.append({"segment": [where.start, where.end], "category": category, "actionType": "skip",
                         "videoDuration": (duration or 0) / 1000, "description": ""})
    return json.dumps(segments, indent=1) + "\n"


SPEC = WriterSpec(
    name=_NAME, title="SponsorBlock API and its clients", suffix="sponsorblock.json", direction="cut",
    resolution="1 ms", loses="scores, sponsors; cross_promo becomes selfpromo",
    url="https://wiki.sponsor.ajay.app/w/API_Docs", write=write)
