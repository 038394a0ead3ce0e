"""The happy path: read, detect, clean, score, write; and the same for many files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO, Literal

from adcut import readers
from adcut.categories import CUTTABLE, DEFAULT_CUT, Category
from adcut.cutlist import CutList, PolicyInfo
from adcut.errors import OptionError, TranscriptParseError
from adcut.files import LARGEST_INPUT, write_whole
from adcut.paragraphs import build, split_sentences
from adcut.readers.decoding import decode
from adcut.timing import ms_from_seconds, rate_from_text
from adcut.transcript import Transcript

if TYPE_CHECKING:
    import numpy as np

    from adcut.batch import CleanResult
    from adcut.detection import Detection


def read(path: str | os.PathLike[str], *, format: str | None = None) -> Transcript:
    """Return the transcript in a file.

    Parameters
    ----------
    path
        The file; its suffix does not matter.
    format
        A reader's name (`sed`, `srt`, ...); None finds it from the content.

    Raises
    ------
    TranscriptParseError
        The file is unreadable, binary, empty, or has a line that fits no rule of its format.
    UnknownFormatError
        `format` is no reader's name.
    """
    return read_bytes(file_bytes(path), format=format, path=os.fspath(path))


def file_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of an input file; a failure is a `TranscriptParseError` with the reason."""
    try:
        with open(path, "rb") as file:
            return stream_bytes(file, os.fspath(path))
    except TranscriptParseError:
        raise
    except (OSError, ValueError) as error:
        raise TranscriptParseError(f"cannot be read ({getattr(error, 'strerror', None) or error})",
                                   path=os.fspath(path), hint="check the name and the permissions") from error


def stream_bytes(stream: BinaryIO, name: str) -> bytes:
    """Return what a stream holds, at most `LARGEST_INPUT` bytes: some, like /dev/zero, never end.

    Raises
    ------
    TranscriptParseError
        It holds more.
    """
    data = stream.read(LARGEST_INPUT + 1)
    if len(data) > LARGEST_INPUT:
        raise TranscriptParseError(f"holds more than a transcript can ({LARGEST_INPUT // 1_000_000} MB)", path=name,
                                   hint="check the file, or split it")
    return data


def read_bytes(data: bytes, *, format: str | None = None, path: str | None = None) -> Transcript:
    """Return the transcript in the bytes of a file.

    Parameters
    ----------
    data
        The file as it stands on the disk: UTF-8, UTF-16 by its byte order mark, or another encoding.
    format
        As in `read`.
    path
        Names the file in messages and lists; nothing is opened.

    Raises
    ------
    TranscriptParseError
        The data is binary, empty, or has a line that fits no rule of its format.
    UnknownFormatError
        `format` is no reader's name.

    Examples
    --------
    >>> read_bytes(b"Ann: Welcome back.\\n\\nBo: Glad to be here.\\n").paragraphs[1].speaker
    'Bo'
    """
    decoded = decode(data, path)
    transcript = read_text(decoded.text, format=format, path=path)
    return replace(transcript, encoding=decoded.encoding, notes=(*decoded.notes, *transcript.notes),
                   sha256=hashlib.sha256(data).hexdigest())


def read_text(text: str, *, format: str | None = None, path: str | None = None) -> Transcript:
    """Return the transcript in a text that is decoded already.

    Parameters
    ----------
    text
        The whole file; `source` ranges of what comes of it count its code points.
    format, path
        As in `read_bytes`.

    Raises
    ------
    TranscriptParseError
        The text is empty, or has a line that fits no rule of its format.
    UnknownFormatError
        `format` is no reader's name.

    Examples
    --------
    >>> read_text("00:00:04 Welcome back.\\n00:00:09 Glad to be here.\\n").paragraphs[0].start
    4.0
    """
    spec, reading = readers.parse(text, format, path)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(build(reading, text=text, format=spec.name), path=path, sha256=digest)


def refuse_text(given: object, what: str) -> None:
    """Refuse a text where a sequence of texts is due: it would be taken for one of letters.

    Raises
    ------
    OptionError
        `given` is a text.
    """
    if isinstance(given, str):
        raise OptionError(f"{what} are a sequence; put {str(given)!r} into a list")


def cut_categories(cut: Iterable[Category | str] | None) -> tuple[str, ...]:
    """Return the names of the categories to cut, in the contract's order; None: the default ones.

    Raises
    ------
    OptionError
        A name is unknown, or is `content`, which is never cut, or a single text stands for a list.
    """
    refuse_text(cut, "the categories to cut")
    wanted = set(DEFAULT_CUT if cut is None else cut)
    for name in wanted:
        if name not in {c.value for c in CUTTABLE}:
            raise OptionError(f"{str(name)!r} cannot be cut; choose from {', '.join(CUTTABLE)}")
    return tuple(c.value for c in CUTTABLE if c in wanted)


