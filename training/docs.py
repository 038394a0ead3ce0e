"""Make the generated parts of README.md: `python -m training.docs [--check]`.

A generated part stands between `<!-- NAME -->` and `<!-- /NAME -->`; each is made by the function of
that name here, from the product itself, so that the page cannot differ from the program.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from click.testing import CliRunner

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SAMPLE = "labeled/authored/episodes/reference.md"


def _run(*arguments: str) -> str:
    """Return what an adcut command prints on standard output."""
    from adcut.cli import cli

    result = CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)
    return result.stdout


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)


def sample() -> str:
    """The cut list of the sample episode, one line a read."""
    cuts = json.loads(_run("cuts", str(ROOT / SAMPLE)))["cuts"]
    rows = [("start", "end", "sponsor", "score", "begins")]
    for c in cuts:
        end = "open" if c["end"] is None else f"{c['end']:.1f}"
        rows.append((f"{c['start']:.1f}", end, c["sponsor"] or "", f"{c['score']:.3f}", c["first_words"] + " ..."))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    lines = ["  ".join(cell.rjust(w) if i < 2 else cell.ljust(w) for i, (cell, w) in
                       enumerate(zip(row, widths, strict=True))).rstrip() for row in rows]
    return "```\n" + "\n".join(lines) + "\n```"


def formats() -> str:
    """The table of cut-list formats."""
    from adcut.writers import format_table

    return _table(format_table())


def readers() -> str:
    """The table of transcript formats."""
    from adcut.readers import READERS

    return _table([("name", "what"), *((f"`{s.name}`", s.title) for s in READERS.values())])


def commands() -> str:
    """The commands and what they are for."""
    import click

    from adcut.cli import COMMANDS, cli

    context = click.Context(cli)
    rows = [("command", "what it does")]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            rows.append((f"`adcut {name}`", command.get_short_help_str(100)))
    return _table(rows)


def accuracy() -> str:
    """How right the detector is about shows it has never seen, from reports/metrics.csv."""
    lines = (ROOT / "reports" / "metrics.csv").read_text(encoding="utf-8").splitlines()
    entries = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    rows = [("shows left out", "system", "word precision", "word recall", "word F1", "content lost, s an hour")]
    for group, system in (("mainstream", "balanced"), ("mainstream", "high-recall"), ("all", "high-precision"),
                          ("all", "balanced"), ("all", "high-recall"), ("all", "keyword list"),
                          ("all", "TF-IDF + logistic regression")):
        entry = next(e for e in entries if e["group"] == group and e["system"] == system)
        rows.append((group, system, entry["precision"], entry["recall"], entry["f1"], entry["content_lost_s_per_h"]))
    return _table(rows)


def scale() -> str:
    """What ten million episodes take, from reports/benchmark.json."""
    from training.benchmark_report import arithmetic

    held = json.loads((ROOT / "reports" / "benchmark.json").read_text(encoding="utf-8"))
    return f"{arithmetic(held)} (`python -m training.benchmark`)"


PARTS: dict[str, Callable[[], str]] = {
    "sample": sample, "formats": formats, "readers": readers, "commands": commands,
    "accuracy": accuracy, "scale": scale,
}


def rendered(text: str) -> str:
    """Return the page with every generated part made anew."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"README.md: no part named {name}; put <!-- {name} --> and <!-- /{name} --> in")
        body = make()
        text = pattern.sub(lambda match, body=body: f"{match[1]}{body}\n{match[2]}", text)  # type: ignore[misc]
    return text


def main() -> None:
    """Write README.md, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if README.md is out of date")
    check = parser.parse_args().check
    before = README.read_text(encoding="utf-8")
    after = rendered(before)
    if check and before != after:
        sys.exit("README.md is out of date: run `make docs`")
    if not check:
        README.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
