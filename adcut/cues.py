"""Cue classes: small families of words and phrases whose density tells ads from talk, whatever the show.

A class is a clue the second stage weighs, never a rule: sponsor talk uses most of them, and so does
much content.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from adcut.tokens import Tokens, pairs, tokenize, triples

__all__ = ["CUES", "CUE_NAMES", "PHRASES", "cue_counts"]

CUES: dict[str, str] = {
    "address": "dot com slash www org net io co website url link",
    "money": "dollars percent price cost pay cheap affordable money save saving savings off bucks cents",
    "offer": "code promo coupon discount free trial offer offers deal deals checkout shipping special exclusive gift "
             "cart order guarantee guaranteed subscription plan plans risk",
    "you": "you your youre youll youve yourself yours youd",
    "we": "we our us were weve ourselves",
    "i": "i im ive my me id",
    "imperative": "go visit check try get start sign download join use enter click head find learn discover text call "
                  "grab shop order buy book",
    "sponsor": "sponsor sponsors sponsored sponsoring sponsorship supported support supporting brought partner "
               "partners presented thanks thank advertisement advertising ad ads break message word",
    "show": "episode show podcast listen listening listeners guest host season today week",
    "house": "member members membership memberships patreon patron patrons premium merch merchandise shirt shirts donate "
             "donation donations donor donors discord newsletter tour tickets supporters bonus feed",
    "contact": "subscribe subscriber subscribers subscribing rate rating review reviews stars follow instagram twitter "
               "facebook youtube email voicemail feedback submit",
    "legal": "terms apply conditions restrictions vary required void participating details prohibited",
    "product": "app product products company brand service customers quality easy easily simple simply designed "
               "features feature feel love perfect ingredients delicious fresh healthy comfortable fast best",
    "return": "back now anyway alright okay so welcome lets",
    "story": "said he she they was had did his her him",
    "filler": "like yeah um uh mean know right oh okay no",
}  # fmt: skip

PHRASES: dict[str, str] = {
    "credit": "brought to you, sponsored by, sponsored in part, supported by, supported in part, support comes, support is, "
              "support for this, support for the, support for our, support provided, made possible, possible by, presented by, "
              "funding for, funding comes, funded by, underwritten by, underwriting support, additional support, our sponsor, "
              "our sponsors, todays sponsor, todays sponsors, show sponsor, episode sponsor, sponsor of, sponsors of, "
              "sponsoring this, sponsoring the, message comes from, message from our, messages from our, word from our, "
              "words from our, paid for by",
    "lead": "our partner, our partners, our friends at, friends at, friends over, thanks to our, thank our, teamed up, "
            "partnered with, message from, messages from, word from, words from, message about, comes from, tell you about, "
            "talk about our",
    "break": "right back, short break, quick break, little break, brief break, take break, take quick, after the "
             "break, after this, stick around, stay tuned, stay with us, dont go anywhere, moment to, second to, minute to, "
             "pause for, pause to, coming up, more after, when we return, well return, pay the bills, quick word",
    "resume": "welcome back, back to the, back to our, back to my, back with, now back to, were back, get back to, get back "
              "into, back into, jump back, lets get, now lets, alright so, okay so, anyway so, where were we",
    "call": "go to, head to, head over, head on, visit us, sign up, check out, check them, check it out, find out more, find out "
            "how, learn more, try it, try out, get started, use code, use promo, use our, use my, enter code, promo code, "
            "offer code, discount code, code at, at checkout, click the, link in, links in, show notes, download the, text to, "
            "call us, available at, available now, available on, available wherever, more at, more about, tell them, let them "
            "know, sent you, thats the, once again, go check, give it, visit the, order now, order today, shop now, "
            "today at, now at, online at, dot com, slash pod, slash podcast",
    "deal": "free trial, off your, percent off, dollars off, first month, first order, first purchase, first box, first year, "
            "first three, first two, days free, day free, month free, months free, free month, free shipping, free gift, free "
            "account, free for, money back, special offer, special deal, save up, save an, save on, starting at, low as, no "
            "obligation, no credit, no cost, no commitment, risk free, limited time, exclusively for, exclusive offer, "
            "listeners get, listeners can, listeners of, our listeners, my listeners, per month, cancel anytime, cancel "
            "any time, half off, extra percent, additional percent, new customers, qualify for, sign up today",
    "pitch": "they make, they offer, theyve got, they help, helps you, helping you, lets you, let you, allows you, gives you, "
             "makes it easy, make it easy, makes it easier, makes it simple, designed to, designed for, built for, built to, "
             "thats why, thats where, whether youre, whether its, whether you, no matter, say goodbye, you ever, "
             "youre looking, ready to, looking for, instead of, delivered to, "
             "right to your, straight to your, your door, your own, your business, your team, your family, your home, your "
             "life, your next, at home, from home, millions of, thousands of, hundreds of, more than, "
             "you need, everything you, you can, you get, youll get, youll love, you deserve, i use, ive been, i love, we love, "
             "we use, peace of mind, high quality, award winning, number one, world class, trusted by, used by, "
             "powered by, backed by, created by, made with, made from",
    "trailer": "new podcast, new show, new series, podcast from, show from, series from, podcast about, show about, podcast "
               "called, show called, podcast where, show where, wherever you, get your podcasts, your podcasts, apple "
               "podcasts, listen to, listen now, listen on, listen wherever, listening to, subscribe to, subscribe now, new "
               "episodes, new season, next season, season two, hosted by, join me, join us, join host, each week, every week, "
               "every monday, every tuesday, every wednesday, every thursday, every friday, im your host, my name is, coming "
               "soon, tune in, premieres on, find us, find it, from the team, from the makers, from the creators, "
               "brand new, check out our, other show, other podcast, sister show",
    "fine print": "member fdic, equal housing, rights reserved, registered trademark, side effects, ask your, terms and, terms "
                  "apply, see site, see store, void where, where prohibited, must be, years or "
                  "older, drink responsibly, gambling problem, results may, rates may, subject to, eligible for, fees may, "
                  "all investments, past performance, issued by, licensed in, product not, intended to",
}  # fmt: skip
"""Two or three words in a row, by what they do in an ad: open it, announce a break, return from it, ask to do something,
name a price, praise, invite to another show, and speak for the lawyers."""

CUE_NAMES = (*CUES, *PHRASES)

_NONE = len(CUE_NAMES)
"""Stands for no further class."""

_BITS = 16


class _Listed(NamedTuple):
    """Hashes that are looked for, each found by _BITS of its bits that no other one of them has.

    row: int16, by those bits, 0 where none is; hashes, shape (rows,), and classes, (most of one, rows): by row, the first
    stands for none.
    """

    shift: np.uint64
    row: np.ndarray
    hashes: np.ndarray
    classes: np.ndarray

    def find(self, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of some hashes are listed, by place, and their rows."""
        rows = self.row.take(_bits(asked, self.shift))
        at = np.flatnonzero(rows)
        rows = rows[at]
        same = self.hashes[rows] == asked[at]
        return at[same], rows[same]


