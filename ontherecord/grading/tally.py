"""What a class did at each question, counted one learner at a time."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ontherecord import questions
from ontherecord.grading.marking import Marked

FEWEST = 5
"""With fewer answers nothing is drawn: a bar would tell of persons."""

_NOT_COUNTED = ("unanswered", "recorded")


@dataclass
class QuestionTally:
    """The answers to one question; `labels` counts labels by row, for matrices."""

    name: str
    answered: int = 0
    misconceptions: Counter[str] = field(default_factory=Counter)
    options: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
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

    def add(self, share: float, rest: float) -> None:
        """Counts one answer: its share of the points, and the points of the other questions."""
        self.answered += 1
        both = (1, share, share * share, rest, rest * rest, share * rest)
        self._sums = [total + one for total, one in zip(self._sums, both, strict=True)]


class ClassTally:
    """The counts of a whole class over the questions that count."""

    def __init__(self, names: Sequence[str]) -> None:
        self.questions = {name: QuestionTally(name) for name in names}
        self.learners = 0
        self.who: dict[str, int] = Counter()
        self.stories: dict[str, set[str]] = defaultdict(set)

    def add(self, marked: Marked) -> None:
        """Counts one learner's answers."""
        feedback = {n: marked.feedback[n] for n in self.questions if n in marked.feedback}
        feedback = {n: one for n, one in feedback.items() if one.state not in _NOT_COUNTED}
        self.learners += bool(feedback)
        total = sum(one.earned for one in feedback.values())
        shown = set()
        for name, one in feedback.items():
            tally, question = self.questions[name], questions.load(name)
            tally.add(one.score, total - one.earned)
            tally.misconceptions.update(one.misconceptions)
            _count_choice(tally, question, marked.values[name])
            shown.update(one.misconceptions)
            for misconception in one.misconceptions:
                self.stories[misconception].add(question.article or "no story")
        self.who.update(shown)


def _count_choice(tally: QuestionTally, question: Any, value: Any) -> None:
    if question.type in ("choice", "two_tier"):
        option = value[0] if isinstance(value, list) else value
        if option is not None:
            tally.options[option] += 1
    elif question.type == "select":
        tally.options.update(value or ())
    elif question.type == "matrix":
        for row, label in (value or {}).items():
            label = label[0] if isinstance(label, list) else label
            if label is not None:
                tally.labels[row][label] += 1


def top_share(labels: Counter[str]) -> float:
    """The share of the label that most people chose, from 0 to 1."""
    return max(labels.values()) / labels.total()


def to_discuss(labels: Counter[str]) -> bool:
    """Whether a class should talk about it: the top label has 35 to 70 per cent."""
    return labels.total() >= FEWEST and 0.35 <= top_share(labels) <= 0.70
