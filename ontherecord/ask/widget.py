"""The form of a question as a widget: a thin shell that passes plain data on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ontherecord.questions.question import Question

_HERE = Path(__file__).parent
SHORT = 44
"""Characters of a sentence that a menu shows."""


def form_of(question: Question) -> dict[str, Any]:
    """What the browser needs to draw the form: plain lists, and nothing of the key."""
    page = question.page
    sentences = [[n, page.sentence(n).text] for n in question.sentences] if page else []
    asks_evidence = question.type == "two_tier" or (question.type == "matrix" and bool(sentences))
    nodes = list(question.nodes.spellings) if question.type == "arrows" else []
    return {
        "type": question.type,
        "prompt": question.prompt,
        "sentences": sentences,
        "evidence": [[n, _short(text)] for n, text in sentences] if asks_evidence else [],
        "options": [[option.id, option.text] for option in getattr(question, "options", ())],
        "rows": [[row.id, row.text] for row in getattr(question, "rows", ())],
        "columns": list(getattr(question, "columns", ())),
        "nodes": nodes,
        "unit": getattr(question, "unit", ""),
    }


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} ..."


class Form(anywidget.AnyWidget):
    """A widget to answer one question.  `acts` says what to do on answer, check and hint."""

    _esm = _HERE / "ask.js"
    _css = _HERE / "ask.css"

    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Any(allow_none=True).tag(sync=True)
    typed = traitlets.Unicode().tag(sync=True)
    saved = traitlets.Unicode().tag(sync=True)
    feedback = traitlets.Unicode().tag(sync=True)

    def __init__(self, question: Question, acts: dict[str, Callable[..., Any]]) -> None:
        self.name, self._acts = question.name, acts
        super().__init__(question=form_of(question))
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return f"Form({self.name!r})"

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        kind = message.get("kind") if isinstance(message, dict) else None
        if kind == "answer":
            self._acts["answer"](message.get("value"))
        elif kind in self._acts:
            self._acts[kind]()
