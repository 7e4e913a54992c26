"""What is clicked in the real JupyterLab lasts: reloads, restarts, two windows, silent kernels."""

from collections import Counter

import pytest
from harness import violations
from lab import write_notebook

CELLS = (
    "from ontherecord.kit import ask, tagger",
    'ask("04.arms")',
    'tagger("04.paint")',
)


NOTEBOOK = "notebook.ipynb"


@pytest.fixture
def notebook(desk):
    """A short notebook with a form and a tagger, after Run All."""
    write_notebook(desk.folder / NOTEBOOK, *CELLS)
    return desk.run(NOTEBOOK)


def form(notebook):
    return notebook.output_of('ask("04.arms")')


def tags(notebook):
    return notebook.output_of('tagger("04.paint")')


def tag_passage(notebook, words, label):
    """Tags words with the keyboard alone."""
    box = tags(notebook).get_by_role("searchbox", name="Find a passage")
    box.fill(words)
    box.press("Enter")
    notebook.page.keyboard.press({"source": "s", "cue": "c", "claim": "m"}[label])


def test_after_a_reload_the_form_shows_the_answer_and_the_file_carries_the_next(desk, notebook):
    form(notebook).get_by_label("it confirmed the report").check()
    desk.wait_for(lambda: desk.value("04.arms") == ["A", None])
    notebook.save()
    notebook.open()
    assert form(notebook).get_by_label("it confirmed the report").is_checked()
    form(notebook).get_by_role("combobox").select_option("9")
    desk.wait_for(lambda: desk.value("04.arms") == ["A", 9])
    desk.wait_for(lambda: desk.receipt(notebook, "04.arms") == ["A", 9])


def test_after_a_reload_new_tags_reach_the_notebook_file(desk, notebook):
    tag_passage(notebook, "People's Daily", "source")
    desk.wait_for(lambda: len(desk.value("04.paint") or []) == 1)
    notebook.save()
    notebook.open()
    tag_passage(notebook, "confirmed", "cue")
    desk.wait_for(lambda: len(desk.value("04.paint")) == 2)
    desk.wait_for(lambda: desk.receipt(notebook, "04.paint") == desk.value("04.paint"))


def test_after_a_reload_check_still_shows_its_feedback(desk, notebook):
    notebook.save()
    notebook.open()
    form(notebook).get_by_label("it confirmed the report").check()
    form(notebook).get_by_role("button", name="Check").click()
    form(notebook).get_by_text("of 2 points").wait_for()
    tag_passage(notebook, "confirmed", "cue")
    tags(notebook).get_by_role("button", name="Check").click()
    tags(notebook).locator(".otr-card").wait_for()


def test_two_windows_on_one_notebook_show_the_same_and_lose_nothing(desk, notebook):
    first = notebook
    first.save()
    second = desk.opened(NOTEBOOK, desk.page.context.new_page())
    form(first).get_by_label("it confirmed the report").check()
    tag_passage(first, "People's Daily", "source")
    form(second).get_by_role("combobox").select_option("9")
    desk.wait_for(lambda: desk.value("04.arms") == ["A", 9])
    assert form(first).get_by_role("combobox").input_value() == "9"
    tag_passage(second, "confirmed", "cue")
    desk.wait_for(lambda: len(desk.value("04.paint")) == 2)
    desk.wait_for(lambda: desk.receipt(first, "04.paint") == desk.value("04.paint"))
    assert desk.receipt(first, "04.arms") == ["A", 9]


def test_a_kernel_that_is_gone_is_told_and_what_was_saved_comes_back(desk, notebook):
    form(notebook).get_by_label("only the People's Daily").check()
    desk.wait_for(lambda: desk.value("04.arms") == ["B", None])
    notebook.restart()
    form(notebook).get_by_label("it confirmed the report").check()
    form(notebook).get_by_text("Run this cell again and repeat your answer").wait_for()
    notebook.run_all()
    form(notebook).get_by_text("Your saved answer is back.").wait_for()
    assert form(notebook).get_by_label("only the People's Daily").is_checked()


def test_the_form_is_reached_and_answered_with_the_keyboard_alone(desk, notebook):
    notebook.show(CELLS[1])
    inside = "() => !!document.activeElement.closest('.otr-ask input')"
    for _ in range(40):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate(inside):
            break
    assert desk.page.evaluate(inside)
    desk.page.keyboard.press("Space")
    desk.wait_for(lambda: desk.value("04.arms") == ["A", None])
    for key in ("Tab", "ArrowDown", "ArrowDown", "Tab", "Enter"):
        desk.page.keyboard.press(key)
    form(notebook).get_by_text("2 of 2 points").wait_for()


@pytest.mark.parametrize("role", ["radio", "combobox", "button", "textbox", "searchbox"])
def test_no_key_in_a_widget_reaches_the_notebook(desk, notebook, role):
    before = notebook.cell_sources()
    places = [
        place
        for output in (form(notebook), tags(notebook))
        for place in output.get_by_role(role).all()
        if place.is_visible() and place.is_enabled()
    ]
    for place in places:
        place.focus()
        desk.page.keyboard.type("xabdmyo0")
    assert places and notebook.cell_sources() == before


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_our_widgets_add_no_finding_of_axe_to_the_page(desk, theme):
    write_notebook(desk.folder / NOTEBOOK, *CELLS)
    notebook = desk.opened(NOTEBOOK)
    notebook.use_theme(theme)
    without_us = Counter(finding.split(":")[0] for finding in violations(desk.page, "body"))
    notebook.run_all()
    form(notebook).locator(".otr-ask").wait_for()
    tags(notebook).locator(".otr-tagger").wait_for()
    with_us = Counter(finding.split(":")[0] for finding in violations(desk.page, "body"))
    assert with_us - without_us == Counter()
