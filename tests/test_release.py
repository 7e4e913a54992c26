"""What learners of a graded course get: it records, it judges nothing, and it tells no key."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ontherecord import questions
from ontherecord.cli import main
from ontherecord.errors import OnTheRecordError
from ontherecord.grading.run import grade
from ontherecord.release import release
from ontherecord.release.asked import asked_only
from ontherecord.release.data import as_toml, skeleton
from ontherecord.release.nbgrader import with_grade_cells
from ontherecord.release.wheel import learner_wheel
from ontherecord.text import plain

ROOT = Path(__file__).parent.parent
TELLING = ("says", "why", "hints", "expr", "non_example")
"""The entries of questions and keys whose words explain an answer."""


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The folder that learners get, with its kit unpacked beside it."""
    folder = tmp_path_factory.mktemp("release")
    release(folder / "course", root=ROOT)
    [wheel] = (folder / "course").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "kit")
    return folder


def in_kit(released, tmp_path, code, given=None, fails=False):
    """What the code prints when it runs with the learners' kit, as JSON data."""
    home = {"PYTHONPATH": str(released / "kit"), "ONTHERECORD_ANSWERS": str(tmp_path / "answers")}
    ran = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}"],
        input=json.dumps(given), env=os.environ | home, cwd=tmp_path,
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


SAID_ANYWAY = (
    # Rules that the guides teach, or that the kit says of every question of this sort:
    "The company itself says that it is so.",
    "Change is measured from where it started.",
    "A change is measured from where it started.",
    "By and to are two questions.",
    "Per cent of what?",
    "An arrow runs from the one who says it to the one who passes it on.",
    "An arrow runs from the one who says to the one who hears.",
    # The words of an explanation that are an option, or the prompt, of another question:
    "The newspaper belongs to the company that the story is about.",
    "Who says that the stakes have risen?",
    "Only the title of a video says so.",
)
"""Words of the keys that tell nothing, since they stand where everybody reads them."""


def explanations():
    """Every sentence of the keys that explains an answer, with its file."""
    files = [*(ROOT / "data").rglob("key.toml"), *(ROOT / "data" / "questions").glob("*.toml")]
    files += (ROOT / "data" / "assessment").glob("*.toml")
    for file in files:
        yield from ((file.name, text) for text in told(tomllib.loads(file.read_text("utf-8"))))


def told(part, name=""):
    if isinstance(part, dict):
        for entry, value in part.items():
            yield from told(value, entry)
    elif isinstance(part, list):
        for value in part:
            yield from told(value, name)
    elif name in TELLING and isinstance(part, str) and len(part.split()) > 3:
        yield part


