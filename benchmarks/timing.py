"""Medians of several runs, in milliseconds."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

Row = tuple[str, float, str, str]
"""What was measured, its value, the unit, and a note: how, or beside what to read it."""


def milliseconds(action: Callable[[], Any]) -> float:
    """How long one call takes."""
    begin = perf_counter()
    action()
    return (perf_counter() - begin) * 1000


def medians_ms(actions: dict[str, Callable[[], Any]], runs: int) -> dict[str, float]:
    """The median of each action, after one round that is not counted.

    They take turns, so that whatever else keeps the machine busy falls on all of them alike.
    """
    rounds = [
        {name: milliseconds(action) for name, action in actions.items()} for _ in range(runs + 1)
    ]
    return {name: median(taken[name] for taken in rounds[1:]) for name in actions}
