"""Measure how far interpolated times are off: `python -m training.margins --corpus DIR`.

Captions of timed episodes are hidden in runs of many lengths, found again by interpolation
(adcut/clock.py), and the error is compared with the margin. Writes reports/margins.md, where the
constant MARGIN_SQRT_MS of adcut/clock.py comes from.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import adcut
from adcut.clock import MARGIN_SQRT_MS

ROOT = Path(__file__).parent.parent
#: Sources whose captions carry times of their own every few seconds.
SOURCES = ("btb", "level1", "standup", "talkpython", "wan")
#: Captions hidden in a row: from half a minute to a long turn.
HIDDEN = (8, 16, 32, 64)
#: Share of the errors that the margin must cover.
COVERED = 0.9


def errors(path: Path) -> Iterator[tuple[float, float]]:
    """Yield (error in ms, sqrt(T x (1 - x)) in sqrt ms) for the hidden captions of one file."""
    places: list[int] = []
    times: list[int] = []
    base = 0
    for paragraph in adcut.read(path).paragraphs:
        for segment in paragraph.segments:
            if segment.start_ms is not None and (not times or segment.start_ms > times[-1]):
                places.append(base + segment.offset)
                times.append(segment.start_ms)
        base += len(paragraph.text) + 1
    for hidden in HIDDEN:
        for first in range(0, len(times) - hidden - 1, hidden + 1):
            last = first + hidden + 1
            gap = times[last] - times[first]
            for at in range(first + 1, last):
                share = (places[at] - places[first]) / (places[last] - places[first])
                yield abs(times[first] + gap * share - times[at]), (gap * share * (1 - share)) ** 0.5


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", default=os.environ.get("ADCUT_CORPUS"), required="ADCUT_CORPUS" not in os.environ)
    corpus = Path(parser.parse_args().corpus)
    lines = ["# How far interpolated times are off", "",
             "Made by `python -m training.margins --corpus DIR`: captions of timed episodes hidden in runs of "
             f"{', '.join(map(str, HIDDEN))} and interpolated from the characters spoken.", "",
             f"The margin is C * sqrt(T x (1 - x)) with C = {MARGIN_SQRT_MS:g} sqrt(ms) (`MARGIN_SQRT_MS` of "
             f"adcut/clock.py), the mean of what covers {COVERED:.0%} of the errors of each source.", "",
             "| source | captions hidden | median error s | 90 % error s | C that covers 90 % | inside the margin |",
             "|---|---|---|---|---|---|"]
    wanted = []
    for source in SOURCES:
        pairs = np.array([e for path in sorted((corpus / "raw" / source).iterdir()) for e in errors(path)])
        ratio = pairs[:, 0] / np.maximum(pairs[:, 1], 1e-9)
        wanted.append(float(np.quantile(ratio, COVERED)))
        lines.append(f"| {source} | {len(pairs)} | {np.median(pairs[:, 0]) / 1000:.2f} | "
                     f"{np.quantile(pairs[:, 0], 0.9) / 1000:.2f} | {wanted[-1]:.1f} | "
                     f"{np.mean(ratio <= MARGIN_SQRT_MS):.1%} |")
    lines += ["", f"Mean of the sources' C: {np.mean(wanted):.1f}."]
    report = "\n".join(lines) + "\n"
    (ROOT / "reports" / "margins.md").write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
