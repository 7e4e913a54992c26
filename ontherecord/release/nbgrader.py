"""Exercises as nbgrader wants them: a locked cell for each check, which gives a number.

The answer stands in a cell of its own above it, which learners may edit.  Each answer gets a name
of its own, so that an answer that fails is never marked as the one before it.
"""

from __future__ import annotations

import ast
import copy
import re
from typing import Any

from ontherecord import questions

Cell = dict[str, Any]
_OPEN = re.compile(r"^(\w+) = \.\.\.$", re.MULTILINE)


def with_grade_cells(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with a locked grade cell for each `check("name", ...)` that ends a cell."""
    made = copy.deepcopy(notebook)
    cells = [part for cell in made["cells"] for part in _split(cell)]
    _name_answers(cells)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02}"
        name = checked(cell)
        if name:
            points = questions.load(name).points
            cell["source"] = [f"{''.join(cell['source'])[:-1]}, points={points:g})"]
            cell["metadata"] = {"nbgrader": _grade(name, points), "editable": False}
    return {**made, "cells": cells}


def grade_id(name: str) -> str:
    """The name of a question as nbgrader takes it: letters, digits, dashes."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


def _grade(name: str, points: float) -> dict[str, Any]:
    return {
        "schema_version": 3,
        "grade": True,
        "grade_id": grade_id(name),
        "locked": True,
        "points": points,
        "solution": False,
        "task": False,
    }


def _call(code: str) -> ast.Call | None:
    """The check that ends the code; None when there is none."""
    body = ast.parse(code).body
    last = body[-1] if body else None
    call = last.value if isinstance(last, ast.Expr) else None
    named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    return call if named and call.func.id == "check" else None


def checked(cell: Cell) -> str | None:
    """The name of the question whose check ends the cell; None when there is none."""
    call = _call("".join(cell["source"])) if cell["cell_type"] == "code" else None
    return call.args[0].value if call else None


def _split(cell: Cell) -> list[Cell]:
    """The cell, or two where it holds an open answer and its check."""
    code = "".join(cell["source"])
    call = _call(code) if cell["cell_type"] == "code" else None
    if call is None or not _OPEN.search(code):
        return [cell]
    lines = code.split("\n")
    at = call.lineno - 1
    parts = "\n".join(lines[:at]).rstrip(), "\n".join(lines[at:])
    return [{**copy.deepcopy(cell), "source": [part]} for part in parts]


def _name_answers(cells: list[Cell]) -> None:
    """Renames what learners fill in after the question that asks for it."""
    for at, cell in enumerate(cells):
        name = checked(cell)
        call = _call("".join(cell["source"])) if name else None
        given = call.args[1] if call and len(call.args) > 1 else None
        if not isinstance(given, ast.Name):
            continue
        begins = _assigned(cells, given.id, range(at, -1, -1))
        if begins is None:
            continue
        ends = _assigned(cells, given.id, range(at + 1, len(cells)))
        new = f"{given.id}_{re.sub(r'[^A-Za-z0-9]', '_', name)}"
        for part in cells[begins:ends]:
            if part["cell_type"] == "code":
                part["source"] = [re.sub(rf"\b{given.id}\b", new, "".join(part["source"]))]


def _assigned(cells: list[Cell], name: str, places: range) -> int | None:
    """The first of these places where learners fill in that name."""
    for at in places:
        if name in _OPEN.findall("".join(cells[at]["source"])):
            return at
    return None
