"""Lessons keep to their limits, so that a reader can act often and need not scroll far."""

import re
from pathlib import Path

import pytest

from ontherecord.lessons import read_notebook

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "lessons").glob("*/*.md"))
NAMES = [str(path.relative_to(ROOT / "lessons")) for path in LESSONS]
ACTS = "ask|tagger|check|hint|claim_map|my_progress|my_files"
ACTION = re.compile(rf"^({ACTS})\(|^\w+(, \w+)* = ", re.M)


def cells(path, kind):
    return [cell.source for cell in read_notebook(path).cells if cell.cell_type == kind]


def words(text):
    return len(re.findall(r"[\w'’-]+", text))


@pytest.fixture(params=LESSONS, ids=NAMES)
def lesson(request):
    return request.param


def test_a_notebook_has_at_most_45_cells_and_1800_words(lesson):
    prose = cells(lesson, "markdown")
    assert len(prose) + len(cells(lesson, "code")) <= 45
    assert sum(map(words, prose)) <= 1800


def test_no_prose_cell_is_longer_than_120_words(lesson):
    long = {words(prose): prose[:60] for prose in cells(lesson, "markdown") if words(prose) > 120}
    assert not long


def test_no_code_cell_shows_more_than_ten_lines(lesson):
    long = [code for code in cells(lesson, "code") if len(code.splitlines()) > 10]
    assert not long


def test_a_learner_acts_at_least_every_250_words(lesson):
    since = 0
    for cell in read_notebook(lesson).cells:
        if cell.cell_type == "markdown":
            since += words(cell.source)
            assert since <= 250, cell.source[:60]
        elif ACTION.search(cell.source):
            since = 0


def test_lessons_use_no_magics_no_shell_and_no_address_of_another_machine(lesson):
    code = "\n".join(cells(lesson, "code"))
    assert not re.search(r"^\s*[!%]|https?://|download\(", code, re.M)


@pytest.mark.parametrize("path", [p for p in LESSONS if p.name == "guide.md"], ids=str)
def test_a_guide_tells_what_it_needs_and_closes_with_what_you_may_rely_on(path):
    text = path.read_text(encoding="utf-8")
    parts = ["**You will**", "**You will learn**", "**You need**", "CC BY 4.0"]
    parts += ["## What you may rely on", "## In three lines"]
    assert [part for part in parts if part not in text] == []
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
