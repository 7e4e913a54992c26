"""The teacher's report: what it counts is right, it names nobody, and few answers stay unseen."""

import random
import statistics
from collections import Counter

import pytest
from harness import violations
from test_grading import FILE, GOLD, NAMES, UNIT, hand_in, handed, notebook  # noqa: F401

from ontherecord import questions
from ontherecord.grading.agreement import Marks, agreement, alpha
from ontherecord.grading.run import grade
from ontherecord.grading.tally import QuestionTally, to_discuss


def a_class(folder, size, seed=1):
    """Hands in for learners who know more or less; gives their answers."""
    chance = random.Random(seed)
    given = []
    for number in range(size):
        skill = chance.random()
        answers = {}
        for name in NAMES:
            question = questions.load(name)
            wrong = question.planted()
            right = not wrong or chance.random() < skill
            answers[name] = question.plain(question.gold() if right else chance.choice(wrong)[0])
        hand_in(folder, f"Learner Number{number}/{FILE}", notebook(answers))
        given.append(answers)
    return given


def report(folder):
    return (grade(folder, folder.parent / "out", [UNIT]) / "report.html").read_text("utf-8")


def test_the_report_of_a_class_counts_what_was_answered_and_names_nobody(handed):  # noqa: F811
    given = a_class(handed, 12)
    page = report(handed)
    assert "12 learners" in page and "Learner Number" not in page
    chosen = Counter(answers["04x.denial-b"] for answers in given)
    assert ", ".join(f"{option}: {n}" for option, n in sorted(chosen.items())) in page
    right = sum(questions.load("04x.third").judge(a["04x.third"]).score for a in given) / 12
    assert f"{right:.0%}" in page


def test_fewer_than_five_answers_draw_no_bar_and_tell_no_choice(handed):  # noqa: F811
    a_class(handed, 4)
    page = report(handed)
    assert 'class="bar"' not in page and "too few answers" in page and "shown from 5 on" in page
    a_class(handed, 5)
    assert 'class="bar"' in report(handed)


def test_where_nobody_has_marked_the_text_the_report_says_so(handed):  # noqa: F811
    name = next(name for name in NAMES if questions.load(name).type != "tags")
    hand_in(handed, f"Ada Marin/{FILE}", notebook({name: questions.load(name).gold()}))
    assert "0 people have marked it." in report(handed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_and_a_feedback_page_are_accessible(handed, browser, scheme):  # noqa: F811
    a_class(handed, 8)
    report(handed)
    out = handed.parent / "out"
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = []
    for file in [out / "report.html", next((out / "feedback").iterdir())]:
        page.goto(file.as_uri())
        found += violations(page, "body")
    context.close()
    assert found == []


def test_discrimination_is_the_correlation_with_the_rest():
    shares, rests = [0, 1, 0.5, 1, 0, 1], [3, 9, 4, 8, 5, 6]
    tally = QuestionTally("x")
    for share, rest in zip(shares, rests, strict=True):
        tally.add(share, rest)
    assert tally.difficulty == pytest.approx(statistics.mean(shares))
    assert tally.discrimination == pytest.approx(statistics.correlation(shares, rests))


def test_a_question_that_all_answer_alike_has_no_discrimination():
    tally = QuestionTally("x")
    for rest in range(8):
        tally.add(1, rest)
    assert tally.discrimination is None


@pytest.mark.parametrize(
    ("counts", "talk"), [((7, 3), True), ((8, 2), False), ((3, 3, 3, 1), False), ((2, 2), False)]
)
def test_a_claim_is_to_be_discussed_when_its_top_label_has_35_to_70_per_cent(counts, talk):
    assert to_discuss(Counter(dict(zip("abcd", counts, strict=False)))) is talk


def test_alpha_is_krippendorffs():
    # Four units, two readers, by hand: observed 2 of 8, expected (5 * 3 + 3 * 5) of (8 * 7).
    one = {(0, 1): "cue", (1, 2): "cue", (2, 3): "claim", (3, 4): "claim"}
    two = one | {(3, 4): "cue"}
    assert alpha([one, two], list(one)) == pytest.approx(1 - 0.25 / (30 / 56))
    assert alpha([one], list(one)) is None


def test_pairs_agree_by_the_words_that_either_marked():
    assert agreement({1: "cue", 2: "cue"}, {2: "cue", 3: "claim"}) == pytest.approx(1 / 3)
    assert agreement({}, {}) == 1


def test_the_strip_tells_the_share_of_readers_by_word():
    marks = Marks("04x.paint")
    gold = GOLD["04x.paint"]
    marks.add(gold)
    marks.add(gold[:1])
    marks.add([])
    first = next(token for token in marks.tokens if token[0] >= gold[0]["start"])
    assert marks.share(first) == 1 and marks.pairs()[0][2] == 1
    assert {marks.share(token) for token in marks.tokens} == {0, 0.5, 1}
