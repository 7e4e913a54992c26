"""How well found attributions fit those of a reader: the measure of the lessons and the script.

An attribution is right when its source and its content are both at least half right: the
token F1 of each is 0.5 or more.  One found attribution counts for one of the reader's.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ontherecord.text import Span

HALF = 0.5
_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_IGNORED = {"a", "an", "the"}


class Said(Protocol):
    """What is compared: something with the spans of a source and of a content."""

    source: Sequence[Span]
    content: Sequence[Span]


class Words:
    """The words of a text, to see which of them spans cover; a, an and the do not count."""

    def __init__(self, text: str) -> None:
        found = [match for match in _WORD.finditer(text) if match.group().lower() not in _IGNORED]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]

    def within(self, spans: Iterable[Span]) -> frozenset[int]:
        """The numbers of the words that share a character with one of the spans."""
        return frozenset(
            at
            for start, end in spans
            for at in range(
                bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end)
            )
        )


def token_f1(ours: frozenset[int], theirs: frozenset[int]) -> float:
    """How far two sets of words are the same, from 0 to 1; two empty ones are the same."""
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def pairs(text: str, found: Sequence[Said], wanted: Sequence[Said]) -> dict[int, int]:
    """The number of each right attribution of `found`, with that of its partner in `wanted`.

    The best fits are paired first, and each attribution is used once.
    """
    words = Words(text)
    ours = [(words.within(one.source), words.within(one.content)) for one in found]
    theirs = [(words.within(one.source), words.within(one.content)) for one in wanted]
    fits = []
    for here, (source, content) in enumerate(ours):
        for there, (their_source, their_content) in enumerate(theirs):
            if content & their_content:
                fit = token_f1(source, their_source), token_f1(content, their_content)
                if min(fit) >= HALF:
                    fits.append((-sum(fit), here, there))
    paired: dict[int, int] = {}
    for _, here, there in sorted(fits):
        if here not in paired and there not in paired.values():
            paired[here] = there
    return paired


@dataclass(frozen=True)
class Score:
    """How many were found, how many were wanted, and how many are right."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Of those found, the share that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of those wanted, the share that was found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """One number for both, 0 to 1: it is high only when both are."""
        total = self.found + self.wanted
        return 2 * self.right / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.wanted + other.wanted)
