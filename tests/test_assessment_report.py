"""The report on a group: its first line, its figures, what it leaves out, and no word on one."""

import json
import random
import re
import shutil

import pytest
from click.testing import CliRunner

from ontherecord import answers
from ontherecord.assessment.people import group
from ontherecord.assessment.report import assess, gain
from ontherecord.assessment.sheet import Sheet, order
from ontherecord.cli import main
from ontherecord.own_files import everything
from ontherecord.portable import copy_text
from ontherecord.receipts import receipt


def file_of(sheets):
    entries = {f"assessment.{sheet.moment}": {"value": sheet.plain()} for sheet in sheets}
    return json.dumps({"format": "ontherecord-answers/1", "unit": "assessment", "answers": entries})


def sheet(moment, code, right):
    """A sheet handed in; `right` tells for each statement whether it is answered rightly."""
    made = Sheet(moment, code)
    for statement in made.form.statements:
        word = statement.right if right(statement) else {"yes": "no", "no": "yes"}[statement.right]
        made = made.with_answer(statement.id, (word, "sure"))
    return made.handed()


def fixed(*wrong):
    """Wrong on the statements of these slots, on those that are sound or not as said."""
    return lambda statement: (statement.slot, statement.sound) not in wrong


def write(folder, people):
    folder.mkdir(exist_ok=True)
    for code, sheets in people.items():
        (folder / f"{code}.json").write_text(file_of(sheets), encoding="utf-8")
    return folder


def class_of(size, before, after):
    return {
        f"p{n}": [sheet("before", f"p{n}", before), sheet("after", f"p{n}", after)]
        for n in range(size)
    }


CREDULOUS = fixed(("scope", False), ("chain", False), ("voice", False), ("label", False))
CYNICAL = fixed(("scope", True), ("chain", True), ("voice", True), ("label", True))


def row(report, name):
    [line] = [line for line in report.splitlines() if line.startswith(f"{name} ")]
    return re.split(r"  +", line)


def test_the_first_line_warns_when_people_only_reject_more(tmp_path):
    report = assess(write(tmp_path / "class", class_of(8, CREDULOUS, CYNICAL)))
    first = report.splitlines()[0]
    assert first.startswith("CAREFUL") and 'toward "reject"' in first
    # Half of the eight: rates 8.5/9 and 4.5/9, then the other way round.
    assert "c moved by +1.59" in first
    assert row(report, "d'")[3] == "+0.00"


def test_the_first_line_is_calm_when_people_tell_more_apart(tmp_path):
    all_right = fixed()
    report = assess(
        write(tmp_path / "class", class_of(8, fixed(("scope", True), ("scope", False)), all_right))
    )
    assert report.splitlines()[0].startswith("c moved by +0.00 [+0.00, +0.00]: not more than 0.2")
    assert row(report, "share right")[1:4] == ["0.88", "1.00", "+0.12"]
    assert row(report, "hits")[1:4] == ["0.88", "1.00", "+0.12"]
    assert row(report, "false alarms")[1:4] == ["0.12", "0.00", "-0.12"]
    assert row(report, "normalised gain")[-2] == "+1.00"


def test_the_matrix_counts_each_misreading_before_and_after(tmp_path):
    report = assess(write(tmp_path / "class", class_of(6, CREDULOUS, fixed())))
    assert row(report, "M1")[1:3] == ["6 of 6", "0 of 6"]
    assert row(report, "M14")[1:3] == ["6 of 12", "0 of 12"]
    assert row(report, "M10")[1:3] == ["0 of 6", "0 of 6"]


def test_a_harder_form_cancels_out_even_when_the_orders_are_uneven(tmp_path):
    # Everybody misses four statements of form A and none of form B: nobody has changed.
    people = {}
    for n in range(12):
        code = f"p{n}"
        people[code] = [
            sheet(m, code, CREDULOUS if Sheet(m, code).form.id == "A" else fixed())
            for m in ("before", "after")
        ]
    orders = [order(code) for code in people]
    assert orders.count("AB") != orders.count("BA")
    report = assess(write(tmp_path / "class", people))
    assert row(report, "d'")[3] in ("+0.00", "-0.00")
    assert "Form A less form B, the change taken out: d' -1.59" in report


def test_the_report_is_the_same_every_time(tmp_path):
    chance = random.Random(5)
    people = class_of(9, lambda s: chance.random() < 0.6, lambda s: chance.random() < 0.8)
    folder = write(tmp_path / "class", people)
    assert assess(folder) == assess(folder)


def test_the_gain_of_the_group_is_worked_out_from_its_means(tmp_path):
    people = class_of(6, CREDULOUS, fixed(("scope", False), ("chain", False)))
    folder = write(tmp_path / "class", people)
    assert gain(group([folder]).people) == pytest.approx((14 / 16 - 12 / 16) / (1 - 12 / 16))


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_few_people_get_no_figures(tmp_path, size):
    report = assess(write(tmp_path / "class", class_of(size, CREDULOUS, fixed())))
    assert report.startswith("Too few to tell")
    assert not re.search(r"^(d'|hits|M\d)", report, re.M)


