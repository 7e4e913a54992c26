"""Any Python value as plain data, or a sentence that says why it cannot be read.

A learner's cell can hand over anything.  Types are tested exactly and read by the methods of
the built-in type, so that no method of a stranger's object runs: it cannot raise or hang here.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ontherecord.vocabulary import closest, listed

MOST_CHARACTERS = 10_000
MOST_PARTS = 50_000
DEEPEST = 8
SHOWN = 60

_name_of_type = type.__dict__["__name__"].__get__


class Refusal(Exception):
    """An answer that cannot be read; its text is the sentence for the learner."""


def plain_data(value: Any) -> Any:
    """The value as None, bool, int, float, str, list or dict; raises Refusal for all else.

    `...` becomes None, a tuple a list, a set a sorted list; Decimal, Fraction and numpy's
    numbers become numbers.
    """
    return _Reader().read(value, DEEPEST)


class _Reader:
    """Reads one value within a budget of parts and characters."""

    def __init__(self) -> None:
        self.parts, self.characters = MOST_PARTS, 100 * MOST_CHARACTERS

    def read(self, value: Any, depth: int) -> Any:
        self.parts -= 1
        if self.parts < 0 or depth < 0:
            raise Refusal("The answer is too long, or it is nested too deeply.")
        if value is None or value is ... or value is True or value is False:
            return None if value is ... else value
        kind = type(value)
        if issubclass(kind, str):
            return self.text(value)
        # Fraction is tested as it is: asking for its subclasses would run code of the object.
        if issubclass(kind, (int, float, Decimal)) or kind is Fraction:
            return finite(number_of(value))
        if issubclass(kind, dict):
            return self.table(value, depth)
        if issubclass(kind, (list, tuple)):
            holder = list if issubclass(kind, list) else tuple
            return [self.read(part, depth - 1) for part in holder.__iter__(value)]
        if issubclass(kind, (set, frozenset)):
            holder = set if issubclass(kind, set) else frozenset
            return sorted((self.read(part, depth - 1) for part in holder.__iter__(value)), key=repr)
        return self.read(from_numpy(value), depth - 1)

    def text(self, value: str) -> str:
        length = str.__len__(value)
        self.characters -= length
        if length > MOST_CHARACTERS or self.characters < 0:
            raise Refusal(f"A text of {length:,} characters is too long for an answer.")
        # Half of a character, which a browser can send, cannot be saved as UTF-8.
        return str.encode(value, "utf-8", "replace").decode("utf-8")

    def table(self, value: dict, depth: int) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for key, part in dict.items(value):
            name = str(self.read(key, 0))
            if name in table:
                raise Refusal(f"{shown(name)} is given twice.")
            table[name] = self.read(part, depth - 1)
        return table


def number_of(value: Any) -> float:
    """The number that an int, a float, a Decimal or a Fraction is; infinity if it is too large."""
    try:
        if issubclass(type(value), int):
            whole = int.__int__(value)
            return whole if abs(whole) < 10**15 else int.__float__(whole)
        if issubclass(type(value), float):
            return float.__float__(value)
        if issubclass(type(value), Decimal):
            return float(Decimal.__float__(value))
        return float(value)
    except (OverflowError, ValueError, TypeError, ZeroDivisionError):
        return math.inf


def finite(number: float) -> float:
    """The number itself; raises Refusal for NaN and infinity."""
    if not math.isfinite(number):
        raise Refusal(f"{number} is not a number that can be checked (NaN or infinity).")
    return number


def from_numpy(value: Any) -> Any:
    """The Python value of a numpy number or array; raises Refusal for any other object."""
    numpy = sys.modules.get("numpy")
    if numpy and type(value) is numpy.ndarray and value.size <= MOST_PARTS:
        return value.tolist()
    item = None
    if numpy and issubclass(type(value), numpy.generic):
        item = numpy.generic.item(value)
    if type(item) not in (bool, int, float, str):
        raise Refusal(f"{described(value)} cannot be read as an answer.")
    return item


def described(value: Any) -> str:
    """What the value is, in a few words, without running any code of it."""
    if value is None or value is ...:
        return "Nothing"
    # `in` would compare with ==, which a class of classes can redefine.
    if any(type(value) is known for known in (bool, int, float, str)):
        return shown(value)
    return f"A value of the type {_name_of_type(type(value))[:SHOWN]!r}"


def shown(value: Any) -> str:
    """Plain data as Python writes it, cut to a few words."""
    try:
        written = repr(value[:SHOWN] if type(value) is str else value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits.
        return "a number of very many digits"
    return written if len(written) <= SHOWN + 2 else f"{written[:SHOWN]}..."


def folded(text: str) -> str:
    """The text without regard to case and spaces at its edges."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Names:
    """The words that may be used, each with other spellings; `what` says what they are."""

    what: str
    spellings: dict[str, tuple[str, ...]]

    @staticmethod
    def of(what: str, words: Iterable[str]) -> Names:
        """Names without other spellings."""
        return Names(what, {word: () for word in words})

    def find(self, given: Any) -> str:
        """The name that was meant; raises Refusal with the closest names."""
        if type(given) is int:
            given = str(given)
        if type(given) is not str:
            raise Refusal(f"{described(given)} is no {self.what}. {self.advice('')}")
        if given in self.spellings:
            return given
        wanted = folded(given)
        for name, others in self.spellings.items():
            if wanted in (folded(name), *map(folded, others)):
                return name
        raise Refusal(f"{shown(given)} is no {self.what}. {self.advice(wanted)}")

    def advice(self, wanted: str) -> str:
        """A sentence with the names closest to the word, or with all of them."""
        known = {folded(s): name for name, also in self.spellings.items() for s in (name, *also)}
        near = dict.fromkeys(known[word] for word in closest(wanted[:200], known))
        if near:
            return f"Did you mean {listed(map(repr, near))}?"
        names = list(self.spellings)
        return f"Use {listed(map(repr, names))}." if len(names) <= 12 else f"One is {names[0]!r}."
