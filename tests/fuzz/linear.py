"""Show that time grows linearly with the size of the input: `python -m tests.fuzz.linear`.

Every regular expression of the package is found in its modules, and for each repetition without a
bound in it an input is made that reaches the repetition, runs on in it, and then fails. The readers,
importers, the sentence splitter, the search for sponsors and the whole way (read, detect, clean, cut
list) are timed on hostile and on ordinary inputs.

Times are seconds of computing of this process, not of the clock. Sizes grow fourfold until the time can be
measured well. The growth is the exponent of what each of the last two steps took longer, so that what is the
same at every size is left out: 1 is linear, 2 quadratic. A growth above `SUSPECT` is measured again, three
times and the quickest counts, and then at up to 64 times the size: noise and the steps of memory go away there,
a square comes out. The record is written as the run goes on; `--continue` keeps what it holds.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import json
import math
import pkgutil
import random
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import adcut
from adcut import sentences
from adcut.api import read_text
from adcut.cleaner import TextRange, clean
from adcut.cutlist import Retiming, TimeRange
from adcut.errors import AdcutError
from adcut.files import write_whole
from adcut.importers import IMPORTERS, is_cut_list
from adcut.readers import READERS, decode, parse, sample
from adcut.scripts import SCRIPTS, render
from adcut.sentences import sentence_starts
from adcut.sponsors import sponsor_of
from adcut.transcript import Transcript
from adcut.writers.native import to_json
from tests.fuzz import seeds

#: Characters of the inputs for patterns and for ways through the package; each is so many times the one before.
STEP = 4
PATTERN_SIZES = (2_000, 8_000, 32_000, 128_000)
WAY_SIZES = (8_000, 32_000, 128_000)
#: A growth above is measured again, one above the other is a find.
SUSPECT, WORST = 1.15, 1.35
#: Quicker than this is nothing to take an exponent from, seconds.
NOISE = 0.02
#: From here on an exponent can be taken: nothing larger is tried, unless it is suspect, seconds.
ENOUGH = 0.3
#: So often a suspect size is measured, and so often it is made four times as large.
TRIES, LARGER = 3, 3
#: What takes so long is measured once, seconds.
LONG = 3.0
#: Whatever takes so long at any size, by the clock, is stopped there and counts as worse than quadratic, seconds.
LATE = 60.0
STOPPED = 9.0
#: The record is written each so many seconds.
SAVED_EVERY = 5.0
#: Functions of the package that are handed the text of an expression and compile it when it is needed.
COMPILERS = {"_compiled", "_without_case"}
#: Patterns that search, but only a text that the package makes no longer than this many characters.
BOUNDED = {"adcut.sentences._LAST_WORD": sentences._LOOK_BACK}


class _LateError(Exception):
    """An input took too long."""


@contextmanager
def stopped_late() -> Iterator[None]:
    """Stop what takes longer than LATE seconds; regular expressions ask for signals, too.

    By the clock: a timer of computing makes the kernel tell the time of computing in steps of milliseconds.
    """
    begun = time.process_time()

    def stop(*_: object) -> None:
        if time.process_time() - begun > LATE / 4:
            raise _LateError
        signal.setitimer(signal.ITIMER_REAL, LATE)  # the machine was busy with other things

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LATE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every regular expression of the package by module and name, or line where it has none."""
    found: dict[str, re.Pattern[str]] = {}
    for info in pkgutil.walk_packages(adcut.__path__, "adcut."):
        if info.name.endswith("__main__"):
            continue
        module = vars(importlib.import_module(info.name))
        for name, value in module.items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(f"{info.name}.{name}", value)
        found |= {f"{info.name}.{name}": pattern for name, pattern in _compiled_late(info.name, module)}
    return {name: p for name, p in found.items() if not any(p is q for n, q in found.items() if n < name)}


