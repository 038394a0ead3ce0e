"""Where a run that is taken for ads goes on with what the show offers itself.

A host thanks the sponsors and has news of their own ("Before we get to the interview, I have an announcement"), asks
to follow the show, or ends with a course of theirs behind the last sponsor's address. By its words such a pitch is an
ad; what opens it and whose address it gives tell that it is not. Of the words of labelled ads less than one in a
thousand would be taken for such (tests/detector/test_own_offers.py holds that); what it wins is in round 35 of
reports/rounds.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from adcut.calls import gives_code
from adcut.categories import Category
from adcut.handover import with_thanks
from adcut.mentions import LONGEST_NAME, Mentions, Span, mentions_in
from adcut.names import compiled, key_of
from adcut.saying import which_say
from adcut.sponsors import Surroundings, credited_in

__all__ = ["own_offers"]

MentionsOf = Callable[[int, int], Mentions]
"""Gives what the sentences from the first to the last say: of a run this is asked more than once."""

MOST_WORDS = 400
"""A longer stretch is left: reads by two hosts who wander off are that long, the own offers behind labelled reads at
most 290 words."""

MOST_CHARACTERS = 300
"""A longer sentence announces nothing, and would take long to search."""

MOST_SPONSORS = 60
"""So many are looked for in what follows their addresses."""

Address = tuple[Span, Span, Span | None]
"""Where an address stands, the name in it, and its path."""

LEAST_LETTERS = 4
"""A shorter name is no proof that a sentence speaks of a sponsor."""

_NEWS = ("news", "announcement", "update", "quick comment", "something to ", "excited to ", "thrilled to ", "happy to ",
         "pleased to ", "proud to ", "delighted to ")  # fmt: skip
"""Each announcement has one of these."""

_SOME = r"(?:a|an|one|two|three|some|a few|a couple(?: of)?|several)"
_KIND = r"(?:(?:very|really|super|little|quick|brief|small|short|big|exciting|fun|important) ){0,3}"
_WE_HAVE = r"\b(?:i|we)(?:'ve)?(?: also| just| got| have){0,3}"
_HOSTS_DO = r"\b(?:i|we)(?:'ve|'d| have| want| would like)\b"
_ANNOUNCES = (
    rf"\b{_SOME} {_KIND}(?:bits?|pieces?) of {_KIND}news\b|"
    rf"{_WE_HAVE} {_SOME} {_KIND}(?:(?:good |great )?news\b(?! for you,)|announcements?\b|updates?\b|(?<=quick )comments?\b)"
    r"(?! from\b)|"
    rf"\b{_SOME} {_KIND}(?:announcements?|updates?) (?:for you )?before (?:we|i)\b|"
    rf"\bbefore (?:we|i) \w+\b[^.!?]{{0,60}}?(?:, {_SOME}|{_HOSTS_DO}[^.!?]{{0,30}}?) {_KIND}"
    r"(?:announcements?|news|updates?|something to (?:share|tell))\b|"
    r"\b(?:excited|thrilled|happy|pleased|proud|delighted) to (?:tell you|share(?: with you)?|announce|say|let you know) that "
    r"(?:i|we)(?:'ve| have)? (?:just |finally )?(?:released|launched|finished|published|written|wrote|opened)\b"
)
_NEWS_ALONE = r"\W*(?:(?:and|so|but|first|also|some),? ){0,2}exciting news\W*"
_ASKS = (
    r"\bif you(?:'re| are|'ve| have| really| also| do)? (?:enjoy|like|love)(?:d|ed|ing)?(?: listening to)? "
    r"(?:this|the|our|today's|these) (?:podcast|show|episode|series|interview|conversation|channel)s?\b[^.!?]{0,80}?"
    r"\b(?:subscribe|follow (?!the link|along|them|him|her)|rate (?!is|of)|rating|review(?! our)|share (?:it|this|the)|"
    r"tell (?:a|your|some) friends?)\b|"
    r"\bdon't forget to (?:subscribe|rate|review|like|follow)(?: and (?:subscribe|rate|review|like|follow))*(?: to| us)?"
    r"(?:(?: (?:the|this|our))? (?:show|podcast|channel|feed)\b|,? (?:and|in|on) your\b|\W*$)"
)
"""What hosts ask of those who listen."""
_OFFERS = r"\bcheck out\b|\byou'?(?:ll| will) (?:also |really )?(?:love|like)\b|% off|percent off|\bwherever you\b"
"""Asked in one breath with these, it is asked by a sponsor or another show."""
_ASKED_FOR = ("if you", "don't forget")
_IT_HELPS = r"\W*(?:and )?(?:it|that|this)(?:'s| is| really| also)* (?:the best|helps?|makes? (?:a|it))\b"
MOST_BEFORE = 3
"""So many sentences before what is asked, where nothing else is, have been taken for the beginning of the ads behind it."""
_GREETS = (
    r"\W*(?:(?:hey|hi|hello|welcome)(?: there)?,? *(?:everyone|everybody|folks|friends|listeners|all)?|"
    r"thank(?:s| you) (?:so much |very much |again )?for (?:listening|tuning in|being here|joining)\b[^.!?]{0,40})\W*"
)
_TRAILER = r"\b(?:(?:new|my other) (?:podcast|show)|hosts? of|wherever you (?:get|listen)|paid for by|available now)\b"
"""What other shows and campaigns say of themselves."""
_PLATFORMS = frozenset({"patreon", "substack", "kofi", "buymeacoffee"})
"""Where hosts ask their listeners for money."""
_BY_US = r"\b(?:brought to you|sponsored|supported|presented)\b[^.!?]{0,60}? by (?:us\b|our (?!sponsors?|friends?|partners?)\w)"
"""A credit that ends so has named what follows as the sponsor's read: the show pays itself."""

