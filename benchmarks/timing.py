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


def median_ms(action: Callable[[], Any], runs: int) -> float:
    """The median of several calls, after one call that is not counted."""
    action()
    return median(milliseconds(action) for _ in range(runs))
