"""A model file that is not what it should be is refused with ModelError before it is used."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import adcut
from adcut import artifact
from adcut.errors import ModelError, ModelIntegrityError, ModelMissingError, ModelVersionError
from adcut.vocabulary import MOST_NGRAMS

pytestmark = pytest.mark.skipif(not (artifact.DATA / "model.npz").exists(), reason="needs the bundled model")
BUNDLED = {suffix: artifact.DATA / f"model{suffix}" for suffix in (".json", ".npz")}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the header of a copy of the bundled model."""
    for path in BUNDLED.values():
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path / "model.json"


def resigned(model: Path, data: bytes, **changes: Any) -> Path:
    """Put in other arrays with a digest that fits: the header of whoever wants to be believed."""
    model.with_suffix(".npz").write_bytes(data)
    header = json.loads(model.read_text())
    model.write_text(json.dumps({**header, "sha256": hashlib.sha256(data).hexdigest(), **changes}))
    return model


class Trap:
    """Calls what it is told to when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.system, ("touch unpickled",)


def refused(model: Path, error: type[ModelError] = ModelIntegrityError) -> str:
    with pytest.raises(error) as caught:
        adcut.score(["Our sponsor is Acme."], model=model)
    return str(caught.value)


def entry(name: str, data: bytes, *, method: int = zipfile.ZIP_STORED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr(name, data)
    return held.getvalue()


def npy(shape: str, descr: str = "<f8", body: bytes = b"") -> bytes:
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


def test_the_copy_itself_is_accepted(model: Path) -> None:
    assert adcut.score(["Our sponsor is Acme."], model=model).shape == (1,)


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_missing(model: Path, suffix: str) -> None:
    model.with_suffix(suffix).unlink()
    assert suffix in refused(model, ModelMissingError)


@pytest.mark.parametrize("seed", range(4))
def test_any_altered_byte_of_the_arrays_is_noticed(model: Path, seed: int) -> None:
    data = bytearray(BUNDLED[".npz"].read_bytes())
    data[np.random.default_rng(seed).integers(len(data))] ^= 1 << seed % 8
    model.with_suffix(".npz").write_bytes(data)
    refused(model)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_truncated(model: Path, share: float) -> None:
    data = BUNDLED[".npz"].read_bytes()
    model.with_suffix(".npz").write_bytes(data[:int(share * len(data))])
    refused(model)
    refused(resigned(model, data[:int(share * len(data))]))


@pytest.mark.parametrize("key", ["format", "format_version", "feature_version"])
@pytest.mark.parametrize("value", ["other", 999, None, True])
def test_another_version(model: Path, key: str, value: object) -> None:
    header = json.loads(model.read_text())
    model.write_text(json.dumps({**header, key: value}))
    if header[key] != value:
        refused(model, ModelVersionError)


@pytest.mark.parametrize("data", [
    pickle.dumps(Trap()), entry("linear.npy", pickle.dumps(Trap())), entry("x.pkl", pickle.dumps(Trap())),
    entry("rarity.npy", npy("(1,)", "|O", pickle.dumps(Trap()))), b"", b"PK\x03\x04", b"\x80\x04.", b"MZ",
    entry("../../outside.npy", npy("(0,)")), entry("rarity.npy", npy("()")),
    entry("rarity.npy", b"\x93NUMPY\xff\xff"), entry("rarity.npy", npy("(1 << 60,)")),
    entry("rarity.npy", npy("(__import__('os').system('touch unpickled'),)")),
], ids=["pickle", "pickle as array", "pickle in the archive", "array of objects", "empty", "zip head", "pickle head",
        "program", "path outside", "number", "npy version", "shape expression", "shape program"])
def test_what_is_no_model_is_neither_used_nor_run(model: Path, data: bytes, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(resigned(model, data))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model.json", "model.npz"]


def test_an_array_of_objects_beside_the_real_ones_is_refused(model: Path, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with np.load(BUNDLED[".npz"]) as arrays:
        held = {name: arrays[name] for name in arrays.files}
    data = io.BytesIO()
    np.savez(data, **{**held, "rarity": np.array([Trap()], dtype=object)})
    refused(resigned(model, data.getvalue()))
    assert not (tmp_path / "unpickled").exists()


def test_a_zip_bomb_is_refused_by_what_it_claims(model: Path) -> None:
    data = entry("rarity.npy", npy("(900_000_000,)", "|u1") + bytes(100_000_000), method=zipfile.ZIP_DEFLATED)
    assert len(data) < 200_000
    assert "unpacked" in refused(resigned(model, data))


def test_a_zip_bomb_that_lies_about_its_size_is_refused(model: Path) -> None:
    data = bytearray(entry("rarity.npy", npy("(90_000_000,)", "|u1") + bytes(100_000_000),
                           method=zipfile.ZIP_DEFLATED))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(mark) + offset
        data[at:at + 4] = struct.pack("<I", 200)
    refused(resigned(model, bytes(data)))


def test_an_array_that_claims_more_than_memory_holds_is_refused(model: Path) -> None:
    refused(resigned(model, entry("rarity.npy", npy(f"({10**14},)"))))


def test_an_encrypted_archive_is_refused(model: Path) -> None:
    data = bytearray(entry("rarity.npy", npy("(0,)")))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + offset] |= 1
    refused(resigned(model, bytes(data)))


@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{", "[" * 100_000, '{"a": NaN}', "\x00", '"' + "a" * 100],
                         ids=["empty", "list", "number", "null", "open", "deep", "nan", "nul", "open string"])
def test_a_header_that_is_none_is_refused(model: Path, text: str) -> None:
    model.write_text(text)
    refused(model, ModelError)


def test_a_header_in_no_encoding_is_refused(model: Path) -> None:
    model.write_bytes(b"\xff\xfe\x00")
    refused(model)


@pytest.mark.parametrize("key", ["name", "version", "sha256", "thresholds", "probe"])
@pytest.mark.parametrize("value", [..., None, [], "x"], ids=["gone", "null", "list", "text"])
def test_a_header_with_other_values_is_refused_or_read(model: Path, key: str, value: object) -> None:
    header = {k: v for k, v in json.loads(model.read_text()).items() if k != key}
    model.write_text(json.dumps(header if value is ... else {**header, key: value}))
    if key in ("name", "version") and isinstance(value, str):
        adcut.score(["Hello there."], model=model)
    else:
        refused(model, ModelError)


@pytest.mark.parametrize("name", ["rarity", "hidden", "output", "mean", "knots_raw"])
@pytest.mark.parametrize("change", ["gone", "shape", "type", "nan"])
def test_other_arrays_are_refused(model: Path, name: str, change: str) -> None:
    with np.load(BUNDLED[".npz"]) as arrays:
        held = {n: arrays[n] for n in arrays.files}
    if change == "gone":
        del held[name]
    elif change == "shape":
        held[name] = held[name][None]
    elif change == "type":
        held[name] = held[name].astype(np.complex64)
    elif held[name].dtype.kind == "f":
        held[name] = np.full_like(held[name], np.nan)
    else:
        held[name] = held[name].astype(np.int8)
    data = io.BytesIO()
    np.savez(data, **held)
    assert name in refused(resigned(model, data.getvalue()))


@pytest.mark.parametrize(("name", "value"), [
    ("scale", 0.0), ("scale", -1.0), ("scale", 1e30), ("context_scale", 1e-30), ("mean", 1e30), ("knots_raw", 1.0),
])  # fmt: skip
def test_values_that_nothing_can_be_computed_with_are_refused(model: Path, name: str, value: float) -> None:
    with np.load(BUNDLED[".npz"]) as arrays:
        held = {n: arrays[n] for n in arrays.files}
    held[name] = np.full_like(held[name], value)
    data = io.BytesIO()
    np.savez(data, **held)
    assert name in refused(resigned(model, data.getvalue()))


@pytest.mark.parametrize("left", [0, 1])
def test_too_few_knots_or_no_networks_are_refused(model: Path, left: int) -> None:
    with np.load(BUNDLED[".npz"]) as arrays:
        held = {n: arrays[n] for n in arrays.files}
    short = {name: held[name][:left] for name in ("knots_raw", "knots_score")}
    none = {name: held[name][:0] for name in ("context_hidden", "context_output")}
    for changed, said in ((short, "knots_raw"), (none, "context_hidden")):
        data = io.BytesIO()
        np.savez(data, **{**held, **changed})
        assert said in refused(resigned(model, data.getvalue()))


@pytest.mark.parametrize("score", [10**400, -0.5, 1.5])
def test_probe_scores_that_are_none_are_refused(model: Path, score: float) -> None:
    header = json.loads(model.read_text())
    model.write_text(json.dumps({**header, "probe": {**header["probe"], "scores": [score] * 5}}))
    assert "probe" in refused(model)


def test_a_model_that_computes_otherwise_than_its_probe_says_is_refused(model: Path) -> None:
    header = json.loads(model.read_text())
    scores = [1 - s for s in header["probe"]["scores"]]
    model.write_text(json.dumps({**header, "probe": {**header["probe"], "scores": scores}}))
    assert "probe" in refused(model)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_model_is_refused(model: Path) -> None:
    model.chmod(0)
    refused(model, ModelError)


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    refused(tmp_path, ModelMissingError)


@pytest.mark.parametrize(("sizes", "what"), [
    ((-1, 2, 2), "ngram_sizes"), ((MOST_NGRAMS, 1, 0), "ngram_sizes"), ((MOST_NGRAMS, 0, 0), "ngrams_here"),
])  # fmt: skip
def test_more_ngrams_than_an_entry_can_name_are_refused(sizes: tuple[int, int, int], what: str) -> None:
    with np.load(BUNDLED[".npz"]) as held:
        arrays = {**held, "ngram_sizes": np.array(sizes, np.int64)}
    with pytest.raises(ModelIntegrityError, match=what):
        artifact.model_from_arrays(json.loads(BUNDLED[".json"].read_text()), arrays)
