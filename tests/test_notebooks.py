"""Every notebook runs from top to bottom, with the network cut and no data for NLTK.

Solutions must give their committed outputs again (strict nbval); guides and untouched exercises
must run without an error (lax nbval).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from ontherecord import answers, questions

ROOT = Path(__file__).parent.parent
FOLDERS = {"notebooks": "--nbval-lax", "exercises": "--nbval-lax", "solutions": "--nbval"}
NAMES = sorted(path.parent.name for path in (ROOT / "lessons").glob("*/exercises.md"))


def offline(tmp_path):
    """The environment of a learner without network, NLTK data or earlier answers."""
    return os.environ | {
        "PYTHONPATH": str(ROOT / "tests" / "offline"),
        "NLTK_DATA": str(tmp_path / "no-nltk-data"),
        "ONTHERECORD_ANSWERS": str(tmp_path / "my-answers"),
    }


def run_nbval(folder, mode, tmp_path):
    copy = shutil.copytree(ROOT / folder, tmp_path / folder)
    sanitize = ROOT / "tests" / "nbval_sanitize.cfg"
    command = [sys.executable, "-m", "pytest", mode, "--nbval-sanitize-with", str(sanitize)]
    command += ["-p", "no:cacheprovider", "-q", "-W", "ignore", "--rootdir", str(copy), str(copy)]
    return subprocess.run(
        command, cwd=copy, env=offline(tmp_path), capture_output=True, text=True, check=False
    )


def test_the_offline_environment_does_refuse_a_connection(tmp_path):
    code = "import urllib.request as u; u.urlopen('http://192.0.2.1/', timeout=5)"
    tried = subprocess.run(
        [sys.executable, "-c", code], env=offline(tmp_path), capture_output=True, text=True
    )
    assert "LeftTheMachine" in tried.stderr


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_notebook_of_the_folder_runs_from_top_to_bottom(folder, tmp_path):
    result = run_nbval(folder, FOLDERS[folder], tmp_path)
    assert result.returncode == 0, result.stdout[-4000:]
    cells = sum(
        cell.cell_type == "code"
        for path in (ROOT / folder).glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
    )
    assert int(re.search(r"(\d+) passed", result.stdout)[1]) == cells > 0


def test_strict_nbval_catches_a_changed_output(tmp_path):
    name = f"{NAMES[0]}.ipynb"
    folder = tmp_path / "solutions"
    folder.mkdir()
    text = (ROOT / "solutions" / name).read_text(encoding="utf-8")
    (folder / name).write_text(text.replace("1 of 1 point", "2 of 1 point"), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-W", "ignore"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    result = subprocess.run(command, env=offline(tmp_path), capture_output=True, text=True)
    assert result.returncode == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_solution_earns_all_points_and_answers_every_question_of_its_exercise(name):
    notebook = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    given = answers.from_notebook(notebook)
    assert sorted(given) == sorted(questions.names(f"{name[:2]}x"))
    for question, value in given.items():
        feedback = questions.load(question).judge(value)
        assert feedback.state == "right", (question, feedback)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_exercise_holds_no_answer(name):
    notebook = nbformat.read(ROOT / "exercises" / f"{name}.ipynb", as_version=4)
    source = "\n".join(cell.source for cell in notebook.cells)
    assert "= ..." in source
    assert not any(cell.get("outputs") for cell in notebook.cells)
