"""Filling in a form: code word, order, saving, going on, handing in; and what answers come to."""

import json
import sys

import pytest

from ontherecord import answers
from ontherecord.assessment import forms, mark
from ontherecord.assessment.asked import Asked
from ontherecord.assessment.sheet import Sheet, code_word, code_words, order, sheet_of
from ontherecord.assessment.taking import WAYS, Desk, form
from ontherecord.errors import OnTheRecordError
from ontherecord.receipts import MIME, from_notebook


def value(moment="before"):
    return answers.store("assessment").value(f"assessment.{moment}")


def everything(said="yes sure"):
    return {number: said for number in range(1, 17)}


def send(asked, kind, value=None, number=1):
    asked.receive({"kind": kind, "value": value, "turn": ["view", number]})


def test_the_order_depends_on_the_code_word_alone_and_is_the_same_for_ever():
    assert [order(word) for word in ("heron", "otter", "badger", "lynx")] == [
        "BA", "BA", "AB", "AB",
    ]  # fmt: skip


def test_half_of_many_code_words_begin_with_a():
    share = sum(order(f"word{n}") == "AB" for n in range(2000)) / 2000
    assert share == pytest.approx(0.5, abs=0.03)


def test_code_words_to_hand_out_are_half_for_each_order_and_all_different():
    words = code_words(24)
    assert [order(word) for word in words] == ["AB", "BA"] * 12
    assert len({code_word(word) for word in words}) == 24
    assert words == code_words(30)[:24]
    for count in (0, 10_000):
        with pytest.raises(OnTheRecordError):
            code_words(count)


@pytest.mark.parametrize("typed", ["Heron 7", " heron7 ", "HERON-7", "ｈｅｒｏｎ７"])
def test_a_code_word_may_be_typed_in_another_way(typed):
    assert code_word(typed) == "heron7"


@pytest.mark.parametrize("typed", ["", "  ", "!?", "x" * 41])
def test_what_is_no_code_word_gets_a_sentence(typed, capsys):
    assert form("before", code=typed) is None
    assert "no code word" in capsys.readouterr().out


def test_nobody_gets_the_same_form_twice():
    for code in ("heron", "badger"):
        first, second = (Sheet(moment, code).form.id for moment in ("before", "after"))
        assert {first, second} == {"A", "B"}


def test_answers_are_typed_saved_and_gone_on_with(answers_folder):
    form("before", code="heron")
    form("before", answers={1: "yes sure", "2": ("no", "unsure")})
    card = form("before", answers={3: "no, not sure", 1: "no sure"})
    ids = [s.id for s in Sheet("before", "heron").form.statements]
    assert value()["answers"] == {
        ids[0]: ["no", "sure"], ids[1]: ["no", "unsure"], ids[2]: ["no", "unsure"],
    }  # fmt: skip
    assert "3 of 16 answered" in card.text
    assert json.loads((answers_folder / "assessment.json").read_text("utf-8"))


def test_a_form_with_open_statements_is_not_handed_in(capsys):
    form("before", code="heron", answers={1: "yes sure"})
    assert form("before", hand_in=True) is None
    assert "Still open: 2, 3, 4" in capsys.readouterr().out
    assert value()["handed_in"] is False


def test_a_form_that_is_handed_in_is_closed(capsys):
    card = form("before", code="heron", answers=everything(), hand_in=True)
    assert "handed in" in card.text and value()["handed_in"] is True
    assert form("before", answers={1: "no sure"}) is None
    assert "cannot be changed" in capsys.readouterr().out
    assert set(map(tuple, value()["answers"].values())) == {("yes", "sure")}


def test_the_form_after_takes_the_code_word_of_the_form_before(capsys):
    form("before", code="heron", answers={1: "yes sure"})
    form("after", answers={1: "no sure"})
    assert value("after")["code"] == "heron"
    assert {value("before")["form"], value("after")["form"]} == {"A", "B"}
    assert form("after", code="otter") is None
    assert "began with the code word 'heron'" in capsys.readouterr().out


