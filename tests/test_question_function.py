"""A function as an answer: called with arguments, judged by its values, never trusted."""

import copy
import math
import re
from fractions import Fraction

import numpy
import pytest
from question_examples import built, example, tables, texts

from ontherecord import questions
from ontherecord.calls import called
from ontherecord.release.data import skeleton

SHARE = example("function")


class Everything:
    def __eq__(self, other):
        return True

    def __float__(self):
        return 25.0

    def __abs__(self):
        return 0.0

    __rsub__ = __sub__ = lambda self, other: 0.0


def recursion(part):
    return recursion(part)


def right(part, whole):
    return part / whole * 100


def test_a_right_function_earns_all_and_shows_the_rule():
    feedback = SHARE.judge(right)
    assert (feedback.score, feedback.state) == (1, "right")
    assert "1 of 4 is 25 per cent" in texts(feedback)


@pytest.mark.parametrize(
    ("function", "score", "told"),
    [
        (lambda part, whole: whole / part * 100, 0, "The base is the whole"),
        (lambda part, whole: 25, 0, "share(38.4, 48) gave 25, and not 80"),
        (lambda part, whole: 1 / 0, 0, "share(1, 4) gave no number: ZeroDivisionError"),
        (lambda part: part, 0, "gave no number: TypeError"),
        (lambda part, whole: [part], 0, "it gave a value of the type 'list'"),
        (lambda part, whole: math.inf, 0, "share(1, 4) gave no number: it gave inf."),
        (lambda part, whole: Everything(), 0, "it gave a value of the type 'Everything'"),
        (lambda part, whole: math.nan, 0, "it gave nan"),
        (lambda part, whole: "25", 0, "gave '25'"),
        (lambda part, whole: True, 0, "gave True"),
        (lambda part, whole: 25.123456789, 0, "share(1, 4) gave 25.1235, and not 25"),
        (lambda part, whole: None if part > 1 else 25, 0, "share(38.4, 48) gave None"),
        (lambda part, whole: part["a"], 0, "gave no number: TypeError"),
        (lambda part, whole: recursion(part), 0, "gave no number: RecursionError"),
        (lambda part, whole: "9" * 10**6, 0, "gave '9999"),
        (lambda part, whole: 10**400, 0, "gave no number"),
    ],
)
def test_what_a_function_gives_is_told(function, score, told):
    feedback = SHARE.judge(function)
    assert feedback.score == score
    assert told in texts(feedback)


def test_a_function_that_gives_nothing_yet_is_unanswered_and_told_of_return():
    def share(part, whole): ...

    feedback = SHARE.judge(share)
    assert feedback.state == "unanswered"
    assert "begins with `return`" in texts(feedback)


def test_an_example_that_does_not_fit_counts_and_one_that_fits_earns_nothing():
    feedback = SHARE.judge(lambda part, whole: 80 if part > 1 else 0)
    assert (feedback.score, feedback.state) == (0.5, "partly")
    assert "share(1, 4) gave 0, and not 25" in texts(feedback)
    assert SHARE.judge(lambda part, whole: 25 if part == 1 else 0).score == 0


def test_numbers_of_numpy_and_fractions_are_numbers():
    assert SHARE.judge(lambda part, whole: numpy.float64(part) / whole * 100).score == 1
    assert SHARE.judge(lambda part, whole: Fraction(part) / Fraction(whole) * 100).score == 1


@pytest.mark.parametrize("value", [5, "def f(): pass", [1, 2, 3], {"a": 1}, [[1], [2]]])
def test_what_is_no_function_and_no_list_of_its_values_is_refused(value):
    assert SHARE.judge(value).state == "invalid"


@pytest.mark.parametrize("values", [[25], [24]])
def test_values_of_the_examples_alone_are_not_enough(values):
    feedback = SHARE.judge(values)
    assert feedback.score == 0
    assert "nobody ran the other calls" in texts(feedback)


def test_an_object_that_plays_every_number_is_none():
    assert SHARE.judge(lambda part, whole: Everything()).score == 0


def test_an_error_whose_text_fails_is_told_all_the_same():
    class Odd(Exception):
        def __str__(self):
            raise ValueError

    def share(part, whole):
        raise Odd

    assert called(share, [[1, 2]]) == [{"error": "an error that cannot be shown"}]


def test_half_a_character_in_an_error_can_be_saved():
    def share(part, whole):
        raise ValueError("\ud83d")

    saved = SHARE.plain(share)
    assert saved == SHARE.plain(saved) == [{"error": "ValueError: ?"}] * 2


def test_an_error_or_another_number_shows_no_misconception():
    for function in (lambda part: part, lambda part, whole: 25, lambda part, whole: "x"):
        assert SHARE.judge(function).misconceptions == ()
    assert SHARE.judge(lambda part, whole: whole / part * 100).misconceptions == ("M13",)


def test_saved_values_are_judged_as_the_function_was():
    for function in (right, lambda part, whole: 1 / 0, lambda part, whole: whole):
        assert SHARE.judge(SHARE.plain(function)) == SHARE.judge(function)


def test_a_value_may_be_what_the_rounding_of_figures_allows():
    table = copy.deepcopy(tables()["demo.function"])
    del table["call"][1]["value"]
    table["call"][1]["expr"] = "share(38.4, 48)"
    question = built(table)
    wide = question.made[1].right
    assert wide.low < 80 < wide.high
    for value, score in ((wide.low, 1), (wide.high, 1), (wide.high + 0.1, 0)):
        assert question.judge([25, value]).score == score


def test_the_kit_of_a_graded_course_knows_the_arguments_of_the_examples_and_no_more():
    bare = built({name: part for name, part in skeleton(SHARE).items() if part is not None})
    assert bare.calls() == [[1, 4]]
    assert not re.search(r"80|48|400|125", repr(skeleton(SHARE)))
    feedback = bare.judge(right)
    assert (feedback.state, feedback.score) == ("recorded", 0)
    assert SHARE.judge(bare.plain(right)).score == 0


def test_the_question_of_the_exercise_names_each_wrong_rule():
    question = questions.load("06x.change-rule")
    wrong = [
        lambda old, new: (new - old) / new * 100,
        lambda old, new: new - old,
        lambda old, new: new / old * 100,
    ]
    told = [question.judge(rule) for rule in wrong]
    assert [one.score for one in told] == [0] * 3
    assert len({texts(one) for one in told}) == 3
    assert all(one.misconceptions == ("M13",) for one in told)


def test_a_fraction_or_a_lost_sign_is_explained_and_is_called_no_misreading():
    question = questions.load("06x.change-rule")
    slips = [lambda old, new: (new - old) / old, lambda old, new: (old - new) / old * 100]
    for told in map(question.judge, slips):
        assert (told.score, told.misconceptions) == (0, ())
        assert "multiply by 100" in texts(told) and "a fall is negative" in texts(told)


def test_the_question_of_the_exercise_takes_any_way_of_writing_the_rule():
    question = questions.load("06x.change-rule")
    assert question.judge(lambda old, new: 100 * new / old - 100).score == 1
    assert question.judge(lambda old, new: round(100 * new / old - 100, 1)).score == 1
    assert question.judge(lambda old, new: 0).score == 0
