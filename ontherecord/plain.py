"""Answers as plain JSON data: what any program can read back, and nothing that can run."""

from __future__ import annotations

import json
import math
from typing import Any

from ontherecord.errors import OnTheRecordError

DEEPEST = 100
"""How many lists and dictionaries may lie in each other; honest answers have a few."""


class NotPlainError(OnTheRecordError):
    """A value that has no place in an answer file, such as a function or a NaN."""

    def __init__(self, value: object) -> None:
        super().__init__(
            f"A value of the type {type(value).__name__} cannot be saved as an answer.",
            "An answer is made of words, numbers, lists and dictionaries.",
            "Write the answer in the form that the question shows.",
        )


def plain(value: Any) -> Any:
    """The value as JSON data: tuples and sets become lists, `...` becomes None.

    Raises NotPlainError for everything that JSON cannot hold, NaN and infinity included.
    """
    return _plain(value, DEEPEST)


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return whole_characters(value)
    if value is None or value is ... or isinstance(value, bool):
        return None if value is ... else value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if depth == 0:
        raise NotPlainError(value)
    if isinstance(value, dict):
        return {_plain_name(name): _plain(part, depth - 1) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part, depth - 1) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(part, depth - 1) for part in value), key=json.dumps)
    raise NotPlainError(value)


def _plain_name(name: Any) -> str:
    if isinstance(name, (str, int)) and not isinstance(name, bool):
        return whole_characters(str(name))
    raise NotPlainError(name)


def whole_characters(text: str) -> str:
    """The text with a sign in place of what cannot be written as UTF-8."""
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        # A browser can cut a character in two; half of one cannot be written as UTF-8.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def printable(text: str) -> str:
    """The text with a space in place of what has no sign of its own, such as a line break."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
