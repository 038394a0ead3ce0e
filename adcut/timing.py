"""Milliseconds, timestamps, timecodes and frames; the only place that rounds.

Times are integer milliseconds, frame rates are `fractions.Fraction` (30000/1001, never 29.97: the
float is a frame off after ten hours). Both ends of a range go through the same monotone rounding,
so that touching ranges stay touching.
"""

from __future__ import annotations

import re
from fractions import Fraction

from adcut.errors import OptionError

#: [[H]H:]MM:SS[.,fff]; hours may pass 99, so any count of digits in the first field.
_STAMP = re.compile(r"(?:(\d{1,6}):)?(\d{1,6}):(\d{1,2})(?:[.,](\d{1,9}))?\Z")
#: A text of another shape is no number; a long exponent would be worked out to its last digit.
_NUMBER = re.compile(r"\s*[+-]?[\d_./]{1,40}(?:[eE][+-]?\d{1,3})?\s*\Z")
_SECONDS = re.compile(r"(\d{1,10})(?:[.,](\d{1,9}))?\Z")


def _fraction_ms(digits: str | None) -> int:
    """Milliseconds of the digits behind the point: rounded half up from any count of digits."""
    if not digits:
        return 0
    if len(digits) == 3:
        return int(digits)
    unit = int("1" + "0" * len(digits))
    return (int(digits) * 2000 + unit) // (2 * unit)


def ms_from_seconds(seconds: float | str | Fraction) -> int:
    """Return seconds as integer milliseconds, rounded half up.

    Raises
    ------
    OptionError
        Not a finite number, or beyond 10**10 seconds.

    >>> ms_from_seconds("10.0005")
    10001
    """
    try:
        if isinstance(seconds, str) and not _NUMBER.match(seconds):
            raise ValueError
        exact = Fraction(str(seconds)) if isinstance(seconds, float) else Fraction(seconds)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise OptionError(f"{seconds!r} is not a number of seconds") from error
    if abs(exact) > 10**10:
        raise OptionError(f"{seconds!r} seconds is beyond every episode")
    return int((exact * 2000 + 1) // 2)


def ms_from_stamp(stamp: str) -> int | None:
    """Return the milliseconds of a clock text, None where it is none.

    Takes `HH:MM:SS`, `MM:SS`, both with `.fff` or `,fff`, and bare seconds (`12.34`). Hours may
    pass 24 and minutes may pass 59 where no hours are written; a second field of 60 or more is no
    clock text.

    >>> ms_from_stamp("01:02:03,5"), ms_from_stamp("75:00"), ms_from_stamp("1:60:00")
    (3723500, 4500000, None)
    """
    if match := _STAMP.match(stamp):
        hours, minutes, seconds, fraction = match.groups()
        if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
            return None
        return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + _fraction_ms(fraction)
    if match := _SECONDS.match(stamp):
        return int(match.group(1)) * 1000 + _fraction_ms(match.group(2))
    return None


def stamp(ms: int, *, point: str = ".", decimals: int = 3, hours: int = 2) -> str:
    """Return `HH:MM:SS.mmm`; `hours` is the least count of digits of the hours, 0 leaves out none.

    >>> stamp(3723500), stamp(3723500, point=",", decimals=0)
    ('01:02:03.500', '01:02:04')
    """
    unit = 10 ** (3 - decimals)
    ms = (ms * 2 + unit) // (2 * unit) * unit
    whole, rest = divmod(ms, 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    text = f"{hour:0{hours}d}:{minute:02d}:{second:02d}" if hours or hour else f"{minute:02d}:{second:02d}"
    return text + (f"{point}{rest:03d}"[: 1 + decimals] if decimals else "")


def stamp_like(ms: int, template: str) -> str:
    """Return `ms` written the way `template` writes a time: same fields, separator and decimals.

    >>> stamp_like(61_500, "00:03:29"), stamp_like(61_500, "12.34"), stamp_like(3_661_000, "03:29")
    ('00:01:02', '61.50', '1:01:01')
    """
    point = "," if "," in template else "."
    decimals = min(3, len(template) - 1 - template.index(point)) if point in template else 0
    if ":" not in template:
        unit = 10 ** (3 - decimals)
        whole, rest = divmod((ms * 2 + unit) // (2 * unit) * unit, 1000)
        return f"{whole}{point}{rest:03d}"[: len(str(whole)) + 1 + decimals] if decimals else str(whole)
    fields = template.count(":")
    digits = len(template.split(":", 1)[0])
    if fields == 2:
        return stamp(ms, point=point, decimals=decimals, hours=digits)
    text = stamp(ms, point=point, decimals=decimals, hours=0)
    return text[1:] if digits == 1 and text[0] == "0" else text


def rate_from_text(text: str) -> Fraction:
    """Return a frame rate as an exact fraction.

    29.97, 23.976 and 59.94 are taken for 30000/1001, 24000/1001 and 60000/1001, which is what they
    abbreviate (SMPTE ST 12-1).

    >>> rate_from_text("29.97")
    Fraction(30000, 1001)
    """
    ntsc = {"23.976": 24, "23.98": 24, "29.97": 30, "47.952": 48, "59.94": 60, "119.88": 120}
    if text in ntsc:
        return Fraction(ntsc[text] * 1000, 1001)
    try:
        if not _NUMBER.match(text):
            raise ValueError
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise OptionError(f"{text!r} is not a frame rate; write 25, 30 or 30000/1001") from error
    if not 1 <= rate <= 1000:
        raise OptionError(f"a frame rate of {text} is outside 1 to 1000 frames a second")
    return rate


def frame_at(ms: int, rate: Fraction) -> int:
    """Return the frame nearest to a time, halves up; monotone, so order is kept."""
    return int((Fraction(ms) * rate / 500 + 1) // 2)


def ms_at_frame(frame: int, rate: Fraction) -> int:
    """Return the millisecond nearest to the start of a frame."""
    return int((Fraction(frame) * 2000 / rate + 1) // 2)


def timecode(frame: int, rate: Fraction, *, drop: bool = False) -> str:
    """Return `HH:MM:SS:FF` of a frame number (`HH:MM:SS;FF` in drop-frame counting).

    Drop-frame counting skips the first 2 (30000/1001) or 4 (60000/1001) numbers of each minute but
    every tenth (SMPTE ST 12-1); no frame is lost, only numbers are.

    >>> timecode(1800, Fraction(30000, 1001), drop=True)
    '00:01:00;02'
    """
    nominal = -(-rate.numerator // rate.denominator)
    if drop:
        if rate not in (Fraction(30000, 1001), Fraction(60000, 1001)):
            raise OptionError(f"drop-frame timecode is defined for 30000/1001 and 60000/1001, not {rate}")
        skipped = nominal // 15
        per_minute = nominal * 60 - skipped
        tens, rest = divmod(frame, per_minute * 10 + skipped)
        frame += tens * 9 * skipped
        if rest >= nominal * 60:
            frame += skipped * (1 + (rest - nominal * 60) // per_minute)
    seconds, frames = divmod(frame, nominal)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}{';' if drop else ':'}{frames:02d}"
