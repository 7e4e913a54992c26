"""Every question of the lessons: it can be answered, and each slip names what went wrong."""

import re
import tomllib
from collections import Counter

import pytest
from question_examples import ROOT

from ontherecord import questions
from ontherecord.article import data_folder
from ontherecord.feedback_card import place

NAMES = questions.names()
MOST_WORDS = 40
every_question = pytest.mark.parametrize("name", NAMES)


def tables(unit):
    """The TOML tables of a unit's questions."""
    file = data_folder() / "questions" / f"{unit}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["question"]


def explanations(table):
    """Every table with an explanation, however deep it stands."""
    if isinstance(table, list):
        return [found for item in table for found in explanations(item)]
    if not isinstance(table, dict):
        return []
    inner = [found for item in table.values() for found in explanations(item)]
    return [table, *inner] if "says" in table else inner


def every_explanation(name):
    unit = name.partition(".")[0]
    return explanations([table for table in tables(unit) if table["name"] == name])


def statements():
    """The options that are statements on a story, each true when it is sound."""
    asked = [q for q in questions.all_questions() if q.type in ("choice", "select")]
    return [option.sound for q in asked for option in q.options if option.sound is not None]


def test_each_unit_with_lessons_has_questions():
    units = {guide.parent.name[:2] for guide in (ROOT / "lessons").glob("*/guide.md")}
    assert units and units <= set(questions.units())


def test_names_are_unique_whatever_their_case():
    assert max(Counter(name.casefold() for name in NAMES).values()) == 1


@every_question
def test_the_name_fits_its_file(name):
    assert name in questions.names(name.partition(".")[0])
    assert questions.load(name).name == name


@every_question
def test_the_preferred_answer_earns_all(name):
    question = questions.load(name)
    feedback = question.judge(question.gold())
    assert (feedback.score, feedback.state) == (1.0, "right"), feedback.notes
    assert not feedback.misconceptions


@every_question
def test_the_saved_preferred_answer_earns_all(name):
    question = questions.load(name)
    saved = question.plain(question.gold())
    assert question.judge(saved).score == 1 and question.plain(saved) == saved


@every_question
def test_no_answer_earns_nothing(name):
    feedback = questions.load(name).judge(...)
    assert (feedback.score, feedback.state) == (0.0, "unanswered")


@every_question
def test_each_planted_wrong_answer_names_its_misconception(name):
    question = questions.load(name)
    for value, misconception in question.planted():
        feedback = question.judge(value)
        assert feedback.score < 1 and misconception in feedback.misconceptions, value


@every_question
def test_each_misconception_is_in_the_bank(name):
    named = {table.get("misconception") for table in every_explanation(name)} - {None}
    assert named <= set(questions.misconceptions())


@every_question
def test_each_explanation_has_at_most_forty_words(name):
    long = [e["says"] for e in every_explanation(name) if len(e["says"].split()) > MOST_WORDS]
    assert not long


@every_question
def test_there_are_four_hints_and_the_last_one_is_the_worked_answer(name):
    *steps, worked = questions.load(name).hints
    assert len(steps) == 3 and worked not in steps


@every_question
def test_the_printed_pattern_of_an_answer_is_no_answer(name):
    question = questions.load(name)
    pattern = re.search(rf'check\("{re.escape(name)}", (.+?)\)[.:]', question.expected + ":")[1]
    try:
        typed = eval(pattern, {"tag": lambda *parts: list(parts)})
    except NameError:
        assert question.code  # The name of the learner's own chart.
        return
    told = question.expected[: question.expected.index(pattern)] + pattern
    assert not re.search(r"\d", told.replace(name, "")) or question.type in ("matrix", "number")
    feedback = question.judge(typed)
    assert feedback.score == 0, feedback
    assert feedback.state in ("invalid", "unanswered")


def test_about_half_of_the_statements_are_sound(capsys):
    sound = statements()
    share = sum(sound) / len(sound)
    with capsys.disabled():
        print(f"\n{sum(sound)} of {len(sound)} statements are sound: {share:.0%}")
    assert 0.4 <= share <= 0.6


def test_only_a_sentence_of_a_page_is_named_by_a_bare_number():
    # A card tells where to look, and there a bare number is the number of a sentence.
    for question in questions.all_questions():
        numbers = {row.id for row in getattr(question, "rows", ()) if row.id.isdecimal()}
        if numbers:
            assert "number is the number of the sentence" in question.prompt, question.name
            assert numbers <= {str(s.number) for s in question.page.sentences}, question.name


def test_feedback_on_a_row_that_is_no_sentence_sends_nobody_to_a_sentence():
    question = questions.load("06x.verdict")
    feedback = question.judge({**question.gold(), "row 1": "does not follow"})
    [note] = [note for note in feedback.notes if note.where]
    assert place(note.where) == "row 1"


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("04x.third", 300), ("06.rate", 0.155), ("06x.points", 0.02), ("06x.dollars", 6272),
        ("07x.ink", 6.3), ("08.strandvale-share", 200), ("08x.check", 33.3),
    ],
)  # fmt: skip
def test_a_slip_of_unit_scale_or_direction_is_explained_and_is_called_no_misreading(name, slip):
    feedback = questions.load(name).judge(slip)
    assert (feedback.state, feedback.misconceptions) == ("wrong", ())
    assert feedback.notes


def test_a_number_that_nobody_foresaw_is_called_no_misreading():
    for question in questions.all_questions():
        if question.type in ("number", "function"):
            assert question.otherwise.misconception is None, question.name