def test_no_code_word_and_no_file_of_a_person_is_in_the_report(tmp_path):
    people = {f"badger{n}": s for n, s in enumerate(class_of(7, CREDULOUS, fixed()).values())}
    assert "badger" not in assess(write(tmp_path / "class", people))


def test_a_class_that_has_only_begun_gets_the_figures_of_the_form_before(tmp_path):
    people = {code: sheets[:1] for code, sheets in class_of(6, CREDULOUS, fixed()).items()}
    report = assess(write(tmp_path / "class", people))
    assert "mean of 6" in report and row(report, "hits")[1] == "1.00"
    assert "after" not in report.split("\n\n")[2]


def test_what_is_not_handed_in_is_left_out_and_counted(tmp_path):
    people = class_of(6, CREDULOUS, fixed())
    people["half"] = [Sheet("before", "half").with_answer(1, "yes sure")]
    report = assess(write(tmp_path / "class", people))
    assert "left out: 1." in report and "Both forms handed in: 6" in report


def test_notebooks_with_receipts_count_like_answer_files(tmp_path):
    for code, sheets in class_of(6, CREDULOUS, fixed()).items():
        for one in sheets:
            bundle = receipt(f"assessment.{one.moment}", one.plain(), "", "")
            notebook = {"cells": [{"cell_type": "code", "outputs": [{"data": bundle}]}]}
            (tmp_path / f"{code}-{one.moment}.ipynb").write_text(json.dumps(notebook))
    assert "Both forms handed in: 6" in assess(tmp_path)


def test_the_same_sheet_twice_is_one_and_two_sheets_with_one_code_word_are_told(tmp_path):
    people = class_of(6, CREDULOUS, fixed())
    folder = write(tmp_path / "class", people)
    (folder / "copy.json").write_text(file_of(people["p1"]))
    assert "Both forms handed in: 6" in assess(folder)
    (folder / "other.json").write_text(file_of([sheet("before", "p1", fixed())]))
    report = assess(folder)
    assert "Both forms handed in: 5" in report
    assert "2 different forms 'before' have the code word 'p1'" in report


FORGED = '{"assessment.after": {"value": {"code": 3}}}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.json", b'{"format": "ontherecord-answ'),
        ("empty.json", b""),
        ("bytes.json", b"\xff\xfe\x00"),
        ("list.json", b"[1, 2]"),
        ("deep.json", b"[" * 100_000),
        ("other.json", b'{"format": "something"}'),
        ("newer.json", b'{"format": "ontherecord-answers/9", "answers": {}}'),
        ("cut.ipynb", b'{"cells": ['),
        ("forged.json", file_of([]).replace("{}", FORGED).encode()),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_in_a_sentence_and_the_rest_counts(tmp_path, name, content):
    folder = write(tmp_path / "class", class_of(6, CREDULOUS, fixed()))
    (folder / name).write_bytes(content)
    report = assess(folder)
    assert f"{name} was left out:" in report and "Both forms handed in: 6" in report


def test_a_copy_of_all_answers_counts_like_the_answer_file(tmp_path):
    for code, (before, after) in class_of(6, CREDULOUS, fixed()).items():
        answers.store("assessment").record("assessment.before", before.plain())
        answers.store("assessment").record("assessment.after", after.plain())
        (tmp_path / f"{code}.json").write_text(copy_text(everything()), encoding="utf-8")
    shutil.rmtree(answers.folder())
    assert "Both forms handed in: 6" in assess(tmp_path)


def test_answer_files_of_other_units_and_hidden_files_are_passed_over(tmp_path):
    folder = write(tmp_path / "class", class_of(6, CREDULOUS, fixed()))
    (folder / "04.json").write_text(
        '{"format": "ontherecord-answers/1", "unit": "04", "answers": {}}', encoding="utf-8"
    )
    (folder / ".hidden.json").write_text("x")
    assert "was left out" not in assess(folder)


def test_the_command_prints_the_report_and_tells_a_missing_folder(tmp_path):
    folder = write(tmp_path / "class", class_of(6, CREDULOUS, fixed()))
    done = CliRunner().invoke(main, ["assess", str(folder)])
    assert done.exit_code == 0 and done.output.startswith("CAREFUL: c moved by +0.80")
    missing = CliRunner().invoke(main, ["assess", str(tmp_path / "nowhere")])
    assert missing.exit_code == 1 and "There is no" in missing.output


def test_the_command_gives_code_words_and_asks_for_a_folder():
    done = CliRunner().invoke(main, ["assess", "--code-words", "4"])
    assert [order(word) for word in done.output.split()] == ["AB", "BA"] * 2
    without = CliRunner().invoke(main, ["assess"])
    assert without.exit_code == 1 and "Give a folder" in without.output
