"""The two forms: parallel, short, half sound, and no word of the key reaches a learner."""

import json
import re
import shutil
from collections import Counter
from importlib import import_module

import pytest
from question_examples import ROOT

from ontherecord import article
from ontherecord.article import data_folder
from ontherecord.assessment import forms, mark
from ontherecord.assessment.forms import SLOTS
from ontherecord.assessment.sheet import Sheet
from ontherecord.assessment.taking import sheet_card
from ontherecord.assessment.widget import pages_of
from ontherecord.errors import DataError

A, B = forms()["A"], forms()["B"]
COMMON = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
COMMON |= {"March", "June", "October", "Group", "Bank", "Times", "Post", "Mail", "Daily", "Star"}
COMMON |= {
    "Echo",
    "Radio",
    "Tomas",
    "Hana",
    "Ruth",
    "Trade",
    "Wire",
    "North",
    "Coast",
    "Gazette",
    "Hotels",
}
"""Capitals that are no invented name."""
every_form = pytest.mark.parametrize("form", [A, B], ids=["A", "B"])


def words(text):
    return len(re.findall(r"[\w'-]+", text))


@every_form
def test_a_form_has_four_pages_of_at_most_120_words_and_four_statements_each(form):
    assert len(form.pages) == 4
    assert all(words(" ".join(page.sentences)) <= 120 for page in form.pages)
    assert [len(form.on(page)) for page in form.pages] == [4] * 4


@every_form
def test_half_of_the_statements_are_sound_and_each_slot_has_both(form):
    assert Counter(s.sound for s in form.statements) == {True: 8, False: 8}
    assert {(s.slot, s.sound) for s in form.statements} == {
        (slot, sound) for slot in SLOTS for sound in (True, False)
    }


@every_form
def test_a_page_does_not_always_hold_two_of_each(form):
    counts = {sum(s.sound for s in form.on(page)) for page in form.pages}
    assert len(counts) > 1


@every_form
def test_always_the_same_answer_or_taking_turns_gains_nothing(form):
    assert mark(form, dict.fromkeys([s.id for s in form.statements], "yes")).d_prime == 0
    for first in (0, 1):
        turns = {s.id: ("yes", "no")[(n + first) % 2] for n, s in enumerate(form.statements)}
        assert abs(mark(form, turns).share_right - 0.5) <= 0.25


def test_the_forms_share_their_plan_and_their_misreadings():
    plans = [sorted((s.slot, s.sound, s.misconception) for s in f.statements) for f in (A, B)]
    assert plans[0] == plans[1]
    assert [s.slot for s in A.statements] != [s.slot for s in B.statements]


def test_the_forms_are_equally_long_to_read():
    lengths = [
        sum(words(text) for page in f.pages for text in page.sentences)
        + sum(words(s.text) for s in f.statements)
        for f in (A, B)
    ]
    assert abs(lengths[0] - lengths[1]) <= 0.05 * min(lengths)


def test_sound_statements_are_no_longer_than_others():
    length = {True: 0, False: 0}
    for form in (A, B):
        for statement in form.statements:
            length[statement.sound] += words(statement.text)
    assert abs(length[True] - length[False]) <= 0.25 * length[False]


def test_the_forms_share_no_name_with_each_other_or_with_the_stories():
    def names(text):
        return set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text)) - COMMON

    texts = [" ".join(s for page in f.pages for s in page.sentences) for f in (A, B)]
    stories = " ".join(
        article.article(folder.name).text for folder in (data_folder() / "articles").iterdir()
    )
    assert not names(texts[0]) & names(texts[1])
    assert not (names(texts[0]) | names(texts[1])) & names(stories)


@every_form
def test_the_reason_of_each_statement_names_a_sentence_of_its_page(form):
    pages = {page.id: page for page in form.pages}
    for statement in form.statements:
        numbers = [int(n) for n in re.findall(r"\b([1-9])\b(?= |:|$)", statement.why)]
        assert numbers and "entence" in statement.why, statement.id
        assert min(numbers) <= len(pages[statement.page].sentences), statement.id


@every_form
def test_the_sums_of_the_percent_slot_are_as_the_statements_say(form):
    page = next(p for p in form.pages if any(s.slot == "percent" for s in form.on(p)))
    text = " ".join(page.sentences)
    after, before = map(int, re.search(r"to (\d+) per cent .*? from (\d+) per", text).groups())
    flawed = next(s for s in form.statements if s.slot == "percent" and not s.sound)
    said = int(re.search(r"(\d+) per cent", flawed.text)[1])
    assert said == after - before and said != round((after - before) / before * 100)
    new, old = map(int, re.search(r"rose to (\d+) million crowns from (\d+)", text).groups())
    part = {"a quarter": 0.25, "a fifth": 0.2}
    sound = next(s for s in form.statements if s.slot == "percent" and s.sound)
    [share] = [value for word, value in part.items() if word in sound.text]
    assert (new - old) / old == pytest.approx(share)


@every_form
def test_neither_the_widget_nor_the_text_tells_what_is_right(form):
    code = next(word for word in map(str, range(50)) if Sheet("before", word).form is form)
    sheet = Sheet("before", code).with_answer(1, "yes sure")
    card = sheet_card("before", sheet)
    shown = json.dumps(pages_of(sheet)) + card.text + card.html + json.dumps(sheet.plain())
    for statement in form.statements:
        assert statement.why not in shown
        assert f'"{statement.misconception}"' not in shown
    assert {key for page in pages_of(sheet) for key in page} == {"id", "sentences", "statements"}
    assert all(len(one) == 2 for page in pages_of(sheet) for one in page["statements"])
    wrong = {s.id: "no sure" if s.sound else "yes sure" for s in form.statements}
    right = {s.id: f"{s.right} sure" for s in form.statements}
    told = []
    for answers in (wrong, right):
        filled = Sheet("before", code)
        for id, said in answers.items():
            filled = filled.with_answer(id, said)
        card = sheet_card("before", filled, "Saved.")
        told.append(re.sub(r"\((yes|no) sure\)", "", card.text))
    assert told[0] == told[1]


def changed_data(tmp_path, monkeypatch, old, new):
    """The loader's view of a copy of the data in which one text of form A is another."""
    shutil.copytree(data_folder() / "assessment", tmp_path / "assessment")
    file = tmp_path / "assessment" / "a.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    module = import_module("ontherecord.assessment.forms")
    monkeypatch.setattr(module, "data_folder", lambda: tmp_path)
    return forms.__wrapped__


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sound = true", "sound = false", "each slot needs"),
        ('misconception = "M1"', 'misconception = "M99"', "M99"),
        ('slot = "scope"', 'slot = "scoop"', "scoop"),
        ('id = "A02"', 'id = "A01"', "stands twice"),
        ("why = ", "wy = ", "'why' is missing"),
        ('form = "A"', 'form = "B"', "unknown"),
        ("[[page]]", "[[page", "cannot be read"),
    ],
)
def test_a_faulty_form_is_refused_by_file_and_reason(tmp_path, monkeypatch, old, new, told):
    load = changed_data(tmp_path, monkeypatch, old, new)
    with pytest.raises(DataError, match=told) as error:
        load()
    assert "a.toml" in str(error.value)


def test_the_page_for_teachers_names_the_misreadings_of_each_slot_in_the_plan():
    page = (ROOT / "docs" / "assessment.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| (M\d+): [^|]+ \| (M\d+): [^|]+ \|$", page, re.M)
    plan = {(s.slot, s.sound): s.misconception for s in A.statements}
    assert sorted(rows) == sorted((plan[slot, True], plan[slot, False]) for slot in SLOTS)
