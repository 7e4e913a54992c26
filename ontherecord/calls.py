"""What a function of a learner gives, as plain data.

It stands apart from the questions, so that a process that runs learners' code loads no question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ontherecord.errors import in_words
from ontherecord.values import Refusal, described, plain_data

MOST_CHARACTERS = 200
"""The longest text or error that a call can give; what follows is cut off."""


def called(function: Callable[..., Any], calls: Sequence[Sequence[Any]]) -> list[Any]:
    """What the function gives for each list of arguments, as plain data.

    A number, a text, True, False or None is itself; for an error, or a value of another type,
    stands `{"error": ...}`.  A function that never ends is not ended here.
    """
    return [_called(function, arguments) for arguments in calls]


def _called(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    try:
        given = function(*arguments)
    except Exception as error:
        return {"error": in_words(error, MOST_CHARACTERS)}
    try:
        # A long text is no reason to refuse it.
        return saved(plain_data(given[:MOST_CHARACTERS] if type(given) is str else given))
    except Refusal:
        what = described(given)
        return {"error": f"it gave {what[0].lower()}{what[1:]}"}


def saved(given: Any) -> Any:
    """The value of one call as it is saved; raises Refusal for what no call can give."""
    kind = type(given)
    if given is None or kind is bool or (kind in (int, float) and math.isfinite(given)):
        return given
    if kind is str:
        return given[:MOST_CHARACTERS]
    if kind is dict and list(given) == ["error"] and type(given["error"]) is str:
        return {"error": given["error"][:MOST_CHARACTERS]}
    raise Refusal(f"{described(given)} is no value of a call.")
