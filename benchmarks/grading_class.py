"""One exercise with six questions, handed in by a class, as each of the peers wants it.

All of them mark by the kit's own `check`, so that what is compared is the way of marking.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from bots import given
from ontherecord import questions
from ontherecord.receipts import receipt
from ontherecord.release.nbgrader import with_grade_cells

ASKED = ("06.drop", "06x.verdict", "06.points", "02x.document", "06x.change-rule", "07.pair")
"""A number, labels, a mapping, words of a story, a function and a chart."""

ASSIGNMENT = "exercise"
_START = "from ontherecord.kit import check\nimport matplotlib.pyplot as plt"
_FUNCTION = "def answer(old, new):\n    return (new - old) / {base} * 100"
_CHART = """fig, ax = plt.subplots()
ax.bar(["September quarter 2020", "September quarter 2021"], [28.77, 5.37])
ax.set_ylim({low}, 30)
ax.set_ylabel("billion yuan")
ax.set_title("Net income attributable to ordinary shareholders")
fig.supxlabel("Source: Alibaba")
answer = ax"""


def exercise() -> dict[str, Any]:
    """The notebook as learners get it, with nbgrader's cells."""
    cells = [_code(_START)]
    for name in ASKED:
        cells += [_code("answer = ..."), _code(f'check("{name}", answer)')]
    return with_grade_cells(_notebook(cells))


def handed_in(number: int) -> dict[str, Any]:
    """What the learner of that number hands in: some answers right, some not."""
    chance, notebook = random.Random(number), exercise()
    for at, cell in enumerate(notebook["cells"]):
        name = next((name for name in ASKED if f'check("{name}"' in "".join(cell["source"])), None)
        if not name:
            continue
        question, above = questions.load(name), notebook["cells"][at - 1]
        variable = f"answer_{name.replace('.', '_').replace('-', '_')}"
        right = chance.random() < 0.6
        if question.code:
            pattern = _FUNCTION if question.type == "function" else _CHART
            made = pattern.format(base="old" if right else "new", low=0 if right else 4)
            above["source"] = [made.replace("answer", variable)]
            continue
        value = given.answers()[name]["gold"]
        if not right:
            value = chance.choice(
                [v for all in given.answers()[name]["slips"].values() for v in all]
            )
        above["source"] = [f"{variable} = {value!r}"]
        cell["outputs"] = [
            {
                "output_type": "display_data",
                "metadata": {},
                "data": receipt(name, value, "", ""),
            }
        ]
    return notebook


def for_us(folder: Path, size: int, code: bool = True) -> Path:
    """A flat folder of notebooks; without `code`, the cells of the chart and function are out."""
    folder.mkdir(parents=True)
    for number in range(size):
        notebook = handed_in(number)
        if not code:
            in_code = [name for name in ASKED if questions.load(name).code]
            for cell in notebook["cells"]:
                if any(name in "".join(cell["source"]) for name in in_code):
                    cell["source"] = []
        _write(folder / f"{_learner(number)}.ipynb", notebook)
    return folder


def for_nbgrader(course: Path, size: int) -> Path:
    """A course with the assignment and what was handed in."""
    _write(course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", exercise())
    for number in range(size):
        place = course / "submitted" / _learner(number) / ASSIGNMENT
        _write(place / f"{ASSIGNMENT}.ipynb", handed_in(number))
    return course


def for_otter(folder: Path, size: int) -> Path:
    """Notebooks, and beside them tests/ with a test for each question."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for number, name in enumerate(ASKED, start=1):
        points = questions.load(name).points
        variable = f"answer_{name.replace('.', '_').replace('-', '_')}"
        code = f">>> check('{name}', {variable}).feedback.score\n1.0"
        case = {"code": code, "hidden": False, "locked": False}
        test = {"name": f"q{number}", "points": points, "suites": [
            {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        ]}  # fmt: skip
        (tests / f"q{number}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n", "utf-8")
    for number in range(size):
        _write(folder / f"{_learner(number)}.ipynb", handed_in(number))
    return folder


def _learner(number: int) -> str:
    return f"learner{number:05}"


def _notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
        "source": [source],
    }  # fmt: skip


def _write(path: Path, notebook: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