_OWN_PATHS = frozenset(
    "archive book books catalog course courses donate episode episodes events join live member members membership "
    "merch newsletter patreon plus premium shop store subscribe survey tickets tour training".split()
)
"""What the show's own address may have behind it; another word there is as a rule a sponsor's ("our.fm/halden")."""


def own_offers(texts: Sequence[str], runs: Sequence[tuple[int, int]], credits: Sequence[bool],
               outside: Callable[[], Surroundings], mentions: MentionsOf) -> list[tuple[int, int, Category]]:
    """Return the stretches of some runs of ads that are the show's own: half-open spans of sentences, and whether they
    offer something (self_promo) or ask to follow (interaction).

    Parameters
    ----------
    texts
        The sentences of the episode.
    runs
        Half-open spans of sentences, sorted and disjoint.
    credits
        Which sentences name a sponsor in so many words: with the next of them an own offer ends.
    outside
        Gives what is said outside the ads; asked only where a run may end with an address of the show.
    mentions
        Gives what the sentences of a run say.
    """
    result = []
    for first, stop in runs:
        start = first
        asked = _asked(texts, start, stop)
        if asked:
            result.append((*asked, Category.INTERACTION))
            start = asked[1]
        begin = _announced(texts, start, stop)
        if begin is None or not _is_hosts(texts, first, begin, _next_credit(credits, begin, stop), outside):
            begin = _behind_calls(texts, first, stop, credits, outside, mentions)
        if begin is not None:
            begin = max(begin, start)
            end = _next_credit(credits, begin, stop)
            if sum(len(text.split()) for text in texts[begin:end]) <= MOST_WORDS:
                result.append((begin, end, Category.SELF_PROMO))
    return result


def _next_credit(credits: Sequence[bool], begin: int, stop: int) -> int:
    return next((i for i in range(begin + 1, stop) if credits[i]), stop)


def _asked(texts: Sequence[str], start: int, stop: int) -> tuple[int, int] | None:
    """Return the sentences in which a run asks to follow the show or to rate it, with a short beginning; None where none do."""
    for i, lower in which_say(_ASKED_FOR, texts, range(start, stop), MOST_CHARACTERS):
        if _asks(texts[i], lower):
            begin = start if i - start <= MOST_BEFORE and _says_nothing(texts[start:i]) else i
            end = i + 1
            while end < stop and compiled(_IT_HELPS, re.I).match(texts[end].replace("\u2019", "'")):
                end += 1
            return begin, end
    return None


def _asks(text: str, lower: str) -> bool:
    asks = compiled(_ASKS, 0).search(lower) and not compiled(_OFFERS, 0).search(lower)
    return bool(asks) and not mentions_in([text]).addresses


def _says_nothing(texts: Sequence[str]) -> bool:
    """Tell whether some sentences name no sponsor, no address and no code."""
    said = mentions_in(texts)
    return not said.addresses and not credited_in(said) and not gives_code(said.text.lower())


def _announced(texts: Sequence[str], start: int, stop: int) -> int | None:
    """Return the sentence with which news of the host's own begins in a run, None where none is said."""
    for i, said in which_say(_NEWS, texts, range(start, stop), MOST_CHARACTERS):
        if compiled(_ANNOUNCES, 0).search(said) or compiled(_NEWS_ALONE, 0).fullmatch(said):
            while i > start and len(texts[i - 1]) <= MOST_CHARACTERS and compiled(_GREETS, re.I).fullmatch(texts[i - 1]):
                i -= 1
            paid = i > 0 and compiled(_BY_US, re.I).search(texts[i - 1])
            return None if paid else i
    return None


def _is_hosts(texts: Sequence[str], start: int, begin: int, end: int, outside: Callable[[], Surroundings]) -> bool:
    """Tell whether the news from `begin` on are the host's own: they credit nobody, name none whom the run has credited
    before, and have no code. Where the run begins with them, no address in them is another's."""
    said = mentions_in(texts[begin:end])
    letters = key_of(said.text)
    before = credited_in(mentions_in(texts[start:begin]))
    if credited_in(said) or any(name in letters for name in before if len(name) >= LEAST_LETTERS):
        return False
    if gives_code(said.text.lower()) or compiled(_TRAILER, re.I).search(said.text):
        return False
    bases = [key_of(said.text[slice(*base)]) for _, base, _ in said.addresses]
    return begin > start or all(base in _PLATFORMS or outside().is_of_show(base) for base in bases)


