"""How fast adcut is, and against what: `python -m training.benchmark [--corpus DIR]`.

Measures in one run, interleaved, on the whole unlabelled corpus (DIR/unlabeled) where it is present
and else on the texts written for the project, and writes reports/benchmark.json and, from that,
reports/benchmark.md. No test asserts a time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

#: The environment of the processes that are timed as a whole; this one keeps to one core.
USUAL = dict(os.environ)
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

import adcut
from adcut import artifact
from adcut.batch import Job, Status, Workers, prepare
from adcut.batch.job import compose, model_digest
from adcut.batch.plan import make_plan
from adcut.files import write_all
from adcut.paragraphs import split_sentences
from adcut.scorer import score_sentences
from adcut.sentences import Sentences
from adcut.tokens import tokenize
from adcut.transcript import Transcript
from training.benchmark_report import as_markdown

ROOT = Path(__file__).resolve().parent.parent
AUTHORED = ROOT / "labeled" / "authored" / "episodes"
SAMPLE = AUTHORED / "reference.md"
REPORTS = ROOT / "reports"

#: Lengths of one episode, in multiples of the sample, and numbers of files, for the growth of time.
LENGTHS = (1, 2, 4, 8, 16, 32, 64)
FILES = (10, 32, 100, 316, 1000)
#: Hours of speech of the long episode, at this many words a minute (the mean of the corpus: 224).
LONG_HOURS = 10
WORDS_A_MINUTE = 224

Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Episode:
    """A file of the corpus, read: bytes, transcript, sentences."""

    path: Path
    data: bytes
    transcript: Transcript
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus."""

    path: Path
    data: bytes

    def read(self) -> Episode:
        """Return it read anew."""
        transcript = adcut.read_bytes(self.data, path=str(self.path))
        return Episode(self.path, self.data, transcript, split_sentences(transcript))


def timed(call: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def interleaved(calls: Mapping[str, Callable[[], object]], rounds: int, *, warm: bool = True) -> dict[str, list[float]]:
    """Return the seconds of every call in every round; a round makes each call once, in turn.

    So a machine that slows down slows all of them down.
    """
    if warm:
        for call in calls.values():
            call()
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds):
        names = list(calls) if number % 2 == 0 else list(calls)[::-1]
        for name in names:
            seconds[name].append(timed(calls[name]))
    return seconds


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return b of the least-squares fit of log(seconds) = a + b log(size).

    >>> round(exponent([1, 2, 4], [3.0, 6.0, 12.0]), 6)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def readable(folder: Path) -> list[Source]:
    """Return the transcripts in a folder; files that adcut cannot read are left out."""
    found = []
    for task in make_plan([str(folder)], None, Job()).tasks:
        source = Source(Path(task.source), Path(task.source).read_bytes())
        with suppress(adcut.TranscriptError):
            source.read()
            found.append(source)
    return found


def baseline(sources: Sequence[Source]) -> Callable[[Sequence[str]], np.ndarray]:
    """Return what a user would write instead: hashed words and word pairs, a linear classifier.

    What it is trained on does not change its speed: sentences that name a sponsor, against others.
    """
    texts = [text for source in sources[:20] for text in source.read().sentences.texts]
    labels = [int("sponsor" in text.lower()) for text in texts]
    labels[:2] = [0, 1]  # whatever the corpus holds, both classes are there
    vectorizer = HashingVectorizer(ngram_range=(1, 2))
    classifier = SGDClassifier(loss="log_loss", random_state=0).fit(vectorizer.transform(texts), labels)

    def score(sentences: Sequence[str]) -> np.ndarray:
        found: np.ndarray = classifier.predict_proba(vectorizer.transform(sentences))
        return found

    return score


def throughput(sources: Sequence[Source], rounds: int, scratch: Path) -> Figures:
    """Time the ways through the corpus, one process, one core, one episode at a time, as archives are cleaned.

    Each episode is read anew in each round and goes all the ways in turn, from the first to the last or back. With
    all of the corpus in memory, what is timed besides is how far its parts lie apart there.
    """
    model, job = artifact.load(), Job()
    score = baseline(sources)

    def whole_way(e: Episode) -> None:
        detection = job.detect(adcut.read_bytes(e.data, path=str(e.path)))
        write_all({str(scratch / name): data for name, data in compose(job, detection, "out").files.items()})

    ways: dict[str, Callable[[Episode], object]] = {
        "tokenising alone": lambda e: tokenize(e.sentences.texts),
        "scikit-learn pipeline": lambda e: score(e.sentences.texts) if e.sentences.texts else None,
        "adcut score": lambda e: score_sentences(e.sentences, model),
        "adcut detect": lambda e: adcut.detect(e.transcript),
        "adcut read": lambda e: adcut.read_bytes(e.data, path=str(e.path)),
        "adcut read + detect + clean + write": whole_way,
    }
    seconds: dict[str, list[float]] = {name: [0.0] * rounds for name in ways}
    words = sentences = 0
    for number in range(rounds):
        for place, source in enumerate(sources):
            episode = source.read()
            if number == 0:
                words += sum(len(text.split()) for text in episode.sentences.texts)
                sentences += len(episode.sentences)
            for name in list(ways)[:: 1 if (number + place) % 2 == 0 else -1]:
                seconds[name][number] += timed(lambda way=ways[name], e=episode: way(e))  # type: ignore[misc]
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "files": len(sources), "bytes": sum(len(source.data) for source in sources), "words": words,
        "sentences": sentences, "seconds": seconds, "median": medians,
        "words_a_second": {name: words / value for name, value in medians.items()},
        "ratio_to_scikit_learn": {n: v / medians["scikit-learn pipeline"] for n, v in medians.items()},
    }


