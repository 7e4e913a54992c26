"""The figures of data/figures.csv, and sums with them that keep rounding in view.

A sum refuses what is not like with like, and says what differs.  Percentages and rates come as
intervals: what the rounding of the inputs allows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import cache
from io import StringIO
from typing import Any

from ontherecord.article import data_folder
from ontherecord.errors import DataError, UnknownNameError
from ontherecord.intervals import Interval, SumError, as_interval, printed, shown
from ontherecord.vocabulary import closest, listed

__all__ = [
    "Figure",
    "Interval",
    "Likeness",
    "Source",
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

MEASURES = {
    "net_income_attributable": "net income attributable to ordinary shareholders",
    "net_income": "net income",
    "net_income_non_gaap": "non-GAAP net income",
    "net_loss_to_noncontrolling_interests": "net loss carried by outside owners",
    "accretion_mezzanine_equity": "accretion of mezzanine equity",
    "revenue": "revenue",
    "revenue_usd": "revenue in US dollars",
    "aac_ecosystem": "annual active consumers",
    "aac_china": "annual active consumers in China",
    "aac_overseas": "annual active consumers overseas",
    "usd_cny": "yuan for one US dollar",
    "usd_cny_used": "yuan for one US dollar, as the company used it",
}
"""The words for each metric."""

_PERIODS = {
    "quarter": "quarter to",
    "half_year": "half year to",
    "fiscal_year": "year to",
    "12_months": "12 months to",
    "day": "on",
}


@dataclass(frozen=True)
class Figure:
    """A figure as a source gives it.  `low` and `high` are what the source's rounding allows."""

    figure_id: str
    entity: str
    metric: str
    period: str
    period_type: str
    period_start: str
    period_end: str
    value: float
    unit: str
    low: float
    high: float
    vintage: str
    as_of: str
    status: str
    derivation: str
    source_id: str
    note: str

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value} lies outside {self.low} to {self.high}")

    def __repr__(self) -> str:
        low, high = _amount(self.low, self), _amount(self.high, self)
        bounds = "" if low == high else f" ({low} to {high})"
        return (
            f"{_amount(self.value, self)} {self.shown_unit}{bounds}: {self.measure}, "
            f"{self.dates} (source {self.source_id})"
        )

    @property
    def interval(self) -> Interval:
        """What the figure can stand for, in its unit."""
        return Interval(self.low, self.high, self.unit)

    @property
    def measure(self) -> str:
        """The full label of what is counted."""
        return MEASURES[self.metric]

    @property
    def dates(self) -> str:
        """The time it is for, in words."""
        return f"{_PERIODS[self.period_type]} {self.period_end}"

    @property
    def shown_unit(self) -> str:
        """The unit in which it is shown: large amounts of yuan in billions."""
        return "billion yuan" if self.unit == "RMB million" else self.unit.split(",")[0]


def _amount(number: float, like: Figure) -> str:
    return shown(number / 1000 if like.unit == "RMB million" else number)


@dataclass(frozen=True)
class Source:
    """Where figures were read, and how much of it was read."""

    source_id: str
    publisher: str
    title: str
    author: str
    date_published: str
    url: str
    kind: str
    licence_position: str
    what_was_read: str
    note: str


def _table(name: str) -> list[dict[str, str]]:
    path = data_folder() / name
    try:
        return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, "file", f"it cannot be read ({type(error).__name__}).") from None


def _figure(row: dict[str, str]) -> Figure:
    entry = row.get("figure_id", "?")
    try:
        numbers = {name: float(row[name]) for name in ("value", "low", "high")}
        made = Figure(**{field.name: row[field.name] for field in fields(Figure)} | numbers)
    except (KeyError, ValueError, TypeError) as error:
        reason = f"it cannot be used ({error})."
        raise DataError("data/figures.csv", f"row {entry}", reason) from None
    if made.metric not in MEASURES or made.period_type not in _PERIODS:
        raise DataError("data/figures.csv", f"row {entry}", "its metric or period_type is unknown.")
    return made


@cache
def _figures() -> dict[str, Figure]:
    return {row["figure_id"]: _figure(row) for row in _table("figures.csv")}


