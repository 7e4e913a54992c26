"""Numbers that were rounded: an interval stands for all that a printed number can mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ontherecord.errors import OnTheRecordError


class SumError(OnTheRecordError):
    """A sum that has no meaning: unlike figures, a base of zero or below, no number."""


@dataclass(frozen=True)
class Interval:
    """All numbers from `low` to `high`, both included, in one unit."""

    low: float
    high: float
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise SumError(
                f"An interval from {self.low} to {self.high} is empty.",
                "The low end must not be above the high end.",
                "Give the two ends in order.",
            )

    def __repr__(self) -> str:
        low, high = shown(self.low), shown(self.high)
        number = low if low == high else f"{low} to {high}"
        return f"{number} {self.unit}".strip()

    def __contains__(self, value: Any) -> bool:
        other = as_interval(value)
        return self.low <= other.low and other.high <= self.high

    def __add__(self, other: Any) -> Interval:
        other = as_interval(other)
        return Interval(self.low + other.low, self.high + other.high, self.unit)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.unit)

    def __sub__(self, other: Any) -> Interval:
        return self + -as_interval(other)

    def __mul__(self, other: Any) -> Interval:
        other = as_interval(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends), self.unit)

    def __truediv__(self, other: Any) -> Interval:
        other = as_interval(other)
        if other.low <= 0 <= other.high:
            raise SumError(
                f"{other!r} may be zero.",
                "A number can be divided only by what is not zero.",
                "Use another base.",
            )
        return self * Interval(1 / other.high, 1 / other.low)

    __radd__, __rmul__ = __add__, __mul__

    def rounds_to(self, printed_number: str) -> bool:
        """Whether each end, rounded like the printed number, gives that number."""
        wanted = printed(printed_number)
        return wanted.low <= self.low and self.high <= wanted.high


def shown(number: float) -> str:
    """The number with at most five digits that count, and commas between thousands."""
    text = f"{number:,.5g}" if abs(number) < 100_000 else f"{number:,.0f}"
    return text if "e" not in text else f"{number:.5g}"


def as_interval(value: Any) -> Interval:
    """The value as an interval; a plain number is taken as exact."""
    if isinstance(value, Interval):
        return value
    if hasattr(value, "interval"):
        return value.interval
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        return Interval(float(value), float(value))
    raise SumError(
        f"{value!r} is no number.",
        "A sum needs numbers, figures or intervals.",
        'Use a number such as 5.37, figure("...") or printed("5.37").',
    )


def printed(number: str | int | float, unit: str = "") -> Interval:
    """All numbers that round to the printed one: `printed("5.37")` is 5.365 to 5.375.

    The digits as printed tell how far it was rounded, so give it as text.
    """
    try:
        value = Decimal(str(number).replace(",", "").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise SumError(
            f"{number!r} is no printed number.",
            'It must be text such as "5.37".',
            "Copy the digits from the page.",
        )
    half = Decimal(1).scaleb(value.as_tuple().exponent) / 2
    return Interval(float(value - half), float(value + half), unit)
