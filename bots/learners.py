"""The bots: simulated learners, each with a rule of its own.

Those that read well answer as the frozen file does; the others see the page and the question only.
None knows how misreadings are diagnosed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bots import cue_words
from bots.given import answers
from bots.scoring import guesses, lines
from ontherecord import questions
from ontherecord.questions.question import Question

Chance = random.Random
ACTS = 0.85
"""How often a bot with a misreading follows it where a question lets it."""
SLIPS = 0.05
"""How often any of these bots makes another mistake."""

BELIEVES = ("M1", "M3", "M5", "M6", "M8", "M9", "M11", "M12", "M16", "M19", "M20", "M21")
DOUBTS = ("M7", "M10", "M17", "M18")
"""The misreadings of somebody who takes everything, or nothing, that a page says for true."""


@dataclass(frozen=True)
class Bot:
    """A simulated learner: `answer(question, chance)` gives an answer as plain data."""

    name: str
    answer: Callable[[Question, Chance], Any]

    def course(self, seed: int = 0) -> dict[str, Any]:
        """The bot's answers to every question of the course."""
        chance = random.Random(f"{self.name} {seed}")
        return {q.name: self.answer(q, chance) for q in questions.all_questions()}


def gold() -> Bot:
    """Answers as the key did when the answers were frozen."""
    return Bot("gold", lambda question, chance: answers()[question.name]["gold"])


def constant(number: int) -> Bot:
    """Always takes the option, or the label, at that place."""
    letter = "ABCDEFGH"[number]

    def answer(question: Question, chance: Chance) -> Any:
        ids = [option.id for option in getattr(question, "options", ())]
        if question.type == "matrix":
            label = question.columns[number % len(question.columns)]
            return {row.id: label for row in question.rows}
        if not ids:
            return None
        id = ids[number % len(ids)]
        return _as_answer(question, id)

    return Bot(f"always {letter}", answer)


def _as_answer(question: Question, id: str) -> Any:
    """The answer that takes one option, with the first sentence where one is asked."""
    if question.type == "two_tier":
        return [id, lines(question)[0]]
    return [id] if question.type == "select" else id


def guessing() -> Bot:
    """Takes anything."""

    def answer(question: Question, chance: Chance) -> Any:
        if question.type == "matrix":
            return {row.id: chance.choice(question.columns) for row in question.rows}
        if question.type == "number":
            return chance.randint(0, 1000) / 10
        if question.type == "span":
            return _some_words(question, chance)
        if question.type == "arrows":
            names = list(question.nodes.spellings)
            return [chance.sample(names, 2) for _ in range(2)]
        return chance.choice(list(guesses(question)))

    return Bot("random", answer)


def _some_words(question: Question, chance: Chance) -> dict[str, Any]:
    number = chance.choice(question.sentences)
    words = list(re.finditer(r"\w+", question.page.sentence(number).text))
    first = chance.randrange(len(words))
    last = chance.randrange(first, min(first + 6, len(words)))
    text = question.page.sentence(number).text
    quote = text[words[first].start() : words[last].end()]
    # Words that stand there twice name no place, and the guess is made again.
    once = text.count(quote) == 1
    return {"sentence": number, "quote": quote} if once else _some_words(question, chance)


def goes_by_cues() -> Bot:
    """Goes by single words."""
    return Bot("cue words", lambda question, chance: cue_words.answer(question))


def leaning(name: str, ids: tuple[str, ...], accepts: bool) -> Bot:
    """Reads well, but takes every statement for true (or none), and all those misreadings' ways."""

    def answer(question: Question, chance: Chance) -> Any:
        statements = [o for o in getattr(question, "options", ()) if o.sound is not None]
        if question.type == "select" and statements:
            # Some questions ask for the statements that do not hold.
            return [o.id for o in statements if bool(o.credit) == (o.sound == accepts)] or None
        given = answers()[question.name]
        led = [slip for id in ids for slip in given["slips"].get(id, ())]
        return chance.choice(led) if led else given["gold"]

    return Bot(name, answer)


def leanings() -> list[Bot]:
    """The believer and the cynic."""
    return [leaning("believer", BELIEVES, True), leaning("cynic", DOUBTS, False)]


def misreading(*ids: str) -> Bot:
    """Reads well but for these misreadings, which it follows most of the time."""

    def answer(question: Question, chance: Chance) -> Any:
        given = answers()[question.name]
        led = [id for id in ids if id in given["slips"] and chance.random() < ACTS]
        others = [id for id in given["slips"] if id not in ids]
        if led:
            return chance.choice(given["slips"][chance.choice(led)])
        if others and chance.random() < SLIPS:
            return chance.choice(given["slips"][chance.choice(others)])
        return given["gold"]

    return Bot(" and ".join(ids), answer)


def on_forms(bot: str) -> Callable[[Any, Chance], str]:
    """How a bot answers a statement of the forms, by the bot's name."""
    rules = {
        "gold": lambda one, chance: one.right,
        "believer": lambda one, chance: "yes",
        "cynic": lambda one, chance: "no",
        "random": lambda one, chance: chance.choice(["yes", "no"]),
        "cue words": lambda one, chance: cue_words.says(one.text),
    }
    return rules[bot]


def every_constant() -> list[Bot]:
    """The bots that look at the place or the length of an option only."""
    return [*map(constant, range(4)), ticks_all(), by_length("longest"), by_length("shortest")]


def by_length(which: str) -> Bot:
    """Takes the longest or the shortest option, and the first label elsewhere."""

    def answer(question: Question, chance: Chance) -> Any:
        lengths = {option.id: len(option.text) for option in getattr(question, "options", ())}
        if not lengths:
            return constant(0).answer(question, chance)
        pick = max if which == "longest" else min
        return _as_answer(question, pick(lengths, key=lengths.get))

    return Bot(f"{which} option", answer)


def ticks_all() -> Bot:
    """Ticks every box, and takes the first option or label elsewhere."""

    def answer(question: Question, chance: Chance) -> Any:
        if question.type == "select":
            return [option.id for option in question.options]
        return constant(0).answer(question, chance)

    return Bot("ticks all", answer)