def _behind_calls(texts: Sequence[str], start: int, stop: int, credits: Sequence[bool], outside: Callable[[], Surroundings],
                  mentions: MentionsOf) -> int | None:
    """Return the sentence from which a run, behind the last address or code of a sponsor, gives the show's address alone:
    its first where it credits nobody and all its addresses are the host's; None where there is no such address."""
    said = mentions(start, stop)
    if not said.addresses:
        return None
    pays, paying = any(credits[start:stop]), credited_in(said)
    if not _is_own(said, said.addresses[-1], outside, paying, pays=pays):  # as the last of a sponsor's is not
        return None
    own, sponsors = _addresses(said, outside, paying, pays=pays)
    last_own = max((number for number, is_own in own.items() if is_own), default=-1)
    calls = {number for number, is_own in own.items() if not is_own}
    if not calls and not pays and all(_is_of_host(said, base, outside) for _, base, _ in said.addresses):
        return start
    if gives_code(said.text.lower()):
        calls |= {number for number, text in enumerate(said.sentences) if gives_code(text.lower())}
    behind = max(calls, default=last_own)
    if any(credits[start + behind + 1 : start + last_own + 1]):  # then it is what that names
        return None
    for number in range(behind + 1, len(said.sentences)):
        letters = key_of(said.sentences[number])
        if any(sponsor in letters for sponsor in sponsors):
            behind = number
    if behind >= last_own:
        return None
    begin = with_thanks(texts, start + behind + 1)
    return begin if begin < stop and not credits[begin] else None


def _is_own(said: Mentions, address: Address, outside: Callable[[], Surroundings], paying: Set[str], *, pays: bool) -> bool:
    """Tell whether an address is the show's own: the cheapest look comes first, and settles most.

    Parameters
    ----------
    paying
        The keys of those whom the run credits.
    pays
        Whether it credits anybody: then a path that no show has for its own is the sponsor's.
    """
    (begin, _), base_span, path_span = address
    base, named_so = key_of(said.text[slice(*base_span)]), _may_be_own(said, path_span)
    asks = base in _PLATFORMS
    if not (named_so or asks or not pays) or said.text[begin - 1 : begin] == "@" or base in paying:
        return False
    if asks and pays and _is_introduced(said, address):
        return False
    return (named_so and outside().is_of_show(base)) or _is_of_host(said, base_span, outside)


def _is_introduced(said: Mentions, address: Address) -> bool:
    """Tell whether a lead-in of the run ("our sponsor is") names whose an address on a platform is."""
    (begin, _), base_span, path_span = address
    whose = {key_of(said.text[begin : base_span[0]]), key_of(said.text[slice(*path_span)]) if path_span else ""}
    named = key_of(" ".join(said.text[slice(*rest)] for _, rest, _ in said.lead_ins))
    return any(len(key) >= LEAST_LETTERS and key in named for key in whose)


def _is_of_host(said: Mentions, base_span: Span, outside: Callable[[], Surroundings]) -> bool:
    """Tell whether an address is where hosts ask for money, or of somebody who has the show; "Ada Halden dot com" is one name."""
    begin, end = base_span
    word = said.text.rfind(" ", max(0, begin - LONGEST_NAME), max(0, begin - 1)) + 1
    asks = key_of(said.text[begin:end]) in _PLATFORMS
    return asks or any(outside().is_of_host(key_of(said.text[place:end])) for place in (begin, word))


def _may_be_own(said: Mentions, path_span: Span | None) -> bool:
    return path_span is None or key_of(said.text[slice(*path_span)]) in _OWN_PATHS


def _addresses(said: Mentions, outside: Callable[[], Surroundings], paying: Set[str], *, pays: bool,
               ) -> tuple[dict[int, bool], set[str]]:
    """Return which sentences have addresses, and whether all of a sentence are the show's own; and the keys of whose the
    others are."""
    own: dict[int, bool] = {}
    sponsors: set[str] = set()
    number = 0
    for address in said.addresses:
        (begin, _), base_span, path_span = address
        while said.begins[number + 1] <= begin:
            number += 1
        is_own = _is_own(said, address, outside, paying, pays=pays)
        if not is_own and len(sponsors) < MOST_SPONSORS:
            base = key_of(said.text[slice(*base_span)])
            of_show = path_span is not None and outside().is_of_show(base) and base not in paying
            sponsor = key_of(said.text[slice(*path_span)]) if of_show and path_span else base
            sponsors |= {sponsor} if len(sponsor) >= LEAST_LETTERS else set()
        own[number] = own.get(number, True) and is_own
    return own, sponsors
