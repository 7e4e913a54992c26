"""Select all that fit: right ones count, wrong ones cost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.feedback import Note
from ontherecord.questions.options import Option, option_id
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.values import Refusal, described, plain_data


@dataclass(frozen=True, kw_only=True, repr=False)
class Select(Question):
    """A question with every fitting option to choose."""

    options: tuple[Option, ...] = field(repr=False)

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> Select:
        """The question that the table describes."""
        statements = entry.flag("statements", True)
        options = []
        for table in entry.entries("option", least=2):
            right = table.flag("right")
            sound = table.flag("sound", right if statements else None)
            named = (table.text("id"), table.text("text"))
            options.append(Option(*named, float(right), table.note(), (), sound))
            table.finish()
        unique(entry, (option.id for option in options), "option")
        if not any(option.credit for option in options):
            raise entry.refuse("no option is right.")
        return cls(**shared_entries(entry, library), options=tuple(options))

    @property
    def expected(self) -> str:
        pattern = self.sample('["...", "..."]')
        return f"Give the letters of all that fit: {pattern}."

    def read(self, value: Any) -> Reading:
        given = plain_data(value)
        if type(given) is str:
            given = self._letters(given)
        if type(given) is not list:
            raise Refusal(f"{described(value)} is no list of options.")
        meant = {option_id(self.options, part) for part in given if part is not None}
        return Reading([o.id for o in self.options if o.id in meant] or None)

    def _letters(self, text: str) -> list[str]:
        try:
            return [option_id(self.options, text)] if text.strip() else []
        except Refusal:
            return [word for word in re.split(r"[\s,;]+|\band\b", text) if word]

    def mark(self, data: list[str]) -> Mark:
        right = [option for option in self.options if option.credit]
        hits = sum(option.id in data for option in right)
        score = max(0.0, (hits - (len(data) - hits)) / len(right))
        if score == 1:
            notes = [replace(self._note(option), misconception=None) for option in right]
        else:
            notes = [self._note(o) for o in self.options if (o.id in data) != bool(o.credit)]
        return Mark(score, tuple(notes))

    def _note(self, option: Option) -> Note:
        return replace(option.note, text=f"{option.id}: {option.note.text}")

    def gold(self) -> list[str]:
        return [option.id for option in self.options if option.credit]

    def planted(self) -> tuple[tuple[Any, str], ...]:
        gold = self.gold()
        return tuple(
            ([id for id in gold if id != o.id] if o.credit else [*gold, o.id], o.note.misconception)
            for o in self.options
            if not o.credit or len(gold) > 1
        )
