"""`ask(name)` in Python: the form is given no key, every answer is saved, Check judges it."""

import json
import sys
from html import unescape

import pytest

from ontherecord import answers, questions
from ontherecord.ask import ask
from ontherecord.ask.asked import Asked
from ontherecord.ask.widget import form_of
from ontherecord.check import check

FORMS = [q for q in questions.all_questions() if q.type not in ("span", "tags") and not q.code]


def asked(name="04.arms"):
    return Asked(questions.load(name))


def send(form, kind, value=None, number=1):
    form.receive({"kind": kind, "value": value, "turn": ["view", number]})


@pytest.mark.parametrize("question", FORMS, ids=lambda q: q.name)
def test_what_the_form_shows_as_typed_is_the_same_answer_in_a_cell(question):
    form = Asked(question)
    send(form, "answer", question.gold())
    typed = eval(form.form.typed, {"check": lambda name, value: (name, value)})
    assert typed[0] == question.name
    assert question.plain(typed[1]) == question.plain(question.gold())


@pytest.mark.parametrize("question", FORMS, ids=lambda q: q.name)
def test_the_browser_is_told_nothing_of_the_key(question):
    known = {"name", "type", "points", "prompt", "title", "sentences", "evidence"}
    known |= {"options", "rows", "columns", "nodes", "unit"}
    form = form_of(question)
    assert set(form) == known
    assert all(len(part) == 2 for name in ("options", "rows") for part in form[name])


@pytest.mark.parametrize("question", FORMS, ids=lambda q: q.name)
def test_every_sentence_that_earns_points_can_be_chosen(question):
    offered = {number for number, _ in form_of(question)["evidence"]}
    rights = [o for o in getattr(question, "options", ()) if o.credit == 1]
    wanted = {n for row in getattr(question, "rows", ()) for s in row.labels.values() for n in s}
    if question.type == "two_tier":
        wanted |= {number for option in rights for number in option.evidence}
    assert wanted <= offered


def test_an_answer_is_saved_at_once_and_not_judged():
    form = asked()
    send(form, "answer", ["B", None])
    entry = answers.store("04.arms").entry("04.arms")
    assert (entry["value"], entry["complete"], entry["tries"]) == (["B", None], False, 0)
    assert form.form.status["text"] == "Saved."


def test_check_says_what_a_cell_says_and_saves_the_same():
    form = asked()
    send(form, "check", ["A", 9])
    by_click = answers.store("04.arms").entry("04.arms")
    typed = check("04.arms", ("A", 9))
    assert form.form.feedback["html"] == typed.html
    assert by_click["value"] == ["A", 9] and by_click["score"] == 1


def test_check_judges_what_came_with_the_click():
    form = asked()
    send(form, "answer", ["B", None])
    send(form, "check", ["A", 9], 2)
    assert answers.store("04.arms").value("04.arms") == ["A", 9]


def test_the_saved_answer_is_there_again():
    send(asked(), "answer", ["A", 9])
    again = asked().form
    assert again.answer == {"value": ["A", 9], "turn": None}
    assert again.status["text"] == "Your saved answer is back."


def test_an_answer_typed_in_a_cell_is_in_the_form():
    check("04.arms", ("B", 8))
    assert asked().form.answer["value"] == ["B", 8]


def test_the_receipt_follows_the_saved_answer():
    form = asked()
    assert form.form.receipt[answers.MIME]["value"] is None
    send(form, "answer", ["A", 9])
    assert form.form.receipt[answers.MIME]["value"] == ["A", 9]
    assert form.form.receipt["text/plain"] == '04.arms: ("A", 9)'


def test_a_number_that_is_half_typed_leaves_the_saved_one_alone():
    form = asked("04x.third")
    send(form, "answer", "33.3")
    send(form, "answer", "33.3 or so or 12", 2)
    assert answers.store("04x").value("04x.third") == 33.3
    assert form.form.status["text"] == "Your earlier answer is still the saved one."
    assert form.form.typed == 'check("04x.third", ...)'


def test_hints_climb_the_ladder_and_the_last_waits_for_a_try():
    form = asked()
    shown = []
    for number in range(1, 5):
        send(form, "hint", number=number)
        shown.append(form.form.hint)
    ladder = questions.load("04.arms").hints
    assert all(hint in unescape(html) for hint, html in zip(ladder[:3], shown, strict=False))
    assert "opens after a try" in shown[3] and ladder[3] not in shown[3]


@pytest.mark.parametrize("message", [None, "answer", {}, {"kind": "quit"}, {"kind": ["answer"]}])
def test_a_message_that_makes_no_sense_changes_nothing(message):
    form = asked()
    form.receive(message)
    assert answers.store("04.arms").value("04.arms") is None


@pytest.mark.parametrize(
    "value", [7, "Z", {"a": []}, [[[]]], ["A", 9, 10], float("nan"), ["A", -1]]
)
def test_an_answer_that_cannot_be_read_is_told_and_not_saved(value):
    form = asked()
    send(form, "answer", value)
    send(form, "check", value, 2)
    assert answers.store("04.arms").value("04.arms") is None
    assert "(" in form.form.feedback["html"] and "Traceback" not in form.form.feedback["html"]


def test_a_failure_while_a_click_is_handled_is_told_in_the_form(monkeypatch):
    form = asked()
    monkeypatch.setattr(form.file, "record", lambda *a, **k: 1 / 0)
    send(form, "answer", ["A", 9])
    assert form.form.status["text"].startswith("This did not work (division by zero).")


def test_a_saved_answer_that_is_no_answer_to_this_question_is_not_shown():
    answers.store("04.arms").record("04.arms", {"something": "else"})
    assert asked().form.answer["value"] is None


def test_a_disk_that_cannot_be_written_is_told_in_the_form(answers_folder):
    answers_folder.write_text("a file where the folder should be")
    form = asked()
    send(form, "answer", ["A", 9])
    assert "Save the notebook (Ctrl+S)" in form.form.status["text"]
    assert form.form.receipt[answers.MIME]["value"] == ["A", 9]


def test_two_windows_with_a_kernel_each_keep_both_answers(answers_folder):
    form = asked()
    send(form, "answer", ["A", 9])
    elsewhere = answers.AnswerFile(answers_folder / "04.json")
    elsewhere.record("04.arms", ["B", 8])
    send(form, "answer", ["C", 9], 2)
    entry = json.loads((answers_folder / "04.json").read_text())["answers"]["04.arms"]
    assert entry["value"] == ["C", 9]
    assert entry["conflicts"][0]["value"] == ["B", 8]
    assert "Another window" in form.form.status["text"]


def test_the_same_reply_twice_is_news_twice():
    form = asked()
    send(form, "answer", ["A", 9])
    first = form.form.status
    send(form, "answer", ["A", 8], 2)
    assert form.form.status["text"] == first["text"] and form.form.status != first


def test_a_form_is_shown_with_a_stable_text():
    assert repr(asked().form) == "Form('04.arms')"


def test_a_chart_is_asked_for_in_words(capsys):
    ask("07.pair")
    assert 'check("07.pair", ax)' in capsys.readouterr().out


def test_a_name_that_does_not_exist_gets_a_sentence(capsys):
    ask("04.scop")
    assert "There is no question '04.scop'." in capsys.readouterr().out


def test_without_anywidget_the_question_can_be_read(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "ontherecord.ask.asked", None)
    ask("04.arms")
    assert "Type your answer." in capsys.readouterr().out
