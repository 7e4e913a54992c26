"""Hostile, broken and unlucky submissions: nobody's mark but the sender's changes.

`python -m tests.hostile` prints the same cases as a table.
"""

import time

import pytest
from test_grading_box import in_the_box

from ontherecord.grading.box import limits
from ontherecord.grading.box.running import NoSandbox, box
from tests.hostile.cases import CASES
from tests.hostile.handing_in import HONEST, outcome


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
    assert in_the_box() == before
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {"in", "out"}
