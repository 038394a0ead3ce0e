"""Which words before a colon, or at the start of a line, are the name of a speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

#: A name with a remark about the voice: `Justin [as Richard Stink]`, `Intro (Bob Ball)`.
NAME = r"[^\W_][^:\r\n\[\]()<>{}\"“”?!;]{0,48}(?:[ \t]?[\[(][^:\r\n\[\]()]{1,40}[\])])?"

_LABEL = re.compile(r"(?:speaker|host|guest|interviewer|interviewee|narrator|announcer|caller|voice|spk)"
                    r"[ _-]?\w{0,2}\Z", re.IGNORECASE)
_SMALL_WORDS = frozenset("and or of the a an in at as from with de da di van von der den la le el bin ibn "
                         "al y e to".split())
#: Words that open a sentence before a colon as well ("Remember: ...").
_OPENERS = frozenset(
    "so and but or if then now well yes no not one two three four five first second third next last "
    "note remember question answer here here's there this that these those it it's i i'm we you he she "
    "they what who when where why how again also anyway because basically like okay ok oh step part "
    "chapter episode number bonus example option options update warning spoiler hint tip tips rule "
    "today tomorrow monday tuesday wednesday thursday friday saturday sunday for in on at to my your "
    "is are was were http https ps fact facts pro pros con cons tldr title date published subject re "
    "music by uh um hey hi oh mm whatever like".split())
_WORD = re.compile(r"[^\s,&/+]+")


def is_label(name: str) -> bool:
    """Whether a name is what a machine calls a speaker: `Speaker 1`, `Guest`, `HOST`."""
    return bool(_LABEL.match(name)) or name.isupper()


def looks_like_name(name: str) -> bool:
    """Whether words read as a name or label of a speaker on their own account.

    >>> [looks_like_name(n) for n in ("JM", "Ann Bo", "Speaker 1", "Remember", "the food is")]
    [True, True, True, False, False]
    """
    bare = re.sub(r"[\[(].*", "", name).strip()
    if _LABEL.match(bare):
        return True
    words = _WORD.findall(bare)
    if not words or len(words) > 6 or words[0].lower().strip("'’.") in _OPENERS:
        return False
    if not words[0][0].isupper() or words[-1].isdigit():  # "Episode 12" and "MBMBaM 404" are titles
        return False
    return all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL_WORDS for word in words)


def speaker_names(candidates: Iterable[str], *, least: int = 2) -> frozenset[str]:
    """Return the candidates that are names: those that look like one, and those that come again.

    Words that open sentences as well are names only if they come very often.
    """
    counts = Counter(candidates)
    often = max(8, sum(counts.values()) // 20)
    names = set()
    for name, count in counts.items():
        words = name.split()
        comes_again = count >= least and len(words) <= 6 and words[0].lower().strip("'’.,") not in _OPENERS
        if looks_like_name(name) or comes_again or count >= often:
            names.add(name)
    return frozenset(names)
