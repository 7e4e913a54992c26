"""What a class did at each question, counted one learner at a time."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ontherecord import questions
from ontherecord.grading.marking import Marked
from ontherecord.questions.feedback import Feedback, Note

FEWEST = 5
"""With fewer answers nothing is drawn: a bar would tell of persons."""

MOST_DIFFERENT = 300
"""So many different wrong answers to one question are told apart, so that memory stays flat."""

MOST_SETS = 100_000
"""So many different sets of questions that showed a misreading are told apart."""

NO_STORY = ""
"""Stands for the story of a question that is about none."""

_NOT_COUNTED = ("unanswered", "recorded")
_COUNTED_WHOLE = ("number", "span", "two_tier")
_COUNTED_BY_NOTE = ("arrows", "chart", "function", "tags")


@dataclass
class QuestionTally:
    """The answers to one question, as counts.

    `states` are those of the feedback; `options` the letters chosen, `labels` the labels by row of
    a matrix, `wrong` the whole answers that did not earn all, as JSON, and `notes` what was said
    of answers that have too many parts to be counted whole.
    """

    name: str
    answered: int = 0
    misconceptions: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    options: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: Counter[str] = field(default_factory=Counter)
    notes: Counter[Note] = field(default_factory=Counter)
    _sums: list[float] = field(default_factory=lambda: [0.0] * 6)

    @property
    def difficulty(self) -> float | None:
        """The mean share of the points among those who answered, from 0 to 1."""
        return self._sums[1] / self.answered if self.answered else None

    @property
    def discrimination(self) -> float | None:
        """The correlation of this share with the points of all other questions.

        From -1 to 1; None when everybody earned the same, or with fewer than FEWEST answers.
        """
        n, x, xx, y, yy, xy = self._sums
        if n < FEWEST:
            return None
        spread = (n * xx - x * x) * (n * yy - y * y)
        return (n * xy - x * y) / math.sqrt(spread) if spread > 1e-9 else None

    @property
    def enough(self) -> bool:
        """Whether so many answered that the answers tell of no person."""
        return self.answered >= FEWEST

    def add(self, share: float, rest: float) -> None:
        """Counts one answer: its share of the points, and the points of the other questions."""
        self.answered += 1
        n, x, xx, y, yy, xy = self._sums
        self._sums = [
            n + 1, x + share, xx + share * share, y + rest, yy + rest * rest, xy + share * rest,
        ]  # fmt: skip

    def count(self, type: str, value: Any, feedback: Feedback) -> None:
        """Counts what was answered to this question of that type; `value` is the saved answer."""
        self.states[feedback.state] += 1
        for id in feedback.misconceptions:
            self.misconceptions[id] += 1
        self._count_parts(type, value)
        if feedback.state not in ("partly", "wrong"):
            return
        if type in _COUNTED_WHOLE:
            _add(self.wrong, json.dumps(value, sort_keys=True))
        elif type in _COUNTED_BY_NOTE:
            of_checks = questions.load(self.name).checks.values() if type == "chart" else ()
            for note in feedback.notes:
                if note in of_checks or _is_of_the_key(note):
                    _add(self.notes, note)

    def _count_parts(self, type: str, value: Any) -> None:
        if type in ("choice", "two_tier"):
            option = value[0] if isinstance(value, list) else value
            if option is not None:
                self.options[option] += 1
        elif type == "select":
            self.options.update(value or ())
        elif type == "matrix":
            for row, label in (value or {}).items():
                label = label[0] if isinstance(label, list) else label
                if label is not None:
                    self.labels[row][label] += 1


def _add(counts: Counter[Any], one: Hashable, most: int = MOST_DIFFERENT) -> None:
    if one in counts or len(counts) < most:
        counts[one] += 1


def _is_of_the_key(note: Note) -> bool:
    # A note without either may repeat what one learner typed.
    return bool(note.misconception or note.where)


class ClassTally:
    """The counts of a whole class over the questions that count."""

    def __init__(self, names: Sequence[str]) -> None:
        self.questions = {name: QuestionTally(name) for name in names}
        self.learners = 0
        self._shown: Counter[tuple[str, tuple[str, ...]]] = Counter()
        """How many learners showed a misreading in just these questions."""

    def add(self, marked: Marked) -> None:
        """Counts one learner's answers."""
        feedback = {n: marked.feedback[n] for n in self.questions if n in marked.feedback}
        feedback = {n: one for n, one in feedback.items() if one.state not in _NOT_COUNTED}
        self.learners += bool(feedback)
        total = sum(one.earned for one in feedback.values())
        shown: dict[str, list[str]] = {}
        for name, one in feedback.items():
            tally, question = self.questions[name], questions.load(name)
            tally.add(one.score, total - one.earned)
            tally.count(question.type, marked.values[name], one)
            for id in one.misconceptions:
                shown.setdefault(id, []).append(name)
        for id, names in shown.items():
            _add(self._shown, (id, tuple(names)), MOST_SETS)

    def who(self) -> Counter[str]:
        """How many learners showed each misreading, in questions that may be told of."""
        counts: Counter[str] = Counter()
        for (id, names), count in self._shown.items():
            if any(self.questions[name].enough for name in names):
                counts[id] += count
        return counts

    def stories(self, id: str) -> list[tuple[str, int]]:
        """The stories where learners showed it and how many did so, most first.

        Only what they showed in questions that may be told of counts.
        """
        counts: Counter[str] = Counter()
        for (shown, names), count in self._shown.items():
            if shown == id:
                told = (name for name in names if self.questions[name].enough)
                for story in {questions.load(name).article or NO_STORY for name in told}:
                    counts[story] += count
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def top_share(labels: Counter[str]) -> float:
    """The share of the label that most people chose, from 0 to 1."""
    return max(labels.values()) / labels.total()


def to_discuss(labels: Counter[str]) -> bool:
    """Whether a class should talk about it: the top label has 35 to 70 per cent."""
    return labels.total() >= FEWEST and divided(top_share(labels))


def divided(share: float) -> bool:
    """Whether a class is divided over what that share of it did: 35 to 70 per cent."""
    return 0.35 <= share <= 0.70
