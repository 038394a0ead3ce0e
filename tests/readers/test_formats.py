"""Every fixture is recognised by its content and read as expected.json says.

`python tests/readers/test_formats.py` writes expected.json anew; read its difference before you commit.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import adcut
from adcut.errors import FormatDetectionError, TranscriptParseError, UnknownFormatError
from adcut.readers import READERS, decode, detect_format, parse, spec
from adcut.readers.base import Reading, check_coverage
from adcut.timing import ms_from_seconds, ms_from_stamp

HERE = Path(__file__).parent
FIXTURES = sorted(path for path in (HERE / "fixtures").glob("*/*") if path.is_file())
EXPECTED = HERE / "expected.json"
LINE_FORMATS = [path for path in FIXTURES if path.suffix != ".json"]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def text_of(path: Path) -> str:
    return decode(path.read_bytes()).text


def summary(format: str, text: str, reading: Reading) -> dict[str, object]:
    """Everything of a reading but the places in the file."""
    return {
        "format": format,
        "duration_ms": reading.duration_ms,
        "notes": list(reading.notes),
        "pieces": [
            [p.speaker, p.start_ms, p.end_ms, p.text, p.joining, p.new_turn,
             text[slice(*p.head)] if p.head else None, [[p.text[w.offset:w.stop], w.start_ms] for w in p.words]]
            for p in reading.pieces],
        "marks": [[m.kind, m.text, m.before] for m in reading.marks],
        "stamps": [text[slice(*s.source)] for s in reading.stamps],
    }


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_fixture_is_read_as_expected(path):
    text = text_of(path)
    assert detect_format(text).name == path.parent.name
    reader, reading = parse(text)
    assert summary(reader.name, text, reading) == json.loads(EXPECTED.read_text("utf-8"))[name_of(path)]


def test_every_format_has_fixtures_and_every_expectation_a_file():
    assert {path.parent.name for path in FIXTURES} == set(READERS)
    assert set(json.loads(EXPECTED.read_text("utf-8"))) == {name_of(path) for path in FIXTURES}


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_places(path):
    """Sources cover the file, heads and words lie inside, runs lead to the character they stand for."""
    text = text_of(path)
    _, reading = parse(text)
    check_coverage(text, reading)
    assert [p.source for p in reading.pieces] == sorted(p.source for p in reading.pieces)
    for piece in reading.pieces:
        assert piece.text and piece.text == piece.text.strip()
        assert piece.runs[0][0] == 0
        ends = [offset for offset, _ in piece.runs[1:]] + [len(piece.text)]
        for (offset, place), end in zip(piece.runs, ends, strict=True):
            assert piece.source[0] <= place <= place + end - offset <= piece.source[1]
            for i in range(offset, end):
                written = text[place + i - offset]
                assert written == piece.text[i] or written in "&\\" or (written in "\r\n" and piece.text[i] == " ")
        if piece.head:
            assert piece.source[0] <= piece.head[0] < piece.head[1] <= piece.source[1]
        for word in piece.words:
            assert 0 <= word.offset < word.stop <= len(piece.text)


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_stamps_say_what_is_written(path):
    text = text_of(path)
    _, reading = parse(text)
    for stamp in reading.stamps:
        written = text[slice(*stamp.source)]
        assert stamp.ms == (ms_from_stamp(written) if ":" in written else ms_from_seconds(written))
    assert len({s.source for s in reading.stamps}) == len(reading.stamps)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_other_line_ends_change_nothing_but_places(path, newline):
    text = text_of(path)
    reader, reading = parse(text)
    other = text.replace("\n", newline)
    other_reader, other_reading = parse(other)
    expected = summary(reader.name, text, reading)
    found = summary(other_reader.name, other, other_reading)
    for entry in (expected, found):
        entry["pieces"] = [[*p[:6], p[6] and p[6].strip(), p[7]] for p in entry["pieces"]]
    assert found == expected


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_byte_order_marks_go(path, encoding):
    text = text_of(path)
    data = text.encode(encoding) if encoding != "utf-16-le" else b"\xff\xfe" + text.encode(encoding)
    decoded = decode(data)
    assert decoded.text == text
    assert parse(decoded.text)[0].name == path.parent.name


def test_other_encodings_are_read_with_a_note():
    text = "Über den Köchen wärmen Öfen, sagt Müller. Die Gäste hören zu, während die Brötchen abkühlen. " * 4
    decoded = decode(text.encode("cp1252"))
    assert decoded.text == text
    assert decoded.notes == (f"read as {decoded.encoding} (not UTF-8)",)


@pytest.mark.parametrize("data", [b"\x00\x01\x02PNG\x00", "Hi\0 there".encode("utf-16"), b"\xef\xbb\xbf\xff\xfe\xfa"])
def test_binary_data_is_refused(data):
    with pytest.raises(TranscriptParseError) as caught:
        decode(data, "a.bin")
    assert caught.value.path == "a.bin"


@pytest.mark.parametrize("text", ["", "  \n\t\n"])
def test_empty_is_refused(text):
    for read in (detect_format, parse):
        with pytest.raises(TranscriptParseError, match="empty"):
            read(text, path="e.txt")


def test_unknown_format():
    with pytest.raises(UnknownFormatError, match="did you mean srt"):
        spec("srtt")


def test_detection_error_is_never_needed():
    assert issubclass(FormatDetectionError, ValueError)  # text takes whatever has words


BROKEN = [
    ("srt", "1\n00:00:01,000 --> 00:00:02,000\nYes.\n\n2\n00:00:02,000 -> 00:00:03,000\nNo.\n\n3\n"
            "00:00:03:000 --> 00:00:04,000\nMaybe.\n", 10),
    ("srt", "hello\n\n1\n00:00:01,000 --> 00:00:02,000\nYes.\n", 1),
    ("srt", "1\n-00:00:01,000 --> 00:00:02,000\nYes.\n", 2),
    ("srt", "1\n00:00:61,000 --> 00:01:02,000\nYes.\n", 2),
    ("vtt", "WEBVTT\n\n00:01.000 -> 00:02.000\nYes.\n", 3),
    ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nYes.\n\n00:xx --> 00:03.000\nNo.\n", 6),
    ("time-line", "[0.0 --> 1.0] a\n[1.0 --> 2.0] b\n[-2.0 --> 3.0] c\n", 3),
    ("whisper", '[\n{"start": 0, "end": 1, "text": "a"},\n{"start": -1, "end": 2, "text": "b"}]', 3),
    ("whisper", '[\n{"start": 0, "end": NaN, "text": "a"}]', 2),
    ("whisper", '{"segments": [\n{"start": 0, "end": 1, "text": "a"},\n{"start": "x", "end": 2, "text": "b"}]}', 3),
    ("whisper", '{"segments": [\n{"start": 0, "end": 1}]}', 2),
    ("whisper", '{"segments": [], \n"segments": []}', 2),
    ("whisper", '{"segments": [\n{"start": 0, "end": 1, "text": "a"}\n', 3),
    ("whisper", '{"chapters": []}', 1),
    ("podcast-json", '{"version": "1.0.0", "segments": [\n{"startTime": 0, "body": "a"},\n{"startTime": 1}]}', 3),
    ("podcast-json", '{"version": "1.0.0", "segments": [\n{"startTime": true, "body": "a"}]}', 2),
]


@pytest.mark.parametrize(("format", "text", "line"), BROKEN)
def test_broken_lines_are_named(format, text, line):
    assert detect_format(text).name == format
    with pytest.raises(TranscriptParseError) as caught:
        parse(text, None, "x.txt")
    assert caught.value.line == line
    assert caught.value.path == "x.txt"
    assert caught.value.format == format
    assert str(caught.value).startswith(f"x.txt:{line}: not readable as {format}")


@pytest.mark.parametrize("format", [name for name in READERS if name != "text"])
def test_prose_is_refused_by_other_readers(format):
    with pytest.raises(TranscriptParseError):
        parse("Just a few words of prose\nand no more", format)


@pytest.mark.parametrize(("stated", "length"), [("95.5", 95_500), ("61", 61_000), ("60.9", None), ("0", None)])
def test_a_length_that_the_stamps_belie_is_left_out(stated, length):
    text = f"---\nduration_seconds: {stated}\n---\n\nAnn Ray (00:00:00):\nHello.\n\nBo Day (00:01:01):\nBye.\n"
    transcript = adcut.read_text(text)
    assert transcript.duration_ms == length
    assert [stated in note and "61.000 s" in note for note in transcript.notes] == ([True] if length is None else [])


@pytest.mark.parametrize(("stated", "length"), [(9.5, 9_500), (8.5, 9_000), (4.0, None)])
def test_the_last_caption_may_end_a_little_late(stated, length):
    segments = [{"start": 0.0, "end": 4.0, "text": " Snow fell."}, {"start": 4.5, "end": 9.0, "text": " We slept."}]
    transcript = adcut.read_text(json.dumps({"duration": stated, "segments": segments}))
    assert transcript.duration_ms == length
    assert len(transcript.notes) == (length is None)


def test_no_time_is_no_length():
    transcript = adcut.read_text("---\nduration_seconds: 0\n---\n\nAnn Ray: Hello.\n\nBo Day: Bye.\n")
    assert transcript.duration_ms is None
    assert "lasts 0.000 s, but that is no length" in transcript.notes[0]


if __name__ == "__main__":
    found = {}
    for fixture in FIXTURES:
        content = text_of(fixture)
        which, read = parse(content)
        found[name_of(fixture)] = summary(which.name, content, read)
    EXPECTED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
