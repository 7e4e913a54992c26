"""Cards: what a learner is shown after a check or a hint, as HTML and as plain text.

Every text that comes from an answer or a file is escaped.  The colours are JupyterLab's, so a
card fits the light and the dark theme; the state is told by a word and a sign as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ontherecord.questions.feedback import Feedback, Note

STATES = {
    "right": ("✓", "Right"),
    "partly": ("◐", "Partly right"),
    "wrong": ("✗", "Not yet"),
    "unanswered": ("○", "No answer yet"),
    "invalid": ("?", "This cannot be read as an answer"),
}
ACCENTS = {
    "right": "#2e8b57",
    "partly": "#b7791f",
    "wrong": "#cf5f57",
    "unanswered": "#7a7a7a",
    "invalid": "#7a7a7a",
    "hint": "#3b82c4",
}
"""The colour of a card's edge: at least 3 to 1 on the page of each theme."""

_STYLE = """
.otr-card { margin: 4px 0; padding: 10px 16px; max-width: 44em; border-radius: 3px;
  border: 1px solid var(--jp-border-color2, #dcdcdc); border-left: 6px solid; line-height: 1.5; font-size: var(--jp-ui-font-size2, 15px);
  font-family: var(--jp-ui-font-family, system-ui, sans-serif);
  color: var(--jp-ui-font-color1, #1f1f1f); background: var(--jp-layout-color1, #ffffff); }
.otr-card p, .otr-card ul { margin: 0 0 6px; padding: 0; }
.otr-card > :last-child { margin-bottom: 0; }
.otr-card .otr-sign { display: inline-block; min-width: 1.3em; font-weight: 700; }
.otr-card .otr-score { margin-left: .8em; }
.otr-card ul { list-style: none; }
.otr-card li { margin: 0 0 8px; }
.otr-card .otr-rule { margin-left: 1em; padding-left: .8em;
  border-left: 2px solid var(--jp-border-color1, #bdbdbd); }
.otr-card .otr-name { font-weight: 600; }
.otr-card code { font-family: var(--jp-code-font-family, monospace); font-size: .93em;
  color: inherit; background: none; padding: 0; }
.otr-card table { border-collapse: collapse; margin: 0 0 8px; color: inherit; font-size: inherit; }
.otr-card caption { text-align: left; font-weight: 600; color: inherit; padding: 0 0 2px; }
.otr-card tr { background: none !important; }
.otr-card th, .otr-card td { text-align: left; vertical-align: top; padding: 3px 14px 3px 0;
  border-bottom: 1px solid var(--jp-border-color1, #bdbdbd); white-space: normal; }
.otr-card progress { width: 12em; vertical-align: middle; }
"""


@dataclass(frozen=True)
class Row:
    """A line of a result table: the row's name, the answer given and what is said of it."""

    name: str
    answer: str
    note: Note | None = None


@dataclass(frozen=True)
class Misreading:
    """The name of a misconception and the rule to read by instead."""

    name: str
    rule: str


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


@dataclass(frozen=True)
class Line:
    """A line of a card: its class, the words in front of it, and itself; `code` is code in it."""

    text: str
    kind: str = "otr-line"
    name: str = ""

    @property
    def plain(self) -> str:
        return f"{self.name}: {self.text}" if self.name else self.text

    @property
    def html(self) -> str:
        name = f'<span class="otr-name">{escape(self.name)}:</span> ' if self.name else ""
        return f'<p class="{self.kind}">{name}{_with_code(self.text)}</p>'