def cold_start(rounds: int) -> Figures:
    """Time whole processes: `adcut cuts` on one file, against the import of numpy."""
    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, env=USUAL)

    seconds = interleaved({
        "python -c pass": process("-c", "pass"),
        "python -c 'import numpy'": process("-c", "import numpy"),
        "adcut cuts FILE": process("-m", "adcut", "cuts", str(SAMPLE)),
    }, rounds)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return {"seconds": seconds, "median": medians,
            "ratio_to_numpy": medians["adcut cuts FILE"] / medians["python -c 'import numpy'"]}


def long_text(words: int) -> str:
    """Return an episode of about so many words, in the layout of the sample, with stamps that go on."""
    text = SAMPLE.read_text(encoding="utf-8")
    turns = [part.partition("]")[2] for part in text.split("\n\n") if part.startswith("**[0")]
    count = sum(len(turn.split()) for turn in turns)
    parts, second = ["**EPISODE 1**"], 0
    for _ in range(max(1, round(words / count))):
        for turn in turns:
            parts.append(f"**[{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}]{turn}")
            second += max(1, round(len(turn.split()) * 60 / WORDS_A_MINUTE))
    return "\n\n".join(parts) + "\n"


def peak_memory(scratch: Path) -> Figures:
    """Return the peak resident memory of `adcut clean` on a long episode, in a process of its own."""
    path = scratch / "long.md"
    path.write_text(long_text(LONG_HOURS * 60 * WORDS_A_MINUTE), encoding="utf-8")
    code = ("import resource, sys, pathlib\n"
            "from adcut.cli import main\n"
            "status = main(sys.argv[1:])\n"
            "own = pathlib.Path('/proc/self/status')\n"
            "peak = (int(own.read_text().partition('VmHWM:')[2].split()[0]) if own.exists()\n"
            "        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
            "print(status, peak, file=sys.stderr)\n")
    found = {}
    for name, arguments in {"10-hour episode": ["clean", str(path), "-o", str(scratch / "long")],
                            "import adcut": ["--version"]}.items():
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True,
                              env=USUAL)
        status, peak = map(int, done.stderr.splitlines()[-1].split())
        assert status == 0, done.stderr
        found[name] = peak * 1024 / 1e6
    return {"words": len(path.read_text().split()), "hours": LONG_HOURS, "megabytes": found}


def growth(rounds: int, scratch: Path) -> Figures:
    """Time one episode of growing length, and growing numbers of files."""
    unit = len(SAMPLE.read_text(encoding="utf-8").split())
    texts = {length: long_text(unit * length).encode() for length in LENGTHS}
    read = {length: adcut.read_bytes(data) for length, data in texts.items()}

    def whole_way(data: bytes) -> None:
        compose(Job(), adcut.detect(adcut.read_bytes(data)), "out")

    calls: dict[str, Callable[[], object]] = {}
    for length in LENGTHS:
        calls[f"detect {length}"] = lambda t=read[length]: adcut.detect(t)  # type: ignore[misc]
        calls[f"all {length}"] = lambda d=texts[length]: whole_way(d)  # type: ignore[misc]
    seconds = {name: statistics.median(values) for name, values in interleaved(calls, rounds).items()}
    result: Figures = {"lengths": list(LENGTHS), "words": [len(t.split()) for t in texts.values()]}
    for way in ("detect", "all"):
        values = [seconds[f"{way} {length}"] for length in LENGTHS]
        result[way] = {"seconds": values, "exponent": exponent(LENGTHS, values)}
    return {"episode": result, "files": _growth_of_files(min(rounds, 3), scratch)}


