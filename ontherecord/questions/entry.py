"""One table of a question's TOML, read entry by entry; every refusal names file and entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ontherecord.article import Article
from ontherecord.errors import DataError, OnTheRecordError
from ontherecord.questions.feedback import Note
from ontherecord.text import Span
from ontherecord.vocabulary import closest, listed

_REQUIRED = object()


class Entry:
    """A table with its place; `finish` refuses what nobody has asked for."""

    def __init__(self, table: Any, file: object, name: str) -> None:
        self.file, self.name, self._asked = file, name, []
        if not isinstance(table, dict):
            raise self.refuse(f"{table!r} must be a table.")
        self.table = table

    def __contains__(self, entry: str) -> bool:
        return entry in self.table

    def refuse(self, reason: str) -> DataError:
        """The error that says what is the matter with this entry."""
        return DataError(self.file, self.name, reason)

    def value(self, entry: str, kinds: type | tuple[type, ...], what: str, default: Any) -> Any:
        """The entry's value, of one of those types."""
        self._asked.append(entry)
        value = self.table.get(entry, default)
        if value is _REQUIRED:
            raise self.refuse(f"{entry!r} is missing.")
        as_bool = kinds is bool
        if entry in self.table and (
            not isinstance(value, kinds) or isinstance(value, bool) is not as_bool
        ):
            raise self.refuse(f"{entry!r} is {value!r}; it must be {what}.")
        return value

    def text(self, entry: str, default: Any = _REQUIRED, known: Iterable[str] = ()) -> str:
        """Text, where `known` is given one of those words."""
        value, known = self.value(entry, str, "text", default), list(known)
        if entry in self.table and not value.strip():
            raise self.refuse(f"{entry!r} is empty.")
        if entry in self.table and known and value not in known:
            near = closest(value, known) or known
            raise self.refuse(f"{entry} {value!r} is unknown; use {listed(near)}.")
        return value

    def number(self, entry: str, default: Any = _REQUIRED) -> Any:
        """A number."""
        return self.value(entry, (int, float), "a number", default)

    def flag(self, entry: str, default: Any = _REQUIRED) -> Any:
        """True or false."""
        return self.value(entry, bool, "true or false", default)

    def texts(
        self, entry: str, default: Any = _REQUIRED, known: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """A list of texts, none of them twice; where `known` is given, of those words."""
        values, known = self.value(entry, (list, tuple), "a list", default), list(known)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.refuse(f"{entry!r} holds {value!r}; it must hold text.")
            if known and value not in known:
                near = closest(value, known) or known
                raise self.refuse(f"{entry} {value!r} is unknown; use {listed(near)}.")
        if len(set(values)) < len(values):
            raise self.refuse(f"{entry!r} holds an item twice.")
        return tuple(values)

    def sentences(
        self, entry: str, article: Article | None, default: Any = _REQUIRED
    ) -> tuple[int, ...]:
        """A list of sentence numbers of the article."""
        values = self.value(entry, (list, tuple), "a list of sentence numbers", default)
        if values and article is None:
            raise self.refuse(f"{entry!r} needs an 'article' in the question.")
        for number in values:
            self._in_article(lambda number=number: article.sentence(number))
        return tuple(values)

    def span(self, article: Article) -> Span:
        """The place of `quote` in the sentence `sentence`."""
        number = self.value("sentence", int, "a sentence number", _REQUIRED)
        quote = self.text("quote")
        return self._in_article(lambda: article.locate(number, quote))

    def _in_article(self, look: Any) -> Any:
        try:
            return look()
        except OnTheRecordError as error:
            raise self.refuse(str(error)) from None

    def entries(self, entry: str, what: str = "", least: int = 0) -> list[Entry]:
        """The tables of a list such as `[[question.option]]`."""
        tables = self.value(entry, list, "a list of tables", [])
        if len(tables) < least:
            raise self.refuse(f"it needs at least {least} of [[question.{entry}]].")
        made = []
        for number, table in enumerate(tables, start=1):
            id = table.get("id", number) if isinstance(table, dict) else number
            made.append(Entry(table, self.file, f"{self.name}, {what or entry} {id}"))
        return made

    def inner(self, entry: str) -> Entry | None:
        """The table of an entry such as `otherwise = {...}`; None when there is none."""
        table = self.value(entry, dict, "a table", None)
        return None if table is None else Entry(table, self.file, f"{self.name}, {entry}")

    def note(self, misconception: bool = True, where: str | None = None) -> Note:
        """The explanation: `says` and, where required, `misconception`."""
        named = self.text("misconception", _REQUIRED if misconception else None)
        return Note(self.text("says"), named, where)

    def finish(self) -> None:
        """Refuses an entry that has no meaning here, such as a slip of the pen."""
        for entry in self.table:
            if entry not in self._asked:
                known = listed(dict.fromkeys(self._asked))
                raise self.refuse(f"{entry!r} has no meaning here; known are {known}.")


def unique(entry: Entry, ids: Iterable[str], what: str) -> None:
    """Refuses an id that stands twice, whatever its case."""
    seen: set[str] = set()
    for id in ids:
        if id.casefold() in seen:
            raise entry.refuse(f"the {what} {id!r} stands twice.")
        seen.add(id.casefold())
