"""The map of misreadings: what is steady must have been shown three times, in different places."""

import pytest

from ontherecord import mastery, questions
from ontherecord.entries import HINTS, NEW
from ontherecord.mastery import Sign, Standing, counted, next_step, standings
from ontherecord.own_files import Everything


def sign(question, story, avoided=True):
    return Sign(question, story, avoided, avoided, "")


FAR = [sign("02.a", "one"), sign("04.b", "one"), sign("04x.c", "two")]


def entry(value, score=1.0, checked="2026-11-01T10:00:00Z", **more):
    first = {"value": value, "score": score}
    made = {"value": value, "score": score, "tries": 1, "complete": True, "first": first}
    return {**NEW, **made, "checked": checked, **more}


def answered(*units, slip=None):
    """Every question of those units, answered with the key, or with that slip where it can be."""
    held = {}
    for at, unit in enumerate(units):
        held[unit] = {}
        for question in questions.all_questions(unit):
            slips = [value for value, named in question.planted() if named == slip]
            value = slips[0] if slips else question.plain(question.gold())
            score = question.judge(value).score
            held[unit][question.name] = entry(value, score, f"2026-11-01T10:{at:02}:00Z")
    return held


@pytest.mark.parametrize(
    ("signs", "state"),
    [
        ([], "not seen"),
        (FAR[:1], "seen"),
        (FAR[:2], "seen"),
        (FAR, "steady"),
        ([sign("04.a", "one"), sign("04.b", "two"), sign("04x.c", "two")], "seen"),
        ([sign("02.a", "one"), sign("04.b", "one"), sign("06.c", "one")], "seen"),
        ([sign("00.a", "two", False)], "shaky"),
        ([*FAR, sign("06.d", "two", False)], "shaky"),
        ([sign("00.d", "two", False), *FAR], "steady"),
        ([*FAR, sign("07.d", "one"), sign("07.e", "one"), sign("07.f", "one")], "steady"),
        ([FAR[0], sign("03.d", "two", False), *FAR[1:], sign("05.e", "two")], "steady"),
        ([sign("03.d", "two", False), FAR[1], FAR[2], sign("04.e", "two")], "seen"),
        ([FAR[0], sign("03.d", "two", False), *FAR[1:]], "shaky"),
    ],
)
def test_three_in_a_row_over_two_stories_and_two_units_are_steady(signs, state):
    assert Standing("M1", tuple(signs)).state == state


@pytest.mark.parametrize(
    ("kept", "first", "now"),
    [
        (dict(NEW), None, None),
        ({**NEW, "value": "A"}, None, None),
        (entry("A", 0.0), "A", "A"),
        ({**entry("A", 0.0), "value": "B", "score": 1.0}, "A", "B"),
        ({**entry("A", 0.0), "value": "B", "score": None}, "A", "A"),
        ({**entry("A", 0.0), "value": "B", "score": 1.0, "helped": True}, "A", "A"),
        ({**entry("A", 0.0), "value": "B", "score": 1.0, "hints": HINTS}, "A", "B"),
        ({**entry("A"), "first": None}, "A", "A"),
        ({**entry("A"), "first": {}}, "A", "A"),
    ],
)
def test_a_copied_or_unchecked_answer_does_not_count_and_the_first_one_measures(kept, first, now):
    assert counted(kept) == (first, now)


def test_nobody_has_seen_anything_before_the_first_answer():
    assert {each.state for each in standings(Everything())} == {"not seen"}
    assert [each.misconception for each in standings(Everything())] == [*questions.misconceptions()]


def test_the_key_leaves_nothing_shaky_and_most_misreadings_steady():
    states = [each.state for each in standings(Everything(answered(*mastery.course_units())))]
    assert "shaky" not in states and states.count("steady") > len(states) / 2


@pytest.mark.parametrize("misconception", questions.misconceptions())
def test_who_holds_one_misreading_and_reads_well_otherwise_is_shaky_there(misconception):
    held = answered(*mastery.course_units(), slip=misconception)
    found = {each.misconception: each.state for each in standings(Everything(held))}
    assert found[misconception] in ("shaky", "not seen")
    assert list(found.values()).count("shaky") <= len(found) / 2


def test_an_answer_given_later_counts_as_later_whatever_the_order_of_the_course():
    held = answered("00", "02", "04", "04x")
    wrong = next(n for n in held["00"] if questions.load(n).planted())
    value, misconception = questions.load(wrong).planted()[0]
    held["00"][wrong] = entry(value, 0.0, "2026-11-09T10:00:00Z")
    found = {each.misconception: each for each in standings(Everything(held))}
    assert found[misconception].signs[-1].question == wrong
    assert found[misconception].state == "shaky"


@pytest.mark.parametrize(
    "kept",
    [
        entry("no such letter", 0.0),
        entry({"a": [1]}, 0.0),
        entry(None, 0.0),
        entry("A", 1.0, checked=7),
        {**entry("A"), "first": {"value": [[[]]]}},
    ],
)
def test_what_is_no_answer_any_more_tells_nothing_and_breaks_nothing(kept):
    held = Everything(
        {unit: {name: kept for name in questions.names(unit)} for unit in ["02", "04"]}
    )
    standings(held)
    next_step(held)


def test_answers_to_questions_that_nobody_knows_are_passed_over():
    held = Everything({"77": {"77.a": entry("A")}, "04": {"04.gone": entry("A")}})
    assert {each.state for each in standings(held)} == {"not seen"}
    assert next_step(held).unit == "00"


def test_the_course_begins_with_its_first_unit():
    step = next_step(Everything())
    assert (step.unit, step.question) == ("00", None) and "begins" in step.why


def test_one_goes_on_at_the_first_open_question_of_the_last_unit():
    held = answered("00", "00x", "01", "04")
    first, second, *_ = questions.names("04")
    for name in (second, *questions.names("04")[2:]):
        del held["04"][name]
    step = next_step(Everything(held))
    assert (step.unit, step.question) == ("04", second) and "You stopped there" in step.why


def test_after_a_whole_unit_the_next_one_that_was_not_begun_follows():
    step = next_step(Everything(answered("00", "00x", "01")))
    assert (step.unit, step.question) == ("01x", None)


def test_what_was_left_out_is_named_when_every_unit_was_begun():
    held = answered(*mastery.course_units())
    left = questions.names("02")[1]
    held["02"][left] = {**NEW, "value": "A", "complete": False}
    step = next_step(Everything(held))
    assert (step.unit, step.question) == ("02", left) and "left something out" in step.why


def test_at_the_end_what_is_shaky_is_named_with_a_question_on_it():
    held = answered(*mastery.course_units())
    last = mastery.course_units()[-1]
    slip = questions.all_questions(last)[0].planted()[0][1]
    held[last] = answered(last, slip=slip)[last]
    for made in held[last].values():
        made["checked"] = "2026-12-01T10:00:00Z"
    step = next_step(Everything(held))
    assert mastery.unit_of(step.question) == step.unit and "is shaky" in step.why


def test_when_all_is_answered_and_nothing_shaky_there_is_no_next_step():
    assert next_step(Everything(answered(*mastery.course_units()))) is None
