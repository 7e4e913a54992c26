"""What holds for every type of question and any answer whatever."""

import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_examples import STORY, example, examples, texts

from ontherecord.grading.answered import answer_html
from ontherecord.questions import TYPES
from ontherecord.questions.feedback import STATES

WORDS = sorted(
    {"A", "b ", "C1", "c3", "view", "confirmed", "reported", "staff memo", "Harbour Post", "19 %"}
    | {"source", "claim", "cue", "sentence", "quote", "start", "end", "label", "target", "status"}
    | {"id", "kind", "marks", "value_axis", "notes", "staff memo -> Harbour Post", "a staff memo"}
)
LEAVES = (
    st.none()
    | st.just(...)
    | st.booleans()
    | st.integers(-5, 400)
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.fractions()
    | st.sampled_from(WORDS)
    | st.text(st.characters(), max_size=20)
    | st.binary(max_size=3)
    | st.sampled_from([numpy.float32(19), numpy.int8(4), numpy.bool_(True), numpy.nan, object()])
)
ODD = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.sampled_from(WORDS) | st.integers(0, 9), inner, max_size=6)
        | st.frozensets(st.sampled_from(WORDS), max_size=3)
    ),
    max_leaves=12,
)
TAGS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["t1", "t2", "t3", "t4", "t5"]),
            "start": st.integers(-1, len(STORY.text) + 1),
            "end": st.integers(0, len(STORY.text) + 1),
            "label": st.sampled_from(["source", "cue", "claim", "Claim "]),
        },
        optional={
            "target": st.sampled_from(["t1", "t2", "t3", "t9", None]),
            "status": st.sampled_from(["view", "confirmed", "Own Voice", None]),
        },
    ),
    max_size=6,
)


class CodeRan(BaseException):
    """Code of an answer ran: no `except Exception` can hide it."""


class Hostile:
    """An object that tells when any of its methods is called."""

    def _refuse(self, *args, **kwargs):
        raise CodeRan

    __eq__ = __repr__ = __str__ = __float__ = __int__ = __len__ = __iter__ = _refuse
    __getattr__ = __bool__ = __format__ = __getitem__ = __index__ = __contains__ = _refuse
    __hash__ = object.__hash__


class HostileText(str):
    __eq__ = __str__ = __len__ = __iter__ = lower = strip = Hostile._refuse
    __hash__ = str.__hash__


class HostileList(list):
    __iter__ = __len__ = __getitem__ = __eq__ = __repr__ = Hostile._refuse


class HostileNumber(float):
    __float__ = __eq__ = __lt__ = __repr__ = __abs__ = Hostile._refuse
    __hash__ = float.__hash__


class HostileDict(dict):
    items = keys = __iter__ = __getitem__ = get = __len__ = Hostile._refuse


class Meta(type):
    __name__ = property(Hostile._refuse)
    __eq__ = __repr__ = __instancecheck__ = __subclasscheck__ = Hostile._refuse
    __hash__ = type.__hash__


def recursive_list():
    made = []
    made.append(made)
    return made


def recursive_dict():
    made = {}
    made["C1"] = made
    return made


STRANGE = {
    "a hostile object": Hostile(),
    "its class": Hostile,
    "hostile text": HostileText("B"),
    "a hostile list": HostileList(["A"]),
    "a hostile number": HostileNumber(19.0),
    "a hostile table": HostileDict({"C1": "view"}),
    "hostile rows": {"C1": Hostile(), "C3": HostileText("view")},
    "a class of a hostile class": Meta("Odd", (), {})(),
    "a list in itself": recursive_list(),
    "a table in itself": recursive_dict(),
    "10 MB of text": "A" * 10_000_000,
    "many long texts": ["A" * 9_999] * 2_000,
    "a huge number": 10**100_000,
    "a huge fraction": Fraction(10**1000, 3),
    "a decimal that signals": Decimal("sNaN"),
    "a million items": ["A"] * 1_000_000,
    "a generator": (letter for letter in "AB"),
    "a function": len,
    "bytes": b"B",
    "a complex number": 19j,
    "half a character": "\ud83d",
    "a date of numpy": numpy.datetime64("2021-09-30"),
    "an array of objects": numpy.array([object(), None], dtype=object),
    "a long double": numpy.longdouble(19),
}

every_type = pytest.mark.parametrize("question", examples(), ids=lambda question: question.name)


def assert_sound(question, value):
    feedback = question.judge(value)
    assert 0 <= feedback.score <= 1 and math.isfinite(feedback.score)
    assert feedback.state in STATES and feedback.notes
    saved = question.plain(value)
    assert json.loads(json.dumps(saved, allow_nan=False).encode()) == saved
    assert (saved is None) == (feedback.state in ("unanswered", "invalid"))
    if saved is not None:
        again = question.judge(saved)
        assert (again.score, question.plain(saved)) == (feedback.score, saved)
        # Every learner's page tells it: one that cannot be told would stop a class.
        assert answer_html(question, saved).startswith('<p class="answer">Your answer: ')


def test_every_type_has_an_example():
    assert {question.type for question in examples()} == set(TYPES)


@every_type
@given(value=ODD)
def test_any_value_is_judged_and_saved_without_an_error(question, value):
    assert_sound(question, value)


@given(value=TAGS)
def test_any_tags_are_judged_and_saved_without_an_error(value):
    assert_sound(example("chain"), value)


@every_type
@pytest.mark.parametrize("sort", STRANGE)
def test_a_strange_object_is_refused_or_read_but_none_of_its_code_runs(question, sort):
    assert_sound(question, STRANGE[sort])


@every_type
def test_the_preferred_answer_earns_all(question):
    feedback = question.judge(question.gold())
    assert (feedback.score, feedback.state, feedback.misconceptions) == (1.0, "right", ())


@every_type
@pytest.mark.parametrize("nothing", [..., None], ids=["dots", "None"])
def test_no_answer_earns_nothing_and_is_told_what_is_expected(question, nothing):
    feedback = question.judge(nothing)
    assert (feedback.score, feedback.state) == (0.0, "unanswered")
    assert question.expected in texts(feedback)


@every_type
@pytest.mark.parametrize("wrong", [True, math.nan, math.inf, b"x", object()], ids=repr)
def test_a_value_of_the_wrong_type_is_told_what_is_expected(question, wrong):
    feedback = question.judge(wrong)
    assert feedback.state == "invalid"
    assert question.expected in texts(feedback)


@every_type
def test_each_planted_wrong_answer_names_its_misconception(question):
    assert question.planted()
    for value, misconception in question.planted():
        feedback = question.judge(value)
        assert feedback.score < 1 and misconception in feedback.misconceptions, value


@every_type
def test_the_same_answer_gets_the_same_words(question):
    for value, _ in question.planted():
        assert question.judge(value) == question.judge(value)
