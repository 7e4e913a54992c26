"""What answers come to beside guessing: 1 is all right, 0 is no better than chance.

For a question with options, chance is what guessing among them earns on average: any option; any
option with any of the sentences offered; any choice of options that is not empty.  For a table of
labels, chance is what the answer's own labels earn when they are dealt to the rows at random: the
idea of kappa, for a key that accepts more than one label.  So the same label in every row earns 0.
Where words, numbers or drawings are asked for, guessing earns nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import mean
from typing import Any

from ontherecord import questions
from ontherecord.questions.question import Question


@dataclass(frozen=True)
class Score:
    """The share of all points, raw and corrected for chance."""

    raw: float
    corrected: float


CLOSED = ("choice", "select", "two_tier", "matrix")
"""The types of questions that offer what can be answered."""


def score(answers: Mapping[str, Any]) -> Score:
    """The score of answers by question name, over the questions that they name."""
    asked = [questions.load(name) for name in answers]
    points = sum(question.points for question in asked)
    judged = [(question, *earned(question, answers[question.name])) for question in asked]
    return Score(
        sum(question.points * raw for question, raw, _ in judged) / points,
        sum(question.points * corrected for question, _, corrected in judged) / points,
    )


def earned(question: Question, value: Any) -> tuple[float, float]:
    """The share of the points, raw and corrected for chance."""
    raw = question.judge(value).score
    guessed = dealt(question, value) if question.type == "matrix" else guess(question.name)
    return raw, (raw - guessed) / (1 - guessed) if guessed < 1 else raw


def dealt(question: Any, value: Any) -> float:
    """What the labels of an answer earn on average when they are dealt to the rows at random."""
    given = list((question.plain(value) or {}).values())
    pairs = [one if isinstance(one, list) else (one, None) for one in given]
    earned = sum(question.row_mark(row, *pair)[0] for row in question.rows for pair in pairs)
    return earned / len(question.rows) ** 2


@cache
def guess(name: str) -> float:
    """The mean share of the points that guessing earns."""
    question = questions.load(name)
    return mean(question.judge(value).score for value in guesses(question))


def guesses(question: Question) -> Iterable[Any]:
    """All that somebody who guesses may answer; nothing where words or numbers are asked."""
    ids = [option.id for option in getattr(question, "options", ())]
    if question.type == "choice":
        return ids
    if question.type == "two_tier":
        return [[id, line] for id in ids for line in lines(question)]
    if question.type == "select":
        sizes = range(1, len(ids) + 1)
        return [list(chosen) for size in sizes for chosen in combinations(ids, size)]
    return [None]


def lines(question: Question) -> tuple[int, ...]:
    """The sentences that a two-tier question offers as evidence."""
    return question.sentences or tuple(one.number for one in question.page.sentences)
