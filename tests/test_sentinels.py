"""Which misreading an answer shows, avoids, or leaves open."""

import pytest

from ontherecord import questions
from ontherecord.sentinels import sentinels, shown, told_by

NAMES = questions.names()


@pytest.mark.parametrize("name", NAMES)
def test_the_preferred_answer_avoids_all_that_the_question_can_tell(name):
    question = questions.load(name)
    assert shown(question, question.gold()) == dict.fromkeys(told_by(name), False)


@pytest.mark.parametrize("name", NAMES)
def test_a_planted_answer_shows_its_misreading(name):
    question = questions.load(name)
    for value, misconception in question.planted():
        assert shown(question, value)[misconception] is True


@pytest.mark.parametrize("value", [None, ..., "no such option", {"a": 1}])
def test_what_is_no_answer_tells_nothing(value):
    assert shown(questions.load("04.arms"), value) == {}


def test_a_wrong_answer_is_no_sign_that_another_misreading_was_avoided():
    for question in questions.all_questions("04"):
        for value, _ in question.planted() if question.type == "choice" else ():
            feedback = question.judge(value)
            told = shown(question, value)
            avoided = {id for id, seen in told.items() if not seen}
            assert feedback.score >= 0.5 or not avoided


def test_every_misreading_is_listed_with_questions_that_name_it():
    listed = sentinels()
    assert list(listed) == list(questions.misconceptions())
    assert all(id in told_by(name) for id, names in listed.items() for name in names)
