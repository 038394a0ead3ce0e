"""Make reports/hardening.md of the recorded figures: `python -m tests.fuzz --report`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.fuzz.seeds import ROOT


def write(records: Path, report: Path) -> None:
    """Write the report; each part comes from the record that its command left in the folder `records`."""
    parts = ["# Hardening\n\nMade by `python -m tests.fuzz --report` from the records in reports/hardening/.\n"]
    for name, make in (("fuzz", _fuzz), ("mutate", _mutate), ("commands", _commands), ("linear", _linear),
                       ("large", _large)):
        path = records / f"{name}.json"
        parts.append(make(json.loads(path.read_text())) if path.exists() else f"## {name}\n\nNot recorded yet.\n")
    parts += [_cases(), (records / "notes.md").read_text() if (records / "notes.md").exists() else ""]
    report.write_text("\n".join(parts).rstrip() + "\n")


def _table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(f"{c:,}" if isinstance(c, int) else str(c) for c in row) + " |" for row in lines)


def _finds(finds: list[tuple[str, str]]) -> str:
    return "\n".join(f"- {place}: {what}" for place, what in finds) or "Nothing broke."


def _fuzz(record: dict[str, Any]) -> str:
    targets = record["targets"]
    total = sum(t["inputs"] for t in targets)
    rows = [(t["target"], t["inputs"], t["accepted"], len(t["finds"])) for t in targets]
    command = f"python -m tests.fuzz --seconds {record['seconds']:.0f} --seed {record['seed']} --jobs {record['jobs']}"
    finds = [(t["target"], f"{kind}: {find['message']}") for t in targets for kind, find in t["finds"].items()]
    return (f"## Fuzzing\n\n`{command} --output reports/hardening/fuzz.json` ({targets[0]['engine']}): {total:,} inputs over "
            f"{len(targets)} targets.\n\n"
            f"{_table(('target', 'inputs', 'accepted', 'finds'), rows)}\n\nWhat this run found:\n\n{_finds(finds)}\n")


def _mutate(record: dict[str, Any]) -> str:
    sources = record["sources"]
    rows = [(name, s["files"], s["damages"], s.get("read", 0), s.get("refused", 0), s.get("broke", 0),
             s["slowest_seconds"]) for name, s in sources.items()]
    finds = [(name, f"{find['damage']}: {find['error']}") for name, s in sources.items() for find in s["finds"]]
    header = ("source", "files", "damages", "read", "refused with the place", "broke", "slowest, CPU seconds")
    return ("## Damage to real files\n\n`ADCUT_CORPUS=... python -m tests.fuzz.mutate --output "
            f"reports/hardening/mutate.json`\n\n{_table(header, rows)}\n\nWhat this run found:\n\n{_finds(finds)}\n")


def _linear(record: dict[str, Any]) -> str:
    def rows(part: str) -> list[tuple[object, ...]]:
        worst = sorted(record[part].items(), key=lambda item: -item[1]["exponent"])[:12]
        return [(f"`{name}`", found["exponent"], found["seconds"], found.get("size", "-")) for name, found in worst]

    header = ("where", "exponent", "seconds at the large size", "characters")
    sizes = "; ".join(f"{record['sizes'][part][0]:,} to {record['sizes'][part][-1]:,} characters for {part}"
                      for part in ("patterns", "ways"))
    above = [n for part in ("patterns", "ways") for n, f in record[part].items() if f["exponent"] > record["worst"]]
    return (f"## Time\n\n`python -m tests.fuzz.linear --output reports/hardening/linear.json`: {len(record['patterns'])} "
            f"regular expressions and {len(record['ways'])} ways through readers and importers, in seconds of computing at "
            f"{sizes}; more where an exponent is above {record['suspect']}. An exponent of 1 is linear, 2 quadratic; above "
            f"{record['worst']}: {', '.join(above) or 'none'}. The highest:\n\n{_table(header, rows('patterns'))}\n\n"
            f"{_table(header, rows('ways'))}\n")


def _commands(record: dict[str, Any]) -> str:
    rows = [(name, f["commands"], f["done"], f["refused"], f["broke"]) for name, f in record["inputs"].items()]
    finds = [(name, f"`{find['command']}`: {find['error']}") for name, f in record["inputs"].items() for find in f["finds"]]
    return (f"## Damaged files and the commands\n\n`ADCUT_CORPUS=... python -m tests.fuzz.commands --count {record['count']} "
            f"--output reports/hardening/commands.json`\n\n"
            f"{_table(('input', 'commands', 'done', 'refused in words', 'broke'), rows)}\n\n"
            f"What this run found:\n\n{_finds(finds)}\n")


def _large(record: dict[str, Any]) -> str:
    rows = [(name, found["came"], found.get("cpu_seconds", "-"), found.get("memory_mb", "-"))
            for name, found in record["files"].items()]
    finds = [(name, found["error"].strip().rpartition("\n")[2]) for name, found in record["files"].items() if "error" in found]
    return ("## Giant files\n\n`python -m tests.fuzz.large --output reports/hardening/large.json`: lines of "
            f"{record['bytes']:,} bytes, {record['lines']:,} lines, JSON {record['depth']:,} deep; read, half of it cut, written "
            f"in every format, and searched for ads.\n\n{_table(('file', 'what came', 'CPU seconds', 'MB'), rows)}\n\n"
            f"What this run found:\n\n{_finds(finds)}\n")


def _cases() -> str:
    cases = [c for path in sorted((ROOT / "tests" / "cases" / "synthetic").glob("hardening*.json"))
             for c in json.loads(path.read_text(encoding="utf-8"))]
    rows = [(c["label"], c["target"], c["comment"]) for c in cases]
    return (f"## Faults that were found and mended\n\n`pytest tests/hardening/test_cases.py`: {len(cases)} cases.\n\n"
            f"{_table(('case', 'target', 'what was wrong'), rows)}\n")
