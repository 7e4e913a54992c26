"""The card of a judged answer: what fits, what does not, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, NamedTuple

from ontherecord.cards import Card, Line, framed, head_html, unstyled
from ontherecord.questions.feedback import Feedback, Note

STATES = {
    "right": ("✓", "Right"),
    "partly": ("◐", "Partly right"),
    "wrong": ("✗", "Not yet"),
    "recorded": ("●", "Recorded"),
    "unanswered": ("○", "No answer yet"),
    "invalid": ("?", "This cannot be read as an answer"),
}
HANDED_IN = STATES | {"wrong": ("✗", "Not right"), "unanswered": ("○", "No answer")}
"""The same on the page of work that was handed in, where nothing can be tried again."""


class Row(NamedTuple):
    """A line of a result table: the row's name and text, the answer, what it earns and why."""

    name: str
    text: str
    answer: str | None
    score: float
    note: Note | None = None

    @property
    def result(self) -> tuple[str, str]:
        """The sign and the words for what the answer earns."""
        if self.answer is None:
            return "○", "open"
        return {1.0: ("✓", "fits"), 0.0: ("✗", "look again")}.get(self.score, ("◐", "half"))


class Misreading(NamedTuple):
    """The name of a misconception and the rule to read by instead."""

    name: str
    rule: str


Misreadings = Mapping[str, Misreading]


def points_text(feedback: Feedback) -> str:
    """The points of an answer in words, such as `1.5 of 3 points`."""
    word = "point" if feedback.points == 1 else "points"
    return f"{feedback.earned:g} of {feedback.points:g} {word}"


def chance_text(feedback: Feedback) -> str:
    """The share that fits and, beside it, the same with what guessing would give taken out."""
    below = " Below 0 is less than guessing." if feedback.chance < 0 else ""
    return (
        f"{feedback.score:.0%} fits. Some of it could be luck: on a scale where guessing is 0 "
        f"and all right is 1, it is {feedback.chance:.2f}.{below}"
    )


def note_lines(notes: Iterable[Note | None], misreadings: Misreadings) -> list[list[Line]]:
    """For each note its text, the rule of the misconception it names, and where to look.

    A rule that several notes name is told in full once.
    """
    told: set[str] = set()
    groups = []
    for note in notes:
        lines = [Line(note.text)] if note else []
        misreading = misreadings.get(note.misconception or "") if note else None
        if misreading:
            title = misreading.name[:1].upper() + misreading.name[1:]
            rule = "see above." if note.misconception in told else misreading.rule
            told.add(note.misconception)
            lines.append(Line(rule, "otr-rule", f"{title} ({note.misconception})"))
        if note and note.where:
            lines.append(Line(f"Look at {place(note.where)}.", "otr-rule"))
        groups.append(lines)
    return groups


def place(where: str) -> str:
    """Where to look, in words: a bare number is a sentence of the story."""
    return f"sentence {where}" if where.isdecimal() else where


def result_rows(question: Any, data: Any, feedback: Feedback) -> tuple[Row, ...]:
    """The rows of a matrix that was answered with `data`, each with the note on it."""
    if question.type != "matrix" or not feedback.judged:
        return ()
    all_fit = feedback.state == "right"
    return tuple(_result(question, row, data.get(row.id), all_fit) for row in question.rows)


def _result(question: Any, row: Any, given: Any, all_fit: bool) -> Row:
    label, line = given if isinstance(given, list) else (given, None)
    score, note = question.row_mark(row, label, line)
    # While rows are open, the reasons of the others would only hide what is still to do.
    note = question.reason(row, label, line) if all_fit else note
    answer = f"{label}, sentence {line}" if line else label
    return Row(row.id, row.text, answer, score, note)


def feedback_card(
    feedback: Feedback,
    misreadings: Misreadings,
    closing: Iterable[str] = (),
    rows: tuple[Row, ...] = (),
) -> Card:
    """The card of a judged answer: state, points, a table where there are rows, and the notes."""
    told = _told(feedback, misreadings, closing, rows)
    label, html = told.html
    return Card(told.text, framed(feedback.state, label, html), feedback=feedback)


