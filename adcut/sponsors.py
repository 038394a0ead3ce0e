"""The sponsor's name from the words of a read: who it is said to be brought by, its address, what it repeats.

No list of brands: names nobody has heard of are the ones that matter. What the rest of the episode
says all the time (the show's own name, its topic) is no sponsor. None when unsure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from adcut.mentions import BEFORE_SHOW, LONGEST, LONGEST_NAME, OF_THIS_SHOW, Mentions, mentions_in, shows_in
from adcut.names import SPELT, SPOKEN_POINT, STOP_WORDS, ballot, key_of, names_of

__all__ = ["Surroundings", "credited_in", "sponsor_of", "sponsor_within"]

Mention = TypeVar("Mention", bound=tuple[Any, ...])

_LOWER_END = re.compile(r"(?i)(?<!\s)\s+(?:which|who|where|is|are|a|an|and|for|the|with|to|at|that|this|they|it|we|you|i|if|"
                        r"on|in|as|because|so|but|everyday|every|today)\b")
_PREFIXES = ("get", "try", "go", "join", "use", "the", "my", "shop", "drink", "meet")
_NOBODY = STOP_WORDS | {"us", "me"}
"""What a lead-in may be followed by where no name has a capital."""
_ENOUGH = 2.0
_CREDITED = 2.0
"""Votes more for what a credit names ("brought to you by"), which the rest of the episode may say as often as it likes."""
_REACH, _REPEATED = 40, 2
"""Characters before an address that may be of its name, and how often a read says a name without capitals."""
_MOST_ADDRESSES = 60
"""So many addresses of a read are looked at, each against all names: the labelled read with most has 20."""
OUTSIDE_LIMIT = 2
"""Said more often than this outside the reads, a name is the show's or the topic's."""


@dataclass(frozen=True)
class Surroundings:
    """The rest of the episode, in which names are looked up.

    text: what is said outside the ads; credited: the keys of those whom the ads name as paying: a sponsor that some
    read credits may be said all the time, as where other reads of it were not found.
    """

    text: str = ""
    credited: frozenset[str] = frozenset()
    _told: dict[tuple[str, str], bool] = field(default_factory=dict, repr=False, compare=False)
    _is_show: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    _said: dict[bytes, list[int]] = field(default_factory=dict, repr=False, compare=False)
    _named: dict[str, list[tuple[str, bool, str | None]]] = field(default_factory=dict, repr=False, compare=False)
    _first: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

    def where_pay(self, credited: frozenset[str]) -> Surroundings:
        """Return the same with others as paying; what was found out of the text serves both."""
        other = copy(self)
        object.__setattr__(other, "credited", credited)
        return other

    def names_in(self, sentence: str) -> list[tuple[str, bool, str | None]]:
        """Return the capitalised names of a sentence, whether they open it, and their keys; a read is looked at many times."""
        if sentence not in self._named:
            self._named[sentence] = [(name, opens, ballot(name)) for name, opens in names_of(sentence)]
        return self._named[sentence]

    def first_name(self, rest: str) -> str | None:
        """Return the first name of what follows a lead-in."""
        if rest not in self._first:
            self._first[rest] = _first_name(rest)
        return self._first[rest]

    def often(self, name: str) -> bool:
        """Tell whether a name is said so often that it is no sponsor's."""
        if name not in self._known:
            self._known[name] = self._is_often(name)
        return self._known[name]

    def _is_often(self, name: str) -> bool:
        words = name.encode("ascii", "ignore").lower().translate(_SPACES)
        joined = words.replace(b" ", b"")
        if not joined or len(self._first_places(joined)) <= OUTSIDE_LIMIT:  # most names: one look settles it
            return False
        return len(joined) >= _LONG or len(_first_places_in(self._spaced, b" " + b" ".join(words.split()) + b" ")) > OUTSIDE_LIMIT

    def _first_places(self, letters: bytes) -> list[int]:
        """Return where some letters are said first, as `_first_places_in` does; a name is often asked about by its key too."""
        if letters not in self._said:
            self._said[letters] = _first_places_in(self.squashed, letters)
        return self._said[letters]

    def is_show(self, key: str) -> bool:
        """Tell whether a key is that of a name which the text calls a show's."""
        if key not in self._is_show:
            letters = key.encode("ascii", "ignore").translate(None, _NO_LETTERS)
            self._is_show[key] = (not letters or self._may_be_show(letters)) and key in self._shows
        return self._is_show[key]

    def _may_be_show(self, letters: bytes) -> bool:
        """Tell whether some letters stand right behind words that name a show, as few do, or are said too often to look."""
        at = next(iter(self._first_places(letters)), -1)
        for _ in range(_MOST_PLACES):
            if at < 0 or self.squashed.endswith(BEFORE_SHOW, 0, at):
                return at >= 0
            at = self.squashed.find(letters, at + 1)
        return True

    def is_of_show(self, key: str) -> bool:
        """Tell whether a key may be of an address of what the text calls its show: the show's name, or one of them begins with
        the other, of so many letters that no brand does by chance."""
        if key in self._own_names:
            return True
        if any(key[:size] in self._own_names for size in range(_SURE_LETTERS, len(key))):
            return True
        at = bisect_left(self._sorted_names, key) if len(key) >= _SURE_LETTERS else len(self._sorted_names)
        if at < len(self._sorted_names) and self._sorted_names[at].startswith(key):
            return True
        return self._is_said(key, _THIS_IS, _AND_I_AM)

    def is_of_host(self, key: str) -> bool:
        """Tell whether somebody says that the name of a key is theirs, or that of a show which listeners have tuned in to."""
        return self._is_said(key, _I_AM, "")

    def _is_said(self, key: str, before: str, behind: str) -> bool:
        """Tell whether the letters of a key, enough for no brand to be said so by chance, stand as words between some others."""
        letters = key.encode("ascii", "ignore").translate(None, _NO_LETTERS)
        if len(letters) < _SURE_LETTERS or self.squashed.find(letters) < 0:  # as most brands are
            return False
        if (key, before) not in self._told:
            name = r"[\s'\u2019-]*".join(letters.decode())
            told = re.compile(rf"{before}{name}\b{behind}", re.IGNORECASE)
            self._told[key, before] = told.search(self.text) is not None
        return self._told[key, before]

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """The keys of what listeners are welcomed to or hear an episode of, with and without what shows call themselves."""
        names = {key for _, key in shows_in(self.text, self.text.lower(), OF_THIS_SHOW)}
        return frozenset(form for name in names for form in (name, _WHAT_SHOWS_ARE.sub("", name)) if len(form) > 3)

    @cached_property
    def _sorted_names(self) -> list[str]:
        return sorted(self._own_names)

    @cached_property
    def _shows(self) -> frozenset[str]:
        """The keys of the names that the text calls shows."""
        return frozenset(key for _, key in shows_in(self.text, self.text.lower()))

    @cached_property
    def squashed(self) -> bytes:
        """The letters and digits of ASCII, small."""
        return self._small.translate(None, _NO_LETTERS)

    @cached_property
    def _small(self) -> bytes:
        return self.text.encode("ascii", "ignore").lower()  # three times as fast as str.lower where not all is ASCII

    @cached_property
    def _spaced(self) -> bytes:
        """The words with one space around each."""
        # numpy leaves spaces out in an eighth of the time that it takes to make every word an object
        signs = np.frombuffer(b" " + self._small.translate(_SPACES) + b" ", np.uint8)
        kept = np.ones(signs.size, bool)
        kept[1:] = (signs[1:] != ord(" ")) | (signs[:-1] != ord(" "))
        return signs[kept].tobytes()


