"""Lines of fifty megabytes, five million lines, JSON as deep: `python -m tests.fuzz.large`.

Each file is read in a process of its own, half of what it says is cut, the script is written in every
format, and the ads are looked for: a result with every place accounted for, or an AdcutError that names
the place. Recorded are seconds of computing and the most memory that it took.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adcut
from adcut.errors import AdcutError, TranscriptParseError
from tests.fuzz.linear import cut_half
from tests.fuzz.seeds import ROOT
from tests.fuzz.targets import transcript_of

BYTES, LINES, DEPTH = 50_000_000, 5_000_000, 1_000_000
#: Seconds of computing that are no hang for fifty megabytes, four times what the slowest takes.
LONGEST = 1200.0
#: A file is given up that asks for more than this.
MOST_MEMORY = 16_000_000_000
_WORDS = "We painted the old fence blue today. "


def filled(lead: str, unit: str, tail: str = "") -> str:
    """Return a text of fifty megabytes."""
    return lead + unit * (BYTES // len(unit)) + tail


#: The files by name.
FILES: dict[str, Callable[[], str]] = {
    "a line of words": lambda: filled("", _WORDS),
    "a line of one word": lambda: filled("", "a"),
    "a line of spaces": lambda: filled("Ann: a", " ", "b"),
    "a line of full stops": lambda: filled("Ann: a", ".", "b"),
    "a turn in one line": lambda: filled("**[00:00:01] JM:** ", _WORDS),
    "a caption in one line": lambda: filled("1\n00:00:01,000 --> 00:00:02,000\n", _WORDS),
    "a line of brackets": lambda: filled("", "[") + "\n",
    "a line of asterisks": lambda: filled("**Ann:** ", "*", "a"),
    "a segment of JSON in one line": lambda: filled('[{"start":0,"end":1,"text":"', _WORDS, '"}]'),
    "a number of JSON": lambda: filled('[{"start":0,"end":', "1", ',"text":"a"}]'),
    "lines of a letter": lambda: "a\n" * LINES,
    "lines of captions": lambda: "1\n00:00:01,000 --> 00:00:02,000\na b\n\n" * (LINES // 4),
    "lines without speech": lambda: "\n" * LINES + "a",
    "carriage returns": lambda: "a\r" * LINES,
    "lines of JSON": lambda: '{"segments":[' + "{}\n,\n" * (LINES // 2) + "{}]}",
    "JSON in brackets": lambda: '{"segments":' + "[" * DEPTH + "]" * DEPTH + "}",
    "JSON in braces": lambda: '{"a":' * DEPTH + "1" + "}" * DEPTH,
    "JSON of a key twice": lambda: '{"segments":[{"start":0,"end":1,"text":"a"' + ',"start":0' * (DEPTH // 2) + "}]}",
    "JSON of numbers as text": lambda: "[" + ",".join(['{"start":"1.5","end":"2.5","text":"a b"}'] * 200_000) + "]",
}


def examine(name: str, detects: bool) -> str:
    """Go the way of a file; return what came of it.

    Raises
    ------
    AssertionError
        A refusal does not say where.
    """
    text = FILES[name]()
    try:
        transcript = transcript_of(text.encode(), None)
        cut_half(transcript)
        if detects:
            adcut.detect(transcript).to_cut_list()
    except TranscriptParseError as error:
        assert error.line is not None, f"the place is missing: {error}"
        return f"refused: {error.what}"
    except AdcutError as error:
        return f"refused: {error}"
    return f"read as {transcript.format}"


def run(name: str, detects: bool) -> dict[str, Any]:
    """Examine a file in a process of its own, ended where it hangs; return what came of it, seconds and megabytes."""
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.large", "--only", name, *(() if detects else ("--read",))],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"came": "broke", "error": done.stderr[-300:] or f"ended with {done.returncode}"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def broke(found: dict[str, Any]) -> bool:
    """Whether what came of a file is a find."""
    return "error" in found or found["cpu_seconds"] > LONGEST


def main() -> int:
    """Return 1 where something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.large", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("large.json"))
    parser.add_argument("--continue", action="store_true", dest="goes_on", help="keep the files that the output holds")
    parser.add_argument("--read", action="store_true", help="do not look for ads")
    parser.add_argument("--only", help="examine this file, in this process, and print what came of it")
    given = parser.parse_args()
    if given.only:
        resource.setrlimit(resource.RLIMIT_CPU, (int(2 * LONGEST),) * 2)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY,) * 2)
        begun = time.process_time()
        came = examine(given.only, not given.read)
        print(json.dumps({"came": came, "cpu_seconds": round(time.process_time() - begun, 1),
                          "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000}))
        return 0
    record: dict[str, Any] = {"bytes": BYTES, "lines": LINES, "depth": DEPTH, "files": {}}
    held = json.loads(given.output.read_text())["files"] if given.goes_on and given.output.exists() else {}
    for name in sorted(FILES, key=lambda name: name not in held):
        record["files"][name] = found = held.get(name) or run(name, not given.read)
        print(name, found, flush=True)
        given.output.write_text(json.dumps(record, indent=1))  # after each, so that a run that is ended leaves what it found
    return 1 if any(map(broke, record["files"].values())) else 0


if __name__ == "__main__":
    raise SystemExit(main())
