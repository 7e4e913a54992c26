"""Marking a folder: every layout is read, an accident costs nothing, a trick gains nothing."""

import csv
import io
import json
import os
import struct
import time
import tracemalloc
import unicodedata
import warnings
import zipfile
import zlib
from html import unescape
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner

from ontherecord import questions
from ontherecord.cli import main
from ontherecord.errors import OnTheRecordError
from ontherecord.grading import classes, holding, whose
from ontherecord.grading.copies import MOST_COPIES, without_copies
from ontherecord.grading.marking import mark
from ontherecord.grading.places import MOST_FOLDERS
from ontherecord.grading.run import grade, in_this_process
from ontherecord.grading.submissions import found
from ontherecord.receipts import receipt

UNIT = "04x"
NAMES = questions.names(UNIT)
GOLD = {name: questions.load(name).plain(questions.load(name).gold()) for name in NAMES}
FULL = sum(questions.load(name).points for name in NAMES)
FILE = "04-reported-or-confirmed.ipynb"


def cell(name, value):
    data = receipt(name, value, "text", "<p>html</p>")
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    source = f'check("{name}", answer)'
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [output]}


def notebook(answers=GOLD, **more):
    cells = [cell(name, value) for name, value in answers.items()]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


def hand_in(folder, place, content=None):
    """Writes a notebook, given as a dictionary, as text or as bytes."""
    content = notebook() if content is None else content
    content = json.dumps(content) if isinstance(content, dict) else content
    content = content.encode() if isinstance(content, str) else content
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def handed(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def marks(folder, **options):
    """The rows of grades.csv by learner, and the lines of the log."""
    out = grade(folder, folder.parent / "out", **{"units": [UNIT]} | options)
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"]: row for row in csv.DictReader(file)}
    return rows, (out / "log.txt").read_text("utf-8").splitlines()


def tree(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("place", "learner", "id"),
    [
        ("alice.ipynb", "alice", ""),
        ("alice (2).ipynb", "alice", ""),
        ("alice-04-reported-or-confirmed.ipynb", "alice", ""),
        ("2021001-smith.ipynb", "2021001-smith", ""),
        (f"alice/{FILE}", "alice", ""),
        (f"submitted/alice/04/{FILE}", "alice", ""),
        (f"Ana Díaz_4711_assignsubmission_file/{FILE}", "Ana Díaz", "4711"),
        (f"Ana Díaz_4711_assignsubmission_file_/{FILE}", "Ana Díaz", "4711"),
        (f"Ana Díaz_4711_assignsubmission_file_{FILE}", "Ana Díaz", "4711"),
        (f"week 3/Ana Díaz_4711_assignsubmission_file/{FILE}", "Ana Díaz", "4711"),
        (f"diazana_4711_99120_{FILE}", "diazana", "4711"),
        (f"diazana_LATE_4711_99120_{FILE}", "diazana", "4711"),
        (f"j.o'neil.2/{FILE}", "j.o'neil.2", ""),
        ("student-1.ipynb", "student-1", ""),
        ("10a-03-mueller.ipynb", "10a-03-mueller", ""),
        ("(1).ipynb", "(1)", ""),
        (f"diazana_4711_99120_anna_4712_assignsubmission_file_{FILE}", "diazana", "4711"),
        ("李雷.ipynb", "李雷", ""),
        ("alice - Kopie.ipynb", "alice", ""),
        ("alice - Kopie (2).ipynb", "alice", ""),
        ("Copy of alice.ipynb", "alice", ""),
        ("alice (Alice's conflicted copy 2026-11-02).ipynb", "alice", ""),
        ("alice-Copy1-Copy1.ipynb", "alice", ""),
        ("alice (1)-Copy1 .ipynb", "alice", ""),
        ("alice.ipynb (1).txt", "alice", ""),
        ("mario copia.ipynb", "mario copia", ""),
    ],
)
def test_whose_a_notebook_is_can_be_read_from_its_place(handed, place, learner, id):
    hand_in(handed, place)
    [one] = found(handed)[0]
    assert (one.learner, one.id, one.late) == (learner, id, "LATE" in place)
    rows, _ = marks(handed)
    assert float(rows[learner]["points"]) == FULL


A_CLASS = {
    "files": ["anna.ipynb", "bob.ipynb", "zoe.ipynb"],
    "folders": [f"anna/{FILE}", f"bob/{FILE}", f"zoe/{FILE}"],
    "numbers": [f"1001/{FILE}", f"1002/{FILE}", f"1003/{FILE}"],
    "Moodle": [
        f"{name}_{n}_assignsubmission_file/{FILE}" for n, name in enumerate(("anna", "bob", "zoe"))
    ],
}


@pytest.mark.parametrize("around", ["", "week 3/", "week 3/submitted/"])
@pytest.mark.parametrize("kind", A_CLASS)
@pytest.mark.parametrize("packed", ["not", "whole", "inside"])
def test_a_folder_round_the_class_does_not_make_it_one_learner(handed, kind, around, packed):
    places = [around + place for place in A_CLASS[kind]]
    root = handed
    if packed == "not":
        for place in places:
            hand_in(handed, place)
        (handed / "readme.txt").write_text("x")
    else:
        root = handed / "class.zip"
        with zipfile.ZipFile(root, "w") as archive:
            for place in places:
                archive.writestr(place, json.dumps(notebook()))
    submissions = found(handed if packed == "inside" else root)[0]
    named = ["1001", "1002", "1003"] if kind == "numbers" else ["anna", "bob", "zoe"]
    assert [one.learner for one in submissions] == named


@pytest.mark.parametrize(
    "places",
    [
        ["week 3/ann.ipynb", "week 3/bob.ipynb", "week 3/carl.ipynb", "solutions.ipynb"],
        ["a/An_1_assignsubmission_file/x.ipynb", "a/Bo_2_assignsubmission_file/x.ipynb", "k.ipynb"],
        ["A/ann.ipynb", "A/bob.ipynb", "A/cy.ipynb", "B/x.ipynb"],
    ],
)  # fmt: skip
def test_a_folder_that_looks_like_a_class_and_is_taken_for_one_learner_is_told(handed, places):
    for place in places:
        hand_in(handed, place)
    _, remarks = found(handed)
    [told] = [one for one in remarks if "the names of several people" in one.text]
    assert told.file == places[0].partition("/")[0]


def test_of_two_files_the_one_with_the_higher_number_is_the_newer(handed):
    hand_in(handed, "amy/v9.ipynb", notebook({}))
    hand_in(handed, "amy/v10.ipynb")
    hand_in(handed, "bob/x - Kopie.ipynb")
    hand_in(handed, "bob/x.ipynb", notebook(dict.fromkeys(NAMES, "nothing")))
    assert [one.file for one in found(handed)[0]] == [
        "amy/v9.ipynb", "amy/v10.ipynb", "bob/x.ipynb", "bob/x - Kopie.ipynb"
    ]  # fmt: skip


def test_in_the_zip_file_of_a_class_those_without_a_notebook_are_told(handed):
    members = {
        f"Ana_1_assignsubmission_file/{FILE}": json.dumps(notebook()),
        "Ana_1_assignsubmission_file/notes.txt": "x",
        "Bo_2_assignsubmission_file/work.pdf": "%PDF",
        "Cy_3_assignsubmission_file/": "",
        "Di_4_assignsubmission_onlinetext/onlinetext.html": "<p>",
        "Ed_5_assignsubmission_file/.work.ipynb": "{}",
        "Ed_5_assignsubmission_file/._work.ipynb": "{}",
    }
    with zipfile.ZipFile(handed / "class.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    submissions, remarks = found(handed / "class.zip")
    assert [one.learner for one in submissions] == ["Ana"]
    told = {one.file.removeprefix("class.zip/").partition("_")[0]: one.text for one in remarks}
    assert told.keys() == {"Bo", "Cy", "Di", "Ed"}
    assert "hidden" in told["Ed"] and "no notebook" in told["Bo"]
    assert told["Cy"] == "It holds no notebook."


def test_a_learner_without_a_notebook_is_told_what_is_there_instead(handed):
    hand_in(handed, "amy.ipynb")
    for place in (
        "bo/.DS_Store", "cy/.07-draw-it-honestly.ipynb.icloud", "di/~$notes.docx", "ed/work.tar.gz",
        "fay.7z", "gus/07.pdf", "hal/.ipynb_checkpoints/07-checkpoint.ipynb",
    ):  # fmt: skip
        hand_in(handed, place, "x")
    submissions, remarks = found(handed)
    assert [one.learner for one in submissions] == ["amy"]
    told = {one.file.partition("/")[0]: one.text for one in remarks}
    assert told.keys() == {"bo", "cy", "di", "ed", "fay.7z", "gus", "hal"}
    assert told["bo"] == told["di"] == told["hal"] == "It holds no notebook."
    assert "still in iCloud" in told["cy"]
    assert told["ed"] == told["fay.7z"] and "Hand in a .zip" in told["ed"]
    assert "does not end in .ipynb" in told["gus"]
    assert len(remarks) == len(told)


@pytest.mark.parametrize("ending", [".ipynb.download", ".ipynb.", ".ipynb ", ".ipynb (2).json"])
def test_an_ending_that_a_browser_or_a_person_added_costs_nothing(handed, ending):
    hand_in(handed, f"amy{ending}")
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_a_date_in_a_name_is_no_number_of_canvas(handed):
    for name in ("amy_20_11_2026", "bob_06_1_final", "cy_07_120_x", "di_7_012_x"):
        hand_in(handed, f"{name}.ipynb")
    assert {one.id for one in found(handed)[0]} == {""}
    hand_in(handed, "eve_7_120_x.ipynb")
    assert {one.learner: one.id for one in found(handed)[0]}["eve"] == "7"


def test_a_zip_file_named_submissions_names_no_other_learner(handed):
    hand_in(handed, "anna.ipynb")
    with zipfile.ZipFile(handed / "submissions.zip", "w") as archive:
        archive.writestr("anna (9).ipynb", json.dumps(notebook({})))
    assert [(one.learner, one.file) for one in found(handed)[0]] == [
        ("anna", "anna.ipynb"), ("submissions", "submissions/anna (9).ipynb"),
    ]  # fmt: skip


def test_nbgraders_own_folders_are_left_out_one_level_down_too(handed):
    made = ("source/04/x.ipynb", "autograded/amy/04/x.ipynb")
    for place in ("submitted/amy/04/x.ipynb", "submitted/bob/04/x.ipynb", *made):
        hand_in(handed, f"course/{place}")
    assert [one.learner for one in found(handed)[0]] == ["amy", "bob"]


def test_a_pipe_instead_of_submissions_is_told(tmp_path):
    os.mkfifo(tmp_path / "p.ipynb")
    with pytest.raises(OnTheRecordError, match="There are no submissions"):
        found(tmp_path / "p.ipynb")


SAVED_ODDLY = {
    "UTF-16 and a line break": lambda text: text.encode("utf-16") + b"\n",
    "UTF-16 without a mark and a line break": lambda text: text.encode("utf-16-le") + b"\n",
    "a line break within a text": lambda text: text.replace("<p>html", "<p>\n\thtml").encode(),
    "as Jupyter's server sends it": lambda text: (
        f'{{"name": "x.ipynb", "type": "notebook", "content": {text}}}'.encode()
    ),
}


@pytest.mark.parametrize("how", SAVED_ODDLY)
def test_an_oddly_saved_notebook_earns_what_it_should(handed, how):
    hand_in(handed, "amy.ipynb", SAVED_ODDLY[how](json.dumps(notebook())))
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_a_file_of_empty_bytes_is_empty_and_lines_without_ends_are_lines(handed):
    from ontherecord.grading.reading import read

    hand_in(handed, "amy.ipynb", bytes(5_000))
    assert marks(handed)[1][0] == "amy.ipynb: It is empty. It earns nothing."
    lines = {"cell_type": "code", "source": ["a = 1", "b = 2"], "outputs": []}
    assert read(json.dumps({"cells": [lines]}).encode()).cells == ((1, "a = 1\nb = 2"),)


@pytest.mark.parametrize(
    "places",
    [
        ["amy/a.ipynb", "amy/b.ipynb"],
        ["amy/04/x.ipynb", "amy/06/x.ipynb"],
        [f"amy/{FILE}", "amy/06-check-the-sums.ipynb", "amy/07-draw-it-honestly.ipynb"],
    ],
)
def test_a_class_of_one_stays_one(handed, places):
    for place in places:
        hand_in(handed, place)
    assert {one.learner for one in found(handed)[0]} == {"amy"}


def test_the_names_of_lessons_are_known():
    root = Path(__file__).parent.parent
    folders = sorted(path.name[3:] for path in (root / "lessons").glob("[0-9][0-9]-*"))
    assert folders == sorted(whose.LESSONS)


def test_what_nbgrader_made_beside_submitted_is_left_out(handed):
    for place in ("submitted/amy/04/x.ipynb", "autograded/amy/04/x.ipynb", "source/04/x.ipynb"):
        hand_in(handed, place)
    rows, log = marks(handed)
    assert list(rows) == ["amy"] and sum("nbgrader made" in line for line in log) == 2


def test_a_later_file_without_an_answer_leaves_the_older_one(handed):
    name = NAMES[0]
    hand_in(handed, "amy/a.ipynb")
    hand_in(handed, "amy/b.ipynb", notebook({name: None}))
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


@pytest.mark.parametrize("depth", [*range(880, 900, 4), *range(955, 980, 3)])
def test_how_deep_data_may_be_does_not_depend_on_who_marks(handed, depth):
    from ontherecord.grading.marking import Work, kit_fingerprint, mark

    deep = json.dumps(notebook())[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
    hand_in(handed, "amy.ipynb", deep)
    work = Work.opened(handed, found(handed)[0], kit_fingerprint())

    def called_from(frames):
        return mark(work).feedback if not frames else called_from(frames - 1)

    assert called_from(0) == called_from(40)


@pytest.mark.parametrize("blocked", ["out", "out/marks", "out/grades.csv", "out/log.txt"])
def test_results_that_cannot_be_written_are_told_in_a_sentence(handed, blocked):
    hand_in(handed, f"amy/{FILE}")
    place = handed.parent / blocked
    place.parent.mkdir(exist_ok=True)
    place.mkdir() if "." in blocked else place.write_text("x")
    out = str(handed.parent / "out")
    told = CliRunner().invoke(main, ["grade", str(handed), "--out", out])
    assert told.exit_code in (1, 2) and "Traceback" not in told.output
    assert "cannot be written" in told.output or "is a file" in told.output


@pytest.mark.parametrize("text", ["null", "7", '{"feedback": []}', "[" * 100_000])
def test_a_file_of_marks_that_is_not_ours_is_made_again(handed, text):
    hand_in(handed, f"amy/{FILE}")
    marks(handed)
    for file in (handed.parent / "out" / "marks").iterdir():
        file.write_text(text, encoding="utf-8")
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_a_zip_file_of_a_course_system_is_read_without_being_unpacked(handed, tmp_path):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"Ana_1_assignsubmission_file/{FILE}", json.dumps(notebook()))
        file.writestr("../../evil.ipynb", json.dumps(notebook()))
    with zipfile.ZipFile(handed / "bob.zip", "w") as file:
        file.writestr(FILE, json.dumps(notebook()))
    assert [one.learner for one in found(archive)[0]] == ["Ana", "evil"]
    rows, _ = marks(archive)
    assert float(rows["Ana"]["points"]) == FULL
    assert not (tmp_path.parent / "evil.ipynb").exists()
    rows, _ = marks(handed)
    assert float(rows["bob"]["points"]) == FULL


def packed(*files):
    """A zip file, as bytes, with these pairs of a name and a content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("ana", "bob"),
    [
        ("Ana_1_assignsubmission_file/work.zip", "Bob_2_assignsubmission_file/my work.ZIP"),
        ("week 3/Ana_1_assignsubmission_file/a/b.zip", "week 3/Bob_2_assignsubmission_file/c.zip"),
        ("ana_1_9977_work.zip", "bob_LATE_2_9978_work.zip"),
        ("ana.zip", "bob.zip"),
    ],
)
@pytest.mark.parametrize("around", ["all.zip", "handed in/all.zip"])
def test_learners_zip_files_in_the_zip_file_of_a_course_system_are_read(
    handed, tmp_path, ana, bob, around
):
    half = dict(list(GOLD.items())[:1])
    hers = packed((f"x/{FILE}", json.dumps(notebook())), ("x/notes.txt", "-"))
    his = packed((FILE, json.dumps(notebook(half))), ("carl/carl.ipynb", json.dumps(notebook())))
    at = hand_in(tmp_path, around, packed((ana, hers), (bob, his)))
    in_one, _ = marks(at if at.parent == tmp_path else at.parent)
    for place, content in ((ana, hers), (bob, his)):
        hand_in(handed, place, content)
    apart, _ = marks(handed)
    assert {who.lower() for who in in_one} == {"ana", "bob"}
    for who, row in in_one.items():
        for column in ("id", "late", "points"):
            assert row[column] == apart[who][column]


def test_a_zip_file_in_a_zip_file_that_cannot_be_read_costs_no_other(tmp_path):
    broken = packed((FILE, json.dumps(notebook())))[:-30]
    hand_in(tmp_path, "all.zip", packed(
        ("Ana_1_assignsubmission_file/a.zip", broken),
        ("Bob_2_assignsubmission_file/b.zip", packed((FILE, json.dumps(notebook())))),
        ("Cem_3_assignsubmission_file/c.zip", packed(("notes.txt", "-"))),
    ))  # fmt: skip
    rows, log = marks(tmp_path / "all.zip")
    assert list(rows) == ["Bob"] and float(rows["Bob"]["points"]) == FULL
    assert log[0].startswith("Ana_1_assignsubmission_file/a.zip: It is no zip file that can be")
    assert log[1] == "Cem_3_assignsubmission_file/c.zip: It holds no notebook."


@pytest.mark.parametrize("name", ["//x.ipynb", "\\\\server\\share\\x.ipynb", "///a//x.ipynb"])
def test_no_name_in_a_zip_file_leads_out_of_it(handed, name):
    for place in ("week 3/anna.ipynb", "week 3/ben.ipynb", "week 3/zoe.ipynb"):
        hand_in(handed, place)
    hand_in(handed, "week 3/mallory.zip", packed((name, json.dumps(notebook()))))
    assert [one.learner for one in found(handed)[0]] == ["anna", "ben", "mallory", "zoe"]


def test_very_long_names_in_a_zip_file_take_no_memory(handed):
    long = [(f"{n}/" + "a/" * 30_000 + "x.txt", b"") for n in range(2)]
    hand_in(handed, "anna.zip", packed(*long, (FILE, json.dumps(notebook()))))
    hand_in(handed, "bob.ipynb")
    tracemalloc.start()
    rows, log = marks(handed)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50_000_000
    assert float(rows["anna"]["points"]) == FULL
    assert sum("Its name is too long. Skipped." in line for line in log) == 2


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_told_and_not_unpacked(handed, method):
    with zipfile.ZipFile(handed / "anna.zip", "w", method) as archive:
        archive.writestr(FILE, json.dumps(notebook()))
    hand_in(handed, "bob.ipynb")
    rows, log = marks(handed)
    assert list(rows) == ["bob"]
    assert log[0].startswith(f"anna.zip/{FILE}: It is packed in another way than deflate.")


def test_very_deep_folders_cost_nobody_else_anything(handed):
    hand_in(handed, "bob/x.ipynb")
    hand_in(handed, "/".join(["eve", *["a"] * (MOST_FOLDERS + 50), "x.ipynb"]))
    rows, log = marks(handed)
    assert list(rows) == ["bob"] and float(rows["bob"]["points"]) == FULL
    assert any(f"It lies in {MOST_FOLDERS} folders. Skipped." in line for line in log)
    assert all(line.startswith("eve/a/a") for line in log)


def test_a_copy_of_a_copy_has_an_end():
    name = "anna" + "(1)" * 300
    rest, number = without_copies(name)
    assert number == MOST_COPIES and rest == name[: -3 * MOST_COPIES]


def test_each_learner_in_a_class_has_lines_in_the_log(tmp_path):
    eve = [(f"Eve_1_assignsubmission_file/.{n}.ipynb", b"{}") for n in range(70)]
    others = [(f"L{n}_{n}9_assignsubmission_file/.x.ipynb", b"{}") for n in range(60)]
    hand_in(
        tmp_path, "all.zip", packed(*eve, *others, ("Ana_2_assignsubmission_file/x.ipynb", b"{}"))
    )
    _, remarks = found(tmp_path / "all.zip")
    lines = [one.file.split("/")[-2:] for one in remarks]
    assert sum(place[0].startswith("L") for place in lines) == 60
    assert sum("Eve" in one.file for one in remarks) == 51


def test_what_was_handed_in_may_not_lie_among_the_results(tmp_path):
    at = hand_in(tmp_path, "feedback-moodle.zip", packed((FILE, json.dumps(notebook()))))
    before = at.read_bytes()
    with pytest.raises(OnTheRecordError, match="lies among the results"):
        grade(at, tmp_path, [UNIT])
    assert at.read_bytes() == before


def test_what_a_learner_calls_a_file_does_not_change_whose_an_attempt_is(handed):
    attempt = "123-45 - Alice Ek - Nov 20, 2026 233 PM"
    hand_in(handed, f"{attempt} - ex_1_2_final.ipynb")
    hand_in(handed, "bob.ipynb")
    assert [(one.learner, one.id) for one in found(handed)[0]] == [("Alice Ek", "123"), ("bob", "")]


def test_a_learners_zip_file_gives_a_thousand_notebooks(handed):
    many = packed(*((f"{n:04}.ipynb", b"") for n in range(1_500)))
    hand_in(handed, "eve/w.zip", many)
    hand_in(handed, "bob.ipynb")
    submissions, remarks = found(handed)
    assert len(submissions) == 1_001
    assert "Of its notebooks 1,000 were looked at." in [one.text for one in remarks]
    # That of a whole class gives all.
    hand_in(handed.parent, "class.zip", many)
    assert len(found(handed.parent / "class.zip")[0]) == 1_500


def test_a_zip_file_with_a_long_list_is_refused_before_it_is_read(handed):
    long = packed(*((f"{n}{'x' * 900}.txt", b"") for n in range(4_500)))
    hand_in(handed, "eve.zip", long)
    with zipfile.ZipFile(handed / "mallory.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", long)
    hand_in(handed, "bob.ipynb")
    tracemalloc.start()
    submissions, remarks = found(handed)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.learner for one in submissions] == ["bob"]
    assert len([one for one in remarks if "its list of files has more than 4 MB" in one.text]) == 2
    assert most < 4 * len(long)


def test_a_zip_file_in_a_zip_file_gives_few_notebooks(handed):
    many = packed(*((f"{n:04}.ipynb", b"") for n in range(900)))
    hand_in(handed, "eve/w.zip", packed(("a.zip", many), ("b.zip", many)))
    hand_in(handed, "bob.ipynb")
    submissions, remarks = found(handed)
    assert len(submissions) == 401
    assert [one.text for one in remarks if "200" in one.text] == [
        "Of its notebooks 200 were looked at."
    ] * 2


def test_a_hidden_zip_file_is_told(handed):
    hand_in(handed, ".anna.zip", packed((FILE, json.dumps(notebook()))))
    hand_in(handed, "bob.ipynb")
    assert marks(handed)[1] == [".anna.zip: It is hidden: its name begins with a dot. Skipped."]


def test_a_course_systems_zip_file_with_one_folder_round_all_is_read(tmp_path):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("Ana_1", "Bo_2"):
            file.writestr(f"week 3/{name}_assignsubmission_file/{FILE}", json.dumps(notebook()))
        file.writestr("__MACOSX/week 3/._x", "")
    assert [one.learner for one in found(archive)[0]] == ["Ana", "Bo"]


@pytest.mark.parametrize("place", ["mallory/Ana_1_assignsubmission_file", "mallory/submitted/Ana"])
def test_a_folder_inside_a_learners_own_names_nobody_else(handed, place):
    hand_in(handed, f"Ana_1_assignsubmission_file/{FILE}")
    hand_in(handed, f"{place}/{FILE}")
    assert sorted(one.learner for one in found(handed)[0]) == ["Ana", "mallory"]


ACCIDENTS = {
    "a byte order mark": lambda: b"\xef\xbb\xbf" + json.dumps(notebook()).encode(),
    "UTF-16": lambda: json.dumps(notebook()).encode("utf-16"),
    "Windows-1252": lambda: json.dumps(notebook(x="\xe9"), ensure_ascii=False).encode("cp1252"),
    "no kernel": lambda: notebook(metadata={}),
    "an unknown kernel": lambda: notebook(metadata={"kernelspec": {"name": "julia"}}),
    "null metadata": lambda: notebook(metadata=None),
    "null outputs": lambda: {
        "cells": [{"cell_type": "code", "outputs": None}, *notebook()["cells"]]
    },
    "a copied cell": lambda: {"cells": notebook()["cells"] * 2},
    "a strange cell": lambda: {"cells": [7, None, "x", *notebook()["cells"]]},
    "nbformat 3": lambda: {
        "nbformat": 3,
        "worksheets": [
            {
                "cells": [
                    {**c, "outputs": [o["data"] for o in c["outputs"]]} for c in notebook()["cells"]
                ]
            }
        ],
    },
    "a warning on stderr": lambda: {
        "cells": [
            {
                "cell_type": "code",
                "outputs": [{"output_type": "stream", "name": "stderr", "text": "!"}],
            },
            *notebook()["cells"],
        ]
    },
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_honest_accident_costs_nothing(handed, accident):
    hand_in(handed, f"ann/{FILE}", ACCIDENTS[accident]())
    rows, _ = marks(handed)
    assert float(rows["ann"]["points"]) == FULL


DEEP = "[" * 100_000 + "]" * 100_000
BROKEN = {
    "empty": b"",
    "broken JSON": b'{"cells": [',
    "no dictionary": b"[]",
    "no cells": b"{}",
    "cells of a wrong type": b'{"cells": 3}',
    "very deep": DEEP.encode(),
    "binary": bytes(range(256)) * 10,
    "a huge number": b'{"cells": [' + b"9" * 10_000 + b"]}",
    "51 MB": b'{"cells": ["' + b"x" * 51_000_000 + b'"]}',
    "no receipts": json.dumps({"cells": [{"cell_type": "code", "outputs": []}]}).encode(),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_file_that_is_no_notebook_is_told_and_costs_nobody_else(handed, fault):
    hand_in(handed, f"amy/{FILE}")
    hand_in(handed, f"mal/{FILE}", BROKEN[fault])
    hand_in(handed, f"zoe/{FILE}")
    rows, log = marks(handed)
    assert [float(rows[name]["points"]) for name in ("amy", "mal", "zoe")] == [FULL, 0, FULL]
    assert any(line.startswith(f"mal/{FILE}: It ") for line in log)


def bundle(written):
    data = {"application/vnd.ontherecord.answers+json": written}
    return {"cells": [{"cell_type": "code", "outputs": [{"data": data}]}]}


FORMAT = "ontherecord-answer/1"
TRICKS = {
    "infinity": '{"cells":[{"outputs":[{"data":{"application/vnd.ontherecord.answers+json":'
    '{"format":"ontherecord-answer/1","name":"04x.third","value":Infinity}}}]}]}',
    "a mark of its own": bundle({"format": FORMAT, "name": "04x.third", "value": 0, "score": 99}),
    "a deep answer": bundle(f'{{"format":"{FORMAT}","name":"04x.third","value":{DEEP}}}'),
    "a long answer": bundle({"format": FORMAT, "name": "04x.support", "value": ["A"] * 90_000}),
    "every option": bundle({"format": FORMAT, "name": "04x.support", "value": list("ABCDEFGH")}),
    "a sum to work out": bundle({"format": FORMAT, "name": "04x.third", "value": "9**9**9**9"}),
    "a name that is no question": bundle({"format": FORMAT, "name": "../key", "value": 1}),
    "a name of a wrong type": bundle({"format": FORMAT, "name": ["04x.third"], "value": 1}),
    "a list of everything": bundle({"format": FORMAT, "name": "04x.third", "value": [1, 33.3]}),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_earns_nothing_and_changes_nobody_elses_mark(handed, trick):
    hand_in(handed, f"amy/{FILE}")
    hand_in(handed, f"mal/{FILE}", TRICKS[trick])
    hand_in(handed, f"zoe/{FILE}")
    rows, _ = marks(handed)
    assert [float(rows[name]["points"]) for name in ("amy", "zoe")] == [FULL, FULL]
    assert float(rows["mal"]["points"]) <= FULL / 5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
def test_links_and_pipes_are_not_opened(handed, tmp_path):
    other = hand_in(tmp_path / "other", "secret.ipynb")
    (handed / "mal.ipynb").symlink_to(other)
    (handed / "dir").symlink_to(other.parent)
    os.mkfifo(handed / "pipe.ipynb")
    hand_in(handed, "amy.ipynb")
    rows, log = marks(handed)
    assert list(rows) == ["amy"] and len(log) == 3


def test_zip_bombs_locked_and_broken_zip_files_are_told(handed):
    with zipfile.ZipFile(handed / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb.ipynb", b" " * 15_000_000)
    (handed / "broken.zip").write_bytes(b"PK\x03\x04 nothing")
    hand_in(handed, "amy.ipynb")
    rows, log = marks(handed)
    assert list(rows) == ["amy"]
    assert any("200 times" in line for line in log)
    assert any(line.startswith("broken.zip: It is no zip file") for line in log)


def test_of_two_files_the_newer_answer_counts_and_older_answers_stay(handed):
    first, second = NAMES[0], NAMES[1]
    hand_in(handed, "amy/04.ipynb", notebook({first: GOLD[first], second: "Z"}))
    hand_in(handed, "amy/04 (1).ipynb", notebook({second: GOLD[second]}))
    rows, log = marks(handed)
    assert float(rows["amy"][first]) > 0 and float(rows["amy"][second]) > 0
    assert any("The newest answer counts" in line for line in log)
    assert any("No answer to" in line for line in log)


def test_a_form_in_the_notebook_is_left_to_the_assessment(handed):
    hand_in(handed, f"amy/{FILE}", notebook({**GOLD, "assessment.before": {"form": "A"}}))
    rows, log = marks(handed)
    assert float(rows["amy"]["points"]) == FULL and log == []


def test_two_learners_of_one_name_are_kept_apart(handed):
    hand_in(handed, f"Kim Lee_1_assignsubmission_file/{FILE}")
    hand_in(handed, f"Kim Lee_2_assignsubmission_file/{FILE}", notebook({}))
    out = grade(handed, handed.parent / "out", [UNIT])
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], float(row["points"])) for row in csv.DictReader(file)]
    assert rows == [("1", FULL), ("2", 0)]
    assert len(list((out / "feedback").iterdir())) == 2
    moodle = (out / "moodle.csv").read_text("utf-8").splitlines()
    assert moodle[0] == "Identifier,Full name,Grade,Maximum Grade,Last modified (grade)"
    assert moodle[1] == f"Participant 1,Kim Lee,{FULL:g},{FULL:g},"
    with zipfile.ZipFile(out / "feedback-moodle.zip") as pages:
        names = [f"Kim Lee_{number}_assignsubmission_file_feedback.html" for number in (1, 2)]
        assert pages.namelist() == names
        texts = {path.read_bytes() for path in (out / "feedback").iterdir()}
        assert {pages.read(name) for name in names} == texts


def test_run_twice_it_gives_the_same_bytes_and_marks_nothing_again(handed, monkeypatch):
    for name in ("amy", "bob"):
        hand_in(handed, f"{name}/{FILE}")
    marks(handed)
    before = tree(handed.parent / "out")
    monkeypatch.setattr("ontherecord.grading.marking._judged", None)
    marks(handed)
    assert tree(handed.parent / "out") == before


def test_what_was_just_marked_gives_the_pages_that_the_file_of_marks_gives(handed, monkeypatch):
    rows = {f"row {n}": "follows" for n in (3, 1, 2)}
    odd = {
        "06x.verdict": rows,
        "06x.dollars": "half a \ud83d character",
        "06x.change-rule": [1, {"b": 1, "a": 2}],
        "06x.points": 1e300,
        "nothing": {"z": 1, "a": 2},
    }
    hand_in(handed, f"amy/{FILE}", notebook(odd))
    hand_in(handed, f"bob \udcff/{FILE}", notebook({"06x.verdict": rows | {"row 4": ["a", 2]}}))
    hand_in(handed, f"zoe/{FILE}", "{")
    units = {"units": ["06x"], "sandboxed": False}
    marks(handed, **units)
    before = tree(handed.parent / "out")
    assert any(b"row 3" in page for page in before.values())
    monkeypatch.setattr("ontherecord.grading.marking._judged", None)
    marks(handed, **units)
    assert tree(handed.parent / "out") == before


def test_a_number_that_python_refuses_costs_its_own_answer_only(handed):
    content = json.dumps(notebook(GOLD | {NAMES[0]: 7777})).replace("7777", "7" * 5_000)
    hand_in(handed, f"amy/{FILE}", content)
    rows, log = marks(handed)
    assert 0 < float(rows["amy"]["points"]) < FULL
    assert any("its receipt was skipped" in line for line in log)


def test_what_a_killed_command_had_begun_goes(handed):
    hand_in(handed, f"amy/{FILE}")
    marks(handed)
    kept = handed.parent / "out" / "marks"
    begun = [kept / f".bob-{'0' * 32}.json.part", kept / ".mine.json.part"]
    for file in begun:
        file.write_text("{", "utf-8")
    marks(handed)
    assert [file.exists() for file in begun] == [False, True]


@pytest.mark.parametrize("name", ["grades.csv", "log.txt", "report.html"])
def test_a_folder_in_the_place_of_a_table_is_told_before_anything_is_marked(handed, name):
    hand_in(handed, f"amy/{FILE}")
    (handed.parent / "out" / name).mkdir(parents=True)
    with pytest.raises(OnTheRecordError, match=rf"{name} cannot be written \(a folder has its"):
        marks(handed)
    assert list((handed.parent / "out" / "marks").iterdir()) == []


@pytest.mark.parametrize("part", [0.999, 0.8])
def test_of_a_file_that_was_cut_off_the_whole_cells_count(handed, part):
    whole = json.dumps(notebook())
    hand_in(handed, f"amy/{FILE}", whole[: int(part * len(whole))])
    rows, log = marks(handed)
    assert FULL / 2 < float(rows["amy"]["points"]) <= FULL
    assert "It is damaged, perhaps cut off on its way" in log[0]


@pytest.mark.parametrize("base", ["", '||||||| 4711\n   "cell_type": "code",\n'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_with_the_marks_of_a_git_merge_is_read_as_one_side_has_it(handed, base, end):
    line = '   "cell_type": "code",\n'
    ours, theirs = (f'{line}   "execution_count": {count},\n' for count in (9, 7))
    both = f"<<<<<<< HEAD\n{ours}{base}=======\n{theirs}>>>>>>> main\n"
    text = json.dumps(notebook(), indent=1).replace(line, both)
    assert text.count("<<<<<<<") == len(GOLD)
    hand_in(handed, f"amy/{FILE}", text.replace("\n", end))
    rows, log = marks(handed)
    assert float(rows["amy"]["points"]) == FULL
    assert "marks of a git merge" in log[0]


def test_of_two_sides_of_a_git_merge_the_one_that_is_whole_is_read(handed):
    first, *rest = json.dumps(notebook(), indent=1).splitlines()
    both = [first, "<<<<<<< HEAD", " broken", "=======", *rest, ">>>>>>> main"]
    hand_in(handed, f"amy/{FILE}", "\n".join(both))
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_an_answer_that_its_check_could_not_read_is_told(handed):
    from ontherecord.check import check

    name = NAMES[0]
    card = check(name, object())
    made = notebook({each: value for each, value in GOLD.items() if each != name})
    unread = {"output_type": "execute_result", "data": card._repr_mimebundle_(), "metadata": {}}
    made["cells"].append(cell(name, None) | {"outputs": [unread]})
    hand_in(handed, f"amy/{FILE}", made)
    number = len(made["cells"])
    told = f"{name}: what cell {number} gives cannot be read as an answer. The cell says why."
    _, log = marks(handed)
    assert log[0] == f"amy/{FILE}: {told}"
    # A later cell that answers it leaves nothing to say.
    made["cells"].append(cell(name, GOLD[name]))
    hand_in(handed, f"amy/{FILE}", made)
    assert marks(handed)[1] == []


@pytest.mark.parametrize("value", [..., object()])
def test_a_notebook_that_was_run_and_left_open_has_lost_nothing(handed, value):
    from ontherecord.check import check

    made = notebook({})
    for name in NAMES[:2]:
        shown = {"output_type": "execute_result", "data": check(name, value)._repr_mimebundle_()}
        made["cells"].append(cell(name, None) | {"outputs": [shown]})
    hand_in(handed, f"amy/{FILE}", made)
    _, log = marks(handed)
    assert "none could read what it was given" in log[0]
    assert not any("left out what they had recorded" in line for line in log)


OTHERS = {
    "a web page": b"\xef\xbb\xbf\n<!DOCTYPE html><title>Sign in</title>",
    "a zip file": b"PK\3\4\x14\0\0\0",
    "a packed file": b"\x1f\x8b\x08\0",
    "a PDF file": b"%PDF-1.7",
    "a text of a word processor": b"{\\rtf1 x}",
    "a pointer of Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_file_of_another_kind_with_the_name_of_a_notebook_is_told(handed, kind):
    hand_in(handed, f"amy/{FILE}", OTHERS[kind])
    rows, log = marks(handed)
    assert log[0].startswith(f"amy/{FILE}: It is no notebook but {kind}.")
    assert rows["amy"]["note"].startswith(f"It is no notebook but {kind}.")


def without_receipts(made):
    from ontherecord.check import check

    html = check(NAMES[0], GOLD[NAMES[0]]).html
    for each in made["cells"]:
        for output in each["outputs"]:
            output["data"] = {"text/html": html.splitlines(keepends=True)}
    return made


def cleared(made):
    for each in made["cells"]:
        each["outputs"] = []
    return made


@pytest.mark.parametrize(
    ("how", "why"), [(without_receipts, "left out what they had recorded"), (cleared, "cleared")]
)
def test_where_the_answers_are_gone_the_row_says_so_and_a_code_answer_counts(handed, how, why):
    made = how(notebook())
    source = "def answer(*given):\n    return 1\ncheck('06x.change-rule', answer)"
    made["cells"].append({"cell_type": "code", "source": source, "metadata": {}, "outputs": []})
    hand_in(handed, f"amy/{FILE}", made)
    rows, log = marks(handed, units=[UNIT, "06x"])
    assert why in rows["amy"]["note"] and why in log[0]
    assert rows["amy"]["note"].endswith("Ask for the file again.")


def test_a_notebook_of_millions_of_parts_is_not_read_into_memory(handed):
    many = '{"cells": [' + '{"":0},' * 2_500_000 + "{}]}"
    hand_in(handed, f"amy/{FILE}", many)
    numbers = {"output_type": "display_data", "data": {"x": [[0.25] * 10] * 60_000}}
    honest = notebook()
    honest["cells"].append({"cell_type": "code", "source": "", "outputs": [numbers]})
    hand_in(handed, f"zoe/{FILE}", honest)
    rows, log = marks(handed)
    assert [float(rows[name]["points"]) for name in ("amy", "zoe")] == [0, FULL]
    assert log[0].startswith(f"amy/{FILE}: It has more parts than")


def test_versions_that_teams_keeps_are_one_learners_and_need_no_word(handed):
    for who in ("anna", "bo", "zoe"):
        for version in ("Version 1", "Version 2"):
            hand_in(handed, f"Submitted files/{who}/Unit 07/{version}/x.ipynb")
        hand_in(handed, f"Working files/{who}/Unit 07/x.ipynb")
    named, told = learners(handed, [])
    assert named == ["anna", "anna", "bo", "bo", "zoe", "zoe"] and told == []


def test_a_notebook_whose_size_is_not_told_is_read_whole(handed, monkeypatch):
    hand_in(handed, f"amy/{FILE}")
    known = os.fstat

    def sizeless(handle):
        told = list(known(handle))
        told[6] = 0
        return os.stat_result(told)

    monkeypatch.setattr(os, "fstat", sizeless)
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_a_changed_notebook_is_marked_again(handed):
    hand_in(handed, f"amy/{FILE}", notebook({}))
    assert float(marks(handed)[0]["amy"]["points"]) == 0
    hand_in(handed, f"amy/{FILE}")
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_what_was_marked_with_other_packages_is_marked_again(handed, tmp_path, monkeypatch):
    hand_in(handed, f"amy/{FILE}")
    marks(handed)
    [kept] = (handed.parent / "out" / "marks").iterdir()
    first = kept.read_bytes()
    packages = tmp_path / "site-packages"
    (packages / "pandas").mkdir(parents=True)
    monkeypatch.syspath_prepend(packages)
    marks(handed)
    assert kept.read_bytes() != first
    again = kept.stat().st_mtime_ns
    marks(handed)
    assert kept.stat().st_mtime_ns == again


@pytest.mark.parametrize("damage", ["{", '{"learner": 7}', "values", "learner"])
def test_a_damaged_file_of_marks_is_made_again(handed, damage):
    hand_in(handed, f"amy/{FILE}")
    marks(handed)
    [file] = (handed.parent / "out" / "marks").iterdir()
    if damage.isalpha():
        damage = json.dumps(json.loads(file.read_text("utf-8")) | {damage: {}})
    file.write_text(damage, encoding="utf-8")
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_marks_that_another_command_spoils_are_told_without_a_traceback(handed, monkeypatch):
    from ontherecord.grading import run

    def spoilt(kept):
        kept[0].write_text("", encoding="utf-8")
        return kept[0], None  # As where it is read again.

    write = run.write_results
    monkeypatch.setattr(
        run, "write_results", lambda o, u, kept, *more: write(o, u, map(spoilt, kept), *more)
    )
    hand_in(handed, f"amy/{FILE}")
    with pytest.raises(OnTheRecordError, match="was changed while the results were written"):
        marks(handed)


def test_a_learners_page_is_written_while_the_next_one_is_marked(handed):
    def slowly(pairs):
        for number, (place, work) in enumerate(pairs):
            assert len(list((handed.parent / "out" / "feedback").iterdir())) == number
            yield place, mark(work)

    for name in ("amy", "bob", "zoe"):
        hand_in(handed, f"{name}.ipynb")
    assert len(marks(handed, spread=slowly)[0]) == 3


def test_whoever_is_marked_first_the_results_are_the_same(handed, tmp_path):
    for name in ("amy", "bob", "zoe"):
        hand_in(handed, f"{name}.ipynb", notebook({NAMES[0]: name}))
    first = grade(handed, tmp_path / "1", [UNIT], spread=lambda pairs: in_this_process(list(pairs)))
    last = grade(
        handed, tmp_path / "2", [UNIT], spread=lambda pairs: in_this_process(list(pairs)[::-1])
    )
    assert tree(first) == tree(last)


def test_a_run_that_breaks_off_leaves_the_tables_of_the_run_before(handed):
    def breaking_off(pairs):
        yield from in_this_process([next(pairs)])
        raise KeyboardInterrupt

    hand_in(handed, f"Ana_4711_assignsubmission_file/{FILE}")
    hand_in(handed, f"Bob_4712_assignsubmission_file/{FILE}")
    rows, _ = marks(handed)
    out = handed.parent / "out"
    before = {path: content for path, content in tree(out).items() if len(path.parts) == 1}
    for file in handed.rglob("*.ipynb"):
        hand_in(handed, file.relative_to(handed), notebook({}))
    with pytest.raises(KeyboardInterrupt):
        marks(handed, spread=breaking_off)
    after = {path: content for path, content in tree(out).items() if len(path.parts) == 1}
    assert after == before and Path("feedback-moodle.zip") in before
    assert marks(handed)[0] != rows


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot lock a folder.")
def test_two_commands_do_not_write_into_one_folder(handed, monkeypatch):
    monkeypatch.setattr(holding, "WAIT_SECONDS", 0.2)
    hand_in(handed, "amy.ipynb")
    marks(handed)
    before = tree(handed.parent / "out")
    with holding.alone_in(handed.parent / "out"):
        with pytest.raises(OnTheRecordError, match="Another command writes into"):
            marks(handed)
    assert tree(handed.parent / "out") == before
    marks(handed)


def test_a_table_that_cannot_be_written_is_named_as_people_know_it(handed):
    hand_in(handed, "amy.ipynb")
    out = handed.parent / "out"
    (out / ".moodle.csv.part" / "x").mkdir(parents=True)
    with pytest.raises(OnTheRecordError, match=r"out/moodle\.csv cannot be written"):
        marks(handed)
    assert not list(out.glob("*.csv")) and not (out / ".grades.csv.part").exists()


def test_what_somebody_else_puts_among_the_results_stays(handed):
    hand_in(handed, f"amy/{FILE}")
    marks(handed)
    out = handed.parent / "out"
    others = [out / "feedback" / "call-5551234567.html", out / "marks" / "mine-2026112801.json"]
    for file in others:
        file.write_text("{}", encoding="utf-8")
    (handed / f"amy/{FILE}").rename(handed / "bob.ipynb")
    marks(handed)
    assert all(file.exists() for file in others)
    assert not list(out.glob("*/amy-*")) and len(list(out.glob("*/bob-*"))) == 2


def test_where_marking_failed_there_is_no_grade_for_a_course_system(handed, monkeypatch):
    from ontherecord.grading import marking

    def failing(content):
        raise ZeroDivisionError

    hand_in(handed, f"Ana_4711_assignsubmission_file/{FILE}")
    monkeypatch.setattr(marking, "read", failing)
    told = []
    rows, log = marks(handed, say=told.append)
    out = handed.parent / "out"
    for table in ("moodle.csv", "canvas.csv"):
        # Not even an empty grade, which could remove an earlier one.
        assert "Ana" not in (out / table).read_text("utf-8")
    assert any("NOT MARKED" in sentence for sentence in told)
    [page] = (out / "feedback").iterdir()
    assert "could not be marked" in page.read_text("utf-8")


def test_a_file_that_cannot_be_read_here_is_no_final_mark(handed, monkeypatch):
    def closed(path):
        raise PermissionError(13, "Permission denied", str(path))

    hand_in(handed, f"amy/{FILE}")
    monkeypatch.setattr("ontherecord.grading.submissions._bytes_of", closed)
    rows, [line] = marks(handed)
    assert rows["amy"]["note"] == "Not all is marked. The log says why."
    assert line == f"amy/{FILE}: It cannot be read (Permission denied). It is not marked."
    monkeypatch.undo()
    assert float(marks(handed)[0]["amy"]["points"]) == FULL


def test_a_fault_of_the_kit_at_one_learners_work_leaves_the_others_their_marks(handed, monkeypatch):
    from ontherecord.grading import marking

    def failing(content):
        if b"break it" in content:
            raise ZeroDivisionError
        return read(content)

    read = marking.read
    hand_in(handed, f"amy/{FILE}")
    hand_in(handed, f"bob/{FILE}", '{"cells": ["break it"]}')
    monkeypatch.setattr(marking, "read", failing)
    rows, log = marks(handed)
    assert float(rows["amy"]["points"]) == FULL and float(rows["bob"]["points"]) == 0
    [line] = log
    assert line.startswith(f"bob/{FILE}: Marking it failed (ZeroDivisionError)")
    monkeypatch.setattr(marking, "read", read)
    assert "failed" not in "".join(marks(handed)[1])  # It is marked anew.


def test_a_page_that_cannot_be_made_costs_nobody_else_a_page(handed, monkeypatch):
    from ontherecord.grading import results

    def failing(marked, *more, cards=True):
        if marked.learner == "bob" and cards:
            raise ZeroDivisionError
        return made(marked, *more, cards=cards)

    made = results.feedback_page
    for learner in ("amy", "bob", "cyd"):
        hand_in(handed, f"{learner}/{FILE}")
    monkeypatch.setattr(results, "feedback_page", failing)
    rows, log = marks(handed)
    assert [float(row["points"]) for row in rows.values()] == [FULL] * 3
    assert log == [
        f"bob/{FILE}: Its feedback page failed (ZeroDivisionError), which is a fault of the kit."
    ]
    pages = sorted((handed.parent / "out" / "feedback").iterdir())
    texts = [page.read_text("utf-8") for page in pages]
    assert [f"{FULL:g} of {FULL:g} points" in text for text in texts] == [True] * 3
    assert "fault of the kit" in texts[1] and f"{NAMES[0]}</strong>" in texts[1]


def test_an_answer_without_its_letter_is_shown_on_the_page(handed):
    right = [name for name in questions.names("01") if questions.brief(name).type == "two_tier"]
    hand_in(handed, f"amy/{FILE}", notebook({right[0]: [None, 3]}))
    _, log = marks(handed, units=["01"])
    [page] = (handed.parent / "out" / "feedback").iterdir()
    assert "Your answer: no letter (with sentence 3)" in page.read_text("utf-8")
    assert not any("failed" in line for line in log)


def test_many_long_names_do_not_swell_the_results(handed):
    many = [(f"{n:04}{'y' * 900}.ipynb", b"{}") for n in range(600)]
    wrong = {f"99.q{n}": 1 for n in range(90)}
    hand_in(handed, "mallory.zip", packed(*many, ("9.ipynb", json.dumps(notebook(wrong)))))
    hand_in(handed, "bob.ipynb")
    rows, _ = marks(handed)
    [kept] = (handed.parent / "out" / "marks").glob("mallory-*")
    assert kept.stat().st_size < 2_000_000
    assert "and 180 more" in rows["mallory"]["files"]


def test_a_faulty_key_stops_the_marking_with_its_own_error(handed, monkeypatch):
    """Nobody's answer to that question can be judged, and no table may look as if it were."""
    from ontherecord.errors import DataError
    from ontherecord.grading import marking

    def failing(asked, written):
        raise DataError("key.toml", asked, "It has no right answer.")

    failing.__wrapped__ = failing
    monkeypatch.setattr(marking, "_judgement", failing)
    hand_in(handed, f"amy/{FILE}")
    with pytest.raises(DataError, match="It has no right answer"):
        marks(handed)


def test_a_fault_of_the_kit_at_one_answer_leaves_the_other_answers_their_marks(handed, monkeypatch):
    from ontherecord.grading import marking

    name = next(n for n in NAMES if questions.load(n).type == "choice")

    def failing(asked, written):
        if asked == name:
            raise ZeroDivisionError
        return judged(asked, written)

    judged = marking._judgement
    failing.__wrapped__ = failing
    hand_in(handed, f"amy/{FILE}")
    monkeypatch.setattr(marking, "_judgement", failing)
    rows, log = marks(handed)
    assert rows["amy"][name] == "not marked" and "fault of the kit" in log[0]
    assert float(rows["amy"]["points"]) == FULL - questions.load(name).points
    monkeypatch.setattr(marking, "_judgement", judged)
    assert float(marks(handed)[0]["amy"]["points"]) == FULL  # It is marked anew.


def test_a_zip_file_that_was_written_anew_is_read_anew(handed):
    for answers, points in (({}, 0), (GOLD, FULL)):
        with zipfile.ZipFile(handed / "amy.zip", "w") as archive:
            archive.writestr(FILE, json.dumps(notebook(answers)))
        assert float(marks(handed)[0]["amy"]["points"]) == points


def test_the_units_that_most_learners_answered_count_when_none_is_named(handed):
    for name in ("amy", "bob"):
        hand_in(handed, f"{name}/{FILE}")
    other = questions.names("02x")[0]
    hand_in(handed, "mal/x.ipynb", notebook({**GOLD, other: "A"}))
    rows, log = marks(handed, units=())
    assert float(rows["amy"]["out_of"]) == FULL and other not in rows["amy"]
    assert log == ["All submissions: 1 learner answered unit 02x, which does not count here."]


def test_canvas_keeps_one_unit_apart_from_another(handed):
    hand_in(handed, f"amy/{FILE}")
    marks(handed)
    heads = (handed.parent / "out" / "canvas.csv").read_text("utf-8").splitlines()[0]
    assert heads == "Student,ID,SIS Login ID,Section,On the Record 04x"


def test_two_files_that_answer_different_questions_are_no_duplicates(handed):
    half = len(NAMES) // 2
    hand_in(handed, "amy/a.ipynb", notebook({name: GOLD[name] for name in NAMES[:half]}))
    hand_in(handed, "amy/b.ipynb", notebook({name: GOLD[name] for name in NAMES[half:]}))
    rows, log = marks(handed)
    assert float(rows["amy"]["points"]) == FULL and log == []


def test_a_learner_whose_file_is_damaged_reads_so_and_the_table_says_so(handed):
    hand_in(handed, f"amy/{FILE}", "{")
    rows, _ = marks(handed)
    assert rows["amy"]["note"].startswith("It is no notebook")
    [page] = (handed.parent / "out" / "feedback").iterdir()
    text = page.read_text("utf-8")
    assert "It is no notebook" in text and "whether you may hand it in again" in text


@pytest.mark.parametrize("place", [".", "out", "deep/out"])
def test_results_are_not_written_among_the_submissions(handed, place):
    hand_in(handed, f"amy/{FILE}")
    before = tree(handed)
    told = CliRunner().invoke(main, ["grade", str(handed), "--out", str(handed / place)])
    assert told.exit_code == 1 and "among the submissions" in told.output
    assert tree(handed) == before


def test_what_a_former_run_wrote_for_others_goes_and_other_files_stay(handed):
    hand_in(handed, f"amy/{FILE}")
    gone = hand_in(handed, f"zoe/{FILE}")
    marks(handed)
    out = handed.parent / "out"
    (out / "feedback" / "letter.html").write_text("x")
    gone.unlink()
    marks(handed)
    assert not list(out.glob("*/zoe*")) and (out / "feedback" / "letter.html").exists()


def test_one_notebook_alone_is_marked_as_well(handed):
    path = hand_in(handed, f"amy-{FILE}")
    rows, _ = marks(path)
    assert float(rows["amy"]["points"]) == FULL


def test_a_feedback_page_shows_what_was_answered_also_without_explanations(handed):
    name = next(n for n in NAMES if questions.load(n).type == "choice")
    option = questions.load(name).options[0]
    hand_in(handed, f"amy/{FILE}", notebook({name: option.id}))
    for explain in (True, False):
        marks(handed, explain=explain)
        [page] = (handed.parent / "out" / "feedback").iterdir()
        assert f"Your answer: {option.id}. {option.text}"[:60] in unescape(page.read_text("utf-8"))


def test_learners_stand_in_the_order_that_people_know(handed):
    for name in ("zoe", "Åsa", "Bob", "amy", "Émile"):
        hand_in(handed, f"{name}.ipynb")
    assert list(marks(handed)[0]) == ["amy", "Åsa", "Bob", "Émile", "zoe"]


def test_work_on_another_unit_is_told_wherever_its_nothing_stands(handed):
    hand_in(handed, f"amy/{FILE}")
    hand_in(handed, f"zoe/{FILE}", notebook({"05x.left-out": 1}))
    rows, log = marks(handed)
    assert rows["zoe"]["note"] == "No answer to a question that counts."
    assert log == [f"zoe/{FILE}: No answer to a question that counts. It earns nothing."]
    assert rows["amy"]["note"] == ""


def test_what_was_only_left_open_stands_last_in_the_log(handed):
    hand_in(handed, f"amy/{FILE}", notebook({NAMES[0]: GOLD[NAMES[0]]}))
    hand_in(handed, f"zoe/{FILE}", "{")
    told = []
    _, log = marks(handed, say=told.append)
    assert [line.partition("/")[0] for line in log] == ["zoe", "amy"]
    assert told[-1].endswith("should be: 2. The last 1 are on questions left open.")
    assert not [path for path in (handed.parent / "out").iterdir() if path.name.startswith(".")]


def test_a_table_has_the_numbers_of_its_own_course_system_only(handed):
    hand_in(handed, f"Ana_4711_assignsubmission_file/{FILE}")
    hand_in(handed, f"bob_4712_99121_{FILE}")
    hand_in(handed, f"4713-99 - Cy Ek - Nov 20, 2026 233 PM/{FILE}")
    # What a learner calls a file does not move them to another system.
    inner = "x_4714_assignsubmission_file.ipynb"
    hand_in(handed, "dan_4714_99122_w.zip", packed((inner, json.dumps(notebook()))))
    hand_in(handed, f"4715-99 - Eve Oz - Nov 20, 2026 233 PM/{inner.replace('4714', '4715')}")
    hand_in(handed, f"4716-99 - Fay Um - Nov 20, 2026 233 PM/x_4716_99123_{FILE}")
    rows, _ = marks(handed)
    assert {row["id"] for row in rows.values()} == {str(number) for number in range(4711, 4717)}
    moodle = (handed.parent / "out" / "moodle.csv").read_text("utf-8")
    canvas = (handed.parent / "out" / "canvas.csv").read_text("utf-8")
    numbers = [str(number) for number in range(4711, 4717)]
    assert [number for number in numbers if number in moodle] == ["4711"]
    assert [number for number in numbers if number in canvas] == ["4712", "4714"]


def test_a_folder_round_a_class_does_not_say_who_gave_the_numbers(handed):
    hand_in(handed, f"week_7_120_x/Ana_4711_assignsubmission_file/{FILE}")
    hand_in(handed, f"week_7_120_x/Bo_4712_assignsubmission_file/{FILE}")
    marks(handed)
    out = handed.parent / "out"
    assert "Participant 4711" in (out / "moodle.csv").read_text("utf-8")
    assert (out / "feedback-moodle.zip").is_file()


def test_learners_whose_names_were_made_to_have_one_hash_stay_two(handed):
    # Ten digits of the hash of these two names are the same, and so is what is readable in them.
    for name, answers in (("a$;)'~~[{%@!", GOLD), ("a[{]~]&~;}'!", {})):
        hand_in(handed, f"{name}.ipynb", notebook(answers))
    rows, _ = marks(handed)
    assert sorted(float(row["points"]) for row in rows.values()) == [0, FULL]


def test_the_command_sums_up_what_it_did(handed):
    hand_in(handed, f"amy/{FILE}")
    hand_in(handed, f"zoe/{FILE}", "{")
    out = str(handed.parent / "out")
    told = CliRunner().invoke(main, ["grade", str(handed), "--out", out, "--unit", UNIT]).output
    assert f"2 learners. Questions of 04x count (points: 04x {FULL:g})." in told
    assert "1 learner answered none of them and earned nothing: see log.txt." in told
    assert "Lines in log.txt on what was not as it should be: 1." in told
    told = CliRunner().invoke(main, ["grade", str(handed), "--out", out, "--unit", "05x"]).output
    assert "NOBODY answered one of these questions" in told
    (handed.parent / "empty").mkdir()
    told = CliRunner().invoke(main, ["grade", str(handed.parent / "empty"), "--out", out]).output
    assert "No notebook was found." in told


def test_a_name_is_no_formula_for_a_spreadsheet_and_no_markup_for_a_browser(handed):
    hand_in(handed, f"=cmd()/{FILE}")
    hand_in(handed, f"<img src=x onerror=1>/{FILE}")
    hand_in(handed, f"x;=1+1; -2;y/{FILE}")
    hand_in(handed, f'x;"=2+2;" -3;y/{FILE}')
    hand_in(handed, f"zoe/{FILE}", notebook({'99;"=3+3;': 1}))
    rows, _ = marks(handed)
    for separator in ",;":
        text = (handed.parent / "out" / "grades.csv").read_text("utf-8")
        read = csv.reader(io.StringIO(text), delimiter=separator)
        assert not [cell for row in read for cell in row if cell.lstrip().startswith(("=", "-"))]
    cells = (handed.parent / "out" / "grades.csv").read_text("utf-8").replace(",", ";").split(";")
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "-"))]
    assert "'=cmd()" in rows and "=cmd()" not in rows
    pages = [p.read_text("utf-8") for p in (handed.parent / "out" / "feedback").iterdir()]
    assert not any("<img" in page for page in pages)


