"""The sponsor's name from the words of a read: who it is said to be brought by, its address, what it repeats.

No list of brands: names nobody has heard of are the ones that matter. What the rest of the episode
says all the time (the show's own name, its topic) is no sponsor. None when unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

__all__ = ["Surroundings", "sponsor_of", "surroundings"]

_TAIL = r"(?:com|org|net|io|co|ai|fm|tv|app|dev|me|us|shop|health|edu|gov|ci|blog|gg)"
_JOINED_TAIL = r"(?:store|show|live|link|tech|cloud|online|site|studio|agency|care|club|team|money|news|space|xyz|ly)"
"""Words of the language too: endings only where no space is written before them."""
_WORD = rf"[A-Z0-9][\w&'\u2019+-]*(?:\.{_TAIL}\b)?"
_NAME = re.compile(rf"{_WORD}(?:\s+(?:(?:of|and|the|for|&)\s+(?={_WORD}))?{_WORD}){{0,3}}")
_LEAD_IN = (
    r"\b(?:brought to you (?:today |in part |also )?by|(?:is |are |also )?sponsored (?:today |in part )?by|"
    r"presented by|made possible by|(?:is )?supported (?:in part )?by|"
    r"support (?:for [^.!?]{0,60}?)?(?:comes|come|is provided) (?:from|by)|message comes? from|"
    r"sponsors? (?:today |this week |for [\w\s']{1,24}? )?(?:is|are)|partner(?:ed|ing|ship)? with|"
    r"thank(?:s| you)(?: so much| very much)? to|friends (?:over )?at|(?:word|message) from|tell you about|"
    r"talk (?:to you )?about|let me tell you about|hear from|check out)[:,]?\s+"
    r"(?:our (?:good )?(?:friends?|sponsors?|partners?)(?: over)?(?: at)?,?\s+|"
    r"the (?:good )?(?:folks|team|people) at\s+)?"
    r"(?P<rest>[^.!?,;:\n]{1,60})"
)
_LEADS = ("brought to you", "sponsor", "presented by", "made possible by", "support", "message", "partner", "thank",
          "friends ", "word from", "tell you about", "talk ", "hear from", "check out")  # fmt: skip
"""With one of these each lead-in begins, but for words before that it needs not."""
_SHOW_SAID = (*((what, (" of ", " for ")) for what in ("episode", "portion", "edition", "support")),
              *((what, (" to ",)) for what in ("listening", "welcome", "back")))  # fmt: skip
"""What "this episode of ..." names is the show."""
_SPACE = re.compile(r"\s*")
_FOR_ANYTHING = r"for (?:sponsoring|supporting|making)\b"
_FOR_SPONSORING = rf"(?P<rest>[^.!?,;:\n]{{1,39}}?[^.!?,;:\s])\s*\s{_FOR_ANYTHING}"
"""Slow, as it tries every beginning: worth it only just before what _FOR_ANYTHING finds."""
_BEFORE_FOR = 40
"""No name that somebody is thanked by has more characters."""
_POINT = r"(?:\.|\sdot\s)"
_ADDRESS = (
    rf"\b(?:www\.)?(?:[a-z0-9-]{{1,63}}\.){{0,4}}(?P<base>[a-z0-9][a-z0-9-]{{1,40}})"
    rf"(?:\s?{_POINT}\s?{_TAIL}|{_POINT}{_JOINED_TAIL})\b"
    r"(?:\s?(?:/|\s(?:forward )?slash\s)\s?(?P<path>[a-z][\w-]{2,30}))?"
)
_ADDRESS_TAIL = rf"(?:\.|d(?<=\sd)ot\s)(?:\s?{_TAIL}|{_JOINED_TAIL})\b"
"""Stands in each address, and is found ten times as fast: it is tried only at points and at the letter d."""
_BEFORE_TAIL = 320
"""No address has more characters before that."""
_OTHER_CASES = re.compile("[\u0130\u0131\u017f]")
"""Letters that expressions without regard to case take for others than lower() does."""
_STOP_WORDS = frozenset(
    "i you we he she it they this that these those there here and but so or if when what who why how where in on at "
    "for from with as to our my your his her its their then now well yeah yes no not oh okay ok all let just because "
    "after before every thanks thank also even is are was were do does did can could would should will have has go "
    "check visit head use plus today right hey hi hello welcome support again code promo mr mrs ms dr monday "
    "tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december american english internet i'm i've it's that's we're you're let's don't i'll you'll "
    "we'll there's here's sign try one new more most some each whether while without a an the by of over out up down "
    "off whatever whoever imagine listen look see meet start save get folks guys cool podcast episode show sponsor "
    "sponsors ad break seriously finally whether learn discover enjoy take make give find use join first next last "
    "best good great free because since until unless although though maybe still don't can't won't dot com dash".split()
)
_LOWER_END = re.compile(r"(?i)(?<!\s)\s+(?:which|who|where|is|are|a|an|and|for|the|with|to|at|that|this|they|it|we|you|i|if|"
                        r"on|in|as|because|so|but|everyday|every|today)\b")
_SPOKEN_POINT = re.compile(r" [Dd]ot ")
_NOT_OF_KEY = rf"\.{_TAIL}$|[^\w]"
_PREFIXES = ("get", "try", "go", "join", "use", "the", "my", "shop", "drink", "meet")
_ENOUGH = 2.0
_REACH, _REPEATED = 40, 2
"""Characters before an address that may be of its name, and how often a read says a name without capitals."""
_LONGEST = 12_000
"""Characters of a read that are looked at: the longest labelled one has half of them."""
OUTSIDE_LIMIT = 2
"""Said more often than this outside the reads, a name is the show's or the topic's."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rest of the episode: its lower-case words with one space around each, its letters alone, names of shows in it."""

    spaced: bytes = b""
    squashed: bytes = b""
    shows: frozenset[str] = frozenset()
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    _named: dict[str, list[tuple[str, bool, str | None]]] = field(default_factory=dict, repr=False, compare=False)

    def names_in(self, sentence: str) -> list[tuple[str, bool, str | None]]:
        """Return the capitalised names of a sentence, whether they open it, and their keys; a read is looked at many times."""
        if not self.spaced:
            return [(name, opens, _ballot(name)) for name, opens in _names(sentence)]
        if sentence not in self._named:
            self._named[sentence] = [(name, opens, _ballot(name)) for name, opens in _names(sentence)]
        return self._named[sentence]

    def often(self, name: str) -> bool:
        """Tell whether a name is said so often that it is no sponsor's."""
        if not self.spaced:
            return False
        if name not in self._known:
            self._known[name] = self._is_often(name)
        return self._known[name]

    def _is_often(self, name: str) -> bool:
        words = name.lower().encode("ascii", "ignore").translate(_SPACES)
        joined = words.replace(b" ", b"")
        if joined not in self.squashed:  # most names: one look settles both
            return False
        spaced = b" " + b" ".join(words.split()) + b" "
        if len(spaced) > 2 and self.spaced.count(spaced) > OUTSIDE_LIMIT:
            return True
        return len(joined) >= _LONG and self.squashed.count(joined) > OUTSIDE_LIMIT


