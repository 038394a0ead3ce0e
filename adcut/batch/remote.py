"""Inputs and outputs on other machines: URLs that fsspec knows (`s3://`, `gs://`, `sftp://` ...).

Object stores show an object whole or not at all; elsewhere a file is written under another name and
moved into place.
"""

from __future__ import annotations

import functools
import hashlib
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, ParamSpec, Protocol, TypeVar

from adcut.batch.leftovers import is_old, is_over
from adcut.batch.record import Written
from adcut.errors import AdcutError, OptionError, OutputError, TranscriptParseError
from adcut.files import TEMPORARY_MARK
from adcut.owner import owner

#: What a URL begins with; a Windows drive is one letter.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
#: File systems whose writes appear whole.
_WHOLE_WRITES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "abfss", "oss", "memory"})
#: A place, or what one is made from (`tar://::memory://...`), that only the process that made it has.
_IN_MEMORY = re.compile(r"(?:^|::)memory://", re.IGNORECASE)
#: What of a file's description changes with its content.
_TELLING = ("size", "ETag", "etag", "md5", "md5Hash", "generation", "mtime", "LastModified", "last_modified", "updated",
            "created", "ino")


class _Writable(Protocol):
    """What of a file system writing needs to know."""

    protocol: str | tuple[str, ...]

    def makedirs(self, path: str, exist_ok: bool) -> None: ...

    def mv(self, path1: str, path2: str) -> None: ...

    def cp_file(self, path1: str, path2: str) -> None: ...

    def rm_file(self, path: str) -> None: ...


_P = ParamSpec("_P")
_T = TypeVar("_T")


def is_url(path: str) -> bool:
    """Whether a path names a place that fsspec opens; `file://` is a place here."""
    return _SCHEME.match(path) is not None


def is_in_memory(path: str) -> bool:
    """Whether a URL names a place in the memory of this process, which other processes do not share."""
    return is_url(path) and _IN_MEMORY.search(path) is not None


def plain(path: str) -> str:
    """Return a path without `file://`; other paths and URLs as they are, less a slash at the end.

    Raises
    ------
    OptionError
        A `file://` URL of another machine.
    """
    if path.lower().startswith("file://"):
        from urllib.request import url2pathname  # slow to import, and rarely needed

        host, slash, rest = path[len("file://"):].partition("/")
        if host.lower() not in ("", "localhost"):
            raise OptionError(f"{path}: is on the machine {host!r}, and file:// reaches this one alone; give "
                              "file:///PATH, or a plain path")
        return url2pathname(slash + rest)
    bare = path.rstrip("/")
    return bare if is_url(path) and not bare.endswith(":") else path  # `memory://` itself is a place


def join(folder: str, *names: str) -> str:
    """Return the path or URL of something in a folder."""
    return "/".join((folder, *names)) if is_url(folder) else os.path.join(folder, *names)


def _saying(error: type[AdcutError], what: str) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """Turn what a file system raises into an error of ours that names the URL."""
    def decorate(function: Callable[_P, _T]) -> Callable[_P, _T]:
        @functools.wraps(function)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
            try:
                return function(*args, **kwargs)
            except AdcutError:
                raise
            except Exception as cause:  # each file system raises errors of its own
                text = f"{what} ({type(cause).__name__}: {cause})"
                if error is TranscriptParseError:
                    raise TranscriptParseError(text, path=str(args[0]), hint="check the URL and the "
                                               "credentials") from cause
                raise error(f"{args[0]}: {text}; check the URL and the credentials; archives (tar, zip) "
                            "hold no outputs") from cause

        return call

    return decorate