def test_a_feedback_page_explains_and_without_explanations_tells_nothing_of_the_key(handed):
    hand_in(handed, f"amy/{FILE}", notebook({NAMES[0]: "A"}))
    marks(handed)
    [page] = (handed.parent / "out" / "feedback").iterdir()
    note = questions.load(NAMES[0]).judge("A").notes[0].text
    assert note[:30] in page.read_text("utf-8")
    marks(handed, explain=False)
    assert note[:30] not in page.read_text("utf-8") and "0 of" in page.read_text("utf-8")


def test_the_command_marks_a_folder_and_an_unknown_unit_is_told(handed):
    hand_in(handed, f"amy/{FILE}")
    command = ["grade", str(handed), "--out", str(handed.parent / "o")]
    assert CliRunner().invoke(main, command).exit_code == 0
    told = CliRunner().invoke(main, [*command, "--unit", "99"])
    assert told.exit_code == 1 and "There is no unit 99" in told.output
    (handed.parent / "file").write_text("x")
    told = CliRunner().invoke(main, ["grade", str(handed.parent / "file"), "--out", "o"])
    assert told.exit_code == 1 and "There are no submissions" in told.output


def test_a_feedback_page_has_the_rows_of_a_table_and_one_list_of_what_is_open(handed):
    rows = next(name for name in NAMES if questions.load(name).type == "matrix")
    hand_in(handed, f"amy/{FILE}", notebook({rows: GOLD[rows]}))
    marks(handed)
    [page] = (handed.parent / "out" / "feedback").iterdir()
    text = page.read_text("utf-8")
    assert "Your answers" in text and "fits" in text
    answered, _, left_open = text.partition("<h2>No answer</h2>")
    assert f"<h2>{rows}</h2>" in answered
    assert all(f"<strong>{name}</strong>" in left_open for name in NAMES if name != rows)
    assert text.count(".otr-card {") == 1


