"""The tagger in a real browser: selecting, tagging, linking, undoing, by hand and by keys."""

import pytest
from harness import violations
from tagger_page import Shown

from ontherecord.article import article, parse_article
from ontherecord.tagger.widget import Tagger

CLAIM = "Three new operations centres have been created for both sites"
CARRIER = "the state-run People's Daily"
LETTER = "an internal company letter"
FOREIGN = (
    "😀 The “Harbour Post” reported 港口将关闭 on Monday 👩‍🚀, citing a memo. "  # noqa: RUF001
    "Lin Wei’s 公司 confirmed it."
)


def alibaba(**options):
    return Tagger(article("alibaba-2022"), [8, 9, 12], statuses=True, **options)


def foreign(**options):
    lines = FOREIGN.replace(". ", ".\n")
    page = f'+++\nid = "f"\ntitle = "F"\n+++\n\n:::{{paragraph}}\n{lines}\n:::\n'
    return Tagger(parse_article(page), statuses=True, **options)


def tagged(widget):
    text = widget.rules.article.text
    return [(tag["label"], text[tag["start"] : tag["end"]]) for tag in widget.tags]


def only(widget, label):
    return next(tag for tag in widget.tags if tag["label"] == label)


def test_words_dragged_over_with_the_mouse_are_tagged_by_a_letter(page):
    shown = Shown(page, alibaba())
    shown.drag(LETTER)
    page.keyboard.press("s")
    assert tagged(shown.widgets[0]) == [("source", LETTER)]
    assert shown.quotes("source") == [LETTER]


def test_half_words_become_whole_words(page):
    shown = Shown(page, alibaba())
    shown.select("ternal company let")
    page.keyboard.press("s")
    shown.select("onfirmed the repor")
    page.get_by_role("button", name="Claim", exact=True).click()
    assert tagged(shown.widgets[0]) == [
        ("source", "internal company letter"),
        ("claim", "confirmed the report"),
    ]


def test_the_whole_task_can_be_done_with_the_keyboard_alone(page):
    widget = alibaba()
    Shown(page, widget)
    while not page.evaluate("document.activeElement.matches('.otr-story')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+Home")
    for words, letter in ((9, "m"), (12, None), (4, "s"), (1, "c"), (3, None), (3, "s")):
        for _ in range(words):
            page.keyboard.press("Control+Shift+ArrowRight" if letter else "Control+ArrowRight")
        if letter:
            page.keyboard.press(letter)
    assert [label for label, _ in tagged(widget)] == ["claim", "source", "cue", "source"]

    page.keyboard.press("p")
    page.keyboard.press("p")
    page.keyboard.press("l")
    page.keyboard.press("Enter")
    page.keyboard.press("p")
    page.keyboard.press("l")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    page.keyboard.press("1")
    claim, carrier, _, origin = widget.tags
    assert (claim["target"], claim["status"]) == (carrier["id"], "reported")
    page.keyboard.press("Control+z")
    assert only(widget, "claim")["status"] is None
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    assert only(widget, "claim")["status"] == "reported"
    page.keyboard.press("Delete")
    assert [label for label, _ in tagged(widget)] == ["source", "cue", "source"]
    page.keyboard.press("Control+z")
    assert widget.tags[0] == claim
    assert page.evaluate("leaked.filter((key) => key.length === 1)") == []


def test_a_tag_may_lie_in_another_and_across_another(page):
    widget = alibaba()
    shown = Shown(page, widget)
    for words, letter in (
        ("Three new operations centres have been created", "m"),
        ("new operations centres", "m"),
        ("centres have been created for both sites", "s"),
    ):
        shown.select(words)
        page.keyboard.press(letter)
    assert len(widget.tags) == 3
    assert shown.quotes("claim-2") == ["new operations centres"]


