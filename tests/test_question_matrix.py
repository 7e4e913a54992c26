"""Matrix: a label for each row, alternatives with their line, and kappa."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_examples import example, texts

STATUS, PARTS = example("status"), example("parts")
COLUMNS = st.sampled_from(STATUS.columns)


def test_an_alternative_counts_in_full_only_with_its_evidence():
    rest = {"C3": "view", "C5": "own voice"}
    assert STATUS.judge({"C1": ("confirmed", 4), **rest}).score == 1
    assert STATUS.judge({"C1": "confirmed", **rest}).score == pytest.approx(2.5 / 3, abs=1e-4)
    assert STATUS.judge({"C1": ("confirmed", 5), **rest}).score == pytest.approx(2.5 / 3, abs=1e-4)


def test_an_alternative_without_evidence_asks_for_its_sentence():
    assert "the other half is for the sentence" in texts(STATUS.judge({"C1": "confirmed"})).lower()


def test_a_wrong_label_is_explained_by_the_narrowest_entry():
    feedback = STATUS.judge({"C3": "confirmed", "C5": "reported", "C1": "company data"})
    named = {note.where: note.misconception for note in feedback.notes if note.where}
    assert named == {"C1": "M4", "C3": "M1", "C5": "M2"}


def test_rows_left_out_are_named():
    feedback = STATUS.judge({"c1 ": " Reported"})
    assert feedback.score == pytest.approx(1 / 3, abs=1e-4)
    assert "No label for C3 and C5." in texts(feedback)


def test_a_table_without_any_label_is_no_answer():
    assert STATUS.judge({"C1": ..., "C3": None}).state == STATUS.judge({}).state == "unanswered"


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ({"C1": "confirmd"}, "Did you mean 'confirmed'?"),
        ({"C9": "view"}, "no row"),
        ({"C1": "view", "c1": "reported"}, "given twice"),
        ([("C1", "view"), ("C1", "view")], "given twice"),
        ({"C1": ("view", "four")}, "no sentence number"),
        ({"C1": 4}, "no label"),
    ],
)
def test_what_cannot_be_read_is_told_with_advice(answer, advice):
    feedback = STATUS.judge(answer)
    assert feedback.state == "invalid" and advice in texts(feedback)


def test_rows_may_have_numbers_for_names():
    assert PARTS.judge({1: "furniture", 2: "headline", 3: "body"}).score == 1


def test_a_constant_answer_has_a_kappa_of_zero():
    feedback = STATUS.judge(dict.fromkeys(("C1", "C3", "C5"), "view"))
    assert (feedback.score, feedback.chance) == (pytest.approx(1 / 3, abs=1e-4), 0.0)


def test_every_accepted_answer_has_a_kappa_of_one():
    for first in ("reported", ("confirmed", 4)):
        assert STATUS.judge({"C1": first, "C3": "view", "C5": "own voice"}).chance == 1.0


@given(st.fixed_dictionaries({"C1": COLUMNS, "C3": COLUMNS, "C5": COLUMNS}))
def test_kappa_is_never_above_one_and_the_order_of_rows_does_not_matter(answer):
    feedback = STATUS.judge(answer)
    assert feedback.chance is None or feedback.chance <= 1
    assert STATUS.judge(dict(reversed(answer.items()))) == feedback
