"""The bots: simulated learners, each with a rule of its own.  None of them sees a key."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from bots.given import answers
from bots.scoring import guesses, lines
from ontherecord import questions
from ontherecord.key import key
from ontherecord.questions.question import Question

Chance = random.Random
ACTS = 0.9
"""How often a bot with a misreading follows it where a question lets it."""
SLIPS = 0.03
"""How often any of these bots makes another mistake."""

_CUES = (
    (r"\bconfirm", "confirmed", "response"),
    (r"\b(company data|results|annual report|figures show)", "company data", "figure"),
    (r"\b(analyst|according to [A-Z]\w+ [A-Z])", "view", "interpretation"),
    (r"\b(expected|could|will|may)\b", "reported", "forecast"),
    (r"\b(reported|said|citing|according to)\b", "reported", "act"),
    (r"\d", "own voice", "figure"),
)
_DOUBT = re.compile(r"\b(no|not|nobody|nothing|none|never|cannot|unknown|neither|without)\b")


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
    return {"sentence": number, "quote": text[words[first].start() : words[last].end()]}


def cue_words() -> Bot:
    """Goes by single words: a cue gives the status and the kind, and echoes give the option."""

    def answer(question: Question, chance: Chance) -> Any:
        if question.type == "matrix":
            return {row.id: _by_cue(question, row) for row in question.rows}
        if question.type in ("choice", "two_tier", "select"):
            id = max(question.options, key=lambda option: _echo(question, option.text)).id
            return _as_answer(question, id)
        return None

    return Bot("cue words", answer)


def _by_cue(question: Any, row: Any) -> str:
    text = row.text
    if question.page is not None and row.id in {c.id for c in key(question.page.id).claims}:
        text = question.page.sentence(key(question.page.id).claim(row.id).sentence).text
    for pattern, status, kind in _CUES:
        if re.search(pattern, text):
            found = [label for label in (status, kind) if label in question.columns]
            if found:
                return found[0]
    rest = [label for label in ("own voice", "background") if label in question.columns]
    return rest[0] if rest else max(question.columns, key=lambda label: _overlap(label, text))


def _echo(question: Question, text: str) -> int:
    shown = question.sentences and [question.page.sentence(n).text for n in question.sentences]
    return _overlap(text, " ".join(shown or ()))


def _overlap(one: str, other: str) -> int:
    return len(set(re.findall(r"\w+", one.lower())) & set(re.findall(r"\w+", other.lower())))


def leaning(name: str, doubting: bool) -> Bot:
    """Believes everything, or doubts everything, whatever the page says."""

    def answer(question: Question, chance: Chance) -> Any:
        if question.type == "matrix":
            order = ["own voice", "view"] if doubting else ["confirmed", "company data", "act"]
            fits = [label for label in order if label in question.columns]
            label = fits[0] if fits else question.columns[-1 if doubting else 0]
            return {row.id: label for row in question.rows}
        if question.type == "select":
            return [] if doubting else [option.id for option in question.options]
        if question.type in ("choice", "two_tier"):
            doubts = [o.id for o in question.options if bool(_DOUBT.search(o.text)) == doubting]
            id = chance.choice(doubts or [option.id for option in question.options])
            return _as_answer(question, id)
        return None

    return Bot(name, answer)


def misreading(*ids: str) -> Bot:
    """Reads well but for these misreadings, which it follows most of the time."""

    def answer(question: Question, chance: Chance) -> Any:
        given = answers()[question.name]
        led = [id for id in ids if id in given["slips"] and chance.random() < ACTS]
        others = [id for id in given["slips"] if id not in ids]
        if led:
            return given["slips"][chance.choice(led)]
        if others and chance.random() < SLIPS:
            return given["slips"][chance.choice(others)]
        return given["gold"]

    return Bot(" and ".join(ids), answer)


def on_forms(bot: str) -> Mapping[str, Callable[[Any, Chance], str]]:
    """How a bot answers a statement of the forms, by the bot's name."""
    rules = {
        "gold": lambda one, chance: one.right,
        "believer": lambda one, chance: "yes",
        "cynic": lambda one, chance: "no",
        "random": lambda one, chance: chance.choice(["yes", "no"]),
        "cue words": lambda one, chance: "no" if _DOUBT.search(one.text) else "yes",
    }
    return rules[bot]


def every_constant() -> list[Bot]:
    """The bots that always take the first, the second, ... option."""
    return [constant(number) for number in islice(cycle(range(4)), 4)]
