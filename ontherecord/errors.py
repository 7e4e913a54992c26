"""The errors of the kit: each says what was given, what was expected and what to do next."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any


class OnTheRecordError(Exception):
    """An error in three parts: `given`, `expected` and `next_step`, each a sentence."""

    def __init__(self, given: str, expected: str, next_step: str) -> None:
        self.given, self.expected, self.next_step = given, expected, next_step
        super().__init__(f"{given} {expected} {next_step}")

    def __reduce__(self) -> tuple[Any, ...]:
        # An error of another process comes here as it was, whatever its class takes.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[OnTheRecordError], args: Any, parts: dict[str, Any]) -> OnTheRecordError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(parts)
    return error


_PLACE = re.compile(r"\b0x[0-9a-fA-F]{6,}")


def in_words(error: BaseException, most: int) -> str:
    """A learner's error as at most that many characters of text, the same in every run.

    Where in memory something lay is left out, since that is different each time.
    """
    try:
        text = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
        return _PLACE.sub("0x...", text)[:most]
    except BaseException:  # What the learner's class does when it is shown, or no memory is left.
        return "an error that cannot be shown"


class DataError(OnTheRecordError):
    """A file of data/ that cannot be used: names the file, the entry and the reason."""

    def __init__(self, file: object, entry: str, reason: str, next_step: str = "") -> None:
        self.file, self.entry, self.reason = str(file), entry, reason
        super().__init__(f"{self.file}, {entry}:", reason, next_step or "Correct that entry.")


class QuoteError(OnTheRecordError):
    """A quote that a sentence does not hold, or holds more than once."""


class UnknownNameError(OnTheRecordError):
    """A name (of an article, a question, a figure, a sentence) that does not exist."""


class KeptBackError(OnTheRecordError):
    """Something that shows the key, in a course that is graded."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is kept back: this course is graded, and it would show the key.",
            "It opens when your teacher releases it.",
            "Go on with the next cell.",
        )


def in_plain_words(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function for lessons: an OnTheRecordError is printed, not raised.

    So is a call that leaves out what the function needs, or gives it what it does not take.
    """
    wanted = inspect.signature(function)

    @functools.wraps(function)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            wanted.bind(*args, **kwargs)
        except TypeError as wrong:
            print(_wrong_call(function.__name__, wanted, str(wrong)))
            return None
        try:
            return function(*args, **kwargs)
        except OnTheRecordError as error:
            print(error)
            return None

    return told


def _wrong_call(name: str, wanted: inspect.Signature, wrong: str) -> OnTheRecordError:
    needed, more = [], []
    for one in wanted.parameters.values():
        optional = one.default is not one.empty or one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        (more if optional else needed).append(one.name)
    takes = f"It needs {', '.join(needed)}." if needed else "It needs nothing."
    also = f" It can also take {', '.join(more)}." if more else ""
    return OnTheRecordError(
        f"{name}() cannot be called like this: {wrong}.",
        takes + also,
        f"Write help({name}) to read more.",
    )