def _first_places_in(text: bytes, said: bytes) -> list[int]:
    """Return where something stands in a text, without a look beyond one more place than OUTSIDE_LIMIT."""
    places: list[int] = []
    at = text.find(said)
    while at >= 0:
        places.append(at)
        if len(places) > OUTSIDE_LIMIT:
            break
        at = text.find(said, at + len(said))
    return places


_SPACES = bytes(c if chr(c).isalnum() and c < 128 else 32 for c in range(256))
_NO_LETTERS = bytes(c for c in range(256) if _SPACES[c] == 32)
_LONG = 8
"""Letters from which a name is looked for across words: "talkpython" in "Talk Python"."""
_SURE_LETTERS = 8
"""Letters of an address or of a show's name from which no brand begins so by chance."""
_I_AM = (
    r"\b(?:i['\u2019]?m|i am|my name(?: is|['\u2019]s)|(?:your|our) host,?|hosted by|tun(?:ing|ed) in to(?: the)?)\s+"
    r"(?:(?:dr|mr|mrs|ms)\b\.?\s*)?"
)
"""What stands right before the name of somebody who has the show."""
_THIS_IS = r"\b(?:this is|it['\u2019]s|welcome to|listening to)\s+(?:the\s+)?"
_AND_I_AM = r"(?=,?\s+(?:and\s+)?(?:i['\u2019]?m|i am|my name|with your|the show|the podcast|a show|a podcast|where (?:we|i))\b)"
"""What stands around the name of a show where its host says it: "This is the Long River, and I'm Ada"."""
_MOST_PLACES = 300
"""So many are looked at before the names of all shows are searched for: that takes as long."""
_WHAT_SHOWS_ARE = re.compile(r"^the|(?:podcast|show|radio|pod|fm)$")


