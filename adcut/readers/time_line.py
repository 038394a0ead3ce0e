"""A time at the start of each line: `00:00:04 text`, `[0.00 --> 2.10]  text`, `JM [00:00:04] text`.

Sub-variants by source:
  `00:00:04 text`, `00:00:04 <v Ann>text`   Talk Python To Me (captions in lines, no ends)
  `[0.40 → 1.64] text`                      WAN Show (seconds)
  `[0.00 --> 2.10]  text`                   Level1, The Standup (Whisper-JAX, the Whisper command line)
  `Jenna [00:00:04] text`                   Office Ladies
  `[00:00:04] JENNA FISCHER text`           Office Ladies, 18 files: the name ends where speech begins
  `[00:00:04] Ryan: text`, `[00:00:04] **Ann:** text`   Lenny's Podcast (one file), Descript

Lines before the first time are a title or the furniture of a web page. A line without a time goes on
with the line before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from adcut.errors import TranscriptParseError
from adcut.readers.assembly import Assembly
from adcut.readers.base import Joining, Line, ReaderSpec, Reading, lines
from adcut.readers.front_matter import front_matter
from adcut.readers.furniture import is_notice
from adcut.readers.markup import SpeechOf, caption, markdown
from adcut.readers.sample import share
from adcut.readers.section_marks import kind_of, label_of
from adcut.readers.speakers import is_label, looks_like_name, speaker_names
from adcut.readers.stamps import stamps, stretches
from adcut.readers.turns import Opening, add_line
from adcut.timing import ms_from_stamp

_HMS = r"\d{1,3}:\d{2}:\d{2}(?:[.,]\d{1,3})?"
_TIME = r"\d{1,6}(?::\d{1,2}){0,2}(?:[.,]\d{1,3})?"
_RANGE = re.compile(rf"[ \t]*\[(?P<start>{_TIME})[ \t]*(?:-->|->|→|–|-)[ \t]*(?P<end>{_TIME})\][ \t]*")
#: Office Ladies has `[00:52:04 52:46]` on some lines of one file and `[00:13:367]` once.
#: ... and a stray full stop before the name on two lines.
_STAMPED = re.compile(r"[ \t.]*(?:(?P<name>[^\W\d_][^\[\]\r\n:*]{0,40}?):?[ \t]*)?"
                      r"\\?\[(?P<start>\d{1,3}:\d{2}(?::\d{2,3})?(?:[.,]\d{1,3})?)(?: \d{1,3}:\d{2})?\\?\]:?[ \t]*")
_BARE = re.compile(rf"[ \t]*(?P<start>{_HMS})(?:[ \t]+|$)")
_BROKEN_RANGE = re.compile(r"[ \t]*\[-?\d[^\[\]]{0,30}(?:-->|→)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,40})?[ \t]+([^<>\r\n]{1,80})>[ \t]*")
_CHANGE = re.compile(r"(?:>>+|&gt;&gt;)[ \t]*")
_NAME_COLON = re.compile(r"(?:\*\*(?P<bold>[^*\r\n]{1,60}?):?\*\*:?"
                         r"|(?P<plain>[^\W\d_][^:\r\n\[\]*.?!,]{0,40}?):)[ \t]+")
_WORD = re.compile(r"\S+")
#: A colon further behind the time than this ends no name.
_LONGEST_NAME = 70
#: So many lines tell which of the sub-variants a file is.
_LINES = 2_000
#: In a file with names before the speech so large a part of the lines begins with common ones ...
_NAMED_SHARE = 0.6
#: ... each of which begins at least so large a part. Speech opens with "And" and "So" in 15 % at most.
_OFTEN_SHARE = 0.15


def _matches(text: str) -> float:
    best = 0.0
    for pattern, most in ((_RANGE, 0.99), (_BARE, 0.96), (_STAMPED, 0.95)):
        count, portion = share(text, pattern)
        if count:
            best = max(best, most * portion ** 0.5 if portion >= 0.3 else 0.0)
    return best


class _Row(NamedTuple):
    """A line with its time."""

    line: Line
    match: re.Match[str]


def _read(text: str) -> Reading:
    matter = front_matter(text)
    found = Assembly(text)
    found.duration_ms = matter.duration_ms
    all_lines = [line for line in lines(text) if line.start >= matter.stop]
    pattern, rows = _rows(all_lines)
    if not rows:
        raise TranscriptParseError("no line begins with a time", line=1, snippet=text[:80].strip())
    is_captions = pattern is not _STAMPED
    names = frozenset[str]() if is_captions else _leading_names(rows.values())
    speech_of: SpeechOf = caption if is_captions else markdown
    first = min(rows)
    if matter.stop or all_lines[0].number < first:
        found.ignore(0)
    continues = False
    for line in all_lines:
        if line.number < first:
            continue
        if row := rows.get(line.number):
            if is_captions:
                _caption(text, found, row)
            else:
                _turn(text, found, row, names)
            continues = True
        elif not line.text.strip():
            continues = False
        else:
            _untimed(text, found, line, speech_of, is_captions, continues)
    return found.reading()


def _rows(all_lines: Sequence[Line]) -> tuple[re.Pattern[str], dict[int, _Row]]:
    """Return the sub-variant of a file, and its lines with times by number."""
    pattern = _pattern(all_lines)
    rows = {line.number: _Row(line, match) for line in all_lines if (match := pattern.match(line.text))}
    return pattern, _with_names(rows) if pattern is _STAMPED else rows


def _leads(text: str) -> list[tuple[int, int]]:
    start = front_matter(text).stop
    pattern, rows = _rows([line for line in lines(text) if line.start >= start])
    names = _leading_names(rows.values()) if pattern is _STAMPED else frozenset[str]()
    found = []
    for line, match in rows.values():
        begin, stop = line.start + match.end(), line.start + len(line.text)
        _, begin, *_ = (_turn_speaker(text, match, begin, stop, names) if pattern is _STAMPED else
                        _caption_speaker(text, begin, stop, None))
        found.append((line.start, begin))
    return found


def _pattern(all_lines: Sequence[Line]) -> re.Pattern[str]:
    def count(pattern: re.Pattern[str]) -> int:
        return sum(1 for line in all_lines[:_LINES] if pattern.match(line.text))
    return max((_RANGE, _BARE, _STAMPED), key=count)


def _with_names(rows: dict[int, _Row]) -> dict[int, _Row]:
    """Leave out lines where words before the time are no name: the time stands inside their speech."""
    named = [row.match["name"] for row in rows.values() if row.match["name"]]
    if len(named) >= _NAMED_SHARE * len(rows):
        # A column of names holds what else is heard, too ("Talking head Dwight [01:07:57]").
        return rows
    names = speaker_names(named)
    return {number: row for number, row in rows.items()
            if not row.match["name"] or row.match["name"] in names}


def _caption(text: str, found: Assembly, row: _Row) -> None:
    """Add a caption line: it goes on with the one before unless it names a speaker."""
    line, match = row
    stop = line.start + len(line.text)
    start_ms = ms_from_stamp(match["start"])
    found.stamp(line.start + match.start("start"), line.start + match.end("start"), start_ms)
    end_ms = None
    if match.re is _RANGE:
        end_ms = ms_from_stamp(match["end"])
        found.stamp(line.start + match.start("end"), line.start + match.end("end"), end_ms)
        if start_ms is None or end_ms is None:
            raise TranscriptParseError("a time with more than 59 seconds", line=line.number,
                                       snippet=line.text, hint="correct the time")
        end_ms = found.end_of(start_ms, end_ms, line.start)
    begin = line.start + match.end()
    speaker, begin, turned = _caption_speaker(text, begin, stop, found.speaker)
    found.speaker = speaker
    if not found.piece(line.start, caption(text, begin, stop), speaker=speaker, start_ms=start_ms,
                       end_ms=end_ms, joining="running", new_turn=turned):
        found.ignore(line.start)
    found.stamps.extend(stamps(text, begin, stop))


def _turn(text: str, found: Assembly, row: _Row, names: frozenset[str]) -> None:
    """Add a line that is a turn, in more pieces where times stand inside it."""
    line, match = row
    stop = line.start + len(line.text)
    start_ms = ms_from_stamp(match["start"])
    found.stamp(line.start + match.start("start"), line.start + match.end("start"), start_ms)
    speaker, begin = _turn_speaker(text, match, line.start + match.end(), stop, names)
    found.speaker = speaker or found.speaker
    opening = Opening(line.start, begin, True, start_ms)
    if add_line(text, found, line, opening, markdown, "paragraph"):
        found.ignore(line.start)


def _caption_speaker(text: str, begin: int, stop: int, before: str | None) -> tuple[str | None, int, bool]:
    if text.startswith(("<", ">", "&"), begin):
        if voice := _VOICE.match(text, begin, stop):
            name = voice.group(1).strip()
            return name, voice.end(), name != before
        if change := _CHANGE.match(text, begin, stop):
            return None, change.end(), True
    if text.find(":", begin, min(stop, begin + _LONGEST_NAME)) < 0:
        return before, begin, False
    if named := _NAME_COLON.match(text, begin, stop):
        name = (named["bold"] or named["plain"]).strip()
        if named["bold"] or (looks_like_name(name) and is_label(name)):
            return name, named.end(), name != before
    return before, begin, False


def _turn_speaker(text: str, match: re.Match[str], begin: int, stop: int,
                  names: frozenset[str]) -> tuple[str | None, int]:
    if match["name"]:
        return match["name"].strip(), begin
    if named := _NAME_COLON.match(text, begin, stop):
        name = (named["bold"] or named["plain"]).strip()
        if named["bold"] or looks_like_name(name):
            return name, named.end()
    if names:
        name = _name_at(text[begin:stop], names)
        if name:
            after = begin + len(name)
            return name, after + (len(text[after:stop]) - len(text[after:stop].lstrip()))
    return None, begin


def _untimed(text: str, found: Assembly, line: Line, speech_of: SpeechOf, is_captions: bool,
             continues: bool) -> None:
    if _BROKEN_RANGE.match(line.text):
        raise TranscriptParseError("not a time range", line=line.number, snippet=line.text.strip(),
                                   hint="times are written [0.00 --> 2.10] or [00:00.000 --> 00:02.100]")
    stop = line.start + len(line.text)
    found.stamps.extend(stamps(text, line.start, stop))
    if is_notice(line.text):
        found.ignore(line.start)
    elif label := label_of(line.text):
        found.mark(line.start, label, kind_of(label))
    else:
        joining: Joining = "running" if is_captions else "line" if continues else "paragraph"
        for stretch in stretches(text, line.start, stop):
            if not found.piece(stretch.start, speech_of(text, stretch.speech_start, stretch.stop),
                               speaker=found.speaker, start_ms=stretch.ms, joining=joining):
                found.ignore(stretch.start)
            joining = "line"


def _leading_names(rows: Iterable[_Row]) -> frozenset[str]:
    """Return the names that lead the speech of the lines: `[00:00:04] JENNA FISCHER I'm ...`.

    They are told from speech by coming again and again; a name that comes once stays in the text,
    because a lost word is worse than an unknown speaker.
    """
    seconds: dict[str, Counter[str]] = {}
    total = 0
    for row in rows:
        if row.match["name"]:
            continue
        total += 1
        words = row.line.text[row.match.end():].split(None, 2)
        if len(words) > 1 and words[0][0].isupper():
            seconds.setdefault(words[0], Counter())[words[1]] += 1
    counts = {word: sum(following.values()) for word, following in seconds.items()}
    often = max(2, _OFTEN_SHARE * total)
    if sum(count for count in counts.values() if count >= often) < max(2, _NAMED_SHARE * total):
        return frozenset()
    names: set[str] = set()
    for word, following in seconds.items():
        if counts[word] < 2 or not looks_like_name(word):
            continue
        second, count = following.most_common(1)[0]
        if word.lower() == "speaker":
            names.update(f"{word} {number}" for number in following if number.isalnum())
        elif count >= 0.9 * counts[word] and second[0].isupper() and second.isalpha():
            names.add(f"{word} {second}")
        else:
            names.add(word)
    return frozenset(names)


def _name_at(speech: str, names: frozenset[str]) -> str | None:
    words = list(_WORD.finditer(speech[:100]))
    for count in (2, 1):
        if len(words) > count and (name := speech[:words[count - 1].end()]) in names:
            return name
    return None


SPEC = ReaderSpec("time-line", "a time at the start of each line: 00:00:04 text", "txt", _matches, _read, leads=_leads)
