"""Span: words of the story, judged by their overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_examples import STORY, example, marked, texts

from ontherecord.questions.span import span_credit
from ontherecord.tags import token_f1

ORIGIN = example("origin")


@pytest.mark.parametrize(
    "answer",
    [
        {"sentence": 3, "quote": "a staff memo"},
        {"sentence": 3, "quote": "staff memo."},
        {"sentence": "3", "quote": " a staff memo "},
        {"quote": "staff memo"},
        "a staff memo",
        [marked("source", 3, "a staff memo")],
        marked("source", 3, "staff memo"),
    ],
)
def test_articles_and_punctuation_do_not_matter(answer):
    assert ORIGIN.judge(answer).score == 1


def test_too_many_words_earn_part_and_are_told():
    feedback = ORIGIN.judge("citing a staff memo")
    assert feedback.score == 1  # two of three words: F1 is 0.8
    feedback = ORIGIN.judge("on Monday, citing a staff memo")
    assert feedback.score == pytest.approx((4 / 7 - 0.3) / 0.5, abs=1e-4)
    assert "Leave out" in texts(feedback)


def test_planted_words_name_their_misconception():
    feedback = ORIGIN.judge("the Harbour Post")
    assert (feedback.score, feedback.misconceptions) == (0.0, ("M4",))


def test_other_words_name_the_general_misconception():
    assert ORIGIN.judge("nine depots").misconceptions == ("M2",)


def test_typing_and_tagging_save_the_same_answer():
    typed = ORIGIN.plain({"sentence": 3, "quote": "a staff memo"})
    assert (
        typed == ORIGIN.plain(marked("source", 3, "a staff memo")) == ORIGIN.plain("a staff memo")
    )


def test_a_tag_with_another_label_is_told():
    assert "asks for a source" in texts(ORIGIN.judge(marked("claim", 3, "a staff memo")))


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ({"sentence": 3, "quote": "the minister"}, "does not hold"),
        ({"sentence": 99, "quote": "memo"}, "no sentence 99"),
        ({"sentence": 3}, "quote is missing"),
        ({"start": 5, "end": 5}, "outside the story"),
        ({"start": 0, "end": 10**9}, "outside the story"),
        (["a staff memo", "memo"], "one is asked"),
        (7, "no quote"),
    ],
)
def test_what_cannot_be_read_is_told_with_advice(answer, advice):
    feedback = ORIGIN.judge(answer)
    assert feedback.state == "invalid" and advice in texts(feedback)


@pytest.mark.parametrize(
    ("f1", "credit"), [(0, 0), (0.3, 0), (0.55, 0.5), (0.8, 1), (2 * 0.8 / 2, 1), (1, 1)]
)
def test_credit_rises_in_a_straight_line(f1, credit):
    assert span_credit(f1) == pytest.approx(credit)


@given(st.integers(0, len(STORY.text) - 1), st.integers(1, 120))
def test_the_score_is_that_of_the_best_accepted_span(start, length):
    end = min(start + length, len(STORY.text))
    best = max(token_f1(STORY, (start, end), span) for span in ORIGIN.accepted)
    assert ORIGIN.judge({"start": start, "end": end}).score == pytest.approx(
        span_credit(best), abs=1e-4
    )
