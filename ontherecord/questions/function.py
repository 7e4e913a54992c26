"""A function that the learner writes: it is called with arguments, and its values are judged.

Where the learner's code may not run beside the key, only the arguments go out and only the values
come back (see grading/box).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ontherecord.calls import called, saved
from ontherecord.questions.entry import Entry
from ontherecord.questions.expression import interval_of
from ontherecord.questions.feedback import Note
from ontherecord.questions.number import Range
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.values import Refusal, described, plain_data

_CALL = re.compile(r"(\w+)\((\w+(?:, \w+)*)\)")


@dataclass(frozen=True)
class Call:
    """The arguments of one call and the values that are right; all may see an `example`."""

    arguments: tuple[Any, ...]
    right: Range
    example: bool

    @property
    def value(self) -> float:
        """The middle of the values that are right."""
        return (self.right.low + self.right.high) / 2


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
        call = call_of(entry)
        made = [_made(table, call) for table in entry.entries("call", least=2)]
        made.sort(key=lambda one: not one.example)
        if all(one.example for one in made):
            raise entry.refuse("at least one [[question.call]] must be no example.")
        otherwise = entry.inner("otherwise")
        if otherwise is None:
            raise entry.refuse("'otherwise' is missing.")
        note = otherwise.note(misconception=False)
        otherwise.finish()
        question = cls(
            **shared,
            call=call,
            made=tuple(made),
            tolerance=float(entry.number("tolerance", 0.005)),
            wrong=tuple(_wrong(table, len(made)) for table in entry.entries("wrong", least=1)),
            otherwise=note,
        )
        if any(all(question._fits(gives)) for gives, _ in question.wrong):
            raise entry.refuse("a wrong rule gives the right values for all calls.")
        return question

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
            values = plain_data(value)
            if type(values) is not list:
                raise Refusal(f"{described(value)} is no function.")
        examples = sum(one.example for one in self.made)
        # Where the key is at home, there are more calls than in this kit.
        if self.marked and len(values) not in (0, len(self.made), examples):
            raise Refusal(f"The list has {len(values)} values, and there are {len(self.made)}.")
        values = [saved(one) for one in values]
        if any(one is not None for one in values):
            return Reading(values)
        empty = Note(f"{self.call} gave nothing back. Its last line begins with `return`.")
        return Reading(None, (empty,) if callable(value) else ())

    def mark(self, data: list[Any]) -> Mark:
        if len(data) < len(self.made):
            told = "These are values of the examples only, and nobody ran the other calls. "
            return Mark(0.0, (Note(f"{told}Only with them it can be judged."),))
        fits = self._fits(data)
        if all(fits):
            fine = Note("Every call gives the right value.")
            return Mark(1.0, (fine, *map(Note, self.hints[-1:])))
        first = self._first(data, fits)
        for gives, note in self.wrong:
            if all(map(self._same, data, gives)):
                return Mark(0.0, (first, note))
        # An example earns nothing, for its value may be seen; one that does not fit still counts.
        tried = zip(fits, self.made, strict=True)
        counted = [ok for ok, one in tried if not (ok and one.example)]
        return Mark(sum(counted) / len(counted), (first, self.otherwise))

    def _same(self, given: Any, value: float) -> bool:
        return type(given) in (int, float) and abs(given - value) <= self.tolerance

    def _fits(self, data: Sequence[Any]) -> list[bool]:
        """Whether each value is right."""
        pairs = zip(data, self.made, strict=True)
        return [
            self._same(given, one.value)
            or (type(given) in (int, float) and one.right.holds(given))
            for given, one in pairs
        ]  # fmt: skip

    def _first(self, data: list[Any], fits: list[bool]) -> Note:
        """What the first call that does not fit gave."""
        at = fits.index(False)
        given, one = data[at], self.made[at]
        call = f"{self.function}({', '.join(map(repr, one.arguments))})"
        if type(given) is dict:
            return Note(f"{call} gave no number: {given['error'].rstrip('.')}.")
        shown = f"{given:.6g}" if type(given) is float else repr(given)
        return Note(f"{call} gave {shown}, and not {one.value:.6g}.")

    def gold(self) -> list[float]:
        return [one.value for one in self.made]

    def planted(self) -> tuple[tuple[Any, str], ...]:
        return tuple((list(gives), note.misconception) for gives, note in self.wrong)


def call_of(entry: Entry) -> str:
    """How the function is called, such as `change(old, new)`."""
    call = entry.text("call_as")
    if not _CALL.fullmatch(call):
        raise entry.refuse(f"'call_as' must be like 'change(old, new)', not {call!r}.")
    return call


def arguments_of(table: Entry, call: str) -> tuple[Any, ...]:
    """The arguments of a call: numbers and texts, as many as `call` shows."""
    given = table.value("args", list, "a list", [])
    wanted = call.count(",") + 1
    if len(given) != wanted or any(type(one) not in (int, float, str) for one in given):
        raise table.refuse(f"'args' must hold {wanted} numbers or texts.")
    return tuple(given)


def _made(table: Entry, call: str) -> Call:
    if ("expr" in table) == ("value" in table):
        raise table.refuse("give either 'value' or 'expr'.")
    value = None if "expr" in table else table.number("value")
    ends = interval_of(table.text("expr"), table) if value is None else (value, value)
    if not all(map(math.isfinite, ends)):
        raise table.refuse("its value must be a finite number.")
    made = Call(arguments_of(table, call), Range(*map(float, ends)), table.flag("example", False))
    table.finish()
    return made


def _wrong(table: Entry, calls: int) -> tuple[tuple[float, ...], Note]:
    gives = table.value("gives", list, "a list of numbers", [])
    numbers = all(type(one) in (int, float) and math.isfinite(one) for one in gives)
    if len(gives) != calls or not numbers:
        raise table.refuse(f"'gives' must hold {calls} numbers, examples first.")
    made = tuple(map(float, gives)), table.note()
    table.finish()
    return made
