"""Pages that stand alone: a learner's feedback, with the explanations that the notebook gives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape

from ontherecord import questions
from ontherecord.feedback_card import feedback_card
from ontherecord.grading.marking import Marked
from ontherecord.questions.feedback import Feedback

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
.wide {{ overflow-x: auto; }}
.wide table {{ border-collapse: collapse; }}
.wide caption {{ text-align: left; font-weight: 600; }}
.wide :is(th, td) {{ text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0;
  border-bottom: 1px solid var(--line); }}
small {{ display: block; font-weight: 400; }}
.bar {{ display: inline-block; width: 6rem; height: 0.7rem; border: 1px solid var(--fill); }}
.bar span {{ display: block; height: 100%; background: var(--fill); }}
.strip {{ line-height: 2.4; }}
.word {{ border-bottom: 0.45rem solid color-mix(in srgb, var(--fill) calc(100% * var(--share)),
  transparent); }}
@media (prefers-color-scheme: dark) {{
  :root {{ --jp-layout-color1: #1c1c1c; --jp-ui-font-color1: #f2f2f2; --jp-border-color1: #666;
    --jp-border-color2: #555; --line: #666; --fill: #7db8f7; }}
  body {{ background: #121212; color: #f2f2f2; }}
}}
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


def document(title: str, body: str) -> str:
    """A page of HTML that loads nothing and runs nothing; `body` is HTML, the title is text."""
    return _DOCUMENT.format(title=escape(title), body=body)


def feedback_page(marked: Marked, names: Sequence[str], explain: bool = True) -> str:
    """The page as HTML that loads nothing and runs nothing.

    Without `explain` it gives states and points only, and nothing that tells the key.
    """
    feedback = {name: marked.feedback.get(name) or unanswered(name) for name in names}
    points = round(sum(one.earned for one in feedback.values()), 2)
    out_of = round(sum(one.points for one in feedback.values()), 2)
    answered = sum(one.state != "unanswered" for one in feedback.values())
    late = " Handed in late." if marked.late else ""
    head = (
        f"<p><strong>{points:g} of {out_of:g} points</strong>, "
        f"{answered} of {len(names)} questions answered.{late}</p>"
    )
    sections = [
        _section(name, marked.feedback[name], explain)
        if name in marked.feedback
        else _unanswered_section(name, explain)
        for name in names
    ]
    return document(f"Feedback for {marked.learner}", "\n".join([head, *sections]))


@cache
def unanswered(name: str) -> Feedback:
    """The judgement of a question that was left out."""
    return questions.load(name).judge(None)


@cache
def _unanswered_section(name: str, explain: bool) -> str:
    return _section(name, unanswered(name), explain)


def _section(name: str, feedback: Feedback, explain: bool) -> str:
    misreadings = questions.misconceptions()
    if not explain:
        feedback = Feedback(name, feedback.points, feedback.score, feedback.state)
    prompt = escape(questions.load(name).prompt)
    return f"<h2>{escape(name)}</h2>\n<p>{prompt}</p>\n{feedback_card(feedback, misreadings).html}"
