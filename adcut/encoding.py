"""What a cut media file is encoded as, and what its container can carry."""

from __future__ import annotations

from pathlib import Path

from adcut.errors import MediaError
from adcut.ffmpeg import MediaInfo

#: Containers that players take for sound: a moving picture is left out of them.
_AUDIO_SUFFIXES = frozenset({"aac", "aif", "aiff", "flac", "m4a", "m4b", "mka", "mp3", "oga", "ogg", "opus", "wav"})
#: Containers into which ffmpeg writes a cover picture, and chapters
#: (https://ffmpeg.org/ffmpeg-formats.html#Muxers; tried with 5.1 and 9.0, which write chapters of Ogg
#: not at all, with Opus a second late where the fraction is half or more).
_COVER_SUFFIXES = frozenset({"aif", "aiff", "flac", "m4a", "m4b", "m4v", "mov", "mp3", "mp4"})
_CHAPTER_SUFFIXES = frozenset({"m4a", "m4b", "m4v", "mka", "mkv", "mov", "mp3", "mp4", "webm"})
#: Encoders whose names are not those of their codecs.
_ENCODERS = {"mp3": "libmp3lame", "opus": "libopus", "vorbis": "libvorbis"}
_LOSSLESS = ("pcm_", "flac", "alac")


def suffix(path: str) -> str:
    """Return the suffix of an output, lower case, without the dot.

    Raises
    ------
    MediaError
        It has none: the container would be unknown.
    """
    found = Path(path).suffix.lower().removeprefix(".")
    if not found:
        raise MediaError(f"{path}: the output needs a suffix that tells its format, such as .mp3")
    return found


def holds_video(path: str) -> bool:
    """Return whether an output of this name holds a moving picture."""
    return suffix(path) not in _AUDIO_SUFFIXES


def holds_cover(path: str) -> bool:
    """Return whether ffmpeg writes a cover picture into an output of this name."""
    return suffix(path) in _COVER_SUFFIXES


def holds_chapters(path: str) -> bool:
    """Return whether ffmpeg writes chapters into an output of this name."""
    return suffix(path) in _CHAPTER_SUFFIXES


def audio_codec(info: MediaInfo, media: str, out: str) -> list[str]:
    """Return the encoder options: the codec and bitrate of the source where the container stays.

    In another container ffmpeg's own choice for it, at the bitrate of a lossy source.
    """
    stream = info.audio[0]
    lossless = stream.codec.startswith(_LOSSLESS)
    chosen = [] if lossless or stream.bitrate is None else ["-b:a", str(stream.bitrate)]
    if suffix(out) == suffix(media):
        return ["-c:a", _ENCODERS.get(stream.codec, stream.codec), *chosen]
    return [] if suffix(out) in ("flac", "wav", "aif", "aiff") else chosen
