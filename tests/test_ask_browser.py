"""The form of a question in a real browser: keyboard alone, both themes, a phone's width."""

from pathlib import Path

import pytest
from harness import mount, violations

import ontherecord.ask

FOLDER = Path(ontherecord.ask.__file__).parent
SENTENCES = [[8, "Three centres have been created, the paper reported."], [9, "It confirmed <it>."]]
FORM = {
    "name": "04.scope",
    "points": "1 point",
    "title": "A story",
    "prompt": "Which reading fits?",
    "sentences": SENTENCES,
    "evidence": [],
    "options": [["A", "all of it"], ["B", "the core & no more"], ["C", "nothing"]],
    "rows": [["C10", "three centres exist"], ["C18", "attention will rise"]],
    "columns": ["reported", "confirmed"],
    "nodes": ["letter", "newspaper", "reader"],
    "unit": "%",
}
ANSWERS = {
    "choice": "B",
    "select": ["A"],
    "two_tier": ["B", 9],
    "matrix": {"C10": "confirmed"},
    "number": 81.3,
    "arrows": [["letter", "reader"]],
}
TYPES = sorted(ANSWERS)


def show(page, kind, answer=None, theme="light", **more):
    evidence = SENTENCES if kind in ("two_tier", "matrix") else []
    state = {
        "question": FORM | {"type": kind, "evidence": evidence},
        "answer": {"value": answer, "turn": None},
        "typed": 'check("04.scope", ...)',
        "status": {"text": ""},
        "hint": "",
        "feedback": {},
        "receipt": {},
    }
    mount(page, FOLDER, "ask", state | more, theme)


def last_answer(page):
    return page.evaluate("window.sent.filter(m => m.kind === 'answer').at(-1).value")


def menu(page, name):
    return page.get_by_role("combobox", name=name)


def told(page, **state):
    """Python's side: sets what it tells the form."""
    for name, value in state.items():
        page.evaluate("([name, value]) => model.set(name, value)", [name, value])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", TYPES)
