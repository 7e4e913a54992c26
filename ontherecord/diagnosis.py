"""Which misreadings a set of answers shows: more than a slip, and not explained by another one.

The rule is ours.  A misreading is flagged when at least LEAST answers show it, and these are at
least SHARE of the answers that could have shown it.  Often one wrong answer names two misreadings.
So the one that explains the most is flagged first, and the answers that show it speak for no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ontherecord import questions
from ontherecord.sentinels import told_by

LEAST = 2
SHARE = 0.4


@dataclass(frozen=True)
class Told:
    """What one answer tells: the misreadings that it could show, and those that it shows."""

    could: frozenset[str]
    shows: frozenset[str]


@dataclass(frozen=True)
class Flag:
    """A misreading that the answers show: `shown` of the `asked` answers that could."""

    misconception: str
    shown: int
    asked: int


def diagnosis(answers: Mapping[str, Any]) -> list[Flag]:
    """The misreadings that answers by question name show, the plainest first."""
    return flags([told(name, value) for name, value in answers.items()])


def told(name: str, value: Any) -> Told:
    """What an answer to the question of that name tells; nothing when it cannot be read."""
    feedback = questions.load(name).judge(value)
    if feedback.state in ("unanswered", "invalid"):
        return Told(frozenset(), frozenset())
    could = frozenset(told_by(name))
    return Told(could, frozenset(feedback.misconceptions) & could)


def flags(answers: Sequence[Told]) -> list[Flag]:
    """The misreadings that stand out, the plainest first."""
    asked: dict[str, int] = {}
    for one in answers:
        for id in one.could:
            asked[id] = asked.get(id, 0) + 1
    left, found = [one.shows for one in answers if one.shows], []
    while left:
        shown: dict[str, int] = {}
        for shows in left:
            for id in shows:
                shown[id] = shown.get(id, 0) + 1
        plain = [id for id, n in shown.items() if n >= LEAST and n >= SHARE * asked[id]]
        if not plain:
            break
        best = max(plain, key=lambda id: (shown[id] / asked[id], shown[id], id))
        found.append(Flag(best, shown[best], asked[best]))
        left = [shows for shows in left if best not in shows]
    return found
