"""Notebooks for the cases: an honest one, and one whose cells do something else."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from ontherecord.release.nbgrader import with_grade_cells

ROOT = Path(__file__).parent.parent.parent
UNIT = "07x"
CHART = "07x.bars"


@cache
def _honest() -> str:
    path = next((ROOT / "solutions").glob("07-*.ipynb"))
    solved = json.loads(path.read_text(encoding="utf-8"))
    cells = [part for cell in solved["cells"] for part in _apart(cell)]
    return json.dumps(with_grade_cells({**solved, "cells": cells}))


def _apart(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """A cell that answers and checks as two cells, each answer with a name of its own."""
    source = "".join(cell["source"])
    if found := re.fullmatch(r'answer = (.*)\ncheck\("(.*)", answer\)', source, re.S):
        given, name = found.groups()
        variable = variable_of(name)
        return [code(f"{variable} = {given}"), {**cell, "source": f'check("{name}", {variable})'}]
    if found := re.fullmatch(r'check\("(.*)", ax\)', source):
        variable = variable_of(found[1])
        return [{**cell, "source": f'{variable} = ax\ncheck("{found[1]}", {variable})'}]
    return [cell]


def variable_of(question: str) -> str:
    """The variable that holds the answer to that question."""
    return f"answer_{question.replace('.', '_').replace('-', '_')}"


def honest() -> dict[str, Any]:
    """A notebook with every answer right, data and two charts, in cells as nbgrader has them."""
    return json.loads(_honest())


def content(notebook: Any) -> bytes:
    """The notebook as a file."""
    return json.dumps(notebook).encode()


def with_cell(source: str, before: str = CHART) -> bytes:
    """The honest notebook with one more cell, just before the check of that question."""
    notebook = honest()
    cells = notebook["cells"]
    at = next(i for i, c in enumerate(cells) if f'check("{before}"' in "".join(c["source"]))
    cells.insert(at, code(source))
    return content(notebook)


def instead(source: str, of: str = CHART) -> bytes:
    """The honest notebook with other code in the cell that answers that question."""
    notebook = honest()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and f'check("{of}"' in "".join(cell["source"]):
            cell["source"] = source
    return content(notebook)


def code(source: str, outputs: list[Any] | None = None) -> dict[str, Any]:
    """A code cell."""
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": outputs or [],
        "source": source, "id": "added",
    }  # fmt: skip


def changed(**parts: Any) -> bytes:
    """The honest notebook with other entries at its top."""
    return content(honest() | parts)


def with_receipts(*bundles: Any) -> bytes:
    """The honest notebook with more outputs in its last cell."""
    notebook = copy.deepcopy(honest())
    notebook["cells"].append(code("1", [{"output_type": "display_data", "data": b, "metadata": {}}
                                        for b in bundles]))  # fmt: skip
    return content(notebook)


def without_its_cells() -> bytes:
    """The honest notebook with a chart's receipt, and without the code that draws it."""
    notebook = honest()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and CHART in "".join(cell["source"]):
            cell["source"] = "1"
    return content(notebook)
