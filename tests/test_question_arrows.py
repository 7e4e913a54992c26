"""Arrows: F1 of the arrows, the merged origin, other names and directions."""

from itertools import permutations

import pytest
from question_examples import built, example, tables, texts

ARROWS = example("arrows")
FIRM, MEMO, POST, PAPER = "Pellow Trams", "staff memo", "Harbour Post", "this paper"
FULL = [(FIRM, MEMO), (MEMO, POST), (POST, PAPER), (FIRM, PAPER)]


def test_other_names_case_and_order_do_not_matter():
    named = [("the company", "Memo"), ("memo", " the harbour post"), ("Post", "reader")]
    for order in permutations([*named, ("pellow", "this paper")]):
        assert ARROWS.judge(list(order)).score == 1


def test_arrows_may_be_written_as_text():
    lines = ["Pellow -> memo", "memo \u2192 Post", "Post -------->the paper ", "Pellow=>reader"]
    assert ARROWS.judge(lines).score == ARROWS.judge("\n".join(lines)).score == 1


def test_one_arrow_needs_no_list_around_it():
    assert ARROWS.plain((FIRM, MEMO)) == [[FIRM, MEMO]]


def test_an_accepted_set_of_arrows_earns_all():
    assert ARROWS.judge([*FULL, (MEMO, PAPER)]).score == 1


def test_arrows_earn_f1_and_the_origin_a_fifth():
    without_post = [FULL[0], FULL[1], FULL[3]]
    assert ARROWS.judge(without_post).score == pytest.approx(0.8 * 6 / 7 + 0.2, abs=1e-4)
    assert ARROWS.judge(FULL[1:]).score == pytest.approx(0.8 * 6 / 7, abs=1e-4)


def test_a_missing_origin_names_its_misconception():
    for second_arm_missing in (FULL[1:], FULL[:3]):
        feedback = ARROWS.judge(second_arm_missing)
        assert ARROWS.merged.note in feedback.notes and feedback.score < 0.7


def test_an_arrow_drawn_backwards_is_a_mistake_of_its_own():
    feedback = ARROWS.judge([(POST, MEMO)])
    assert "Harbour Post -> staff memo: An arrow runs from" in texts(feedback)


def test_a_planted_arrow_names_its_misconception():
    assert "M9" in ARROWS.judge([*FULL, ("Varga", PAPER)]).misconceptions


def test_every_possible_arrow_does_not_earn_all():
    names = [FIRM, MEMO, POST, PAPER, "Ines Varga"]
    assert ARROWS.judge(list(permutations(names, 2))).score < 0.6


def test_without_a_merged_origin_f1_is_the_score():
    table = {n: v for n, v in tables()["demo.arrows"].items() if n not in ("merged", "accept")}
    assert built(table).judge(FULL[:3]).score == pytest.approx(6 / 7, abs=1e-4)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ([("Pelow Trams", MEMO)], "Did you mean 'Pellow Trams'?"),
        ([(FIRM,)], "two names"),
        ([(FIRM, ...)], "two names"),
        (["Pellow Trams"], "two names"),
        ({FIRM: MEMO}, "no list"),
    ],
)
def test_what_cannot_be_read_is_told_with_advice(answer, advice):
    feedback = ARROWS.judge(answer)
    assert feedback.state == "invalid" and advice in texts(feedback)
