"""Sums with figures that keep rounding in view, and refuse what is not like with like.

The result is an interval: all that the rounding of the inputs allows.  A sum takes figures,
intervals and plain numbers; only figures carry the labels by which they can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ontherecord.figure_data import Figure, Source, figure, figures, source
from ontherecord.intervals import Interval, SumError, as_interval, one_unit, printed, written

__all__ = [
    "Figure",
    "Interval",
    "Likeness",
    "Source",
    "Sum",
    "figure",
    "figures",
    "implied_rate",
    "like_with_like",
    "percent_change",
    "point_change",
    "printed",
    "share",
    "source",
    "sum_of_parts",
]


@dataclass(frozen=True, repr=False)
class Likeness:
    """Whether two figures may be compared: what differs, each in a sentence."""

    differences: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.differences

    def __repr__(self) -> str:
        if self:
            return "Like with like: the same measure, length of time, currency and vintage."
        return "Not like with like. " + " ".join(self.differences)


_COMPARED = {
    "entity": lambda figure: figure.name,
    "measure": lambda figure: figure.measure,
    "length of time": lambda figure: figure.period_type.replace("_", " "),
    "period": lambda figure: figure.dates,
    "unit": lambda figure: figure.shown_unit.replace("billion", "million"),
    "vintage": lambda figure: figure.vintage.replace("_", " "),
}
"""What can differ between two figures, and the words for it."""


def like_with_like(one: Figure, other: Figure) -> Likeness:
    """What differs between two figures besides the time they are for."""
    return _likeness(one, other, "entity", "measure", "length of time", "unit", "vintage")


def _likeness(one: Any, other: Any, *aspects: str) -> Likeness:
    for given in (one, other):
        if not isinstance(given, Figure):
            raise SumError(
                f"{given!r} is no figure of data/figures.csv.",
                "Two figures with their labels can be compared.",
                'Write figure("...") with an id from data/figures.csv.',
            )
    differences = []
    for aspect in aspects:
        a, b = _COMPARED[aspect](one), _COMPARED[aspect](other)
        # Figures that a company gives on one day stand side by side: they are of one vintage.
        if a != b and not (aspect == "vintage" and one.as_of == other.as_of):
            differences.append(f"The {aspect} differs: {a}, and {b}.")
    return Likeness((*differences, *_restated(one, other), *_restated(other, one)))


def _restated(older: Figure, newer: Figure) -> Iterable[str]:
    """A sentence if the older figure had been changed by the time the newer one came out."""
    for new in figures(older.metric):
        same = (new.entity, new.period) == (older.entity, older.period)
        if same and new.vintage == "restated" and older.as_of < new.as_of <= newer.as_of:
            yield (
                f"The vintage differs: the figure for the {older.dates} had been restated by then. "
                f"It stands in {new.figure_id}."
            )


def _alike(one: Any, other: Any, *aspects: str) -> tuple[Interval, Interval]:
    """Both as intervals of one size; raises SumError for two that cannot be compared."""
    if isinstance(one, Figure) and isinstance(other, Figure):
        likeness = _likeness(one, other, *aspects)
        if not likeness:
            raise SumError(
                repr(likeness), "A comparison needs like with like.", "Choose a figure that fits."
            )
    ends = as_interval(one).in_millions(), as_interval(other).in_millions()
    if any(isinstance(given, Figure) for given in (one, other)):
        _refuse_bare(*ends)
    return ends


def _refuse_bare(*ends: Interval) -> None:
    # A figure is shown in billions and counted in millions: a bare number may mean either.
    for given in ends:
        if not given.unit:
            raise SumError(
                f"{given!r} has no unit, and the figure has one.",
                "A figure is compared with an amount whose unit is known.",
                'Write the unit with it, as in printed("5.37", "billion yuan").',
            )


def _change(new: Any, old: Any) -> tuple[Interval, Interval]:
    aspects = [aspect for aspect in _COMPARED if aspect != "period"]
    ends = _alike(new, old, *aspects)
    one_unit(*ends)
    if isinstance(new, Figure) and isinstance(old, Figure) and new.period_end < old.period_end:
        raise SumError(
            f"The first figure is the older one: {new.dates}, and {old.dates}.",
            "A change is measured from where it started: the new figure comes first.",
            "Change their places.",
        )
    return ends


def percent_change(new: Any, old: Any) -> Interval:
    """The change from old to new, in per cent of old.  Old must be above zero."""
    new, old = _change(new, old)
    if old.ends[0] <= 0:
        raise SumError(
            f"The base is {old!r}.",
            "A change in per cent needs a base above zero.",
            "Say the change in the unit itself, such as billion yuan.",
        )
    # new / old - 1 keeps the interval as narrow as the inputs allow: old stands there once.
    return _in_unit((new / old - 1) * 100, "%")


def point_change(new: Any, old: Any) -> Interval:
    """The difference of two percentages, in percentage points."""
    new, old = _change(new, old)
    if (new.unit or old.unit or "%") != "%":
        raise SumError(
            f"The unit is {new.unit or old.unit}.",
            "Only a difference of two percentages is in percentage points.",
            "Take one amount from the other, or use percent_change.",
        )
    return _in_unit(new - old, "percentage points")


def share(part: Any, whole: Any) -> Interval:
    """The part in per cent of the whole: of one entity, for the same time, in one unit."""
    part, whole = _alike(part, whole, "entity", "period", "unit")
    one_unit(part, whole)
    return _in_unit(part / whole * 100, "%")


def implied_rate(yuan: Any, dollars: Any) -> Interval:
    """How many yuan stand for one dollar, when both amounts are the same thing in two currencies.

    Plain numbers must come in one size: billions and billions, or millions and millions.
    """
    for given, word in ((yuan, "yuan"), (dollars, "US dollars")):
        unit = as_interval(given).unit
        if unit and word not in unit:
            raise SumError(
                f"{given!r} is not in {word}.",
                "The rate is an amount in yuan divided by the same amount in US dollars.",
                "Give yuan first, then dollars.",
            )
    yuan, dollars = _alike(yuan, dollars, "entity", "period")
    return _in_unit(yuan / dollars, "yuan for one US dollar")


def _in_unit(interval: Interval, unit: str) -> Interval:
    return Interval(*interval.ends, unit)


@dataclass(frozen=True, repr=False)
class Sum:
    """Parts and their sum, and whether a total can be that sum; `fits` is None without a total."""

    parts: tuple[Interval, ...]
    interval: Interval
    total: Interval | None
    fits: bool | None

    @property
    def low(self) -> float:
        return self.interval.low

    @property
    def high(self) -> float:
        return self.interval.high

    def __repr__(self) -> str:
        line = f"{_added(self.parts)} = {self.interval!r}."
        if self.total is None:
            return line
        agrees = "agrees" if self.fits else "does not agree"
        return f"{line} This {agrees} with the total, {self.total!r}."


def _added(parts: Iterable[Interval]) -> str:
    """The parts as a sum in words: `46,212 + 4,344 - 48`."""
    text = ""
    for part in parts:
        low, high = part.ends
        sign = "-" if high < 0 else "+"
        words = _amount(-part if high < 0 and text else part)
        text = f"{text} {sign} {words}" if text else words
    return text


def _amount(part: Interval) -> str:
    low, high = written(part.ends)
    return low if low == high else f"({low} to {high})"


def sum_of_parts(*parts: Any, total: Any = None) -> Sum:
    """The sum of the parts, and whether a total can be that sum once rounding is in view."""
    if not parts:
        raise SumError("There are no parts.", "A sum needs at least one.", "Name the parts.")
    labelled = [one for one in (*parts, total) if isinstance(one, Figure)]
    for one in labelled[1:]:
        _alike(labelled[0], one, "entity", "period", "unit")
    added = tuple(map(as_interval, parts))
    made = sum(added[1:], start=added[0])
    if total is None:
        return Sum(added, made, None, None)
    whole = as_interval(total)
    return Sum(added, made, whole, made.meets(whole))
