"""An exercise as it is asked: without the cells that tell what its questions were about.

What closes an exercise stands below its last question, under a heading without a number: the rule,
and what you may rely on.  There the answers are told, so each such cell carries the tag `closing`.
"""

from __future__ import annotations

import re
from typing import Any

from ontherecord.errors import OnTheRecordError
from ontherecord.release.nbgrader import Cell, checked

CLOSING = "closing"
_HEADING = re.compile(r"^## (?!\d)(.*)$", re.MULTILINE)


class UnmarkedError(OnTheRecordError):
    """An exercise with a cell that may tell answers and does not say so."""


def asked_only(notebook: dict[str, Any], place: str) -> dict[str, Any]:
    """The notebook without its closing cells.

    Raises UnmarkedError where a cell reads like one and lacks the tag.
    """
    cells = [cell for cell in notebook["cells"] if not _closes(cell)]
    if reason := _unmarked(cells):
        raise UnmarkedError(
            f"{place}: {reason}.",
            "Such a cell can tell answers, so it may not be handed out.",
            f'Write +++ {{"tags": ["{CLOSING}"]}} above it in lessons/, or number its section, and '
            "build the notebooks again.",
        )
    return {**notebook, "cells": cells}


def _closes(cell: Cell) -> bool:
    return CLOSING in cell["metadata"].get("tags", [])


def _unmarked(cells: list[Cell]) -> str | None:
    """What is wrong with the cells that are left, in words; None when nothing is."""
    for cell in cells:
        heading = _heading(cell)
        if heading:
            return f'the section "{heading}" has no number, and its cell is not marked as closing'
    if not cells or checked(cells[-1]) is None:
        return "a cell stands below the last check and is not marked as closing"
    return None


def _heading(cell: Cell) -> str | None:
    """The first heading of a section that has no number; None in code, where # is a comment."""
    found = _HEADING.search("".join(cell["source"])) if cell["cell_type"] == "markdown" else None
    return found[1] if found else None
