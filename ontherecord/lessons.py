"""Lessons are text: MyST Markdown becomes the notebooks, the exercises and the solutions.

`lessons/NN-name/guide.md` becomes `notebooks/NN-name.ipynb`.  `lessons/NN-name/exercises.md` holds
the solved exercise; it becomes `solutions/NN-name.ipynb`, run from top to bottom, and
`exercises/NN-name.ipynb`, where each part marked `# solution` is replaced by `...`.
A page that is no unit, such as `lessons/my-progress/page.md`, becomes a notebook beside the guides.
The same text gives the same bytes.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ontherecord.errors import OnTheRecordError
from ontherecord.likeness import alike

MARK = re.compile(r"\s*# solution\s*$")
FOLDERS = ("notebooks", "exercises", "solutions")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class LessonError(OnTheRecordError):
    """A lesson that cannot be built: names the file, the cell and what to change."""


def unsolved(code: str, place: str = "this cell") -> str:
    """The code with each marked value or function body replaced by `...`.

    The mark `# solution` stands at the end of the first line of an assignment or a function.
    Raises LessonError when a mark stands anywhere else.
    """
    lines = code.split("\n")
    marked = {number for number, line in enumerate(lines, 1) if MARK.search(line)}
    if not marked:
        return code
    edits = {statement.lineno: _edit(statement, lines) for statement in _markable(code)}
    if not marked <= set(edits):
        line = min(marked - set(edits))
        raise LessonError(
            f"{place}: the mark # solution in line {line} marks nothing.",
            "It must end the first line of an assignment, or of a function with its body below.",
            "Move the mark there.",
        )
    for first in sorted(marked, reverse=True):
        start, end, replacement = edits[first]
        lines[start - 1 : end] = replacement
    return "\n".join(lines)


def _markable(code: str) -> Iterator[Any]:
    for statement in ast.walk(ast.parse(code)):
        if isinstance(statement, ast.FunctionDef) and statement.body[0].lineno == statement.lineno:
            continue  # Its head and its body stand in one line: nothing would be left of it.
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.FunctionDef):
            yield statement


def _edit(statement: Any, lines: list[str]) -> tuple[int, int, list[str]]:
    """First and last line to replace (counted from 1), and the lines that replace them."""
    if isinstance(statement, ast.FunctionDef):
        body = statement.body
        kept = body[0].end_lineno if ast.get_docstring(statement) is not None else None
        head_end = kept or body[0].lineno - 1
        head = [MARK.sub("", line) for line in lines[statement.lineno - 1 : head_end]]
        return statement.lineno, statement.end_lineno, [*head, " " * body[0].col_offset + "..."]
    left = statement.targets[-1] if isinstance(statement, ast.Assign) else statement.annotation
    # `end_col_offset` counts UTF-8 bytes.
    before = lines[statement.lineno - 1].encode()[: left.end_col_offset].decode()
    return statement.lineno, statement.end_lineno, [f"{before} = {_dots(statement)}"]


def _dots(statement: Any) -> str:
    """As many `...` as there are names on the left: `new, old = ..., ...` can be run."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    count = len(target.elts) if isinstance(target, ast.Tuple) else 1
    return ", ".join(["..."] * count)


def read_notebook(path: Path) -> Any:
    """The notebook that a MyST Markdown file describes."""
    import jupytext

    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    except (OSError, ValueError) as error:
        raise LessonError(
            f"{path} cannot be read ({error}).",
            "A lesson is MyST Markdown.",
            "Compare it with lessons/00-start-here/guide.md.",
        ) from None
    return _plain_notebook(notebook)


def _plain_notebook(notebook: Any) -> Any:
    """The notebook with fixed metadata and numbered cell ids, so that it is always the same."""
    notebook.metadata = _METADATA
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"
        tags = cell.metadata.get("tags")
        cell.metadata = {"tags": tags} if tags else {}
    return notebook


def exercise_of(solution: Any, place: str) -> Any:
    """The exercise: the solution's notebook with what is marked taken out, and no outputs."""
    from copy import deepcopy

    exercise = deepcopy(solution)
    for number, cell in enumerate(exercise.cells):
        if cell.cell_type == "code":
            cell.source = unsolved(cell.source, f"{place}, cell {number}")
            cell.outputs, cell.execution_count = [], None
    return exercise


def without_marks(solution: Any) -> Any:
    """The solution as learners see it: the marks `# solution` taken out."""
    for cell in solution.cells:
        if cell.cell_type == "code":
            cell.source = "\n".join(MARK.sub("", line) for line in cell.source.split("\n"))
    return solution


def run(notebook: Any) -> Any:
    """The notebook with its outputs, run in an empty folder with its answers kept there."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"ONTHERECORD_ANSWERS": str(Path(folder) / "my-answers")}
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            record_timing=False,
        )
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise LessonError(
                "A cell of the solution fails.", str(error), "Correct that cell of the lesson."
            ) from None
    return _settled(notebook)


def _settled(notebook: Any) -> Any:
    """The notebook without what changes from run to run: model ids, and widget state."""
    notebook.metadata = _METADATA
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def build_folder(source: Path, target: Path, execute: bool = True) -> list[Path]:
    """The notebooks written into `target` for one folder of lessons."""
    written = []
    exercises = source / "exercises.md"
    name = f"{source.name}.ipynb"
    for guide in (source / "guide.md", source / "page.md"):
        if guide.exists():
            written.append(_write(read_notebook(guide), target / "notebooks" / name))
    if exercises.exists():
        solution = read_notebook(exercises)
        exercise = exercise_of(solution, str(exercises))
        written.append(_write(exercise, target / "exercises" / name))
        if execute:
            solved = run(without_marks(solution))
            written.append(_write(solved, target / "solutions" / name))
    return written


def _write(notebook: Any, path: Path) -> Path:
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


def sources(root: Path) -> list[Path]:
    """The folders of lessons, in order."""
    return sorted(folder for folder in (root / "lessons").iterdir() if folder.is_dir())


def build(
    root: Path, target: Path | None = None, execute: bool = True, units: Iterable[str] = ()
) -> list[Path]:
    """The notebooks of the lessons below `root`, written into `target` (default: `root`).

    `units`, such as `["04"]`, chooses lessons by the start of their name; none means all.
    """
    chosen = [each for each in sources(root) if not units or each.name.startswith(tuple(units))]
    if not chosen:
        raise LessonError(
            f"No lesson starts with {', '.join(units)}.",
            f"There are {', '.join(each.name for each in sources(root))}.",
            "Give the start of one of these names, such as 04.",
        )
    return [path for source in chosen for path in build_folder(source, target or root, execute)]


def differences(root: Path) -> list[str]:
    """A sentence for each committed notebook that its lesson does not give any more."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        fresh = {path.relative_to(folder) for path in build(root, Path(folder))}
        kept = {p.relative_to(root) for name in FOLDERS for p in (root / name).glob("*.ipynb")}
        for path in sorted(fresh | kept):
            source = _source_of(root, path)
            if path not in fresh:
                found.append(f"{path} has no lesson. Remove it, or write {source}.")
            elif path not in kept or not alike(_text(root / path), _text(Path(folder) / path)):
                found.append(
                    f"{path} is not what {source} gives. Edit {source}, then run make lessons."
                )
    return found


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _source_of(root: Path, path: Path) -> str:
    folder = f"lessons/{path.stem}"
    guide = "page.md" if (root / folder / "page.md").exists() else "guide.md"
    return f"{folder}/{guide if path.parts[0] == 'notebooks' else 'exercises.md'}"