def _bits(hashes: np.ndarray, shift: np.uint64) -> np.ndarray:
    bits: np.ndarray = ((hashes >> shift) & np.uint64((1 << _BITS) - 1)).view(np.int64)
    return bits


def _listed(keys: Iterable[int], numbers: Iterable[int]) -> _Listed:
    """Return some hashes with the numbers of their classes, one at a time; _NONE is no class."""
    members: dict[int, list[int]] = {}
    for key, number in zip(keys, numbers, strict=True):
        held = members.setdefault(key, [])
        if number != _NONE and number not in held:
            held.append(number)
    hashes = np.array([0, *sorted(members)], np.uint64)
    classes = np.full((max(map(len, members.values())), hashes.size), _NONE)
    for row, key in enumerate(sorted(members), 1):
        classes[: len(members[key]), row] = members[key]
    for places in range(64 - _BITS, -1, -1):
        shift = np.uint64(places)
        bits = _bits(hashes[1:], shift)
        if len({*bits.tolist()}) == bits.size:
            by_bits = np.zeros(1 << _BITS, np.int16)
            by_bits[bits] = np.arange(1, hashes.size)
            return _Listed(shift, by_bits, hashes, classes)
    raise AssertionError("some two of the words share all their bits; list fewer")


def _all_listed() -> tuple[_Listed, np.ndarray, _Listed, _Listed]:
    """Return the single words, whether each opens a phrase, and the phrases of two and of three words."""
    single = [(number, word) for number, words in enumerate(CUES.values()) for word in words.split()]
    phrases = [(number, phrase) for number, listed in enumerate(PHRASES.values(), len(CUES)) for phrase in listed.split(",")]
    tokens = tokenize([phrase for _, phrase in phrases])
    words, first = tokens.words, tokens.first
    openers = {*words[first[:-1]].tolist()}
    alone = _listed([*tokenize([word for _, word in single]).words.tolist(), *openers],
                    [*(number for number, _ in single), *[_NONE] * len(openers)])
    runs = []
    for size, joined in ((2, pairs), (3, triples)):
        chosen = np.flatnonzero(np.diff(first) == size)
        keys = joined(*(words[first[chosen] + k] for k in range(size)))
        runs.append(_listed(keys.tolist(), [phrases[number][0] for number in chosen.tolist()]))
    return alone, np.array([key in openers for key in alone.hashes.tolist()]), runs[0], runs[1]


_WORDS, _OPENS, _PAIRS, _TRIPLES = _all_listed()


def cue_counts(tokens: Tokens) -> np.ndarray:
    """Return how many words and phrases of each class each sentence has, shape (n, classes), float64."""
    words, sentence = tokens.words, tokens.sentence
    n, width = len(tokens.first) - 1, _NONE + 1
    at, rows = _WORDS.find(words)
    cells = [_cells(_WORDS.classes.take(rows, axis=1), sentence[at], width)]
    opening = at[_OPENS[rows]]
    for listed, size, joined in ((_PAIRS, 2, pairs), (_TRIPLES, 3, triples)):
        opening = opening[opening <= words.size - size]
        opening = opening[sentence[opening + (size - 1)] == sentence[opening]]
        at, rows = listed.find(joined(*(words[opening + k] for k in range(size))))
        cells.append(_cells(listed.classes.take(rows, axis=1), sentence[opening[at]], width))
    counts = np.bincount(np.concatenate(cells), minlength=n * width)
    return counts.reshape(n, width)[:, :_NONE].astype(np.float64)


def _cells(classes: np.ndarray, sentence: np.ndarray, width: int) -> np.ndarray:
    """Return the places of classes in a flat table of sentences and classes."""
    cells: np.ndarray = (classes + sentence * width).ravel()
    return cells
