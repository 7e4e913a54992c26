"""A number: right is what the rounding of its inputs allows, and known wrong routes are named."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ontherecord.questions.entry import Entry
from ontherecord.questions.expression import interval_of
from ontherecord.questions.feedback import Note
from ontherecord.questions.number_reading import number_in
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.values import Refusal, described, finite, plain_data

NEAR_MISS = 0.5
PERCENT = ("%", "per cent", "percent")
RATIO = ("", "times", "ratio")


class Range(NamedTuple):
    """All numbers from `low` to `high`, both included."""

    low: float
    high: float

    def holds(self, number: float) -> bool:
        """Whether the number lies inside; the last digit of a float does not matter."""
        slack = 1e-9 * max(1.0, abs(self.low), abs(self.high))
        return self.low - slack <= number <= self.high + slack

    def near(self, number: float, decimals: int) -> bool:
        """Whether the number is what rounding to so many decimals makes of one inside."""
        half = 0.5 * 10.0**-decimals
        is_rounded = math.isclose(number, round(number, decimals), rel_tol=1e-12, abs_tol=1e-12)
        return is_rounded and Range(self.low - half, self.high + half).holds(number)

    @property
    def size(self) -> Range:
        """The range of the numbers without their signs."""
        ends = sorted((abs(self.low), abs(self.high)))
        return Range(0.0 if self.low < 0 < self.high else ends[0], ends[1])


@dataclass(frozen=True, kw_only=True, repr=False)
class NumberQuestion(Question):
    """A question with a number for an answer, counted in `unit`."""

    unit: str
    right: Range = field(repr=False)
    decimals: int | None = None
    sign_counts: bool = True
    wrong: tuple[tuple[Range, Note], ...] = field(repr=False)
    otherwise: Note = field(repr=False)

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> NumberQuestion:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        decimals = entry.value("decimals", int, "a whole number", None)
        if decimals is not None and not 0 <= decimals <= 6:
            raise entry.refuse("'decimals' must be a whole number from 0 to 6.")
        signed = entry.flag("sign_counts", True)
        right = _range(entry, signed)
        wrong = []
        for table in entry.entries("wrong"):
            wrong.append((_range(table, signed), table.note()))
            table.finish()
        otherwise = entry.inner("otherwise")
        if otherwise is None:
            raise entry.refuse("'otherwise' is missing.")
        note = otherwise.note(misconception=False)
        otherwise.finish()
        question = cls(
            **shared,
            unit=entry.text("unit", ""),
            right=right,
            decimals=decimals,
            sign_counts=signed,
            wrong=tuple(wrong),
            otherwise=note,
        )
        for interval, _ in wrong:
            if question._is_right(interval.low) or question._is_right(interval.high):
                raise entry.refuse(f"a wrong range ({interval.low:g} ...) meets the right one.")
        return question

    @property
    def expected(self) -> str:
        precision = "" if self.decimals is None else f", rounded to {self._places(self.decimals)}"
        unit = f" in {self.unit}" if self.unit else ""
        return f"Give one number{unit}{precision}, in place of the dots: {self.sample('...')}."

    def _places(self, decimals: int) -> str:
        words = {0: "a whole number", 1: "one decimal"}
        return words.get(decimals, f"{decimals} decimals")

    def read(self, value: Any) -> Reading:
        given = plain_data(value)
        if type(given) is list and len(given) == 1:
            given = given[0]
        if given is None or (type(given) is str and not given.strip()):
            return Reading(None)
        if type(given) is str:
            number = _whole(number_in(given, self.unit))
            return Reading(number, (Note(f"{given.strip()!r} was read as {number}."),))
        if type(given) not in (int, float):
            raise Refusal(f"{described(value)} is no number.")
        return Reading(_whole(finite(given)))

    def mark(self, data: float) -> Mark:
        number = data if self.sign_counts else abs(data)
        if self._is_right(number):
            # The last hint is the sum, worked out.
            return Mark(1.0, (Note(f"{data:.10g} fits."), *map(Note, self.hints[-1:])))
        note = next((note for wrong, note in self.wrong if self._meets(wrong, number)), None)
        if note:
            return Mark(0.0, (note,))
        slip = self._slip(number)
        return Mark(NEAR_MISS, (Note(slip),)) if slip else Mark(0.0, (self.otherwise,))

    def _is_right(self, number: float) -> bool:
        return self._meets(self.right, number)

    def _meets(self, wanted: Range, number: float) -> bool:
        rounded = self.decimals is not None and wanted.near(number, self.decimals)
        return rounded or wanted.holds(number)

    def _slip(self, number: float) -> str | None:
        """The sentence for a number that is right but for its sign, its scale or its digits."""
        if self._is_right(-number):
            return "The size is right and the sign is not: a fall is negative, a rise is positive."
        if any(self._is_right(sign * 100 * number) for sign in (1, -1)):
            if self.unit.lower() in PERCENT:
                return "This is the ratio. Multiply it by 100 to get per cent."
        elif self.unit.lower().partition(" ")[0] in RATIO and any(
            self._is_right(sign * number / 100) for sign in (1, -1)
        ):
            return "This is in per cent. Divide it by 100 to get the ratio."
        if self.decimals and any(self.right.near(number, d) for d in range(self.decimals)):
            return f"This is rounded too far. Give {self._places(self.decimals)}."
        return None

    def gold(self) -> float:
        middle = (self.right.low + self.right.high) / 2
        places = range(11) if self.decimals is None else [self.decimals]
        rounded = (round(middle, decimals) for decimals in places)
        return _whole(next((r for r in rounded if self._is_right(r)), middle))

    def planted(self) -> tuple[tuple[Any, str], ...]:
        made = []
        for wrong, note in self.wrong:
            middle = (wrong.low + wrong.high) / 2
            made.append((middle, note.misconception))
        return tuple(made)


def _range(entry: Entry, signed: bool) -> Range:
    if ("expr" in entry) == ("low" in entry or "high" in entry):
        raise entry.refuse("give either 'expr', or 'low' and 'high'.")
    if "expr" in entry:
        made = Range(*interval_of(entry.text("expr"), entry))
    else:
        made = Range(float(entry.number("low")), float(entry.number("high")))
    if not (math.isfinite(made.low) and math.isfinite(made.high) and made.low <= made.high):
        raise entry.refuse(f"the range from {made.low} to {made.high} is none.")
    return made if signed else made.size


def _whole(number: float) -> float:
    """The number, as an int where it is whole: 81 and 81.0 are one saved answer."""
    return int(number) if float(number).is_integer() and abs(number) < 10**15 else number
