"""What is done with every file of a run, and the outputs of one file composed in memory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING

from adcut import artifact, readers
from adcut.api import check_threshold, cut_categories, detect, episode_ms, refuse_text
from adcut.errors import FrameRateRequiredError, OptionError, TranscriptParseError, UnknownFormatError
from adcut.scripts import SCRIPTS, encode, render, suffix
from adcut.spans import SpanPolicy
from adcut.writers import spec, write_cut_list
from adcut.writers.base import WriteOptions, WriterSpec

if TYPE_CHECKING:
    from adcut.detection import Detection
    from adcut.transcript import Transcript

#: Suffixes, without the dot, that a clean script can get (those of the readers and of SCRIPTS).
SCRIPT_SUFFIXES = ("md", "txt", "srt", "vtt", "json")

_DEFAULTS = WriteOptions()
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Job:
    """The options of a run; the same for each of its files.

    format, cut, mode, threshold, duration, model: as in `adcut.read` and `adcut.detect`.
    transcript: format of the clean scripts, `same` for each file's own.
    cuts: formats of the cut lists, in order.
    options: what some of those formats need; `{stem}` in its media name stands for the file's.
    retime: whether the times of the scripts are shifted onto the cut media.
    """

    format: str | None = None
    cut: tuple[str, ...] | None = None
    mode: str = "balanced"
    threshold: float | None = None
    duration: float | None = None
    model: str | None = None
    transcript: str = "same"
    cuts: tuple[str, ...] = ("json",)
    options: WriteOptions = _DEFAULTS
    retime: bool = False

    def check(self) -> None:
        """Refuse what no file could be done with, before any is read.

        Raises
        ------
        UnknownFormatError, FrameRateRequiredError, OptionError
            A format, or an option outside its range, that none of the formats takes or that one of them misses.
        ModelError
            The mode is one that only a model can know, and the model cannot be used.
        """
        if self.format is not None:
            readers.spec(self.format)
        if self.transcript not in ("same", *SCRIPTS):
            raise UnknownFormatError(self.transcript, ["same", *SCRIPTS])
        cut_categories(self.cut)
        check_threshold(self.threshold)
        episode_ms(self.duration)
        if self.mode not in artifact.THRESHOLDS - {"review"}:
            SpanPolicy.for_mode(artifact.load(self.model), mode=self.mode)  # a model may know other modes
        refuse_text(self.cuts, "the formats of the cut lists")
        targets = [spec(name) for name in self.cuts]
        for target in targets:
            if target.needs_rate and self.options.rate is None:
                raise FrameRateRequiredError(target.name)
        for option in _given(self.options):
            if not any(option in target.options for target in targets):
                raise OptionError(f"none of {', '.join(self.cuts)} takes --{option.replace('_', '-')}; leave it "
                                  "out, or add a cut-list format that does (`adcut formats`)")

    def detect(self, transcript: Transcript) -> Detection:
        """Return what `adcut.detect` finds with these options.

        Raises
        ------
        TranscriptParseError
            No word is spoken in the transcript, as in a caption file without a caption: there is nothing to clean.
        """
        if not any(_WORD.search(paragraph.text) for paragraph in transcript.paragraphs):
            raise TranscriptParseError("the transcript holds no speech", path=transcript.path,
                                       hint="give a file with words in it")
        return detect(transcript, cut=self.cut, mode=self.mode, threshold=self.threshold,
                      duration=self.duration, model=self.model)

    def digest(self) -> str:
        """Return a digest of all that decides the outputs beside the input and the model, however it was spelled."""
        from importlib import metadata  # slow to import, and workers do without

        policy = {"cut": cut_categories(self.cut), "duration": episode_ms(self.duration),
                  "mode": self.mode if self.threshold is None else None,  # a threshold overrides it
                  "threshold": None if self.threshold is None else float(self.threshold)}
        held = {**asdict(self), **policy, "model": None, "adcut": metadata.version("adcut")}
        return hashlib.sha256(json.dumps(held, default=str, sort_keys=True).encode()).hexdigest()

    def script_name(self, stem: str, suffix: str) -> str:
        """Return the file name of a clean script."""
        return f"{stem}.clean.{suffix}"

    def cut_list_names(self, stem: str) -> dict[str, str]:
        """Return the file name of the cut list in each format; no two are the same."""
        names: dict[str, str] = {}
        for format in self.cuts:
            target = spec(format)
            name = cut_list_name(target, stem)
            names[format] = cut_list_name(target, stem, format) if name in names.values() else name
        return names

    def possible_names(self, stem: str) -> Iterator[str]:
        """Yield every file name that the outputs of a file can have, whatever its format is."""
        suffixes = SCRIPT_SUFFIXES if self.transcript == "same" else (self.transcript,)
        for ending in suffixes:
            yield self.script_name(stem, ending)
        yield from self.cut_list_names(stem).values()


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of one file in memory: the clean script, and all by file name."""

    script: bytes
    files: dict[str, bytes]


def model_digest(model: str | None) -> str:
    """Return the digest of the model that detects: of its header, which holds that of its arrays.

    Raises
    ------
    ModelError
        The model is missing, altered, or of another version.
    """
    header = artifact.load(model).header
    return hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()


def cut_list_name(target: WriterSpec, stem: str, format: str | None = None) -> str:
    """Return the file name of a cut list in the format `target`; with the name of the format in it where that is given."""
    if format is not None:
        return f"{stem}.cuts.{format}.{target.suffix}"
    return target.file_name.replace("{stem}", stem) if target.file_name else f"{stem}.cuts.{target.suffix}"


def compose(job: Job, detection: Detection, stem: str) -> Outputs:
    """Return the outputs of one file; nothing is written.

    Raises
    ------
    AdcutError
        One of the outputs cannot be made; then there is none.
    """
    if job.transcript == "same":
        script = encode(detection.clean_text(retime=job.retime), detection.transcript.encoding)
    else:
        script = encode(render(detection.clean(retime=job.retime), job.transcript), "utf-8")
    files = {job.script_name(stem, suffix(detection.transcript, job.transcript)): script}
    listed = detection.to_cut_list()
    for format, name in job.cut_list_names(stem).items():
        files[name] = write_cut_list(listed, format, _taken(spec(format), job.options, stem)).encode()
    return Outputs(script, files)


def _given(options: WriteOptions) -> list[str]:
    return [f.name for f in fields(WriteOptions) if getattr(options, f.name) != getattr(_DEFAULTS, f.name)]


def _taken(target: WriterSpec, options: WriteOptions, stem: str) -> WriteOptions:
    """Return the options that a format takes; the others are meant for other formats of the run."""
    media = options.media.replace("{stem}", stem) if options.media else None
    dropped = {name: getattr(_DEFAULTS, name) for name in _given(options) if name not in target.options}
    return replace(options, **{"media": media, **dropped})
