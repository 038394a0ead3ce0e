"""What is fuzzed, and the laws that hold for any input.

A target takes bytes and returns whether they were accepted. It raises for whatever must not be: any
exception but AdcutError, a place of the file unaccounted for, or speech that is lost.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np

from adcut.categories import CUTTABLE
from adcut.cleaner import TextRange, clean, clean_text
from adcut.clock import Clock
from adcut.cutlist import Cut, CutList, PolicyInfo, Retiming, SourceInfo, TimeRange, complement, merge
from adcut.detection import assemble
from adcut.errors import AdcutError, OutOfDurationError, TranscriptParseError
from adcut.importers import IMPORTERS, is_cut_list, read_cut_list
from adcut.paragraphs import build, split_sentences
from adcut.readers import READERS, decode, parse
from adcut.readers.base import check_coverage
from adcut.scripts import SCRIPTS, render
from adcut.spans import ReadSpan
from adcut.transcript import Transcript
from adcut.writers import WRITERS, write_cut_list
from adcut.writers.base import WriteOptions
from adcut.writers.native import from_json, to_json

Target = Callable[[bytes], bool]
_TAG = re.compile(r"<[^<>]{0,300}>")
_CLOCK = re.compile(r"\d{1,3}(?::\d\d){1,2}")
#: One of so many accepted transcripts goes the whole way; reading is what fuzzing is about.
WAY_SHARE = 4
_WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(_WORD.findall(text))


def letters(text: str) -> Counter[str]:
    """Return how often each letter and digit stands in a text."""
    return Counter(filter(str.isalnum, text))


def transcript_of(data: bytes, format: str | None) -> Transcript:
    """Read a transcript and prove that every place of the file is accounted for."""
    text = decode(data).text
    spec, reading = parse(text, format, "fuzzed")
    check_coverage(text, reading)
    for piece in reading.pieces:
        assert piece.text.strip(), "a piece without words"
        assert piece.runs[0][0] == 0
        assert all(piece.source[0] <= place < piece.source[1] for _, place in piece.runs), "a run outside of its piece"
        assert all(0 <= w.offset <= w.stop <= len(piece.text) for w in piece.words), "a word outside of its text"
        assert piece.start_ms is None or piece.start_ms >= 0
    return build(reading, text=text, format=spec.name)


def check_way(transcript: Transcript, rng: random.Random) -> None:
    """Go the whole way from a transcript to a cut list and scripts, with reads at random places."""
    sentences = split_sentences(transcript)
    joined: dict[int, str] = {}
    for number, text in zip(sentences.paragraph.tolist(), sentences.texts, strict=True):
        joined[number] = joined.get(number, "") + text
    assert all(joined.get(p.index, "") == p.text for p in transcript.paragraphs), "sentences do not tile"
    edges = sorted(rng.sample(range(len(sentences) + 1), min(len(sentences) + 1, 2 * rng.randint(0, 3))))
    spans = [ReadSpan(a, b, rng.choice(CUTTABLE).value, rng.random(), None)
             for a, b in zip(edges[::2], edges[1::2], strict=False)]
    scores = np.full(len(sentences), 0.5)
    detection = assemble(transcript, sentences, scores, spans, policy=PolicyInfo(("sponsor", "cross_promo"), 0.3),
                         model=("none", "0"), model_path=None)
    try:
        listed = detection.to_cut_list()
    except OutOfDurationError:  # the file states a length that its own times go beyond
        return
    assert from_json(to_json(listed)) == listed
    check_clean(transcript, [r for read in detection.reads if read.cut for r in read.ranges])
    if listed.is_timed:
        check_clean(transcript, [], listed.retiming())


def check_clean(transcript: Transcript, cut: list[TextRange], retiming: Retiming | None = None) -> None:
    """Cut ranges out, in every script format, and prove that no other word went."""
    try:
        script = clean(transcript, cut, retiming=retiming)
    except TranscriptParseError:
        # rewriting looks into parts of a JSON document that reading has no use for, and may refuse them
        assert READERS[transcript.format].rewrite is not None, "a transcript that was read cannot be cleaned"
        return
    assert clean_text(transcript, cut, retiming=retiming) == script.text
    kept: Counter[str] = Counter()
    said = ""
    by_paragraph: dict[int, list[TextRange]] = {}
    for item in cut:
        by_paragraph.setdefault(item.paragraph, []).append(item)
    for paragraph in transcript.paragraphs:
        text, position = paragraph.text, 0
        for item in sorted(by_paragraph.get(paragraph.index, ()), key=lambda r: r.start):
            kept += words(text[position:item.start])
            said += text[position:item.start]
            position = max(position, item.stop)
        kept += words(text[position:])
        said += text[position:]
    spoken = words(" ".join(p.text for p in script.paragraphs))
    lost = kept - spoken - words(_TAG.sub("", script.text))  # a tag inside a word splits it in the file only
    if retiming is not None:  # times are written anew
        lost = Counter({word: count for word, count in lost.items() if not any(map(str.isdigit, word))})
    assert not lost, f"speech is lost: {sorted(lost)[:5]}"
    edges = [edge for p in script.paragraphs for edge in p.source]
    assert edges == sorted(edges) and (not edges or edges[-1] <= len(script.text)), "paragraphs are out of place"
    # in the file is not enough: other formats are composed of the paragraphs (a letter may have become a name's)
    # and the clock beside it the turn's time, where damage had made a turn mark a part of the text before it
    missing = letters(_CLOCK.sub("", said)) - letters("".join(f"{p.text}{p.speaker or ''}" for p in script.paragraphs))
    if retiming is None:
        assert not missing, f"speech is in the file and in no paragraph: {''.join(missing)[:20]!r}"
    for format in ("same", *SCRIPTS):
        try:
            render(script, format)
        except AdcutError:
            assert format in ("srt", "vtt"), "a script without times can always be written"


def read_target(data: bytes, format: str | None = None) -> bool:
    """Read a transcript and go the whole way."""
    try:
        transcript = transcript_of(data, format)
    except AdcutError as error:
        assert len(str(error)) < 2_000, "a message that nobody can read"
        return False
    Clock(transcript)
    if zlib.crc32(data) % WAY_SHARE == 0:
        check_way(transcript, random.Random(len(data)))
    return True


def import_target(data: bytes, format: str | None = None) -> bool:
    """Read a cut list, write it in every format, and read the native one back."""
    text = data.decode("utf-8", "replace")
    is_cut_list(text)
    try:
        listed = read_cut_list(text, format, "fuzzed")
    except AdcutError:
        return False
    check_list(listed)
    return True


def check_list(listed: CutList) -> None:
    """Write a list in every format; the native one comes back the same."""
    try:
        assert from_json(to_json(listed)) == listed
    except AdcutError as error:
        assert "range" not in str(error), error
    for name, spec in WRITERS.items():
        options = WriteOptions(rate=Fraction(25) if spec.needs_rate else None,
                               media="a.mp3" if spec.needs_media or "media" in spec.options else None)
        try:
            write_cut_list(listed, name, options)
        except AdcutError:
            continue


def algebra_target(data: bytes) -> bool:
    """Build ranges from bytes and prove the laws of cut lists."""
    numbers = [int.from_bytes(data[i:i + 3], "big") for i in range(0, min(len(data), 90) - 2, 3)]
    try:
        ranges = [TimeRange(a, a + b % 100_000) for a, b in zip(numbers[::2], numbers[1::2], strict=False)]
        duration = 17_000_000
        merged = merge(ranges)
        assert merge(merged) == merged
        assert all(a.end_ms < b.start_ms for a, b in pairwise(merged))
        kept = complement(ranges, duration)
        assert complement(kept, duration) == merged
        assert sum(r.length_ms for r in (*kept, *merged)) == duration
        retime = Retiming.of(ranges)
        times = [retime(ms) for ms in sorted(numbers)]
        assert times == sorted(times)
        assert retime(duration) == sum(r.length_ms for r in kept)
        name = data[90:140].decode("utf-8", "replace")
        cuts = tuple(Cut(r.start_ms, r.end_ms, CUTTABLE[r.start_ms % len(CUTTABLE)], r.length_ms / 100_000, name)
                     for r in merged)
        if len(data) % 3 == 0 and cuts:
            cuts = (*cuts[:-1], Cut(cuts[-1].start_ms, None, sponsor=name))
        check_list(CutList(cuts, source=SourceInfo(name, None, None if len(data) % 2 else duration)))
    except AdcutError:
        return False
    return True


def json_target(data: bytes) -> bool:
    """Read what any JSON document, well-formed or not, says as a transcript and as a cut list."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return read_target(data) | import_target(data, "json")


#: Every target by name.
TARGETS: dict[str, Target] = {
    **{f"reader {name}": partial(read_target, format=name) for name in READERS},
    "reader found by content": read_target,
    **{f"importer {name}": partial(import_target, format=name) for name in IMPORTERS},
    "importer found by content": import_target,
    "JSON documents": json_target,
    "cut-list algebra and writers": algebra_target,
}


def wants_cut_lists(name: str) -> bool:
    """Whether a target starts from cut lists instead of transcripts."""
    return name.startswith("importer")