_SPACES = bytes(c if chr(c).isalnum() and c < 128 else 32 for c in range(256))
_LONG = 8
"""Letters from which a name is looked for across words: "talkpython" in "Talk Python"."""


def surroundings(text: str) -> Surroundings:
    """Return the form of a text in which names are looked up."""
    lower = text.lower()
    # numpy leaves spaces out in an eighth of the time that it takes to make every word an object
    signs = np.frombuffer(b" " + lower.encode("ascii", "ignore").translate(_SPACES) + b" ", np.uint8)
    letter = signs != ord(" ")
    kept = letter.copy()
    kept[0] = True
    kept[1:] |= letter[:-1]
    return Surroundings(signs[kept].tobytes(), signs[letter].tobytes(), _shows(text, lower))


def sponsor_of(sentences: Sequence[str], outside: Surroundings = Surroundings()) -> str | None:
    """Return the name of a read's sponsor as the read writes it, None when unsure.

    Parameters
    ----------
    sentences
        The sentences of the read.
    outside
        The rest of the episode.
    """
    sentences = _beginning(sentences)
    text = " ".join(sentence.strip() for sentence in sentences)
    votes: dict[str, float] = {}
    shown: dict[str, dict[str, int]] = {}

    def count(key: str | None, name: str, weight: float) -> None:
        if key is None:
            return
        votes[key] = votes.get(key, 0.0) + weight
        if key not in shown:
            shown[key] = {}
        shown[key][name] = shown[key].get(name, 0) + 1

    def vote(name: str, weight: float) -> None:
        count(_ballot(name), name, weight)

    for sentence in sentences:
        for name, opens, key in outside.names_in(sentence):
            count(key, name, 0.6 if opens and " " not in name else 1.0)
    lower = text.lower()
    plain = text.isascii() or (len(lower) == len(text) and not _OTHER_CASES.search(text))
    for number, match in enumerate((*_lead_ins(text, lower, plain), *_thanked(text))):
        rest = text[slice(*match.span("rest"))]
        found = next((name for name, _ in _names(rest)), None) or _lower_name(rest)
        if found:
            vote(found, 3.0 if number == 0 else 2.0)
    for match in _addresses(text, lower, plain):
        base, path = _key(match["base"]), _key(match["path"] or "")
        foreign = outside.often(base)
        spaced = None if foreign else _spaced_name(text, match.start("base"), text[slice(*match.span("base"))], votes)
        own = _key(spaced) if spaced else _match(path if foreign else base, votes)
        if spaced and own not in votes:
            vote(spaced, 0.0)
        if own is not None:
            votes[own] += 4.0
        elif foreign and path:
            vote(path.capitalize(), 2.5)
        elif not foreign:
            vote(_without_prefix(base).capitalize(), 2.5)
        other = _match(path, votes) if path and not foreign else None
        if other is not None and other != own:
            votes[other] += 1.0
    shows = _shows(text, lower) | outside.shows
    best: tuple[float, int, str] | None = None
    enough = [key for key, strength in votes.items() if strength >= _ENOUGH]
    for key in sorted(enough, key=lambda key: (votes[key], len(key), key), reverse=True):
        strength = votes[key]
        if best is not None and (strength, len(key), key) < best:
            break
        if key in shows or any(outside.often(name) for name in shown[key]):
            strength *= 0.2
        if strength >= _ENOUGH and (best is None or (strength, len(key), key) > best):
            best = (strength, len(key), key)
    return None if best is None else max(shown[best[2]].items(), key=lambda item: (item[1], len(item[0]), item[0]))[0]


