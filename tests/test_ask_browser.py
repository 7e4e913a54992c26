"""The form of a question in a real browser: keyboard alone, both themes, a phone's width."""

from pathlib import Path

import pytest
from harness import mount, violations

import ontherecord.ask

FOLDER = Path(ontherecord.ask.__file__).parent
SENTENCES = [[8, "Three centres have been created, the paper reported."], [9, "It confirmed <it>."]]
FORM = {
    "prompt": "Which reading fits?",
    "sentences": SENTENCES,
    "evidence": [],
    "options": [["A", "all of it"], ["B", "the core & no more"], ["C", "nothing"]],
    "rows": [["C10", "three centres exist"], ["C18", "attention will rise"]],
    "columns": ["reported", "confirmed"],
    "nodes": ["letter", "newspaper", "reader"],
    "unit": "%",
}
TYPES = ["choice", "select", "two_tier", "matrix", "number", "arrows"]


def show(page, kind, answer=None, theme="light", **more):
    evidence = SENTENCES if kind in ("two_tier", "matrix") else []
    question = FORM | {"type": kind, "evidence": evidence}
    state = {"question": question, "answer": answer, "typed": "", "saved": "", "feedback": ""}
    mount(page, FOLDER, "ask", state | more, theme)


def last_answer(page):
    return page.evaluate("window.sent.filter(m => m.kind === 'answer').at(-1).value")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", TYPES)
def test_axe_finds_nothing_in_either_theme(page, kind, theme):
    feedback = '<div role="group" aria-label="Feedback">Right</div>'
    show(page, kind, theme=theme, feedback=feedback, saved="Saved.", typed="check(...)")
    assert violations(page) == []


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_is_wider_than_a_phone_and_every_target_is_large_enough(page, kind):
    page.set_viewport_size({"width": 390, "height": 800})
    show(page, kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = page.eval_on_selector_all(
        "button, select, .otr-option", "nodes => nodes.map(n => n.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def test_a_choice_is_made_and_checked_with_the_keyboard_alone(page):
    show(page, "choice")
    page.keyboard.press("Tab")  # the sentences, which can be scrolled
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert last_answer(page) == "B"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("window.sent.at(-1)") == {"kind": "check"}


def test_boxes_give_a_list_in_the_order_of_the_options(page):
    show(page, "select", ["C"])
    page.get_by_label("all of it").check()
    assert last_answer(page) == ["A", "C"]
    page.get_by_label("all of it").uncheck()
    page.get_by_label("nothing").uncheck()
    assert last_answer(page) is None


def test_an_option_and_its_sentence_make_one_answer(page):
    show(page, "two_tier")
    page.get_by_label("The sentence that carries it").select_option("9")
    page.get_by_label("the core").check()
    assert last_answer(page) == ["B", 9]


def test_a_row_takes_a_label_and_then_its_sentence(page):
    show(page, "matrix", {"C18": "reported"})
    page.get_by_label("Label for C10").select_option("confirmed")
    page.get_by_label("Sentence for C10").select_option("9")
    assert last_answer(page) == {"C10": ["confirmed", 9], "C18": "reported"}
    page.get_by_label("Label for C18").select_option("choose")
    assert last_answer(page) == {"C10": ["confirmed", 9]}


def test_arrows_are_added_once_each_and_removed(page):
    show(page, "arrows")
    add = page.get_by_role("button", name="Add this arrow")
    add.click()
    add.click()
    page.get_by_label("to", exact=True).select_option("reader")
    add.click()
    assert last_answer(page) == [["letter", "newspaper"], ["letter", "reader"]]
    page.get_by_role("button", name="Remove the arrow from letter to newspaper").click()
    assert last_answer(page) == [["letter", "reader"]]


def test_keys_that_mean_something_to_jupyterlab_stay_in_the_form(page):
    show(page, "choice")
    page.get_by_role("button", name="Check").focus()
    for key in ["x", "a", "b", "d", "Enter", "ArrowDown", "Backspace"]:
        page.keyboard.press(key)
    page.keyboard.press("Control+s")
    assert page.evaluate("window.leaked") == ["Control", "s"]


def test_what_python_sends_is_shown_and_read_out(page):
    show(page, "number")
    page.evaluate("model.set('feedback', '<p>You divided by the new number.</p>')")
    region = page.get_by_role("region", name="Feedback")
    assert region.inner_text() == "You divided by the new number."
    assert region.get_attribute("aria-live") == "polite"


def test_text_of_a_story_is_never_taken_for_markup(page):
    show(page, "choice")
    assert "It confirmed <it>." in page.locator("blockquote").inner_text()
