"""Every question has its ladder of hints, however it is answered; the worked answer, with all
that is accepted, opens after one try."""

from html import unescape

import pytest

from ontherecord import answers, questions, worked
from ontherecord.ask import asked
from ontherecord.check import check, hint
from ontherecord.check import worked as worked_answer
from ontherecord.tagger import _Tagged

NAMES = questions.names()
every_question = pytest.mark.parametrize("name", NAMES)
LOCKED = "opens after a try"


def a_try(name):
    """Some answer that is no blank: a slip where one is known that the page shows, else the key."""
    question = questions.load(name)
    slips = [value for value, _ in question.planted()]
    if question.type == "span":
        slips = [value for value in slips if value["sentence"] in question.sentences]
    return slips[0] if slips else question.plain(question.gold())


def by_typing(name):
    """The hint, the worked answer and the check as calls in a cell."""
    return lambda: hint(name).text, lambda: worked_answer(name).text, lambda v: check(name, v)


def by_form(name):
    """The same with the buttons of the form."""
    form = asked.Asked(questions.load(name))

    def press(kind, value=None):
        form.receive({"kind": kind, "value": value, "turn": ["view", 1]})
        return unescape(form.form.hint)

    return lambda: press("hint"), lambda: press("worked"), lambda value: press("check", value)


def by_tagger(name, monkeypatch):
    """The same with the buttons of the tagger."""
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: Handle())
    tagged = _Tagged(name)
    tagged.show()

    def press(kind):
        tagged.widget._receive(None, {"kind": kind}, None)
        return unescape(tagged.widget.receipt["text/html"])

    def tried(value):
        answers.store(name).record(name, questions.load(name).plain(value))
        tagged._restore()
        press("check")

    return lambda: press("hint"), lambda: press("worked"), tried


class Handle:
    def update(self, *arguments, **named):
        """Nothing is shown here."""


def paths(name, monkeypatch):
    """Every way to answer the question."""
    kind = questions.load(name).type
    yield by_typing(name)
    if kind in ("span", "tags"):
        yield by_tagger(name, monkeypatch)
    elif not questions.load(name).code:
        yield by_form(name)


@every_question
def test_the_ladder_is_climbed_and_its_last_step_waits_for_a_try(name, monkeypatch, answers_folder):
    question = questions.load(name)
    for number, (next_hint, _, tried) in enumerate(paths(name, monkeypatch)):
        monkeypatch.setenv("ONTHERECORD_ANSWERS", str(answers_folder / str(number)))
        steps = [next_hint() for _ in range(4)]
        assert all(plain in step for plain, step in zip(question.hints[:3], steps, strict=False))
        assert LOCKED in steps[3] and question.hints[3] not in steps[3]
        tried(a_try(name))
        last = next_hint()
        assert question.hints[3] in last
        assert all(told in last for told in worked.alternatives(question))


@every_question
def test_one_try_opens_the_worked_answer_without_the_other_hints(name, monkeypatch, answers_folder):
    question = questions.load(name)
    for number, (_, open_worked, tried) in enumerate(paths(name, monkeypatch)):
        monkeypatch.setenv("ONTHERECORD_ANSWERS", str(answers_folder / str(number)))
        assert LOCKED in open_worked()
        tried(a_try(name))
        told = open_worked()
        assert question.hints[3] in told
        assert all(other in told for other in worked.alternatives(question))
        assert answers.store(name).entry(name)["hints"] == 4


@every_question
def test_every_label_line_and_arrow_that_the_key_accepts_is_told(name):
    question = questions.load(name)
    told = " ".join([question.hints[3], *worked.alternatives(question)])
    for option in getattr(question, "options", ()):
        assert not option.credit or option.id in told
        assert all(str(line) in told for line in option.evidence if option.credit == 1)
    for row in getattr(question, "rows", ()):
        assert all(label in told for label in list(row.labels)[1:])
    for start, end in getattr(question, "accepted", ())[1:]:
        assert question.page.text[start:end] in told
    for arrows in getattr(question, "answers", ())[1:]:
        assert all(f"{start} → {end}" in told for start, end in arrows)


@every_question
def test_what_is_told_as_accepted_earns_points(name):
    question = questions.load(name)
    for option in getattr(question, "options", ()):
        if option.credit == 0 and question.type != "select":
            assert not any(
                told.startswith(f"{option.id} ") for told in worked.alternatives(question)
            )
    if question.type == "number":
        for edge in (question.right.low, question.right.high):
            assert question.judge(edge).score == 1


def test_the_button_for_the_worked_answer_comes_with_the_first_try():
    form = asked.Asked(questions.load("04.arms"))
    assert form.form.tried is False
    form.receive({"kind": "answer", "value": ["A", None], "turn": ["view", 1]})
    assert form.form.tried is False
    form.receive({"kind": "check", "value": ["A", None], "turn": ["view", 2]})
    assert form.form.tried is True
    assert asked.Asked(questions.load("04.arms")).form.tried is True


def test_an_answer_copied_from_the_worked_one_is_known_as_such():
    check("04.arms", a_try("04.arms"))
    worked_answer("04.arms")
    check("04.arms", questions.load("04.arms").gold())
    entry = answers.store("04.arms").entry("04.arms")
    assert (entry["helped"], entry["score"]) == (True, 1)


def test_looking_at_the_worked_answer_afterwards_takes_nothing_away():
    check("04.arms", questions.load("04.arms").gold())
    worked_answer("04.arms")
    check("04.arms")
    assert "helped" not in answers.store("04.arms").entry("04.arms")


def test_feedback_on_a_slip_says_that_the_worked_answer_is_open():
    assert 'worked("04.arms")' in check("04.arms", a_try("04.arms")).text
    assert 'worked("04.arms")' not in check("04.arms", questions.load("04.arms").gold()).text
