"""Arrows: who told whom, from the one who said it first towards the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.feedback import Note
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.values import Names, Refusal, described, plain_data, shown

Arrow = tuple[str, str]
EDGES, ORIGIN = 0.8, 0.2
"""The shares of the credit for the arrows and for the merged origin."""
MOST_ARROWS = 200
_BETWEEN = re.compile(r"(?<!-)-+>|(?<!=)=+>|\u2192")


@dataclass(frozen=True)
class Merged:
    """The demand that several arms start at one origin."""

    origin: str
    arms: tuple[str, ...]
    note: Note

    def holds(self, arrows: Iterable[Arrow]) -> bool:
        """Whether the arrows lead from the origin to each arm, and not by way of another arm."""
        steps = (arrow for arrow in arrows if arrow[0] not in self.arms)
        return set(self.arms) <= reached(self.origin, steps)


@dataclass(frozen=True, kw_only=True, repr=False)
class Arrows(Question):
    """A question with a chain to draw; `answers` are the accepted sets, the preferred one first.

    `ties` say who owns or runs whom: (from, to, verb, sentence), to be drawn and never judged.
    """

    nodes: Names = field(repr=False)
    answers: tuple[tuple[Arrow, ...], ...] = field(repr=False)
    missing: dict[Arrow, Note] = field(repr=False)
    wrong: dict[Arrow, Note] = field(repr=False)
    backwards: Note = field(repr=False)
    otherwise: Note = field(repr=False)
    merged: Merged | None = field(repr=False)
    ties: tuple[tuple[str, str, str, int | None], ...] = field(default=(), repr=False)

    widget = False

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> Arrows:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        nodes = nodes_of(entry)
        ids = list(nodes.spellings)
        missing = _noted_arrows(entry, "arrow", ids, least=1)
        answers = [tuple(missing)]
        for table in entry.entries("accept"):
            answers.append(_arrow_list(table, ids))
            table.text("why")
            table.finish()
        question = cls(
            **shared,
            nodes=nodes,
            answers=tuple(answers),
            missing=missing,
            wrong=_noted_arrows(entry, "wrong", ids),
            backwards=_inner_note(entry, "reversed"),
            otherwise=_inner_note(entry, "otherwise"),
            merged=_merged(entry, ids),
            ties=ties_of(entry),
        )
        for answer in answers:
            if question.merged and not question.merged.holds(answer):
                raise entry.refuse("an accepted set of arrows misses the merged origin.")
            if set(answer) & set(question.wrong):
                raise entry.refuse("an accepted arrow is listed as wrong.")
        return question

    @property
    def expected(self) -> str:
        pattern = self.sample('[("...", "..."), ("...", "...")]')
        return f"Give a list of arrows, each from one name to another: {pattern}."

    def read(self, value: Any) -> Reading:
        given = plain_data(value)
        if type(given) is str:
            given = [line for line in re.split(r"[\n;]", given) if line.strip()]
        if type(given) is not list:
            raise Refusal(f"{described(value)} is no list of arrows.")
        if len(given) == 2 and not any(type(one) is list or _is_text_arrow(one) for one in given):
            given = [given]
        if len(given) > MOST_ARROWS:
            raise Refusal(f"{len(given)} arrows are too many for this story.")
        arrows = {self._arrow(one) for one in given if one is not None}
        order = list(self.nodes.spellings)
        ordered = sorted(arrows, key=lambda arrow: (order.index(arrow[0]), order.index(arrow[1])))
        return Reading([list(arrow) for arrow in ordered] or None)

    def _arrow(self, given: Any) -> Arrow:
        if type(given) is str:
            given = [name.strip() for name in _BETWEEN.split(given)]
        if type(given) is not list or len(given) != 2 or None in given or "" in given:
            raise Refusal(f"{shown(given)} is no arrow: it needs two names, from and to.")
        return self.nodes.find(given[0]), self.nodes.find(given[1])

    def mark(self, data: list[list[str]]) -> Mark:
        arrows = {(start, end) for start, end in data}
        answer = max(self.answers, key=lambda known: self._score(arrows, known))
        notes = [self._explanation(arrow, answer) for arrow in sorted(arrows - {*answer})]
        for arrow in answer:
            if arrow not in arrows and arrow[::-1] not in arrows:
                notes.append(self.missing.get(arrow) or Note("An arrow is missing."))
        if self.merged and not self.merged.holds(arrows):
            notes.append(self.merged.note)
        return Mark(self._score(arrows, answer), tuple(notes) or self._fits())

    def _fits(self) -> tuple[Note, ...]:
        # The last hint is the worked answer: it says why the arrows run as they do.
        return (Note("Every arrow fits."), *map(Note, self.hints[-1:]))

    def _score(self, arrows: set[Arrow], answer: tuple[Arrow, ...]) -> float:
        f1 = 2 * len(arrows & {*answer}) / (len(arrows) + len(answer))
        if not self.merged:
            return f1
        # Arrows at random also reach the arms: the origin counts among arrows that are right.
        return EDGES * f1 + ORIGIN * self.merged.holds(arrows & {*answer})

    def _explanation(self, arrow: Arrow, answer: tuple[Arrow, ...]) -> Note:
        drawn_backwards = arrow[::-1] in answer
        note = self.backwards if drawn_backwards else self.wrong.get(arrow, self.otherwise)
        return Note(f"{arrow[0]} -> {arrow[1]}: {note.text}", note.misconception)

    def gold(self) -> list[list[str]]:
        return [list(arrow) for arrow in self.answers[0]]

    def planted(self) -> tuple[tuple[Any, str], ...]:
        first, *others = self.gold()
        wrong = [([*self.gold(), list(a)], note.misconception) for a, note in self.wrong.items()]
        turned = [(([first[::-1], *others]), self.backwards.misconception)]
        left_out = [
            ([other for other in self.gold() if tuple(other) != arrow], note.misconception)
            for arrow, note in self.missing.items()
            if len(self.missing) > 1
        ]
        return (*wrong, *turned, *left_out)


def reached(origin: str, arrows: Iterable[Arrow]) -> set[str]:
    """The names that the arrows lead to from the origin."""
    arrows, found, new = set(arrows), set(), {origin}
    while new:
        new = {end for start, end in arrows if start in new} - found
        found |= new
    return found


def _is_text_arrow(one: Any) -> bool:
    return type(one) is str and bool(_BETWEEN.search(one))


def nodes_of(entry: Entry) -> Names:
    """The names that arrows may run between, each with other spellings."""
    spellings = {}
    for table in entry.entries("node", least=2):
        spellings[table.text("id")] = table.texts("also", ())
        table.finish()
    words = [word for id, also in spellings.items() for word in (id, *also)]
    unique(entry, words, "name of a node")
    return Names("name in this question", spellings)


def _noted_arrows(entry: Entry, name: str, ids: list[str], least: int = 0) -> dict[Arrow, Note]:
    noted = {}
    for table in entry.entries(name, least=least):
        arrow = (table.text("from", known=ids), table.text("to", known=ids))
        if arrow in noted:
            raise table.refuse("this arrow stands twice.")
        noted[arrow] = table.note()
        table.finish()
    return noted


def _arrow_list(table: Entry, ids: list[str]) -> tuple[Arrow, ...]:
    arrows = []
    for pair in table.value("arrows", list, "a list of pairs", []):
        if not isinstance(pair, list) or len(pair) != 2 or not set(pair) <= set(ids):
            raise table.refuse(f"{pair!r} is no pair of nodes.")
        arrows.append((pair[0], pair[1]))
    if not arrows:
        raise table.refuse("'arrows' is missing.")
    return tuple(dict.fromkeys(arrows))


def _inner_note(entry: Entry, name: str) -> Note:
    table = entry.inner(name)
    if table is None:
        raise entry.refuse(f"{name!r} is missing.")
    note = table.note()
    table.finish()
    return note


def ties_of(entry: Entry) -> tuple[tuple[str, str, str, int | None], ...]:
    """Who owns or runs whom, to be drawn beside the arrows."""
    return tuple(_tie(table) for table in entry.entries("tie"))


def _tie(table: Entry) -> tuple[str, str, str, int | None]:
    tie = (table.text("from"), table.text("to"), table.text("says"), table.number("sentence", None))
    table.finish()
    return tie


def _merged(entry: Entry, ids: list[str]) -> Merged | None:
    table = entry.inner("merged")
    if table is None:
        return None
    merged = Merged(table.text("origin", known=ids), table.texts("arms", known=ids), table.note())
    table.finish()
    return merged
