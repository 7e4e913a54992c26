"""The form of a question as a widget: a thin shell that passes plain data on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ontherecord.browser import script, styles
from ontherecord.cards import ReadableWidget
from ontherecord.questions.question import Question

_HERE = Path(__file__).parent
SHORT = 44
"""Characters of a sentence that a menu shows."""


def form_of(question: Question) -> dict[str, Any]:
    """What the browser needs to draw the form: plain lists, and nothing of the key."""
    page = question.page
    rows, options = getattr(question, "rows", ()), getattr(question, "options", ())
    word = "point" if question.points == 1 else "points"
    return {
        "name": question.name,
        "type": question.type,
        "points": f"{question.points:g} {word}",
        "prompt": question.prompt,
        "title": page.title if page else "",
        "sentences": [[n, page.sentence(n).text] for n in question.sentences] if page else [],
        "evidence": [[n, _short(page.sentence(n).text)] for n in _evidence(question)],
        "options": [[option.id, option.text] for option in options],
        "rows": [[row.id, row.text] for row in rows],
        "columns": list(getattr(question, "columns", ())),
        "nodes": list(question.nodes.spellings) if question.type == "arrows" else [],
        "unit": getattr(question, "unit", None) or "",
    }


def _evidence(question: Question) -> tuple[int, ...]:
    """The numbers of the sentences that can support an answer: those shown, or else all."""
    supported = question.type == "two_tier" or getattr(question, "takes_evidence", False)
    if question.page is None or not supported:
        return ()
    return question.sentences or tuple(s.number for s in question.page.sentences)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} ..."


class Form(ReadableWidget, anywidget.AnyWidget):
    """A widget to answer one question; `receive` takes each message of the browser.

    `answer` holds the value and, as `turn`, the view and the message that it came with.
    """

    _esm = script(_HERE / "ask.js")
    _css = styles(_HERE / "ask.css")

    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    typed = traitlets.Unicode().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    tried = traitlets.Bool().tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    receipt = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question, receive: Callable[[Any], None]) -> None:
        self.name = question.name
        super().__init__(question=form_of(question))
        self.on_msg(lambda _, message, buffers: receive(message))

    def __repr__(self) -> str:
        return f"Form({self.name!r})"
