"""What all questions share: a prompt, hints, and the way from any value to feedback."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ontherecord.article import Article
from ontherecord.errors import OnTheRecordError
from ontherecord.questions.entry import Entry
from ontherecord.questions.feedback import Feedback, Note, state_of
from ontherecord.values import Refusal

if TYPE_CHECKING:
    from ontherecord.key import Key

HINTS = 4


class Library(NamedTuple):
    """Where questions find the stories that they are about, and their keys."""

    article: Callable[[str], Article]
    key: Callable[[str], Key]


@dataclass(frozen=True)
class Reading:
    """An answer as canonical JSON data, None when nothing is answered.

    `remarks` tell how it was read; `ids` are the ids that tags were given, by those in the data.
    """

    data: Any
    remarks: tuple[Note, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """What an answer earns, from 0 to 1, and why."""

    score: float
    notes: tuple[Note, ...]
    chance: float | None = None
    tag_notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """A question of one type.  `judge` takes any value at all and never raises."""

    name: str
    type: str
    points: float
    prompt: str
    hints: tuple[str, ...] = field(repr=False)
    page: Article | None = field(default=None, repr=False)
    sentences: tuple[int, ...] = ()

    widget: ClassVar[bool] = True
    """Whether `ask` can show it with radio buttons, boxes, menus or a field."""
    code: ClassVar[bool] = False
    """Whether its answer is made by running code, such as a chart."""
    marked: ClassVar[bool] = True
    """Whether it knows its key; in a graded course it only records (see unmarked.py)."""

    def __repr__(self) -> str:
        return f"Question({self.name!r}, {self.type}, {self.points:g} points)"

    @property
    def article(self) -> str | None:
        """The id of the story that the question is about."""
        return self.page.id if self.page else None

    @property
    @abstractmethod
    def expected(self) -> str:
        """A sentence that says what an answer looks like."""

    @abstractmethod
    def read(self, value: Any) -> Reading:
        """The answer as data; raises Refusal when it cannot be read."""

    @abstractmethod
    def mark(self, data: Any) -> Mark:
        """What the answer earns, and why."""

    @abstractmethod
    def gold(self) -> Any:
        """The preferred answer."""

    @abstractmethod
    def planted(self) -> tuple[tuple[Any, str], ...]:
        """Wrong answers, each with the misconception that it must name."""

    def plain(self, value: Any) -> Any:
        """The answer as it is saved, in JSON data; None for what nobody can read."""
        try:
            return None if value is None or value is ... else self.read(value).data
        except Refusal:
            return None

    def judge(self, value: Any) -> Feedback:
        """The feedback on any value: never an exception."""
        if value is None or value is ...:
            return self._unearned("unanswered", "There is no answer.")
        try:
            reading = self.read(value)
        except Refusal as refusal:
            return self._unearned("invalid", str(refusal))
        if reading.data is None:
            return self._unearned("unanswered", "There is no answer.", reading.remarks)
        mark = self.mark(reading.data)
        score = round(min(max(mark.score, 0.0), 1.0), 4)
        return Feedback(
            name=self.name,
            points=self.points,
            score=score,
            state=state_of(score),
            notes=(*reading.remarks, *dict.fromkeys(mark.notes)),
            chance=mark.chance,
            tag_notes={reading.ids.get(id, id): text for id, text in mark.tag_notes.items()},
        )

    def _unearned(self, state: str, why: str, remarks: tuple[Note, ...] = ()) -> Feedback:
        notes = (Note(f"{why} {self.expected}"), *remarks)
        return Feedback(self.name, self.points, 0.0, state, notes)

    def sample(self, answer: str) -> str:
        """The call that a learner types, with that answer."""
        return f'check("{self.name}", {answer})'


class Brief(NamedTuple):
    """What a question's table tells before the question is made of it."""

    type: str
    points: float
    prompt: str


def brief_of(entry: Entry) -> Brief:
    """The short form of a table; raises DataError for what cannot be."""
    points = entry.number("points", 1)
    if not 0 < points <= 100:
        raise entry.refuse(f"'points' is {points!r}; it must be above 0 and at most 100.")
    return Brief(entry.text("type"), points, entry.text("prompt"))


def shared_entries(entry: Entry, library: Library) -> dict[str, Any]:
    """What every question has, as arguments for its class."""
    page = entry.text("article", None)
    try:
        page = page and library.article(page)
    except OnTheRecordError as error:
        raise entry.refuse(str(error)) from None
    bare = entry.flag("unmarked", False)
    hints = () if bare else entry.texts("hints")
    if not bare and len(hints) != HINTS:
        raise entry.refuse(f"it has {len(hints)} hints; it must have {HINTS}.")
    return {
        "name": entry.text("name"),
        **brief_of(entry)._asdict(),
        "hints": hints,
        "page": page,
        "sentences": entry.sentences("sentences", page, []),
    }


def at_sentence(numbers: tuple[int, ...]) -> str | None:
    """Where to look, in words, such as `sentence 4`."""
    return f"sentence {' or '.join(map(str, numbers))}" if numbers else None