def released_texts(folder):
    """All that a learner can read, as one line of text by file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".whl":
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".ipynb":
                text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
            yield path, text


def flat(text):
    return re.sub(r"\W+", " ", plain(text)).casefold()


def test_no_explanation_of_a_key_stands_in_anything_that_learners_get(released):
    whole = "\n".join(flat(text) for _, text in released_texts(released))
    known = list(explanations())
    assert len(known) > 1000
    found = {flat(text) for _, text in known if flat(text) in whole}
    assert found <= set(map(flat, SAID_ANYWAY))


def test_the_released_data_hold_pages_and_questions_and_nothing_else(released):
    data = released / "kit" / "ontherecord" / "data"
    names = {path.name for path in data.rglob("*") if path.is_file()}
    units = {f"{unit}.toml" for unit in questions.units()}
    assert names == units | {
        "misconceptions.toml", "glossary.toml", "cues.toml", "grammar.toml", "a.toml", "b.toml",
        "figures.csv", "sources.csv", "reports.csv", "article.md", "tokens.json",
    }  # fmt: skip
    assert not list(released.rglob("*solution*"))


ALLOWED = {
    "question": {
        "name", "type", "unmarked", "points", "prompt", "article", "sentences", "option", "row",
        "columns", "takes_evidence", "unit", "decimals", "label", "parts", "node", "tie",
        "call_as", "call",
    },
    "option": {"id", "text"},
    "row": {"id", "text"},
    "node": {"id", "also"},
    "call": {"args"},
    "tie": {"from", "to", "says", "sentence"},
    "page": {"id", "title", "paragraphs", "statement"},
    "statement": {"id", "text"},
}  # fmt: skip


def test_each_table_of_a_question_and_a_form_has_only_entries_that_are_known_to_tell_nothing():
    def entries(name, table):
        yield name, set(table)
        for entry, value in table.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                for one in value:
                    yield from entries(entry, one)

    for question in questions.all_questions():
        for name, found in entries("question", skeleton(question)):
            assert found <= ALLOWED[name]


def test_the_parts_of_a_page_cannot_be_read_off_its_file_where_they_are_asked(released):
    pages = released / "kit" / "ontherecord" / "data" / "articles"
    roles = {
        name: set(re.findall(r":::\{(\w+)\}", (pages / name / "article.md").read_text("utf-8")))
        for name in ("alibaba-2022", "t10-wexley-a", "t10-wexley-b", "t01-corvane-a")
    }
    assert roles["alibaba-2022"] == roles["t10-wexley-a"] == {"paragraph"}
    # The twin has the same headline, captions and adverts.
    assert roles["t10-wexley-b"] == {"paragraph"}
    assert "headline" in roles["t01-corvane-a"]


JUDGE = """
from ontherecord import questions
print(json.dumps({
    name: [
        (question.plain(value), feedback.state, feedback.score, feedback.misconceptions,
         [note.text for note in feedback.notes])
        for value in values
        for question in [questions.load(name)]
        for feedback in [question.judge(value)]
    ]
    for name, values in json.load(sys.stdin).items()
}))
"""


def test_every_answer_is_recorded_as_the_full_kit_reads_it_and_none_is_judged(released, tmp_path):
    given = {
        question.name: [question.gold(), *(value for value, _ in question.planted())]
        for question in questions.all_questions()
    }
    seen = in_kit(released, tmp_path, JUDGE, given)
    for name, values in given.items():
        question = questions.load(name)
        for value, (data, state, score, misconceptions, _) in zip(values, seen[name], strict=True):
            assert (state, score, misconceptions) == ("recorded", 0.0, [])
            assert data == json.loads(json.dumps(question.plain(value)))
        # What is said of a right answer is said of every whole answer.
        assert {tuple(notes) for *_, notes in seen[name]} <= {*OPENINGS, tuple(seen[name][0][4])}


OPENINGS = {("A claim has no status.",)}


def test_the_kit_asks_as_the_full_kit_does(released, tmp_path):
    code = (
        "from ontherecord import questions\nfrom ontherecord.prompts import question_card\n"
        "from ontherecord.ask.widget import form_of\n"
        "print(json.dumps({q.name: [question_card(q).text, form_of(q)]"
        " for q in questions.all_questions() if not q.code}))"
    )
    from ontherecord.ask.widget import form_of
    from ontherecord.prompts import question_card

    asked = [q for q in questions.all_questions() if not q.code]
    whole = {q.name: [question_card(q).text, form_of(q)] for q in asked}
    assert in_kit(released, tmp_path, code) == json.loads(json.dumps(whole))


SHOWN = """
from ontherecord import check, views, selfstudy, key, errors
from ontherecord.attribution.machine import reading
from ontherecord.assessment.forms import forms
from ontherecord.parts import parts_page
def told(call):
    try:
        return str(call())
    except errors.OnTheRecordError as error:
        return str(error)