def test_an_answer_that_many_give_is_told_to_each_as_it_was_given(handed):
    name = next(n for n in NAMES if questions.load(n).type == "choice")
    for learner, given in {"amy": "A", "bob": " a", "cyd": "A", "dan": "nothing like it"}.items():
        hand_in(handed, f"{learner}/{FILE}", notebook({name: given}))
    marks(handed)
    kept = {}
    for file in (handed.parent / "out" / "marks").iterdir():
        one = json.loads(file.read_text("utf-8"))
        kept[one["learner"]] = one["feedback"][name], one["values"][name]
    for learner, given in {"amy": "A", "bob": " a", "cyd": "A", "dan": "nothing like it"}.items():
        alone = questions.load(name).judge(given)
        assert kept[learner][0]["notes"] == [vars(note) for note in alone.notes]
        assert kept[learner][1] == questions.load(name).plain(given)


SEVENTH = "07-draw-it-honestly.ipynb"
SIXTH = "06-check-the-sums.ipynb"


def learners(handed, places):
    """Whose the notebooks at these places are; `a.zip//b` is `b` in a zip file."""
    archives = {}
    for place in places:
        archive, _, inside = place.rpartition("//")
        if archive:
            archives.setdefault(archive, []).append((inside, json.dumps(notebook())))
        else:
            hand_in(handed, place)
    for archive, members in archives.items():
        hand_in(handed, archive, packed(*members))
    submissions, remarks = found(handed)
    told = [one.file for one in remarks if "the names of several people" in one.text]
    return [one.learner for one in submissions], told


