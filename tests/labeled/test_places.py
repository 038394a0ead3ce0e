"""Every span of every real episode, whoever read it, begins and ends at words of the very file that was read."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

LABELED = Path(__file__).parents[2] / "labeled"
FILES = [path.relative_to(LABELED).as_posix() for folder in ("spans", "windows")
         for path in sorted((LABELED / folder).glob("*.jsonl")) if path.stem != "authored"]
CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
@pytest.mark.parametrize("file", FILES)
def test_spans_begin_and_end_at_words_of_the_very_file(file: str) -> None:
    assert CORPUS is not None
    for line in (LABELED / file).read_text(encoding="utf-8").splitlines():
        e = json.loads(line)
        data = (CORPUS / e["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == e["sha256"], e["id"]
        text = data.decode("utf-8")
        for s in e["spans"]:
            inside = text[s["start"] : s["end"]]
            assert s["end"] <= len(text) and inside == inside.strip(), (e["id"], s)
            assert not _splits_word(text, s["start"]) and not _splits_word(text, s["end"]), (e["id"], s)


def _splits_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