def _beginning(sentences: Sequence[str]) -> Sequence[str]:
    """Return the sentences that fit into _LONGEST characters, so that hostile texts take no longer than their length."""
    room = _LONGEST
    for number, sentence in enumerate(sentences):
        room -= len(sentence)
        if room < 0:
            return [*sentences[:number], sentence[: room + len(sentence)]]
    return sentences


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _lead_ins(text: str, lower: str, plain: bool) -> Iterator[re.Match[str]]:
    """Yield what `_LEAD_IN` finds in a text without regard to case, its places those in `text`.

    Parameters
    ----------
    lower, plain
        The text in lower case, and whether an expression finds there what it finds in `text` without regard
        to case: in a third of the time.
    """
    if not plain:
        yield from _compiled(_LEAD_IN, re.IGNORECASE).finditer(text)
        return
    lead_in, position = _compiled(_LEAD_IN, 0), 0
    for at in sorted(at for said in _LEADS for at in _places(lower, said)):
        if at >= position and (match := lead_in.match(lower, at)):
            yield match
            position = match.end()


def _places(text: str, said: str) -> Iterator[int]:
    at = text.find(said)
    while at >= 0:
        yield at
        at = text.find(said, at + 1)


def _thanked(text: str) -> Iterator[re.Match[str]]:
    """Yield what `_FOR_SPONSORING` finds in a text, looked for around what stands in each."""
    position = 0
    for tail in _compiled(_FOR_ANYTHING, 0).finditer(text):
        if tail.end() <= position:
            continue
        name_end = len(text[position : tail.start()].rstrip()) + position
        match = _compiled(_FOR_SPONSORING, 0).search(text, max(position, name_end - _BEFORE_FOR))
        if match is None:
            return
        yield match
        position = match.end()