def _growth_of_files(rounds: int, scratch: Path) -> Figures:
    """Time folders of copies of one episode: of several, ten would be other work a file than a thousand."""
    folders = {}
    for number in FILES:
        folders[number] = scratch / f"files-{number}"
        folders[number].mkdir()
        for i in range(number):
            shutil.copyfile(SAMPLE, folders[number] / f"{i:04}{SAMPLE.suffix}")
    seconds = interleaved({str(n): lambda f=f: clean(f, scratch / f"{f.name}-out", 1)  # type: ignore[misc]
                           for n, f in folders.items()}, rounds)
    values = [statistics.median(seconds[str(n)]) for n in FILES]
    return {"numbers": list(FILES), "seconds": values, "exponent": exponent(FILES, values)}


def clean(folder: Path, out: Path, jobs: int, *, force: bool = True) -> dict[str, int]:
    """Clean a folder and return the number of files by status."""
    counts: dict[str, int] = dict.fromkeys(Status, 0)
    with closing(prepare([folder], out, Job(), Workers(jobs=jobs), force=force).results()) as results:
        for result in results:
            counts[result.status.value] += 1
    return counts


def archive(folder: Path, rounds: int, scratch: Path) -> Figures:
    """Time batch runs over the corpus: one worker, two workers, and a run with nothing to do."""
    out = scratch / "archive"
    counts = clean(folder, out, 2)
    seconds = interleaved({"1 worker": lambda: clean(folder, out, 1), "2 workers": lambda: clean(folder, out, 2)},
                          rounds, warm=False)
    nothing = [timed(lambda: subprocess.run([sys.executable, "-m", "adcut", "clean", folder, "-o", out, "--quiet"],
                                            check=False, env=USUAL)) for _ in range(rounds)]
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return {"statuses": counts, "seconds": {**seconds, "nothing to do": nothing},
            "median": {**medians, "nothing to do": statistics.median(nothing)},
            "speedup": medians["1 worker"] / medians["2 workers"],
            "files_a_second": {name: counts["cleaned"] / value for name, value in medians.items()}}


def environment() -> Figures:
    """Return what the figures were measured with."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        processor = next((line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines()
                          if line.startswith("model name")), processor)
    return {"processor": processor, "cores": len(os.sched_getaffinity(0)), "system": platform.system(),
            "python": platform.python_version(), "model": model_digest(None)[:12],
            "load": [round(value, 2) for value in os.getloadavg()],
            **{name: metadata.version(name) for name in ("adcut", "numpy", "scikit-learn", "joblib")}}


def corpus_digest(sources: Sequence[Source]) -> str:
    """Return a digest of what was measured on."""
    digests = sorted(hashlib.sha256(source.data).hexdigest() for source in sources)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:12]


def measure(folder: Path, rounds: int) -> Figures:
    """Return all figures."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        _keep_bytecode(scratch / "bytecode")
        sources = readable(folder)
        return {
            "environment": environment(), "rounds": rounds,
            "corpus": {"name": folder.name, "digest": corpus_digest(sources)},
            "cold_start": _said("cold start", lambda: cold_start(2 * rounds + 1)),
            "memory": _said("memory", lambda: peak_memory(scratch)),
            "growth": _said("growth", lambda: growth(rounds, scratch)),
            "throughput": _said("throughput", lambda: throughput(sources, rounds, scratch)),
            "archive": _said("archive", lambda: archive(folder, max(3, rounds // 2), scratch)),
        }


def _keep_bytecode(folder: Path) -> None:
    """Let the processes that are started keep compiled modules, as an installation has them, and all alike.

    An environment that forbids it would have each of them compile adcut anew, but not numpy.
    """
    for variables in (USUAL, os.environ):
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        variables["PYTHONPYCACHEPREFIX"] = str(folder)


def _said(what: str, call: Callable[[], Figures]) -> Figures:
    began = time.perf_counter()
    figures = call()
    print(f"{what}: {math.ceil(time.perf_counter() - began)} s", file=sys.stderr)
    return figures


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and write the reports."""
    parser = argparse.ArgumentParser(prog="python -m training.benchmark", description=main.__doc__)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ADCUT_CORPUS"),
                        help="the corpus folder; default: ADCUT_CORPUS, else the texts of the project")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each measurement (default: 7)")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="where the reports go")
    parser.add_argument("--no-run", action="store_true", help="only make the page anew from the figures")
    given = parser.parse_args(argv)
    held = given.reports / "benchmark.json"
    if not given.no_run:
        folder = Path(given.corpus) / "unlabeled" if given.corpus else AUTHORED
        given.reports.mkdir(parents=True, exist_ok=True)
        held.write_text(json.dumps(measure(folder, given.rounds), indent=1) + "\n", encoding="utf-8")
    page = as_markdown(json.loads(held.read_text(encoding="utf-8")))
    (given.reports / "benchmark.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
