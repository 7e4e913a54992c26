"""Numbers that were rounded: an interval stands for all that a printed number can mean.

Ends are kept as exact fractions, so that no sum loses a number that rounding allows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

from ontherecord.errors import OnTheRecordError

DIGITS = 5
"""How many digits that count an interval shows; per cent and points have two decimals."""

_TWO_DECIMALS = ("%", "percentage points")
_PRINTED = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,15})?")


class SumError(OnTheRecordError):
    """A sum that has no meaning: unlike figures, a base of zero or below, no number."""


@dataclass(frozen=True, repr=False)
class Interval:
    """All numbers from `low` to `high`, both included, in one unit.

    `ends` holds both exactly; `low` and `high` are the nearest floats.
    """

    low: float = field(compare=False)
    high: float = field(compare=False)
    unit: str = ""
    ends: tuple[Fraction, Fraction] = field(init=False)

    def __post_init__(self) -> None:
        low, high = exact(self.low), exact(self.high)
        if low > high:
            raise SumError(
                f"An interval from {self.low} to {self.high} is empty.",
                "The low end must not be above the high end.",
                "Give the two ends in order.",
            )
        object.__setattr__(self, "ends", (low, high))
        object.__setattr__(self, "low", float(low))
        object.__setattr__(self, "high", float(high))

    def __repr__(self) -> str:
        low, high = _rounded_outward(*self.ends, _places(self))
        return f"{low if low == high else f'{low} to {high}'} {self.unit}".strip()

    def __contains__(self, value: Any) -> bool:
        (low, high), (other_low, other_high) = self.ends, as_interval(value).ends
        return low <= other_low and other_high <= high

    def in_millions(self) -> Interval:
        """The same amount, with billions counted in millions."""
        if not self.unit.startswith("billion "):
            return self
        low, high = self.ends
        return Interval(low * 1000, high * 1000, self.unit.replace("billion", "million", 1))

    def meets(self, other: Any) -> bool:
        """Whether the two have a number in common."""
        other = as_interval(other)
        one_unit(self, other)
        return self.ends[0] <= other.ends[1] and other.ends[0] <= self.ends[1]

    def __add__(self, other: Any) -> Interval:
        other = as_interval(other)
        ends = (a + b for a, b in zip(self.ends, other.ends, strict=True))
        return Interval(*ends, one_unit(self, other))

    def __neg__(self) -> Interval:
        low, high = self.ends
        return Interval(-high, -low, self.unit)

    def __sub__(self, other: Any) -> Interval:
        return self + -as_interval(other)

    def __rsub__(self, other: Any) -> Interval:
        return as_interval(other) + -self

    def __mul__(self, other: Any) -> Interval:
        other = as_interval(other)
        if self.unit and other.unit:
            raise SumError(
                f"{self!r} and {other!r} both have a unit.",
                "A product here is an amount times a plain number.",
                "Leave the unit of one of them out.",
            )
        return _spanning((a * b for a in self.ends for b in other.ends), self.unit or other.unit)

    def __truediv__(self, other: Any) -> Interval:
        other = as_interval(other)
        if 0 in other:
            raise SumError(
                f"{other!r} may be zero.",
                "A number can be divided only by what is not zero.",
                "Use another base.",
            )
        return _spanning((a / b for a in self.ends for b in other.ends), _ratio_unit(self, other))

    def __rtruediv__(self, other: Any) -> Interval:
        return as_interval(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def rounds_to(self, printed_number: str) -> bool:
        """Whether every number of the interval may be printed so."""
        return self in printed(printed_number)


def exact(number: Any) -> Fraction:
    """The number as it is written: 0.1 is one tenth."""
    if isinstance(number, Fraction):
        return number
    if isinstance(number, Decimal) and number.is_finite():
        return Fraction(number)
    if isinstance(number, Integral) and not isinstance(number, bool):
        return Fraction(int(number))
    if isinstance(number, Real) and not isinstance(number, bool) and math.isfinite(number):
        return Fraction(repr(float(number)))
    raise SumError(
        f"{number!r} is no number.",
        "A sum needs numbers, figures or intervals.",
        'Use a number such as 5.37, figure("...") or printed("5.37").',
    )


def as_interval(value: Any) -> Interval:
    """The value as an interval; a plain number is taken as exact."""
    if isinstance(value, Interval):
        return value
    held = getattr(value, "interval", None)
    if isinstance(held, Interval):
        return held
    number = exact(value)
    return Interval(number, number)


def printed(number: str | int | float, unit: str = "") -> Interval:
    """All numbers that round to the printed one: `printed("5.37")` is 5.365 to 5.375.

    The digits as printed tell how far it was rounded, so give it as text.
    """
    text = str(number).strip().replace("\N{MINUS SIGN}", "-")
    if not _PRINTED.fullmatch(text):
        raise SumError(
            f"{number!r} is no printed number.",
            'It must be text such as "5.37".',
            "Copy the digits from the page.",
        )
    value = Decimal(text.replace(",", ""))
    half = Fraction(10) ** value.as_tuple().exponent / 2
    return Interval(Fraction(value) - half, Fraction(value) + half, unit)


def written(numbers: Iterable[Any]) -> list[str]:
    """The numbers in full, all with the same number of decimals, at most six."""
    given = [exact(number) for number in numbers]
    places = next((p for p in range(6) if all((n * 10**p).denominator == 1 for n in given)), 6)
    return [f"{_decimal(round(number * 10**places), places):,f}" for number in given]


def _spanning(corners: Iterable[Fraction], unit: str) -> Interval:
    found = list(corners)
    return Interval(min(found), max(found), unit)


def one_unit(one: Interval, other: Interval) -> str:
    """The unit of both, where one may have none; raises SumError for two units."""
    if one.unit and other.unit and one.unit != other.unit:
        raise SumError(
            f"The units differ: {one.unit}, and {other.unit}.",
            "A sum needs one unit.",
            "Bring both to one unit first.",
        )
    return one.unit or other.unit


def _ratio_unit(one: Interval, other: Interval) -> str:
    if not other.unit:
        return one.unit
    return "" if one.unit == other.unit else f"{one.unit} for one {other.unit}".strip()


def _places(interval: Interval) -> int:
    if interval.unit in _TWO_DECIMALS:
        return 2
    largest = max(map(abs, interval.ends))
    return max(0, DIGITS - 1 - math.floor(math.log10(largest))) if largest else 0


def _rounded_outward(low: Fraction, high: Fraction, places: int) -> tuple[str, str]:
    """Both ends as text; what is shown never leaves out a number of the interval."""
    ends = [math.floor(low * 10**places), math.ceil(high * 10**places)]
    while places and all(end % 10 == 0 for end in ends):
        ends, places = [end // 10 for end in ends], places - 1
    return tuple(f"{_decimal(end, places):,f}" for end in ends)


def _decimal(whole: int, places: int) -> Decimal:
    return Decimal((int(whole < 0), tuple(map(int, str(abs(whole)))), -places))