def test_offsets_count_characters_also_with_emoji_chinese_and_curly_quotes(page):
    widget = foreign()
    shown = Shown(page, widget)
    expected = [("source", "Harbour Post"), ("claim", "港口将关闭"), ("cue", "citing")]
    expected += [("source", "公司")]
    for label, words in expected:
        shown.select(words)
        page.get_by_role("button", name=label.title(), exact=True).click()
    assert tagged(widget) == expected
    assert shown.quotes("source") == ["Harbour Post", "公司"]
    assert page.locator(".otr-quote").all_inner_texts() == [words for _, words in expected]


def test_a_passage_is_found_whatever_its_quotation_marks_and_letter_case(page):
    widget = foreign()
    Shown(page, widget)
    page.get_by_role("searchbox", name="Find a passage").fill("lin wei's 公司")
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    assert tagged(widget) == [("source", "Lin Wei’s 公司")]  # noqa: RUF001


def test_a_passage_that_is_not_there_is_told(page):
    shown = Shown(page, alibaba())
    page.get_by_role("searchbox", name="Find a passage").fill("no such words")
    page.get_by_role("button", name="Find").click()
    assert shown.said() == "The text does not hold “no such words”."


@pytest.mark.parametrize(
    "place", [".otr-story", "[data-act=undo]", ".otr-remove", ".otr-find button"]
)
def test_no_key_that_the_tagger_uses_reaches_the_notebook(page, place):
    shown = Shown(page, alibaba())
    shown.select(LETTER)
    page.keyboard.press("s")
    page.locator(place).first.focus()
    for key in ("x", "a", "b", "d", "M", "Enter", "Escape", "ArrowDown", "Control+z", "Control+a"):
        page.keyboard.press(key)
    assert [key for key in page.evaluate("leaked") if key != "Control"] == []


def test_saving_and_running_a_cell_still_reach_the_notebook(page):
    shown = Shown(page, alibaba())
    shown.select(LETTER)
    page.evaluate("addEventListener('keydown', (event) => event.preventDefault())")
    page.keyboard.press("Control+s")
    page.keyboard.press("Shift+Enter")
    assert {"s", "Enter"} <= set(page.evaluate("leaked"))


@pytest.mark.parametrize("key", ["q", "Backspace", "Enter"])
def test_typing_does_not_change_the_text(page, key):
    shown = Shown(page, alibaba())
    before = page.locator(".otr-story").inner_text()
    shown.select(LETTER)
    page.keyboard.press(key)
    page.keyboard.press("Control+v")
    page.keyboard.insert_text("typed")
    assert page.locator(".otr-story").inner_text() == before


def test_an_input_method_cannot_change_the_text(page):
    widget = alibaba()
    shown = Shown(page, widget)
    before = page.locator(".otr-story").inner_text()
    shown.select(LETTER)
    page.keyboard.press("s")
    shown.select("declined further comment")
    line = page.context.new_cdp_session(page)
    line.send("Input.imeSetComposition", {"text": "关闭", "selectionStart": 2, "selectionEnd": 2})
    assert "关闭" in page.locator(".otr-story").inner_text()
    line.send("Input.insertText", {"text": "关闭"})
    assert page.locator(".otr-story").inner_text() == before
    assert shown.quotes("source") == [LETTER]
    page.keyboard.press("m")
    assert tagged(widget)[-1] == ("claim", "declined further comment")


def test_a_letter_tags_also_while_an_input_method_is_on(page):
    widget = alibaba()
    shown = Shown(page, widget)
    shown.select(LETTER)
    page.locator(".otr-story").dispatch_event(
        "keydown", {"key": "Process", "code": "KeyS", "bubbles": True}
    )
    assert tagged(widget) == [("source", LETTER)]


def test_a_letter_tags_on_a_keyboard_of_another_script(page):
    widget = alibaba()
    shown = Shown(page, widget)
    shown.select(LETTER)
    page.locator(".otr-story").dispatch_event(
        "keydown",
        {"key": "с", "code": "KeyC", "bubbles": True},  # noqa: RUF001
    )
    assert tagged(widget) == [("cue", LETTER)]