print(json.dumps({
    "half": check.check("04x.scope-b", "B").text,
    "whole": check.check("04x.scope-b", ("B", 7)).text,
    "again": check.check("04x.scope-b", ("A", 5)).text,
    "rows": check.check("04x.status-b", {"C02": "reported"}).text,
    "none": check.check("04x.third", ...).text,
    "bad": check.check("04x.third", "nine").text,
    "hint": check.hint("04x.scope-b").text,
    "worked": check.worked("04x.scope-b").text,
    "progress": check.progress("04x").text,
    "map": told(lambda: key.key("alibaba-2022")),
    "machine": told(lambda: reading()),
    "mine": selfstudy.my_progress().text,
    "minutes": selfstudy.my_minutes().text,
    "parts": str(parts_page("01.parts")),
    "forms": [len(form.statements) for form in forms().values()],
    "sound": sorted({s.sound for form in forms().values() for s in form.statements}),
}))
"""


def test_a_learner_is_told_what_is_recorded_what_is_open_and_nothing_of_the_key(released, tmp_path):
    seen = in_kit(released, tmp_path, SHOWN)
    assert "● Recorded\n" in seen["whole"] and "marks it after you hand in" in seen["whole"]
    assert "The number of the sentence is missing." in seen["half"]
    assert "Saved as a half answer: 1 part is still open." in seen["half"]
    assert seen["again"] == seen["whole"]
    assert "No label for C05, C07, C08 and C09." in seen["rows"]
    assert "There is no answer." in seen["none"] and "hint" not in seen["none"]
    assert "This cannot be read as an answer" in seen["bad"]
    assert seen["hint"] == seen["worked"]
    assert "Hints open after the marking" in seen["hint"]
    assert f"1 of {len(questions.names('04x'))} questions answered" in seen["progress"]
    assert "right" not in seen["progress"]
    assert "kept back" in seen["map"] and "kept back" in seen["machine"]
    assert "comes with the marks" in seen["mine"]
    assert seen["forms"] == [16, 16] and seen["sound"] == [False]
    assert "0 of" in seen["parts"]


def test_the_answer_file_of_a_learner_holds_answers_and_no_score(released, tmp_path):
    in_kit(released, tmp_path, SHOWN)
    kept = json.loads((tmp_path / "answers" / "04x.json").read_text("utf-8"))["answers"]
    entry = kept["04x.scope-b"]
    assert (entry["value"], entry["score"], entry["tries"]) == (["A", 5], None, 0)


def test_the_wheel_installs_with_pip_and_says_what_it_is(released, tmp_path):
    [wheel] = (released / "course").glob("*.whl")
    command = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", str(tmp_path)]
    subprocess.run([sys.executable, *command, str(wheel)], check=True, capture_output=True)
    assert (tmp_path / "ontherecord" / "data" / "questions" / "04x.toml").is_file()
    assert (tmp_path / "ontherecord" / "ask" / "ask.js").is_file()
    assert [path.name for path in tmp_path.glob("*.dist-info")] == [
        "ontherecord-0.1.0+learner.dist-info"
    ]
    assert (tmp_path / "bin" / "ontherecord").is_file()


def test_the_same_release_gives_the_same_bytes(released, tmp_path):
    release(tmp_path / "again", root=ROOT)
    for path in sorted((released / "course").rglob("*")):
        if path.is_file():
            other = tmp_path / "again" / path.relative_to(released / "course")
            assert other.read_bytes() == path.read_bytes()


def test_the_first_page_says_how_to_install_to_answer_and_to_name_what_is_handed_in(released):
    page = (released / "course" / "README.md").read_text("utf-8")
    [wheel] = (released / "course").glob("*.whl")
    assert page.count(f"-m pip install {wheel.name}") == 2
    assert "py -m venv .venv" in page and "python3 -m venv .venv" in page
    assert "Python 3.11 or newer" in page
    assert "Do not clear its outputs" in page and page.endswith(".\n")
    assert "in `notebooks` or `exercises`" in page


def test_a_file_that_is_named_as_the_first_page_says_is_found_under_that_name(tmp_path):
    release(tmp_path / "out", ["04x"], ROOT)
    page = (tmp_path / "out" / "README.md").read_text("utf-8")
    [example] = re.findall(r"`(ana-diaz-[^`]+)`", page)
    assert "in `exercises`," in page and "notebooks`" not in page
    [made] = (tmp_path / "out" / "exercises").glob("*.ipynb")
    submitted = tmp_path / "submitted"
    submitted.mkdir()
    (submitted / example).write_bytes(made.read_bytes())
    assert list(graded(submitted, tmp_path / "marks", "04x")) == ["ana-diaz"]


def test_one_unit_brings_its_own_notebook_and_its_own_questions_only(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["release", str(tmp_path / "out"), "--unit", "04x"])
    assert (result.exit_code, result.output) == (
        0,
        f"3 files are in {tmp_path / 'out'}. Hand out the whole folder.\n",
    )
    notebooks = [p.relative_to(tmp_path / "out") for p in (tmp_path / "out").rglob("*.ipynb")]
    assert notebooks == [Path("exercises", "04-reported-or-confirmed.ipynb")]
    [wheel] = (tmp_path / "out").glob("*.whl")
    held = [name for name in zipfile.ZipFile(wheel).namelist() if "/questions/" in name]
    assert [name for name in held if name.endswith(".toml")] == [
        "ontherecord/data/questions/04x.toml"
    ]


@pytest.mark.parametrize(
    ("folder", "units", "root", "says"),
    [
        ("new", ("99",), ROOT, "There is no unit 99."),
        ("full", (), ROOT, "is not empty."),
        ("new", (), Path("nowhere"), "Run this at the top of the checkout."),
    ],
)
def test_a_release_that_cannot_be_made_is_told_in_a_sentence(tmp_path, folder, units, root, says):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").touch()
    with pytest.raises(OnTheRecordError, match=re.escape(says)):
        release(tmp_path / folder, units, root)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", [["grade", ".", "--out", "marks"], ["assess", "."]])
def test_the_learners_kit_marks_nobody(released, tmp_path, command):
    home = {"PYTHONPATH": str(released / "kit")}
    ran = subprocess.run(
        [sys.executable, "-m", "ontherecord", *command], env=os.environ | home, cwd=tmp_path,
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr == (
        "Error: This is the learners' kit, which holds no keys. Mark with the full kit.\n"
    )


def test_the_learners_kit_releases_nothing(released, tmp_path):
    code = (
        "from pathlib import Path\nfrom ontherecord.errors import OnTheRecordError\n"
        "from ontherecord.release import release\n"
        "try:\n    release(Path('out'))\n"
        "except OnTheRecordError as error:\n    print(json.dumps(str(error)))"
    )
    assert in_kit(released, tmp_path, code).startswith("This is already the kit of learners.")


def exercises(released):
    folder = released / "course" / "exercises"
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.ipynb")}


def sources_of(notebook, kind):
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == kind]


def test_a_released_exercise_ends_with_its_last_question_and_each_section_has_a_number(released):
    assert len(exercises(released)) == 9
    for stem, notebook in exercises(released).items():
        assert notebook["cells"][-1]["metadata"].get("nbgrader"), stem
        prose = "\n".join(sources_of(notebook, "markdown"))
        headings = re.findall(r"^##+ (.*)$", prose, re.MULTILINE)
        assert headings and all(re.match(r"\d+ ", heading) for heading in headings), stem


def test_what_closes_an_exercise_stays_with_those_who_learn_by_themselves(released):
    for stem, notebook in exercises(released).items():
        whole = json.loads((ROOT / "exercises" / f"{stem}.ipynb").read_text("utf-8"))
        left = set(sources_of(whole, "markdown")) - set(sources_of(notebook, "markdown"))
        assert "## What you may rely on" in "\n".join(left), stem


CHECKED = {"cell_type": "code", "metadata": {}, "source": ['check("04x.third", answer)']}


def prose_cell(text, *tags):
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": [text]}


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([CHECKED, prose_cell("The ferry stops.")], "a cell stands below the last check"),
        ([CHECKED, prose_cell("## The rule")], 'the section "The rule" has no number'),
        ([prose_cell("Hm.\n\n## In short\n\nA."), CHECKED], 'the section "In short" has no'),
    ],
)
def test_an_exercise_whose_closing_section_is_not_marked_is_not_handed_out(cells, says):
    with pytest.raises(OnTheRecordError, match=re.escape(says)):
        asked_only({"cells": cells}, "exercises/new.ipynb")


def test_a_closing_section_that_is_marked_is_left_out_and_nothing_else():
    first = prose_cell("## 1 A share\n\nPut your answer below.")
    cells = [first, CHECKED, prose_cell("## The rule", "closing"), prose_cell("A.", "closing")]
    assert asked_only({"cells": cells}, "exercises/new.ipynb")["cells"] == [first, CHECKED]


def test_a_release_that_is_refused_writes_nothing(tmp_path):
    name = "04-reported-or-confirmed.ipynb"
    (tmp_path / "exercises").mkdir()
    notebook = {"cells": [CHECKED, prose_cell("## The rule")]}
    (tmp_path / "exercises" / name).write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(OnTheRecordError, match=f"exercises/{name}: the section"):
        release(tmp_path / "out", ["04x"], tmp_path)
    assert not (tmp_path / "out").exists()


def test_no_example_of_an_exercise_is_an_answer_to_one_of_its_questions(released):
    for stem, notebook in exercises(released).items():
        shown = "\n".join(sources_of(notebook, "markdown") + sources_of(notebook, "code"))
        asked = questions.all_questions(f"{stem[:2]}x")
        arrows = [pair for q in asked if q.type == "arrows" for pair in q.gold()]
        assert not [pair for pair in arrows if " -> ".join(pair) in shown]
        numbers = {q.gold() for q in asked if q.type == "number"}
        made = [one for q in asked if q.type == "function" for one in q.made if one.example]
        assert not [one for one in made if one.value in numbers]


def test_each_question_of_an_exercise_has_one_locked_grade_cell_that_ends_in_its_check(released):
    found = {}
    for notebook in exercises(released).values():
        for cell in notebook["cells"]:
            grading = cell["metadata"].get("nbgrader")
            if grading:
                name = re.search(r'check\("([^"]+)"', "".join(cell["source"]))[1]
                assert (grading["locked"], grading["solution"]) == (True, False)
                assert grading["points"] == questions.load(name).points
                assert re.fullmatch(r"[A-Za-z0-9_-]+", grading["grade_id"])
                assert "= ..." not in "".join(cell["source"])
                assert found.setdefault(grading["grade_id"], name) == name
    checked = {name for unit in questions.units() if unit.endswith("x")
               for name in questions.names(unit)}  # fmt: skip
    assert set(found.values()) == checked


def test_an_answer_has_a_name_of_its_own_so_that_a_failing_one_takes_no_other():
    def code(*lines):
        return {"cell_type": "code", "metadata": {}, "source": ["\n".join(lines)]}

    cells = [
        code("answer = ...", 'check("04x.scope-b", answer)'),
        code("print(answer)"),
        code("answer = ...", 'check("04x.scope-a", answer)'),
    ]
    made = with_grade_cells({"cells": cells})["cells"]
    assert ["".join(cell["source"]) for cell in made] == [
        "answer_04x_scope_b = ...",
        'check("04x.scope-b", answer_04x_scope_b, points=2)',
        "print(answer_04x_scope_b)",
        "answer_04x_scope_a = ...",
        'check("04x.scope-a", answer_04x_scope_a, points=2)',
    ]


def filled(notebook, answer):
    """The notebook as a learner hands it in: each open answer in place of its dots."""
    made = json.loads(json.dumps(notebook))
    for cell, after in zip(made["cells"], made["cells"][1:], strict=False):
        name = re.search(r'check\("([^"]+)"', "".join(after["source"]))
        code = "".join(cell["source"])
        if name and re.fullmatch(r"\w+ = \.\.\.", code):
            given = answer(questions.load(name[1]))
            cell["source"] = [code.replace("...", given)]
    return made


def run_with(kit, notebook, folder):
    """The notebook with its outputs, run with that kit; cells that fail are passed over."""
    import nbformat
    from nbclient import NotebookClient

    folder.mkdir(parents=True)
    made = nbformat.reads(json.dumps(notebook), as_version=4)
    home = {"PYTHONPATH": str(kit), "ONTHERECORD_ANSWERS": str(folder / "my-answers")}
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(made, kernel_name="python3", allow_errors=True, resources=where)
    client.execute(env=os.environ | home)
    return made


LEARNERS = {
    "right": lambda question: repr(question.gold()),
    "slips": lambda question: repr([*question.planted(), (question.gold(), "")][0][0]),
    "blank": lambda question: "...",
    "fails": lambda question: "1 / 0",
}


def handed_in(released, unit, learners, folder):
    import nbformat

    [stem] = [stem for stem in exercises(released) if stem.startswith(unit)]
    for name in learners:
        solved = filled(exercises(released)[stem], LEARNERS[name])
        made = run_with(released / "kit", solved, folder / "work" / name)
        target = folder / "submitted" / name / "exercises" / f"{stem}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(made, target)
    return folder / "submitted"


def graded(submitted, out, unit):
    import csv

    grade(submitted, out, [unit])
    with (out / "grades.csv").open(encoding="utf-8") as file:
        return {row["learner"]: row for row in csv.DictReader(file)}


def test_what_is_recorded_with_the_learners_kit_is_marked_with_the_full_one(released, tmp_path):
    submitted = handed_in(released, "08", ["right", "slips", "blank"], tmp_path)
    marks = graded(submitted, tmp_path / "marks", "08x")
    assert marks["right"]["percent"] == "100"
    assert 0 < float(marks["slips"]["percent"]) < 100
    assert marks["blank"]["points"] == "0"


def nbgrader_python():
    """The Python that has nbgrader: this one, or the one that NBGRADER_PYTHON names."""
    from importlib.util import find_spec

    if named := os.environ.get("NBGRADER_PYTHON"):
        return named
    if find_spec("nbgrader") is None:
        pytest.skip(
            "nbgrader is not installed here. Install it with `pip install -e .[nbgrader]`, or name "
            "the Python of a venv that has it and this kit in NBGRADER_PYTHON."
        )
    return sys.executable


def nbgrader(course, *command):
    python = nbgrader_python()
    # nbgrader starts alembic by its name.
    path = f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"
    home = {"PYTHONPATH": str(ROOT), "PATH": path, "HOME": str(course), "JUPYTER_NO_CONFIG": "1"}
    ran = subprocess.run(
        [python, "-m", "nbgrader", *command], cwd=course, env=os.environ | home,
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-4000:]
    return ran.stderr


def nbgrader_scores(course):
    """The score of each grade cell by learner, as nbgrader's gradebook has them."""
    code = (
        "import json\nfrom nbgrader.api import Gradebook\n"
        "with Gradebook('sqlite:///gradebook.db') as book:\n"
        "    handed = book.assignment_submissions('exercises')\n"
        "    print(json.dumps({s.student.id: {g.name: g.score for n in s.notebooks"
        " for g in n.grades} for s in handed}))"
    )
    ran = subprocess.run(
        [nbgrader_python(), "-c", code], cwd=course, capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


@pytest.mark.parametrize("unit", ["02", "07", "08"])
def test_nbgrader_itself_takes_the_exercises_and_gives_the_same_points(released, tmp_path, unit):
    nbgrader_python()
    course = tmp_path / "course"
    submitted = handed_in(released, unit, LEARNERS, course)
    [stem] = [stem for stem in exercises(released) if stem.startswith(unit)]
    source = course / "source" / "exercises"
    source.mkdir(parents=True)
    original = released / "course" / "exercises" / f"{stem}.ipynb"
    (source / original.name).write_bytes(original.read_bytes())
    nbgrader(course, "generate_assignment", "exercises", "--create")
    nbgrader(course, "autograde", "exercises", "--create")
    nbgrader(course, "generate_feedback", "exercises")
    scores = nbgrader_scores(course)
    ours = graded(submitted, tmp_path / "marks", f"{unit}x")
    assert set(scores) == set(ours) == set(LEARNERS)
    for learner, row in ours.items():
        # Where there is no sandbox, what is code is not marked by us.
        kept = [name for name in questions.names(f"{unit}x") if row[name] != "not marked"]
        points = {name: float(row[name] or 0) for name in kept}
        theirs = {name: scores[learner][name.replace(".", "-")] for name in points}
        assert theirs == points, learner
    assert ours["fails"]["points"] == ours["blank"]["points"]
    assert len(list((course / "feedback").rglob("*.html"))) == len(LEARNERS)


def test_nothing_of_a_graded_course_reads_as_toml_in_another_way():
    table = {"a": 'say "this"\nand é', "n": None, "l": ["x"], "e": [], "b": True, "t": [{"p": 0.5}]}
    assert tomllib.loads(as_toml(table)) == {
        "a": 'say "this"\nand é', "l": ["x"], "b": True, "t": [{"p": 0.5}],
    }  # fmt: skip


def test_the_wheel_holds_no_data_but_those_that_it_is_given(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.txt").write_text("1", encoding="utf-8")
    wheel = learner_wheel(tmp_path, tmp_path / "data")
    held = [n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("ontherecord/data/")]
    assert held == ["ontherecord/data/one.txt"]


def test_no_cell_of_a_release_holds_the_answer_to_a_question(released):
    for path in (released / "course").rglob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert not cell.get("outputs")
            for given in re.findall(r'check\("[^"]+", *([^\n]*)\)$', "".join(cell["source"]), re.M):
                assert not re.match(r"""["'\d({]|\[["(]""", given), given


def test_in_the_full_kit_a_locked_cell_gives_its_points_and_never_nothing(capsys, monkeypatch):
    from ontherecord.check import check

    question = questions.load("04x.scope-b")
    assert check(question.name, question.gold(), points=2) == 2.0
    assert check(question.name, ..., points=2) == 0.0
    assert check("04x.nothing", "A", points=2) == 0.0
    assert "There is no question '04x.nothing'" in capsys.readouterr().out


def test_the_learners_kit_gives_no_points_and_tells_nbgrader_that_it_cannot_mark(
    released, tmp_path, monkeypatch
):
    code = (
        "import io, contextlib\nfrom ontherecord.check import check\n"
        "with contextlib.redirect_stdout(io.StringIO()) as said:\n"
        "    given = check('04x.scope-b', ('B', 7), points=2)\n"
        "print(json.dumps([given, said.getvalue()]))"
    )
    assert in_kit(released, tmp_path, code)[0] is None
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    given, said = in_kit(released, tmp_path, code)
    assert given == 0.0 and "Mark with the full kit." in said
