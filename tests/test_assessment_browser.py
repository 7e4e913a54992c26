"""The form before and after the course in a real browser: keyboard alone, both themes, a phone."""

from pathlib import Path

import pytest
from harness import mount, violations

import ontherecord.assessment
from ontherecord.assessment.sheet import Sheet
from ontherecord.assessment.taking import ASKED, WAYS
from ontherecord.assessment.widget import pages_of

FOLDER = Path(ontherecord.assessment.__file__).parent
CODE = "heron7"


def full(handed_in=False):
    sheet = Sheet("before", CODE)
    for number in range(1, 17):
        sheet = sheet.with_answer(number, WAYS[number % 4])
    return sheet.handed() if handed_in else sheet


def show(page, sheet=None, theme="light", told=""):
    state = {
        "asked": {"moment": "before", "prompt": ASKED, "ways": [list(way) for way in WAYS]},
        "pages": pages_of(sheet) if sheet else [],
        "sheet": {**sheet.plain(), "turn": None} if sheet else {},
        "status": {"text": told},
        "receipt": {},
    }
    mount(page, FOLDER, "form", state, theme)


def sent(page):
    return page.evaluate("window.sent")


SHEETS = {
    "opening": None,
    "begun": Sheet("before", CODE).with_answer(1, "yes sure"),
    "answered": full(),
    "handed in": full(handed_in=True),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("stage", SHEETS)
def test_axe_finds_nothing_in_either_theme(page, stage, theme):
    show(page, SHEETS[stage], theme, "Saved.")
    assert violations(page) == []


@pytest.mark.parametrize("stage", SHEETS)
def test_nothing_is_wider_than_a_phone_and_every_target_is_large_enough(page, stage):
    page.set_viewport_size({"width": 390, "height": 800})
    show(page, SHEETS[stage])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = page.eval_on_selector_all(
        "button:not([hidden]), input[type=text], .otr-way",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(heights, default=44) >= 44


def test_a_code_word_is_given_with_the_keyboard_alone(page):
    show(page)
    page.keyboard.press("Tab")
    page.keyboard.type("heron 7")
    page.keyboard.press("Enter")
    assert [(m["kind"], m["value"]) for m in sent(page)] == [("code", "heron 7")]


def test_a_statement_is_answered_with_the_keyboard_alone(page):
    show(page, Sheet("before", CODE))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    first = Sheet("before", CODE).form.statements[0].id
    values = [m["value"] for m in sent(page)]
    assert values == [{first: ["yes", "sure"]}, {first: ["yes", "unsure"]}]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    second = Sheet("before", CODE).form.statements[1].id
    assert list(sent(page)[-1]["value"]) == [second]


def test_what_is_open_is_told_and_handing_in_asks_first(page):
    show(page, full())
    page.get_by_role("button", name="Hand in").click()
    assert sent(page) == []
    assert "Press again" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Yes, hand in").click()
    assert [m["kind"] for m in sent(page)] == ["hand_in"]


def test_a_half_finished_form_names_the_open_statements(page):
    show(page, Sheet("before", CODE).with_answer(1, "yes sure").with_answer(3, "no sure"))
    assert "2 of 16 answered. Still open: 2, 4, 5" in page.locator(".otr-count").inner_text()
    page.locator("fieldset").nth(1).get_by_label("no, not sure").check()
    assert "Still open: 4, 5" in page.locator(".otr-count").inner_text()


def test_saved_answers_are_there_again_and_a_form_handed_in_cannot_be_changed(page):
    show(page, full(handed_in=True))
    assert page.locator("input:checked").count() == 16
    assert page.locator("input:enabled").count() == 0
    assert page.get_by_role("button").count() == 0
    assert "Handed in" in page.locator(".otr-count").inner_text()


def test_pages_that_python_sends_replace_the_code_word(page):
    show(page)
    sheet = Sheet("before", CODE)
    page.evaluate("pages => model.set('pages', pages)", pages_of(sheet))
    page.evaluate("sheet => model.set('sheet', sheet)", {**sheet.plain(), "turn": None})
    assert page.locator("fieldset").count() == 16
    assert page.get_by_label("Code word").count() == 0


def test_letters_do_not_reach_jupyterlab(page):
    show(page, full())
    page.get_by_role("button", name="Hand in").focus()
    for key in ["x", "d", "d", "ArrowDown"]:
        page.keyboard.press(key)
    assert page.evaluate("window.leaked") == []


def test_a_python_that_does_not_reply_is_told(page):
    page.clock.install()
    show(page, Sheet("before", CODE))
    page.locator("input").first.check()
    page.clock.run_for(10_000)
    assert "not saved yet" in page.get_by_role("status").inner_text()