def _opened(url: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise OptionError(f"{url}: URLs need fsspec; pip install 'adcut[dask]'") from error
    try:
        file_system, path = url_to_fs(url)
    except (ImportError, ValueError) as error:  # the part for this kind of URL is missing, or there is none
        raise OptionError(f"{url}: {error}") from error
    return file_system, path


def forget_listings(places: Iterable[str]) -> None:
    """Let the file systems of all URLs look anew: they remember what they listed as long as the process lives."""
    one_each = {url if "::" in url else tuple(url.split("/", 3)[:3]): url for url in places if is_url(url)}
    for url in one_each.values():
        with suppress(Exception):  # using it then says what is wrong
            file_system, _ = _opened(url)
            file_system.invalidate_cache()


def is_folder(url: str) -> bool:
    """Whether a URL is a folder; False also where nothing can be known of it."""
    try:
        file_system, path = _opened(url)
        return bool(file_system.isdir(path))
    except Exception:  # noqa: BLE001 reading it as a file then says what is wrong
        return False


@_saying(TranscriptParseError, "cannot be listed")
def listing(url: str) -> list[tuple[str, int]]:
    """Return the files in a folder and the folders in it: names relative to it, and sizes; by name."""
    file_system, path = _opened(url)
    found = file_system.find(path, detail=True)
    prefix = path.rstrip("/") + "/"
    return sorted((name.removeprefix(prefix), int(info.get("size") or 0)) for name, info in found.items()
                  if name.startswith(prefix))


@_saying(TranscriptParseError, "cannot be read")
def read(url: str, limit: int) -> tuple[bytes, str, int]:
    """Return the bytes of a file (none where it is larger than `limit`), its stamp and its size."""
    file_system, path = _opened(url)
    file_system.invalidate_cache(path)  # a worker may live longer than a run, and a stamp older than the data is a lie
    held = file_system.info(path)
    size = int(held.get("size") or 0)
    if size > limit:
        return b"", "", size
    data = file_system.cat_file(path)
    return data, _stamp(held), len(data)


@_saying(OutputError, "cannot be opened")
def fetch(url: str) -> bytes:
    """Return the bytes of a file; none where it is not there.

    Raises
    ------
    OutputError
        It is there and cannot be read, or the place of the URL cannot be opened.
    """
    file_system, path = _opened(url)
    try:
        return bytes(file_system.cat_file(path))
    except FileNotFoundError:
        return b""


def stamp(url: str) -> str:
    """Return what the file system says of a file, empty where it says nothing telling."""
    try:
        file_system, path = _opened(url)
        return _stamp(file_system.info(path))
    except Exception:  # noqa: BLE001 no stamp: the file is read instead
        return ""


def is_gone(url: str) -> bool:
    """Whether nothing is at a URL; False also where that cannot be known."""
    try:
        file_system, path = _opened(url)
        return not file_system.exists(path)
    except Exception:  # noqa: BLE001 a place that does not answer may hold it
        return False


def digest(url: str) -> str:
    """Return the SHA-256 of a file, empty where it cannot be read."""
    try:
        file_system, path = _opened(url)
        return hashlib.sha256(file_system.cat_file(path)).hexdigest()
    except Exception:  # noqa: BLE001 gone or not ours to read: it counts as another file
        return ""


@_saying(OutputError, "cannot be written")
def write(url: str, data: bytes) -> Written:
    """Write a file whole or not at all; the folder is made where it is missing."""
    file_system, path = _opened(url)
    _put(file_system, path, lambda place: file_system.pipe_file(place, data))
    return Written(posixpath.basename(path), hashlib.sha256(data).hexdigest(), stamp(url))


@_saying(OutputError, "cannot be written")
def upload(url: str, local: str) -> None:
    """Write a file of this machine as `write` does, a part at a time: it may be larger than the memory."""
    file_system, path = _opened(url)
    _put(file_system, path, lambda place: file_system.put_file(local, place))


def _put(file_system: _Writable, path: str, put: Callable[[str], object]) -> None:
    if _writes_whole(file_system):
        put(path)
        return
    folder, name = posixpath.split(path)
    file_system.makedirs(folder, exist_ok=True)
    temporary = f"{folder}/{TEMPORARY_MARK}{owner()}-{name}"
    try:
        put(temporary)
        _rename(file_system, temporary, path)
    except BaseException:
        with suppress(Exception):  # never made, or moved already
            file_system.rm_file(temporary)
        raise


def _rename(file_system: _Writable, old: str, new: str) -> None:
    """Move a file over another one; where nobody wrote how, fsspec would take signs in its name for a pattern."""
    from fsspec import AbstractFileSystem

    if type(file_system).mv is AbstractFileSystem.mv:
        file_system.cp_file(old, new)
        file_system.rm_file(old)
        return
    try:
        file_system.mv(old, new)
    except FileExistsError:  # some servers rename to free names only
        file_system.rm_file(new)
        file_system.mv(old, new)


def _writes_whole(file_system: _Writable) -> bool:
    protocol = file_system.protocol
    return bool(_WHOLE_WRITES & ({protocol} if isinstance(protocol, str) else set(protocol)))


def stamps(url: str) -> dict[str, str] | None:
    """Return the stamps of all files in a folder and the folders in it, by their URLs; None where they cannot be listed.

    One question for thousands of files, where `stamp` asks for each.
    """
    try:
        file_system, path = _opened(url)
        prefix = path.rstrip("/") + "/"
        return {f"{url}/{name.removeprefix(prefix)}": _stamp(info)
                for name, info in file_system.find(path, detail=True).items() if name.startswith(prefix)}
    except Exception:  # noqa: BLE001 each file is then asked for
        return None


def sweep(url: str, *, deep: bool) -> int:
    """Remove the temporary files that killed runs left in a folder (`deep`: and in those in it), and return their number."""
    try:
        file_system, path = _opened(url)
        if _writes_whole(file_system):
            return 0
        places = file_system.find(path) if deep else file_system.ls(path, detail=False)
    except Exception:  # noqa: BLE001 what cannot be listed stays, and harms nothing
        return 0
    removed = 0
    for place in places:
        name = posixpath.basename(place)
        if name.startswith(TEMPORARY_MARK):
            with suppress(Exception):  # some file systems tell no times, and some files are not ours to remove
                over = is_over(name)
                if over or (over is None and is_old(file_system.modified(place).timestamp())):
                    file_system.rm_file(place)
                    removed += 1
    return removed


def _stamp(info: Mapping[str, object]) -> str:
    told = [(key, str(info[key])) for key in _TELLING if info.get(key) is not None]
    return repr(told) if any(key != "size" for key, _ in told) else ""