def test_axe_finds_nothing_in_either_theme(page, kind, theme):
    card = '<div role="group" aria-label="Feedback">Right</div>'
    more = {"feedback": {"html": card}, "hint": card, "status": {"text": "Saved."}, "tried": True}
    show(page, kind, ANSWERS[kind], theme, **more)
    assert violations(page) == []


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_is_wider_than_a_phone_and_every_target_is_large_enough(page, kind):
    page.set_viewport_size({"width": 390, "height": 800})
    show(page, kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = page.eval_on_selector_all(
        "button:not([hidden]), select:enabled, .otr-option",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(heights) >= 44


def test_a_choice_is_made_and_checked_with_the_keyboard_alone(page):
    show(page, "choice")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert last_answer(page) == "B"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    last = page.evaluate("window.sent.at(-1)")
    assert (last["kind"], last["value"]) == ("check", "B")


def test_the_worked_answer_has_a_button_after_the_first_try_and_within_reach_of_the_keyboard(page):
    show(page, "number", tried=False)
    button = page.get_by_role("button", name="Worked answer")
    assert button.count() == 0
    told(page, tried=True)
    page.get_by_role("button", name="Hint").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("window.sent.at(-1).kind") == "worked"


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
    menu(page, "Your label C10").select_option("confirmed")
    menu(page, "Its sentence, if you like C10").select_option("9")
    assert last_answer(page) == {"C10": ["confirmed", 9], "C18": "reported"}
    menu(page, "Your label C18").select_option("choose")
    assert last_answer(page) == {"C10": ["confirmed", 9]}


def test_arrows_are_added_once_each_and_removed(page):
    show(page, "arrows")
    add = page.get_by_role("button", name="Add this arrow")
    add.click()
    add.click()
    menu(page, "to").select_option("reader")
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
    told(page, feedback={"html": "<p>You divided by the new number.</p>"})
    region = page.get_by_role("group", name="Feedback")
    assert region.inner_text() == "You divided by the new number."
    assert region.get_attribute("aria-live") == "polite"


def test_text_of_a_story_is_never_taken_for_markup(page):
    show(page, "choice")
    assert "It confirmed <it>." in page.locator("blockquote").inner_text()


def test_a_row_has_no_sentence_before_it_has_a_label(page):
    show(page, "matrix", {"C10": ["confirmed", 9]})
    sentence = menu(page, "Its sentence, if you like C10")
    assert sentence.input_value() == "9"
    menu(page, "Your label C10").select_option("choose")
    assert sentence.is_disabled() and sentence.input_value() == ""
    assert last_answer(page) is None


def test_a_saved_sentence_that_is_not_offered_is_kept(page):
    show(page, "two_tier", ["B", 17])
    assert page.get_by_label("The sentence that carries it").input_value() == "17"


def test_adding_an_arrow_keeps_the_keyboard_where_it_was(page):
    show(page, "arrows")
    add = page.get_by_role("button", name="Add this arrow")
    add.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Add this arrow"
    menu(page, "to").select_option("letter")
    add.click()
    assert page.get_by_role("status").inner_text() == "Choose two different names."
    page.get_by_role("button", name="Remove").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Add this arrow"


def test_enter_in_the_number_field_checks_the_number(page):
    show(page, "number")
    page.get_by_label("Your number").press_sequentially("81.3")
    page.keyboard.press("Enter")
    last = page.evaluate("window.sent.at(-1)")
    assert (last["kind"], last["value"]) == ("check", "81.3")


def test_an_answer_from_another_window_appears_and_an_own_one_never_comes_back_late(page):
    show(page, "number")
    box = page.get_by_label("Your number")
    box.press_sequentially("81")
    own_and_late = page.evaluate("window.sent[0]")
    told(page, answer={"value": own_and_late["value"], "turn": own_and_late["turn"]})
    assert box.input_value() == "81"
    told(page, answer={"value": "75", "turn": ["another-view", 1]})
    assert box.input_value() == "75"


def test_feedback_on_an_earlier_answer_says_so(page):
    show(page, "choice", "A", feedback={"html": "<p>Not yet</p>", "value": "A"})
    notice = page.get_by_text("You have changed your answer since.")
    assert notice.is_hidden()
    page.get_by_label("the core").check()
    assert notice.is_visible()
    told(page, feedback={"html": "<p>Right</p>", "value": "B"})
    assert notice.is_hidden()
    told(page, answer={"value": "C", "turn": ["another-view", 1]})
    assert notice.is_visible()


def test_a_python_that_does_not_reply_is_told(page):
    page.clock.install()
    show(page, "choice")
    page.get_by_label("the core").check()
    page.clock.run_for(10_000)
    assert "not saved yet" in page.get_by_role("status").inner_text()


def test_a_reply_of_python_is_the_last_word(page):
    page.clock.install()
    show(page, "choice")
    page.get_by_label("the core").check()
    told(page, status={"text": "Saved.", "number": 1})
    page.clock.run_for(10_000)
    assert page.get_by_role("status").inner_text() == "Saved."


def test_long_stories_can_be_scrolled_with_the_keyboard(page):
    long = [[number, "A sentence of the story. " * 8] for number in range(1, 30)]
    show(page, "choice", question=FORM | {"type": "choice", "sentences": long})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "otr-quoted"


def test_in_forced_colours_the_chosen_option_and_the_focus_can_be_seen(page):
    page.emulate_media(forced_colors="active")
    show(page, "choice", "B")
    page.keyboard.press("Tab")
    chosen = page.locator(".otr-option", has=page.locator(":checked"))
    assert chosen.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    assert page.get_by_label("the core").is_checked()


@pytest.mark.parametrize("kind", TYPES)
def test_on_a_projector_nothing_is_wider_than_the_page(page, kind):
    page.set_viewport_size({"width": 1920, "height": 1080})
    show(page, kind)
    widths = page.eval_on_selector_all("p, legend", "n => n.map(x => x.clientWidth / 16)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920
    assert max(widths) <= 80