CLASSES_WITH_NUMBERS = {
    "GitHub Classroom": [
        f"07-draw-it-honestly-submissions/07-draw-it-honestly-{who}/{SEVENTH}"
        for who in ("anna", "bo", "zoe")
    ],
    "exercise7-anna": [f"x/exercise7-{who}/{SEVENTH}" for who in ("anna", "bo", "zoe")],
    "hw7-anna": [f"hw7-submissions/hw7-{who}/{SEVENTH}" for who in ("anna", "bo", "zoe")],
    "unit-07-anna": [f"x/unit-07-{who}/{SEVENTH}" for who in ("anna", "bo", "zoe")],
    "zip files": [f"week 3/hw7-{who}.zip//{SEVENTH}" for who in ("anna", "bo", "zoe")],
    "zip files of other names": [f"week 3/hw7-{who}.zip//x.ipynb" for who in ("anna", "bo", "zoe")],
    "a number and a name": [f"week 3/{who}/{SEVENTH}" for who in ("01 Anna", "02 Bo", "03 Zoe")],
    "numbers": [f"class 4b/{who}/{SEVENTH}" for who in ("11", "12", "13")],
    "the numbers of units": [f"class 4b/{who}/{SEVENTH}" for who in ("05", "06", "07", "08")],
    "dates": [
        f"mails/{who}/{SEVENTH}" for who in ("20.11.2026 Anna", "21.11.2026 Bo", "21.11.2026 Zoe")
    ],
    "two": [f"x/{who}/{SEVENTH}" for who in ("12 - Zoe", "3 - Anna")],
    "one without a number": [
        f"class/{who}/{SEVENTH}" for who in ("01 Anna", "02 Bo", "03 Cy", "04 Di", "Zoe")
    ],
    "whole checkouts": [
        f"x/{who}/exercises/{file}"
        for who in ("01 Anna", "02 Bo")
        for file in ("06-check-the-sums.ipynb", SEVENTH)
    ],
    "a folder beside files": [f"week 3/anna/{SEVENTH}", "week 3/bo.ipynb", "week 3/zoe.ipynb"],
}


