"""The forms of the assessment: four short pages each, and sixteen statements on them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from ontherecord.article import data_folder
from ontherecord.errors import DataError
from ontherecord.questions import misconceptions
from ontherecord.questions.entry import Entry, unique

SLOTS = (
    "scope", "chain", "forecast", "voice", "percent", "label", "disclosure", "other"
)  # fmt: skip
"""The plan that both forms follow: each slot once sound and once not."""


@dataclass(frozen=True)
class Statement:
    """A statement on a page; `misconception` is the misreading that leads to the other answer."""

    id: str
    text: str
    page: str
    slot: str
    sound: bool = field(repr=False)
    misconception: str = field(repr=False)
    why: str = field(repr=False)

    @property
    def right(self) -> str:
        """The answer that the page bears out: "yes" or "no"."""
        return "yes" if self.sound else "no"


@dataclass(frozen=True)
class Page:
    """A short page of invented news; its title is sentence 1."""

    id: str
    title: str
    paragraphs: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences in order, the title first."""
        return (self.title, *(sentence for part in self.paragraphs for sentence in part))


@dataclass(frozen=True)
class Form:
    """One of the two parallel forms, with its pages and its statements in order."""

    id: str
    pages: tuple[Page, ...] = field(repr=False)
    statements: tuple[Statement, ...] = field(repr=False)

    def on(self, page: Page) -> tuple[Statement, ...]:
        """The statements on that page."""
        return tuple(statement for statement in self.statements if statement.page == page.id)


@cache
def forms() -> MappingProxyType[str, Form]:
    """The forms by name: "A" and "B".  Raises DataError for a file that cannot be used."""
    folder = data_folder() / "assessment"
    return MappingProxyType({name: _form(folder / f"{name.lower()}.toml", name) for name in "AB"})


def _form(file: Any, name: str) -> Form:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(file, "file", f"it cannot be read ({error}).") from None
    whole = Entry(table, file, f"form {name}")
    whole.text("form", known=[name])
    # In a graded course a form holds no key: answers are recorded, and marked elsewhere.
    marked = not whole.flag("unmarked", False)
    parts = [_page(entry, marked) for entry in whole.entries("page")]
    whole.finish()
    statements = tuple(statement for _, asked in parts for statement in asked)
    unique(whole, [statement.id for statement in statements], "statement")
    if marked:
        _follow_the_plan(whole, statements)
    return Form(name, tuple(page for page, _ in parts), statements)


def _page(entry: Entry, marked: bool) -> tuple[Page, list[Statement]]:
    paragraphs = entry.value("paragraphs", list, "a list of lists of sentences", [])
    if not paragraphs or not all(isinstance(s, str) and s for part in paragraphs for s in part):
        raise entry.refuse("'paragraphs' must be lists of sentences.")
    page = Page(entry.text("id"), entry.text("title"), tuple(map(tuple, paragraphs)))
    asked = [_statement(one, page, marked) for one in entry.entries("statement")]
    entry.finish()
    return page, asked


def _statement(entry: Entry, page: Page, marked: bool) -> Statement:
    key = _key(entry) if marked else {"slot": "", "sound": False, "misconception": "", "why": ""}
    found = Statement(id=entry.text("id"), text=entry.text("text"), page=page.id, **key)
    entry.finish()
    return found


def _key(entry: Entry) -> dict[str, Any]:
    return {
        "slot": entry.text("slot", known=SLOTS),
        "sound": entry.flag("sound"),
        "misconception": entry.text("misconception", known=misconceptions()),
        "why": entry.text("why"),
    }


def _follow_the_plan(whole: Entry, statements: tuple[Statement, ...]) -> None:
    wanted = sorted((slot, sound) for slot in SLOTS for sound in (False, True))
    if sorted((s.slot, s.sound) for s in statements) != wanted:
        raise whole.refuse("each slot needs one sound statement and one that is not.")
