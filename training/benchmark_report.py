"""reports/benchmark.md from reports/benchmark.json: no figure is typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

#: What the product promises (ratios and bounds), beside what was measured.
DETECT_TO_SCIKIT_LEARN = 1.0
COLD_START_TO_NUMPY = 2.5
PEAK_MEGABYTES = 150
SPEEDUP_OF_TWO = 1.8
EXPONENT = 1.05
NOTHING_SECONDS = 3.0

#: Episodes of the large archive in the arithmetic, and the machines it is spread over.
EPISODES = 10_000_000
CORES = (16, 256)


def as_markdown(held: dict[str, Any]) -> str:
    """Return the page for the figures of a run."""
    return "\n".join([*_head(held), *_targets(held), *_throughput(held), *_cold_start(held), *_growth(held),
                      *_archive(held)]) + "\n"


def _head(held: dict[str, Any]) -> Iterator[str]:
    e, t = held["environment"], held["throughput"]
    yield "# How fast adcut is"
    yield ""
    yield ("Made by `python -m training.benchmark` from [benchmark.json](benchmark.json), where every round stands; "
           "the figures here are medians.")
    yield ""
    yield (f"{e['processor']}, {e['cores']} cores, {e['system']}; Python {e['python']}, numpy {e['numpy']}, "
           f"scikit-learn {e['scikit-learn']}; adcut {e['adcut']}, model {e['model']}. Corpus "
           f"`{held['corpus']['name']}` (digest {held['corpus']['digest']}): {t['files']:,} files, "
           f"{t['bytes'] / 1e6:,.1f} MB, {t['words']:,} words, {t['sentences']:,} sentences. {held['rounds']} rounds, "
           f"interleaved episode by episode. Load of the machine at the start: {e['load'][0]}.")
    yield ""


def _targets(held: dict[str, Any]) -> Iterator[str]:
    rows = [
        ("detect against the scikit-learn pipeline", held["throughput"]["ratio_to_scikit_learn"]["adcut detect"],
         DETECT_TO_SCIKIT_LEARN, "times", True),
        ("cold start against `import numpy`", held["cold_start"]["ratio_to_numpy"], COLD_START_TO_NUMPY, "times", True),
        ("peak memory, 10-hour episode", held["memory"]["megabytes"]["10-hour episode"], PEAK_MEGABYTES, "MB", True),
        ("two workers against one", held["archive"]["speedup"], SPEEDUP_OF_TWO, "times", False),
        ("exponent of time over length, detect", held["growth"]["episode"]["detect"]["exponent"], EXPONENT, "", True),
        ("exponent of time over length, all", held["growth"]["episode"]["all"]["exponent"], EXPONENT, "", True),
        ("exponent of time over files", held["growth"]["files"]["exponent"], EXPONENT, "", True),
        ("second run, nothing to do", held["archive"]["median"]["nothing to do"], NOTHING_SECONDS, "s", True),
    ]
    yield from _table(("what", "measured", "target", "held"), (
        (what, f"{value:.2f} {unit}".rstrip(), f"{'at most' if most else 'at least'} {target:g} {unit}".rstrip(),
         "yes" if (value <= target) == most or value == target else "no")
        for what, value, target, unit, most in rows))


def _throughput(held: dict[str, Any]) -> Iterator[str]:
    t = held["throughput"]
    yield "## One core, one process"
    yield ""
    yield ("The scikit-learn pipeline is `HashingVectorizer(ngram_range=(1, 2))` and `SGDClassifier.predict_proba` on "
           "the same sentences, episode by episode: what one would write instead. `adcut score` is from those "
           "sentences to calibrated scores; `adcut detect` also splits the sentences, finds the reads, names sponsors "
           "and places them in time.")
    yield ""
    yield from _table(("", "seconds", "words a second", "times scikit-learn"), (
        (name, f"{seconds:.2f}", f"{t['words_a_second'][name]:,.0f}", f"{t['ratio_to_scikit_learn'][name]:.2f}")
        for name, seconds in t["median"].items()))


def _cold_start(held: dict[str, Any]) -> Iterator[str]:
    yield "## Cold start and memory"
    yield ""
    yield from _table(("whole process", "milliseconds"), (
        (f"`{name}`", f"{seconds * 1000:.0f}") for name, seconds in held["cold_start"]["median"].items()))
    m = held["memory"]
    yield (f"Peak resident memory: {m['megabytes']['10-hour episode']:.0f} MB for `adcut clean` on an episode of "
           f"{m['hours']} hours ({m['words']:,} words); {m['megabytes']['import adcut']:.0f} MB for `adcut --version`.")
    yield ""


def _growth(held: dict[str, Any]) -> Iterator[str]:
    e, f = held["growth"]["episode"], held["growth"]["files"]
    yield "## Growth"
    yield ""
    yield from _table(("length", "words", "detect, ms", "read + detect + clean, ms"), (
        (f"{length} x", f"{words:,}", f"{detect * 1000:.1f}", f"{both * 1000:.1f}") for length, words, detect, both in
        zip(e["lengths"], e["words"], e["detect"]["seconds"], e["all"]["seconds"], strict=True)))
    yield from _table(("files", "seconds"), (
        (f"{n:,}", f"{s:.2f}") for n, s in zip(f["numbers"], f["seconds"], strict=True)))


def _archive(held: dict[str, Any]) -> Iterator[str]:
    a = held["archive"]
    yield "## Archives"
    yield ""
    yield f"`adcut clean` over the whole corpus ({', '.join(f'{n:,} {s}' for s, n in a['statuses'].items())}):"
    yield ""
    yield from _table(("", "seconds", "files a second"), (
        (name, f"{seconds:.1f}", f"{a['files_a_second'][name]:.1f}" if name in a["files_a_second"] else "")
        for name, seconds in a["median"].items()))
    yield arithmetic(held)
    yield ""


def arithmetic(held: dict[str, Any]) -> str:
    """Return what a very large archive takes by the figures of a run, for this page and for the README."""
    a, t = held["archive"], held["throughput"]
    rate, measured = a["files_a_second"]["1 worker"], a["speedup"] / 2
    share = min(1.0, measured)  # above that is noise: nothing is gained by sharing the work
    counted = "" if measured == share else f", counted as {share:.0%}"
    hours = EPISODES / rate / 3600
    return (f"One worker cleans {rate:.2f} episodes of this kind ({t['words'] / t['files']:,.0f} words each) a second, "
            f"so {EPISODES / 1e6:.0f} million are {EPISODES:,} / {rate:.2f} / 3,600 = {hours:,.0f} core hours. Two "
            f"workers reach {measured:.0%} of full use{counted}; at that, it is {hours:,.0f} / {share:.2f} / cores: "
            + ", ".join(f"{hours / share / cores:,.1f} hours on {cores}" for cores in CORES)
            + ". That is the work alone: what the scheduler of a cluster and the store of the files take is left out.")


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|---|" + "---:|" * (len(header) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""