@pytest.mark.parametrize("kind", CLASSES_WITH_NUMBERS)
def test_a_class_whose_folders_begin_like_assignments_is_no_single_learner(handed, kind):
    places = CLASSES_WITH_NUMBERS[kind]
    named, told = learners(handed, places)
    tops = [place.split("/")[1].partition(".zip")[0].removesuffix(".ipynb") for place in places]
    assert named == tops and told == []


ONE_LEARNERS_OWN = {
    "lessons": [f"anna/06-check-the-sums/{SIXTH}", f"anna/07-draw-it-honestly/{SEVENTH}"],
    "weeks": ["anna/week 1/x.ipynb", "anna/week 2/x.ipynb", "anna/week 3/x.ipynb"],
    "final": [f"anna/hw6 final/{SIXTH}", f"anna/hw7 final/{SEVENTH}"],
    "numbers": [f"anna/06/{SIXTH}", f"anna/07/{SEVENTH}"],
    "titles": [f"anna/06 sums/{SIXTH}", f"anna/07 charts/{SEVENTH}"],
    "the whole kit": [f"anna/exercises/{SEVENTH}", f"anna/notebooks/{SEVENTH}"],
    "a copied folder": [f"anna/work/{SEVENTH}", f"anna/work - Kopie/{SEVENTH}"],
}


