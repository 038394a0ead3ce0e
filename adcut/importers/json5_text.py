"""JSON5 to JSON, as far as JavaScript's `JSON5.stringify` and hand edits go.

Taken beyond JSON: unquoted and single-quoted keys and strings, trailing commas, comments, numbers
with a plus, a bare point or hexadecimal digits. Infinity and NaN are refused, unquoted keys are of
letters, their marks, digits, `_` and `$` (https://spec.json5.org/).
"""

from __future__ import annotations

import json
import re
from unicodedata import category

_TOKEN = re.compile(r"""
    (?P<space>(?:\s|\ufeff|//[^\n\r]*|/\*.*?\*/)+)
  | (?P<string>"(?:[^"\\\n\r]|\\(?:\r\n|.))*"|'(?:[^'\\\n\r]|\\(?:\r\n|.))*')
  | (?P<mark>[{}\[\]:,])
  | (?P<word>[^\s{}\[\]:,"'/]+)
""", re.VERBOSE | re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0",
            "\n": "", "\r": "", "\r\n": "", "\u2028": "", "\u2029": ""}
_NUMBER = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F]+)|(\d*)(?:\.(\d*))?([eE][+-]?\d+)?)\Z")
_OF_KEYS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Nd", "Pc"})
"""Unicode's kinds of characters in unquoted keys, beside `$` and the two joiners."""


def json_from_json5(text: str) -> str:
    r"""Return JSON text of the same value, its line breaks at the same places.

    Raises
    ------
    ValueError
        A token that is none of JSON5; the structure is for the JSON parser to judge.

    >>> json_from_json5("{version: 2, 'a': [.5, +1,],}")
    '{"version": 2, "a": [0.5, 1]}'
    """
    parts: list[str] = []
    comma: int | None = None
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise ValueError(f"line {text.count(chr(10), 0, position) + 1}: {text[position:position + 20]!r}")
        position = match.end()
        token = match.group()
        if match.lastgroup == "space":
            parts.append("\n" * token.count("\n") or " ")
            continue
        if token in "}]" and comma is not None:
            parts[comma] = ""
        comma = len(parts) if token == "," else None
        if match.lastgroup == "string":
            parts.append(json.dumps(_unescaped(token[1:-1]), ensure_ascii=False))
        elif match.lastgroup == "word":
            parts.append(_word(token, is_key=_next_mark(text, position) == ":"))
        else:
            parts.append(token)
    return "".join(parts)


def _next_mark(text: str, position: int) -> str:
    match = _TOKEN.match(text, position)
    if match and match.lastgroup == "space":
        match = _TOKEN.match(text, match.end())
    return match.group() if match else ""


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        return chr(int(digits, 16)) if digits else _LETTERS.get(match[3], match[3])

    joined = _ESCAPE.sub(plain, text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16")


def _word(word: str, *, is_key: bool) -> str:
    if is_key and all(sign in "$\u200c\u200d" or category(sign) in _OF_KEYS for sign in word):
        return json.dumps(word, ensure_ascii=False)
    if word in ("true", "false", "null"):
        return word
    match = _NUMBER.match(word)
    if not match or not (match[2] or match[3] or match[4]):
        raise ValueError(f"{word[:20]!r} is no value")
    sign, hexadecimal, whole, fraction, exponent = match.groups()
    minus = "-" if sign == "-" else ""
    if hexadecimal:
        return f"{minus}{int(hexadecimal, 16)}"
    return f"{minus}{whole.lstrip('0') or '0'}{f'.{fraction}' if fraction else ''}{exponent or ''}"
