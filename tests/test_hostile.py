"""Hostile, broken and unlucky submissions: nobody's mark but the sender's changes.

`python -m tests.hostile` prints the same cases as a table.
"""

import csv
import time

import pytest
from test_grading_box import in_the_box, the_box_after

from ontherecord.grading.box import limits
from ontherecord.grading.box.running import NoSandbox, box
from ontherecord.grading.run import grade
from ontherecord.receipts import MIME
from tests.hostile.cases import CASES, zipped
from tests.hostile.handing_in import HONEST, outcome
from tests.hostile.notebooks import UNIT, content, honest, with_receipts


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    try:
        box()
    except NoSandbox as why:
        pytest.skip(f"Code cannot be run here: {why}")


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return outcome(None, tmp_path_factory.mktemp("alone"))


def test_the_honest_are_there_and_named_in_no_log(alone):
    assert sum(name.startswith("feedback/") for name in alone.honest) == len(HONEST)
    assert alone.log == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nobody_but_the_sender_is_touched(case, alone, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "CELL_SECONDS", 1.5)
    before, begun = in_the_box(), time.monotonic()
    found = outcome(case, tmp_path)
    assert time.monotonic() - begun < 30
    assert found.honest == alone.honest
    assert found.mark == case.mark
    told = "\n".join(found.log)
    assert (case.log or "") in told
    assert the_box_after(before) == before
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {"in", "out"}


INSIDE = ("anna_4700_99121_07-x (9).ipynb", "anna_4700_assignsubmission_file/x (9).ipynb")


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_in_a_learners_zip_file_does_not_say_whose_it_is(inside, tmp_path):
    handed = tmp_path / "in"
    handed.mkdir()
    (handed / "anna_4700_99119_07-x.ipynb").write_bytes(content(honest()))
    wrong = {"format": "ontherecord-answer/1", "name": "07x.ink", "value": "none"}
    forged = zipped((inside, with_receipts({MIME: wrong})))
    (handed / "mallory_4711_99120_work.zip").write_bytes(forged)
    out = grade(handed, tmp_path / "out", [UNIT])
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["4700"]["points"] == rows["4700"]["out_of"]
    assert rows["4711"]["learner"] == "mallory"
    assert rows["4711"]["07x.ink"] == "0.0"


def test_two_names_that_cannot_be_written_stay_two_learners(tmp_path):
    handed = tmp_path / "in"
    handed.mkdir()
    for name in ("jos\udce9", "jos\udce8"):
        (handed / f"{name}.ipynb").write_bytes(content(honest()))
    out = grade(handed, tmp_path / "out", [UNIT])
    assert len(list((out / "feedback").iterdir())) == 2
    assert "jos\u00e9" in (out / "grades.csv").read_text(encoding="utf-8")
