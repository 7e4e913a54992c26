"""A function that the learner writes: it is called with arguments, and its values are judged.

Where the learner's code may not run beside the key, only the arguments go out and only the values
come back (see grading/box).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ontherecord.questions.entry import Entry
from ontherecord.questions.feedback import Note
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.questions.values import Refusal, described, plain_data

MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Call:
    """The arguments of one call and the value that is right; an `example` may be seen by all."""

    arguments: tuple[Any, ...]
    value: float
    example: bool


@dataclass(frozen=True, kw_only=True, repr=False)
class FunctionQuestion(Question):
    """A question with a function for an answer; `call` shows its name and arguments."""

    call: str
    made: tuple[Call, ...] = field(repr=False)
    tolerance: float
    wrong: tuple[tuple[tuple[float, ...], Note], ...] = field(repr=False)
    otherwise: Note = field(repr=False)

    widget = False
    code = True

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> FunctionQuestion:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        made = tuple(
            Call(arguments_of(table), float(table.number("value")), table.flag("example", False))
            for table in _finished(entry.entries("call", least=2))
        )
        made = tuple(sorted(made, key=lambda one: not one.example))
        if all(one.example for one in made):
            raise entry.refuse("at least one [[question.call]] must be no example.")
        wrong = []
        for table in entry.entries("wrong", least=1):
            gives = numbers_of(table, "gives")
            if len(gives) != len(made):
                raise table.refuse(f"'gives' must hold {len(made)} numbers, examples first.")
            wrong.append((gives, table.note()))
            table.finish()
        otherwise = entry.inner("otherwise")
        if otherwise is None:
            raise entry.refuse("'otherwise' is missing.")
        note = otherwise.note(misconception=False)
        otherwise.finish()
        tolerance = float(entry.number("tolerance", 0.005))
        return cls(
            **shared, call=entry.text("call_as"), made=made, tolerance=tolerance,
            wrong=tuple(wrong), otherwise=note,
        )  # fmt: skip

    @property
    def function(self) -> str:
        """The name that the learner's function has."""
        return self.call.partition("(")[0]

    @property
    def expected(self) -> str:
        return f"Write a function `{self.call}` and give {self.sample(self.function)}."

    def calls(self) -> list[list[Any]]:
        """The arguments of every call, as plain data; those of the examples come first."""
        return [list(one.arguments) for one in self.made]

    def read(self, value: Any) -> Reading:
        if callable(value):
            values = called(value, self.calls())
        else:
            given = plain_data(value)
            if type(given) is not list:
                raise Refusal(f"{described(value)} is no function.")
            values = given
        examples = sum(one.example for one in self.made)
        # Where the key is at home, there are more calls than in this kit.
        if self.marked and len(values) not in (len(self.made), examples):
            raise Refusal(f"These are {len(values)} values, and {len(self.made)} are asked.")
        values = [_value(one) for one in values]
        return Reading(None if all(one is None for one in values) else values)

    def mark(self, data: list[Any]) -> Mark:
        if len(data) < len(self.made):
            return Mark(0.0, (Note("Only the examples were run. It counts when all calls are."),))
        fits = [self._fits(given, one.value) for given, one in zip(data, self.made, strict=True)]
        if all(fits):
            return Mark(
                1.0, (Note("Every call gives the right value."), *map(Note, self.hints[-1:]))
            )
        for gives, note in self.wrong:
            if all(map(self._fits, data, gives)):
                return Mark(0.0, (note,))
        counted = [ok for ok, one in zip(fits, self.made, strict=True) if not one.example]
        return Mark(sum(counted) / len(counted), (self._first(data, fits), self.otherwise))

    def _fits(self, given: Any, wanted: float) -> bool:
        return type(given) in (int, float) and abs(given - wanted) <= self.tolerance

    def _first(self, data: list[Any], fits: list[bool]) -> Note:
        """What the first call that does not fit gave."""
        at = fits.index(False)
        inside = ", ".join(map(repr, self.made[at].arguments))
        given = data[at]
        if type(given) is dict:
            return Note(f"{self.function}({inside}) gave no number: {given['error']}.")
        return Note(f"{self.function}({inside}) gave {given!r}, and not {self.made[at].value:g}.")

    def gold(self) -> list[float]:
        return [one.value for one in self.made]

    def planted(self) -> tuple[tuple[Any, str], ...]:
        return tuple((list(gives), note.misconception) for gives, note in self.wrong)


def called(function: Callable[..., Any], calls: Sequence[Sequence[Any]]) -> list[Any]:
    """What the function gives for each list of arguments, as plain data.

    A number, a text, True, False or None is itself; for an error, or a value of another type,
    stands `{"error": ...}`.  A function that never ends is not ended here.
    """
    return [_called(function, arguments) for arguments in calls]


def _called(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    try:
        given = function(*arguments)
    except Exception as error:
        return {"error": _said(error)}
    try:
        return _value(plain_data(given))
    except Refusal:
        return {"error": f"it gave {described(given).lower()}"}


def _said(error: Exception) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:MOST_CHARACTERS]
    except Exception:
        return "an error that cannot be shown"


def _value(given: Any) -> Any:
    """The value of one call as it is saved; raises Refusal for what no call can give."""
    kind = type(given)
    if given is None or kind is bool or (kind in (int, float) and math.isfinite(given)):
        return given
    if kind is str:
        return given[:MOST_CHARACTERS]
    if kind is dict and list(given) == ["error"] and type(given["error"]) is str:
        return {"error": given["error"][:MOST_CHARACTERS]}
    raise Refusal(f"{described(given)} is no value of a call.")


def arguments_of(table: Entry) -> tuple[Any, ...]:
    """The arguments of a call: numbers and texts."""
    given = table.value("args", list, "a list", [])
    if not given or any(type(one) not in (int, float, str) for one in given):
        raise table.refuse("'args' must hold numbers and texts.")
    return tuple(given)


def numbers_of(table: Entry, name: str) -> tuple[float, ...]:
    """A list of numbers."""
    given = table.value(name, list, "a list of numbers", [])
    if any(type(one) not in (int, float) for one in given):
        raise table.refuse(f"{name!r} must hold numbers.")
    return tuple(map(float, given))


def _finished(tables: list[Entry]):
    for table in tables:
        yield table
        table.finish()
