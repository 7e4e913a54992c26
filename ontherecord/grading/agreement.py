"""How far people marked the same words: a strip over the text, alpha, and pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ontherecord import questions
from ontherecord.tags import tokens_within
from ontherecord.text import Span

MOST_READERS = 200
"""Alpha is taken over the first so many readers: more change it little and take long."""

Labels = dict[Span, str]
"""What one reader marked: a label by token."""


class Marks:
    """What each reader marked in the sentences of one question of tags."""

    def __init__(self, name: str) -> None:
        self.question = questions.load(name)
        page = self.question.page
        numbers = self.question.sentences or [one.number for one in page.sentences]
        spans = [(page.sentence(n).start, page.sentence(n).end) for n in numbers]
        self.tokens = [
            token
            for span in spans
            for token in tokens_within(page, *span)
            if any(letter.isalnum() for letter in page.text[slice(*token)])
        ]
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
        marks = sum(self.marked[token, label] for label in ("source", "cue", "claim"))
        return marks / self.count if self.count else 0.0

    def alpha(self) -> float | None:
        """Krippendorff's alpha over tokens, for two readers or more; nothing marked is a label."""
        return alpha(self.readers, self.tokens)

    def pairs(self) -> list[list[float]]:
        """The share of agreeing tokens for each pair: the key and the machine, then the readers."""
        everyone = [self.key, self.machine, *self.readers]
        return [[agreement(a, b) for b in everyone] for a in everyone]


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
