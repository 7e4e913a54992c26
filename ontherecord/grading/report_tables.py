"""Figures as the report shows them: tables that scroll by themselves, and bars with numbers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ontherecord import questions
from ontherecord.grading.tally import FEWEST

SIGNS = {1: "✓ right", 0.5: "◐ partly right", 0: "✗ not right"}
"""What an answer earns, as a sign and a word."""

STYLE = """
:is(h1, h2, h3, small, .said, .strip) { overflow-wrap: break-word; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
h3 small { font-size: 1rem; }
nav ul { padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; }
a { color: var(--fill); }
@media (max-width: 40rem) {
  .wide.wide :is(table, tbody, tr, th, td) { display: block; padding-right: 0; }
  .wide.wide thead { position: absolute; clip-path: inset(50%); }
  .wide.wide :is(th, td):not(:last-child) { border-bottom: 0; }
  .wide td[data-head]::before { content: attr(data-head) ": "; }
}
.share { white-space: nowrap; }
.given .share { display: block; }
.given { list-style: none; margin: 0.25rem 0; padding: 0; }
.given li { padding: 0.2rem 0; border-bottom: 1px solid var(--line); }
.given .sign { font-weight: 600; white-space: nowrap; }
@media (min-width: 40rem) {
  .given li { display: grid; grid-template-columns: 7.5rem 1fr 13rem; gap: 0 1rem; }
}
"""
"""What the report needs beside the style of every page."""


def table(heading: str, heads: Iterable[str], rows: Iterable[Iterable[str]], none: str) -> str:
    """A table below the heading with that id, in a region that scrolls; without rows, `none`.

    `heads` are plain text; the cells are HTML.
    """
    heads = list(heads)
    body = "".join(_row(heads, row) for row in rows)
    if not body:
        return f"<p>{none}</p>"
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f'<div class="wide" role="region" aria-labelledby="{heading}" tabindex="0">'
        f'<table aria-labelledby="{heading}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(heads: list[str], cells: Iterable[str]) -> str:
    first, *others = cells
    # On a phone a row is a list, and each cell says its heading itself.
    told = "".join(
        f'<td data-head="{escape(head)}">{cell}</td>'
        for head, cell in zip(heads[1:], others, strict=True)
    )
    return f'<tr><th scope="row">{first}</th>{told}</tr>'


def bar(share: float, count: int, told: str = "") -> str:
    """A share as a bar with its number, or with what is `told`; with too few answers, words."""
    if count < FEWEST:
        return "too few answers"
    drawn = f'<span class="bar" aria-hidden="true"><span style="width:{share:.0%}"></span></span>'
    return f'<span class="share">{drawn} {told or f"{share:.0%}"}</span>'


def part(count: int, of: int) -> str:
    """So many of all as a bar, with both numbers: `16 of 27`."""
    return bar(count / of if of else 0, of, f"{count:,} of {of:,}")


def learners(count: int) -> str:
    """So many learners, in words."""
    return "1 learner" if count == 1 else f"{count:,} learners"


def misreading(id: str) -> str:
    """The name of a misreading and its id, as HTML."""
    return escape(f"{questions.misconceptions()[id].name} ({id})")


def place_of(name: str) -> str:
    """The id of the heading of a question on the page."""
    return f"q-{escape(name)}"


def link_to(name: str) -> str:
    """The name of a question, as a link to what was answered to it."""
    return f'<a href="#{place_of(name)}">{escape(name)}</a>'
