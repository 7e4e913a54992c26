"""The page in the colours of a learner's labels, and the labels that the questions expect."""

import re

import pytest
from harness import THEMES, violations

from ontherecord import answers, questions
from ontherecord.article import article
from ontherecord.check import check
from ontherecord.parts import PARTS, format_parts, part_of, parts_page

PAGE = article("t10-wexley-a")
CHIP = re.compile(r'class="otr-part">(\w+)<')


@pytest.fixture(autouse=True)
def _own_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path))


def chips(labels=(), checked=False):
    return CHIP.findall(format_parts(PAGE, dict(labels), checked))


@pytest.mark.parametrize("name", ["01.parts", "01x.parts"])
def test_the_part_of_each_line_is_the_one_that_the_article_has(name):
    question = questions.load(name)
    assert question.columns == PARTS
    assert {row.id: row.preferred for row in question.rows} == {
        row.id: part_of(question.page.sentence(int(row.id))) for row in question.rows
    }


@pytest.mark.parametrize("name", ["01.parts", "01x.parts"])
def test_a_row_shows_the_words_of_its_sentence(name):
    question = questions.load(name)
    for row in question.rows:
        sentence = question.page.sentence(int(row.id)).text
        assert all(piece.strip(" ,") in sentence for piece in row.text.split("...")), row.id


def test_a_page_without_labels_gives_no_part_away():
    markup = format_parts(PAGE, {}, False)
    body = markup.partition("</style>")[2]
    assert not any(part in body for part in PARTS if part not in PAGE.text)
    assert all(f"</span>{s.number}</span>" in body and s.text.split()[0] for s in PAGE.sentences)


def test_before_a_check_only_the_learners_own_labels_show():
    assert chips({"1": "body", "3": "summary"}) == ["body", "summary"]


def test_after_a_check_every_line_shows_its_part_and_where_the_learner_chose_another():
    assert chips(checked=True) == [part_of(s) for s in PAGE.sentences]
    shown = format_parts(PAGE, {"1": "body", "3": "summary"}, True)
    assert shown.count("you: ") == 1 and "you: body" in shown


def test_the_picture_follows_the_saved_answer():
    answers.store("01x.parts").record("01x.parts", {"1": "body"}, complete=False)
    assert repr(parts_page("01x.parts")).endswith("1 of 10 lines have your label")
    check("01x.parts", {"1": "body", "2": "headline"})
    assert repr(parts_page("01x.parts")).endswith("1 of 10 of your labels fit")


def test_an_answer_that_somebody_spoiled_by_hand_is_left_out():
    answers.store("01x.parts").record("01x.parts", {"1": "sofa"}, complete=False)
    assert repr(parts_page("01x.parts")).endswith("0 of 10 lines have your label")


@pytest.mark.parametrize("name", ["01.behind", "00.map", "01.sofa", "sofa"])
def test_another_question_is_told_in_a_sentence(name, capsys):
    assert parts_page(name) is None
    assert "question" in capsys.readouterr().out


def test_markup_in_a_label_or_a_line_is_shown_and_not_run():
    assert "<script>" not in format_parts(PAGE, {"1": "<script>"}, True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_either_theme_and_a_phone_need_not_scroll_sideways(page, theme):
    page.set_viewport_size({"width": 360, "height": 800})
    style = f"<style>:root{{{THEMES[theme]}}}body{{background:var(--jp-layout-color0)}}</style>"
    markup = format_parts(PAGE, {"1": "body"}, True)
    page.set_content(f"<!doctype html><html lang=en><title>Page</title>{style}<main>{markup}")
    assert violations(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
