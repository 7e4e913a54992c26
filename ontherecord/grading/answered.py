"""What a learner answered, as words for the feedback page: it tells nothing of the key."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from ontherecord.questions.options import by_id

MOST_CHARACTERS = 600


def answer_html(question: Any, data: Any) -> str:
    """A paragraph with the answer, given as it is saved; empty where there is none to show."""
    tell = _BY_TYPE.get(question.type)
    told = tell(question, data) if tell and data is not None else ""
    if not told:
        return ""
    told = told if len(told) <= MOST_CHARACTERS else f"{told[:MOST_CHARACTERS]}..."
    return f'<p class="answer">Your answer: {escape(told)}</p>\n'


def _choice(question: Any, data: Any) -> str:
    return f"{data}. {by_id(question.options, data).text}"


def _two_tier(question: Any, data: Any) -> str:
    option, sentence = data if isinstance(data, list) else (data, None)
    where = "without a sentence" if sentence is None else f"with sentence {sentence}"
    said = "no letter" if option is None else _choice(question, option)
    return f"{said} ({where})"


def _select(question: Any, data: Any) -> str:
    return " ".join(_choice(question, option) for option in data) or "none of them"


def _number(question: Any, data: Any) -> str:
    return f"{data:.10g} {question.unit or ''}".strip()


def _span(question: Any, data: Any) -> str:
    return f"“{data['quote']}”, sentence {data['sentence']}"


def _matrix(question: Any, data: Any) -> str:
    given = {row: one[0] if isinstance(one, list) else one for row, one in data.items()}
    return "; ".join(f"{row.text}: {given.get(row.id) or '-'}" for row in question.rows)


def _tags(question: Any, data: Any) -> str:
    return "; ".join(f"{tag['label']} “{tag['quote']}”" for tag in data)


def _arrows(question: Any, data: Any) -> str:
    return "; ".join(f"{start} to {end}" for start, end in data)


def _chart(question: Any, data: Any) -> str:
    marks = ", ".join(f"{mark['name']} {mark['value']:.10g}" for mark in data["marks"])
    return f"{data['kind']}: {marks}"


def _function(question: Any, data: Any) -> str:
    # The calls that nobody sees before are not told here either.
    shown = [
        f"{question.function}({', '.join(map(repr, one.arguments))}) gave {_given(value)}"
        # Who gave a list instead of a function may have given a short one.
        for one, value in zip(question.made, data, strict=False)
        if one.example
    ]
    return "; ".join(shown)


def _given(value: Any) -> str:
    return value["error"] if isinstance(value, dict) else repr(value)


_BY_TYPE: dict[str, Callable[[Any, Any], str]] = {
    "choice": _choice,
    "two_tier": _two_tier,
    "select": _select,
    "number": _number,
    "span": _span,
    "matrix": _matrix,
    "tags": _tags,
    "arrows": _arrows,
    "chart": _chart,
    "function": _function,
}
