"""Two tiers: an option, and the sentence of the story that supports it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ontherecord.questions.choice import chosen
from ontherecord.questions.entry import Entry
from ontherecord.questions.feedback import Note
from ontherecord.questions.matrix import sentence_number
from ontherecord.questions.options import Option, by_id, read_options
from ontherecord.questions.question import (
    Library,
    Mark,
    Question,
    Reading,
    at_sentence,
    shared_entries,
)
from ontherecord.values import Refusal, described, plain_data

ONLY_THE_OPTION = 0.4
ONLY_THE_LINE = 0.2


@dataclass(frozen=True, kw_only=True, repr=False)
class TwoTier(Question):
    """A question with an option and its evidence.

    `wrong_lines` pairs sentence numbers with an explanation; no numbers stand for all others.
    """

    options: tuple[Option, ...] = field(repr=False)
    wrong_lines: tuple[tuple[tuple[int, ...], Note], ...] = field(repr=False)

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> TwoTier:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        if shared["page"] is None:
            raise entry.refuse("a two_tier question needs an 'article'.")
        wrong_lines = []
        for table in entry.entries("wrong_evidence", least=1):
            numbers = table.sentences("sentences", shared["page"], [])
            wrong_lines.append((numbers, table.note()))
            table.finish()
        if all(numbers for numbers, _ in wrong_lines):
            raise entry.refuse("no [[question.wrong_evidence]] without 'sentences'.")
        options = read_options(entry, shared["page"])
        return cls(**shared, options=options, wrong_lines=tuple(wrong_lines))

    @property
    def expected(self) -> str:
        pattern = self.sample('("...", ...)')
        return f"Give the letter of an option, then the number of its sentence: {pattern}."

    def read(self, value: Any) -> Reading:
        given = plain_data(value)
        if type(given) is str:
            given = [given, None]
        if type(given) is not list or len(given) > 2:
            raise Refusal(f"{described(value)} is no pair of a letter and a sentence number.")
        option, line = [*given, None, None][:2]
        if type(option) is int and line is None:
            option, line = None, option
        number = sentence_number(line)
        if number is not None and not 1 <= number <= len(self.page.sentences):
            raise Refusal(
                f"There is no sentence {number}: they run from 1 to {len(self.page.sentences)}."
            )
        data = [chosen(self.options, option), number]
        return Reading(None if data == [None, None] else data)

    def mark(self, data: list[Any]) -> Mark:
        id, line = data
        if id is None:
            return Mark(0.0, (Note("The letter of the option is missing."),))
        option = by_id(self.options, id)
        fits = line in option.evidence
        score = option.credit * (1 if fits else ONLY_THE_OPTION)
        notes = (option.note, *self._line_notes(option, line, fits))
        supports = any(line in other.evidence for other in self.options if other.credit == 1)
        if supports and score < ONLY_THE_LINE:
            said = f"Sentence {line} supports the right option, and earns a part of the points."
            return Mark(ONLY_THE_LINE, (*notes, Note(said)))
        return Mark(score, notes)

    def _line_notes(self, option: Option, line: int | None, fits: bool) -> tuple[Note, ...]:
        if fits or not option.credit:
            return ()
        if line is None:
            return (Note("The number of the sentence that supports it is missing."),)
        note = next((n for numbers, n in self.wrong_lines if line in numbers), None)
        note = note or next(n for numbers, n in self.wrong_lines if not numbers)
        return (Note(note.text, note.misconception, note.where or at_sentence((line,))),)

    def gold(self) -> list[Any]:
        best = next(option for option in self.options if option.credit == 1)
        return [best.id, best.evidence[0]]

    def planted(self) -> tuple[tuple[Any, str], ...]:
        best, line = self.gold()
        wrong_options = [([o.id, line], o.note.misconception) for o in self.options if o.credit < 1]
        supports = by_id(self.options, best).evidence
        wrong_lines = [
            ([best, number], note.misconception)
            for numbers, note in self.wrong_lines
            for number in numbers
            if number not in supports
        ]
        return (*wrong_options, *wrong_lines)
