"""Cards: what a learner is shown after a check or a hint, as HTML and as plain text.

Every text that comes from an answer or a file is escaped.  The colours are JupyterLab's, so a
card fits the light and the dark theme; the state is told by a word and a sign as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from ontherecord.questions.feedback import Feedback

ACCENTS = {
    "right": "#2e8b57",
    "partly": "#b7791f",
    "wrong": "#cf5f57",
    "recorded": "#3b82c4",
    "unanswered": "#7a7a7a",
    "invalid": "#7a7a7a",
    "hint": "#3b82c4",
}
"""The colour of a card's edge: at least 3 to 1 on the page of each theme."""

# The class stands twice where JupyterLab's own rules for HTML would be stronger.
STYLE = """
.otr-card { margin: 4px 0; padding: 10px 16px; max-width: 44em; border-radius: 3px;
  border: 1px solid var(--jp-border-color2, #dcdcdc); border-left: 6px solid;
  line-height: 1.5; font-size: var(--jp-ui-font-size2, 15px);
  font-family: var(--jp-ui-font-family, system-ui, sans-serif);
  color: var(--jp-ui-font-color1, #1f1f1f); background: var(--jp-layout-color1, #ffffff); }
.otr-card.otr-card p, .otr-card.otr-card ul { margin: 0 0 6px; padding: 0; }
.otr-card.otr-card > :last-child { margin-bottom: 0; }
.otr-card.otr-card .otr-sign { display: inline-block; min-width: 1.3em; font-weight: 700; }
.otr-card.otr-card .otr-score { margin-left: .8em; }
.otr-card.otr-card ul { list-style: none; padding: 0; }
.otr-card.otr-card li { margin: 0 0 8px; }
.otr-card.otr-card .otr-rule { margin-left: 1em; padding-left: .8em;
  border-left: 2px solid var(--jp-border-color1, #bdbdbd); }
.otr-card.otr-card .otr-name { font-weight: 600; }
.otr-card.otr-card code { font-family: var(--jp-code-font-family, monospace); font-size: .93em;
  color: inherit; background: none; padding: 0; }
.otr-card.otr-card table { border-collapse: collapse; margin: 0 0 8px; color: inherit;
  font-size: inherit; line-height: inherit; }
.otr-card.otr-card caption { text-align: left; font-weight: 600; color: inherit;
  padding: 0 0 2px; }
.otr-card.otr-card tr { background: none !important; }
.otr-card.otr-card th, .otr-card.otr-card td { text-align: left; vertical-align: top;
  padding: 3px 14px 3px 0; white-space: normal;
  border-bottom: 1px solid var(--jp-border-color1, #bdbdbd); }
.otr-card.otr-card tbody th { width: 40%; min-width: 9em; }
.otr-card.otr-card .otr-gist { display: block; font-weight: 400; }
.otr-card.otr-card progress { width: 12em; vertical-align: middle; }
"""
"""The rules that every card needs."""


@dataclass(frozen=True)
class Card:
    """What a cell shows: a text, the same as HTML, and unseen data beside it."""

    text: str
    html: str = field(repr=False)
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    feedback: Feedback | None = None

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {**self.data, "text/html": self.html, "text/plain": self.text}


class ReadableWidget:
    """Makes a widget show its card where widgets are off, or where nothing runs.

    It stands before the widget's own class: `class Form(ReadableWidget, AnyWidget)`.
    """

    card: Card | None = None

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        if self.card is not None:
            data = {**data, "text/html": self.card.html, "text/plain": self.card.text}
        return data, metadata


class Line(NamedTuple):
    """A line of a card; `name` stands in front of it, and words between backticks are code."""

    text: str
    kind: str = "otr-line"
    name: str = ""

    @property
    def plain(self) -> str:
        return f"{self.name}: {self.text}" if self.name else self.text

    @property
    def html(self) -> str:
        name = f'<strong class="otr-name">{escape(self.name)}:</strong> ' if self.name else ""
        return f'<p class="{self.kind}">{name}{_with_code(self.text)}</p>'


def _with_code(text: str) -> str:
    # Words between backticks are code, as in the lessons.
    parts = escape(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def head_html(sign: str, state: str, score: str) -> str:
    """The first line of a card: its sign, its state and its points."""
    score = f' <span class="otr-score">{escape(score)}</span>' if score else ""
    return (
        f'<p class="otr-state"><span class="otr-sign" aria-hidden="true">{sign}</span> '
        f"<strong>{escape(state)}</strong>{score}</p>"
    )


def message_card(title: str, lines: list[str], label: str, sign: str = "→", more: str = "") -> Card:
    """A card with a title and some sentences, such as a hint; `more` is HTML for the eye only."""
    body = head_html(sign, title, "") + more + "".join(Line(line).html for line in lines)
    return Card("\n".join([f"{sign} {title}", *lines]), framed("hint", label, body))


def framed(kind: str, label: str, body: str) -> str:
    """The HTML of a card of that kind (see ACCENTS), with a name for screen readers."""
    # The style stands in each card: a notebook shows each output by itself.  In a notebook that
    # is not trusted JupyterLab drops it, and the words and signs still tell everything.
    return unstyled(kind, label, f"<style>{STYLE}</style>{body}")


def unstyled(kind: str, label: str, body: str) -> str:
    """As `framed`, for a page that has STYLE once for all of its cards."""
    return (
        f'<div class="otr-card" role="group" aria-label="{escape(label)}" '
        f'style="border-left-color: {ACCENTS[kind]}">{body}</div>'
    )
