"""Notebooks for the cases: an honest one, and one whose cells do something else."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
UNIT = "07x"
CHART = "07x.bars"


@cache
def _honest() -> str:
    return next((ROOT / "solutions").glob("07-*.ipynb")).read_text(encoding="utf-8")


def honest() -> dict[str, Any]:
    """A notebook with every answer right: data and two charts."""
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