def _with_code(text: str) -> str:
    # Words between backticks are code, as in the lessons.
    parts = escape(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def points_text(feedback: Feedback) -> str:
    """The points of an answer in words, such as `1.5 of 3 points`."""
    word = "point" if feedback.points == 1 else "points"
    return f"{feedback.earned:g} of {feedback.points:g} {word}"


def chance_text(feedback: Feedback) -> str:
    """The share that fits and, beside it, the same corrected for chance."""
    return (
        f"{feedback.score:.0%} fits; corrected for chance {feedback.chance:.2f} "
        "(1.00 is perfect, 0.00 is no better than guessing)."
    )


def note_lines(note: Note, misreadings: Mapping[str, Misreading]) -> list[Line]:
    """A note, the rule of the misconception that it names, and where to look."""
    lines = [Line(note.text)]
    misreading = misreadings.get(note.misconception or "")
    if misreading:
        title = misreading.name[:1].upper() + misreading.name[1:]
        lines.append(Line(misreading.rule, "otr-rule", f"{title} ({note.misconception})"))
    if note.where:
        lines.append(Line(f"Look at {place(note.where)}.", "otr-rule"))
    return lines


def place(where: str) -> str:
    """Where to look, in words: a bare number is a sentence of the story."""
    return f"sentence {where}" if where.isdecimal() else where


def feedback_card(
    feedback: Feedback,
    misreadings: Mapping[str, Misreading],
    closing: list[str],
    rows: tuple[Row, ...] = (),
    data: Mapping[str, Any] | None = None,
) -> Card:
    """The card of a judged answer: state, points, a table where there are rows, and the notes."""
    sign, state = STATES[feedback.state]
    judged = feedback.state not in ("unanswered", "invalid")
    score = points_text(feedback) if judged else ""
    lines = [Line(chance_text(feedback))] if judged and feedback.chance is not None else []
    in_table = {id(row.note) for row in rows}
    groups = [note_lines(note, misreadings) for note in feedback.notes if id(note) not in in_table]
    text = [f"{feedback.name}  {sign} {state}{': ' + score if score else ''}"]
    text += [line.plain for line in lines] + _rows_text(rows, misreadings)
    text += [f"{'- ' if at == 0 else '  '}{line.plain}" for group in groups
             for at, line in enumerate(group)]  # fmt: skip
    html = [_head_html(sign, state, score), *(line.html for line in lines)]
    html += [_rows_html(rows, misreadings, feedback.name), _notes_html(groups)]
    html += [Line(sentence, "otr-next").html for sentence in closing]
    label = f"Feedback on {feedback.name}: {state}"
    return Card(
        "\n".join([*text, *closing]),
        _frame(feedback.state, label, "".join(html)),
        data or {},
        feedback,
    )


def _head_html(sign: str, state: str, score: str) -> str:
    score = f'<span class="otr-score">{escape(score)}</span>' if score else ""
    return (
        f'<p class="otr-state"><span class="otr-sign" aria-hidden="true">{sign}</span>'
        f"<strong>{escape(state)}</strong>{score}</p>"
    )


def _notes_html(groups: list[list[Line]]) -> str:
    items = ["<li>" + "".join(line.html for line in group) + "</li>" for group in groups]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _row_sign(row: Row) -> tuple[str, str]:
    return ("✓", "fits") if row.note is None else ("✗", "look again")


def _rows_text(rows: tuple[Row, ...], misreadings: Mapping[str, Misreading]) -> list[str]:
    lines = []
    for row in rows:
        sign, word = _row_sign(row)
        lines.append(f"{sign} {row.name}: {row.answer} ({word})")
        notes = note_lines(row.note, misreadings) if row.note else []
        lines += [f"  {line.plain}" for line in notes]
    return lines


def _rows_html(rows: tuple[Row, ...], misreadings: Mapping[str, Misreading], name: str) -> str:
    if not rows:
        return ""
    body = []
    for row in rows:
        sign, word = _row_sign(row)
        notes = "".join(line.html for line in note_lines(row.note, misreadings)) if row.note else ""
        body.append(
            f'<tr><th scope="row">{escape(row.name)}</th><td>{escape(row.answer)}</td>'
            f'<td><span class="otr-sign" aria-hidden="true">{sign}</span>{word}{notes}</td></tr>'
        )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Row", "Your answer", "Result"))
    return (
        f"<table><caption>Your answers, {escape(name)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def message_card(title: str, lines: list[str], label: str, sign: str = "→", more: str = "") -> Card:
    """A card with a title and some sentences, such as a hint; `more` is HTML for the eye only."""
    body = _head_html(sign, title, "") + more + "".join(Line(line).html for line in lines)
    return Card("\n".join([f"{sign} {title}", *lines]), _frame("hint", label, body))


def _frame(kind: str, label: str, body: str) -> str:
    # The style stands in each card: a notebook shows each output by itself.
    return (
        f'<div class="otr-card" role="group" aria-label="{escape(label)}" '
        f'style="border-left-color: {ACCENTS[kind]}"><style>{_STYLE}</style>{body}</div>'
    )
