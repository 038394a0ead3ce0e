"""No spoken word is lost: the words of the pieces are those of the file less its markup.

Markup is taken out here in another way than in the readers, source by source, so that a reader that
swallows a line fails. Runs where ADCUT_CORPUS names the corpus folder.
"""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adcut.readers import decode, parse

CORPUS = os.environ.get("ADCUT_CORPUS", "")

pytestmark = pytest.mark.skipif(not Path(CORPUS, "raw").is_dir(),
                                reason="ADCUT_CORPUS does not name the corpus folder")

FORMATS = {
    "sed": "sed", "lenny": "name-time", "talkpython": "time-line", "officeladies": "time-line",
    "wan": "time-line", "btb": "srt", "conduit": "text", "changelog": "bold-name", "standup": "time-line",
    "level1": "time-line", "mbmbam": "name-colon", "mainstream": "text",
}
#: Files that are written in another way than the rest of their source.
EXCEPTIONS = {"adriel-frederick.md": "name-colon", "ryan-hoover.md": "time-line", "episode3.txt": "name-colon"}

WORD = re.compile(r"[^\W_]+")
STAMP = r"\d{1,3}:\d\d(?::\d\d\d?)?(?:\.\d+)?"


def without(pattern: str, text: str, instead: str = " ") -> str:
    return re.sub(pattern, instead, text, flags=re.MULTILINE)


def no_front_matter(text: str) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL)


def no_markdown(text: str) -> str:
    text = without(r"\]\((?:https?:|mailto:|www\.)?[^()\s]*(?:\([^()\s]*\)[^()\s]*)?\)", text, "]")
    return html.unescape(without(r"</?(?:sup|sub|i|b|em)>|`", text, ""))


def sed(text: str) -> str:
    text = without(rf"^\*\*\[{STAMP}\] [A-Z]+:\*\*", text)
    return no_markdown(without(r"^(?:\[[A-Z ]+\]|\*\*EPISODE.*)$", text))


def lenny(text: str) -> str:
    text = without(rf"^#+ .*$|^PART \d OF \d .*$|^.{{0,60}}\({STAMP}\):?[ ]*$", no_front_matter(text))
    text = without(rf"^\[{STAMP}\](?: (?:Ryan|Lenny|Ashley|Matt|Speaker \d):)?|\[{STAMP}\]", text)
    return without(r"^(?:Adriel Frederick|Lenny|Ashley):$", text)


def changelog(text: str) -> str:
    text = without(r"^(?:# )?\*\*(?:Break|Jingle|Outro|Sample|Intro|Audio)(?::\*\*|\*\*:)(?:to|[^a-z])*$", text)
    text = without(r"^.{0,12}COMMERCIAL BREAK.{0,12}$|^\\\[sample [\d:.]+\\\]$", text)
    text = without(r"^\*\*[^*\n]+(?::\*\*|\*\*:)", text)
    return no_markdown(without(rf"\\\[(?:\\\\)?{STAMP}(?:\\\\)?\\\]", text))


def talkpython(text: str) -> str:
    text = without(r"^\d\d:\d\d:\d\d(?: (?:Speaker \d|LAURENCE MORONEY|MARK MANDEL):)?|<v [^>\n]*>", text)
    return html.unescape(text)


def ranges(text: str) -> str:
    return without(r"^\[[\d.]+ (?:→|-->) [\d.]+\]", text)


def btb(text: str) -> str:
    return without(r"^\d+\n[\d:,]+ --> [\d:,]+\n(?:Speaker \d+:)?", text)


def officeladies(text: str) -> str:
    text = re.sub(r"\ASUBSCRIBE NOW.*?^OFFICE (?:LADIES \|)?[^\n]*\d[^\n]*$|^©[^\n]*$|^BREAK$", "", text,
                  flags=re.MULTILINE | re.DOTALL | re.IGNORECASE)
    text = without(rf"^[^\[\n]{{0,40}}\[{STAMP}(?: \d\d:\d\d)?\]:?", text, "\x01")
    return without(r"^(?:JENNA|ANGELA|RAINN|DWIGHT|MICHAEL|GEORGE|PAM|JIM):", text)


def mbmbam(text: str) -> str:
    header = re.match(r"\A(?:[^\n]*\n){0,5}?Listen [^\n]*\n|\A(?:[^\n]*\n){1,5}?\n", text)
    return text[header.end():] if header else text


MARKUP: dict[str, Callable[[str], str]] = {
    "sed": sed, "lenny": lenny, "changelog": changelog, "talkpython": talkpython, "wan": ranges,
    "level1": ranges, "standup": ranges, "btb": btb, "officeladies": officeladies, "mbmbam": mbmbam,
    "conduit": no_front_matter, "mainstream": lambda text: text,
}


def files() -> Iterator[Path]:
    for part in ("raw", "unlabeled"):
        yield from sorted(path for path in Path(CORPUS, part).glob("*/*") if path.is_file())


def allowed(source: str, words: Counter[str], speakers: Counter[str], marks: Counter[str]) -> Counter[str]:
    """Take out of the lost words what the readers made speakers and marks of."""
    return words - speakers - marks if source in ("mbmbam", "officeladies") else words


def test_every_file_parses_with_its_reader_and_keeps_every_word():
    total = lost_words = 0
    worst = []
    wrong = []
    for path in files():
        source = path.parent.name
        text = decode(path.read_bytes(), str(path)).text
        reader, reading = parse(text, None, str(path))
        if reader.name != EXCEPTIONS.get(path.name, FORMATS[source]):
            wrong.append((path.name, reader.name))
        spoken = WORD.findall(" ".join(piece.text for piece in reading.pieces))
        total += len(spoken)
        expected = WORD.findall(MARKUP[source](text))
        if spoken == expected:
            continue
        speakers = Counter(w for p in reading.pieces if p.head for w in WORD.findall(p.speaker or ""))
        for start, stop in reading.ignored:  # a name without a word after it
            speakers.update(WORD.findall(" ".join(re.findall(r"^[\w .]+:$", text[start:stop], re.MULTILINE))))
        marks = Counter(w for m in reading.marks for w in WORD.findall(m.text))
        lost = allowed(source, Counter(expected) - Counter(spoken), speakers, marks)
        made = Counter(spoken) - Counter(expected)
        if lost or made:
            lost_words += lost.total()
            worst.append((lost.total() + made.total(), path.name, lost.most_common(8), made.most_common(8)))
    worst.sort(reverse=True, key=lambda entry: entry[0])
    for entry in worst[:40]:
        print(*entry)
    print(f"{lost_words} of {total} words lost, {len(worst)} files differ")
    assert not wrong
    assert not worst
