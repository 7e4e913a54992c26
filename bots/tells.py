"""Whether the wording of a story tells that it is a trap: a small classifier tries it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from functools import cache

from ontherecord.article import article, data_folder
from ontherecord.key import key

HEDGES = {"about", "could", "expects", "may", "might", "nearly", "perhaps", "would"}
GOOD = {
    "best",
    "gain",
    "gained",
    "good",
    "grew",
    "growth",
    "higher",
    "rise",
    "rose",
    "strong",
    "up",
}
BAD = {
    "cut",
    "down",
    "fall",
    "fell",
    "fire",
    "loss",
    "lost",
    "low",
    "lower",
    "poor",
    "weak",
    "worst",
}
BY_CHANCE = 0.05
"""Hits that guessing would give less often than this are a tell."""


@cache
def pairs() -> dict[str, tuple[str, str]]:
    """The trap and the sound twin of each pair of stories, by the name that they share."""
    names = sorted(folder.name for folder in (data_folder() / "articles").iterdir())
    stems = {name.rsplit("-", 1)[0] for name in names if re.match(r"t\d\d-", name)}
    return {stem: _sorted_pair(stem) for stem in sorted(stems)}


def _sorted_pair(stem: str) -> tuple[str, str]:
    trap, sound = sorted((f"{stem}-a", f"{stem}-b"), key=lambda name: role(name) == "sound")
    return trap, sound


def role(name: str) -> str:
    """Whether a story is the "trap" or the "sound" twin."""
    return key(name).extra["role"]


def body(name: str) -> str:
    """The text of a story without its furniture."""
    return " ".join(s.text for s in article(name).sentences if s.role != "furniture")


def words(name: str) -> list[str]:
    """The words and figures of a story, in small letters."""
    return re.findall(r"[a-z]+|\d+", body(name).lower())


@cache
def marks(name: str) -> frozenset[str]:
    """What a hasty reader could go by: words, length, figures, hedges, quotes and feeling."""
    text = words(name)
    counts = {
        "length": len(text) // 10,
        "figures": sum(word.isdigit() for word in text) // 2,
        "hedges": sum(word in HEDGES for word in text),
        "quotations": body(name).count('"'),
        "feeling": sum((word in GOOD) - (word in BAD) for word in text),
    }
    return frozenset(text) | {f"{what}: {count}" for what, count in counts.items()}


def told_apart(marks: Callable[[str], frozenset[str]] = marks) -> int:
    """In how many pairs a classifier trained on all other pairs picks the trap."""
    told = 0
    for stem, (trap, sound) in pairs().items():
        others = [name for other, both in pairs().items() if other != stem for name in both]
        told += _odds(trap, others, marks) > _odds(sound, others, marks)
    return told


def _odds(name: str, training: list[str], marks: Callable[[str], frozenset[str]]) -> float:
    """The log odds that a story is a trap, by naive Bayes over the marks of the others."""
    odds = []
    for mark in marks(name):
        seen = Counter(role(other) for other in training if mark in marks(other))
        odds.append(math.log((seen["trap"] + 1) / (seen["sound"] + 1)))
    return math.fsum(odds)  # The same in any order: a set has none.


def chance_of(told: int, of: int) -> float:
    """How often guessing would tell so many pairs or more."""
    return sum(math.comb(of, hits) for hits in range(told, of + 1)) / 2**of
