"""Two hundred generated learners get the marks that they were built to get, chart and code too."""

import csv
from pathlib import Path

import pytest

from bots import classes
from ontherecord import questions
from ontherecord.grading.box.running import NoSandbox, box
from ontherecord.grading.run import grade

UNITS = ("04x", "06x", "07x")


def test_the_marks_of_200_bots_are_those_they_were_built_to_get(tmp_path, monkeypatch):
    try:
        box()
    except NoSandbox as why:
        pytest.skip(f"Code cannot be run here: {why}")
    monkeypatch.chdir(Path(__file__).parent.parent)
    built = classes.write(tmp_path / "in", 200, UNITS)
    grade(tmp_path / "in", tmp_path / "out", UNITS)
    with (tmp_path / "out" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"]: row for row in csv.DictReader(file)}
    assert rows.keys() == built.keys()
    wrong = []
    for learner, shares in built.items():
        for name, share in shares.items():
            wanted = round(round(share, 4) * questions.load(name).points, 2)
            if float(rows[learner][name] or 0) != wanted:
                wrong.append((learner, name, wanted, rows[learner][name]))
        if float(rows[learner]["points"]) != classes.points(shares):
            wrong.append((learner, classes.points(shares), rows[learner]["points"]))
    assert wrong == []
    # The class is no class of one kind: nearly every question has right, wrong and no answers.
    spread = {name: {shares[name] for shares in built.values()} for name in built["bot00000"]}
    assert sum(len(found) > 1 for found in spread.values()) == len(spread)