def check_threshold(threshold: float | None) -> None:
    """Refuse a threshold that no score can be held against.

    Raises
    ------
    OptionError
        It is outside 0 to 1.
    """
    if threshold is not None and not 0.0 <= threshold <= 1.0:
        raise OptionError(f"a threshold of {threshold} is outside 0 to 1")


def episode_ms(duration: float | None) -> int | None:
    """Return the length of an episode in milliseconds, None where it is not known.

    Raises
    ------
    OptionError
        It is no number above zero, or beyond every episode.
    """
    length = None if duration is None else ms_from_seconds(duration)
    if length is not None and length <= 0:
        raise OptionError(f"a duration of {duration} s is not above zero")
    return length


def detect(transcript: Transcript, *, cut: Iterable[Category | str] | None = None, mode: str = "balanced",
           threshold: float | None = None, duration: float | None = None,
           model: str | os.PathLike[str] | None = None) -> Detection:
    """Find the ads of a transcript.

    Parameters
    ----------
    transcript
        What `read` gives, or `Transcript.from_texts`.
    cut
        Categories to cut; None: sponsor and cross_promo.
    mode
        `high-precision`, `balanced` or `high-recall`: the score from which a read is cut, set on
        shows the model had not seen (reports/model_card.md). High-recall cuts all sponsors and promotion
        of other shows that balanced cuts, as it cuts them, and every doubt in what is left (fewer where no ad is
        sure), for those who would rather lose content.
    threshold
        The least score of a cut in [0, 1]; overrides `mode`, and the sweep of high-recall.
    duration
        Length of the episode in seconds: closes a read that runs to the end.
    model
        A model file; None: the bundled one.

    Raises
    ------
    OptionError
        A category, mode, threshold or duration outside its range.
    ModelError
        The model is missing, altered, or of another version.
    OutOfDurationError
        A read starts after `duration`.

    Examples
    --------
    >>> detect(read_text("Ann: Welcome back.\\n\\nBo: Glad to be here.\\n")).reads
    ()
    """
    from adcut import artifact
    from adcut.detection import assemble
    from adcut.scorer import score_sentences
    from adcut.spans import SpanPolicy, find_reads

    categories = cut_categories(cut)
    check_threshold(threshold)
    if (length := episode_ms(duration)) is not None:
        transcript = replace(transcript, duration_ms=length)
    loaded = artifact.load(model)
    policy = SpanPolicy.for_mode(loaded, mode=mode, threshold=threshold)
    sentences = split_sentences(transcript)
    scores = score_sentences(sentences, loaded)
    spans = find_reads(sentences, scores, policy)
    return assemble(transcript, sentences, scores.score, spans,
                    policy=PolicyInfo(categories, policy.threshold), model=(loaded.name, loaded.version),
                    model_path=None if model is None else os.fspath(model))


def score(texts: Sequence[str], *, model: str | os.PathLike[str] | None = None) -> np.ndarray:
    """Return the calibrated ad probability of each paragraph.

    Neighbours count as context, so the same text can score differently elsewhere.

    Parameters
    ----------
    texts
        The paragraphs of one transcript, in order. More than 15 hours of speech go through in
        blocks, so that memory stays bounded (adcut/streaming.py).
    model
        A model file; None: the bundled one.

    Returns
    -------
    ndarray of shape (len(texts),), float64 in [0, 1], in the order of the input; empty input gives
    shape (0,). A text without words scores 0. Texts have no speakers: where a file names them, `detect`
    counts voices that are heard in one short stretch only as well.

    Raises
    ------
    ModelError
        The model is missing, altered, or of another version.

    Examples
    --------
    >>> import adcut
    >>> adcut.score([]).shape
    (0,)
    """
    import numpy as np

    from adcut import artifact
    from adcut.detection import paragraph_scores
    from adcut.scorer import score_sentences
    from adcut.streaming import in_blocks

    def at_once(part: Sequence[str]) -> np.ndarray:
        sentences = split_sentences(Transcript.from_texts(part))
        if not len(sentences):
            return np.zeros(len(part))
        return paragraph_scores(len(part), sentences, score_sentences(sentences, artifact.load(model)).score)

    if isinstance(texts, str):
        raise OptionError("score() takes a sequence of texts; put a single text into a list")
    return in_blocks(texts, at_once)


