"""The native cut list: JSON without loss, from which every other format is derived.

Contract: keys may be added within version 1, never renamed. A key that this version does not know
is kept: those of an entry in `Cut.extra`, those of the top level in `CutList.extra`, and those of
`source`, `model` and `policy` in `CutList.extra` under that very name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import NoReturn

from adcut.categories import Category
from adcut.cutlist import Cut, CutList, PolicyInfo, SourceInfo
from adcut.errors import AdcutError, CutListError, CutListParseError, UnrepresentableError
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.places import Place

#: The value of the key `format` by which a native list is known.
FORMAT = "adcut-cutlist"
#: Raised only when a key changes its meaning; a reader refuses every other number.
VERSION = 1

_TOP_KEYS = ("format", "version", "source", "model", "policy", "cuts", "marks")
_SOURCE_KEYS = ("path", "sha256", "duration")
_MODEL_KEYS = ("name", "version")
_POLICY_KEYS = ("cut", "threshold")
_ENTRY_KEYS = ("start", "end", "category", "score", "sponsor", "start_margin", "end_margin",
               "paragraphs", "source", "first_words", "last_words")


def to_json(cut_list: CutList) -> str:
    """Return the list as native JSON text, ending in a newline; nothing is lost.

    Times are in seconds with at most three decimals, null where unknown.

    Raises
    ------
    UnrepresentableError
        A score, a threshold or a value of `extra` is no JSON value (not a number, an object).
    """
    nested = {key: value for key, value in cut_list.extra.items()
              if key in _TOP_KEYS and isinstance(value, Mapping)}
    source, policy = cut_list.source, cut_list.policy
    document: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "source": {"path": source.path, "sha256": source.sha256, "duration": _seconds(source.duration_ms),
                   **nested.get("source", {})},
        "model": None if cut_list.model is None else {
            "name": cut_list.model[0], "version": cut_list.model[1], **nested.get("model", {})},
        "policy": {"cut": list(policy.cut), "threshold": policy.threshold, **nested.get("policy", {})},
        "cuts": [_entry(cut) for cut in cut_list.cuts],
        "marks": [_entry(cut) for cut in cut_list.marks],
        **{key: value for key, value in cut_list.extra.items() if key not in nested},
    }
    try:
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    except (ValueError, TypeError) as error:
        raise UnrepresentableError("json", f"this list: {error}") from error


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _entry(cut: Cut) -> dict[str, object]:
    return {
        "start": cut.start, "end": cut.end, "category": str(cut.category), "score": cut.score,
        "sponsor": cut.sponsor, "start_margin": cut.start_margin_ms / 1000,
        "end_margin": cut.end_margin_ms / 1000,
        "paragraphs": None if cut.paragraphs is None else list(cut.paragraphs),
        "source": None if cut.source is None else list(cut.source),
        "first_words": cut.first_words, "last_words": cut.last_words, **cut.extra,
    }


def from_json(text: str, path: str | None = None) -> CutList:
    """Return the list that a native JSON text holds.

    `start`, `end` and `category` of an entry must stand in the text (times may be null), every
    other key may be missing; unknown keys are kept.

    Parameters
    ----------
    path
        Name of the file, for the messages only.

    Raises
    ------
    CutListParseError
        Not JSON, not a native list, of another version, a value of a wrong type or outside its
        range, a key twice, or cuts that overlap; it names the place (`cuts[3].start`).
    """
    document = Place(_load(text, path), "", path)
    top = document.mapping()
    if top.get("format") != FORMAT:
        document.fail(f"not a native cut list: \"format\" must be \"{FORMAT}\"", "format")
    version = top.get("version")
    if isinstance(version, bool) or version != VERSION:
        document.fail(f"version {version!r} is not supported, this adcut reads version {VERSION}", "version")
    if "cuts" not in top:
        document.fail("the key is missing", "cuts")
    source, policy = document.child("source", {}), document.child("policy", {})
    model = document.child("model")
    extra = document.unknown(_TOP_KEYS)
    for name, place, known in (("source", source, _SOURCE_KEYS), ("policy", policy, _POLICY_KEYS),
                               ("model", model, _MODEL_KEYS)):
        if place.value is not None and (unknown := place.unknown(known)):
            extra[name] = unknown
    try:
        return CutList(
            cuts=tuple(_cut(entry) for entry in document.child("cuts").items()),
            marks=tuple(_cut(entry) for entry in document.child("marks", []).items()),
            source=SourceInfo(source.child("path").text(), source.child("sha256").text(),
                              source.child("duration").milliseconds()),
            model=_model(model),
            policy=PolicyInfo(tuple(item.text_required() for item in policy.child("cut", []).items()),
                              policy.child("threshold").number()),
            extra=extra)
    except CutListParseError:
        raise
    except CutListError as error:
        raise CutListParseError(str(error), path=path, where="cuts") from error


def _model(place: Place) -> tuple[str, str] | None:
    if place.value is None:
        return None
    return place.child("name").text_required(), place.child("version").text_required()


def _cut(place: Place) -> Cut:
    entry = place.mapping()
    for key in ("start", "end", "category"):
        if key not in entry:
            place.fail("the key is missing", key)
    category = place.child("category")
    if category.value not in tuple(Category):
        category.fail(f"{category.value!r} is none of {', '.join(Category)}")
    score = place.child("score").number()
    if score is not None and not 0 <= score <= 1:
        place.fail(f"{score} is outside 0 to 1", "score")
    try:
        return Cut(
            place.child("start").milliseconds(), place.child("end").milliseconds(),
            Category(str(category.value)), score, place.child("sponsor").text(),
            place.child("start_margin", 0).milliseconds() or 0,
            place.child("end_margin", 0).milliseconds() or 0,
            place.child("paragraphs").span(), place.child("source").span(),
            place.child("first_words").text() or "", place.child("last_words").text() or "",
            place.unknown(_ENTRY_KEYS))
    except CutListParseError:
        raise
    except CutListError as error:
        place.fail(str(error))


def _load(text: str, path: str | None) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice = next(key for key, count in counts.items() if count > 1)
            raise CutListParseError(f"the key {twice!r} stands twice in an object", path=path)
        return found

    def refuse(constant: str) -> NoReturn:
        raise CutListParseError(f"{constant} is no JSON number", path=path)

    try:
        document: object = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=unique,
                                      parse_constant=refuse)
        if "\\u" in text:
            json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise CutListParseError(f"not JSON: {error.msg}", path=path,
                                where=f"{error.lineno}:{error.colno}") from error
    except UnicodeEncodeError as error:
        raise CutListParseError("a string holds half of a surrogate pair", path=path) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, AdcutError):
            raise
        raise CutListParseError(f"not readable as JSON: {error}", path=path) from error
    return document


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the list as native JSON text."""
    return to_json(cut_list)


SPEC = WriterSpec(
    name="json", title="adcut native cut list", suffix="json", direction="cut", resolution="1 ms",
    loses="nothing", url="https://json-schema.org/draft/2020-12/schema", write=write)
