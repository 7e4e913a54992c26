"""A right answer is told why it is right: each row of a table, the sum, the chain."""

from html import escape

import pytest

from ontherecord import questions
from ontherecord.check import check
from ontherecord.reports import reports


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path))


def test_a_matrix_that_is_right_gives_the_reason_of_each_row_once_and_in_its_row():
    question = questions.load("01.parts")
    card = check("01.parts", question.gold())
    table, _, after = card.html.partition("</table>")
    for row in question.rows:
        assert escape(row.why) in table and row.why in card.text
    assert after.count("<li>") == 1 and "Every row fits." in after
    assert "luck" not in card.text


def test_a_matrix_that_is_not_right_yet_gives_no_reason_of_a_row_that_fits():
    question = questions.load("01.parts")
    first, *others = question.rows
    card = check("01.parts", question.gold() | {first.id: others[0].preferred})
    assert not any(row.why in card.text for row in others)


def test_a_number_that_is_right_is_told_with_its_sum():
    question = questions.load("00x.number")
    assert question.hints[-1] in check("00x.number", question.gold()).text
    assert question.hints[-1] not in check("00x.number", -7).text


def test_arrows_that_are_right_are_told_with_the_worked_answer():
    question = questions.load("02.chain")
    assert question.hints[-1] in check("02.chain", question.gold()).text
    assert question.hints[-1] not in check("02.chain", question.gold()[:1]).text


def test_the_table_of_reports_has_its_rows_in_plain_text():
    _, heads, *rows = repr(reports()).splitlines()
    assert len(rows) == 11
    assert all(row.count("|") == heads.count("|") for row in rows)