@pytest.mark.parametrize("kind", ONE_LEARNERS_OWN)
def test_one_learners_own_folders_of_assignments_stay_one_learners(handed, kind):
    named, told = learners(handed, ONE_LEARNERS_OWN[kind])
    assert set(named) == {"anna"} and told == []


UNCERTAIN = {
    "the same lesson in two weeks": [f"x/week 1/{SEVENTH}", f"x/week 2/{SEVENTH}"],
    "two numbers": [f"x/1/{SEVENTH}", f"x/2/{SEVENTH}"],
    "dates": [f"x/{day}.11.2026/{SEVENTH}" for day in (20, 21, 22)],
    "drafts": [f"x/hw7 draft/{SEVENTH}", f"x/hw7 final/{SEVENTH}"],
    "names without a lesson": ["x/01 Anna/a.ipynb", "x/02 Bo/b.ipynb"],
    "numbers without a lesson": [f"x/{number}/a.ipynb" for number in (11, 12, 13)],
    "a folder and a file": [f"x/anna/{SEVENTH}", "x/bo.ipynb"],
    "two files of a week": ["week 3/anna.ipynb", "week 3/bo.ipynb"],
    "a class two folders down": ["x/y/anna/a.ipynb", "x/y/bo/a.ipynb", "zoe.ipynb"],
    "numbers for units": ["06/anna.ipynb", "06/bo.ipynb", "06/zoe.ipynb", "07/zoe.ipynb"],
    "units in one folder": [f"x/week {n}/{who}.ipynb" for n in (1, 2) for who in ("anna", "bo")],
}


