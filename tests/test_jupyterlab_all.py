"""Every notebook in the real JupyterLab, from top to bottom: with widgets, and without them."""

import os
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def names(*folders):
    paths = [path for folder in folders for path in (ROOT / folder).glob("*.ipynb")]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


FORM = re.compile(r'^(?:ask|tagger)\("([\w.-]+)"\)$')


def run(desk, name):
    shutil.copy(ROOT / name, desk.folder)
    return desk.run(Path(name).name)


def pictures(desk, notebook, name):
    """Keeps a picture of every part of the notebook, where pictures are wanted."""
    if not os.environ.get("SCREENSHOTS"):
        return
    desk.page.set_viewport_size({"width": 1280, "height": 1600})
    for number in range(0, len(notebook.cell_sources()), 5):
        notebook.show_place(number)
        desk.picture(f"{name.replace('/', '-').removesuffix('.ipynb')}-{number:02}")


# The guides are run with widgets in test_jupyterlab.py, where axe looks at each of their outputs.
@pytest.mark.parametrize("name", names("exercises", "solutions"))
def test_a_notebook_runs_from_top_to_bottom(desk, name):
    notebook = run(desk, name)
    pictures(desk, notebook, name)


@pytest.mark.parametrize("name", names("notebooks"))
def test_without_widgets_each_question_can_be_read_and_typed(plain_desk, name):
    notebook = run(plain_desk, name)
    pictures(plain_desk, notebook, f"plain-{name}")
    asked = [found[1] for source in notebook.cell_sources() if (found := FORM.match(source))]
    shown = notebook.outputs_as_text()
    assert [name for name in asked if f'check("{name}",' not in shown] == []


def test_without_widgets_an_answer_is_typed_judged_and_kept(plain_desk):
    notebook = run(plain_desk, "exercises/04-reported-or-confirmed.ipynb")
    place = notebook.show('check("04x.scope-b"')
    notebook.write(place, 'check("04x.scope-b", ("B", 7))')
    notebook.run_all()
    assert plain_desk.value("04x.scope-b") == ["B", 7]
    assert "2 of 2 points" in notebook.outputs_as_text()
