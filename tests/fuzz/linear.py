"""Show that time grows linearly with the size of the input: `python -m tests.fuzz.linear`.

Every regular expression of the package is found in its modules, and for each repetition without a
bound in it an input is made that reaches the repetition, runs on in it, and then fails. Time is
taken at two sizes; the growth is the exponent between them: 1 is linear, 2 quadratic. The readers,
importers and the sentence splitter are timed as a whole on hostile and on ordinary inputs.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import adcut
from adcut.errors import AdcutError
from adcut.importers import IMPORTERS, is_cut_list
from adcut.readers import READERS, decode, parse
from adcut.sentences import sentence_starts
from adcut.sponsors import sponsor_of
from tests.fuzz import seeds

#: Characters of the two sizes, and what a growth above means more than noise.
SMALL, LARGE = 8_000, 32_000
WORST = 1.5
#: Quicker than this at the large size is nothing to take an exponent from.
NOISE = 0.02
#: Nothing that ends this late is tried larger.
LATE = 20.0


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every compiled regular expression of the package by module and name."""
    found: dict[str, re.Pattern[str]] = {}
    for info in pkgutil.walk_packages(adcut.__path__, "adcut."):
        if info.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(f"{info.name}.{name}", value)
    return {name: p for name, p in found.items() if not any(p is q for n, q in found.items() if n < name)}


def used_at_a_place(module_and_name: str) -> bool:
    """Whether the package asks a pattern at given places only (`match`), never to search."""
    module, _, name = module_and_name.rpartition(".")
    text = Path(importlib.import_module(module).__file__ or "").read_text()
    uses = re.findall(rf"\b{name}\b\.(\w+)\(", text)
    return bool(uses) and set(uses) <= {"match", "fullmatch"}


def _letter(items: Any, rng: random.Random) -> str:
    negated = items[0][0] is sre.NEGATE
    tried = re.compile(_class_text(items))
    candidates = [c for c in " a*.A1\t[<&_-\\:,\"'x(=\n" if tried.match(c)]
    if candidates:
        return rng.choice(candidates)
    return next(chr(i) for i in range(33, 0x3000) if tried.match(chr(i))) if not negated else "q"


def _class_text(items: Any) -> str:
    parts = []
    for op, value in items:
        if op is sre.NEGATE:
            parts.append("^")
        elif op is sre.LITERAL:
            parts.append(re.escape(chr(value)))
        elif op is sre.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif op is sre.CATEGORY:
            parts.append({sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
                          sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w",
                          sre.CATEGORY_NOT_WORD: r"\W"}[value])
    return f"[{''.join(parts)}]"


def sample(tree: Any, rng: random.Random) -> str:
    """Return a text that a parsed pattern matches, more or less."""
    text = ""
    for op, value in tree:
        if op is sre.LITERAL:
            text += chr(value)
        elif op is sre.NOT_LITERAL:
            text += "a" if value != ord("a") else "b"
        elif op is sre.ANY:
            text += "a"
        elif op is sre.IN:
            text += _letter(value, rng)
        elif op is sre.BRANCH:
            text += sample(rng.choice(value[1]), rng)
        elif op is sre.SUBPATTERN:
            text += sample(value[3], rng)
        elif op is sre.ATOMIC_GROUP:
            text += sample(value, rng)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += "".join(sample(value[2], rng) for _ in range(max(value[0], rng.choice([0, 1]))))
    return text


