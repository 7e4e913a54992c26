"""The data that learners of a graded course may hold: pages and questions, and no key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ontherecord import questions
from ontherecord.article import article
from ontherecord.assessment.forms import Form, forms
from ontherecord.keyless import pages_and_tables, write
from ontherecord.parts import PARTS
from ontherecord.questions.question import Question


def learner_data(target: Path, units: Sequence[str] = ()) -> Path:
    """A data folder without any key, written to `target`: the questions of these units, or all."""
    asked = [one for unit in units or questions.units() for one in questions.all_questions(unit)]
    plain = _without_roles(asked)
    pages_and_tables(target, lambda page: article(page).title not in plain)
    for unit in units or questions.units():
        tables = {"question": [skeleton(q) for q in questions.all_questions(unit)]}
        write(target / "questions" / f"{unit}.toml", as_toml(tables))
    for name, form in forms().items():
        write(target / "assessment" / f"{name.lower()}.toml", as_toml(bare_form(form)))
    return target


def _without_roles(asked: Iterable[Question]) -> set[str]:
    """The titles of pages that do not tell their parts, since these are an answer.

    A twin shares its headline, its captions and its adverts, so it would tell them as well.
    """
    return {article(q.article).title for q in asked if tuple(getattr(q, "columns", ())) == PARTS}


def skeleton(question: Question) -> dict[str, Any]:
    """The table of a question without its key: what it asks, and what an answer is made of."""
    shared = {
        "name": question.name,
        "type": question.type,
        "unmarked": True,
        "points": question.points,
        "prompt": question.prompt,
        "article": question.article,
        "sentences": list(question.sentences),
    }
    return shared | _OWN.get(question.type, _nothing)(question)


def _nothing(question: Any) -> dict[str, Any]:
    return {}


def _named(parts: Iterable[Any]) -> list[dict[str, str]]:
    return [{"id": part.id, "text": part.text} for part in parts]


def _options(question: Any) -> dict[str, Any]:
    return {"option": _named(question.options)}


def _matrix(question: Any) -> dict[str, Any]:
    return {
        "columns": list(question.columns),
        "takes_evidence": question.takes_evidence,
        "row": _named(question.rows),
    }


def _number(question: Any) -> dict[str, Any]:
    return {"unit": question.unit or None, "decimals": question.decimals}


def _arrows(question: Any) -> dict[str, Any]:
    names = question.nodes.spellings.items()
    keys = ("from", "to", "says", "sentence")
    return {
        "node": [{"id": id, "also": list(also)} for id, also in names],
        "tie": [dict(zip(keys, tie, strict=True)) for tie in question.ties],
    }


def _function(question: Any) -> dict[str, Any]:
    seen = [{"args": list(one.arguments)} for one in question.made if one.example]
    return {"call_as": question.call, "call": seen}


_OWN = {
    "choice": _options,
    "select": _options,
    "two_tier": _options,
    "matrix": _matrix,
    "number": _number,
    "span": lambda question: {"label": question.label},
    "tags": lambda question: {"parts": list(question.parts)},
    "arrows": _arrows,
    "function": _function,
}


def bare_form(form: Form) -> dict[str, Any]:
    """The table of a form of the assessment without its key."""
    pages = [
        {
            "id": page.id,
            "title": page.title,
            "paragraphs": [list(part) for part in page.paragraphs],
            "statement": _named(form.on(page)),
        }
        for page in form.pages
    ]
    return {"form": form.id, "unmarked": True, "page": pages}


def as_toml(table: dict[str, Any], path: str = "") -> str:
    """The table as TOML; None is left out, and a list of tables stands below the rest."""
    lines, below = [], []
    for name, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            at = f"{path}{name}"
            below += [f"\n[[{at}]]\n{as_toml(one, f'{at}.')}" for one in value]
        elif value is not None and value != []:
            # Text, numbers, true and lists are written alike in JSON and TOML.
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join((*lines, *below))
