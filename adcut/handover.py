"""Phrases at the ends of reads: those that hand over to the show are content, those that speak of the sponsor are not.

"Now, back to the show" belongs to the show, and "please check them out, it helps the show" or "more information at
halden.com" behind a sponsor's name to the read, as does the small print (labeled/README.md, boundary rules). Both stand so
close to edges, and at so few of them in training, that stage 2 cannot be sure of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["hands_over", "trimmed", "with_follow_up", "with_small_print", "with_thanks"]

MOST_CHARACTERS = 160
"""Longer sentences say more than a hand-over."""

LONGEST_PRINTED, LONGEST_BETWEEN = 300, 100
"""Small print has longer ones; what stands between two of its sentences is short."""

_HOST = r"(?i)\?\W*$|\b(?:i|i'm|i've|me|my|welcome|so)\b"
"""In a sentence of a host's, not of a sponsor's lawyers."""
_BACK = (
    r"(?i)^\W*(?:(?:and|so|all right|alright|okay|now|hey|hi),? ){0,3}(?:welcome|(?:we|i)(?:'re| are|'m| am)) (?:right )?back\b"
)
"""The show goes on."""

_HANDOVER = (
    r"(?i)\W*(?:(?:and|so|but|okay|ok|alright|all right|now|well|with that|then)\W+){0,3}"
    r"(?:(?:let'?s |let us |we(?:'ll|'re)? )?(?:now |get(?:ting)? )?(?:right )?"
    r"back (?:in)?to (?:the|our|my|this|today'?s)\b|"
    r"(?:let'?s|let us) (?:get (?:right |back |straight )?(?:in)?to|(?:dive|jump) (?:right )?in|get started)\b|"
    r"(?:here(?:'s| is)|this is) (?:my|our|the) (?:conversation|interview|chat|discussion|talk) with\b|"
    r"on with the show\b)"
)


_THANKS = (
    r"(?i)\W*(?:(?:and|so|again|once more|our|a|big|huge|special|many)\W+){0,4}(?:thanks|thank you|shout-?\s?out)"
    r"(?: again| so much| very much)?,? to (?!you\b|every|all\b|our (?:listeners|patrons|members|guests?)|the listeners)"
    r"[^.!?]{2,60}? for (?:sponsoring|supporting|(?:their|the) (?:support|sponsorship)|making (?:this|the show|it) possible)\b"
)


_ASKS = (
    r"(?i)\W*(?:(?:and|so|again|please|also|be sure to|make sure to|make sure you|you should|you can|go|go ahead and|do|really|"
    r"definitely|it|that|this|they|they all|which|(?:we|you|i)(?:'ll)?)\W+){0,4}(?:"
    r"check (?:out what they(?:'re| are|'ve got| have| all)? (?:offer|on offer)|"
    r"(?:them|these folks|these companies) (?:both |all )?out\b)|"
    r"out what they(?:'re| are) offering\b|"
    r"(?:thank|thanks to) (?:them|both)\b[^.!?]{0,30}? for (?:sponsoring|supporting|(?:the|their) support)\b|"
    r"(?:really |all )?(?:helps?|supports?) (?:to )?(?:support |keep )?(?:the|this|our) (?:show|podcast|channel)\b|"
    r"(?:tell|let) them (?:(?:thanks|thank you|know (?:that )?(?:we|i|you))\b|(?:that )?(?:(?:we|i) sent you|you heard)\b)|"
    r"(?:hear |say |tell you )?more (?:about|on|from) (?:them|both|those|all of them) later\b)"
)


_MORE = (
    r"(?i)\W*(?:(?:and|so|again|also|to|for|you can)\W+){0,3}(?:(?:learn|find out) more|(?:(?:get|find) )?more information)"
    r"(?: (?:about|on) (?!(?:our|us|this|my|me)\b)[^.!?]{2,60}?)? (?:online |on the web )?at "
    r"(?=[^!?]{0,60}?(?:\w\.[a-z]|\bdot\b))"
)
"""Where more is to be learned about what a read is for: at an address, written or spoken."""


_SMALL_PRINT = (
    r"(?i)\b(?:terms|conditions|restrictions|exclusions|limitations|blackout dates|t's and c's)\b[^.!?]{0,25}?\bapply\b(?! to\b)|"
    r"\b(?:rates?|fees|taxes|charges) (?:and (?:rates?|fees|taxes|charges) )?may apply\b|"
    r"\b(?:offers?|loans?|uk|savings|availability|(?:eighteen|18) plus)(?: is| are)?,? subject to (?:\w+ ){0,3}"
    r"(?:status|approval|change|availability|eligibility|terms|underwriting)\b|"
    r"\bmembers? (?:of the )?f\.?\s?d\.?\s?i\.?\s?c\b|\bequal housing (?:lender|opportunity)|"
    r"\bnot f\.?d\.?i\.?c\.? insured|\bnmls\b|"
    r"^\W*(?:\w+ )?(?:savings|results|prices|rates|coverage|availability) (?:\w+ ){0,2}(?:may|will) (?:vary|change)\b|"
    r"^\W*individual results\b|\blimited by (?:state )?law\b|\bnot available in (?:all|some|every)\b|"
    r"\b(?:available|valid|void) in (?:all|select|participating) "
    r"(?:\w+ )?(?:states|areas|stores|markets|locations|countries|regions|restaurants|provinces)\b|"
    r"\bvoid where\b|\bno purchase necessary\b|"
    r"\bwhile supplies last\b|\bat participating\b|\binsurance company (?:and|or its) affiliates|"
    r"\bnational average (?:[\w-]+ ){0,2}savings|^\W*underwritten by\b|"
    r"\b(?:must|should) be (?:over )?(?:18|21|eighteen|twenty[ -]one)\b|"
    r"^\W*(?:(?:for|over) )?(?:18|21|eighteen|twenty[ -]one)s? (?:plus|and (?:over|older|up)|or (?:older|over)|only)\b|"
    r"^\W*(?:over )?eighteens (?:plus|only|and over)\b|^\W*gambling problem\b|"
    r"\bgambling problem, (?:please )?call\b|\bgamble ?aware\b|"
    r"\b1-?800-?gambler\b|^\W*(?:please )?(?:and )?(?:always )?(?:drink|play|gamble|bet) responsibly\b|"
    r"^\W*prescription (?:is )?required\b|\b(?:not|n't) (?:been )?(?:approved|evaluated)\b[^.!?]{0,60}?\bby the "
    r"(?:f\.?d\.?a\b|food and drug administration)|"
    r"^\W*see (?:(?:the |our |your )?(?:site|website|web site|store|app|label|carrier|full|terms)\b|[\w.]+\.(?:com|org|co)\b|"
    r"(?-i:[A-Z])[\w ]{1,24}? for )[^.!?]{0,40}?(?:details|terms)\b|"
    r"\bimportant safety information\b|\bcapital at risk\b|^\W*investing involves risk\b|"
    r"\bfirst (?:\w+ ){0,6}(?:deposit|wager) required\b|\bnon-?withdrawable\b|\bbill credits\b|\bbalance due if\b"
)
"""What the law or the sponsor's lawyers have said at the end of a read."""