def _addresses(text: str, lower: str, plain: bool) -> Iterator[re.Match[str]]:
    """Yield the addresses in a text as `_ADDRESS` finds them, looked for around what stands in each.

    Parameters are those of `_lead_ins`.
    """
    held, flags = (lower, 0) if plain else (text, re.IGNORECASE)
    address, position = _compiled(_ADDRESS, flags), 0
    for tail in _compiled(_ADDRESS_TAIL, flags).finditer(held):
        if tail.end() <= position:
            continue
        space = held.rfind(" ", position, max(position, tail.start() - 2))  # none stands in an address before its tail
        match = address.search(held, max(position, tail.start() - _BEFORE_TAIL, space + 1))
        if match is None:
            return
        yield match
        position = match.end()


def _shows(text: str, lower: str) -> frozenset[str]:
    found = set()
    if len(lower) != len(text):
        lower = text
    for said, endings in _SHOW_SAID:
        at = lower.find(said)
        while at >= 0:
            at += len(said)
            for ending in endings:
                if lower.startswith(ending, at):
                    space = _SPACE.match(text, at + len(ending) - 1)
                    if space and (name := _NAME.match(text, space.end())):
                        found.add(_key(name[0]))
            at = lower.find(said, at)
    return frozenset(found)


def _spaced_name(text: str, at: int, base: str, votes: dict[str, float]) -> str | None:
    """Return the name of several words that an address stands for, the last of them at `at`: "Express VPN dot com"."""
    before = text[max(0, at - _REACH) : at].split()[-2:]
    for words in (before, before[-1:]):
        name = " ".join([*words, base])
        if words and all(word.isalnum() and word.lower() not in _STOP_WORDS for word in words) and (
            _key(name) in votes or text.lower().count(name.lower()) >= _REPEATED
        ):
            return " ".join(word[:1].upper() + word[1:] for word in name.split())
    return None


def _match(word: str, votes: dict[str, float]) -> str | None:
    """Return the strongest name that an address's word stands for."""
    bare = {word, *(word.removeprefix(prefix) for prefix in _PREFIXES)}
    fits = [key for key in votes if key in bare or (min(len(key), len(word)) > 3 and (key in word or word in key))]
    return max(fits, key=lambda key: (key == word, votes[key], key)) if fits else None


def _without_prefix(base: str) -> str:
    for prefix in _PREFIXES:
        if base.startswith(prefix) and len(base) > len(prefix) + 3:
            return base[len(prefix) :]
    return base


def _lower_name(rest: str) -> str | None:
    """Return the first words after a lead-in where the text has no capitals to go by."""
    words = _LOWER_END.split(" " + _SPOKEN_POINT.sub(".", " ".join(rest.split())) + " ")[0].split()
    while words and words[0].lower() in _STOP_WORDS:
        words = words[1:]
    address = next((number for number, word in enumerate(words) if "." in word), len(words))
    words = words[: address + 1]
    if not words or len(words) > 3:
        return None
    return " ".join(word.capitalize() for word in words)


def _names(sentence: str) -> Iterator[tuple[str, bool]]:
    """Yield the capitalised names of a text without function words at their ends, and whether they open it."""
    begin = len(sentence) - len(sentence.lstrip())
    for match in _NAME.finditer(sentence):
        words = match[0].split()
        while words and words[0].lower() in _STOP_WORDS:
            words = words[1:]
        while words and words[-1].lower() in _STOP_WORDS:
            words = words[:-1]
        name = " ".join(words)
        if "ot " in name:
            name = _SPOKEN_POINT.sub(".", name)
        for tail in ("'s", "\u2019s"):
            name = name.removesuffix(tail)
        if name and not name.replace(" ", "").isdigit():
            yield name, match.start() == begin


def _ballot(name: str) -> str | None:
    """Return the key under which votes for a name count, None where they do not."""
    key = _key(name)
    return key if len(key) > 1 and name.lower() not in _STOP_WORDS else None


def _key(name: str) -> str:
    lower = name.lower()
    return lower if lower.isalnum() else _compiled(_NOT_OF_KEY, 0).sub("", lower)  # nothing to leave out, mostly