@cache
def _sources() -> dict[str, Source]:
    return {row["source_id"]: Source(**row) for row in _table("sources.csv")}


def _found(table: dict[str, Any], name: str, what: str, file: str) -> Any:
    if name not in table:
        near = closest(str(name), table) or list(table)[:3]
        raise UnknownNameError(
            f"There is no {what} {name!r}.", f"Did you mean {listed(near)}?", f"Look in {file}."
        )
    return table[name]


def figure(figure_id: str) -> Figure:
    """The figure with that id."""
    return _found(_figures(), figure_id, "figure", "data/figures.csv")


def source(source_id: str) -> Source:
    """The source with that id."""
    return _found(_sources(), source_id, "source", "data/sources.csv")


def figures(metric: str | None = None, period_type: str | None = None) -> list[Figure]:
    """The figures of that metric and type of period, earliest first."""
    chosen = (
        figure
        for figure in _figures().values()
        if metric in (None, figure.metric) and period_type in (None, figure.period_type)
    )
    return sorted(chosen, key=lambda figure: (figure.period_end, figure.figure_id))


@dataclass(frozen=True)
class Likeness:
    """Whether two figures may be compared: what differs, each in a sentence."""

    differences: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.differences

    def __repr__(self) -> str:
        if self:
            return "Like with like: the same measure, length of time, currency and vintage."
        return "Not like with like. " + " ".join(self.differences)


def like_with_like(one: Figure, other: Figure) -> Likeness:
    """What differs between two figures besides the time they are for."""
    compared = (
        ("entity", one.entity, other.entity),
        ("measure", one.measure, other.measure),
        ("length of time", _length(one), _length(other)),
        ("unit", one.unit, other.unit),
        ("vintage", one.vintage.replace("_", " "), other.vintage.replace("_", " ")),
    )
    return Likeness(
        tuple(f"The {what} differs: {a}, and {b}." for what, a, b in compared if a != b)
    )


def _length(figure: Figure) -> str:
    return figure.period_type.replace("_", " ")


def _alike(one: Any, other: Any) -> tuple[Interval, Interval]:
    if isinstance(one, Figure) and isinstance(other, Figure):
        likeness = like_with_like(one, other)
        if not likeness:
            raise SumError(
                repr(likeness), "A comparison needs like with like.", "Choose a figure that fits."
            )
    return as_interval(one), as_interval(other)


def percent_change(new: Any, old: Any) -> Interval:
    """The change from old to new, in per cent of old.  Old must be above zero."""
    new, old = _alike(new, old)
    if old.low <= 0:
        raise SumError(
            f"The base is {old!r}.",
            "A change in per cent needs a base above zero.",
            "Say the change in the unit itself, such as billion yuan.",
        )
    # new / old - 1 keeps the interval as narrow as the inputs allow: old stands there once.
    change = (new / old - 1) * 100
    return Interval(change.low, change.high, "%")


def point_change(new: Any, old: Any) -> Interval:
    """The difference of two percentages, in percentage points."""
    new, old = _alike(new, old)
    change = new - old
    return Interval(change.low, change.high, "percentage points")


def share(part: Any, whole: Any) -> Interval:
    """The part in per cent of the whole."""
    ratio = as_interval(part) / as_interval(whole) * 100
    return Interval(ratio.low, ratio.high, "%")


def implied_rate(amount: Any, other: Any) -> Interval:
    """How much of the first currency stands for one of the second; both in the same size."""
    rate = as_interval(amount) / as_interval(other)
    return Interval(rate.low, rate.high)


def sum_of_parts(*parts: Any) -> Interval:
    """The sum of the parts, in their unit."""
    if not parts:
        raise SumError("There are no parts.", "A sum needs at least one.", "Name the parts.")
    units = {part.unit for part in parts if isinstance(part, Figure)}
    if len(units) > 1:
        raise SumError(
            f"The units differ: {listed(sorted(units), 'and')}.",
            "Parts of a sum need one unit.",
            "Bring them to one unit first.",
        )
    return sum(map(as_interval, parts[1:]), start=as_interval(parts[0]))
