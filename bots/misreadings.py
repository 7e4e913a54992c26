"""Whether the diagnosis names the misreadings that a bot has, and no others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from statistics import mean
from typing import Any

from bots.given import answers
from bots.learners import Bot, misreading
from bots.table import Line
from ontherecord import questions
from ontherecord.diagnosis import Told, flags, told

NAMED_BAR, MOST_OTHERS = 0.95, 1
RUNS, PAIR_RUNS = 200, 20


def slips_named() -> Line:
    """Every frozen slip must still show its misreading, and nothing that is right may."""
    lost, count = [], 0
    for name, one in answers().items():
        for id, slips in one["slips"].items():
            count += len(slips)
            lost += [f"{name} {id}" for slip in slips if id not in _told(name)[_place(slip)].shows]
    figures = (f"{count - len(lost)} of {count}", " ".join(lost[:3]))
    return Line("slips that name their misreading", figures, "all", not lost)


def _place(value: Any) -> int:
    # The frozen answers are never copied, so each keeps its place in memory.
    return id(value)


@cache
def _told(name: str) -> dict[int, Told]:
    """What each frozen answer to a question tells."""
    given = answers()[name]
    every = [given["gold"], *(slip for slips in given["slips"].values() for slip in slips)]
    return {_place(value): told(name, value) for value in every}


def _flagged(bot: Bot, seed: int) -> set[str]:
    """The misreadings that are flagged for one run of a bot that answers from the frozen file."""
    chance = random.Random(f"{bot.name} {seed}")
    every = questions.all_questions()
    seen = [_told(one.name)[_place(bot.answer(one, chance))] for one in every]
    return {flag.misconception for flag in flags(seen)}


def _runs(runs: int, *ids: str) -> tuple[float, float, int]:
    """How often all of them are flagged; the same with few others; the most others in a run."""
    found = [_flagged(misreading(*ids), seed) for seed in range(runs)]
    others = [len(flagged - {*ids}) for flagged in found]
    named = [{*ids} <= flagged for flagged in found]
    rightly = [hit and other <= MOST_OTHERS for hit, other in zip(named, others, strict=True)]
    return mean(named), mean(rightly), max(others)


def singles() -> Iterator[Line]:
    """A bot for each misreading: how often it is named, and how many others are flagged."""
    for id in questions.misconceptions():
        named, rightly, others = _runs(RUNS, id)
        figures = (f"named {named:.1%}", f"{others} other at most")
        bar = f"{NAMED_BAR:.0%} with {MOST_OTHERS} other at most"
        yield Line(id, figures, bar, rightly >= NAMED_BAR)


def no_misreading() -> Line:
    """Gold with slips only: as a rule, nothing is flagged."""
    calm = mean(not _flagged(misreading(), seed) for seed in range(RUNS))
    figures = (f"none flagged {calm:.1%}",)
    return Line("only slips", figures, f"{NAMED_BAR:.0%}", calm >= NAMED_BAR)


def pairs() -> Line:
    """A bot for each pair of misreadings: how often both are named with few others."""
    found = {pair: _runs(PAIR_RUNS, *pair) for pair in combinations(questions.misconceptions(), 2)}
    rightly = mean(one[1] for one in found.values())
    worst = min(found, key=lambda pair: found[pair][1])
    figures = (f"both named {rightly:.1%}", f"least {' and '.join(worst)}: {found[worst][1]:.0%}")
    bar = f"{NAMED_BAR:.0%} with {MOST_OTHERS} other at most"
    return Line(f"{len(found)} pairs", figures, bar, rightly >= NAMED_BAR)
