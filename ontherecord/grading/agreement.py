"""How far people marked the same words: shares by word, runs of words, alpha, and pairs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from statistics import fmean
from typing import Any, NamedTuple

from ontherecord import questions
from ontherecord.grading.tally import divided
from ontherecord.tags import tokens_within
from ontherecord.text import Span
from ontherecord.vocabulary import TAG_LABELS

MOST_READERS = 200
"""Alpha is taken over the first so many readers: more change it little and take long."""

Labels = dict[Span, str]
"""What one reader marked: a label by token."""


class Run(NamedTuple):
    """Neighbouring words that about as many marked: `step` is 0 for none, 1 to 3 for more.

    `labels` are those that were given, the most frequent first; `low` and `high` are shares of the
    readers, from 0 to 1.
    """

    sentence: int
    start: int
    end: int
    step: int
    labels: tuple[str, ...]
    low: float
    high: float


class Marks:
    """What each reader marked in the sentences of one question of tags."""

    def __init__(self, name: str) -> None:
        self.question = questions.load(name)
        page = self.question.page
        self.numbers = self.question.sentences or [one.number for one in page.sentences]
        self._words = {number: _words(page, number) for number in self.numbers}
        self.tokens = [token for words in self._words.values() for token in words]
        self.readers: list[Labels] = []
        self.marked: Counter[tuple[Span, str]] = Counter()
        self.count = 0
        self.key = self._labels(self.question.plain(self.question.gold()))

    @cached_property
    def machine(self) -> Labels:
        """What the machine reader marks in the same sentences."""
        return self._labels(machine_tags(self.question.page.text))

    def add(self, value: Any) -> None:
        """Counts one reader's tags, given as the saved answer."""
        labels = self._labels(value)
        if not labels:
            return
        self.count += 1
        self.marked.update(labels.items())
        if len(self.readers) < MOST_READERS:
            self.readers.append(labels)

    def _labels(self, value: Any) -> Labels:
        page, found = self.question.page, {}
        # A claim is the widest tag: sources and cues inside it are told apart from it.
        order = {"claim": 0, "cue": 1, "source": 2}
        tags = [tag for tag in value or () if tag.get("start") is not None]
        for tag in sorted(tags, key=lambda tag: order.get(tag["label"], 0)):
            for token in tokens_within(page, tag["start"], tag["end"]):
                found[token] = tag["label"]
        return {token: found[token] for token in self.tokens if token in found}

    def share(self, token: Span) -> float:
        """The share of the readers who marked that token at all, from 0 to 1."""
        marks = sum(self.marked[token, label] for label in TAG_LABELS)
        return marks / self.count if self.count else 0.0

    def runs(self) -> list[Run]:
        """The words of all sentences in order, put together where label and step are the same."""
        return [
            self._run(number, list(words))
            for number, tokens in self._words.items()
            for _, words in groupby(tokens, key=lambda one: (self._top(one), step(self.share(one))))
        ]

    def _top(self, token: Span) -> str:
        """The label that most gave to the word; empty where nobody marked it."""
        if not self.share(token):
            return ""
        return max(TAG_LABELS, key=lambda label: self.marked[token, label])

    def _run(self, sentence: int, words: list[Span]) -> Run:
        given = Counter({label: self._marks_of(words, label) for label in TAG_LABELS})
        labels = tuple(label for label, count in given.most_common() if count)
        shares = [self.share(word) for word in words]
        low, high = min(shares), max(shares)
        return Run(sentence, words[0][0], words[-1][1], step(low), labels, low, high)

    def _marks_of(self, words: Sequence[Span], label: str) -> int:
        return sum(self.marked[word, label] for word in words)

    def alpha(self) -> float | None:
        """Krippendorff's alpha over tokens, for two readers or more; nothing marked is a label."""
        return alpha(self.readers, self.tokens)

    def in_order(self) -> list[Labels]:
        """The readers, those who agree most with the key first: no order of names shows through."""
        return sorted(self.readers, key=lambda one: (-agreement(one, self.key), _hash(one)))

    def pairs(self) -> list[list[float]]:
        """The share of agreeing tokens for each pair: the key and the machine, then the readers."""
        everyone = [self.key, self.machine, *self.in_order()]
        return [[agreement(a, b) for b in everyone] for a in everyone]


def _words(page: Any, number: int) -> list[Span]:
    sentence = page.sentence(number)
    return [
        token
        for token in tokens_within(page, sentence.start, sentence.end)
        if any(letter.isalnum() for letter in page.text[slice(*token)])
    ]


def _hash(labels: Labels) -> str:
    """A number that depends on the marks only, the same in every run."""
    return hashlib.sha256(repr(sorted(labels.items())).encode()).hexdigest()


def step(share: float) -> int:
    """How many marked a word, in steps: 0 nobody, 1 below 35 per cent, 2 to 70, 3 more."""
    if divided(share):
        return 2
    return 3 if share > 0.5 else int(share > 0)


def machine_tags(text: str) -> list[dict[str, Any]]:
    """What the machine reader marks, as tags: see ontherecord.attribution."""
    from ontherecord.attribution import attributions

    parts = {"source": "source", "cue": "cue", "content": "claim"}
    return [
        {"label": label, "start": start, "end": end}
        for found in attributions(text)
        for part, label in parts.items()
        for start, end in getattr(found, part)
    ]


def alpha(readers: Sequence[Labels], tokens: Sequence[Span]) -> float | None:
    """Krippendorff's alpha of labels by token; None for fewer than two readers."""
    if len(readers) < 2 or not tokens:
        return None
    from nltk.metrics.agreement import AnnotationTask

    rows = [
        (f"reader {number}", token, labels.get(token, "none"))
        for number, labels in enumerate(readers)
        for token in tokens
    ]
    if len({label for *_, label in rows}) < 2:
        return None
    return AnnotationTask(rows).alpha()


def agreement(one: Labels, other: Labels) -> float:
    """Of the tokens that either marked, the share that both marked alike, from 0 to 1."""
    either = one.keys() | other.keys()
    alike = sum(one.get(token) == other.get(token) for token in either)
    return alike / len(either) if either else 1.0


def with_the_others(rows: Sequence[Sequence[float]]) -> list[float]:
    """For each row of a square of pairs, its mean without the reader's own cell."""
    return [fmean([*row[:at], *row[at + 1 :]]) for at, row in enumerate(rows)]
