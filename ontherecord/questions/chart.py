"""A chart made with matplotlib: what a reader needs is checked, the design is free."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ontherecord.axes_facts import (
    BARS,
    HORIZONTAL,
    AxesFacts,
    ChartError,
    Mark,
    from_data,
    read_axes,
)
from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.expression import figure_range
from ontherecord.questions.feedback import Note
from ontherecord.questions.number import Range
from ontherecord.questions.question import Library, Question, Reading, shared_entries
from ontherecord.questions.question import Mark as Judged
from ontherecord.values import Refusal, folded, plain_data

CHECKS = (
    "zero_base",
    "x_label",
    "y_label",
    "unit",
    "period",
    "source_note",
    "order",
    "values",
    "title",
)
_NEEDS = {"unit": "unit", "period": "period", "source_note": "source", "order": "values"}


@dataclass(frozen=True)
class Wanted:
    """A bar or point that must be there: its name and the range of its value."""

    name: str
    range: Range


@dataclass(frozen=True, kw_only=True, repr=False)
class ChartQuestion(Question):
    """A question with a chart for an answer; `checks` are its checks with their explanations."""

    checks: dict[str, Note] = field(repr=False)
    values: tuple[Wanted, ...] = field(repr=False)
    unit: tuple[str, ...] = field(repr=False)
    period: tuple[str, ...] = field(repr=False)
    source: tuple[str, ...] = field(repr=False)

    widget = False
    code = True

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> ChartQuestion:
        """The question that the table describes."""
        checks = {}
        for table in entry.entries("check", least=1):
            id = table.text("id", known=CHECKS)
            needed = _NEEDS.get(id, "values" if id == "values" else None)
            if needed and needed not in entry:
                raise table.refuse(f"it needs {needed!r} in the question.")
            unique(entry, [*checks, id], "check")
            # What is left out of a chart need not be misread: a check may name no misconception.
            checks[id] = table.note(misconception=False)
            table.finish()
        return cls(
            **shared_entries(entry, library),
            checks=checks,
            values=tuple(_wanted(table) for table in entry.entries("values")),
            unit=entry.texts("unit", ()),
            period=entry.texts("period", ()),
            source=entry.texts("source", ()),
        )

    @property
    def expected(self) -> str:
        return f"Draw a chart with `fig, ax = plt.subplots()` and give {self.sample('ax')}."

    def read(self, value: Any) -> Reading:
        try:
            if type(value) is dict:
                return Reading(from_data(plain_data(value)).to_data())
            return Reading(read_axes(value).to_data())
        except ChartError as error:
            raise Refusal(str(error)) from None

    def mark(self, data: dict[str, Any]) -> Judged:
        facts = from_data(data)
        failed = [note for check, note in self.checks.items() if not self.passes(check, facts)]
        score = 1 - len(failed) / len(self.checks)
        return Judged(score, tuple(failed) or (Note("The chart passes every check."),))

    def passes(self, check: str, facts: AxesFacts) -> bool:
        """Whether the chart passes the check of that name."""
        match check:
            case "zero_base":
                return has_zero_base(facts)
            case "x_label":
                return bool(facts.names_label) or self._has_period(facts)
            case "y_label":
                return bool(facts.value_label)
            case "unit":
                words = (facts.value_label, facts.names_label, facts.title, *facts.notes)
                return any(holds(text, unit) for text in words for unit in self.unit)
            case "period":
                return self._has_period(facts)
            case "source_note":
                return self._has_source(facts)
            case "order":
                return self._in_order(facts)
            case "values":
                return self._right_values(facts)
        return bool(facts.title)

    def _has_period(self, facts: AxesFacts) -> bool:
        page = " | ".join(facts.texts)
        return bool(self.period) and all(holds(page, word) for word in self.period)

    def _has_source(self, facts: AxesFacts) -> bool:
        labels = (facts.title, facts.names_label, facts.value_label)
        named = [text for text in labels if holds(text, "source")]
        return any(holds(text, word) for text in (*facts.notes, *named) for word in self.source)

    def _pairs(self, facts: AxesFacts) -> list[tuple[Wanted, Mark]]:
        """The marks that stand for the values: by name, else by value, else by order."""
        by_name = self._matched(facts, lambda one, mark: _same_name(one.name, mark.name))
        by_value = self._matched(facts, lambda one, mark: one.range.holds(mark.value))
        in_order = zip(self.values, facts.marks, strict=False)
        return by_name or by_value or list(in_order)

    def _matched(self, facts: AxesFacts, fits: Any) -> list[tuple[Wanted, Mark]]:
        """Each value with its only fitting mark; empty when one has none, or several."""
        found = [[mark for mark in facts.marks if fits(one, mark)] for one in self.values]
        alone = all(len(marks) == 1 for marks in found)
        distinct = len({marks[0] for marks in found if marks}) == len(self.values)
        both = zip(self.values, found, strict=True)
        return [(one, marks[0]) for one, marks in both] if alone and distinct else []

    def _right_values(self, facts: AxesFacts) -> bool:
        pairs = self._pairs(facts)
        complete = len(pairs) == len(self.values)
        return complete and all(one.range.holds(mark.value) for one, mark in pairs)

    def _in_order(self, facts: AxesFacts) -> bool:
        pairs = self._pairs(facts)
        if len(pairs) < len(self.values):
            return False
        drawn = [one for one, _ in sorted(pairs, key=lambda pair: pair[1].place)]
        orders = [list(self.values)]
        years = [_years(one.name) for one in self.values]
        if all(years) and len(set(years)) == len(years):
            orders.append(sorted(self.values, key=lambda one: _years(one.name)))
        # Bars that lie down are read from above or from below.
        return drawn in orders or (facts.kind == HORIZONTAL and drawn[::-1] in orders)

    def gold(self) -> dict[str, Any]:
        return self._ideal().to_data()

    def _ideal(self) -> AxesFacts:
        """The facts of a chart that passes every check."""
        middles = [(one.range.low + one.range.high) / 2 for one in self.values]
        marks = tuple(
            Mark(one.name, float(place), 0.0, middle)
            for place, (one, middle) in enumerate(zip(self.values, middles, strict=True))
        )
        return AxesFacts(
            kind=BARS,
            marks=marks,
            value_axis=(min(0.0, *middles, 0.0), max(0.0, *middles, 0.0) * 1.05),
            logarithmic=False,
            title=self.prompt[:80],
            names_label="period",
            value_label=self.unit[0] if self.unit else "amount",
            notes=(f"Source: {(*self.source, '')[0]}", ", ".join(self.period)),
        )

    def planted(self) -> tuple[tuple[Any, str], ...]:
        ideal = self._ideal()
        broken = {
            "zero_base": replace(ideal, value_axis=(ideal.value_axis[1] / 2, ideal.value_axis[1])),
            "x_label": replace(_without_names(ideal), names_label=""),
            "y_label": replace(ideal, value_label=""),
            "unit": replace(ideal, value_label="amount", title=""),
            "period": _without_names(ideal),
            "source_note": replace(ideal, notes=ideal.notes[1:]),
            "order": replace(
                ideal, marks=tuple(replace(m, place=-m.place) for m in ideal.marks)[::-1]
            ),
            "values": replace(
                ideal, marks=tuple(replace(m, value=m.value * 2 + 1) for m in ideal.marks)
            ),
            "title": replace(ideal, title=""),
        }
        named = {id: note.misconception for id, note in self.checks.items() if note.misconception}
        return tuple((broken[id].to_data(), misconception) for id, misconception in named.items())


def has_zero_base(facts: AxesFacts) -> bool:
    """Whether lengths or heights can be compared: the axis shows zero, and bars start there."""
    low, high = facts.value_axis
    slack = 1e-9 * max(abs(low), abs(high), 1.0)
    starts = facts.kind not in (BARS, HORIZONTAL) or all(abs(m.start) <= slack for m in facts.marks)
    return starts and not facts.logarithmic and low <= slack and high >= -slack


def holds(text: str, words: str) -> bool:
    """Whether the text holds the words, whatever their case."""
    return folded(words) in folded(text)


def _same_name(wanted: str, drawn: str) -> bool:
    return bool(wanted) and holds(drawn, wanted)


def _years(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?:19|20)\d\d(?:\s*Q[1-4])?", name))


def _without_names(facts: AxesFacts) -> AxesFacts:
    marks = tuple(replace(mark, name="") for mark in facts.marks)
    return replace(facts, marks=marks, notes=facts.notes[:1], title="")


def _wanted(table: Entry) -> Wanted:
    name = table.text("name")
    if "figure" in table:
        wanted = Range(*figure_range(table.text("figure"), table.number("scale", 1), table))
    else:
        wanted = Range(float(table.number("low")), float(table.number("high")))
    table.finish()
    return Wanted(name, wanted)
