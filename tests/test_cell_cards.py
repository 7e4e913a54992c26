"""Every check of a cell is shown once, and saved in the notebook, by a real kernel."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbclient import NotebookClient

from ontherecord import questions
from ontherecord.answers import MIME, from_notebook


@pytest.fixture(scope="module")
def two():
    """Two questions, their right answers, and the calls that check them."""
    found = [one for one in questions.all_questions("04") if one.type == "choice"][:2]
    return [(one.name, one.gold(), f"check({one.name!r}, {one.gold()!r})") for one in found]


def ran(folder, *sources):
    begin = "from ontherecord.kit import check"
    cells = [nbformat.v4.new_code_cell(source) for source in (begin, *sources)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": folder}}
    NotebookClient(notebook, timeout=60, resources=where, allow_errors=True).execute()
    return json.loads(nbformat.writes(notebook))


def shown(notebook, cell=1):
    """The questions whose cards the cell shows, in order."""
    outputs = notebook["cells"][cell]["outputs"]
    return [one["data"][MIME]["name"] for one in outputs if MIME in one.get("data", {})]


@pytest.mark.parametrize(
    "pattern",
    [
        "{0}\n{1}",
        "{0}\n{1};",
        "first = {0}\nsecond = {1}",
        "for one in (lambda: {0}, lambda: {1}):\n    one()",
        "display({0})\n{1}",
        "first = {0}\nsecond = {1}\nsecond",
        "{0}\n{1}\nprint(no_such_name)",
        "if {0}:\n    {1}",
    ],
)
def test_all_checks_of_a_cell_are_shown_and_saved(pattern, two, tmp_path):
    calls = [call for _, _, call in two]
    notebook = ran(tmp_path, pattern.format(*calls))
    assert from_notebook(notebook) == {name: gold for name, gold, _ in two}
    assert sorted(shown(notebook)) == sorted(name for name, _, _ in two)


def test_cards_stand_in_the_order_of_the_checks(two, tmp_path):
    (first, _, one), (second, _, other) = two
    assert shown(ran(tmp_path, f"{one}\n{other}")) == [first, second]


def test_the_next_cell_shows_only_its_own(two, tmp_path):
    (first, _, one), (second, _, other) = two
    notebook = ran(tmp_path, f"kept = {one}", other, "1 + 1")
    assert [shown(notebook, cell) for cell in (1, 2, 3)] == [[first], [second], []]


def test_what_is_checked_between_two_cells_is_not_shown_in_the_next(two, tmp_path):
    # As a button does that somebody has made.
    later = f"import asyncio\nasyncio.get_event_loop().call_soon(lambda: {two[0][2]})\nNone"
    assert shown(ran(tmp_path, later, "1 + 1"), 2) == []