def feedback_html(feedback: Feedback, misreadings: Misreadings, rows: tuple[Row, ...] = ()) -> str:
    """The same as HTML only, in the words for work that was handed in.

    The page has cards.STYLE once for all of its cards.
    """
    # What is corrected for chance is for those who can try again.
    told = replace(_told(feedback, misreadings, (), rows), states=HANDED_IN, head=[])
    return unstyled(feedback.state, *told.html)


@dataclass(frozen=True)
class _Told:
    """What a card says, before it is text or HTML."""

    feedback: Feedback
    rows: tuple[Row, ...]
    head: list[Line]
    row_groups: list[list[Line]]
    groups: list[list[Line]]
    foot: list[Line]
    states: Mapping[str, tuple[str, str]] = field(default_factory=lambda: STATES)

    @property
    def score(self) -> str:
        return points_text(self.feedback) if self.feedback.judged else ""

    @property
    def text(self) -> str:
        """The card as lines of plain text."""
        sign, state = self.states[self.feedback.state]
        return "\n".join(
            [
                f"{self.feedback.name}  {sign} {state}{': ' + self.score if self.score else ''}",
                *(line.plain for line in self.head),
                *_rows_text(self.rows, self.row_groups),
                *(
                    f"{'  ' if at else '- '}{line.plain}"
                    for lines in self.groups
                    for at, line in enumerate(lines)
                ),
                *(line.plain for line in self.foot),
            ]
        )

    @property
    def html(self) -> tuple[str, str]:
        """The card's name for screen readers, and what stands in its frame."""
        sign, state = self.states[self.feedback.state]
        parts = [
            head_html(sign, state, self.score),
            *(line.html for line in self.head),
            _rows_html(self.rows, self.row_groups, self.feedback.name),
            _notes_html(self.groups),
            *(line.html for line in self.foot),
        ]
        return f"Feedback on {self.feedback.name}: {state}", "".join(parts)


def _told(
    feedback: Feedback, misreadings: Misreadings, closing: Iterable[str], rows: tuple[Row, ...]
) -> _Told:
    # An accepted label without its sentence earns half, and is no guess: then it says nothing.
    lucky = feedback.judged and feedback.score < 1 and feedback.chance not in (None, 1)
    head = [Line(chance_text(feedback))] if lucky else []
    of_rows = [row.note for row in rows]
    others = [note for note in feedback.notes if note not in of_rows]
    groups = note_lines([*map(_short, rows), *others], misreadings)
    foot = [Line(sentence) for sentence in closing]
    return _Told(feedback, rows, head, groups[: len(rows)], groups[len(rows) :], foot)


def _short(row: Row) -> Note | None:
    # The table already tells which row and which answer a note is about.
    if row.note is None:
        return None
    answer = (row.answer or "").split(", sentence ")[0]
    text = row.note.text.removeprefix(f"{row.name}, {answer}: ")
    return replace(row.note, text=text[:1].upper() + text[1:])


def _notes_html(groups: list[list[Line]]) -> str:
    items = ["<li>" + "".join(line.html for line in group) + "</li>" for group in groups]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _rows_text(rows: tuple[Row, ...], groups: list[list[Line]]) -> list[str]:
    lines = []
    for row, notes in zip(rows, groups, strict=True):
        sign, words = row.result
        answer = f"{row.answer}, {words}" if row.answer else words
        lines.append(f"{sign} {row.name} ({row.text}): {answer}")
        lines += [f"  {line.plain}" for line in notes]
    return lines


def _rows_html(rows: tuple[Row, ...], groups: list[list[Line]], name: str) -> str:
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Row", "Your answer", "Result"))
    body = "".join(_row_html(row, lines) for row, lines in zip(rows, groups, strict=True))
    return (
        f"<table><caption>Your answers, {escape(name)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row_html(row: Row, lines: list[Line]) -> str:
    sign, words = row.result
    return (
        f'<tr><th scope="row">{escape(row.name)}<span class="otr-gist"> {escape(row.text)}</span>'
        f"</th><td>{escape(row.answer or '-')}</td><td>"
        f'<span class="otr-sign" aria-hidden="true">{sign}</span> {words}'
        f"{''.join(line.html for line in lines)}</td></tr>"
    )
