"""The page that learners of a graded course read first: how to install, answer and hand in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ontherecord.vocabulary import listed

_README = """# On the Record

This folder holds your course. It is graded: your answers are recorded, and marked later.

## Start

You need Python 3.11 or newer, and a network for the installation.
Nothing else is sent or fetched later.
Open a terminal in this folder. On macOS and Linux:

    python3 -m venv .venv
    .venv/bin/python -m pip install {wheel}
    .venv/bin/python -m jupyterlab

On Windows:

    py -m venv .venv
    .venv\\Scripts\\python -m pip install {wheel}
    .venv\\Scripts\\python -m jupyterlab

The last line opens JupyterLab in your browser. Write that line again whenever you go on.

## Answer

1. Open a notebook in {folders}, and run each cell from top to bottom.
2. Put your answer in the place of the three dots, and run the cell.
   A cell with `check(...)` says what it has recorded and what is still open.
3. You can change an answer until you hand in: run its cells again.

## Hand in

1. Run every cell with `check(...)` after your last change, then save the notebook.
   Do not clear its outputs: they carry your answers.
2. Give the file your own name and the name that it has, such as `ana-diaz-{example}`.
3. Hand in that file.
"""


def readme(wheel: Path, notebooks: Sequence[Path]) -> str:
    """The page for a release with that wheel and these notebooks."""
    folders = [f"`{name}`" for name in dict.fromkeys(path.parent.name for path in notebooks)]
    # What is handed in is an exercise; where there is none, it is a guide.
    example = notebooks[-1].name
    return _README.format(wheel=wheel.name, folders=listed(folders, "or"), example=example)