_PRINTED = ("apply", "subject to", "fdic", "f.d.i.c", "f d i c", "f. d", "housing", "nmls", "vary", "change",
            "individual results", "limited by", "available in", "valid in", "void ", "no purchase", "supplies last",
            "participating", "affiliates", "savings", "underwritten", "18", "21", "eighteen", "twenty", "gambl", "responsibly",
            "prescription", "f.d.a", "fda", "food and drug", "see ", "safety information", "risk", "required", "withdrawable",
            "bill credits", "balance due")  # fmt: skip
"""Small print has one of these, and few sentences do."""


MOST_FOLLOWING = 3
"""Sentences of thanks, requests and addresses that a read takes in behind it."""

MOST_PRINTED = 8
"""Sentences in which small print behind a read is looked for; between two of its own another may stand."""


def with_follow_up(texts: Sequence[str], stop: int) -> int:
    """Return where a read that ends before sentence `stop` ends if small print, thanks to its sponsor, requests to look at
    what it offers and so help the show, or the address at which there is more follow at once."""
    return _behind(texts, with_small_print(texts, stop), (_THANKS, _ASKS, _MORE))


def with_small_print(texts: Sequence[str], stop: int) -> int:
    """Return where a read that ends before sentence `stop` ends with the small print behind it."""
    end = stop
    for i in range(stop, min(stop + MOST_PRINTED, len(texts))):
        text = texts[i].replace("\u2019", "'")
        if len(text) > LONGEST_PRINTED or hands_over(text) or re.match(_BACK, text):
            break
        if _is_small_print(text):
            end = i + 1
        elif i > end or len(text) > LONGEST_BETWEEN or re.search(_HOST, text):
            break
    return end


def _is_small_print(text: str) -> bool:
    lower = text.lower()
    return any(words in lower for words in _PRINTED) and re.search(_SMALL_PRINT, text) is not None


def with_thanks(texts: Sequence[str], stop: int) -> int:
    """Return where it ends with small print, thanks and requests alone: an address may be the show's own."""
    return _behind(texts, with_small_print(texts, stop), (_THANKS, _ASKS))


def _behind(texts: Sequence[str], stop: int, patterns: Sequence[str]) -> int:
    for _ in range(MOST_FOLLOWING):
        if stop >= len(texts) or len(texts[stop]) > MOST_CHARACTERS:
            break
        said = texts[stop].replace("\u2019", "'")
        if not any(re.match(pattern, said) for pattern in patterns):
            break
        stop += 1
    return stop


def trimmed(texts: Sequence[str], start: int, stop: int) -> tuple[int, int]:
    """Return a span of sentences without hand-overs at its ends; never empty."""
    while stop - start > 1 and hands_over(texts[start]):
        start += 1
    while stop - start > 1 and hands_over(texts[stop - 1]):
        stop -= 1
    return start, stop


def hands_over(text: str) -> bool:
    """Tell whether a sentence hands over to the show."""
    return len(text) <= MOST_CHARACTERS and re.match(_HANDOVER, text.replace("\u2019", "'")) is not None
