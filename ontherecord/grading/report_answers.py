"""What a class answered to a question: each answer, whether it is right, how many gave it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from ontherecord import questions
from ontherecord.feedback_card import place
from ontherecord.grading.report_tables import SIGNS, misreading, part, place_of
from ontherecord.grading.tally import QuestionTally
from ontherecord.questions.feedback import Note
from ontherecord.questions.options import by_id

MOST_SHOWN = 3
"""So many wrong numbers, quotes or sentences are shown for a question, the most frequent ones."""

LEAST_ALIKE = 2
"""A wrong answer that everybody can write is shown when so many gave it: one tells of a person."""

ALSO_RIGHT = {"number": "Or what rounding allows.", "span": "Or nearly these words."}

MOST_NOTES = 8
"""So many different slips in tags or arrows are shown, the most frequent ones."""


class Given(NamedTuple):
    """One answer, or one slip in it: its credit, its text, how many gave it, and what it names.

    `names` stands before the misreading; `more` is a sentence below the text.
    """

    credit: float
    text: str
    count: int
    misconception: str | None = None
    names: str = "Misreading"
    more: str = ""


def answers_html(tally: QuestionTally) -> str:
    """The section on one question that enough learners answered."""
    question = questions.load(tally.name)
    given = [*_BY_TYPE[question.type](question, tally), *_unreadable(tally)]
    head = f"{escape(tally.name)} <small>{escape(question.prompt)}</small>"
    return (
        f'<h3 id="{place_of(tally.name)}">{head}</h3>'
        f"{given_html(given, tally.answered)}{_elsewhere(question.type, tally.name)}"
    )


def given_html(given: Iterable[Given], answered: int) -> str:
    """The answers as a list, each with a bar of how many of those who answered gave it."""
    lines = "".join(_line(one, answered) for one in given)
    return f'<ul class="given">{lines}</ul>'


def _line(one: Given, answered: int) -> str:
    more = f"<small>{escape(one.more)}</small>" if one.more else ""
    if one.misconception:
        more += f"<small>{one.names}: {misreading(one.misconception)}</small>"
    return (
        f'<li><span class="sign">{SIGNS[one.credit]}</span> '
        f'<span class="said">{escape(one.text)}{more}</span> {part(one.count, answered)}</li>'
    )


def _elsewhere(type: str, name: str) -> str:
    """Where more is told of the answers, for types that have a section of their own."""
    if type == "matrix":
        return '<p>What was said of each row stands under <a href="#claims">Claims</a>.</p>'
    if type == "tags":
        place = f"#marks-{escape(name)}"
        return f'<p>Which words were marked: <a href="{place}">marks on the text</a>.</p>'
    return ""


def _unreadable(tally: QuestionTally) -> Iterator[Given]:
    if count := tally.states["invalid"]:
        yield Given(0, "No answer that can be read.", count)


def _choice(question: Any, tally: QuestionTally) -> Iterator[Given]:
    for option in question.options:
        text = f"{option.id}. {option.text}"
        named = option.note.misconception if option.credit < 1 else None
        yield Given(option.credit, text, tally.options[option.id], named)


def _select(question: Any, tally: QuestionTally) -> Iterator[Given]:
    for option in question.options:
        text = f"{option.id}. {option.text}"
        names = "Misreading where it is left out" if option.credit else "Misreading"
        named = option.note.misconception
        yield Given(option.credit, text, tally.options[option.id], named, names)


def _two_tier(question: Any, tally: QuestionTally) -> Iterator[Given]:
    """The options, then the sentences that do not support an option with credit."""
    yield from _choice(question, tally)
    wrong = {key: n for key, n in tally.wrong.items() if _has_credit(question, *json.loads(key))}
    yield from _often(question, wrong, _other_sentence)


def _has_credit(question: Any, option: str | None, sentence: int | None) -> bool:
    found = option is not None and by_id(question.options, option)
    return bool(found) and found.credit > 0 and sentence not in found.evidence


def _other_sentence(question: Any, data: Any) -> str:
    option, sentence = data
    if sentence is None:
        return f"{option} without a sentence."
    return f"{option} with sentence {sentence}, which does not support it."


def _whole(question: Any, tally: QuestionTally) -> Iterator[Given]:
    """The right answer, the wrong ones that several gave, and how many gave another one."""
    right = _value(question, question.plain(question.gold()))
    yield Given(1, right, tally.states["right"], more=ALSO_RIGHT[question.type])
    shown = list(_often(question, tally.wrong, _value))
    yield from shown
    others = tally.states["partly"] + tally.states["wrong"] - sum(one.count for one in shown)
    if others:
        yield Given(0, "Another answer.", others)


def _value(question: Any, data: Any) -> str:
    if question.type == "number":
        return f"{data:.10g} {question.unit}".strip()
    return f"“{data['quote']}”, sentence {data['sentence']}"


def _often(
    question: Any, counts: dict[str, int], told: Callable[[Any, Any], str]
) -> Iterator[Given]:
    """The most frequent of the answers, given as JSON, that more than one learner gave."""
    often = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_SHOWN]
    for written, count in often:
        if count >= LEAST_ALIKE:
            data = json.loads(written)
            found = question.judge(data)
            credit = 0.5 if found.score else 0
            named = next(iter(found.misconceptions), None)
            yield Given(credit, told(question, data), count, named)


def _chart(question: Any, tally: QuestionTally) -> Iterator[Given]:
    yield Given(1, "Passes every check.", tally.states["right"])
    checks = {note: check.replace("_", " ") for check, note in question.checks.items()}
    for note, count in _most(tally.notes):
        yield Given(0, f"{checks.get(note, 'check')}: {note.text}", count, note.misconception)


def _function(question: Any, tally: QuestionTally) -> Iterator[Given]:
    yield Given(1, "Gives the right value in every call.", tally.states["right"])
    yield from _slips(tally.notes)
    others = tally.states["partly"] + tally.states["wrong"] - tally.notes.total()
    if others:
        yield Given(0, "Another rule, or an error.", others)


def _parts(question: Any, tally: QuestionTally) -> Iterator[Given]:
    yield Given(1, "All as in the key.", tally.states["right"])
    yield from _slips(dict(_most(tally.notes)[:MOST_NOTES]))


def _matrix(question: Any, tally: QuestionTally) -> Iterator[Given]:
    yield Given(1, "Every row fits.", tally.states["right"])
    for id, count in sorted(tally.misconceptions.items(), key=lambda one: (-one[1], one[0])):
        yield Given(0, "A row with a wrong label.", count, id)


def _slips(notes: dict[Note, int]) -> Iterator[Given]:
    for note, count in _most(notes):
        where = f"At {place(note.where)}." if note.where else ""
        yield Given(0, note.text, count, note.misconception, more=where)


def _most(notes: dict[Note, int]) -> list[tuple[Note, int]]:
    return sorted(notes.items(), key=lambda one: (-one[1], one[0].text, one[0].where or ""))


_BY_TYPE: dict[str, Callable[[Any, QuestionTally], Iterable[Given]]] = {
    "choice": _choice,
    "two_tier": _two_tier,
    "select": _select,
    "matrix": _matrix,
    "number": _whole,
    "span": _whole,
    "tags": _parts,
    "arrows": _parts,
    "chart": _chart,
    "function": _function,
}
