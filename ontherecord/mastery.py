"""How far a learner is with each misreading: not seen, seen, shaky or steady, and what comes next.

What counts is the answer to a question that can tell (a sentinel).  The first answer measures;
the present one shows what was learned, unless the worked answer was open before it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ontherecord import questions, sentinels
from ontherecord.entries import NEW, Entries, Entry
from ontherecord.own_files import Everything

STATES = ("not seen", "seen", "shaky", "steady")
LAST = 3
"""How many times in a row a misreading must be avoided before it is steady."""
STORIES = 2
UNITS = 2
"""Over how many stories and units these must lie."""
_COURSE = re.compile(r"\d\dx?")


@dataclass(frozen=True)
class Sign:
    """One answer that tells about a misreading: whether it avoided it, and at first."""

    question: str
    story: str
    avoided: bool
    at_first: bool
    checked: str

    @property
    def unit(self) -> str:
        """The unit of the question; the exercise belongs to its guide."""
        return unit_of(self.question).rstrip("x")


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one misreading, and the signs of it, the latest last."""

    misconception: str
    signs: tuple[Sign, ...]

    @property
    def last(self) -> tuple[Sign, ...]:
        """The latest signs."""
        return self.signs[-LAST:]

    @property
    def run(self) -> tuple[Sign, ...]:
        """The signs since the last one that showed the misreading."""
        missed = [place for place, sign in enumerate(self.signs) if not sign.avoided]
        return self.signs[missed[-1] + 1 if missed else 0 :]

    @property
    def state(self) -> str:
        """One of STATES."""
        if not self.signs:
            return "not seen"
        if not all(sign.avoided for sign in self.last):
            return "shaky"
        stories, units = {sign.story for sign in self.run}, {sign.unit for sign in self.run}
        wide = len(stories) >= STORIES and len(units) >= UNITS
        return "steady" if wide and len(self.run) >= LAST else "seen"


@dataclass(frozen=True)
class Step:
    """What to do next: a unit, the question where to go on (None for all of it), and why."""

    unit: str
    question: str | None
    why: str


def unit_of(name: str) -> str:
    """The unit that a question's name begins with."""
    return name.partition(".")[0]


def course_units() -> tuple[str, ...]:
    """The units of the course in their order: each guide, then its exercise."""
    return tuple(unit for unit in questions.units() if _COURSE.fullmatch(unit))


def standings(held: Everything) -> tuple[Standing, ...]:
    """Where the learner stands with each misreading, in the order of the bank."""
    signs: dict[str, list[Sign]] = {id: [] for id in questions.misconceptions()}
    order = {name: place for place, name in enumerate(questions.names())}
    asked = {name for names in sentinels.sentinels().values() for name in names}
    for name in sorted(asked & set(order), key=order.__getitem__):
        entry = held.units.get(unit_of(name), {}).get(name)
        for id, sign in _signs(name, entry) if entry else ():
            signs.setdefault(id, []).append(sign)
    # Sorting keeps the order of the course where two were checked at one time, or at none.
    return tuple(
        Standing(id, tuple(sorted(found, key=lambda sign: sign.checked)))
        for id, found in signs.items()
    )


def _signs(name: str, entry: Entry) -> Iterable[tuple[str, Sign]]:
    """What the answer to one question tells, by misreading."""
    first, now = counted(entry)
    if now is None:
        return
    question = questions.load(name)
    told, at_first = sentinels.shown(question, now), sentinels.shown(question, first)
    for id, shown in told.items():
        earlier = at_first.get(id, shown)
        story = question.article or name
        yield id, Sign(name, story, not shown, not earlier, _checked(entry))


def counted(entry: Entry) -> tuple[Any, Any]:
    """The first answer that was checked, and the one that counts now; None for no try."""
    first = entry["first"].get("value") if isinstance(entry["first"], dict) else None
    first = entry["value"] if first is None and entry["score"] is not None else first
    # Whoever has seen the worked answer can copy it: then only the first answer tells.
    fresh = entry["score"] is not None and not entry.get("helped")
    return first, entry["value"] if fresh else first


def _checked(entry: Entry) -> str:
    checked = entry.get("checked")
    return checked if isinstance(checked, str) else ""


def open_questions(unit: str, entries: Entries) -> tuple[str, ...]:
    """The questions of a unit that have no whole, checked answer yet."""
    held = {name: {**NEW, **entries.get(name, {})} for name in questions.names(unit)}
    return tuple(n for n, entry in held.items() if not _done(n, entry))


def _done(name: str, entry: Entry) -> bool:
    checked = entry["score"] is not None or not questions.load(name).marked
    return entry["complete"] and checked


def next_step(held: Everything) -> Step | None:
    """Where to go on and why; None when everything is answered and nothing is shaky.

    First the unit of the last answer, while it has open questions; then the first unit that was
    not begun; then what was left open on the way; then the unit that trains what is shaky.
    """
    left = {unit: open_questions(unit, held.units.get(unit, {})) for unit in course_units()}
    begun = [unit for unit, names in left.items() if len(names) < len(questions.names(unit))]
    # Of two units that were checked last in the same second, the one further on.
    last = max(reversed(begun), key=lambda unit: _latest(held.units[unit]), default=None)
    if last and left[last]:
        return Step(last, left[last][0], f"You stopped there: {_still_open(left[last])}.")
    new = next((unit for unit in left if unit not in begun), None)
    if new:
        why = f"Unit {last} is answered, and this is the next one that you have not begun."
        return Step(new, None, why if last else "The course begins there.")
    half = next((unit for unit in begun if left[unit]), None)
    if half:
        return Step(half, left[half][0], f"You left something out: {_still_open(left[half])}.")
    return _repair(held)


def _still_open(names: tuple[str, ...]) -> str:
    return (
        "1 question is still open" if len(names) == 1 else f"{len(names)} questions are still open"
    )


def _latest(entries: Entries) -> str:
    return max((_checked(entry) for entry in entries.values()), default="")


def _repair(held: Everything) -> Step | None:
    """The unit that trains what is shaky, once all units are done."""
    shaky = [each for each in standings(held) if each.state == "shaky"]
    missed = [(s.question, each) for each in shaky for s in each.last if not s.avoided]
    if not missed:
        return None
    units = [unit_of(name) for name, _ in missed]
    unit = max(dict.fromkeys(units), key=units.count)
    name, about = next((name, about) for name, about in missed if unit_of(name) == unit)
    bank = questions.misconceptions()
    why = f"All is answered. “{bank[about.misconception].name}” is shaky: try this one again."
    return Step(unit, name, why)
