"""Clean JSON and WebVTT: segments dropped, shortened and shifted in the file's own text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adcut.readers import READERS, decode, parse
from adcut.readers.base import PieceEdit

FIXTURES = Path(__file__).parent / "fixtures"
REWRITTEN = sorted(path for name, reader in READERS.items() if reader.rewrite
                   for path in (FIXTURES / name).iterdir())


def load(name: str):
    text = decode((FIXTURES / name).read_bytes()).text
    reader, reading = parse(text)
    return text, reader, reading


def whole(number: int, reading, shift=None) -> PieceEdit:
    piece = reading.pieces[number]
    times = [t if shift is None or t is None else shift(t) for t in (piece.start_ms, piece.end_ms)]
    return PieceEdit(number, ((0, len(piece.text)),), *times, shift)


@pytest.mark.parametrize("path", REWRITTEN, ids=lambda path: path.name)
def test_no_edit_is_no_change(path):
    text, reader, reading = load(f"{path.parent.name}/{path.name}")
    assert reader.rewrite(text, []) == text
    everything = [whole(i, reading) for i in range(len(reading.pieces))]
    assert reader.rewrite(text, everything) == text
    unmoved = [whole(i, reading, lambda ms: ms) for i in range(len(reading.pieces))]
    assert reader.rewrite(text, unmoved) == text


@pytest.mark.parametrize("path", REWRITTEN, ids=lambda path: path.name)
@pytest.mark.parametrize("dropped", [0, 1, -1])
def test_dropping_a_piece_leaves_the_others(path, dropped):
    text, reader, reading = load(f"{path.parent.name}/{path.name}")
    number = range(len(reading.pieces))[dropped]
    piece = reading.pieces[number]
    clean = reader.rewrite(text, [PieceEdit(number, (), piece.start_ms, piece.end_ms, None)])
    left = reader.read(clean).pieces
    assert [(p.text, p.start_ms, p.end_ms) for p in left] == [
        (p.text, p.start_ms, p.end_ms) for i, p in enumerate(reading.pieces) if i != number]
    assert piece.text not in clean
    if path.suffix == ".json":
        json.loads(clean)


@pytest.mark.parametrize("path", REWRITTEN, ids=lambda path: path.name)
def test_dropping_everything_leaves_a_file_of_the_format(path):
    text, reader, reading = load(f"{path.parent.name}/{path.name}")
    clean = reader.rewrite(text, [PieceEdit(i, (), p.start_ms, p.end_ms, None)
                                  for i, p in enumerate(reading.pieces)])
    assert reader.matches(clean) > 0.5
    assert not any(p.text in clean for p in reading.pieces if len(p.text) > 3)


@pytest.mark.parametrize("path", REWRITTEN, ids=lambda path: path.name)
def test_every_time_is_shifted(path):
    text, reader, reading = load(f"{path.parent.name}/{path.name}")

    def shift(ms: int) -> int:
        return ms + 60_000

    clean = reader.rewrite(text, [whole(i, reading, shift) for i in range(len(reading.pieces))])
    moved = reader.read(clean)
    for before, after in zip(reading.pieces, moved.pieces, strict=True):
        assert after.text == before.text
        assert after.start_ms == (None if before.start_ms is None else shift(before.start_ms))
        assert after.end_ms == (None if before.end_ms is None else shift(before.end_ms))
        assert [w.start_ms for w in after.words] == [
            None if w.start_ms is None else shift(w.start_ms) for w in before.words]


def test_a_shortened_segment_keeps_its_words_and_unknown_keys():
    text, reader, reading = load("whisper/openai.json")
    assert reading.pieces[1].text[11:15] == "now."

    def shift(ms: int) -> int:
        return ms if ms <= 2500 else max(2500, ms - 1500)

    clean = reader.rewrite(text, [PieceEdit(1, ((16, 27),), 2500, 4500, shift)])
    data = json.loads(clean)
    segment = data["segments"][1]
    assert segment["text"] == " Good night."
    assert (segment["start"], segment["end"]) == (2.5, 4.5)
    assert segment["words"] == [{"word": " Good", "start": 3.5, "end": 3.9, "probability": 0.9},
                                {"word": " night.", "start": 3.9, "end": 4.5, "probability": 0.9}]
    assert segment["tokens"] == []
    assert segment["temperature"] == 0.0
    assert data["text"] == " Cafés open late. Good night."
    assert "Brewly" not in clean
    assert "Caf\\u00e9s" in clean and "é" not in clean  # escapes stay escapes


def test_lists_of_all_words_follow_their_segments():
    text, reader, _ = load("whisper/whisperx.json")
    clean = json.loads(reader.rewrite(text, [PieceEdit(0, (), 100, 2000, None)]))
    assert [word["word"] for word in clean["word_segments"]] == ["Truly?"]
    text, reader, _ = load("whisper/verbose.json")
    clean = json.loads(reader.rewrite(text, [PieceEdit(1, (), 4000, 9000, None)]))
    assert [word["word"] for word in clean["words"]] == ["Snow", "fell"]
    assert clean["text"] == "Snow fell."


def test_whisper_cpp_times_shift_in_both_writings():
    text, reader, reading = load("whisper/cpp.json")

    def shift(ms: int) -> int:
        return ms - min(ms, 2200)

    edits = [PieceEdit(0, (), 0, 2200, shift), whole(1, reading, shift)]
    segment, = json.loads(reader.rewrite(text, edits))["transcription"]
    assert segment["offsets"] == {"from": 0, "to": 1800}
    assert segment["timestamps"] == {"from": "00:00:00,000", "to": "00:00:01,800"}
    assert [token["offsets"]["from"] for token in segment["tokens"]] == [0, 800, 1700]
    assert "\n\t\t" in reader.rewrite(text, edits)  # the indentation stays


def test_echoes_of_a_cut_caption_go():
    text, reader, _ = load("vtt/rolling.vtt")
    clean = reader.rewrite(text, [PieceEdit(1, (), 2010, 4000, None)])
    assert "spades" not in clean
    assert [p.text for p in reader.read(clean).pieces] == ["plant the beans", "water them"]
    shortened = reader.rewrite(text, [PieceEdit(1, ((4, 7),), 2010, 4000, None)])
    assert "spades" not in shortened and "\nour\n" in shortened