def sponsor_of(sentences: Sequence[str], outside: Surroundings | None = None) -> str | None:
    """Return the name of a read's sponsor as the read writes it, None when unsure.

    Parameters
    ----------
    sentences
        The sentences of the read.
    outside
        The rest of the episode, None where there is none.
    """
    return sponsor_within(mentions_in(sentences), 0, len(sentences), outside or Surroundings())


def sponsor_within(said: Mentions, first: int, last: int, outside: Surroundings) -> str | None:
    """Return the sponsor of the sentences first to last - 1 of those in which mentions were found.

    That of these sentences alone, but where a text has no punctuation: what is mentioned across their edges is then
    found otherwise, now and then.
    """
    begin = said.begins[first]
    end = max(begin, min(said.begins[last] - 1, begin + LONGEST))
    text = said.text[begin:end]
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
        count(ballot(name), name, weight)

    for number in range(first, last):
        if said.begins[number] < end:
            for name, opens, key in outside.names_in(said.sentences[number]):
                count(key, name, 0.6 if opens and " " not in name else 1.0)
    credited: set[str] = set()
    named = [(rest, credit) for _, rest, credit in _begun(said.lead_ins, begin, end) if rest[0] < end]
    thanked = _begun(said.thanks, begin - LONGEST_NAME, end)
    named += [(rest, False) for whole, rest in thanked if begin < rest[1] and whole[1] <= end]
    for number, ((rest_begin, rest_end), credit) in enumerate(named):
        rest = said.text[max(rest_begin, begin) : min(rest_end, end)]  # a name may go over the edge
        found = outside.first_name(rest)
        if found:
            key = ballot(found) if credit and _opens(rest, found) else None
            vote(found, (3.0 if number == 0 else 2.0) + (_CREDITED if key else 0.0))
            if key:
                credited.add(key)
    paying = credited | outside.credited
    addresses = [found for found in _begun(said.addresses, begin, end) if found[0][1] <= end]
    for _, base_span, path_span in addresses[:_MOST_ADDRESSES]:
        base = key_of(said.text[slice(*base_span)])
        path = "" if path_span is None else key_of(said.text[slice(*path_span)])
        foreign = base not in paying and outside.often(base)
        spaced = None if foreign else _spaced_name(text, base_span[0] - begin, said.text[slice(*base_span)], votes)
        own = key_of(spaced) if spaced else _match(path if foreign else base, votes)
        if spaced and own not in votes:
            vote(spaced, 0.0)
        if own is not None:
            votes[own] += 4.0 + (_CREDITED if any(map(own.startswith, credited)) else 0.0)  # "by Halden. VPN ... haldenvpn.com"
        elif foreign and path:
            vote(path.capitalize(), 2.5)
        elif not foreign:
            vote(_without_prefix(base).capitalize(), 2.5)
        other = _match(path, votes) if path and not foreign else None
        if other is not None and other != own:
            votes[other] += 1.0
    shows = {key for whole, key in _begun(said.shows, begin, end) if whole[1] <= end}
    best: tuple[float, int, str] | None = None
    enough = [key for key, strength in votes.items() if strength >= _ENOUGH]
    for key in sorted(enough, key=lambda key: (votes[key], len(key), key), reverse=True):
        strength = votes[key]
        if best is not None and (strength, len(key), key) < best:
            break
        if key in shows or outside.is_show(key) or (
            key not in paying and any(outside.often(name) for name in shown[key])
        ):
            strength *= 0.2
        if strength >= _ENOUGH and (best is None or (strength, len(key), key) > best):
            best = (strength, len(key), key)
    if best is None:
        return None
    forms = shown[best[2]]
    form = max(forms, key=lambda form: (not SPELT.fullmatch(form), forms[form], len(form), form))
    return _without_prefix(best[2]).capitalize() if SPELT.fullmatch(form) else form


