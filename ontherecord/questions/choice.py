"""Single choice: one option is asked, and each option explains itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ontherecord.questions.entry import Entry
from ontherecord.questions.options import Option, by_id, option_id, read_options
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.values import Refusal, plain_data


@dataclass(frozen=True, kw_only=True, repr=False)
class Choice(Question):
    """A question with one option to choose."""

    options: tuple[Option, ...] = field(repr=False)

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> Choice:
        """The question that the table describes."""
        return cls(**shared_entries(entry, library), options=read_options(entry))

    @property
    def expected(self) -> str:
        pattern = self.sample('"..."')
        return f"Give the letter of one option in place of the dots: {pattern}."

    def read(self, value: Any) -> Reading:
        return Reading(chosen(self.options, plain_data(value)))

    def mark(self, data: str) -> Mark:
        option = by_id(self.options, data)
        return Mark(option.credit, (option.note,))

    def gold(self) -> str:
        return next(option.id for option in self.options if option.credit == 1)

    def planted(self) -> tuple[tuple[Any, str], ...]:
        return tuple((o.id, o.note.misconception) for o in self.options if o.credit < 1)


def chosen(options: tuple[Option, ...], given: Any) -> str | None:
    """The letter in plain data, which may be a list of one; None when nothing is chosen."""
    if type(given) is list:
        if len(given) > 1:
            raise Refusal(f"You gave {len(given)} options, and one is asked.")
        given = given[0] if given else None
    blank = given is None or (type(given) is str and not given.strip())
    return None if blank else option_id(options, given)
