"""The commands: what each one does, and that a mistake is told in a sentence."""

import json
import os
import re
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from ontherecord.cli import main

ADDRESS = re.compile(r"http://127\.0\.0\.1:\S+")


def run(*arguments):
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder that is no checkout."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def server(tmp_path):
    """`ontherecord lab` in a folder with one notebook, and the address that it prints."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00-start-here.ipynb").write_text("{}", encoding="utf-8")
    home = {"JUPYTER_RUNTIME_DIR": str(tmp_path / "run"), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "ontherecord", "lab", "--no-browser", "--ServerApp.port=0"],
        cwd=tmp_path, env=os.environ | home, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # A server that fails closes the pipe, which ends this, too.
    yield next((found[0] for line in process.stderr if (found := ADDRESS.search(line))), "none")
    process.terminate()
    process.communicate(timeout=30)


def text_at(address):
    """The page; a server says its address shortly before it listens."""
    for _ in range(100):
        try:
            with urlopen(address, timeout=30) as page:
                return page.read().decode()
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"Nothing answers at {address}.")


def test_lab_starts_at_the_first_notebook_and_asks_no_other_computer(server):
    assert "/lab/tree/notebooks/00-start-here.ipynb?token=" in server
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text_at(server))
    config = json.loads(found[1])
    assert config["news"] == {"disabled": True}
    assert config["extensionManager"]["can_install"] is False
    # Nor does it ask in the first minute whether it may.
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]


@pytest.mark.parametrize("command", [["lab"], ["lessons"], ["lessons", "--check"]])
def test_a_command_in_the_wrong_folder_says_where_to_run_it(elsewhere, command):
    result = run(*command)
    assert result.exit_code == 1
    assert re.fullmatch(
        r"Error: There is no \S+( \S+)? here\. Run this at the top of the checkout\.\n",
        result.output,
    )


def test_freeze_of_a_folder_without_a_story_is_told_in_a_sentence(tmp_path):
    result = run("freeze", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.startswith("Error: ") and "article.md" in result.output
    assert "Traceback" not in result.output


def test_doctor_says_that_this_computer_is_ready():
    result = run("doctor")
    assert result.exit_code == 0
    assert result.output.endswith("This computer has all that the kit needs.\n")


def test_doctor_fails_when_answers_cannot_be_saved(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path / "file" / "answers"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "TO DO your answers can be saved" in result.output


def test_the_module_runs_the_same_commands():
    ran = subprocess.run(
        [sys.executable, "-m", "ontherecord", "--help"], capture_output=True, text=True, check=True
    )
    assert all(name in ran.stdout for name in ("doctor", "freeze", "lab", "lessons"))
