"""A text cut into units, and a unit into phrases.

A unit is a sentence in which speech between quotation marks counts as one word, so that a cue
after a long quote still stands in its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from ontherecord.text import Span, plain, sentences, tokens

OPEN, CLOSE = "\u201c", "\u201d"
MARKS = re.compile(f"[{OPEN}{CLOSE}\"]|''")
SPEECH_ENDS = (",", ".", "?", "!", "\u2014")
LONG = 7
"""A quote of more words is speech, whatever stands at its end."""


@dataclass
class Word:
    """A word of a unit, with its kind; `quoted` inside quotation marks."""

    start: int
    end: int
    text: str
    kind: str = ""
    quoted: bool = False


@dataclass(frozen=True)
class Phrase:
    """A noun group NP, a verb group VG or BE, or one word with its own kind."""

    kind: str
    first: int
    last: int
    head: str
    kinds: tuple[str, ...]


@dataclass
class Unit:
    """A sentence as words, and its phrases."""

    words: list[Word] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)

    def span(self, first: int, last: int) -> Span:
        """The place in the text from one phrase to another."""
        start, end = self.phrases[first].first, self.phrases[last].last
        return self.words[start].start, self.words[end].end


def quotes(text: str) -> list[Span]:
    """What stands between double quotation marks; a quote left open ends with its paragraph."""
    found, at = [], 0
    for line in text.split("\n"):
        start = None
        for mark in MARKS.finditer(line):
            if start is None and mark.group() != CLOSE:
                start = mark.start()
            elif start is not None and mark.group() != OPEN:
                found.append((at + start, at + mark.end()))
                start = None
        if start is not None:
            found.append((at + start, at + len(line)))
        at += len(line) + 1
    return found


def _inside(text: str, quote: Span) -> str:
    return text[slice(*quote)].strip(f"{OPEN}{CLOSE}\"' ")


def is_speech(text: str, quote: Span) -> bool:
    """True for quoted speech, False for a quoted word or a title in a sentence."""
    inside = _inside(text, quote)
    return inside.endswith(SPEECH_ENDS) or len(inside.split()) > LONG


def units(text: str, cues: Container[str]) -> list[Unit]:
    """The units of a text, with their words; `cues` are the forms of the cue verbs."""
    marks, shown, words = quotes(text), plain(text), iter(tokens(text))
    made: list[Unit] = []
    word, place = next(words, None), 0
    for start, end in sentences(text):
        before = made[-1].words[-1] if made else None
        if before is None or not _belongs(text, before, (start, end), marks, cues):
            made.append(Unit())
        while word is not None and word[0] < end:
            while place < len(marks) and marks[place][1] <= word[0]:
                place += 1
            quoted = place < len(marks) and marks[place][0] <= word[0]
            into = made[-1].words
            if not quoted or not is_speech(text, marks[place]):
                into.append(Word(*word, shown[slice(*word)], quoted=quoted))
            elif not into or into[-1].start != marks[place][0]:
                into.append(Word(*marks[place], "", "QUO"))
            word = next(words, None)
    return [unit for unit in made if unit.words]


def _belongs(text: str, before: Word, sentence: Span, marks: list[Span], cues) -> bool:
    """True when a sentence goes on with the unit that ends with the word `before`."""
    start, end = sentence
    if start < before.end:
        return True
    if "\n" in text[before.end : start]:
        return False
    if text[start] == ")" or text[start].islower():
        return True
    if before.kind == "QUO" and not text[: before.end].rstrip(f"{CLOSE}\"' ").endswith("."):
        # `"Is it?" he asked.`
        opening = re.findall(r"\w+", text[start : start + 60].lower())[:5]
        return any(word in cues for word in opening)
    return False


def _only_speech(unit: Unit) -> bool:
    return all(word.kind == "QUO" for word in unit.words)


def with_speech(made: list[Unit], text: str) -> list[Unit]:
    """The units, with a quote that stands alone joined to the quoting unit before it."""
    joined: list[Unit] = []
    for unit in made:
        last = joined[-1].words if joined else []
        near = last and "\n" not in text[last[-1].end : unit.words[0].start]
        if near and _only_speech(unit) and any(word.kind == "QUO" for word in last):
            last.extend(unit.words)
        else:
            joined.append(unit)
    return joined


def chunk(unit: Unit, tagger, parser) -> None:
    """Gives the words of a unit their kinds and finds its phrases."""
    spoken = [word for word in unit.words if word.kind != "QUO"]
    for word, kind in zip(spoken, tagger([w.text for w in spoken]), strict=True):
        word.kind = kind
    at = 0
    for child in parser.parse([(word, word.kind) for word in unit.words]):
        whole = [child] if isinstance(child, tuple) else list(child)
        kind = whole[0][1] if isinstance(child, tuple) else child.label()
        last = at + len(whole) - 1
        kinds = tuple(kind for _, kind in whole)
        unit.phrases.append(Phrase(kind, at, last, unit.words[last].text.lower(), kinds))
        at = last + 1
