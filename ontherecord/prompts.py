"""A question as text to read: what is asked, what to choose from, and how to type the answer."""

from __future__ import annotations

from html import escape
from typing import Any

from ontherecord import questions
from ontherecord.cards import Card, message_card
from ontherecord.errors import in_plain_words


@in_plain_words
def question(name: str) -> Card:
    """The question of that name, to be answered by typing: prompt, choices, and a pattern."""
    return question_card(questions.load(name))


def question_card(asked: Any, typed: str = "") -> Card:
    """A question as text; `typed` is the call that answers it, where it should be shown."""
    closing = [f"Type in a cell: `{typed}`"] if typed else []
    choices = _choices(asked)
    shown = "".join(
        f"<li><strong>{escape(id)}</strong> {escape(text)}</li>" for id, text in choices
    )
    card = message_card(
        asked.prompt,
        [*_around(asked), asked.expected, *closing],
        f"Question {asked.name}",
        "?",
        f"<ul>{shown}</ul>" if shown else "",
    )
    text = "\n".join([f"? {asked.prompt}", *(f"  {id}: {text}" for id, text in choices)])
    return Card("\n".join([text, *_around(asked), asked.expected, *closing]), card.html)


def _choices(asked: Any) -> list[tuple[str, str]]:
    """What the answer is made of, as pairs of a name and its text."""
    for part in ("options", "rows"):
        if hasattr(asked, part):
            return [(entry.id, entry.text) for entry in getattr(asked, part)]
    return [(name, "") for name in asked.nodes.spellings] if asked.type == "arrows" else []


def _around(asked: Any) -> list[str]:
    """What a learner must know beside the prompt: the story and its sentences."""
    if not asked.sentences:
        return []
    numbers = ", ".join(map(str, asked.sentences))
    word = "sentence" if len(asked.sentences) == 1 else "sentences"
    return [f"Look at {word} {numbers} of the story {asked.article}."]
