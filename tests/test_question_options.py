"""Choice, select and two-tier: options by letter, credit and explanations."""

import pytest
from question_examples import example, texts

SCOPE, SUPPORTED, FIRM = example("scope"), example("supported"), example("firm")


@pytest.mark.parametrize(
    ("answer", "score"), [("B", 1.0), ("D", 0.5), ("A", 0.0), (" b ", 1.0), ("b)", 1.0), (["B"], 1)]
)
def test_a_choice_earns_the_credit_of_its_option(answer, score):
    assert SCOPE.judge(answer).score == score


def test_a_choice_may_be_given_in_the_words_of_the_option():
    assert SCOPE.plain("That the memo is real") == "B"


def test_a_near_miss_is_partly_right_and_still_explains_itself():
    feedback = SCOPE.judge("D")
    assert (feedback.state, feedback.misconceptions) == ("partly", ("M1",))


def test_an_unknown_option_gets_the_options_that_exist():
    assert "'A', 'B', 'C' or 'D'" in texts(SCOPE.judge("Z"))


def test_two_options_for_one_are_refused():
    assert "2 options" in texts(SCOPE.judge(["A", "B"]))


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        (["A", "C"], 1.0),
        (["C", "a"], 1.0),
        ({"A", "C"}, 1.0),
        ("A, C", 1.0),
        (["A", "A", "C"], 1.0),
        (["A"], 0.5),
        (["A", "C", "B"], 0.5),
        (["A", "B"], 0.0),
        (["B", "D"], 0.0),
        (["A", "B", "C", "D"], 0.0),
    ],
)
def test_select_counts_hits_less_false_ones(answer, score):
    assert SUPPORTED.judge(answer).score == score


def test_select_explains_each_wrong_option_and_each_one_left_out():
    feedback = SUPPORTED.judge(["A", "D"])
    assert [note.text[:2] for note in feedback.notes] == ["C:", "D:"]
    assert feedback.misconceptions == ("M7", "M3")


def test_select_without_any_option_is_no_answer():
    assert SUPPORTED.judge([]).state == "unanswered"


def test_select_saves_the_options_in_their_order():
    assert SUPPORTED.plain(["c", "A"]) == SUPPORTED.plain(("A", "C")) == ["A", "C"]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        (("B", 4), 1.0),
        (["b", "4"], 1.0),
        (("B", "sentence 4"), 1.0),
        (("C", 3), 1.0),
        (("B", 5), 0.4),
        (("C", 4), 0.4),
        (("A", 4), 0.2),
        (("A", 5), 0.0),
        ("B", 0.4),
        ((..., 4), 0.0),
    ],
)
def test_two_tier_weighs_the_option_and_its_line(answer, score):
    assert FIRM.judge(answer).score == score


def test_two_tier_says_which_half_is_missing():
    assert "number of the sentence" in texts(FIRM.judge(("B", ...)))
    assert "letter of the option" in texts(FIRM.judge((None, 4)))


def test_a_wrong_option_with_the_right_line_says_what_earns_points():
    assert "Sentence 4 supports the right option" in texts(FIRM.judge(("A", 4)))
    for other in (("A", 5), ("B", 4), ("B", 5), ("A", ...)):
        assert "supports the right option" not in texts(FIRM.judge(other))


def test_a_wrong_line_has_an_explanation_of_its_own_where_there_is_one():
    assert FIRM.judge(("B", 5)).misconceptions == ("M9",)
    assert FIRM.judge(("B", 6)).misconceptions == ("M2",)


def test_a_line_that_does_not_exist_is_refused_with_the_numbers_that_do():
    assert "from 1 to 7" in texts(FIRM.judge(("B", 99)))
