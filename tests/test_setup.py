"""scripts/setup.py: a quick second run, and one clear sentence for each thing that is missing."""

import ast
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parent.parent
SETUP = ROOT / "scripts" / "setup.py"


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The script's functions, for a .venv of the test's own; `calls` holds what it would run."""
    names = runpy.run_path(str(SETUP))
    calls, answers = [], {}
    venv = tmp_path / ".venv"
    names["main"].__globals__.update(VENV=str(venv), PYTHON=str(venv / "bin" / "python"))

    def call(command, **_):
        calls.append(" ".join(map(str, command)))
        return next((code for word, code in answers.items() if word in calls[-1]), 0)

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.delenv("ONTHERECORD_NO_BROWSER", raising=False)
    return SimpleNamespace(**names | {"venv": venv, "calls": calls, "answers": answers})


def finished(venv, place):
    """A .venv as Python leaves it when it made one at that place."""
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text("", encoding="utf-8")
    (venv / "bin" / "activate").write_text(f'VIRTUAL_ENV="{place}"\n', encoding="utf-8")


def test_an_environment_that_stands_is_not_made_again(setup):
    finished(setup.venv, setup.venv)
    setup.make_environment()
    assert setup.calls == []


def test_an_environment_that_was_moved_is_made_again(setup):
    finished(setup.venv, "/home/learner/old-place/.venv")
    setup.make_environment()
    assert setup.calls[0].endswith(f"-m venv --clear {setup.venv}")


def test_an_environment_that_was_cut_short_is_made_again(setup):
    finished(setup.venv, setup.venv)
    (setup.venv / "bin" / "activate").unlink()
    setup.make_environment()
    assert len(setup.calls) == 1


def test_python_itself_makes_an_environment_that_stands(setup):
    command = [sys.executable, "-m", "venv", "--without-pip", str(setup.venv)]
    subprocess.run(command, check=True)
    assert setup.stands()


def test_a_second_run_installs_nothing(setup):
    finished(setup.venv, setup.venv)
    setup.install("lab")
    setup.install("lab")
    assert len(setup.calls) == 1


def test_an_installation_that_failed_is_tried_again_and_told_in_a_sentence(setup):
    finished(setup.venv, setup.venv)
    setup.answers["pip install"] = 1
    for _ in range(2):
        with pytest.raises(SystemExit, match="Check the network, then run this again"):
            setup.install("test")
    assert len(setup.calls) == 2


def test_a_python_that_cannot_make_environments_is_told_in_a_sentence(setup):
    setup.venv.mkdir()
    setup.answers["venv"] = 1
    with pytest.raises(SystemExit, match="sudo apt-get install python3-venv"):
        setup.make_environment()
    assert not setup.venv.exists()


def test_a_missing_browser_is_told_in_a_sentence_when_it_may_not_be_installed(setup, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="Chromium, and it was not found"):
        setup.find_browser()
    assert setup.calls == []


def test_root_on_debian_gets_the_browser_from_debian(setup, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    setup.find_browser()
    assert "update" in setup.calls[0]
    assert "install" in setup.calls[1] and "chromium" in setup.calls[1]


def test_an_old_python_is_told_what_to_do(setup, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 0))
    monkeypatch.setattr(sys, "argv", ["setup.py", "lab"])
    with pytest.raises(SystemExit, match=r"this is Python 3.8, and the kit needs 3.11 or newer"):
        setup.main()


def test_an_old_python_can_read_the_script():
    ast.parse(SETUP.read_text("utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize("target", ["lab", "test", "lessons", "lint", "bench", "bots"])
def test_make_without_python_is_told_in_a_sentence(target):
    command = ["make", target, "PYTHON=no-such-python"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.startswith("On the Record: there is no no-such-python here. Install Python")
