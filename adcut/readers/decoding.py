"""Bytes to text: UTF-8 first, UTF-16 by its byte order mark, anything else by charset-normalizer."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from adcut.errors import TranscriptParseError

#: So much is looked at to guess an encoding; guessing is slow.
_GUESS_BYTES = 262_144


class Decoded(NamedTuple):
    """The text of a file, the encoding it was read in, and what the user should know about that."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, path: str | None = None) -> Decoded:
    """Return the text of a file; newlines stay as they are, a byte order mark goes.

    Raises
    ------
    TranscriptParseError
        The data is no text in any encoding.
    """
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(_strictly(data, "utf-8-sig", path), "utf-8-sig")
    for mark, encoding in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
                           (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return Decoded(_strictly(data, encoding, path), encoding, (f"read as {encoding} (not UTF-8)",))
    if b"\0" in data:
        raise TranscriptParseError("binary data, not a transcript", path=path, line=1,
                                   hint="give a text file: Markdown, plain text, SRT, WebVTT or JSON")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _guessed(data, error, path)


def _strictly(data: bytes, encoding: str, path: str | None) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TranscriptParseError(f"the file says it is {encoding} but byte {error.start} is not", path=path,
                                   line=data[:error.start].count(b"\n") + 1,
                                   hint="save it as UTF-8") from error
    if "\0" in text:
        raise TranscriptParseError("binary data, not a transcript", path=path, line=1,
                                   hint="give a text file: Markdown, plain text, SRT, WebVTT or JSON")
    return text


def _guessed(data: bytes, error: UnicodeDecodeError, path: str | None) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import, rarely needed

    # The bytes around the first foreign one tell most; guess from them, decode all.
    start = max(0, error.start - _GUESS_BYTES // 2)
    best = from_bytes(data[start:start + _GUESS_BYTES]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except (UnicodeDecodeError, LookupError):
            text = ""
        if text:
            return Decoded(text, best.encoding, (f"read as {best.encoding} (not UTF-8)",))
    line = data[:error.start].count(b"\n") + 1
    raise TranscriptParseError("neither UTF-8 nor any other known encoding", path=path, line=line,
                               hint="save the file as UTF-8") from error
