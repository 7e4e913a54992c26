"""Number: the interval that rounding allows, known wrong routes, and numbers in text."""

from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_examples import built, example, tables, texts

from ontherecord.errors import DataError
from ontherecord.questions.number_reading import number_in
from ontherecord.values import Refusal

RIDERS = example("riders")
SIGNED = {
    "name": "demo.signed",
    "type": "number",
    "prompt": "How did it change, in per cent?",
    "hints": ["a", "b", "c", "d"],
    "unit": "%",
    "low": -81.36,
    "high": -81.31,
    "decimals": 1,
    "otherwise": {"says": "Try again."},
}


def varied(**change):
    """The signed question with some entries changed."""
    return built({**SIGNED, **change})


@pytest.mark.parametrize(
    "answer",
    [19, 19.0, -19, 18.75, 18.5, "19", "19 %", "-18,75 %", "18.75 per cent", Decimal("18.75")]
    + [Fraction(75, 4), numpy.float64(18.75), numpy.int64(19), numpy.float32(18.75), [19]],
)
def test_every_form_of_a_right_number_is_right(answer):
    assert RIDERS.judge(answer).score == 1


def test_the_stated_precision_widens_the_interval_for_rounded_numbers_only():
    question = varied()
    scores = {answer: question.judge(answer).score for answer in (-81.3, -81.4, -81.33, -81.4001)}
    assert scores == {-81.3: 1.0, -81.4: 1.0, -81.33: 1.0, -81.4001: 0.0}


@pytest.mark.parametrize(
    ("answer", "words"),
    [(81.3, "sign"), (-0.8133, "ratio"), (0.8133, "ratio"), (-81, "rounded too far")],
)
def test_a_slip_has_its_own_sentence_and_earns_half(answer, words):
    feedback = varied().judge(answer)
    assert feedback.score == 0.5 and words in texts(feedback)


def test_a_percentage_for_a_ratio_is_a_slip():
    question = varied(unit="times", low=0.81, high=0.82)
    assert question.judge(81.5).score == 0.5


def test_a_known_wrong_route_names_its_misconception():
    assert RIDERS.judge(23.1).misconceptions == ("M13",)
    assert RIDERS.judge(23).score == 0


def test_an_unknown_number_gets_the_general_advice():
    assert "divide by old" in texts(RIDERS.judge(4))


def test_text_that_was_read_as_a_number_is_told():
    assert "'18,75 %' was read as 18.75." in texts(RIDERS.judge("18,75 %"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("81,3", 81.3),
        ("81.3 %", 81.3),
        ("\u221281.3%", -81.3),
        ("- 81.3", -81.3),
        ("minus 81.3", -81.3),
        ("1,238", 1238),
        ("1.238,5", 1238.5),
        ("1,238.5", 1238.5),
        ("1 238", 1238),
        ("1\u202f238\u202f000", 1238000),
        ("0,125", 0.125),
        (".5", 0.5),
        ("8.1e1", 81),
        ("about 81 per cent.", 81),
    ],
)
def test_text_with_one_number_is_read(text, number):
    assert number_in(text, "%") == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("81 or 82", "2 numbers"),
        ("eighty", "no number"),
        ("5,370 million", "'million'"),
        ("1.2.3", "cannot be read"),
        ("9e999", "not a number"),
        ("8" * 200, "too long"),
    ],
)
def test_text_that_does_not_mean_one_number_is_refused(text, words):
    with pytest.raises(Refusal, match=words):
        number_in(text, "%")


def test_words_of_the_unit_are_allowed_in_other_spellings():
    assert number_in("5.37bn RMB", "billion yuan") == 5.37


@given(st.floats(-1e9, 1e9).filter(lambda x: abs(x) >= 1e-3))
def test_what_python_writes_is_read_back(number):
    assert number_in(repr(number), "") == number


@given(st.floats(18.5, 19.0))
def test_every_number_in_the_interval_is_right(number):
    assert RIDERS.judge(number).score == 1


@pytest.mark.parametrize(
    "change",
    [
        {"low": 5, "high": 4},
        {"expr": "percent_change(1, 2)"},
        {"wrong": [{"low": -81.35, "high": -80, "misconception": "M13", "says": "x"}]},
        {"decimals": 9},
    ],
)
def test_an_impossible_range_is_refused(change):
    with pytest.raises(DataError, match="docs/questions.md, demo.signed"):
        varied(**change)


@pytest.mark.parametrize("expression", ["__import__('os')", "percent_change(1", "exec(1)", "1 + 1"])
def test_an_expression_is_one_call_of_a_known_function(expression):
    table = {name: value for name, value in SIGNED.items() if name not in ("low", "high")}
    with pytest.raises(DataError, match="one call"):
        built({**table, "expr": expression})


def test_the_example_is_explained_by_its_own_story():
    assert tables()["demo.riders"]["unit"] == "%" and RIDERS.gold() == 19
