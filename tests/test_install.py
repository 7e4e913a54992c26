"""What is installed: one list of packages, a whole wheel, a quick start, and layers that hold."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import ontherecord
from ontherecord import doctor

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWNER_FIXED = {"jupyterlab", "ipywidgets", "nltk", "matplotlib"}

LAYERS = (
    ("__main__",),
    ("cli",),
    ("grading",),
    ("kit",),
    ("lessons", "ask", "glossary", "release", "selfstudy"),
    ("tagger",),
    ("check", "prompts", "doctor", "parts", "chains", "reports"),
    ("assessment", "mastery", "attribution", "diagnosis"),
    ("sentinels",),
    ("feedback_card", "worked", "cell_cards"),
    ("cards",),
    ("questions",),
    ("charts", "views"),
    ("pictures", "figures", "axes_facts"),
    ("figure_data",),
    ("intervals", "portable"),
    ("own_files",),
    ("key", "answers", "terms"),
    ("entries", "receipts", "minutes"),
    ("plain", "safefile"),
    ("tags", "keyless"),
    ("article", "calls"),
    ("values",),
    ("text", "vocabulary", "likeness"),
    ("errors", "browser"),
)
"""Modules from the top down: each imports only what stands below it.  kit loads all on use."""


def conda_specs():
    lines = (ROOT / "environment.yml").read_text("utf-8").splitlines()
    return [line.strip()[2:] for line in lines if line.startswith("  - ")]


def name_and_bound(spec):
    name, _, bound = re.match(r"([\w.-]+)(>=|=)?(.*)", spec).groups()
    return name.lower(), bound


def test_the_conda_file_lists_what_pyproject_lists_with_the_same_bounds():
    conda = dict(map(name_and_bound, conda_specs()))
    project = dict(map(name_and_bound, PROJECT["dependencies"]))
    extra = {"conda-forge", "python", "pip", "pip:"}
    assert {name: conda[name] for name in conda if name not in extra} == project
    assert set(project) >= OWNER_FIXED


def test_the_conda_file_pins_one_python_and_every_spec_can_be_parsed():
    from rattler import MatchSpec

    specs = [spec for spec in conda_specs() if spec not in ("conda-forge", "pip:")]
    assert all(MatchSpec(spec, strict=True).name for spec in specs)
    assert "python=3.12" in specs


def test_constraints_hold_exact_versions_and_no_place():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+", pin)] == []
    names = {pin.split("==")[0].lower() for pin in pins}
    extras = PROJECT["optional-dependencies"]
    wanted = PROJECT["dependencies"] + extras["test"] + extras["grading"] + extras["cluster"]
    assert {name_and_bound(spec)[0] for spec in wanted} <= names


def test_the_doctor_asks_for_what_pyproject_asks_for():
    bounds = dict(map(name_and_bound, PROJECT["dependencies"]))
    for name, lowest in doctor.NEEDED.items():
        assert bounds[name].startswith(".".join(map(str, lowest)))


def test_the_wheel_carries_the_data_and_the_widgets(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "data").rglob("*.*"):
        assert f"ontherecord/{path.relative_to(ROOT)}" in names
    assert {"ontherecord/tagger/tagger.js", "ontherecord/tagger/tagger.css"} <= names
    assert {"ontherecord/browser/dom.js", "ontherecord/browser/receipts.js"} <= names
    assert {"ontherecord/ask/ask.js", "ontherecord/ask/ask.css"} <= names
    assert {"ontherecord/selfstudy/files.js", "ontherecord/selfstudy/files.css"} <= names
    assert {"ontherecord/glossary/glossary.js", "ontherecord/glossary/glossary.css"} <= names
    assert {"ontherecord/browser/dom.js", "ontherecord/browser/frame.css"} <= names
    assert "ontherecord/jupyter/labconfig/page_config.json" in names


@pytest.mark.parametrize("module", ["ontherecord", "ontherecord.kit", "ontherecord.questions"])
def test_the_package_starts_without_the_large_libraries(module):
    large = ["matplotlib", "nltk", "ipywidgets", "anywidget", "numpy"]
    code = f"import sys, {module}; print([name for name in {large} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_question_is_judged_without_the_large_libraries():
    code = (
        "import sys\nfrom ontherecord import questions\nquestion = questions.load('04.paint')\n"
        "assert question.judge(question.gold()).score == 1\n"
        "print([n for n in ('matplotlib', 'nltk', 'ipywidgets', 'numpy') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def imported_rooms(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ontherecord"):
            if node.module == "ontherecord":
                yield from (alias.name for alias in node.names)
            else:
                yield node.module.split(".")[1]


def test_imports_go_downwards_only():
    package = Path(ontherecord.__file__).parent
    depth = {room: place for place, rooms in enumerate(LAYERS) for room in rooms}
    wrong = []
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for used in imported_rooms(path):
            if used != room and depth[used] <= depth[room]:
                wrong.append(f"{path.relative_to(package)} imports {used}")
    assert wrong == []


@pytest.mark.parametrize("name", __import__("ontherecord.kit", fromlist=["kit"]).__all__)
def test_every_name_for_lessons_can_be_imported(name):
    from ontherecord import kit

    assert getattr(kit, name) is not None


@pytest.mark.parametrize("name", __import__("ontherecord.kit", fromlist=["kit"]).__all__)
def test_a_call_that_cannot_be_is_told_without_a_traceback(name, capsys):
    from ontherecord import kit

    if not isinstance(getattr(kit, name), type):
        assert getattr(kit, name)(no_such_word=1) is None
        told = capsys.readouterr().out
        assert told.startswith(f"{name}() cannot be called like this: ")
        assert f"Write help({name})" in told
