"""What the answers to one form come to: counts and measures, and no verdict on anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ontherecord.assessment.forms import Form
from ontherecord.assessment.signal import area, criterion, d_prime

ANSWERS = ("yes", "no")
CONFIDENCE = ("sure", "unsure")
_RATING = {("no", "sure"): 1, ("no", "unsure"): 2, ("yes", "unsure"): 3, ("yes", "sure"): 4}


@dataclass(frozen=True)
class Marked:
    """The counts of one form.  `right` tells of each statement that has an answer.

    `area` needs the confidence of every answer, and is None without.
    """

    form: str
    hits: int
    sound: int
    false_alarms: int
    other: int
    open: tuple[str, ...]
    area: float | None
    right: Mapping[str, bool] = field(repr=False)
    misreadings: Mapping[str, tuple[int, int]] = field(repr=False)
    """For each misreading: how often the answers show it, of how many answers that could."""

    @property
    def complete(self) -> bool:
        """Whether every statement has an answer."""
        return not self.open

    @property
    def share_right(self) -> float:
        """The share of the answers that the pages bear out; 0 without an answer."""
        return sum(self.right.values()) / len(self.right) if self.right else 0.0

    @property
    def d_prime(self) -> float:
        """How well sound statements are told from others; 0 is guessing."""
        return d_prime(self.hits, self.sound, self.false_alarms, self.other)

    @property
    def c(self) -> float:
        """Which way the answers lean: above 0 toward "no", below 0 toward "yes"."""
        return criterion(self.hits, self.sound, self.false_alarms, self.other)


def answer_of(value: Any) -> tuple[str, str | None] | None:
    """The answer and the confidence in a value such as "yes" or ("yes", "sure"), or None."""
    parts = value if isinstance(value, (list, tuple)) else [value]
    words = [part.strip().lower() if isinstance(part, str) else part for part in parts]
    if not 1 <= len(words) <= 2 or words[0] not in ANSWERS:
        return None
    confidence = words[1] if len(words) == 2 else None
    return (words[0], confidence) if confidence in (None, *CONFIDENCE) else None


def mark(form: Form, answers: Mapping[str, Any]) -> Marked:
    """What the answers to a form come to; what is no answer counts as open.

    `answers` gives "yes" or "no", or such a word with "sure" or "unsure", for statement ids.
    """
    given = {s: said for s in form.statements if (said := answer_of(answers.get(s.id)))}
    yes = {s.id: word == "yes" for s, (word, _) in given.items()}
    sound = [s for s in given if s.sound]
    other = [s for s in given if not s.sound]
    right = {s.id: word == s.right for s, (word, _) in given.items()}
    misreadings: dict[str, tuple[int, int]] = {}
    for s in given:
        shown, asked = misreadings.get(s.misconception, (0, 0))
        misreadings[s.misconception] = (shown + (not right[s.id]), asked + 1)
    rated = all(confidence for _, confidence in given.values()) and sound and other
    return Marked(
        form=form.id,
        hits=sum(yes[s.id] for s in sound),
        sound=len(sound),
        false_alarms=sum(yes[s.id] for s in other),
        other=len(other),
        open=tuple(s.id for s in form.statements if s not in given),
        area=area([_RATING[given[s]] for s in sound], [_RATING[given[s]] for s in other])
        if rated
        else None,
        right=right,
        misreadings=misreadings,
    )
