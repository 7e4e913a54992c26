"""How long a learner waits: for the package, for feedback, and for the first notebook.

Beside each figure stands a limit that the kit cannot pass: a bare Python, a bare atomic write, a
notebook with one empty cell.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.timing import Row, medians_ms, milliseconds
from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.lab import Notebook, started, write_notebook

ROOT = Path(__file__).parent.parent
FIRST = ROOT / "notebooks" / "00-start-here.ipynb"
IMPORTS = {
    "a bare Python": ("pass", "the limit"),
    "import ontherecord": ("import ontherecord", "all of these: Python's start included"),
    "import ontherecord.kit": ("import ontherecord.kit", "what lessons import"),
    "the first check": (
        "from ontherecord.kit import check; check('04.recall-carrier', 'B')",
        "import, question, feedback, save",
    ),
    "import ipywidgets": ("import ipywidgets", "to compare: what any widget costs"),
    "import matplotlib.pyplot": ("import matplotlib.pyplot", "to compare: what any chart costs"),
    "import nltk": ("import nltk", "to compare: shipped articles do not need it"),
}
"""What is run in a fresh process: name -> (code, note)."""

CHECKED = {
    "04.recall-carrier": ("a choice", "A"),
    "04.arms": ("a choice with its evidence", ["B", 9]),
    "04.status": ("a table of ten claims", {"C10": "reported"}),
    "04.paint": (
        "tags of two sentences",
        [{"id": "t1", "start": 1032, "end": 1058, "label": "source"}],
    ),
}
"""The questions whose checks are timed: what kind each one is, and an answer that is not right."""


OPENED = {
    "open the first notebook": "new browser, until its kernel is idle",
    "open a notebook with one empty cell": "the limit, same server",
}


def run() -> list[Row]:
    """Every figure of this module."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ONTHERECORD_ANSWERS"] = str(Path(folder) / "my-answers")
        rows = [*imports(), *checks(Path(folder)), *without_browser(Path(folder))]
        if not os.environ.get("ONTHERECORD_NO_BROWSER"):
            rows += in_jupyterlab(Path(folder))
    return rows


def imports() -> Iterator[Row]:
    """Fresh processes, one for each import."""
    taken = medians_ms({name: command("-c", code) for name, (code, _) in IMPORTS.items()}, 11)
    for name, (_, note) in IMPORTS.items():
        yield name, taken[name], "ms", note


def command(*arguments: str) -> Callable[[], Any]:
    """What runs Python with these arguments in a process of its own."""
    line = [sys.executable, *arguments]
    return lambda: subprocess.run(line, check=True, capture_output=True)


def checks(folder: Path) -> Iterator[Row]:
    """Feedback in a running kernel: judge, save on the disk, and draw the card."""
    actions = {f"check {name}": checked(name, other) for name, (_, other) in CHECKED.items()}
    for action in actions.values():
        action()
    kept = json.loads((folder / "my-answers" / "04.json").read_text("utf-8"))
    actions["a bare atomic write"] = lambda: bare_write(folder / "bare.json", kept)
    notes = [*(kind for kind, _ in CHECKED.values()), "the limit: that file, JSON, fsync, replace"]
    for (name, taken), note in zip(medians_ms(actions, 41).items(), notes, strict=True):
        yield name, taken, "ms", note


def checked(name: str, other: Any) -> Callable[[], Any]:
    """What checks a question; each time the answer is another one, so that it is saved."""
    from ontherecord import questions
    from ontherecord.kit import check

    values = cycle([questions.load(name).gold(), other])
    return lambda: check(name, next(values))._repr_mimebundle_()


def bare_write(path: Path, value: Any) -> None:
    """The least that an answer needs to outlast a kill."""
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def without_browser(folder: Path) -> Iterator[Row]:
    """The first notebook run from top to bottom by nbclient, its kernel's start included."""
    empty = folder / "empty.ipynb"
    write_notebook(empty, "pass")
    notebooks = {
        "run the first notebook": (FIRST, "every cell, and the start of its kernel"),
        "run a notebook with one empty cell": (empty, "the limit: the start of a kernel"),
    }
    run_it = ("-m", "jupyter", "execute", "--timeout=300")
    taken = medians_ms({n: command(*run_it, str(path)) for n, (path, _) in notebooks.items()}, 5)
    for name, (_, note) in notebooks.items():
        yield name, taken[name] / 1000, "s", note


def in_jupyterlab(folder: Path) -> Iterator[Row]:
    """JupyterLab in Chromium: from the command to the server, and from the address to the page."""
    course = folder / "course"
    course.mkdir()
    shutil.copy(FIRST, course)
    write_notebook(course / "empty.ipynb", "pass")
    yield "JupyterLab's server starts", server_start(folder, course), "s", "make lab, installed"
    with started(course, folder / "home") as address:
        paths = (FIRST.name, "empty.ipynb")
        visits = [[visit(address, path) for path in paths] for _ in range(3)]
    for (name, note), seen in zip(OPENED.items(), zip(*visits, strict=True), strict=True):
        opened, ran = zip(*seen, strict=True)
        yield name, median(opened) / 1000, "s", note
        yield "  and run all its cells", median(ran) / 1000, "s", "until the last one is done"


def server_start(folder: Path, course: Path) -> float:
    """Seconds until a new server says its address."""
    taken = []
    for number in range(3):
        server = started(course, folder / f"home-{number}")
        taken.append(milliseconds(server.__enter__))
        server.__exit__(None, None, None)
    return median(taken) / 1000


def visit(address: str, path: str) -> tuple[float, float]:
    """Milliseconds to open a notebook in a new browser, and to run all its cells."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = chromium.new_page()
        notebooks: list[Notebook] = []
        opened = milliseconds(lambda: notebooks.append(Notebook(page, address, path)))
        ran = milliseconds(notebooks[0].run_all)
        chromium.close()
    return opened, ran
