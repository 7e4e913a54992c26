"""How a class labelled each claim, the most divided first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from ontherecord import questions
from ontherecord.grading.report_answers import Given, given_html
from ontherecord.grading.report_tables import link_to
from ontherecord.grading.tally import FEWEST, ClassTally, to_discuss, top_share

CLAIMS = "claims"
"""The id of the heading."""

Labelled = tuple[float, str, str, Counter[str]]
"""The share of the top label, the question, the row, and the labels."""


def claims_html(tally: ClassTally) -> str:
    """A section for each claim or row that enough learners labelled."""
    found = sorted(_labelled(tally), key=lambda one: one[:3])
    if not found:
        return f"<p>A claim is shown once {FEWEST} learners have labelled it.</p>"
    return "\n".join(map(_claim, found))


def _labelled(tally: ClassTally) -> Iterator[Labelled]:
    for name, one in tally.questions.items():
        for row, labels in one.labels.items():
            if labels.total() >= FEWEST:
                yield top_share(labels), name, row, labels


def _claim(one: Labelled) -> str:
    _, name, id, labels = one
    question = questions.load(name)
    row = next(row for row in question.rows if row.id == id)
    talk = " <strong>discuss</strong>" if to_discuss(labels) else ""
    asked = f"{link_to(name)}, row {escape(id)}: {escape(question.prompt)}"
    given = [
        _given(question, row, *pair)
        for pair in sorted(labels.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    head = f"<h3>{escape(row.text)}{talk}</h3><p>{asked}</p>"
    return head + given_html(given, labels.total())


def _given(question: Any, row: Any, label: str, count: int) -> Given:
    credit, note = question.row_mark(row, label, None)
    more = "Accepted with the sentence that supports it." if credit == 0.5 else ""
    return Given(credit, label, count, note.misconception if note else None, more=more)
