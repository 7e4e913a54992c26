"""What check, hint and progress show and save, and that they never raise at a learner."""

from __future__ import annotations

import errno
import math
import os

import pytest

from ontherecord import answers, questions, safefile
from ontherecord.answers import MIME, AnswerFile
from ontherecord.check import check, hint, open_parts, progress
from ontherecord.entries import read_entries
from ontherecord.errors import UnknownNameError
from ontherecord.feedback_card import Misreading
from ontherecord.questions.choice import Choice
from ontherecord.questions.entry import Entry
from ontherecord.questions.matrix import Matrix
from ontherecord.questions.question import Library

HINTS = ["Look at the verb.", "Sentence 4.", "Strike A.", "B. The memo is the object."]
CHOICE = {
    "name": "demo.scope",
    "type": "choice",
    "prompt": "What did the company stand behind?",
    "hints": HINTS,
    "option": [
        {"id": "A", "text": "the saving", "credit": 0, "misconception": "M1", "says": "A view."},
        {"id": "B", "text": "the memo", "credit": 1, "says": "It is the object."},
    ],
}
MATRIX = {
    "name": "demo.kinds",
    "type": "matrix",
    "points": 3,
    "prompt": "What sort of statement is each?",
    "hints": HINTS,
    "columns": ["act", "forecast"],
    "row": [
        {"id": id, "text": f"claim {id}", "answer": answer, "says": "Read the verb."}
        for id, answer in (("C1", "act"), ("C2", "forecast"), ("C3", "forecast"))
    ],
    "wrong": [{"misconception": "M6", "says": "Has it happened?"}],
}


def built(kind, table):
    return kind.from_entry(Entry(table, "demo.toml", table["name"]), Library(None, None))


DEMO = {"demo.scope": built(Choice, CHOICE), "demo.kinds": built(Matrix, MATRIX)}


def demo_question(name):
    if name not in DEMO:
        raise UnknownNameError(f"There is no question {name!r}.", "Did you mean", "demo.scope?")
    return DEMO[name]


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path / "my-answers"))
    monkeypatch.setattr(questions, "load", demo_question, raising=False)
    monkeypatch.setattr(questions, "names", lambda unit: tuple(DEMO), raising=False)
    halo = {"M6": Misreading("forecast as event", "Wait until it has happened.")}
    monkeypatch.setattr(questions, "misconceptions", lambda: halo, raising=False)
    return tmp_path / "my-answers"


def saved(name):
    """What another session finds in the file."""
    return AnswerFile(answers.store(name).path).entry(name)


def receipt_of(card):
    return card._repr_mimebundle_().get(MIME)


def test_a_right_answer_is_told_saved_and_put_into_the_receipt():
    card = check("demo.scope", "b ")
    assert "Right: 1 of 1 point" in card.text
    assert card.text.endswith("Saved.")
    assert (saved("demo.scope")["value"], saved("demo.scope")["score"]) == ("B", 1.0)
    assert receipt_of(card) == {
        "format": "ontherecord-answer/1",
        "name": "demo.scope",
        "value": "B",
    }


def test_a_wrong_answer_is_told_saved_and_shown_the_way_to_a_hint():
    card = check("demo.scope", "A")
    assert "Not yet" in card.text
    assert 'hint("demo.scope")' in card.text
    assert saved("demo.scope")["first"] == {"value": "A", "score": 0.0}


@pytest.mark.parametrize(
    "value", [..., None, "Z", math.nan, object(), [], b"B", ["A", "B"], 10**40]
)
def test_no_value_raises_or_replaces_an_earlier_answer(value):
    check("demo.scope", "B")
    card = check("demo.scope", value)
    assert "Your earlier answer is kept." in card.text
    assert saved("demo.scope")["value"] == "B"
    assert receipt_of(card)["value"] == "B"


def test_an_untouched_question_saves_nothing_and_has_no_receipt(folder):
    card = check("demo.scope", ...)
    assert "No answer yet" in card.text
    assert "Nothing is saved yet." in card.text
    assert receipt_of(card) is None
    assert not folder.exists()


def test_an_answer_that_cannot_be_read_is_not_a_try():
    check("demo.scope", "Z")
    assert saved("demo.scope")["tries"] == 0


def test_without_a_value_the_saved_answer_is_judged():
    answers.store("demo.scope").record("demo.scope", "B")
    assert "Right" in check("demo.scope").text
    assert saved("demo.scope")["tries"] == 1


