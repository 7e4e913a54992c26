"""The interval of a call such as `percent_change(a.b.2021Q3, a.b.2020Q3)` in a question.

One call of a known function on figures or printed numbers: read by a pattern, never run as code.
"""

from __future__ import annotations

import re

from ontherecord.errors import OnTheRecordError
from ontherecord.questions.entry import Entry
from ontherecord.vocabulary import listed

FUNCTIONS = (
    "figure",
    "percent_change",
    "point_change",
    "implied_rate",
    "sum_of_parts",
    "share",
)

_CALL = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def interval_of(expression: str, entry: Entry) -> tuple[float, float]:
    """The low and high end of what the call gives; raises DataError for what cannot be."""
    from ontherecord import figures

    match = _CALL.fullmatch(expression)
    if not match or match[1] not in FUNCTIONS:
        raise entry.refuse(f"'expr' must be one call of {listed(FUNCTIONS)}, not {expression!r}.")
    arguments = [argument.strip() for argument in match[2].split(",")]
    try:
        if match[1] == "figure":
            result = figures.figure(*arguments)
        else:
            values = [
                figures.printed(word) if _NUMBER.fullmatch(word) else figures.figure(word)
                for word in arguments
            ]
            result = getattr(figures, match[1])(*values)
    except (OnTheRecordError, TypeError) as error:
        raise entry.refuse(f"'expr' {expression!r} fails: {error}") from None
    return float(result.low), float(result.high)


def figure_range(id: str, scale: float, entry: Entry) -> tuple[float, float]:
    """The low and high end of a figure of data/figures.csv, times the scale."""
    low, high = interval_of(f"figure({id})", entry)
    return low * scale, high * scale
