"""What the bots come to in the course: each line of the table with its bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from statistics import mean
from typing import Any

from bots.given import answers
from bots.learners import Bot, every_constant, goes_by_cues, gold, guessing, leanings
from bots.scoring import CLOSED, score
from bots.table import Line
from ontherecord import questions
from ontherecord.assessment.signal import criterion, d_prime
from ontherecord.diagnosis import diagnosis
from ontherecord.sentinels import sentinels

CHANCE_BAR, CUE_BAR, PASS_BAR = 0.05, 0.5, 0.5
SENTINELS, STORIES = 3, 2
RANDOM_RUNS = 20


def scores() -> Iterator[Line]:
    """The bots that are judged by their points."""

    def blind(one: Result) -> bool:
        return max(abs(one.corrected), abs(one.closed)) <= CHANCE_BAR

    yield _scored(
        gold(), "1.00, none flagged", lambda one: one.raw == one.corrected == 1 and not one.flagged
    )
    yield _alternatives(with_evidence=True)
    yield _alternatives(with_evidence=False)
    for bot in every_constant():
        yield _scored(bot, f"both within {CHANCE_BAR}", blind)
    yield _scored(guessing(), f"both within {CHANCE_BAR}", blind, RANDOM_RUNS)
    yield _scored(
        goes_by_cues(), f"at most {CUE_BAR}", lambda one: max(one.raw, one.closed) <= CUE_BAR
    )
    for bot in leanings():
        yield _scored(bot, f"below {PASS_BAR}", lambda one: one.corrected < PASS_BAR, RANDOM_RUNS)


@dataclass(frozen=True)
class Result:
    """What a bot comes to: points of all questions, raw and corrected, the corrected points of
    those that offer what can be answered, and how many misreadings are flagged."""

    raw: float
    corrected: float
    closed: float
    flagged: float


def _scored(bot: Bot, bar: str, met: Callable[[Result], bool], runs: int = 1) -> Line:
    found = [_result(bot.course(seed)) for seed in range(runs)]
    one = Result(*(mean(getattr(run, part.name) for run in found) for part in fields(Result)))
    figures = (f"{one.raw:.2f}", f"{one.corrected:.2f}", f"{one.closed:.2f}", f"{one.flagged:.3g}")
    return Line(bot.name, figures, bar, met(one))


def _result(given: dict[str, Any]) -> Result:
    points = score(given)
    closed = score({n: v for n, v in given.items() if questions.load(n).type in CLOSED})
    return Result(points.raw, points.corrected, closed.corrected, len(diagnosis(given)))


def _alternatives(with_evidence: bool) -> Line:
    """Every accepted alternative, each judged by itself."""
    place = 0 if with_evidence else 1
    given = [
        (name, pair[place])
        for name, one in answers().items()
        for pair in one["alternatives"]
        if pair[place] is not None
    ]
    earned = [questions.load(name).judge(value).score for name, value in given]
    name = f"{len(given)} alternatives {'with' if with_evidence else 'without'} evidence"
    figures = (f"{min(earned):.2f} to {max(earned):.2f}", "")
    met = min(earned) == 1 if with_evidence else max(earned) < 1
    return Line(name, figures, "1.00" if with_evidence else "below 1.00", met)


def statements() -> Iterator[Line]:
    """Which way the bots lean that take every statement of the course for true, or none."""
    for bot, sign in zip(leanings(), (-1, 1), strict=True):
        counts = _yes_and_no(bot.course())
        d, c = d_prime(*counts), criterion(*counts)
        figures = (f"d' {d:.2f}, c {c:.2f}", f"{counts[1]} sound, {counts[3]} not")
        bar = f"d' below 1, c {'below -0.5' if sign < 0 else 'above 0.5'}"
        yield Line(f"{bot.name} on the statements", figures, bar, d < 1 and c * sign > 0.5)


def _yes_and_no(given: dict[str, Any]) -> tuple[int, int, int, int]:
    """How often sound statements are taken for sound, of how many; the same for others."""
    yes = {True: [], False: []}
    for name, value in given.items():
        question = questions.load(name)
        for option in question.options if question.type == "select" else ():
            if option.sound is not None:
                # Some questions ask for the statements that do not hold.
                asked_for = bool(option.credit) == option.sound
                yes[option.sound].append((option.id in (value or ())) == asked_for)
    return sum(yes[True]), len(yes[True]), sum(yes[False]), len(yes[False])


def coverage() -> Iterator[Line]:
    """How many questions can tell of each misreading, over how many stories."""
    for id, names in sentinels().items():
        stories = {questions.load(name).article for name in names} - {None}
        met = len(names) >= SENTINELS and len(stories) >= STORIES
        figures = (f"{len(names)} questions", f"{len(stories)} stories")
        yield Line(id, figures, f"{SENTINELS} over {STORIES}", met)


def letters() -> Line:
    """How often each letter is the right one, where one of four options is asked."""
    asked = [q for q in questions.all_questions() if q.type in ("choice", "two_tier")]
    four = [q for q in asked if len(q.options) == 4]
    count = Counter(q.gold()[0] for q in four)
    shares = [count[letter] / len(four) for letter in "ABCD"]
    figures = (
        " ".join(f"{letter} {share:.0%}" for letter, share in zip("ABCD", shares, strict=True)),
        "",
    )
    return Line(
        f"right letters of {len(four)} questions",
        figures,
        "15 to 35%",
        all(0.15 <= s <= 0.35 for s in shares),
    )