def test_words_of_two_paragraphs_are_refused_with_a_sentence(page):
    widget = alibaba()
    shown = Shown(page, widget)
    shown.select(LETTER)
    page.keyboard.press("Control+Shift+End")
    page.keyboard.press("m")
    assert widget.tags == []
    assert shown.said() == "A tag stays within one paragraph. Select fewer words."


def test_without_a_selection_the_learner_is_told_how_to_select(page):
    shown = Shown(page, alibaba())
    page.get_by_role("button", name="Source").click()
    assert shown.said().startswith("Select words first")


def three(page, **options):
    widget = alibaba(**options)
    shown = Shown(page, widget)
    for words, letter in ((CLAIM, "m"), (CARRIER, "s"), (LETTER, "s")):
        shown.select(words)
        page.keyboard.press(letter)
    return shown, widget


def test_menus_link_claim_carrier_and_origin_and_set_the_status(page):
    _, widget = three(page)
    claim, carrier, origin = (tag["id"] for tag in widget.tags)
    for row, target in ((0, carrier), (1, origin)):
        menu = page.locator(".otr-cell-from select").nth(row)
        menu.focus()
        menu.select_option(target)
    status = page.locator(".otr-cell-status select")
    status.focus()
    status.select_option("confirmed")
    assert [tag["target"] for tag in widget.tags] == [carrier, origin, None]
    assert widget.tags[0]["status"] == "confirmed"
    assert page.evaluate("document.activeElement.tagName") == "SELECT"


def test_a_menu_never_offers_a_chain_that_leads_back(page):
    _, widget = three(page)
    claim, carrier, origin = (tag["id"] for tag in widget.tags)
    menus = page.locator(".otr-cell-from select")
    menus.nth(1).focus()
    menus.nth(1).select_option(origin)
    menus.nth(2).focus()
    assert menus.nth(2).locator("option").all_inner_texts() == ["not set"]


def test_removing_a_source_clears_the_links_to_it_and_undo_brings_them_back(page):
    _, widget = three(page)
    menu = page.locator(".otr-cell-from select").first
    menu.focus()
    menu.select_option(widget.tags[1]["id"])
    before = widget.tags
    page.get_by_role("button", name="Remove source “the state-run").click()
    assert [tag["target"] for tag in widget.tags] == [None, None]
    page.get_by_role("button", name="Undo").click()
    assert widget.tags == before


def test_the_focus_moves_to_a_neighbour_when_a_row_goes(page):
    _, widget = three(page)
    for left in ("source “the state-run People's Daily”", "source “an internal company letter”"):
        focused = page.locator(".otr-remove").first
        focused.focus()
        page.keyboard.press("Enter")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert name == f"Remove {left}"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.otr-story')")


def test_the_same_words_are_not_tagged_twice_alike(page):
    shown, widget = three(page)
    shown.select(LETTER)
    page.keyboard.press("s")
    assert len(widget.tags) == 3
    assert shown.said() == "These words are tagged as source already."


def test_a_question_for_one_span_keeps_the_last_one(page):
    widget = alibaba(labels=("source",), single=True)
    shown = Shown(page, widget)
    for words in (CARRIER, LETTER):
        shown.select(words)
        page.keyboard.press("s")
    assert tagged(widget) == [("source", LETTER)]
    assert page.get_by_role("button", name="Cue").count() == 0


def test_notes_and_progress_of_python_are_shown(page):
    shown, widget = three(page, goal={"claim": 4})
    widget.notes = {widget.tags[1]["id"]: "Who did the paper cite?"}
    shown.flush()
    assert page.locator(".otr-goal").inner_text() == "1 claim tagged of 4"
    assert page.locator(".otr-cell-note").nth(1).inner_text() == "Who did the paper cite?"


def test_what_python_refuses_is_told_and_taken_back(page):
    shown, widget = three(page)
    page.evaluate("models[0].send({kind: 'change', change: 'x', set: [{id: 'no'}], remove: []})")
    page.wait_for_function("document.querySelector('.otr-message').innerText.includes('no label')")
    assert page.locator(".otr-row").count() == len(widget.tags) == 3


