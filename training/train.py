"""Make the shipped model: `python -m training.train [--corpus DIR] [--out DIR]`.

Labels and texts in, `model.npz` and `model.json` out, bit for bit the same each time on x86-64 with
one set of library versions (recorded; training/instructions.py holds the libraries to the same
instructions). Without a corpus only labeled/authored is learned from, and the model knows far fewer
shows.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.instructions import hold

hold()

import numpy as np
import sklearn

from adcut import boundaries
from adcut.artifact import DATA, FORMAT, FORMAT_VERSION, Model, model_from_arrays
from adcut.features import FEATURE_VERSION
from adcut.files import write_whole
from adcut.net import Net
from adcut.ngrams import ROLES, LinearModel
from adcut.scorer import score_texts
from training.corpus import CATEGORIES, Episode, corpus_dir, read_labels, read_window_labels
from training.digests import labels_sha256, sha256
from training.folds import FOLDS
from training.pipeline import Prepared, prepare
from training.rounds import NETS, Data, find_candidates, networks_fit, shipped_linear, with_context, with_scores
from training.samples import WINDOWS

NAME, VERSION = "adcut-en", "1.0.0"
THRESHOLDS = {"high-precision": 0.4, "balanced": 0.26, "high-recall": 0.0034, "review": 0.18}

PROBE = (
    "So that is how the bridge was built.",
    "We'll be right back after a word from our sponsors.",
    "This episode is brought to you by Halden, the notebook that charges your phone.",
    "Go to halden.com slash bridge and use code BRIDGE for 15% off your first order.",
    "Now, back to the river and the people who lived on it.",
)


def train(prepared: Prepared) -> tuple[Model, dict[str, np.ndarray], dict[str, Any]]:
    """Fit all stages and the calibration on everything; return the model, its arrays and its header."""
    data, rarity, knots = prepared.data, prepared.rarity, prepared.knots()
    linear = shipped_linear(data)
    found = find_candidates(data, prepared.stage1[FOLDS], [rarity[-1]] * FOLDS)
    stage1, stage2 = prepared.stage1[FOLDS], prepared.stage2[FOLDS]
    net = networks_fit(data, found.places, with_scores(data, found, stage1), NETS[0])
    context = networks_fit(data, found.places, with_context(data, found, stage1, stage2), NETS[1])
    arrays = to_arrays(linear, rarity[-1], net, context, knots)
    header = make_header(arrays, prepared.episodes, data)
    return model_from_arrays(header, arrays), arrays, header


def to_arrays(linear: LinearModel, rarity: np.ndarray, net: Net, context: Net,
              knots: tuple[np.ndarray, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the arrays of a model by the names of its file."""
    arrays = {f"ngrams_{role.name}": table for role, table in zip(ROLES, linear.tables, strict=True)}
    arrays |= {"ngram_index": linear.vocabulary.index, "ngram_sizes": np.array(linear.vocabulary.sizes, np.int64),
               "ngrams_scale": linear.scale, "ngrams_bias": linear.bias, "rarity": rarity,
               **_net_arrays("", net), **_net_arrays("context_", context),
               "knots_raw": knots[0], "knots_score": knots[1]}
    return arrays


def _net_arrays(prefix: str, net: Net) -> dict[str, np.ndarray]:
    return {f"{prefix}{name}": getattr(net, name) for name in ("mean", "scale", "hidden", "output")}


def array_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Return the bytes of the array file; the same arrays give the same bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def make_header(arrays: Mapping[str, np.ndarray], episodes: Sequence[Episode], data: Data) -> dict[str, Any]:
    """Return the header of a model, complete with probe and digest."""
    packed = array_bytes(arrays)
    header: dict[str, Any] = {
        "format": FORMAT, "format_version": FORMAT_VERSION, "name": NAME, "version": VERSION,
        "feature_version": FEATURE_VERSION, "sha256": hashlib.sha256(packed).hexdigest(), "bytes": len(packed),
        "categories": list(CATEGORIES), "thresholds": THRESHOLDS,
        "training": {"episodes": len(episodes), "sentences": int(data.category.size),
                     "labels_sha256": labels_sha256(e.label for e in episodes),
                     "windows": sum(sample.kind == WINDOWS for sample in data.samples),
                     "windows_sha256": labels_sha256(read_window_labels()),
                     "boundaries_sha256": sha256(boundaries.FILE.read_bytes()),
                     "numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "metrics": {},
        "probe": {"texts": list(PROBE), "scores": []},
    }  # fmt: skip
    scores = score_texts(PROBE, model_from_arrays(header, arrays)).score
    header["probe"]["scores"] = [round(float(s), 6) for s in scores]
    return header


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.train", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", help="corpus folder (default: ADCUT_CORPUS; none: authored texts only)")
    parser.add_argument("--out", type=Path, default=DATA, help="folder of model.npz and model.json")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    corpus = corpus_dir(options.corpus)
    if corpus is None:
        print(f"no corpus: training on labeled/authored only, without {len(read_labels())} labelled real episodes; "
              "expect to miss many ads of real shows", file=sys.stderr)
    _, arrays, header = train(prepare(corpus, options.jobs))
    options.out.mkdir(parents=True, exist_ok=True)
    write_whole(options.out / "model.npz", array_bytes(arrays))
    write_whole(options.out / "model.json", (json.dumps(header, indent=1) + "\n").encode())
    print(f"{options.out / 'model.npz'}: {header['bytes']:,} bytes, sha256 {header['sha256'][:12]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
