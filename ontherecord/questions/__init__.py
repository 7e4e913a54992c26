"""The questions of the lessons: `load("04.scope")` gives one, and it judges any answer.

The questions of a unit stand in data/questions/<unit>.toml; docs/questions.md explains them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from ontherecord.article import article as shipped_article
from ontherecord.article import data_folder
from ontherecord.errors import DataError, UnknownNameError
from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.question import Brief, Library, Question, brief_of
from ontherecord.vocabulary import closest, listed

if TYPE_CHECKING:
    from ontherecord.key import Key

TYPES = {
    "choice": "Choice",
    "select": "Select",
    "matrix": "Matrix",
    "span": "SpanQuestion",
    "tags": "TagsQuestion",
    "two_tier": "TwoTier",
    "number": "NumberQuestion",
    "chart": "ChartQuestion",
    "function": "FunctionQuestion",
    "arrows": "Arrows",
}
"""Each type of question and its class, in the module of the type's name."""


def _shipped_key(id: str) -> Key:
    # Most questions need no key of a story.
    from ontherecord.key import key

    return key(id)


SHIPPED = Library(shipped_article, _shipped_key)


class Misconception(NamedTuple):
    """A misreading that feedback can name: what to do instead, and the wording that warns."""

    id: str
    name: str
    rule: str
    sign: str


@cache
def load(name: str) -> Question:
    """The question of that name; raises UnknownNameError, or DataError for a faulty entry."""
    return build(_entry(name), SHIPPED)


@cache
def brief(name: str) -> Brief:
    """The type, the points and the prompt of that question, with no need to make it.

    Raises UnknownNameError, or DataError for a faulty entry.
    """
    return brief_of(_entry(name))


def known(name: str) -> bool:
    """Whether there is a question of that name."""
    unit = str(name).partition(".")[0]
    return unit in units() and name in _entries(unit)


@cache
def units() -> tuple[str, ...]:
    """The units that have questions, in order."""
    folder = data_folder() / "questions"
    if not folder.is_dir():
        return ()
    files = (file.name for file in folder.iterdir())
    return tuple(sorted(file[:-5] for file in files if file.endswith(".toml")))


def names(unit: str | None = None) -> tuple[str, ...]:
    """The names of all questions, or of one unit's, in the order of the files."""
    asked = units() if unit is None else [unit] if unit in units() else []
    return tuple(name for one in asked for name in _entries(one))


def all_questions(unit: str | None = None) -> tuple[Question, ...]:
    """All questions, or those of one unit."""
    return tuple(map(load, names(unit)))


def marked() -> bool:
    """Whether this kit holds the keys; what a graded course hands out does not."""
    first = (_entry(name) for unit in units()[:1] for name in names(unit)[:1])
    return not any(entry.flag("unmarked", False) for entry in first)


@cache
def misconceptions() -> dict[str, Misconception]:
    """The misreadings that feedback can name, by id."""
    file = data_folder() / "misconceptions.toml"
    made = {}
    for number, table in enumerate(_tables(file).get("misconception", []), start=1):
        entry = Entry(table, file, f"misconception {number}")
        words = [entry.text(word) for word in ("id", "name", "rule", "sign")]
        made[words[0]] = Misconception(*words)
    return made


def read_unit(file: Any) -> dict[str, Entry]:
    """The tables of a questions file by name; refuses names of another unit, or given twice."""
    unit = file.name.removesuffix(".toml")
    entries = {}
    made = Entry(_tables(file), file, "file").entries("question", "question", least=1)
    for entry in made:
        name = entry.text("name")
        entry.name = name
        if name.partition(".")[0] != unit:
            raise entry.refuse(f"a name in this file must begin with {unit + '.'!r}.")
        entries[name] = entry
    unique(Entry({}, file, "names"), (entry.name for entry in made), "name")
    return entries


def class_of(type: str) -> Any:
    """The class of a type of question, from its own module."""
    return getattr(import_module(f"ontherecord.questions.{type}"), TYPES[type])


def build(entry: Entry, library: Library) -> Question:
    """The question that a table describes; raises DataError with file, entry and reason."""
    type = entry.text("type", known=TYPES)
    if entry.flag("unmarked", False):
        from ontherecord.questions import unmarked

        question = unmarked.build(entry, library)
    else:
        question = class_of(type).from_entry(entry, library)
    entry.finish()
    return question


def _entry(name: str) -> Entry:
    if not known(name):
        raise _unknown(str(name))
    return _entries(name.partition(".")[0])[name]


@cache
def _entries(unit: str) -> dict[str, Entry]:
    return read_unit(data_folder() / "questions" / f"{unit}.toml")


def _tables(file: Any) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(file, "file", f"it cannot be read as TOML ({error}).") from None


def _unknown(name: str) -> UnknownNameError:
    known = names()
    near = closest(name[:100], known) or known[:3]
    return UnknownNameError(
        f"There is no question {name[:100]!r}.",
        f"Did you mean {listed(near)}?" if near else "No questions are installed.",
        "Use the name that the lesson shows.",
    )
