"""A number as a learner writes it: `81.3`, `"81,3 %"`, `"-1 238.5"`."""

from __future__ import annotations

import re

from ontherecord.values import Refusal, finite, shown

MOST_CHARACTERS = 100

_NUMBER = re.compile(
    r"[-+]?[.,]?\d(?:[\d.,']|[ _](?=\d{3}(?!\d)))*(?:e[-+]?\d{1,3})?", re.IGNORECASE
)
_MINUS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"}
)
_GROUPED = re.compile(r"\d{1,3}([ ',._])\d{3}(?:\1\d{3})*")
_SAME_UNIT = (
    {"%", "per cent", "percent", "pct"},
    {"percentage points", "percentage point", "points", "point", "pp"},
    {"billion", "bn"},
    {"million", "mn", "m"},
    {"yuan", "rmb", "cny"},
    {"us$", "$", "usd", "dollars", "dollar", "us dollars"},
)
_FILLER = {"about", "approximately", "around", "roughly", "circa", "by", "a", "the", "of", "minus"}


def number_in(text: str, unit: str) -> float:
    """The one number in the text; raises Refusal when it holds none, several, or another unit."""
    if len(text) > MOST_CHARACTERS:
        raise Refusal(f"A text of {len(text):,} characters is too long for a number.")
    plain = text.translate(_MINUS)
    found = _NUMBER.findall(plain)
    if not found:
        raise Refusal(f"{shown(text)} holds no number.")
    if len(found) > 1:
        raise Refusal(f"{shown(text)} holds {len(found)} numbers, and one is asked.")
    _refuse_other_unit(plain.replace(found[0], " ", 1), unit, text)
    number = _value(found[0], text)
    return -abs(number) if re.search(r"\bminus\b|-\s+\d", plain.lower()) else number


def _value(written: str, text: str) -> float:
    body = written.rstrip(".,'")
    body, *exponent = re.split("e", body, maxsplit=1, flags=re.IGNORECASE)
    sign, digits = ("-", body[1:]) if body[0] == "-" else ("", body.removeprefix("+"))
    digits = re.sub(r"(?<=\d)[ '_](?=\d)", "", digits)
    marks = [mark for mark in ".," if mark in digits]
    if len(marks) == 2:
        decimal = max(marks, key=digits.rindex)
        thousands = marks[1 - marks.index(decimal)]
        whole, _, rest = digits.rpartition(decimal)
        grouped = _GROUPED.fullmatch(whole) and decimal not in whole
        digits = f"{whole.replace(thousands, '')}.{rest}" if grouped else "?"
    elif marks and digits.count(marks[0]) > 1:
        digits = digits.replace(marks[0], "") if _GROUPED.fullmatch(digits) else "?"
    elif marks == [","]:
        digits = digits.replace(",", "" if _is_thousand(digits) else ".")
    try:
        return finite(float("e".join([sign + digits, *exponent])))
    except (ValueError, OverflowError):
        raise Refusal(f"{shown(text)} cannot be read as a number.") from None


def _is_thousand(digits: str) -> bool:
    """Whether one comma parts thousands, as in 1,238; in 0,125 and 81,3 it is decimal."""
    return bool(re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits))


def _refuse_other_unit(rest: str, unit: str, text: str) -> None:
    allowed = _words(unit) | _FILLER
    for same in _SAME_UNIT:
        if any(word in f" {unit.lower()} " or word in _words(unit) for word in same):
            allowed |= {part for word in same for part in _words(word)}
    other = [word for word in sorted(_words(rest)) if word not in allowed]
    if other:
        counted = f"counted in {unit}" if unit else "a bare number"
        raise Refusal(f"In {shown(text)} I do not know {other[0]!r}: the answer is {counted}.")


def _words(text: str) -> set[str]:
    return set(re.findall(r"us\$|[^\W\d_]+|[%$]", text.lower()))