def clean_many(paths: Iterable[str | os.PathLike[str]], *, out: str | os.PathLike[str] | None = None,
               transcript: str = "same", cuts: Iterable[str] = ("json",), rate: str | float | Fraction | None = None,
               media: str | None = None, retime: bool = False, format: str | None = None,
               cut: Iterable[Category | str] | None = None, mode: str = "balanced", threshold: float | None = None,
               duration: float | None = None, model: str | os.PathLike[str] | None = None, jobs: int | None = None,
               backend: str | None = None, scheduler: str | None = None,
               force: bool = False) -> Generator[CleanResult, None, None]:
    """Write clean scripts and cut lists of many transcripts; yield the result of each as it completes.

    The work is done while the results are read; closing the generator stops the run, in order: what is
    under way is finished and remembered. A file that fails does so alone: its result holds the error; one
    without a spoken word fails too. No input takes the place of another's outputs. With `out`, and for folders, a manifest in
    the output folder lets the next call do only what is new or changed.

    Parameters
    ----------
    paths
        Files, folders (with all in them), URLs that fsspec knows.
    out
        Folder or URL for the outputs, the folder tree kept; None: beside the inputs.
    transcript
        Format of the scripts: `same` (each input's own), md, txt, srt, vtt, json.
    cuts
        Formats of the cut lists.
    rate, media
        What some of those formats take: frames a second (25, "30000/1001"), the name of the media
        file (`{stem}` stands for the transcript's).
    retime
        Shift the times of the scripts onto the cut media.
    format, cut, mode, threshold, duration, model
        As in `adcut.read` and `adcut.detect`; the duration, in seconds, is that of every file.
    jobs
        Worker processes, at least 1; None: one a core, as far as there is work for them.
    backend, scheduler
        `loky` (this machine, the default) or `dask`, and the address of the Dask scheduler.
    force
        Do also what is unchanged since the last run.

    Yields
    ------
    CleanResult
        One a file, in the order they complete: path, index (its place in the order of the paths, from
        0), status (`cleaned`, `unchanged`, `failed`), outputs (paths, the script first), figures
        (words; length and cuts in seconds, None where unknown; reads), error (None unless failed), notes.

    Raises
    ------
    OptionError, FormatError
        At once, where no file could be done with the options.
    ModelError, OutputError, AdcutError
        While iterating, where the model, the output folder or the cluster cannot be used.

    Examples
    --------
    >>> import adcut, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "talk.txt").write_text("Ann: Welcome back.\\n\\nBo: Glad to be here.\\n")
    ...     for result in adcut.clean_many([folder], out=f"{folder}/clean"):
    ...         print(result.status, [pathlib.Path(path).name for path in result.outputs])
    cleaned ['talk.clean.txt', 'talk.cuts.json']
    """
    from adcut.batch import Job, Workers, prepare
    from adcut.writers.base import WriteOptions

    if isinstance(paths, str | os.PathLike):
        raise OptionError("clean_many() takes a sequence of paths; put a single path into a list")
    refuse_text(cuts, "the formats of the cut lists")
    job = Job(format, None if cut is None else cut_categories(cut), mode, threshold, duration,
              None if model is None else os.fspath(model), transcript, tuple(dict.fromkeys(cuts)),
              WriteOptions(rate=None if rate is None else rate_from_text(str(rate)), media=media), retime)
    return prepare(paths, out, job, Workers(jobs, backend, scheduler), force=force).results()


def write(item: Transcript | CutList, path: str | os.PathLike[str], *, format: str | None = None,
          rate: str | float | Fraction | None = None, drop_frame: bool = False, media: str | None = None,
          action: int | None = None, timeline: Literal["source", "cut"] = "source") -> None:
    """Write a transcript or a cut list to a file, whole or not at all.

    Parameters
    ----------
    item, path
        What to write, and where; the folder is made where it is missing, an older file replaced.
    format
        For a transcript: `same` (its own format, the default) or `md`, `txt`, `srt`, `vtt`, `json`.
        For a cut list: a writer's name (`adcut formats` lists them), `json` (native) by default.
    rate, drop_frame, media, action, timeline
        What some cut-list formats take: frames a second (25, "30000/1001"), drop-frame timecode, the
        media file's name, the MPlayer/Kodi edit action, whose times chapters are in. A format that
        does not take what is given refuses it.

    Raises
    ------
    UnknownFormatError, FrameRateRequiredError, DurationRequiredError, UnrepresentableError
        The format is unknown, or cannot be written from this.
    UntimedTranscriptError
        The format needs times that are not known.
    OptionError
        An option that the format does not take.
    OutputError
        The file cannot be written, or is the transcript's own source.
    """
    from adcut.scripts import encode, render
    from adcut.writers import write_cut_list
    from adcut.writers.base import WriteOptions

    options = WriteOptions(rate=None if rate is None else rate_from_text(str(rate)), drop_frame=drop_frame,
                           media=media, action=action, timeline=timeline)
    if isinstance(item, CutList):
        write_whole(path, write_cut_list(item, format or "json", options).encode())
        return
    if options != WriteOptions():
        raise OptionError("rate, drop_frame, media, action and timeline belong to cut lists, not to transcripts")
    data = encode(render(item, format or "same"), item.encoding if format in (None, "same") else "utf-8")
    write_whole(path, data, sources=() if item.path is None else (item.path,))