def test_the_same_answer_gives_the_same_card_every_time():
    first, second = check("demo.scope", "A"), check("demo.scope", "A")
    assert first._repr_mimebundle_() == second._repr_mimebundle_()


def test_a_matrix_is_shown_row_by_row_with_its_notes_in_the_table():
    card = check("demo.kinds", {"C1": "forecast", "C2": "forecast", "C3": "act"})
    assert "✗ C1 (claim C1): forecast, look again" in card.text
    assert "✓ C2 (claim C2): forecast, fits" in card.text
    assert card.text.count("Has it happened?") == 2
    assert card.text.count("Wait until it has happened.") == 1
    assert card.html.count("<tr>") == 4


def test_a_matrix_shows_its_share_and_the_score_corrected_for_chance():
    card = check("demo.kinds", dict.fromkeys(["C1", "C2", "C3"], "forecast"))
    assert "it is 0.00." in card.text


def test_a_half_answer_is_saved_as_one_and_says_so():
    card = check("demo.kinds", {"C1": "act", "C2": ...})
    assert "Saved as a half answer: 2 parts are still open." in card.text
    assert "○ C2 (claim C2): open" in card.text
    assert saved("demo.kinds")["value"] == {"C1": "act"}
    assert saved("demo.kinds")["complete"] is False
    assert receipt_of(card)["value"] == {"C1": "act"}


@pytest.mark.parametrize(
    ("given", "gold", "parts"),
    [
        ("B", "A", 0),
        (["B", None], ["A", 9], 1),
        ({"C1": "act"}, {"C1": "act", "C2": "act"}, 1),
        ({"sentence": 8, "quote": "x", "start": 1, "end": 2}, {"sentence": 8, "quote": "x"}, 0),
        ([{"id": "t1", "target": None}], [], 0),
    ],
)
def test_open_parts_are_rows_and_places_that_hold_nothing(given, gold, parts):
    assert open_parts(given, gold) == parts


def test_a_full_disk_is_told_beside_the_feedback_and_the_receipt_carries_the_answer(monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(safefile.os, "fsync", full)
    card = check("demo.scope", "B")
    assert "Right" in card.text
    assert "Not saved on the disk." in card.text
    assert "the disk is full" in card.text
    assert "Save the notebook" in card.text
    assert receipt_of(card)["value"] == "B"


def test_a_damaged_file_is_told_beside_the_feedback(folder):
    folder.mkdir()
    (folder / "demo.json").write_text("{")
    assert "demo.damaged-1.json" in check("demo.scope", ...).text
    assert "damaged" not in check("demo.scope", "B").text


def test_a_question_that_does_not_exist_gets_a_sentence(capsys):
    for function in (check, hint):
        assert function("demo.scoop") is None
        assert "Did you mean demo.scope?" in capsys.readouterr().out


def test_hints_come_one_by_one_and_are_written_down():
    shown = [hint("demo.scope").text.splitlines()[:2] for _ in range(3)]
    assert shown == [[f"→ Hint {n} of 4", HINTS[n - 1]] for n in (1, 2, 3)]
    assert saved("demo.scope")["hints"] == 3


def test_the_worked_answer_waits_for_one_try_and_is_then_repeated():
    for _ in range(3):
        hint("demo.scope")
    locked = hint("demo.scope")
    assert "opens after a try" in locked.text
    assert HINTS[3] not in locked.text + locked.html
    assert saved("demo.scope")["hints"] == 3
    check("demo.scope", "A")
    for _ in range(2):
        assert HINTS[3] in hint("demo.scope").text
    assert saved("demo.scope")["hints"] == 4


def test_an_empty_answer_does_not_open_the_worked_answer():
    for _ in range(3):
        hint("demo.scope")
    check("demo.scope", ...)
    assert HINTS[3] not in hint("demo.scope").text


def test_a_hint_leaves_the_answer_as_it_is():
    check("demo.scope", "B")
    hint("demo.scope")
    assert saved("demo.scope")["value"] == "B"
    assert read_entries(answers.store("demo").path)["demo.scope"]["hints"] == 1


def test_progress_tells_what_is_answered_right_and_still_open():
    check("demo.scope", "B")
    check("demo.kinds", {"C1": "act"})
    card = progress("demo")
    assert card.text.splitlines() == [
        "→ Unit demo: 1 of 2 questions answered",
        "1 right so far.",
        "Still open: demo.kinds.",
    ]
    assert 'max="2" value="1"' in card.html