def test_trouble_with_saving_is_told(page):
    def full(tags):
        raise OSError("the disk is full.")

    shown = Shown(page, alibaba(on_change=full))
    shown.select(LETTER)
    page.keyboard.press("s")
    page.locator(".otr-saved[data-state=bad]").wait_for()
    assert "the disk is full" in page.locator(".otr-saved").inner_text()


def test_a_silent_python_is_told(page):
    page.clock.install()
    shown = Shown(page, alibaba())
    page.evaluate("models[0].quiet = true")
    shown.root.locator(".otr-story").focus()
    page.get_by_role("searchbox").fill(LETTER)
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    assert page.locator(".otr-saved").inner_text() == "Saving"
    page.clock.run_for(5000)
    assert page.locator(".otr-saved").inner_text().startswith("Not saved yet")


def test_tags_set_by_python_replace_those_shown(page):
    shown, widget = three(page)
    kept = widget.tags[2:]
    widget.tags = kept
    shown.flush()
    assert page.locator(".otr-quote").all_inner_texts() == [LETTER]
    assert shown.quotes("claim") == []


def test_a_change_of_another_window_is_shown_too(page):
    shown, widget = three(page)
    other = {**widget.tags[0], "id": "other", "label": "cue", "end": widget.tags[0]["start"] + 5}
    widget._handle_custom_msg({"kind": "change", "change": "o", "set": [other]}, [])
    shown.flush()
    assert page.locator(".otr-quote").all_inner_texts()[1] == "Three"


def test_two_taggers_on_a_page_keep_apart(page):
    first, second = alibaba(), alibaba()
    shown = Shown(page, first, second)
    shown.select(LETTER, 0)
    page.keyboard.press("s")
    shown.select(CARRIER, 1)
    page.keyboard.press("s")
    assert [tagged(first), tagged(second)] == [[("source", LETTER)], [("source", CARRIER)]]
    page.evaluate("models[0].close()")
    assert shown.quotes("source") == [CARRIER]


def test_help_opens_with_a_question_mark_and_escape_gives_the_focus_back(page):
    shown = Shown(page, alibaba())
    shown.select(LETTER)
    page.keyboard.press("?")
    assert page.get_by_role("group", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("group", name="Keys").is_visible()
    page.keyboard.press("s")
    assert tagged(shown.widgets[0]) == [("source", LETTER)]


def test_every_control_is_large_enough_for_a_finger(page):
    three(page)
    page.keyboard.press("?")
    sizes = (
        page.locator(".otr-tagger")
        .locator("button, select, input")
        .evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
        )
    )
    assert len(sizes) > 15
    assert min(min(size) for size in sizes) >= 44


def test_a_touch_on_a_button_tags_the_words_selected(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    shown = Shown(page, alibaba())
    shown.select(LETTER)
    page.get_by_role("button", name="Source").tap()
    assert tagged(shown.widgets[0]) == [("source", LETTER)]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


@pytest.mark.parametrize("theme", ["none", "light", "dark"])
def test_axe_finds_nothing(page, theme):
    shown, widget = three(page)
    context = page.context
    page = context.new_page()
    again = alibaba(tags=widget.tags, goal={"claim": 4}, on_check=dict, on_change=list)
    again.notes = {widget.tags[0]["id"]: "A note."}
    shown = Shown(page, again, theme=theme)
    assert violations(page, ".otr-tagger") == []
    shown.select(CLAIM)
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    shown.select(CLAIM)
    page.keyboard.press("l")
    assert page.get_by_role("listbox").is_visible()
    assert violations(page, ".otr-tagger") == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert violations(page, ".otr-tagger") == []


def test_in_forced_colours_every_tag_keeps_its_label_in_words(browser):
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    three(page)
    assert page.locator(".otr-chip").all_inner_texts() == ["Claim", "Source", "Source"]
    context.close()
