"""The options of choice, select and two-tier questions."""

from __future__ import annotations

import string
from typing import Any, NamedTuple

from ontherecord.article import Article
from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.feedback import Note
from ontherecord.values import Names

CREDITS = (0, 0.5, 1)


class Option(NamedTuple):
    """One option: its letter, its text, its credit and the explanation shown for it.

    `evidence` are the sentences that support it, one of which is enough.  `sound` tells
    whether its text, as a statement on the story, holds; None when it is no statement.
    """

    id: str
    text: str
    credit: float
    note: Note
    evidence: tuple[int, ...] = ()
    sound: bool | None = None


def read_options(entry: Entry, article: Article | None = None) -> tuple[Option, ...]:
    """The options of a choice; with an article, each that earns credit has its evidence."""
    options = []
    for table in entry.entries("option", least=2):
        credit = table.number("credit")
        if credit not in CREDITS:
            raise table.refuse(f"'credit' is {credit!r}; it must be 1, 0.5 or 0.")
        evidence = ()
        if article:
            evidence = table.sentences("evidence", article, [])
            if credit and not evidence:
                raise table.refuse("it has credit, so it needs 'evidence'.")
        option = Option(
            table.text("id"),
            table.text("text"),
            credit,
            table.note(misconception=credit < 1),
            evidence,
            table.flag("sound", None),
        )
        table.finish()
        options.append(option)
    unique(entry, (option.id for option in options), "option")
    if not any(option.credit == 1 for option in options):
        raise entry.refuse("no option has credit = 1.")
    return tuple(options)


def by_id(options: tuple[Option, ...], id: str) -> Option:
    """The option with that letter."""
    return next(option for option in options if option.id == id)


def option_id(options: tuple[Option, ...], given: Any) -> str:
    """The letter of the option that was meant; raises Refusal for an unknown one."""
    if type(given) is str:
        given = given.rstrip(f"{string.whitespace}.):")
    texts = {option.id: (option.text.rstrip(". "),) for option in options}
    return Names("option of this question", texts).find(given)
