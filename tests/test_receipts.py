"""The receipts in a notebook's outputs, as a grader reads them."""

from __future__ import annotations

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from ontherecord import questions
from ontherecord.answers import MIME, from_notebook, read_receipts, receipt


def cell(*bundles):
    outputs = [nbformat.v4.new_output("display_data", data=bundle) for bundle in bundles]
    return nbformat.v4.new_code_cell("check(...)", outputs=outputs)


def given_answer(name, value):
    return receipt(name, value, "text", "<p>text</p>")


def test_a_receipt_survives_the_notebook_file():
    notebook = nbformat.v4.new_notebook(cells=[cell(given_answer("04.scope", {"a": [1, "花"]}))])
    reread = json.loads(nbformat.writes(notebook))
    assert from_notebook(reread) == {"04.scope": {"a": [1, "花"]}}


def test_the_last_receipt_of_a_name_counts_in_the_order_of_the_cells():
    cells = [
        cell(given_answer("04.a", "A"), given_answer("04.b", "B")),
        cell(given_answer("04.a", "C")),
    ]
    assert from_notebook({"cells": cells}) == {"04.a": "C", "04.b": "B"}


def test_a_receipt_written_as_text_or_as_lines_is_read():
    text = json.dumps(given_answer("04.a", "A")[MIME])
    assert from_notebook({"cells": [cell({MIME: text})]}) == {"04.a": "A"}
    assert from_notebook({"cells": [cell({MIME: [text[:9], text[9:]]})]}) == {"04.a": "A"}


@pytest.mark.parametrize(
    "written",
    [
        None,
        7,
        [],
        "{",
        {},
        {"format": "ontherecord-answer/2", "name": "04.a", "value": 1},
        {"format": "ontherecord-answer/1", "name": 4, "value": 1},
        {"format": "ontherecord-answer/1", "name": "04.a"},
        {"format": "ontherecord-answer/1", "name": "04.a", "value": float("nan")},
    ],
)
def test_a_malformed_receipt_is_skipped_and_reported_with_its_cell(written):
    cells = [cell(given_answer("04.a", "A")), cell({MIME: written})]
    answers, problems = read_receipts({"cells": cells})
    assert answers == {"04.a": "A"}
    assert len(problems) == 1
    assert problems[0].startswith("Cell 2:")


JUNK = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "outputs", "data", MIME, "name"]), part, max_size=3
        )
    ),
)


@given(notebook=JUNK)
def test_nothing_that_a_notebook_file_holds_raises(notebook):
    assert from_notebook(notebook) == {}


def test_a_receipt_shows_its_html_and_text_and_holds_no_time():
    bundle = given_answer("04.a", ("confirmed", 10))
    assert bundle == {
        MIME: {"format": "ontherecord-answer/1", "name": "04.a", "value": ["confirmed", 10]},
        "text/html": "<p>text</p>",
        "text/plain": "text",
    }


def test_a_notebook_run_where_nothing_can_be_saved_still_carries_the_answer(tmp_path, monkeypatch):
    (tmp_path / "in-the-way").write_text("not a folder")
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path / "in-the-way" / "my-answers"))
    question = questions.all_questions("04")[0]
    code = f"from ontherecord.kit import check\ncheck({question.name!r}, {question.gold()!r})"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": tmp_path}}).execute()
    written = json.loads(nbformat.writes(notebook))
    assert from_notebook(written) == {question.name: question.gold()}
    assert "Save the notebook" in notebook.cells[0].outputs[0].data["text/plain"]
