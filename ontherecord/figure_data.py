"""The figures of data/figures.csv and the sources of data/sources.csv, as a lesson shows them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from io import StringIO
from typing import Any

from ontherecord.article import data_folder
from ontherecord.errors import DataError, UnknownNameError
from ontherecord.intervals import Interval, exact, written
from ontherecord.vocabulary import closest, listed

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
    "usd_cny": "exchange rate",
    "usd_cny_used": "exchange rate that the company used",
}
"""The words for each metric."""

UNITS = {
    "RMB million": "million yuan",
    "US$ million": "million US dollars",
    "RMB per US$1": "yuan for one US dollar",
    "million accounts": "million accounts",
}
"""The words for each unit of the table."""

PERIODS = {
    "quarter": "quarter to",
    "half_year": "half-year to",
    "fiscal_year": "fiscal year to",
    "12_months": "12 months to",
    "day": "on",
}
"""The words before the last day of each type of period."""

ENTITIES = {"Fed_H10": "Federal Reserve (H.10 release)"}
"""The words for an entity whose name in the table is none."""


@dataclass(frozen=True, repr=False)
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
        known = (("metric", MEASURES), ("unit", UNITS), ("period_type", PERIODS))
        for column, words in known:
            if getattr(self, column) not in words:
                raise ValueError(f"{column} {getattr(self, column)!r} is unknown")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value} lies outside {self.low} to {self.high}")

    def __repr__(self) -> str:
        (value,), (low, high) = self._amounts(self.value), self._amounts(self.low, self.high)
        bounds = "" if low == high else f" ({low} to {high})"
        return (
            f"{value} {self.shown_unit}{bounds}: {self.name}, {self.measure}, "
            f"{self.dates}, source {self.source_id}"
        )

    @property
    def interval(self) -> Interval:
        """What the figure can stand for, in its unit."""
        return Interval(self.low, self.high, UNITS[self.unit])

    @property
    def name(self) -> str:
        """Whose figure it is."""
        return ENTITIES.get(self.entity, self.entity)

    @property
    def measure(self) -> str:
        """The full label of what is counted."""
        return MEASURES[self.metric]

    @property
    def dates(self) -> str:
        """The time it is for, in words."""
        return f"{PERIODS[self.period_type]} {self.period_end}"

    @property
    def shown_unit(self) -> str:
        """The unit in which it is shown: billions from a thousand millions on."""
        words = UNITS[self.unit]
        return words.replace("million", "billion") if self._in_billions else words

    @property
    def _in_billions(self) -> bool:
        return "million" in self.unit and abs(self.value) >= 1000

    def _amounts(self, *numbers: float) -> list[str]:
        return written(exact(n) / (1000 if self._in_billions else 1) for n in numbers)


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        return (
            f"{self.source_id}: {self.publisher}, {self.title!r}, {self.date_published} "
            f"({self.kind}; read: {self.what_was_read})"
        )


def figure(figure_id: str) -> Figure:
    """The figure with that id."""
    return _found(_figures(), figure_id, "figure", "data/figures.csv")


def source(source_id: str) -> Source:
    """The source with that id."""
    return _found(_sources(), source_id, "source", "data/sources.csv")


def figures(metric: str | None = None, period_type: str | None = None) -> list[Figure]:
    """The figures of that metric and type of period, earliest first."""
    for asked, words, what in ((metric, MEASURES, "metric"), (period_type, PERIODS, "period type")):
        if asked is not None:
            _found(words, asked, what, "data/README.md")
    chosen = (
        figure
        for figure in _figures().values()
        if metric in (None, figure.metric) and period_type in (None, figure.period_type)
    )
    return sorted(chosen, key=lambda figure: (figure.period_end, figure.figure_id))


@cache
def _figures() -> dict[str, Figure]:
    return {row["figure_id"]: _figure(row) for row in _table("figures.csv")}


@cache
def _sources() -> dict[str, Source]:
    return {row["source_id"]: _source(row) for row in _table("sources.csv")}


def _table(name: str) -> list[dict[str, str]]:
    path = data_folder() / name
    try:
        rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, "file", f"it cannot be read ({type(error).__name__}).") from None
    _refuse_uneven(path, rows)
    _refuse_twice(path, [next(iter(row.values())) for row in rows])
    return rows


def _refuse_uneven(path: Any, rows: Iterable[dict[str, str]]) -> None:
    # A comma without quotation marks around its cell would cut a note short in silence.
    for row in rows:
        id = next(iter(row.values()))
        if None in row:
            raise DataError(
                path,
                f"row {id}",
                "it has more cells than the table has columns.",
                "Put quotation marks around a cell that holds a comma.",
            )
        if None in row.values():
            raise DataError(path, f"row {id}", "it has fewer cells than the table has columns.")


def _refuse_twice(path: Any, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise DataError(path, f"row {id}", "the id stands there twice.")
        seen.add(id)


def _figure(row: dict[str, str]) -> Figure:
    try:
        numbers = {name: float(row[name]) for name in ("value", "low", "high")}
        return Figure(**{field.name: row[field.name] for field in fields(Figure)} | numbers)
    except (KeyError, ValueError, TypeError) as error:
        entry = f"row {row.get('figure_id', '?')}"
        raise DataError("data/figures.csv", entry, f"it cannot be used ({error}).") from None


def _source(row: dict[str, str]) -> Source:
    try:
        return Source(**row)
    except TypeError as error:
        entry = f"row {row.get('source_id', '?')}"
        raise DataError("data/sources.csv", entry, f"it cannot be used ({error}).") from None


def _found(table: dict[str, Any], name: Any, what: str, file: str) -> Any:
    if not isinstance(name, str) or name not in table:
        near = closest(str(name), table) or list(table)[:3]
        raise UnknownNameError(
            f"There is no {what} {name!r}.", f"Did you mean {listed(near)}?", f"Look in {file}."
        )
    return table[name]