def attacks(tree: Any, rng: random.Random, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield (lead, unit) for each repetition: the lead reaches it, the unit runs on in it."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            unit = sample(value[2], rng)
            if value[1] is sre.MAXREPEAT and unit:
                yield before, unit
                yield "", before + unit
            yield from attacks(value[2], rng, before)
        elif op is sre.SUBPATTERN:
            yield from attacks(value[3], rng, before)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from attacks(branch, rng, before)
        before += sample([(op, value)], rng)


def seconds(call: Callable[[], object]) -> float:
    """Return the seconds of computing that a call takes."""
    begun = time.process_time()
    with suppress(AdcutError, RecursionError):
        call()
    return time.process_time() - begun


def growth(make: Callable[[int], Callable[[], object]], sizes: tuple[int, int] = (SMALL, LARGE)) -> dict[str, float]:
    """Return the seconds at the large size and the exponent between the two sizes."""
    small, large = make(sizes[0]), make(sizes[1])
    first = seconds(small)
    if first > LATE:
        return {"seconds": round(first, 3), "exponent": 9.0}
    second = seconds(large)
    if second > NOISE:  # once more, the quicker of both: other programs take time, none give it
        first, second = min(first, seconds(small)), min(second, seconds(large))
    exponent = math.log(second / max(first, 1e-5)) / math.log(sizes[1] / sizes[0]) if second > NOISE else 0.0
    return {"seconds": round(second, 4), "exponent": round(exponent, 2)}


def of_patterns(rounds: int) -> dict[str, dict[str, Any]]:
    """Return the worst growth of each pattern over its attacks."""
    result: dict[str, dict[str, Any]] = {}
    for name, pattern in patterns().items():
        rng = random.Random(name)
        tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        tried = {(" ", ""), ("", "a"), ("a", "*")} | {a for _ in range(rounds) for a in attacks(tree, rng)}
        method = pattern.match if used_at_a_place(name) else pattern.search
        worst: dict[str, Any] = {"seconds": 0.0, "exponent": 0.0, "attacks": len(tried),
                                 "at a place": method == pattern.match}
        for lead, unit in sorted(tried):
            def made(size: int, lead: str = lead, unit: str = unit,
                     method: Callable[[str], object] = method) -> Callable[[], object]:
                text = lead + (unit * (size // max(1, len(unit)))) + "\n\x01"
                return lambda: method(text)
            found = growth(made)
            if found["exponent"] > worst["exponent"] or found["seconds"] > worst["seconds"]:
                worst |= {**found, "lead": lead[:40], "unit": unit[:40]}
        result[name] = worst
    return result


#: Ordinary inputs grow by being repeated, hostile ones by their middle.
HOSTILE: dict[str, tuple[str, str, str]] = {
    "spaces": ("a", " ", "b"), "stars": ("a", "*", "b"), "stops": ("a", ".", "b"), "brackets": ("", "[", ""),
    "escapes": ("", "\\[", ""), "links": ("", "[](a", ""), "underscores": ("", "_a", ""), "tags": ("", "<i ", ""),
    "voices": ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v a", ""), "arrows": ("", "1 --> ", ""),
    "clocks": ("", "[00:01]", ""),
    "caption of spaces": ("1\n00:00:01,000 --> 00:00:02,000\na", " ", "b\nc"),
    "caption of lines": ("1\n00:00:01,000 --> 00:00:02,000\na", "\nb", ""),
    "names": ("", "A B: ", ""), "bold": ("", "**a", ""), "digits": ("", "1", ""), "empty lines": ("", "\n", "x"),
    "JSON depth": ('{"segments":[', "[", ""), "JSON keys": ('{"a":1', ',"a":1', "}"), "JSON words": (
        '[{"start":0,"end":1,"text":"a b","words":[{"word":"z"}', ',{"word":"z"}', "]}]"),
    "JSON escapes": ('[{"start":0,"end":1,"text":"', "\\u0041", '"}]'),
    "project comments": ("{version:1,", "/* a */", "cutSegments:["), "project string": ("{version:1,a:'", "\\'a", "'"),
    "cut-list spaces": ("", " ", '{"format": 1}'), "addresses": ("Go to ", "a-", ".com"),
    "hosts": ("Go to ", "a.", "x"),
}


def of_ways() -> dict[str, dict[str, float]]:
    """Return the growth of each reader, of importing and of splitting sentences, hostile and ordinary."""
    result: dict[str, dict[str, float]] = {}

    def take(name: str, lead: str, unit: str, tail: str, call: Callable[[str], object]) -> None:
        def made(size: int) -> Callable[[], object]:
            text = lead + unit * (size // len(unit)) + tail
            return lambda: call(text)
        result[name] = growth(made, (50_000, 200_000))

    for kind, (lead, unit, tail) in HOSTILE.items():
        for name in READERS:
            take(f"{name}: {kind}", lead, unit, tail, lambda text, name=name: parse(text, name))  # type: ignore[misc]
        for name, importer in IMPORTERS.items():
            take(f"import {name}: {kind}", lead, unit, tail, lambda text, i=importer: i.read(text, None))  # type: ignore[misc]
        take(f"sentences: {kind}", lead, unit, tail, sentence_starts)
        take(f"sponsor: {kind}", lead, unit, tail, lambda text: sponsor_of([text]))
        take(f"is it a cut list: {kind}", lead, unit, tail, is_cut_list)
    for path in seeds.whole_files():
        if path.suffix != ".json" and path.parent.parent.name == "fixtures":
            text = decode(path.read_bytes()).text
            head = "WEBVTT\n\n" if text.startswith("WEBVTT") else ""
            take(f"{path.parent.name}: ordinary ({path.name})", head, text.removeprefix(head) + "\n\n", "",
                 lambda text, name=path.parent.name: parse(text, name))  # type: ignore[misc]
    return result


def main() -> int:
    """Return 1 where something grows faster than linearly."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz.linear", description=__doc__)
    arguments.add_argument("--output", type=Path, default=Path("linear.json"))
    arguments.add_argument("--rounds", type=int, default=3, help="attacks made of each repetition")
    given = arguments.parse_args()
    record = {"sizes": [SMALL, LARGE], "worst": WORST, "patterns": of_patterns(given.rounds), "ways": of_ways()}
    given.output.write_text(json.dumps(record, indent=1))
    bad = [(name, found) for part in ("patterns", "ways") for name, found in record[part].items()  # type: ignore[attr-defined]
           if found["exponent"] > WORST and found["seconds"] > 5 * NOISE]
    for name, found in bad:
        print(name, found)
    print(f"{len(record['patterns'])} patterns, {len(record['ways'])} ways; {len(bad)} grow faster than linearly")  # type: ignore[arg-type]
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
