"""Inputs to start from: short pieces of the project's own fixtures, episodes and golden cut lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
EPISODES = ROOT / "labeled" / "authored" / "episodes"
FIXTURES = ROOT / "tests" / "readers" / "fixtures"
GOLDENS = ROOT / "tests" / "golden"
#: Seeds are cut to about so many bytes: short inputs run fast, and every rule of a format fits in.
SIZE = 900
#: What formats are made of; fuzzers put these in, damages mix them up.
TOKENS = ("**[00:01:02] JM:** ", "[SPONSOR MESSAGE]", "00:00:01,000 --> 00:00:02,000", "WEBVTT", "\n\n", "\r\n", "\r",
          "\f", "Ann Bo (00:01):", "(00:02:03):", "**Ann:** ", "Ann: ", "[0.1 --> 0.2] ", "00:00:04 ", "<v Bo>",
          "\\[04:12\\] ", "[a](b)", "&amp;", "&#128512;", "_x_", "**", "---\n", "# T", '{"segments":[', "]}", '"text":',
          '"start":', "1e999", "-1", "null", "<00:00:01.000><c> w</c>", "\u2028", "-->", "[inaudible 00:01:02]", "NOTE",
          "\x1c", "\x85", "\u200b", "\\u200b", "\\ud83d", "\u0130", "Transcribed by https://otter.ai", "100:00:00")


def whole_files() -> Iterator[Path]:
    """Yield the project's own transcripts."""
    yield from sorted(p for p in EPISODES.iterdir() if p.is_file())
    yield from sorted(p for p in FIXTURES.glob("*/*") if p.is_file())


def transcripts() -> list[bytes]:
    """Return short transcripts in every format: the beginning and the middle of each file."""
    return [piece for path in whole_files() for piece in _pieces(path)]


def cut_lists() -> list[bytes]:
    """Return cut lists in every format that adcut writes, the golden files."""
    return [p.read_bytes() for p in sorted(GOLDENS.glob("*/*")) if p.suffix not in (".error", ".tsv")]


def _pieces(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    if len(data) <= SIZE:
        yield data
    elif path.suffix == ".json":
        yield json.dumps(_shortened(json.loads(data)), ensure_ascii=False).encode()
    else:
        lines = data.splitlines(keepends=True)
        for start in (0, len(lines) // 2):
            head = lines[:2] if start and data.startswith(b"WEBVTT") else []
            yield b"".join([*head, *lines[start:]])[:SIZE]


def _shortened(value: object) -> object:
    if isinstance(value, list):
        return [_shortened(item) for item in value[:3]]
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    return value[:120] if isinstance(value, str) else value
