"""Which questions can tell of which misreading, and what an answer tells."""

from __future__ import annotations

from functools import cache
from typing import Any

from ontherecord import questions

ENOUGH = 0.5
"""The share of the points from which on an answer that shows no misreading has avoided it."""


@cache
def sentinels() -> dict[str, tuple[str, ...]]:
    """The names of the questions that can tell of each misreading, by its id, in order."""
    found: dict[str, list[str]] = {id: [] for id in questions.misconceptions()}
    for question in questions.all_questions():
        for id in told_by(question.name):
            found[id].append(question.name)
    return {id: tuple(names) for id, names in found.items()}


@cache
def told_by(name: str) -> tuple[str, ...]:
    """The ids of the misreadings that the question of that name can tell, in order."""
    named = {misconception for _, misconception in questions.load(name).planted()}
    return tuple(id for id in questions.misconceptions() if id in named)


def shown(question: Any, value: Any) -> dict[str, bool]:
    """For each misreading that the question can tell: whether this answer shows it.

    False means that the answer avoided it: it does not show it and earned ENOUGH of the points.
    A misreading that the answer neither shows nor avoids is left out; so are all of them when
    there is no answer that can be read.
    """
    feedback = question.judge(value)
    if feedback.state in ("unanswered", "invalid"):
        return {}
    named = set(feedback.misconceptions)
    avoided = feedback.score >= ENOUGH
    return {id: id in named for id in told_by(question.name) if id in named or avoided}
