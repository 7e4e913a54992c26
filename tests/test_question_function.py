"""A function as an answer: called with arguments, judged by its values, never trusted."""

import math

import pytest
from question_examples import example, texts

from ontherecord import questions
from ontherecord.questions.function import called

SHARE = example("function")


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
        (lambda part, whole: math.inf, 0, "gave no number"),
        (lambda part, whole: "25", 0, "gave '25'"),
        (lambda part, whole: True, 0, "gave True"),
        (lambda part, whole: 80 if part > 1 else 0, 1, "share(1, 4) gave 0, and not 25"),
    ],
)
def test_what_a_function_gives_is_told(function, score, told):
    feedback = SHARE.judge(function)
    assert feedback.score == score
    assert told in texts(feedback)


def test_a_function_that_gives_nothing_yet_is_unanswered():
    def share(part, whole): ...

    assert SHARE.judge(share).state == "unanswered"


@pytest.mark.parametrize("value", [5, "def f(): pass", [1, 2, 3], {"a": 1}, [[1], [2]]])
def test_what_is_no_function_and_no_list_of_its_values_is_refused(value):
    assert SHARE.judge(value).state == "invalid"


def test_values_of_the_examples_alone_are_not_enough():
    feedback = SHARE.judge([25])
    assert feedback.score == 0
    assert "Only the examples were run" in texts(feedback)


class Everything:
    def __eq__(self, other):
        return True

    def __float__(self):
        return 25.0

    def __abs__(self):
        return 0.0

    __rsub__ = __sub__ = lambda self, other: 0.0


def test_an_object_that_plays_every_number_is_none():
    assert SHARE.judge(lambda part, whole: Everything()).score == 0


def test_an_error_whose_text_fails_is_told_all_the_same():
    class Odd(Exception):
        def __str__(self):
            raise ValueError

    def share(part, whole):
        raise Odd

    assert called(share, [[1, 2]]) == [{"error": "an error that cannot be shown"}]


def test_the_question_of_the_exercise_names_each_wrong_rule():
    question = questions.load("06x.change-rule")
    wrong = [
        lambda old, new: (new - old) / new * 100,
        lambda old, new: new - old,
        lambda old, new: new / old * 100,
        lambda old, new: (new - old) / old,
    ]
    told = [question.judge(rule) for rule in wrong]
    assert [one.score for one in told] == [0] * 4
    assert len({texts(one) for one in told}) == 4
    assert all(one.misconceptions == ("M13",) for one in told)
    assert question.judge(lambda old, new: 100 * new / old - 100).score == 1
