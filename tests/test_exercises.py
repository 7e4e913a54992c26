"""An exercise that nobody has touched gives no points away, and shows what it asks."""

import re
from pathlib import Path

import nbformat
import pytest

from ontherecord import answers, questions

EXERCISES = sorted((Path(__file__).parent.parent / "exercises").glob("*.ipynb"))


def run(path: Path) -> None:
    """Runs the code cells of a notebook in one namespace, top to bottom."""
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    exec(compile(code, path.name, "exec"), {"__name__": "exercise"})


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_untouched_exercise_earns_no_points(path, tmp_path, monkeypatch):
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    run(path)
    for name in questions.names(f"{path.stem[:2]}x"):
        entry = answers.store(name).entry(name) or {}
        assert not entry.get("score"), (name, entry)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_question_with_choices_shows_them_as_the_key_has_them(path):
    code = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells)
    asked = set(re.findall(r'^check\("([\w.-]+)"', code, re.M))
    shown = set(re.findall(r'^(?:question|ask)\("([\w.-]+)"\)', code, re.M))
    with_choices = {n for n in asked if hasattr(questions.load(n), "options")}
    with_rows = {n for n in asked if hasattr(questions.load(n), "rows")}
    assert (with_choices | with_rows) - shown == set()
