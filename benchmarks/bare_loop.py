"""The limit for marking code: a loaded parent forks a child for each notebook, with no sandbox.

The child runs the cells and sends what `check` was given through a pipe; the parent marks it.
Whatever a sandbox does comes on top of this.  `python -m benchmarks.bare_loop FOLDER...`: one loop
for each folder, side by side.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ontherecord import questions
from ontherecord.axes_facts import read_axes
from ontherecord.calls import called
from ontherecord.grading.box.child import preload, preload_tables


def main(folder: Path) -> float:
    """The points of all notebooks of the folder together."""
    preload()
    preload_tables()
    gc.freeze()
    return sum(_marked(path) for path in sorted(folder.glob("*.ipynb")))


def _marked(path: Path) -> float:
    notebook = json.loads(path.read_bytes())
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            json.dump(_run(cells), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as into:
        answers = json.load(into)
    os.waitpid(child, 0)
    return sum(questions.load(name).judge(value).earned for name, value in answers.items())


def _run(cells: list[str]) -> dict[str, Any]:
    answers: dict[str, Any] = {}

    def check(name: str, value: Any, points: float = 1) -> None:
        question = questions.load(name)
        if question.type == "chart":
            answers[name] = read_axes(value).to_data()
        elif question.type == "function":
            answers[name] = called(value, question.calls())
        else:
            answers[name] = value

    from ontherecord import kit

    kit.check = check
    names: dict[str, Any] = {}
    for source in cells:
        exec(source, names)
    return answers


def side_by_side(folders: list[str]) -> None:
    """A loop for each folder, at the same time; raises CalledProcessError when one fails."""
    command = [sys.executable, "-m", "benchmarks.bare_loop"]
    loops = [subprocess.Popen([*command, folder]) for folder in folders]
    for loop in loops:
        if loop.wait():
            raise subprocess.CalledProcessError(loop.returncode, command)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        side_by_side(sys.argv[1:])
    else:
        print(main(Path(sys.argv[1])))
