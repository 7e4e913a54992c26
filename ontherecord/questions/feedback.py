"""What a judge says of an answer: a score and notes, never a bare right or wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

STATES = ("right", "partly", "wrong", "recorded", "unanswered", "invalid")


@dataclass(frozen=True)
class Note:
    """A sentence of feedback, the misconception that it names and where to look."""

    text: str
    misconception: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Feedback:
    """The judgement of one answer.

    `score` is the share of the points earned, from 0 to 1.  `chance` is the score corrected
    for chance (0 = no better than a constant answer), where the type of question has one.
    `tag_notes` holds a sentence by tag id, for the tagger's list.
    """

    name: str
    points: float
    score: float
    state: str
    notes: tuple[Note, ...] = ()
    chance: float | None = None
    tag_notes: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.state not in STATES or not 0 <= self.score <= 1:
            raise ValueError(f"no such judgement: {self.state!r}, {self.score!r}")

    def __repr__(self) -> str:
        return f"Feedback({self.name!r}, {self.state}, {self.earned:g} of {self.points:g})"

    @property
    def judged(self) -> bool:
        """Whether it says what the answer earns."""
        return self.state in ("right", "partly", "wrong")

    @property
    def earned(self) -> float:
        """The points earned."""
        return round(self.score * self.points, 2)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The ids of the misconceptions that the notes name, each once, in order."""
        named = (note.misconception for note in self.notes if note.misconception)
        return tuple(dict.fromkeys(named))


def state_of(score: float) -> str:
    """The state that a score stands for: right, partly or wrong."""
    return "right" if score >= 1 else "partly" if score > 0 else "wrong"