def _compiled_late(module: str, names: dict[str, Any]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the expressions that a module holds as texts: handed to a compiler, or written in a call of `re`."""
    for node in ast.walk(_tree(module)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function, first = node.func, node.args[0]
        if isinstance(function, ast.Name) and function.id in COMPILERS and isinstance(first, ast.Name):
            if isinstance(text := names.get(first.id), str):
                yield first.id, re.compile(text)
        elif (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"
              and function.attr not in ("compile", "escape") and isinstance(first, ast.Constant)
              and isinstance(first.value, str)):
            yield f"line {node.lineno}", re.compile(first.value, re.DOTALL)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(Path(importlib.import_module(module).__file__ or "").read_text())


def _methods(module: str, name: str) -> set[str]:
    """Return what a module does with a name: its methods that are called; `""` where it is handed on as it is."""
    called, seen = [], 0
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
            called.append(node.attr)
        seen += isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    return {*called, *([""] if seen > len(called) else [])} - {"pattern"}


def used_at_a_place(module_and_name: str) -> bool:
    """Whether the package asks a pattern at given places only (`match`), never to search.

    A pattern that is handed on is asked by its own module and readers/sample.py, as `pattern`.
    """
    module, _, name = module_and_name.rpartition(".")
    methods = _methods(module, name)
    if "" in methods:
        methods |= _methods(module, "pattern") | _methods(sample.__name__, "pattern")
    return bool(methods) and methods <= {"match", "fullmatch", ""}


def _letter(items: Any, rng: random.Random) -> str:
    tried = re.compile(_class_text(items))
    candidates = [c for c in " a*.A1\t[<&_-\\:,\"'x(=\n" if tried.match(c)]
    if candidates:
        return rng.choice(candidates)
    return next((chr(i) for i in range(33, 0x3000) if tried.match(chr(i))), "q")


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


def example(tree: Any, rng: random.Random) -> str:
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
            text += example(rng.choice(value[1]), rng)
        elif op is sre.SUBPATTERN:
            text += example(value[3], rng)
        elif op is sre.ATOMIC_GROUP:
            text += example(value, rng)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += "".join(example(value[2], rng) for _ in range(max(value[0], rng.choice([0, 1]))))
    return text


def attacks(tree: Any, rng: random.Random, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield (lead, unit) for each repetition: the lead reaches it, the unit runs on in it."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            unit = example(value[2], rng)
            if value[1] is sre.MAXREPEAT and unit:
                yield before, unit
                yield "", before + unit
            yield from attacks(value[2], rng, before)
        elif op is sre.SUBPATTERN:
            yield from attacks(value[3], rng, before)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from attacks(branch, rng, before)
        before += example([(op, value)], rng)


def seconds(call: Callable[[], object]) -> float:
    """Return the seconds of computing that a call takes."""
    gc.collect()
    begun = time.process_time()
    with suppress(AdcutError, RecursionError):
        call()
    return time.process_time() - begun


def growth(make: Callable[[int], Callable[[], object]], sizes: Sequence[int]) -> dict[str, Any]:
    """Return the size up to which time was measured, the seconds there, and the exponent up to there."""
    tried: list[int] = []
    try:
        times = []
        for size in sizes:
            tried.append(size)
            times.append(_timed(make, size, 1))
            if times[-1] >= ENOUGH and len(times) > 1:
                break
        found = _grown(tried, times)
        for larger in range(LARGER + 1):
            if not _is_suspect(found):
                break
            size = tried[-1] * (STEP if larger else 1)
            tried = [max(1, size // STEP**2), max(1, size // STEP), size]
            found = _grown(tried, [_timed(make, size, TRIES) for size in tried])
        return found
    except _LateError:
        return {"size": tried[-1], "seconds": LATE, "exponent": STOPPED}


def _timed(make: Callable[[int], Callable[[], object]], size: int, tries: int) -> float:
    """Return the seconds at a size, the least of some tries; what takes long is not tried again."""
    least = math.inf
    for _ in range(tries):
        call = make(size)
        with stopped_late():
            least = min(least, seconds(call))
        if least > LONG:
            break
    return least


def _grown(sizes: Sequence[int], times: Sequence[float]) -> dict[str, Any]:
    """Return the exponent of the last two steps in time; of the last two times where there are no three."""
    found = {"size": sizes[-1], "seconds": round(times[-1], 4), "exponent": 0.0}
    longer = times[-1] - times[-2] if len(times) > 2 else times[-1]
    before = times[-2] - times[-3] if len(times) > 2 else times[-2]
    if times[-1] > NOISE and longer > 0:
        found["exponent"] = round(min(STOPPED, math.log(longer / max(before, 1e-4)) / math.log(STEP)), 2)
    return found


def _is_suspect(found: dict[str, Any]) -> bool:
    return bool(found["exponent"] > SUSPECT and found["seconds"] > NOISE)


def is_bad(found: dict[str, Any]) -> bool:
    """Whether time grows faster than linearly; what is too quick to tell does not."""
    return bool(found["exponent"] > WORST and found["seconds"] > NOISE)


def growth_of_pattern(name: str, pattern: re.Pattern[str], rounds: int) -> dict[str, Any]:
    """Return the worst growth of a pattern over the attacks on it."""
    rng = random.Random(name)
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    tried = {(" ", ""), ("", "a"), ("a", "*")} | {a for _ in range(rounds) for a in attacks(tree, rng)}
    method = pattern.match if used_at_a_place(name) else pattern.search
    most = BOUNDED.get(name, 0)
    worst: dict[str, Any] = {"seconds": 0.0, "exponent": 0.0, "attacks": len(tried), "at a place": method == pattern.match}
    for lead, unit in sorted(tried):
        def made(size: int, lead: str = lead, unit: str = unit) -> Callable[[], object]:
            text = lead + (unit * (size // max(1, len(unit)))) + "\n\x01"
            parts = [text[i:i + most] for i in range(0, len(text), most)] if most else [text]
            return lambda: [method(part) for part in parts]
        found = growth(made, PATTERN_SIZES)
        if (is_bad(found), found["exponent"], found["seconds"]) > (is_bad(worst), worst["exponent"], worst["seconds"]):
            worst |= {**found, "lead": lead[:40], "unit": unit[:40]}
    return worst | ({"searches at most": most} if most else {})


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
    "hosts": ("Go to ", "a.", "x"), "times of words": ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "w<00:00:01.500> ", ""),
    "times of words in lines": ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "w<00:00:01.500>\n", ""),
    "entities": ("", "&amp; ", ""), "marks": ("", "[MUSIC]\n\n", ""), "front matter": ("---\n", "a: b\n", ""),
    "stamps in a line": ("[00:01] ", "w [00:02] ", ""), "bare stamps": ("", "[00:01]\n", ""),
    "cues without words": ("WEBVTT\n\n", "00:01.000 --> 00:02.000\n\n", ""),
    "cues that repeat": ("WEBVTT\n\n", "00:01.000 --> 00:02.000\nA b c.\nA b c.\n\n", ""),
    "cues that run backwards": ("", "1\n00:00:09,000 --> 00:00:02,000\nA b c.\n\n", ""),
    "turns of a word": ("", "**[00:01:00] JM:** a\n\n", ""), "carriage returns": ("", "A b.\r", ""),
    "page feeds": ("", "A b\f\n", ""), "one word": ("", "a", ""), "words": ("", "Acme ", ""),
    "lines of stars": ("", "**\n", "a"), "lines of tags": ("Ann: a\n\n", "<br>\n", "a"),
    "links without words": ("", "[](a)\n", "a"),
    "turns of stars": ("", "**[00:01:00] JM:**\n**\n", "a"), "bold names alone": ("", "**Ann:**\n", "a"),
    "names alone": ("", "Ann:\n", "a"), "names and times alone": ("", "Ann Bo (00:01):\n", "a"),
    "times between words": ("Ann: ", "a (inaudible 00:01) [00:02] ", ""), "ranges alone": ("", "[0.00 --> 1.00]\n", "a"),
    "times alone, captions": ("", "00:00:01 \n", "a"), "changes": ("", ">> \n", "a"), "numbers": ("", "1\n2\n", "a"),
    "notes": ("WEBVTT\n\n", "NOTE a\n\n", "00:01.000 --> 00:02.000\na"),
    "credits": ("", "Thanks to Halden for sponsoring. ", ""),
    "credits without stops": ("", "support comes from the river and ", ""),
    "credits amid talk": ("", "It rained all day. The show is supported in part by Halden. Nobody came to the river. ", ""),
    "own offers": ("Welcome to Long River. ", "This hour is brought to you by Halden. Go to halden.com slash river and use code "
                   "RIVER. I have a little bit of news. We built a course, at longriver.com. Don't forget to subscribe. ", ""),
    "brackets in lines": ("", "[a\n", "]"), "quotes in lines": ("", "'\n", "a"), "stops in lines": ("Ann: ", ". ", "a"),
    "invisible": ("Ann: a", "\u200b", "b"), "entities without end": ("", "&#1", ";"), "one letter sentences": ("", "A. ", ""),
    "abbreviations": ("", "Dr. ", "a"), "initials": ("", "U.S.", " a"), "quoted stops": ("", ".\"' ", "a"),
    "address tails": ("Go to ", " dot com", ""), "sponsorings": ("", "Acme for sponsoring ", ""),
    "lead-ins": ("", "brought to you by ", "Acme."), "names of shows": ("", "welcome to ", "a"),
    "JSON segments": ('[', '{"start":0,"end":1,"text":"A b."},', '{"start":0,"end":1,"text":"A b."}]'),
    "JSON segments of escapes": ('[', '{"start":0,"end":1,"text":"A\\u0020\\tb."},', '{"start":0,"end":1,"text":"A"}]'),
}


def whole_way(text: str) -> None:
    """Go from a text to its reads and the cut list, then cut the half of all that is said, and write what stays."""
    transcript = read_text(text)
    detection = adcut.detect(transcript)
    to_json(detection.to_cut_list())
    cut_half(transcript)


def cut_half(transcript: Transcript) -> None:
    """Cut the second half of every other paragraph, and each fourth as a whole; write the script in every format."""
    odd = transcript.paragraphs[1::2]
    cut = [TextRange(p.index, 0 if p.index % 4 == 1 else len(p.text) // 2, len(p.text)) for p in odd]
    script = clean(transcript, cut)
    clean(transcript, cut, retiming=Retiming.of([TimeRange(p.start_ms, p.end_ms) for p in odd
                                                 if p.start_ms is not None and p.end_ms is not None
                                                 and p.start_ms < p.end_ms]))
    for format in SCRIPTS:
        with suppress(AdcutError):
            render(script, format)


def ways() -> Iterator[tuple[str, str, str, str, Callable[[str], object]]]:
    """Yield name, lead, unit, tail and call of each way; the unit is repeated."""
    for kind, (lead, unit, tail) in HOSTILE.items():
        for name in READERS:
            yield f"{name}: {kind}", lead, unit, tail, lambda text, name=name: parse(text, name)  # type: ignore[misc]
        for name, importer in IMPORTERS.items():
            yield f"import {name}: {kind}", lead, unit, tail, lambda text, i=importer: i.read(text, None)  # type: ignore[misc]
        yield f"sentences: {kind}", lead, unit, tail, sentence_starts
        yield f"sponsor: {kind}", lead, unit, tail, lambda text: sponsor_of([text])
        yield f"is it a cut list: {kind}", lead, unit, tail, is_cut_list
        yield f"whole way: {kind}", lead, unit, tail, whole_way
    for path in seeds.whole_files():
        if path.suffix != ".json" and path.parent.parent.name == "fixtures":
            text = decode(path.read_bytes()).text
            head = "WEBVTT\n\n" if text.startswith("WEBVTT") else ""
            unit = text.removeprefix(head) + "\n\n"
            name = path.parent.name
            yield f"{name}: ordinary ({path.name})", head, unit, "", lambda text, name=name: parse(text, name)  # type: ignore[misc]
            yield (f"cut half: {name} ({path.name})", head, unit, "",
                   lambda text, name=name: cut_half(read_text(text, format=name)))  # type: ignore[misc]
    segment = '{"start": 1.0, "end": 2.5, "text": " We go on and on.", "words": [{"word": " We", "start": 1.0, "end": 1.1}]}'
    for name, lead, tail in (("whisper", '{"segments": [', "]}"), ("podcast-json", '{"version": "1.0.0", "segments": [', "]}")):
        unit = segment if name == "whisper" else '{"startTime": 1, "endTime": 2.5, "body": "We go on and on.", "speaker": "A"}'
        yield (f"cut half: {name}", lead, f"{unit},", f"{unit}{tail}",
               lambda text, name=name: cut_half(read_text(text, format=name)))  # type: ignore[misc]
    reads = [read.text for read in adcut.detect(adcut.read(seeds.EPISODES / "reference.md")).reads if read.cut]
    yield "whole way: ads alone", "", "\n\n".join(reads) + "\n\n", "", whole_way
    yield "whole way: ads in one line", "", " ".join(reads) + " ", "", whole_way
    yield "whole way: ads without a stop", "", " ".join(reads).replace(".", "") + " ", "", whole_way


def growth_of_way(lead: str, unit: str, tail: str, call: Callable[[str], object]) -> dict[str, float]:
    """Return the growth of a way."""
    def made(size: int) -> Callable[[], object]:
        text = lead + unit * max(1, size // len(unit)) + tail
        return lambda: call(text)

    return growth(made, WAY_SIZES)


def main() -> int:
    """Return 1 where something grows faster than linearly."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz.linear", description=__doc__)
    arguments.add_argument("--output", type=Path, default=Path("linear.json"))
    arguments.add_argument("--rounds", type=int, default=3, help="attacks made of each repetition")
    arguments.add_argument("--only", default="", help="patterns and ways with this in their name")
    arguments.add_argument("--continue", action="store_true", dest="goes_on",
                           help="keep what the output holds of a run that was ended, but for finds")
    given = arguments.parse_args()
    record: dict[str, Any] = {
        "sizes": {"patterns": PATTERN_SIZES, "ways": WAY_SIZES}, "suspect": SUSPECT, "worst": WORST, "rounds": given.rounds,
        "cpu_seconds": 0.0, "patterns": {}, "ways": {}}
    before = _recorded(given.output, record) if given.goes_on else record
    whole_way("Ann: Hello.")  # the model is loaded
    measures = [("patterns", name, partial(growth_of_pattern, name, pattern, given.rounds))
                for name, pattern in patterns().items()]
    measures += [("ways", name, partial(growth_of_way, *way)) for name, *way in ways()]
    gc.collect()
    gc.freeze()  # what is there already is no part of what is collected before each measure
    begun, written = time.process_time() - before["cpu_seconds"], 0.0
    for part, name, _ in measures:
        if name in before[part]:
            record[part][name] = before[part][name]
    for part, name, measure in measures:
        if given.only not in name or name in record[part]:
            continue
        found = measure()
        record[part][name] = found
        if is_bad(found):
            print(name, found, flush=True)
        record["cpu_seconds"] = round(time.process_time() - begun)
        if time.monotonic() - written > SAVED_EVERY:
            write_whole(given.output, json.dumps(record, indent=1).encode())
            written = time.monotonic()
    write_whole(given.output, json.dumps(record, indent=1).encode())
    bad = sum(is_bad(found) for part in ("patterns", "ways") for found in record[part].values())
    print(f"{len(record['patterns'])} patterns, {len(record['ways'])} ways in {record['cpu_seconds']} s of computing; "
          f"{bad} grow faster than linearly")
    return 1 if bad else 0


def _recorded(path: Path, record: dict[str, Any]) -> dict[str, Any]:
    """Return what a run with the same settings left, less its finds: they are measured again."""
    left: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    settings = json.loads(json.dumps({key: record[key] for key in ("sizes", "suspect", "worst", "rounds")}))
    if {key: left.get(key) for key in settings} != settings:
        return record
    for part in ("patterns", "ways"):
        left[part] = {name: found for name, found in left[part].items() if not is_bad(found)}
    return left


if __name__ == "__main__":
    raise SystemExit(main())
