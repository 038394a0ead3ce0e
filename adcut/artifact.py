"""Find, verify and load the model: arrays in an `.npz` without pickle, described by a JSON header.

The header (``model.json``) stands beside the arrays (``model.npz``) and says: format, format_version,
name, version, feature_version, sha256 and size of the array file, categories, thresholds by mode,
training data digests, metrics, and a probe (texts and the scores they must get).

`FORMAT_VERSION` is raised when the names or meanings of arrays or header keys change; `FEATURE_VERSION`
(adcut.features) when the features do. A model of any other version is refused, never guessed at.
A digest proves integrity, not trust: load models only from where you would install software.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from adcut.context import CONTEXT_NAMES
from adcut.errors import ModelIntegrityError, ModelMissingError, ModelVersionError
from adcut.features import FEATURE_NAMES, FEATURE_VERSION
from adcut.net import CATEGORIES, EDGES, Net
from adcut.ngrams import HEADS, ROLES, LinearModel
from adcut.rarity import RARITY_BITS
from adcut.vocabulary import INDEX_BITS, MOST_NGRAMS, Vocabulary

__all__ = ["FORMAT", "FORMAT_VERSION", "MAX_BYTES", "Model", "load", "model_from_arrays"]

FORMAT = "adcut-model"
FORMAT_VERSION = 3
MAX_BYTES = 64_000_000
"""Bound of the array file and of what it unpacks to: a hundredfold of nothing legitimate."""

MAX_HEADER_BYTES = 4_000_000
"""Bound of the header."""

MAX_ARRAY_HEADER = 16_384
"""Bytes in which the description of an array ends: shape and type."""

_LENGTHS_AT = 26
"""Where an entry of a zip archive says how long its name and its extra field are, of which its content begins behind."""

THRESHOLDS = {"high-precision", "balanced", "high-recall", "review"}
"""Thresholds that every model has."""

UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, KeyError, SyntaxError, RuntimeError,
                    MemoryError, OverflowError, struct.error)
"""What zipfile, struct and numpy raise for archives that are damaged, encrypted, packed in an unknown way or
claim more than memory holds."""

DATA = Path(__file__).parent / "data"
PROBE_TOLERANCE = 1e-4
MOST_SCALE = 1e6
"""Means and scales of features lie far within it and its inverse: counts, and logarithms of odds."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A loaded model.

    thresholds: least score of a cut by mode, and "review"; knots: raw log-odds and calibrated
    log-odds, each float64 (k,), ascending; header: everything the file says about itself.
    """

    name: str
    version: str
    linear: LinearModel
    rarity: np.ndarray
    net: Net
    context: Net
    knots: tuple[np.ndarray, np.ndarray]
    thresholds: Mapping[str, float]
    header: Mapping[str, Any]


def load(path: str | os.PathLike[str] | None = None) -> Model:
    """Return a model; loading the same files again returns the same object.

    Parameters
    ----------
    path
        The header or the array file of a model; None: the bundled one.

    Raises
    ------
    ModelMissingError
        There is no such model.
    ModelIntegrityError
        The files are not what the header says.
    ModelVersionError
        The model was made for another version of adcut.
    """
    base = DATA / "model.json" if path is None else Path(path)
    if not base.name:
        raise ModelMissingError(str(base))
    header, arrays = base.with_suffix(".json"), base.with_suffix(".npz")
    return _load(str(header), str(arrays), (_stamp(header), _stamp(arrays)))


def _stamp(file: Path) -> tuple[int, int]:
    """Return by what a change of a file is noticed: its time and size."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):  # the latter for names that no file can have
        raise ModelMissingError(str(file)) from None
    if not stat.S_ISREG(found.st_mode):
        raise ModelMissingError(str(file))
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _load(header_path: str, arrays_path: str, stamps: tuple[tuple[int, int], ...]) -> Model:
    for file, (_, size), most in ((header_path, stamps[0], MAX_HEADER_BYTES), (arrays_path, stamps[1], MAX_BYTES)):
        if size > most:
            raise ModelIntegrityError(f"at most {most} bytes", f"{size} in {file}")
    try:
        header = json.loads(Path(header_path).read_text(encoding="utf-8"))
        data = Path(arrays_path).read_bytes()
    except OSError as error:
        raise ModelIntegrityError("a file that can be read", f"{error.filename}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ModelIntegrityError("a JSON header", f"{header_path}: {error}") from error
    if not isinstance(header, dict):
        raise ModelIntegrityError("a JSON object", f"{header_path}: {type(header).__name__}")
    _check_versions(header)
    _check_header(header)
    digest = hashlib.sha256(data).hexdigest()
    if digest != header.get("sha256"):
        raise ModelIntegrityError(str(header.get("sha256")), digest)
    model = model_from_arrays(header, _arrays(data, arrays_path))
    _check_probe(model)
    return model


def _check_versions(header: Mapping[str, Any]) -> None:
    expected = {"format": FORMAT, "format_version": FORMAT_VERSION, "feature_version": FEATURE_VERSION}
    for key, value in expected.items():
        if type(header.get(key)) is not type(value) or header[key] != value:
            raise ModelVersionError(f"{key} {header.get(key)!r}", f"{key} {value!r}")


def _check_header(header: Mapping[str, Any]) -> None:
    """Refuse a header whose values are of other types than those that are used."""
    thresholds, probe = header.get("thresholds"), header.get("probe")
    fits = {
        "name": isinstance(header.get("name"), str),
        "version": isinstance(header.get("version"), str),
        "thresholds": isinstance(thresholds, dict) and set(thresholds) >= THRESHOLDS
        and all(isinstance(value, int | float) and 0 <= value <= 1 for value in thresholds.values()),
        "probe": isinstance(probe, dict) and isinstance(probe.get("texts"), list) and probe["texts"] != []
        and isinstance(probe.get("scores"), list) and len(probe["texts"]) == len(probe["scores"])
        and all(isinstance(text, str) for text in probe["texts"])
        and all(isinstance(score, int | float) and 0 <= score <= 1 for score in probe["scores"]),
    }
    for key, good in fits.items():
        if not good:
            raise ModelIntegrityError(f"{key} in the header", f"{header.get(key)!r:.80}")


def _arrays(data: bytes, path: str) -> dict[str, np.ndarray]:
    """Return the arrays, after a look at how large they claim to be; those that are not packed are views of the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MAX_BYTES:
                raise ModelIntegrityError(f"at most {MAX_BYTES} bytes unpacked", f"{size} in {path}")
            return {entry.filename.removesuffix(".npy"): _array(_content(archive, entry, data))
                    for entry in archive.infolist()}
    except UNPACKING_ERRORS as error:
        raise ModelIntegrityError("an .npz of plain arrays", f"{path}: {error}") from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes) -> memoryview:
    """Return an entry of an archive; no second check sum: that of the whole file was right."""
    if entry.compress_type != zipfile.ZIP_STORED:
        return memoryview(archive.read(entry))
    lengths = entry.header_offset + _LENGTHS_AT
    begin = lengths + 4 + sum(struct.unpack_from("<HH", data, lengths))
    return memoryview(data)[begin : begin + entry.file_size]


def _array(content: memoryview) -> np.ndarray:
    """Return the array in the content of an `.npy` file, as numpy.lib.format describes it."""
    head = io.BytesIO(content[:MAX_ARRAY_HEADER])
    if np.lib.format.read_magic(head) != (1, 0):
        raise ValueError("an array of another version of the .npy format")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(head)
    array = np.frombuffer(content, dtype, offset=head.tell()).reshape(shape, order="F" if fortran_order else "C")
    return np.require(array, requirements=["ALIGNED"])


def model_from_arrays(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Model:
    """Return the model that a header and its arrays describe; shapes and types are checked."""

    def take(name: str, dtype: str, *shape: int | None) -> np.ndarray:
        array = arrays.get(name)
        wanted = f"{name}: {dtype} {shape}"
        if array is None:
            raise ModelIntegrityError(wanted, "no such array")
        fits = array.ndim == len(shape) and all(
            s is None or s == a for s, a in zip(shape, array.shape, strict=True))
        if str(array.dtype) != dtype or not fits or (array.dtype.kind == "f" and not np.isfinite(array).all()):
            raise ModelIntegrityError(wanted, f"{array.dtype} {array.shape}")
        return array

    def nets(prefix: str, width: int) -> Net:
        hidden = take(f"{prefix}hidden", "float32", None, width + 1, None)
        output = take(f"{prefix}output", "float32", len(hidden), hidden.shape[2] + 1, CATEGORIES + EDGES)
        mean, scale = take(f"{prefix}mean", "float32", width), take(f"{prefix}scale", "float32", width)
        if len(hidden) == 0 or not ((scale >= 1 / MOST_SCALE) & (scale <= MOST_SCALE) & (np.abs(mean) <= MOST_SCALE)).all():
            raise ModelIntegrityError(f"{prefix}hidden of one network or more, {prefix}mean of at most {MOST_SCALE:g} and "
                                      f"{prefix}scale within its inverse and it", f"{len(hidden)} networks, or beyond")
        return Net(mean, scale, hidden, output)

    width = len(FEATURE_NAMES)
    sizes = [int(size) for size in take("ngram_sizes", "int64", 3)]
    if min(sizes) < 0 or sum(sizes) > MOST_NGRAMS:
        raise ModelIntegrityError(f"ngram_sizes of at least 0 and at most {MOST_NGRAMS} in all", str(sizes))
    vocabulary = Vocabulary(take("ngram_index", "uint32", 1 << INDEX_BITS), (sizes[0], sizes[1], sizes[2]))
    tables = tuple(take(f"ngrams_{role.name}", "int8", vocabulary.slots(role.longest), len(role.heads))
                   for role in ROLES)
    linear = LinearModel(vocabulary, tables, take("ngrams_scale", "float64", len(ROLES), len(HEADS)),
                         take("ngrams_bias", "float64", len(HEADS)))
    net = nets("", width)
    context = nets("context_", len(CONTEXT_NAMES) + width)
    raw = take("knots_raw", "float64", None)
    knots = (raw, take("knots_score", "float64", raw.size))
    if raw.size < 2 or not (raw[1:] > raw[:-1]).all():
        raise ModelIntegrityError("knots_raw of two or more, ascending", str(raw.tolist()[:8]))
    return Model(str(header["name"]), str(header["version"]), linear, take("rarity", "uint8", 1 << RARITY_BITS), net,
                 context, knots, dict(header["thresholds"]), header)


def _check_probe(model: Model) -> None:
    """Score the stored texts: the arithmetic of this machine must give what training gave."""
    from adcut.scorer import score_texts

    probe = model.header["probe"]
    scores = score_texts(probe["texts"], model).score
    if not np.allclose(scores, probe["scores"], atol=PROBE_TOLERANCE):
        raise ModelIntegrityError(f"probe scores {probe['scores']}", str(scores.round(4).tolist()))
