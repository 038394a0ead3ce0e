"""ffmpeg: find it, ask it what a media file holds, run it; never through a shell.

File names go in as `file:NAME`, so that none is taken for an option or a protocol, and only local
files may be opened, whatever a media file refers to.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, TypeVar

from adcut.errors import MediaError

#: Called with the finished share of the work, 0 to 1.
Progress = Callable[[float], None]
_T = TypeVar("_T")

_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d)", re.MULTILINE)
_FORMAT = re.compile(r"^Input #0, ([\w,]+), from ", re.MULTILINE)
_STREAM = re.compile(r"^  Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\([^)]*\))?: (\w+): (\w+)(.*)$", re.MULTILINE)
_CHAPTER = re.compile(r"\[CHAPTER\]\nTIMEBASE=(\d+)/(\d+)\nSTART=(-?\d+)\nEND=(-?\d+)\n((?:\w+=(?:\\.|[^\\\n])*\n?)*)",
                      re.DOTALL)
_TITLE = re.compile(r"^title=((?:\\.|[^\\\n])*)", re.DOTALL | re.MULTILINE)
_OUT_TIME = re.compile(r"out_time_us=(\d+)")
_VERSION = re.compile(r"ffmpeg version \D*(\d+)")
_RATE = re.compile(r"(?<!\d)(\d{1,9}) Hz")
_BITRATE = re.compile(r"(?<!\d)(\d{1,9}) kb/s")
_ESTIMATED = "Estimating duration from bitrate"
_LINES_SHOWN = 2
#: Options of every call: no questions, and no other protocol than the local file system and pipes.
_GLOBAL = ("-hide_banner", "-nostdin", "-y")
_LOCAL = ("-protocol_whitelist", "file,pipe")


@dataclass(frozen=True, slots=True)
class AudioStream:
    """An audio stream; bitrate in bits a second, None where it states none."""

    codec: str
    sample_rate: int
    bitrate: int | None


@dataclass(frozen=True, slots=True)
class MediaChapter:
    """A chapter of a media file, half-open, in milliseconds from its start."""

    start_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a media file holds.

    duration_ms: as its header states it, to 10 ms; None where it states none, or ffmpeg only guesses.
    container: ffmpeg's name of the format. video: whether there is a moving picture. cover: number of
    the stream that is the cover picture. left_out: kinds of streams that no output will have.
    """

    duration_ms: int | None
    container: str
    audio: tuple[AudioStream, ...]
    video: bool
    cover: int | None
    chapters: tuple[MediaChapter, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg program at `path`."""

    path: str

    @classmethod
    def find(cls, path: str | None = None) -> Ffmpeg:
        """Return the ffmpeg named, else the one on PATH, else that of the imageio-ffmpeg wheel.

        Raises
        ------
        MediaError
            There is none.
        """
        if path is not None:
            found = shutil.which(path)
            if found is None:
                raise MediaError(f"{path}: no program there; check --ffmpeg")
            return cls(found)
        found = shutil.which("ffmpeg") or _from_wheel()
        if found is None:
            raise MediaError("ffmpeg is needed to cut media and was not found: install it, name it with "
                             "--ffmpeg, or run pip install 'adcut[media]'")
        return cls(found)

    def major_version(self) -> int | None:
        """Return the first number of the version, None where it is built from no release."""
        match = _VERSION.match(self._call([self.path, "-version"]).stdout)
        return int(match[1]) if match else None

    def probe(self, media: str) -> MediaInfo:
        """Return what a media file holds.

        Raises
        ------
        MediaError
            It is not there, or no media that ffmpeg reads.
        """
        if not os.path.isfile(media):
            raise MediaError(f"{media}: no such file; check the name of the media")
        # chapters as they stand in the file, not moved by the start of its first packet
        done = self._call([self.path, "-hide_banner", "-nostdin", "-copyts", *_LOCAL, "-i", f"file:{media}",
                           "-f", "ffmetadata", "-"])
        if not (container := _FORMAT.search(done.stderr)):
            raise MediaError(f"{media}: not media that ffmpeg reads ({_last_lines(done.stderr)})")
        return _media_info(done.stderr, container[1], done.stdout)

    def run(self, arguments: Sequence[str], *, what: str, length_ms: int | None = None,
            progress: Progress | None = None) -> tuple[int, str]:
        """Run ffmpeg to its end; return how long its output is in microseconds, and what it said.

        Parameters
        ----------
        arguments
            All but the program and the options of every call.
        what
            The file worked on, for messages.
        length_ms
            Expected length of the output, for `progress`.

        Raises
        ------
        MediaError
            ffmpeg failed (it ends with the reason that ffmpeg gives), or there is no room for what it says.
        """
        command = [self.path, *_GLOBAL, "-nostats", "-progress", "pipe:1", *arguments]
        with made_for_now(tempfile.TemporaryFile) as said, self._start(command, said) as process:
            try:
                written = _follow(process, length_ms, progress)
                status = process.wait()
            except BaseException:
                process.kill()
                raise
            said.seek(0)
            log = said.read().decode("utf-8", "replace")
        if status:
            raise MediaError(f"{what}: ffmpeg failed: {_last_lines(log)}")
        return written, log

    def _start(self, command: list[str], said: IO[bytes]) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said,
                                    text=True, encoding="utf-8", errors="replace")
        except OSError as error:
            raise MediaError(f"{self.path}: cannot be run ({error.strerror}); check --ffmpeg") from error

    def _call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  encoding="utf-8", errors="replace", check=False)
        except OSError as error:
            raise MediaError(f"{self.path}: cannot be run ({error.strerror}); check --ffmpeg") from error


def made_for_now(make: Callable[[], _T]) -> _T:
    """Return what a function of `tempfile` makes.

    Raises
    ------
    MediaError
        It cannot be made.
    """
    try:
        return make()
    except OSError as error:
        raise MediaError(f"no temporary file can be made ({error.strerror or error}); free space, or name another folder "
                         "in the variable TMPDIR") from error


def source(media: str) -> list[str]:
    """Return the arguments that open a local file as an input."""
    return [*_LOCAL, "-i", f"file:{media}"]


def _from_wheel() -> str | None:
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


def _follow(process: subprocess.Popen[str], length_ms: int | None, progress: Progress | None) -> int:
    """Read what ffmpeg reports while it works; return the length of the output in microseconds."""
    written = 0
    for line in process.stdout or ():
        match = _OUT_TIME.match(line)
        if match:
            written = int(match[1])
            if progress is not None and length_ms:
                progress(min(1.0, written / (length_ms * 1000)))
    return written


def _last_lines(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return "; ".join(lines[-_LINES_SHOWN:])[-300:] or "without a word"


def _media_info(log: str, container: str, metadata: str) -> MediaInfo:
    audio: list[AudioStream] = []
    video, cover = False, None
    left_out: list[str] = []
    for number, kind, codec, rest in _STREAM.findall(log):
        if kind == "Audio" and not audio:
            audio.append(_audio_stream(codec, rest))
        elif kind == "Video" and "(attached pic)" in rest:
            cover = int(number) if cover is None else cover
        elif kind == "Video" and not video:
            video = True
        elif kind != "Data":  # chapter tracks of MP4, written anew from the chapters
            left_out.append(kind.lower())
    match = None if _ESTIMATED in log else _DURATION.search(log)
    duration = None
    if match:
        hours, minutes, seconds, hundredths = (int(part) for part in match.groups())
        duration = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
    chapters = tuple(_chapter(*found) for found in _CHAPTER.findall(metadata))
    return MediaInfo(duration, container, tuple(audio), video, cover, chapters, tuple(left_out))


def _audio_stream(codec: str, rest: str) -> AudioStream:
    rate, bitrate = _RATE.search(rest), _BITRATE.search(rest)
    return AudioStream(codec, int(rate[1]) if rate else 0, int(bitrate[1]) * 1000 if bitrate else None)


def _chapter(ticks: str, base: str, start: str, end: str, tags: str) -> MediaChapter:
    def milliseconds(value: str) -> int:
        return max(0, (int(value) * int(ticks) * 2000 + int(base)) // (2 * int(base)))

    title = _TITLE.search(tags)
    name = re.sub(r"\\(.)", r"\1", title[1], flags=re.DOTALL) if title else ""
    return MediaChapter(milliseconds(start), milliseconds(end), name)
