"""A notebook's bytes as the answers that it carries.  Nothing in it is run."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ontherecord import questions
from ontherecord.grading.parsing import ASK, parsed
from ontherecord.grading.submissions import UnreadableSubmission
from ontherecord.receipts import read_receipts

ANSWER_CHARACTERS = 200_000
"""The longest answer that is read, as JSON: many times the longest honest one."""

_NOT_KEPT = (
    "It carries no answers: its checks were run, and the program that saved it left out what they "
    "had recorded."
)

_UNREAD = b"cannot be read as an answer"
"""What the card of a check says that could not read what it was given."""

_CHECKED = re.compile(r"""\bcheck\(\s*["']([\w.-]{1,60})["']""")
_VERSION = re.compile(r"(\d{1,2})\.(\d{1,3})\b")


@dataclass(frozen=True)
class Handed:
    """The answers of one notebook by question, and sentences on how it was read.

    `cells` are its code cells: the number in the notebook, from 1, and the source.  `python` is the
    version that it was saved with, such as (3, 13); empty where it does not say.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    cells: tuple[tuple[int, str], ...] = ()
    python: tuple[int, ...] = ()


def read(content: bytes) -> Handed:
    """The answers that the notebook carries; raises UnreadableSubmission when it is none."""
    remarks: list[str] = []
    notebook = _current(parsed(content, remarks), remarks)
    answers, problems = read_receipts(notebook)
    # In a short file there is no longer answer: `1e9` is written anew with twelve signs.
    for name, value in list(answers.items()) if len(content) > ANSWER_CHARACTERS // 12 else ():
        if len(json.dumps(value)) > ANSWER_CHARACTERS:
            problems.append(f"The answer to {name[:60]} is too long to be one. It was left out.")
            del answers[name]
        elif not questions.known(name):
            answers[name] = None  # Only the name is told.
    if not answers:
        remarks.append(_without_answers(notebook))
    cells = tuple(_code_cells(notebook))
    if _UNREAD in content:
        problems += _unread(notebook, dict(cells), answers)
    return Handed(answers, (*remarks, *problems), cells, _python(notebook))


def _current(notebook: dict[str, Any], remarks: list[str]) -> dict[str, Any]:
    """The notebook with its cells where format 4 has them."""
    if notebook.get("type") == "notebook" and isinstance(notebook.get("content"), dict):
        # As Jupyter's server sends a notebook.
        notebook = notebook["content"]
    worksheets = notebook.get("worksheets")
    if "cells" in notebook or not isinstance(worksheets, list):
        if not isinstance(notebook.get("cells"), list):
            raise UnreadableSubmission("It is no notebook: it has no cells.")
        return notebook
    remarks.append("It is of the old notebook format 3, and was read as such.")
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    return {"cells": [_upgraded(cell) for cell in cells if isinstance(cell, dict)]}


def _upgraded(cell: dict[str, Any]) -> dict[str, Any]:
    # Format 3 keeps what format 4 has in `data` beside the other entries of an output.
    outputs = cell.get("outputs")
    outputs = outputs if isinstance(outputs, list) else []
    return {**cell, "outputs": [{"data": one} for one in outputs if isinstance(one, dict)]}


def _code_cells(notebook: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        # Format 3 calls the source of a code cell its input; both may be a list of lines.
        source = cell.get("source", cell.get("input"))
        lines = source if isinstance(source, list) else [source]
        try:
            text = "".join(lines)
        except TypeError:
            continue
        # Each line has its own end, but for the last; some programs leave all of them out.
        whole = len(lines) < 2 or any(line.endswith("\n") for line in lines)
        yield number, text if whole else "\n".join(lines)


def _python(notebook: dict[str, Any]) -> tuple[int, ...]:
    metadata = notebook.get("metadata")
    language = metadata.get("language_info") if isinstance(metadata, dict) else None
    if not isinstance(language, dict) or language.get("name") != "python":
        return ()
    version = _VERSION.match(str(language.get("version")))
    return tuple(map(int, version.groups())) if version else ()


def _unread(
    notebook: dict[str, Any], sources: dict[int, str], answers: dict[str, Any]
) -> Iterator[str]:
    """A sentence for each question whose check could not read what it was given."""
    unread = _UNREAD.decode()
    for number, cell in enumerate(notebook["cells"], start=1):
        said = [line for data in _shown(cell) for line in _lines(data.get("text/plain"))]
        if number in sources and any(unread in line for line in said):
            for name in _CHECKED.findall(sources[number]):
                if questions.known(name) and name not in answers:
                    yield f"{name}: what cell {number} gives {unread}. The cell says why."


def _shown(cell: Any) -> Iterator[dict[str, Any]]:
    """What the cell shows, each by its kinds."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict) and isinstance(output.get("data"), dict):
            yield output["data"]


def _says_saved(notebook: dict[str, Any]) -> bool:
    """Whether a cell shows the card of a check that has saved an answer."""
    shown = (data for cell in notebook["cells"] for data in _shown(cell))
    cards = ("".join(_lines(data.get("text/html", data.get("html")))) for data in shown)
    return any("otr-card" in card and "Saved" in card for card in cards)


def _lines(text: Any) -> list[str]:
    return [one for one in (text if isinstance(text, list) else [text]) if isinstance(one, str)]


def _without_answers(notebook: dict[str, Any]) -> str:
    if _says_saved(notebook):
        return f"{_NOT_KEPT} {ASK}"
    kinds = Counter(
        "with outputs" if cell.get("outputs") else "without outputs"
        for cell in notebook["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    )
    if kinds["without outputs"] and not kinds["with outputs"]:
        return f"It carries no answers: its outputs were cleared, or it was never run. {ASK}"
    return "It carries no answers: no check in it was run, or none could read what it was given."