@pytest.mark.parametrize("kind", UNCERTAIN)
def test_where_one_learners_folder_could_be_a_class_the_log_says_so(handed, kind):
    places = UNCERTAIN[kind]
    named, told = learners(handed, places)
    top = places[0].partition("/")[0]
    assert top in named and told == [top]


BY_UNIT = {
    "files": [f"Unit {n}/{who}.ipynb" for n in ("06", "07") for who in ("anna", "zoe")],
    "folders": [f"week {n}/{who}/x.ipynb" for n in (3, 4) for who in ("anna", "zoe")],
    "lessons": [
        f"{name.removesuffix('.ipynb')}/{who}/{name}"
        for name in (SIXTH, SEVENTH)
        for who in ("anna", "zoe")
    ],
    "Moodle": [
        f"Unit {n}/{who}_4_assignsubmission_file/x.ipynb"
        for n in ("06", "07")
        for who in ("anna", "zoe")
    ],
    "zip files": [f"hw{n}/{who}.zip//x.ipynb" for n in (6, 7) for who in ("anna", "zoe")],
    "below one folder": [
        f"course/hw{n}/{who}.ipynb" for n in (6, 7) for who in ("anna", "bo", "zoe")
    ],
    "downloads of Moodle": [
        f"CS1-Unit {n}-471{n}/{who}_4_assignsubmission_file/x.ipynb"
        for n in (6, 7)
        for who in ("anna", "bo", "zoe")
    ],
    "zip files of Moodle": [
        f"CS1-Unit {n}-471{n}.zip//{who}_4_assignsubmission_file/x.ipynb"
        for n in (6, 7)
        for who in ("anna", "bo", "zoe")
    ],
    "names behind lessons": [
        f"{name.removesuffix('.ipynb')}{between}{who}.ipynb"
        for name, between in ((SIXTH, "-"), (SEVENTH, " - "))
        for who in ("anna", "zoe")
    ],
}


@pytest.mark.parametrize("kind", BY_UNIT)
def test_folders_of_assignments_round_the_same_people_name_no_learner(handed, kind):
    named, told = learners(handed, BY_UNIT[kind])
    assert named == [who for who in ("anna", "bo", "zoe") if who in named for _ in range(2)]
    assert {"anna", "zoe"} <= set(named) and told == []


@pytest.mark.parametrize(
    "tops",
    [
        ("Unit 06", "Unit 07", "anna"),
        ("11", "12", "13"),
        ("hw7", "HW 7"),
        ("hw7", "Unit 08"),
        ("hw7 anna", "hw8 mallory"),
    ],
)
@pytest.mark.parametrize("inside", ["{top}/{who}.ipynb", "{top}/{who}/" + SEVENTH])
def test_no_learner_can_make_the_top_folders_look_like_assignments(handed, tops, inside):
    named, _ = learners(
        handed, [inside.format(top=top, who=who) for top in tops for who in ("guide 1", "bo", "cy")]
    )
    assert set(named) == set(tops)


def test_zip_files_that_learners_named_are_no_folders_of_assignments(handed):
    named, told = learners(
        handed, [f"hw{n}.zip//{who}.ipynb" for n in (6, 7) for who in ("a", "b")]
    )
    assert set(named) == {"hw6", "hw7"} and told == ["hw6", "hw7"]


@pytest.mark.parametrize(
    "place",
    [
        "submitted.zip//anna/x.ipynb",
        "Submissions.zip//anna.ipynb",
        "submitted.zip//submitted/anna/x.ipynb",
    ],
)
def test_what_a_zip_file_holds_names_nobody_whatever_it_is_called(handed, place):
    named, _ = learners(handed, ["anna.ipynb", place])
    assert sorted(named) == sorted(["anna", place.partition(".")[0]])


def test_a_zip_file_in_a_zip_file_called_submitted_names_nobody(handed):
    inner = packed((FILE, json.dumps(notebook())))
    hand_in(handed, "anna.ipynb")
    hand_in(handed, "submitted.zip", packed(("anna.zip", inner)))
    assert [one.learner for one in found(handed)[0]] == ["anna", "submitted"]


COPIES = """\
anna - Cópia|anna — kopia|anna — копия|anna - 副本|anna - コピー|anna - 복사본|anna - Kopya
anna – kopie|Kopie von anna|Copie de anna|Copia de anna|Copia di anna|Copy of Copy of anna
anna (copy)|anna (another copy)|anna (3rd copy)|anna (Kopie)|anna (3. Kopie)|anna (copy 2)
anna (weitere Kopie)
anna-LAPTOP-7QK2|anna-DESKTOP-AB12CD3|anna.sync-conflict-20261120-143312-ABCDEFG|anna - 副本 (2)
anna (In Konflikt stehende Kopie von Annas PC 2026-11-20)|annaのコピー""".replace("\n", "|")
NO_COPIES = (
    "mario copia", "anna-2", "anna 2", "anna-copia", "anna-desktop-pc", "anna (photocopy)",
    "Copia", "anna kopie",
)  # fmt: skip


@pytest.mark.parametrize("name", COPIES.split("|"))
@pytest.mark.parametrize("place", ["{}.ipynb", "{}.zip//x.ipynb", "{}/x.ipynb"])
def test_a_copy_is_the_newer_of_one_learners_files_in_every_language(handed, name, place):
    named, _ = learners(handed, [place.format("anna"), place.format(name)])
    assert named == ["anna", "anna"]
    assert name in found(handed)[0][-1].file


def test_a_zip_file_that_a_browser_saved_twice_is_one_learners(handed):
    assert learners(handed, ["anna.zip//x.ipynb", "anna (1).zip//x.ipynb"])[0] == ["anna", "anna"]