def test_a_code_word_can_be_changed_until_something_is_answered(capsys):
    form("before", code="heron")
    form("before", code="otter", answers={1: "yes sure"})
    assert value()["code"] == "otter"
    assert form("before", code="lynx") is None
    assert value()["code"] == "otter" and "otter" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ({"moment": "between"}, "no form 'between'"),
        ({"moment": "before", "answers": {1: "yes sure"}}, "no code word yet"),
        ({"moment": "before", "hand_in": True}, "no code word yet"),
        ({"moment": "before", "code": "heron", "answers": {17: "yes sure"}}, "no statement 17"),
        ({"moment": "before", "code": "heron", "answers": {True: "yes sure"}}, "no statement"),
        ({"moment": "before", "code": "heron", "answers": {1: "yes"}}, "is no answer"),
        ({"moment": "before", "code": "heron", "answers": {1: None}}, "is no answer"),
        ({"moment": "before", "code": "heron", "answers": ["yes sure"]}, "cannot be read"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_and_saves_nothing_of_it(call, told, capsys):
    assert form(**call) is None
    assert told in capsys.readouterr().out
    assert not (value() or {}).get("answers")


def test_clicks_are_saved_at_once_and_nothing_is_judged():
    asked = Asked(Desk("before"))
    send(asked, "code", "heron")
    first = asked.widget.pages[0]["statements"][0][0]
    send(asked, "answer", {first: ["yes", "unsure"]})
    assert value()["answers"] == {first: ["yes", "unsure"]}
    assert asked.widget.status["text"] == "Saved."
    entry = answers.store("assessment").entry("assessment.before")
    assert (entry["score"], entry["tries"], entry["first"]) == (None, 0, None)


def test_the_reply_is_the_same_whether_an_answer_is_right_or_not():
    asked = Asked(Desk("before"))
    send(asked, "code", "heron")
    replies = set()
    for statement in Sheet("before", "heron").form.statements:
        for way in WAYS:
            send(asked, "answer", {statement.id: list(way)})
            replies.add(asked.widget.status["text"])
    assert replies == {"Saved."}


def test_two_windows_add_to_one_sheet():
    form("before", code="heron")
    one, other = Asked(Desk("before")), Asked(Desk("before"))
    ids = [s.id for s in Sheet("before", "heron").form.statements]
    send(one, "answer", {ids[0]: ["yes", "sure"]})
    send(other, "answer", {ids[1]: ["no", "sure"]})
    send(one, "answer", {ids[2]: ["no", "sure"]})
    assert list(value()["answers"]) == ids[:3]
    assert "conflicts" not in answers.store("assessment").entry("assessment.before")


def test_the_saved_answers_are_in_the_form_again():
    form("before", code="heron", answers={1: "yes sure"})
    asked = Asked(Desk("before"))
    assert list(asked.widget.sheet["answers"].values()) == [["yes", "sure"]]
    assert asked.widget.status["text"] == "Your answers are back."


def test_the_receipt_carries_the_sheet_in_the_notebook():
    asked = Asked(Desk("before"))
    send(asked, "code", "heron")
    send(asked, "answer", {1: ["yes", "sure"]})
    notebook = {"cells": [{"outputs": [{"data": asked.widget.receipt}]}]}
    carried = from_notebook(notebook)["assessment.before"]
    assert sheet_of(carried, "before") == Desk("before").sheet()
    assert form("before", answers={2: "no sure"}).data[MIME]["value"] == value()


@pytest.mark.parametrize(
    "message",
    [None, 7, {}, {"kind": "answer"}, {"kind": "answer", "value": {"A01": "perhaps"}},
     {"kind": "answer", "value": {"Z9": ["yes", "sure"]}}, {"kind": "code", "value": ["x"]},
     {"kind": "hand_in"}, {"kind": "delete"}],
)  # fmt: skip
def test_a_message_that_makes_no_sense_changes_nothing(message):
    form("before", code="heron")
    before = value()
    Asked(Desk("before")).receive(message)
    assert value() == before


@pytest.mark.parametrize(
    "broken",
    [5, "x", [], {}, {"code": "heron"},
     {"code": "heron", "form": "C", "answers": {}, "handed_in": False},
     {"code": "heron", "form": "B", "answers": {"A01": ["yes", "sure"]}, "handed_in": False},
     {"code": "heron", "form": "B", "answers": {"B01": ["yes"]}, "handed_in": False},
     {"code": "heron", "form": "B", "answers": [], "handed_in": False},
     {"code": "heron", "form": "B", "answers": {}, "handed_in": "no"}],
)  # fmt: skip
def test_a_sheet_that_is_none_is_told_in_a_sentence(broken, capsys):
    answers.store("assessment").record("assessment.before", broken)
    with pytest.raises(OnTheRecordError):
        sheet_of(broken, "before")
    assert form("before", answers={1: "yes sure"}) is None
    assert "no sheet of this kit" in capsys.readouterr().out
    assert "no sheet of this kit" in Asked(Desk("before")).widget.status["text"]
    form("before")
    assert "no sheet of this kit" not in capsys.readouterr().err


def test_a_disk_that_cannot_be_written_is_told(answers_folder):
    answers_folder.write_text("a file in the way")
    asked = Asked(Desk("before"))
    send(asked, "code", "heron")
    assert "kept in this notebook only" in asked.widget.status["text"]


def test_without_anywidget_the_form_can_be_read_and_typed(monkeypatch):
    monkeypatch.setitem(sys.modules, "ontherecord.assessment.asked", None)
    monkeypatch.setitem(sys.modules, "anywidget", None)
    form("before", code="heron")
    card = form("before")
    assert "Type your answers" in card.text
    assert all(s.text in card.text for s in Sheet("before", "heron").form.statements)


def test_marks_count_hits_false_alarms_and_what_is_open():
    test = forms()["A"]
    sound = [s.id for s in test.statements if s.sound]
    other = [s.id for s in test.statements if not s.sound]
    given = dict.fromkeys(sound[:6], "yes") | dict.fromkeys(sound[6:], "no")
    given |= dict.fromkeys(other[:2], "yes") | dict.fromkeys(other[2:7], "no")
    found = mark(test, {**given, "Z99": "yes", other[7]: "perhaps"})
    assert (found.hits, found.sound, found.false_alarms, found.other) == (6, 8, 2, 7)
    assert found.open == (other[7],) and not found.complete
    assert found.share_right == pytest.approx(11 / 15)
    assert found.area is None


def test_marks_name_the_misreading_behind_each_answer():
    test = forms()["A"]
    believer = mark(test, {s.id: ("yes", "sure") for s in test.statements})
    flawed = {s.misconception for s in test.statements if not s.sound}
    assert {id for id, (times, _) in believer.misreadings.items() if times} == flawed
    gold = mark(test, {s.id: (s.right, "sure") for s in test.statements})
    assert not any(times for times, _ in gold.misreadings.values()) and gold.area == 1


def test_believer_and_cynic_stand_on_opposite_sides_and_tell_nothing_apart():
    for test in forms().values():
        believer, cynic = (
            mark(test, {s.id: (word, "sure") for s in test.statements}) for word in ("yes", "no")
        )
        assert believer.c < -1 and cynic.c > 1
        assert believer.d_prime == cynic.d_prime == 0
        assert believer.area == cynic.area == 0.5
