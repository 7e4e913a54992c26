"""Questions of a graded course: they read an answer as always, and know nothing of the key.

`ontherecord release` writes their tables with `unmarked = true`.  Each is of the same class as the
whole question, with nothing in it that tells a right answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ontherecord.questions.arrows import Arrows, nodes_of, ties_of
from ontherecord.questions.chart import ChartQuestion
from ontherecord.questions.choice import Choice
from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.feedback import Feedback, Note
from ontherecord.questions.function import Call, FunctionQuestion, arguments_of, call_of
from ontherecord.questions.matrix import Matrix, Row
from ontherecord.questions.number import NumberQuestion, Range
from ontherecord.questions.options import Option
from ontherecord.questions.question import Library, Mark, Question, shared_entries
from ontherecord.questions.select import Select
from ontherecord.questions.span import SpanQuestion
from ontherecord.questions.tag_key import Region
from ontherecord.questions.tags import TagsQuestion
from ontherecord.questions.two_tier import TwoTier
from ontherecord.vocabulary import listed

LATER = "Your teacher marks it after you hand in."
NOTHING = Note(LATER)
NOWHERE = Range(float("inf"), float("-inf"))


class Unmarked:
    """Makes a question record and never judge: `class Bare(Unmarked, Choice)`."""

    marked = False

    def judge(self, value: Any) -> Feedback:
        """What was read, as recorded, unanswered or invalid: never right or wrong."""
        feedback = super().judge(value)
        return replace(feedback, state="recorded") if feedback.state == "wrong" else feedback

    def mark(self, data: Any) -> Mark:
        """Nothing but what is still open."""
        still = still_open(self, data)
        return Mark(0.0, (Note(still) if still else NOTHING,))

    def gold(self) -> Any:
        """An answer without content: every row that can be filled in, and no label."""
        return {row.id: None for row in getattr(self, "rows", ())} or None

    def planted(self) -> tuple[tuple[Any, str], ...]:
        """No wrong answer is known."""
        return ()


def still_open(question: Question, data: Any) -> str:
    """A sentence on the parts of an answer that are open; empty when there are none."""
    if question.type == "matrix":
        rows = [row.id for row in question.rows if row.id not in data]
        return f"No label for {listed(rows, 'and')}." if rows else ""
    if question.type == "two_tier":
        missing = "The letter of the option" if data[0] is None else "The number of the sentence"
        return f"{missing} is missing." if None in data else ""
    if question.type == "tags" and "status" in question.parts:
        bare = any(tag["label"] == "claim" and tag["status"] is None for tag in data)
        return "A claim has no status." if bare else ""
    return ""


def build(entry: Entry, library: Library) -> Question:
    """The question that a table without marks describes."""
    shared = shared_entries(entry, library)
    kind, read = _TYPES[shared["type"]]
    bare = type(kind.__name__, (Unmarked, kind), {"__module__": __name__})
    return bare(**shared, **read(entry, shared))


Arguments = dict[str, Any]


def _options(entry: Entry, shared: Arguments) -> Arguments:
    options = []
    for table in entry.entries("option", least=2):
        options.append(Option(table.text("id"), table.text("text"), 0, NOTHING))
        table.finish()
    unique(entry, (option.id for option in options), "option")
    return {"options": tuple(options)}


def _two_tier(entry: Entry, shared: Arguments) -> Arguments:
    return {**_options(entry, shared), "wrong_lines": ()}


def _matrix(entry: Entry, shared: Arguments) -> Arguments:
    columns = entry.texts("columns")
    # The same for every label of every row: whether a sentence may stand beside it.
    support = (1,) if entry.flag("takes_evidence", False) else ()
    rows = []
    for table in entry.entries("row", least=1):
        labels = dict.fromkeys(columns, support)
        rows.append(Row(table.text("id"), table.text("text"), labels, LATER))
        table.finish()
    unique(entry, (row.id for row in rows), "row")
    return {"columns": columns, "rows": tuple(rows), "wrong": ()}


def _number(entry: Entry, shared: Arguments) -> Arguments:
    decimals = entry.number("decimals", None)
    unit = entry.text("unit", "")
    return {
        "unit": unit, "decimals": decimals, "right": NOWHERE, "wrong": (), "otherwise": NOTHING,
    }  # fmt: skip


def _span(entry: Entry, shared: Arguments) -> Arguments:
    return {"label": entry.text("label"), "accepted": (), "wrong": (), "otherwise": NOTHING}


def _tags(entry: Entry, shared: Arguments) -> Arguments:
    area = Region(shared["page"], shared["sentences"], (), (), {}, (), frozenset())
    return {"parts": entry.texts("parts"), "area": area, "wrong": ()}


def _arrows(entry: Entry, shared: Arguments) -> Arguments:
    return {
        "nodes": nodes_of(entry), "ties": ties_of(entry), "answers": (), "missing": {},
        "wrong": {}, "backwards": NOTHING, "otherwise": NOTHING, "merged": None,
    }  # fmt: skip


def _chart(entry: Entry, shared: Arguments) -> Arguments:
    return {"checks": {}, "values": (), "unit": (), "period": (), "source": ()}


def _function(entry: Entry, shared: Arguments) -> Arguments:
    call, made = call_of(entry), []
    for table in entry.entries("call", least=1):
        # Examples only; and no value is known of them.
        made.append(Call(arguments_of(table, call), NOWHERE, True))
        table.finish()
    return {
        "call": call, "made": tuple(made), "tolerance": 0.0, "wrong": (), "otherwise": NOTHING,
    }  # fmt: skip


_TYPES: dict[str, tuple[type[Question], Callable[[Entry, Arguments], Arguments]]] = {
    "choice": (Choice, _options),
    "select": (Select, _options),
    "two_tier": (TwoTier, _two_tier),
    "matrix": (Matrix, _matrix),
    "number": (NumberQuestion, _number),
    "span": (SpanQuestion, _span),
    "tags": (TagsQuestion, _tags),
    "arrows": (Arrows, _arrows),
    "chart": (ChartQuestion, _chart),
    "function": (FunctionQuestion, _function),
}
