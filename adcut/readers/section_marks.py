"""Lines that name a section of the show instead of speaking: `[SPONSOR MESSAGE]`, `# Part two`."""

from __future__ import annotations

import re

_WHOLE_BRACKET = re.compile(r"[*_ \t]*\\?\[([^\[\]\r\n]{1,120}?)\\?\][*_ \t.]*\Z")
_BOLD_LABELS = re.compile(r"(?:\*\*[^*\r\n:]{1,120}\*\*[ \t]*){1,4}\Z")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_PART = re.compile(r"PART \d{1,2} OF \d{1,2} (?:STARTS|ENDS)(?: \[[\d:]{4,9}\])?\Z")
_BARE = re.compile(r"(?:AD|ADS|BREAK|AD BREAK|COMMERCIAL|COMMERCIAL BREAK|SPONSOR|SPONSORS|"
                   r"SPONSOR MESSAGE|SPONSOR BREAK)[.:]?\Z")
#: What a transcriber could not hear or adds about the speech is part of the speech.
_REMARK = re.compile(r"(?:inaudible|unintelligible|indistinct|crosstalk|laugh|chuckl|sighs?\b|pause\b|\d)",
                     re.IGNORECASE)
_RESUME = re.compile(r"\b(?:CONTINUE[SD]?|RESUMES?|RESUMED|CONT|BACK TO|WE'RE BACK)\b"
                     r"|\b(?:SPONSOR\w*|ADS?|ADVERT\w*|COMMERCIALS?|BREAK|PROMO) ENDS?\b"
                     r"|\bEND(?: OF)?(?: THE)? (?:SPONSOR|ADS?|ADVERT|COMMERCIAL|BREAK|PROMO|MID-?ROLL)")
_SPONSOR = re.compile(r"\b(?:SPONSOR\w*|ADVERT\w*|COMMERCIALS?|ADS?|AD-?BREAK|BREAK|PROMOS?|MID-?ROLL|"
                      r"PRE-?ROLL|POST-?ROLL)\b")
#: Brackets round whole sentences hold speech in the background (one line of JS Party).
_SENTENCES = re.compile(r"[.!?] \w")
_MARKUP = re.compile(r"[*_#\\\[\]]+")
#: A longer description in small letters tells what is heard ("[the crowd breaks into song]").
_LONGEST_NAME = 4


def kind_of(label: str) -> str:
    """Return the kind of a section mark: `sponsor`, `resume` or `section`.

    >>> [kind_of(m) for m in ("[SPONSOR MESSAGE]", "[INTERVIEW CONTINUED]", "[INTERVIEW]")]
    ['sponsor', 'resume', 'section']
    """
    shouted = label.upper()
    if _RESUME.search(shouted):
        return "resume"
    if not label.isupper() and len(label.split()) > _LONGEST_NAME:
        return "section"
    return "sponsor" if _SPONSOR.search(shouted) else "section"


def label_of(line: str) -> str | None:
    """Return the label of a line that is nothing but a section mark, else None."""
    stripped = line.strip()
    if not stripped or stripped[0] not in "[*_\\#ABCPS":
        return None
    if _HEADING.match(stripped) or _BARE.match(stripped) or _PART.match(stripped):
        return " ".join(_MARKUP.sub(" ", stripped).split())
    if match := _WHOLE_BRACKET.match(stripped):
        inner = match.group(1)
        return None if _REMARK.match(inner) or _SENTENCES.search(inner) else stripped.strip("*_ ").replace("\\", "")
    if _BOLD_LABELS.match(stripped):
        return " ".join(_MARKUP.sub(" ", stripped).split())
    return None


def is_heading(line: str) -> bool:
    """Whether a line is a Markdown heading."""
    return bool(_HEADING.match(line.lstrip()))
