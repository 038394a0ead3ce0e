"""The spoken words of a stretch of the file: markup out, every character with its place.

Each function takes a range of the file and returns the words in it without white space at either
end, and the runs that lay them back over the file (see `Piece.runs`). A character that the file
writes in a longer way has the place of its own character (`\\$`) or of the first one (`&amp;`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

#: Tags that dress text. Everything else in angle brackets is speech (`vector<int>`).
_TAG = (r"</?(?:sup|sub|strong|span|small|font|mark|ruby|cite|code|lang|em|br|rt|[biuspacv])"
        r"(?:[ .\t/][^<>\r\n]{0,300})?>")
_LINK = (r"\[(?P<label>[^\[\]\\\r\n]{0,1000}(?:\\.[^\[\]\\\r\n]{0,1000}){0,20})\]"
         r"\([^()\s]{0,2000}(?:\([^()\s]{0,2000}\)[^()\s]{0,2000})?\)")
#: Asterisks are markup unless they stand inside a word. A run is looked at once, as a whole: from each
#: of its characters anew, a line of asterisks would take the square of its length.
_STARS = r"(?:(?<!\*)|(?<=\\\*))\*++(?!\w)|(?<![\w*])\*+"

_MARKDOWN_HINT = re.compile(r"[\\*_<\[`&]")
_MARKDOWN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    rf"|(?P<link>!?{_LINK})"
    rf"|(?P<drop>{_TAG}|{_STARS}|`+)"
    r"|(?P<emphasis>(?<!\w)(?P<under>_{1,2})(?=[^\s_])[^_\r\n]{1,300}(?<!\s)(?P=under)(?!\w))"
    r"|(?P<entity>&(?:[a-zA-Z]{2,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)",
    re.IGNORECASE)
#: Captions: tags, WebVTT times inside text, SubStation overrides (`{\an8}`), entities.
_CAPTION_HINT = re.compile(r"[<&{]")
_CAPTION = re.compile(
    rf"(?P<drop>{_TAG}|<\d[\d:.,]{{3,20}}>|\{{\\[^{{}}\r\n]{{1,100}}\}})"
    r"|(?P<entity>&(?:[a-zA-Z]{2,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)",
    re.IGNORECASE)
#: Characters that steer the writing direction and byte order marks inside a text: Lenny's Podcast
#: has U+200E. They are no speech, and no white space for Python either.
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"


class Speech(NamedTuple):
    """Spoken words and the runs that lay them back over the file."""

    text: str
    runs: tuple[tuple[int, int], ...]


SpeechOf = Callable[[str, int, int], Speech]


def verbatim(text: str, start: int, stop: int) -> Speech:
    """Return the words of a range that has no markup."""
    piece = text[start:stop]
    words = piece.lstrip()
    return Speech(words.rstrip(), ((0, stop - len(words)),)) if words else Speech("", ())


def markdown(text: str, start: int, stop: int) -> Speech:
    """Return the words of a range of Markdown: links speak their text, emphasis and escapes go.

    >>> markdown("see **[a.b/c](https://a.b/c)**, get \\\\$5", 0, 40).text
    'see a.b/c, get $5'
    """
    if not _MARKDOWN_HINT.search(text, start, stop):
        return verbatim(text, start, stop)
    return assemble(text, _markdown_parts(text, start, stop))


def caption(text: str, start: int, stop: int) -> Speech:
    """Return the words of a range of a caption: tags go, entities are decoded.

    >>> caption("We <i>go</i> &amp; stop", 0, 23).text
    'We go & stop'
    """
    if not _CAPTION_HINT.search(text, start, stop):
        return verbatim(text, start, stop)
    return assemble(text, _parts(text, start, stop, _CAPTION))


class Part(NamedTuple):
    """Words of a text in the making: a range of the file, or what stands for the place `start`."""

    start: int
    stop: int
    instead: str | None = None


def assemble(text: str, parts: Iterable[Part], *, invisible: str = _INVISIBLE) -> Speech:
    """Join parts in file order to words with runs, without white space and `invisible` at either end."""
    words: list[str] = []
    runs: list[tuple[int, int]] = []
    length = 0
    for start, stop, instead in parts:
        new = text[start:stop] if instead is None else instead
        if not new:
            continue
        for step in range(1 if instead is None else len(new)):
            if not runs or runs[-1][1] + length + step - runs[-1][0] != start:
                runs.append((length + step, start))
        words.append(new)
        length += len(new)
    return _stripped("".join(words), runs, invisible)


def _stripped(joined: str, runs: list[tuple[int, int]], invisible: str) -> Speech:
    text = joined.rstrip().rstrip(invisible).rstrip()
    bare = text.lstrip().lstrip(invisible).lstrip()
    lead = len(text) - len(bare)
    if not bare:
        return Speech("", ())
    if lead:
        first = max(i for i, (offset, _) in enumerate(runs) if offset <= lead)
        offset, place = runs[first]
        runs = [(0, place + lead - offset), *((o - lead, p) for o, p in runs[first + 1:])]
    return Speech(bare, tuple(run for run in runs if run[0] < len(bare)))


def _parts(text: str, start: int, stop: int, markup: re.Pattern[str]) -> Iterable[Part]:
    position = start
    for match in markup.finditer(text, start, stop):
        yield Part(position, match.start())
        position = match.end()
        if match.lastgroup == "entity":
            yield _entity(match)
        elif match.lastgroup == "escape":
            yield Part(match.start() + 1, match.end())
        elif match.lastgroup == "link":
            yield from _parts(text, *match.span("label"), markup)
        elif match.lastgroup == "emphasis":
            width = len(match["under"])
            yield from _parts(text, match.start() + width, match.end() - width, markup)
    yield Part(position, stop)


def _markdown_parts(text: str, start: int, stop: int) -> Iterable[Part]:
    return _parts(text, start, stop, _MARKDOWN)


def _entity(match: re.Match[str]) -> Part:
    import html  # with its table of names slow to import, and rarely needed

    decoded = html.unescape(match.group())
    if decoded == match.group():  # no such entity: speech ("R&D;" and the like)
        return Part(match.start(), match.end())
    return Part(match.start(), match.end(), decoded)


_ENTITY_TAIL = re.compile(r"#?[0-9A-Za-z]{1,31};")


def past_entity(text: str, place: int) -> int:
    """Return the place after an entity whose `&` ends at `place`, else `place`.

    A character written as an entity has its place at the `&`.

    >>> past_entity("B&amp;B", 2), past_entity("B&amp;B", 1)
    (6, 1)
    """
    match = _ENTITY_TAIL.match(text, place) if text[place - 1 : place] == "&" else None
    return match.end() if match else place
