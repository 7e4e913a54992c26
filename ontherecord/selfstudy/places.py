"""Where a unit's notebook and a question's cell are, seen from the notebook that asks."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from ontherecord.own_files import SIDES


def notebook_of(unit: str) -> Path | None:
    """The notebook of a unit, such as 04 or 04x, as a path from here; None where there is none."""
    side = SIDES[1] if unit.endswith("x") else SIDES[0]
    for folder in (Path("..") / side, Path(side), Path()):
        if folder == Path() and Path.cwd().name in SIDES:
            continue
        found = sorted(folder.glob(f"{unit.rstrip('x')}-*.ipynb"))
        if found:
            return found[0]
    return None


def title_of(unit: str) -> str:
    """The unit in words, such as `04 Reported or confirmed, exercise`."""
    path = notebook_of(unit)
    words = path.stem.partition("-")[2].replace("-", " ").capitalize() if path else ""
    kind = ", exercise" if unit.endswith("x") else ""
    return f"{unit.rstrip('x')} {words}".strip() + kind


def link_to(unit: str, question: str | None = None) -> str | None:
    """The address of a unit's notebook from here, at the cell of that question."""
    path = notebook_of(unit)
    if path is None:
        return None
    cell = _cell_of(path, question) if question else None
    return quote(path.as_posix()) + (f"#cell-id={quote(cell)}" if cell else "")


def _cell_of(path: Path, question: str) -> str | None:
    """The id of the first cell of code that names the question."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        codes = (cell for cell in cells if cell["cell_type"] == "code")
        return next((c["id"] for c in codes if f'"{question}"' in "".join(c["source"])), None)
    except (OSError, ValueError, LookupError, TypeError):
        return None
