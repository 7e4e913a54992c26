"""The glossary: every term is found, one key away, with the keyboard alone and in both themes."""

import re
from dataclasses import asdict
from html import unescape
from pathlib import Path

import pytest
from harness import mount, violations

import ontherecord.glossary
from ontherecord.glossary import glossary
from ontherecord.terms import terms

FOLDER = Path(ontherecord.glossary.__file__).parent


def show(page, theme="light"):
    mount(page, FOLDER, "glossary", {"terms": [asdict(term) for term in terms()]}, theme)


def dialog(page):
    return page.get_by_role("dialog", name="Glossary")


def close_with_escape(page):
    page.keyboard.press("Escape")
    # The browser tells that a dialog was closed a moment after it has closed it.
    page.locator("dialog").wait_for(state="detached")


def shown(page):
    return page.eval_on_selector_all(
        ".otr-terms details:not([hidden])", "nodes => nodes.map(node => node.dataset.term)"
    )


@pytest.mark.parametrize("term", terms(), ids=[term.name for term in terms()])
def test_a_term_is_found_in_any_case_with_both_examples(term):
    text = glossary(f" {term.name.upper()} ").text
    assert term.meaning in text and term.quote in text and term.non_example in text
    assert f"(sentence {term.sentence})" in text


@pytest.mark.parametrize("unknown", ["hegde", "", 7, "<b>"])
def test_an_unknown_term_is_told_in_a_sentence(unknown, capsys):
    assert glossary(unknown) is None
    assert "is not in the glossary" in capsys.readouterr().out


def test_a_slip_of_the_pen_is_told_what_was_meant(capsys):
    glossary("hegde")
    assert "hedge" in capsys.readouterr().out


def test_the_list_without_widgets_names_every_term():
    card = ontherecord.glossary.list_card()
    assert all(term.name in card.text and term.meaning in unescape(card.html) for term in terms())


def test_the_key_opens_it_and_escape_gives_the_focus_back(page):
    show(page)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=here>x</button>')")
    page.locator("#here").focus()
    page.keyboard.press("g")
    assert dialog(page).is_visible() and len(shown(page)) == len(terms())
    close_with_escape(page)
    assert page.evaluate("document.activeElement.id") == "here"


def test_typing_finds_a_term_and_opens_the_best_match(page):
    show(page)
    page.keyboard.press("g")
    page.keyboard.type("base")
    assert shown(page) == [term.name for term in terms() if "base" in term.name]
    assert page.locator(".otr-terms details[open]").get_attribute("data-term") == "base"


def test_a_selected_word_is_looked_up_at_once(page):
    show(page)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=word>Hedge</p>');"
        "getSelection().selectAllChildren(document.getElementById('word'))"
    )
    page.keyboard.press("g")
    assert page.locator(".otr-terms details[open]").get_attribute("data-term") == "hedge"


@pytest.mark.parametrize("field", ["<input id=f>", "<div id=f contenteditable>x</div>"])
def test_a_g_that_is_typed_stays_a_g(page, field):
    show(page)
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", field)
    page.locator("#f").focus()
    page.keyboard.press("g")
    assert dialog(page).count() == 0


def test_two_notebooks_share_one_panel_and_a_closed_one_listens_no_more(page):
    show(page)
    page.evaluate("(async () => { window.removeSecond = await addView(model) })()")
    page.wait_for_function("Boolean(window.removeSecond)")
    page.keyboard.press("g")
    assert page.locator("dialog").count() == 1
    close_with_escape(page)
    page.evaluate("removeFirst(); removeSecond()")
    page.keyboard.press("g")
    assert page.locator("dialog").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page, theme):
    show(page, theme)
    page.keyboard.press("g")
    page.keyboard.type("hedge")
    assert violations(page, "body") == []


def test_it_fits_a_phone_and_its_targets_are_large_enough(page):
    page.set_viewport_size({"width": 390, "height": 700})
    show(page)
    page.get_by_role("button", name="Glossary").click()
    box = dialog(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] <= 700
    heights = page.eval_on_selector_all(
        "button, summary, input", "nodes => nodes.map(node => node.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def test_there_are_about_45_terms_and_no_sentence_number_is_off():
    assert 45 <= len(terms()) <= 60
    for term in terms():
        named = re.findall(r"sentences? (\d+)", f"{term.example} {term.non_example}")
        assert all(1 <= int(number) <= 29 for number in named)