def _begun(mentions: Sequence[Mention], begin: int, end: int) -> Sequence[Mention]:
    """Return the mentions that begin within a stretch of the text; a run of many reads is not searched for each of them."""
    return mentions[bisect_left(mentions, begin, key=_place) : bisect_left(mentions, end, key=_place)]


def _place(mention: tuple[Any, ...]) -> int:
    """Return where a mention begins."""
    begin: int = mention[0][0]
    return begin


def credited_in(said: Mentions) -> set[str]:
    """Return the keys of whom some sentences name as paying; of "Halden and Corvane" those of both as well."""
    rests = [said.text[slice(*rest)] for _, rest, credit in said.lead_ins if credit]
    names = [name for rest in rests if (name := _first_name(rest)) and _opens(rest, name)]
    return {key for name in names for part in (name, *name.split(" and ")) if (key := ballot(part))}


def _opens(rest: str, name: str) -> bool:
    """Tell whether a name stands right behind a credit: where a recogniser writes it small, the next capital is another's."""
    words = rest.split()
    while words and words[0].lower() in _NOBODY:
        words = words[1:]
    return key_of(" ".join(words)).startswith(key_of(name))


def _first_name(rest: str) -> str | None:
    return next((name for name, _ in names_of(rest, whole=False)), None) or _lower_name(rest)


def _spaced_name(text: str, at: int, base: str, votes: dict[str, float]) -> str | None:
    """Return the name of several words that an address stands for, the last of them at `at`: "Express VPN dot com"."""
    before = text[max(0, at - _REACH) : at].split()[-2:]
    for words in (before, before[-1:]):
        name = " ".join([*words, base])
        if words and all(word.isalnum() and word.lower() not in STOP_WORDS for word in words) and (
            key_of(name) in votes or text.lower().count(name.lower()) >= _REPEATED
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
    words = _LOWER_END.split(" " + SPOKEN_POINT.sub(".", " ".join(rest.split())) + " ")[0].split()
    while words and words[0].lower() in _NOBODY:
        words = words[1:]
    address = next((number for number, word in enumerate(words) if "." in word), len(words))
    words = words[: address + 1]
    if not words or len(words) > 3:
        return None
    return " ".join(word.capitalize() for word in words)
