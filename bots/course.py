"""What the bots come to in the course: each line of the table with its bar."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import mean

from bots.given import answers
from bots.learners import (
    Bot,
    cue_words,
    every_constant,
    gold,
    guessing,
    leaning,
    misreading,
)
from bots.scoring import score
from ontherecord import questions
from ontherecord.diagnosis import Told, flags, told
from ontherecord.sentinels import sentinels

CHANCE_BAR, CUE_BAR, PASS_BAR = 0.05, 0.5, 0.5
NAMED_BAR = 0.95
SENTINELS, STORIES = 3, 2
RUNS, PAIR_RUNS, RANDOM_RUNS = 200, 20, 20


@dataclass(frozen=True)
class Line:
    """A line of the table: what was tried, what came out, the bar, and whether it is met."""

    name: str
    figures: tuple[str, ...]
    bar: str
    met: bool


def scores() -> Iterator[Line]:
    """The bots that are judged by their points."""
    yield _scored(gold(), "1.00", lambda raw, corrected: raw == corrected == 1)
    yield _alternatives(with_evidence=True)
    yield _alternatives(with_evidence=False)
    for bot in every_constant():
        yield _scored(
            bot, f"within {CHANCE_BAR}", lambda raw, corrected: abs(corrected) <= CHANCE_BAR
        )
    yield _scored(
        guessing(), f"within {CHANCE_BAR}", lambda raw, fair: abs(fair) <= CHANCE_BAR, RANDOM_RUNS
    )
    yield _scored(cue_words(), f"at most {CUE_BAR}", lambda raw, corrected: corrected <= CUE_BAR)
    for name, doubting in (("believer", False), ("cynic", True)):
        bot = leaning(name, doubting)
        yield _scored(bot, f"below {PASS_BAR}", lambda raw, fair: fair < PASS_BAR, RANDOM_RUNS)


def _scored(bot: Bot, bar: str, met, runs: int = 1) -> Line:
    found = [score(bot.course(seed)) for seed in range(runs)]
    raw, corrected = mean(one.raw for one in found), mean(one.corrected for one in found)
    return Line(bot.name, (f"{raw:.2f}", f"{corrected:.2f}"), bar, met(raw, corrected))


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


def slips_named() -> Line:
    """Every frozen slip must still show its misreading."""
    slips = [(name, id) for name, one in answers().items() for id in one["slips"]]
    lost = [f"{name} {id}" for name, id in slips if id not in _told(name, id).shows]
    figures = (f"{len(slips) - len(lost)} of {len(slips)}", " ".join(lost[:3]))
    return Line("slips that name their misreading", figures, "all", not lost)


@cache
def _told(name: str, choice: str) -> Told:
    given = answers()[name]
    return told(name, given["gold"] if choice == "gold" else given["slips"][choice])


def _flagged(bot: Bot, seed: int) -> list[str]:
    """The misreadings that are flagged for one run of a bot that answers from the frozen file."""
    chance = random.Random(f"{bot.name} {seed}")
    seen = []
    for question in questions.all_questions():
        value, given = bot.answer(question, chance), answers()[question.name]
        choice = next((id for id, slip in given["slips"].items() if slip is value), "gold")
        seen.append(_told(question.name, choice))
    return [flag.misconception for flag in flags(seen)]


def singles() -> Iterator[Line]:
    """A bot for each misreading: how often it is named, and how many others are flagged."""
    for id in questions.misconceptions():
        found = [_flagged(misreading(id), seed) for seed in range(RUNS)]
        named = mean(id in flagged for flagged in found)
        others = max(len(set(flagged) - {id}) for flagged in found)
        met = named >= NAMED_BAR and others <= 1
        figures = (f"{named:.1%}", f"{others} other at most")
        yield Line(id, figures, f"{NAMED_BAR:.0%}, 1 other", met)


def pairs() -> Line:
    """A bot for each pair of misreadings: how often both are named."""
    hits, others = [], []
    for one, two in combinations(questions.misconceptions(), 2):
        for seed in range(PAIR_RUNS):
            flagged = set(_flagged(misreading(one, two), seed))
            hits.append({one, two} <= flagged)
            others.append(len(flagged - {one, two}))
    figures = (f"{mean(hits):.1%}", f"{max(others)} other at most")
    met = mean(hits) >= NAMED_BAR and max(others) <= 1
    return Line("two misreadings at once", figures, f"{NAMED_BAR:.0%}, 1 other", met)


def no_misreading() -> Line:
    """Gold with slips only: nothing may be flagged in 95 of 100 runs."""
    calm = mean(not _flagged(misreading(), seed) for seed in range(RUNS))
    return Line("slips only", (f"{calm:.1%} unflagged", ""), f"{NAMED_BAR:.0%}", calm >= NAMED_BAR)


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
