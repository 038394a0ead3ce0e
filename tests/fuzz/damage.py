"""Seeded damage to a file: what disks, editors, networks and other people's scripts do to text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.fuzz.seeds import TOKENS

Damage = Callable[[bytes, random.Random], bytes]

_TIME = re.compile(rb"\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?|\d+\.\d+")
_NUMBER = re.compile(rb"(?<=[:\s])-?\d+(?:\.\d+)?(?=[,\s\]}])")
_KEY = re.compile(rb'"(\w+)"\s*:\s*[^,{}\[\]]{1,200}[,}]')
_TIMES = (b"-00:00:01", b"00:00:00", b"100:00:00", b"123456:00:00", b"99:99:99", b"00:61:00", b"NaN", b"-5.0", b"1e999",
          b"1e999999999", b"", b"00:00:00,0000000001", b"9" * 5000, "٠٠:٠١:٠٢".encode())


def _place(data: bytes, rng: random.Random) -> int:
    return rng.randrange(len(data) + 1)


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Some bytes are others."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 20) if found else 0):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def truncated(data: bytes, rng: random.Random) -> bytes:
    """The end is missing."""
    return data[:_place(data, rng)]


def beheaded(data: bytes, rng: random.Random) -> bytes:
    """The beginning is missing."""
    return data[_place(data, rng):]


def _lines(data: bytes, rng: random.Random, change: Callable[[list[bytes], int], None]) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    for _ in range(rng.randint(1, 5)):
        change(lines, rng.randrange(len(lines)))
    return b"".join(lines)


def doubled(data: bytes, rng: random.Random) -> bytes:
    """Lines stand twice."""
    return _lines(data, rng, lambda lines, i: lines.insert(i, lines[i]))


def swapped(data: bytes, rng: random.Random) -> bytes:
    """Lines have changed places."""
    def change(lines: list[bytes], i: int) -> None:
        other = rng.randrange(len(lines))
        lines[i], lines[other] = lines[other], lines[i]
    return _lines(data, rng, change)


def retimed(data: bytes, rng: random.Random) -> bytes:
    """Times are negative, backwards, huge, or none at all."""
    places = list(_TIME.finditer(data))
    for match in sorted(rng.sample(places, min(len(places), rng.randint(1, 6))), key=lambda m: -m.start()):
        other = rng.choice(places).group() if rng.random() < 0.4 else rng.choice(_TIMES)
        data = data[:match.start()] + other + data[match.end():]
    return data


def quoted(data: bytes, rng: random.Random) -> bytes:
    """Numbers are strings, null or NaN."""
    places = list(_NUMBER.finditer(data))
    for match in sorted(rng.sample(places, min(len(places), rng.randint(1, 6))), key=lambda m: -m.start()):
        new = rng.choice([b'"' + match.group() + b'"', b"null", b"NaN", b"[]", b"true", b"-" + match.group()])
        data = data[:match.start()] + new + data[match.end():]
    return data


def twice_keyed(data: bytes, rng: random.Random) -> bytes:
    """A key of an object stands twice."""
    places = list(_KEY.finditer(data))
    if not places:
        return doubled(data, rng)
    match = rng.choice(places)
    member = match.group()[:-1]
    return data[:match.start()] + member + b"," + data[match.start():]


def newlines(data: bytes, rng: random.Random) -> bytes:
    """Line ends are mixed."""
    return b"".join(line.rstrip(b"\r\n") + rng.choice([b"\n", b"\r\n", b"\r", b"\n\n", b"\f", b"\xe2\x80\xa8"])
                    for line in data.splitlines(keepends=True))


def spliced(data: bytes, rng: random.Random) -> bytes:
    """Marks of other formats stand in the text."""
    for _ in range(rng.randint(1, 8)):
        at = _place(data, rng)
        data = data[:at] + rng.choice(TOKENS).encode() * rng.choice([1, 1, 1, 50]) + data[at:]
    return data


def with_nul(data: bytes, rng: random.Random) -> bytes:
    """There are zero bytes."""
    at = _place(data, rng)
    return data[:at] + b"\0" * rng.randint(1, 9) + data[at:]


def recoded(data: bytes, rng: random.Random) -> bytes:
    """The file is in another encoding, or a part of it is."""
    text = data.decode("utf-8", "replace")
    encoding = rng.choice(["utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "utf-7", "shift_jis", "utf-8-sig"])
    other = text.encode(encoding, "replace")
    return other if rng.random() < 0.7 else data[:len(data) // 2] + other[len(other) // 2:]


def nested(data: bytes, rng: random.Random) -> bytes:
    """Brackets are nested deeply somewhere."""
    at, depth = _place(data, rng), rng.choice([5, 200, 990, 2_000])
    opening, closing = rng.choice([(b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b"<v a>", b"")])
    return data[:at] + opening * depth + closing * depth + data[at:]


def repeated(data: bytes, rng: random.Random) -> bytes:
    """A character or a mark runs on."""
    at = _place(data, rng)
    unit = rng.choice([b" ", b"*", b".", b"a", b"-", b"[", b"\\", b"_", b"\t", b"&", b"<", b"a-", b"1", b'"', b"\f"])
    return data[:at] + unit * rng.randint(10, 3_000) + data[at:]


#: Every kind of damage by name.
DAMAGES: dict[str, Damage] = {f.__name__: f for f in (
    flipped, truncated, beheaded, doubled, swapped, retimed, quoted, twice_keyed, newlines, spliced, with_nul, recoded,
    nested, repeated)}


def damaged(data: bytes, seed: int) -> tuple[str, bytes]:
    """Return the names of one to three damages and the file that has them; the same for the same seed."""
    rng = random.Random(seed)
    names = rng.choices(list(DAMAGES), k=rng.choice([1, 1, 2, 3]))
    for name in names:
        data = DAMAGES[name](data, rng)
    return "+".join(names), data
