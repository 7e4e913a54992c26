"""Pages that stand alone: a learner's feedback, with the explanations that the notebook gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from pathlib import PurePath
from typing import Any

from ontherecord import questions
from ontherecord.cards import STYLE
from ontherecord.feedback_card import feedback_html, result_rows
from ontherecord.grading.answered import answer_html
from ontherecord.grading.gradebook import out_of
from ontherecord.grading.marking import OFTEN_GIVEN, Marked
from ontherecord.questions.feedback import Feedback
from ontherecord.vocabulary import listed

_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #bdbdbd; --fill: #0b5cad; }}
body {{ max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.1rem; margin: 1.75rem 0 0.25rem; }}
.answer {{ overflow-wrap: anywhere; }}
@media (max-width: 40rem) {{
  .otr-card.otr-card :is(table, caption, tbody, tr, th, td) {{ display: block;
    width: auto !important; }}
  .otr-card.otr-card thead {{ position: absolute; clip-path: inset(50%); }}
}}
.wide {{ overflow-x: auto; }}
.wide table {{ border-collapse: collapse; }}
.wide caption {{ text-align: left; font-weight: 600; }}
.wide :is(th, td) {{ text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0;
  border-bottom: 1px solid var(--line); }}
small {{ display: block; font-weight: 400; }}
.bar {{ display: inline-block; width: 6rem; height: 0.7rem; border: 1px solid var(--fill); }}
.bar span {{ display: block; height: 100%; background: var(--fill); }}
@media (min-width: 100rem) {{ html {{ font-size: 137%; }} }}
@media print {{ .bar span {{ print-color-adjust: exact; }} li, tr {{ break-inside: avoid; }} }}
@media screen and (prefers-color-scheme: dark) {{
  :root {{ --jp-layout-color1: #1c1c1c; --jp-ui-font-color1: #f2f2f2; --jp-border-color1: #666;
    --jp-border-color2: #555; --line: #666; --fill: #7db8f7; }}
  body {{ background: #121212; color: #f2f2f2; }}
}}{style}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def document(title: str, body: str, style: str = "") -> str:
    """A page of HTML that loads nothing and runs nothing; `body` is HTML, the title is text."""
    return _DOCUMENT.format(title=escape(title), body=body, style=style)


def feedback_page(
    marked: Marked, names: tuple[str, ...], explain: bool = True, cards: bool = True
) -> str:
    """The page as HTML that loads nothing and runs nothing.

    Without `explain` it gives states and points only, and nothing that tells the key; without
    `cards` the points of each question in a line.
    """
    given = [marked.feedback[name] for name in names if name in marked.feedback]
    points = round(sum(one.earned for one in given), 2)
    answered = sum(one.state != "unanswered" for one in given)
    late = " Handed in late." if marked.late else ""
    unmarked = [one.name for one in given if one.state == "recorded"]
    so_far = "" if marked.settled else " so far"
    page = [
        f"<p><strong>{points:g} of {out_of(names):g} points{so_far}</strong>, "
        f"{answered} of {len(names)} questions answered.{late}</p>"
    ]
    if unmarked:
        page.append(f"<p>Not marked: {escape(listed(unmarked, 'and'))}.</p>")
    elif not marked.settled:
        page.append("<p>Your work could not be marked. Your teacher is told why.</p>")
    page += _about_files(marked)
    for one in given:
        page.append(_section(one, marked.values[one.name], explain) if cards else _line(one))
    open_ones = tuple(name for name in names if name not in marked.feedback)
    if open_ones:
        page.append(_without_answer(open_ones))
    return document(f"Feedback for {marked.learner}", "\n".join(page), STYLE)


def _about_files(marked: Marked) -> Iterator[str]:
    """What the log says of the learner's files, so that a damaged one is handed in again."""
    if not marked.remarks:
        return
    lines = "\n".join(
        f"<li><strong>{escape(PurePath(one.file).name)}</strong> {escape(one.text)}</li>"
        for one in marked.remarks
    )
    yield f"<h2>Your files</h2>\n<ul>\n{lines}\n</ul>"
    if not marked.feedback and marked.settled:
        yield (
            "<p>No answer was found. Open your notebook, run its cells, read what each check says, "
            "save it with what they show, and ask your teacher whether you may hand it in "
            "again.</p>"
        )


def _line(feedback: Feedback) -> str:
    earned = f"{feedback.earned:g} of {feedback.points:g} points."
    return f"<p><strong>{escape(feedback.name)}</strong> {earned}</p>"


def _section(feedback: Feedback, value: Any, explain: bool) -> str:
    written = json.dumps(value)
    draw = _drawn if len(written) < OFTEN_GIVEN else _drawn.__wrapped__
    return draw(feedback, written, explain)


@lru_cache(maxsize=2_000)
def _drawn(feedback: Feedback, written: str, explain: bool) -> str:
    """The card below its question; `written` is the answer as JSON."""
    question, rows = questions.load(feedback.name), ()
    if explain:
        rows = result_rows(question, json.loads(written), feedback)
    else:
        feedback = Feedback(feedback.name, feedback.points, feedback.score, feedback.state)
    card = feedback_html(feedback, questions.misconceptions(), rows)
    said = "" if rows else answer_html(question, json.loads(written))
    return f"<h2>{escape(question.name)}</h2>\n<p>{escape(question.prompt)}</p>\n{said}{card}"


@cache
def _without_answer(names: tuple[str, ...]) -> str:
    """One list of all questions without an answer: a card for each would hide the others."""
    asked = "\n".join(
        f"<li><strong>{escape(name)}</strong> {escape(questions.brief(name).prompt)}</li>"
        for name in names
    )
    return f"<h2>No answer</h2>\n<ul>\n{asked}\n</ul>"
