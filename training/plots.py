"""The pictures of reports/: drawn by `python -m training.evaluate` from the same figures as the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib.figure import Figure

from training.breakdown import LabelledRead, found_by
from training.measures import Counts

__all__ = ["boundary_plot", "calibration_plot", "found_plot", "precision_recall_plot"]

SHOWS = ("mainstream", "lenny", "talkpython", "changelog", "conduit", "wan", "mbmbam", "sed", "standup", "btb")
MODES = {"high-precision": "s", "balanced": "o", "high-recall": "^"}
WIDTH = 8.0
DPI = 110


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=DPI, metadata={"Software": None})


def precision_recall_plot(curves: Mapping[str, tuple[np.ndarray, np.ndarray]], points: Mapping[str, Mapping[str, Counts]],
                          path: Path) -> None:
    """Draw precision over recall of words by show: sentence scores as lines, the modes as marks."""
    figure = Figure((WIDTH, 6.0), layout="constrained")
    axes = figure.subplots()
    colours = mpl.colormaps["tab10"].colors  # type: ignore[attr-defined]
    for colour, show in zip(colours, [s for s in SHOWS if s in curves], strict=False):
        recall, precision = curves[show]
        axes.plot(recall, precision, color=colour, lw=1.4, label=show)
        for mode, marker in MODES.items():
            counts = points.get(mode, {}).get(show)
            if counts is not None:
                axes.plot(counts.recall, counts.precision, marker, color=colour, ms=5.5, mec="black", mew=0.5)
    for mode, marker in MODES.items():
        axes.plot([], [], marker, color="white", mec="black", label=mode)
    axes.set(xlim=(0, 1.01), ylim=(0, 1.02), xlabel="recall of words", ylabel="precision of words",
             title="Shows left out: single sentences (lines), whole reads by mode (marks)")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower left", fontsize=8, ncols=2)
    _save(figure, path)


def calibration_plot(bins: np.ndarray, brier: float, path: Path) -> None:
    """Draw the share of ads over the mean score of each bin, with the number of sentences below."""
    figure = Figure((WIDTH, 6.0), layout="constrained")
    top, bottom = figure.subplots(2, 1, height_ratios=(3, 1), sharex=True)
    top.plot([0, 1], [0, 1], color="grey", lw=1, ls="--", label="perfect")
    top.fill_between([0, 1], [-0.05, 0.95], [0.05, 1.05], color="grey", alpha=0.12, label="within 0.05")
    top.plot(bins[:, 1], bins[:, 2], "o-", color="tab:blue", label="shows left out")
    top.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of ads", title=f"Calibration of sentence scores, Brier {brier:.4f}")
    top.legend(loc="upper left")
    top.grid(alpha=0.3)
    width = 1.0 / len(bins)
    bottom.bar((np.arange(len(bins)) + 0.5) * width, bins[:, 0], width * 0.9, color="tab:blue")
    bottom.set(yscale="log", xlabel="score", ylabel="sentences")
    _save(figure, path)


def boundary_plot(counts: Mapping[str, Counts], path: Path) -> None:
    """Draw how many edges of the breaks found lie within how many seconds, for the timed shows."""
    figure = Figure((WIDTH, 4.5), layout="constrained")
    for axes, edge in zip(figure.subplots(1, 2, sharey=True), ("start_seconds", "end_seconds"), strict=True):
        for show in SHOWS:
            errors = np.sort(getattr(counts[show], edge)) if show in counts else np.zeros(0)
            if errors.size >= 5:
                share = np.arange(1, errors.size + 1) / errors.size
                axes.step(np.concatenate([[0.0], errors]), np.concatenate([[share[0] * 0], share]), where="post",
                          label=f"{show} ({errors.size})")
        axes.set(xscale="symlog", xlim=(0, 120), ylim=(0, 1.01), xlabel="seconds off, at most",
                 title=edge.split("_", 1)[0] + " of a break")
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("share of the breaks found")
    figure.axes[1].legend(loc="lower right", fontsize=8)
    _save(figure, path)


def found_plot(reads: Sequence[LabelledRead], path: Path) -> None:
    """Draw the share of labelled reads that are found, by length and by place."""
    figure = Figure((WIDTH, 4.5), layout="constrained")
    for axes, what in zip(figure.subplots(1, 2, sharey=True), ("length", "place"), strict=True):
        rows = found_by(reads, what)
        shares = [found / max(total, 1) for _, total, found, _ in rows]
        bars = axes.bar([name for name, *_ in rows], shares, color="tab:blue")
        axes.bar_label(bars, [str(total) for _, total, *_ in rows], fontsize=8)
        axes.set(ylim=(0, 1.08), title=f"by {what}" + (" in words" if what == "length" else ""))
        axes.tick_params(axis="x", labelrotation=35, labelsize=8)
        axes.grid(alpha=0.3, axis="y")
    figure.axes[0].set_ylabel("share of labelled reads found")
    figure.suptitle("Reads of shows left out (above the bars: how many there are)")
    _save(figure, path)