@pytest.mark.parametrize("name", NO_COPIES)
def test_a_name_that_only_resembles_a_copy_is_a_name_of_its_own(handed, name):
    assert learners(handed, [f"{name}.ipynb"])[0] == [name]


def test_two_numbered_folders_are_two_groups(handed):
    assert learners(handed, [f"Group (1)/{FILE}", f"Group (2)/{FILE}"])[0] == [
        "Group (1)", "Group (2)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["(1)" * 80, " - Kopie" * 30, "copy of " * 30, "(" * 250, "1-" * 120]
)
def test_a_name_made_to_keep_a_search_busy_is_read_at_once(name):
    begun = time.monotonic()
    its = whose.named(PurePosixPath(f"{name * 4}x.ipynb"))
    whose.whose(its, 0)
    classes.may_be_class([whose.named(PurePosixPath(f"a/{name * 4}/x.ipynb"))], 1, "a")
    assert time.monotonic() - begun < 0.5


@pytest.mark.parametrize(
    "file",
    [
        "José-06-check-the-sums.ipynb", unicodedata.normalize("NFD", "José") + f"-{SEVENTH}",
        "José 07-Draw-It-Honestly.ipynb", "José_07_draw_it_honestly.ipynb",
        "José 07 draw it honestly.ipynb", f"José-{SEVENTH[:-6]}.zip//x.ipynb",
    ],
)  # fmt: skip
def test_one_learners_units_are_one_learners_however_the_name_is_written(handed, file):
    assert learners(handed, ["José.ipynb", file])[0] == ["José", "José"]


def unmarked(*files, beside=None):
    """A zip file whose names are UTF-8 and are not marked so."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            # Of the same length, so that it can be written over.
            member = zipfile.ZipInfo("".join(chr(byte) if byte < 128 else "\x01" for byte in name))
            if beside:
                raw = name if beside == "right" else b"another"
                text = content[0].encode()
                field = struct.pack("<BL", 1, zlib.crc32(raw)) + text
                member.extra = struct.pack("<HH", 0x7075, len(field)) + field
            archive.writestr(member, content[1])
    data = buffer.getvalue()
    for name, _ in files:
        data = data.replace(bytes(byte if byte < 128 else 1 for byte in name), name)
    return data


def test_names_in_a_zip_file_of_a_mac_are_read_as_utf_8(tmp_path):
    people = ["José", "Łukasz"]
    content = json.dumps(notebook())
    files = [(f"x/{who}/{FILE}".encode(), (who, content)) for who in people]
    path = hand_in(tmp_path, "class.zip", unmarked(*files))
    rows, log = marks(path)
    assert list(rows) == people and log == []
    assert [float(row["points"]) for row in rows.values()] == [FULL, FULL]


def test_names_in_a_zip_file_of_dos_stay_as_they_were(tmp_path):
    files = [(f"x/Jos\u00e9/{FILE}".encode("cp437"), ("", json.dumps(notebook())))]
    assert found(hand_in(tmp_path, "class.zip", unmarked(*files)))[0][0].file == f"x/José/{FILE}"


@pytest.mark.parametrize("beside", ["right", "wrong"])
def test_a_name_beside_the_name_in_a_zip_file_is_believed_where_it_was_made_for_it(
    tmp_path, beside
):
    halves = dict(list(GOLD.items())[:1]), GOLD
    people = ["山田", "李雷"]
    files = [
        (b"x/__/04.ipynb", (f"x/{who}/04.ipynb", json.dumps(notebook(answers))))
        for who, answers in zip(people, halves, strict=True)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = hand_in(tmp_path, "class.zip", unmarked(*files, beside=beside))
    rows, _ = marks(path)
    if beside == "wrong":
        assert list(rows) == ["x"]
    else:
        assert float(rows["李雷"]["points"]) == FULL > float(rows["山田"]["points"])


def test_a_name_beside_the_name_leads_out_of_no_zip_file(handed):
    hand_in(handed, "anna.ipynb")
    for name in ("../anna.ipynb", "//anna.ipynb", "\\\\s\\anna.ipynb", "anna.ipynb\0.txt"):
        data = unmarked((b"x.ipynb", (name, json.dumps(notebook()))), beside="right")
        hand_in(handed, "mallory.zip", data)
        assert [one.learner for one in found(handed)[0]] == ["anna", "mallory"]


SYSTEMS = {
    "Blackboard": (
        f"Unit 07_anna_attempt_2026-11-20-14-33-12_{SEVENTH}",
        f"Unit 07_anna_attempt_2026-11-19-14-33-12_{SEVENTH[:-6]} (9).ipynb",
        "anna", "",
    ),
    "Blackboard, with an underscore": (
        f"Unit 07_anna_ek_attempt_2026-11-20-14-33-12_{SEVENTH}",
        f"Unit 07_anna_ek_attempt_2026-11-20-04-33-12_{SEVENTH}",
        "anna_ek", "",
    ),
    "Blackboard, zip files": (
        f"Unit 07_anna_attempt_2026-11-20-14-33-12_work.zip//{SEVENTH}",
        f"Unit 07_anna_attempt_2026-09-20-14-33-12_work.zip//{SEVENTH}",
        "anna", "",
    ),
    "Brightspace": (
        f"123451-678901 - Anna Ek - Nov 20, 2026 1233 AM/{SEVENTH}",
        f"123451-678901 - Anna Ek - Nov 19, 2026 233 PM/{SEVENTH}",
        "Anna Ek", "123451",
    ),
    "Brightspace, a day": (
        f"123451-678901 - Anna Ek - Nov 20, 2026 233 PM/{SEVENTH}",
        f"123451-678901 - Anna Ek - Nov 20, 2026 1133 AM/{SEVENTH}",
        "Anna Ek", "123451",
    ),
    "a date and a time": (
        f"anna_20261120_143312_{SEVENTH}", f"anna_20261120_093312_{SEVENTH[:-6]}-3.ipynb",
        "anna", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SYSTEMS)
@pytest.mark.parametrize("around", ["", "week 3/"])
def test_of_several_attempts_in_a_course_system_the_newest_counts(handed, kind, around):
    newer, older, learner, id = SYSTEMS[kind]
    named, _ = learners(handed, [around + x for x in (newer, older, "bo.ipynb", "zoe.ipynb")])
    assert named == [learner, learner, "bo", "zoe"]
    first, second = found(handed)[0][:2]
    assert (first.id, second.id) == (id, id)
    assert second.file == (around + newer).replace(".zip//", "/")


@pytest.mark.parametrize(
    ("place", "learner", "id"),
    [
        ("Unit 07_mal_attempt_2026-11-20-14-33-12_1_assignsubmission_file_x.ipynb", "mal", ""),
        ("Mal_7_assignsubmission_file_x_attempt_2026-11-20-14-33-12_y.ipynb", "Mal", "7"),
        ("mal/Unit 07_anna_attempt_2026-11-20-14-33-12_x.ipynb", "mal", ""),
        ("mal/12-34 - Anna Ek - Nov 20, 2026 233 PM/x.ipynb", "mal", ""),
        ("mal.zip//anna_20261120_143312_x.ipynb", "mal", ""),
        ("mal_4711_99120_anna_20261120_143312_x.ipynb", "mal", "4711"),
    ],
)
def test_what_a_learner_chose_in_a_course_systems_name_names_nobody_else(
    handed, place, learner, id
):
    learners(handed, ["anna.ipynb", place])
    assert (learner, id) in [(one.learner, one.id) for one in found(handed)[0]]
    assert sum(one.learner in ("anna", "Anna Ek") for one in found(handed)[0]) == 1


NOBODYS = [
    f"{SEVENTH}:Zone.Identifier", "@eaDir/x.ipynb", "Icon\r", f"~${SEVENTH}", "__pycache__/x.ipynb",
    "node_modules/a/x.ipynb", "venv/x.ipynb", "my env/lib/python3.11/x.ipynb", "my env/pyvenv.cfg",
    "env2/Lib/site-packages/a/x.ipynb", "my env/lib/a/readme.txt",
]  # fmt: skip


@pytest.mark.parametrize("packed_up", [False, True])
def test_what_no_learner_made_is_left_out_without_a_word(handed, packed_up):
    work = [f"anna/{SEVENTH}", f"bo/{SEVENTH}"]
    places = [f"anna/{place}" for place in NOBODYS] + work
    if packed_up:
        content = [(place, json.dumps(notebook())) for place in places]
        root = hand_in(handed, "class.zip", packed(*content))
    else:
        root = handed
        for place in places:
            hand_in(handed, place)
    submissions, remarks = found(root)
    assert [one.file for one in submissions] == work
    assert remarks == []


@pytest.mark.parametrize("packed_up", [False, True])
def test_a_file_that_python_makes_hides_no_learners_work(handed, packed_up):
    places = ["x/pyvenv.cfg", f"x/anna/{SEVENTH}", f"x/bo/{SEVENTH}", f"x/lib/{SEVENTH}"]
    root = handed
    if packed_up:
        root = hand_in(handed, "all.zip", packed(*((p, json.dumps(notebook())) for p in places)))
    else:
        for place in places:
            hand_in(handed, place)
    assert [one.learner for one in found(root)[0]] == ["anna", "bo"]


def test_submitted_in_other_letters_is_nbgraders_folder_too(handed):
    named, _ = learners(
        handed, ["Submitted/amy/04/x.ipynb", "Source/04/x.ipynb", "release/x.ipynb"]
    )
    assert named == ["amy"]


@pytest.mark.parametrize("packed_up", ["not", "one", "all"])
@pytest.mark.parametrize("inside", ["", "ontherecord-main/"])
def test_the_kits_own_solutions_earn_nothing(handed, packed_up, inside):
    half = json.dumps(notebook({NAMES[0]: GOLD[NAMES[0]]}))
    full = json.dumps(notebook())
    files = [(f"{inside}{folder}/{FILE}", text) for folder, text in (
        ("exercises", half), ("notebooks", half), ("solutions", full))]  # fmt: skip
    root = handed
    hand_in(handed, f"bo/solutions/{FILE}")
    if packed_up == "one":
        hand_in(handed, "anna.zip", packed(*files))
    else:
        for place, text in files:
            hand_in(handed, f"anna/{place}", text)
    if packed_up == "all":
        names = [path.relative_to(handed).as_posix() for path in handed.rglob("*.ipynb")]
        members = [(name, (handed / name).read_text("utf-8")) for name in names]
        root = hand_in(handed.parent, "class.zip", packed(*members))
    rows, log = marks(root)
    assert 0 < float(rows["anna"]["points"]) < FULL and float(rows["bo"]["points"]) == FULL
    [line] = [line for line in log if "kit's own solutions" in line]
    assert f"{inside}solutions: " in line
