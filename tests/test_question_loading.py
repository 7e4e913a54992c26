"""Questions load by name, and a faulty entry is refused with its file, its place and the reason."""

import copy
import math
import re

import pytest
from question_examples import built, tables

from ontherecord import questions
from ontherecord.errors import DataError, UnknownNameError

FIRST_OPTION = ("option", 0)


def broken(word, change):
    """The example with a change made to its table."""
    table = copy.deepcopy(tables()[f"demo.{word}"])
    change(table)
    return table


def without(*path):
    """A change that leaves out the entry at that path."""

    def change(table):
        for step in path[:-1]:
            table = table[step]
        del table[path[-1]]

    return change


def having(value, *path):
    """A change that sets the entry at that path."""

    def change(table):
        for step in path[:-1]:
            table = table[step]
        table[path[-1]] = value

    return change


FAULTS = [
    ("scope", without("prompt"), "'prompt' is missing"),
    ("scope", having("quiz", "type"), "type 'quiz' is unknown"),
    ("scope", having(["a", "b", "c"], "hints"), "3 hints"),
    ("scope", having(["a", "b", "c", "c"], "hints"), "twice"),
    ("scope", having(0, "points"), "'points'"),
    ("scope", having(True, "points"), "must be a number"),
    ("scope", having([99], "sentences"), "no sentence 99"),
    ("scope", having("x", "colour"), "'colour' has no meaning"),
    ("scope", without(*FIRST_OPTION, "misconception"), "option A: 'misconception' is missing"),
    ("scope", without(*FIRST_OPTION, "says"), "option A: 'says' is missing"),
    ("scope", having("B", *FIRST_OPTION, "id"), "'B' stands twice"),
    ("scope", having(0.3, *FIRST_OPTION, "credit"), "'credit'"),
    ("scope", having(0.5, "option", 1, "credit"), "'misconception' is missing"),
    ("supported", without("option", 2, "misconception"), "option C: 'misconception' is missing"),
    ("supported", having("yes", "option", 2, "right"), "true or false"),
    ("status", having(["C99"], "claims"), "no claim 'C99'"),
    ("status", having("mood", "field"), "field 'mood' is unknown"),
    ("status", without("wrong", 2), "no [[question.wrong]] explains"),
    ("status", having(["C7"], "wrong", 1, "rows"), "rows 'C7' is unknown"),
    ("parts", having("footer", "row", 0, "answer"), "answer 'footer' is unknown"),
    ("origin", without("otherwise"), "'otherwise' is missing"),
    ("origin", having("the minister", "span", 0, "quote"), "does not hold"),
    ("origin", having("e", "wrong", 0, "quote"), "times"),
    ("chain", having(["source", "mood"], "parts"), "parts 'mood' is unknown"),
    ("chain", without("wrong", 0), "explains all slips in 'source'"),
    ("chain", without("wrong", -1), "explains all slips in 'extra'"),
    ("chain", having(["C5"], "claims"), "does not stand in these sentences"),
    ("firm", without("option", 1, "evidence"), "needs 'evidence'"),
    ("firm", without("wrong_evidence", 1), "without 'sentences'"),
    ("firm", having([12], "option", 1, "evidence"), "no sentence 12"),
    ("riders", without("otherwise"), "'otherwise' is missing"),
    ("riders", without("low"), "'low' is missing"),
    ("chart", without("unit"), "it needs 'unit'"),
    ("chart", having("colours", "check", 0, "id"), "id 'colours' is unknown"),
    ("function", without("otherwise"), "'otherwise' is missing"),
    ("function", having("share", "call_as"), "'call_as' must be like"),
    ("function", having([1], "call", 0, "args"), "'args' must hold 2"),
    ("function", having([1, True], "call", 0, "args"), "'args' must hold 2"),
    ("function", having(math.nan, "call", 0, "value"), "must be a finite number"),
    ("function", without("call", 0, "value"), "either 'value' or 'expr'"),
    ("function", having("sum(1)", "call", 0, "expr"), "either 'value' or 'expr'"),
    ("function", having(True, "call", 1, "example"), "must be no example"),
    ("function", having([400], "wrong", 0, "gives"), "'gives' must hold 2 numbers"),
    ("function", having([400, "x"], "wrong", 0, "gives"), "'gives' must hold 2 numbers"),
    ("function", having([25, 80], "wrong", 0, "gives"), "gives the right values"),
    ("arrows", without("reversed"), "'reversed' is missing"),
    ("arrows", having("nobody", "arrow", 0, "from"), "from 'nobody' is unknown"),
    ("arrows", without("arrow", 3), "misses the merged origin"),
    ("arrows", having(["memo"], "node", 2, "also"), "'memo' stands twice"),
]


@pytest.mark.parametrize(
    ("word", "change", "reason"), FAULTS, ids=[f"{w}-{r}" for w, _, r in FAULTS]
)
def test_a_faulty_entry_is_refused_with_file_entry_and_reason(word, change, reason):
    with pytest.raises(DataError, match=re.escape(reason)) as caught:
        built(broken(word, change))
    assert caught.value.file == "docs/questions.md"
    assert caught.value.entry.startswith(f"demo.{word}")


def test_an_unknown_name_gets_the_closest_ones():
    known = questions.names()[0]
    with pytest.raises(UnknownNameError, match=re.escape(known)):
        questions.load(known + "x")


@pytest.mark.parametrize("name", ["", ".", "../04", "04", None, 4], ids=repr)
def test_a_name_that_is_none_is_refused_in_words(name):
    with pytest.raises(UnknownNameError, match="There is no question"):
        questions.load(name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[question]]\nname = 1", "'name'"),
        ('[[question]]\nname = "05.a"', "must begin with '04.'"),
        ('[[question]]\nname = "04.a"\n[[question]]\nname = "04.A"', "stands twice"),
        ("[[question]", "cannot be read as TOML"),
        ("", "at least 1"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, content, reason):
    file = tmp_path / "04.toml"
    file.write_text(content)
    with pytest.raises(DataError, match=re.escape(reason)):
        questions.read_unit(file)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        questions.read_unit(tmp_path / "04.toml")


def test_the_short_form_says_what_the_question_says():
    for name in questions.names():
        question = questions.load(name)
        assert questions.brief(name) == (question.type, question.points, question.prompt)
    with pytest.raises(UnknownNameError):
        questions.brief("06.nothing")


def test_misconceptions_have_a_name_a_rule_and_a_sign():
    first = questions.misconceptions()["M1"]
    assert first.name and first.rule and first.sign


def test_a_unit_without_questions_has_no_names():
    assert questions.names("99") == () and questions.all_questions("99") == ()


def test_figures_and_printed_numbers_give_the_interval_of_their_rounding():
    table = {n: v for n, v in tables()["demo.riders"].items() if n not in ("low", "high", "wrong")}
    question = built({**table, "expr": "percent_change(31.2, 38.4)", "decimals": 1})
    assert (round(question.right.low, 2), round(question.right.high, 2)) == (18.51, 18.99)
    with pytest.raises(DataError, match="no figure"):
        built({**table, "expr": "percent_change(31.2, alibaba.mood.2021Q3)"})
