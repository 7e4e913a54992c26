"""The tagger wherever it is shown: phone and projector, two views, forced colours, no motion."""

import pytest
from harness import violations
from tagger_page import Shown

from ontherecord.article import article
from ontherecord.tagger.widget import Tagger
from ontherecord.tags import tag

LETTER = tag("source", 8, "an internal company letter")
CARRIER = tag("source", 8, "the state-run People's Daily", comes_from=LETTER)
NEW = "Three new operations centres have been created for both sites"
CLAIM = tag("claim", 8, NEW, comes_from=CARRIER, status="reported")
INNER = tag("claim", 8, "operations centres")
SIX = [LETTER, CARRIER, CLAIM, INNER, tag("cue", 8, "citing"), tag("cue", 9, "declined")]
WIDTHS = [(390, 844), (780, 900), (1280, 900), (1920, 1080)]
SECOND_VIEW = """async () => {
  const { default: widget } = await import("/tagger.js?second");
  const cell = cells.appendChild(document.createElement("section"));
  window.closeSecond = widget.render({ model: models[0], el: cell });
}"""


def tagger(tags=SIX, **options):
    typed = 'check("04.paint", [tag("source", 8, "..."), ...])'
    story = article("alibaba-2022")
    return Tagger(story, statuses=True, tags=tags, prompt="Tag.", typed=typed, **options)


def wait(page):
    page.evaluate("() => new Promise((done) => requestIdleCallback(() => setTimeout(done)))")


def tried(widget):
    """The tagger as it is after a first try."""
    widget.tried = True
    return widget


@pytest.mark.parametrize("size", WIDTHS, ids=str)
@pytest.mark.parametrize("tags", [[], SIX], ids=["no tags", "six tags"])
def test_nothing_is_wider_than_the_page_and_every_control_fits_a_finger(page, size, tags):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    Shown(page, tried(tagger(tags, on_check=dict, on_hint=list, on_worked=list)))
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    sizes = page.locator("button:visible, select:visible, input:visible").evaluate_all(
        "all => all.map(one => Math.min(one.offsetWidth, one.offsetHeight))"
    )
    assert min(sizes) >= 44


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tags", [[], SIX], ids=["no tags", "six tags"])
def test_axe_finds_nothing_with_and_without_tags(page, theme, tags):
    Shown(page, tried(tagger(tags, on_check=dict, on_hint=list, on_worked=list)), theme=theme)
    assert violations(page, ".otr-tagger") == []


def test_the_worked_answer_has_a_button_after_the_first_try(page):
    asked = []
    shown = Shown(page, tagger(on_check=dict, on_worked=lambda: asked.append("worked")))
    button = shown.root.get_by_role("button", name="Worked answer")
    assert button.count() == 0
    tried(shown.widgets[0])
    shown.flush()
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.otr-message').textContent.includes('below')")
    assert asked == ["worked"]


def test_the_question_and_how_to_type_its_answer_stand_with_the_story(page):
    shown = Shown(page, tagger())
    assert shown.root.locator(".otr-prompt").inner_text() == "Tag."
    typed = shown.root.get_by_text("Or type it in a cell").inner_text()
    assert 'tag("source", 8, "...")' in typed


def test_two_views_of_one_tagger_stay_in_step(page):
    shown = Shown(page, tagger([]))
    page.evaluate(SECOND_VIEW)
    shown.select("internal company letter")
    page.keyboard.press("s")
    shown.select("an internal company letter".split(" ", 1)[1], at=1)
    page.keyboard.press("m")
    wait(page)
    rows = [shown.page.locator(".otr-tagger").nth(at).locator(".otr-row") for at in (0, 1)]
    assert rows[0].all_inner_texts() == rows[1].all_inner_texts()
    assert rows[0].count() == len(shown.widgets[0].tags) == 2


def test_a_view_that_is_closed_takes_its_marks_along_and_leaves_the_other_one_whole(page):
    shown = Shown(page, tagger([LETTER]))
    page.evaluate(SECOND_VIEW)
    page.wait_for_function("CSS.highlights.get('otr-source').size === 2")
    page.evaluate("closeSecond()")
    assert shown.quotes("source") == ["an internal company letter"]
    shown.select("declined")
    page.keyboard.press("c")
    assert page.locator(".otr-row").count() == 2


@pytest.mark.parametrize("name", ["paste", "drop", "cut"])
def test_pasting_dropping_and_cutting_leave_the_story_as_it_is(page, name):
    shown = Shown(page, tagger([]))
    shown.select("declined")
    story = shown.root.locator(".otr-story")
    before = story.inner_text()
    prevented = story.evaluate(
        """(story, name) => {
          const kind = name === "drop" ? DragEvent : ClipboardEvent;
          const data = new DataTransfer();
          data.setData("text/plain", "other words");
          const more = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
          return !story.dispatchEvent(new kind(name, more));
        }""",
        name,
    )
    assert prevented and story.inner_text() == before


def test_real_keys_for_pasting_and_deleting_leave_the_story_as_it_is(page):
    shown = Shown(page, tagger([]))
    story = shown.root.locator(".otr-story")
    before = story.inner_text()
    shown.select("declined")
    for key in ("Control+x", "Control+v", "Backspace", "Enter", "Space", "Control+Backspace"):
        page.keyboard.press(key)
    assert story.inner_text() == before


def test_the_chosen_words_can_be_seen_in_forced_colours(browser):
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    shown = Shown(page, tagger())
    shown.select("citing")
    row = page.locator(".otr-row.otr-now")
    assert row.locator(".otr-chip").inner_text() == "Cue"
    edge = row.evaluate("row => getComputedStyle(row)")
    other = page.locator(".otr-row:not(.otr-now)").first.evaluate("row => getComputedStyle(row)")
    looks = ("outlineStyle", "outlineWidth", "borderTopWidth", "borderTopColor", "boxShadow")
    assert any(edge[look] != other[look] for look in looks)
    context.close()


def test_nothing_moves_by_itself_when_that_is_asked_for(browser):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    shown = Shown(page, tagger())
    shown.select("citing")
    page.keyboard.press("n")
    moving = page.evaluate("document.getAnimations().length")
    smooth = page.locator(".otr-tagger *").evaluate_all(
        "all => all.filter((one) => getComputedStyle(one).scrollBehavior === 'smooth').length"
    )
    assert (moving, smooth) == (0, 0)
    context.close()


def test_a_source_that_all_others_come_from_says_so(page):
    shown = Shown(page, tagger([LETTER, CARRIER]))
    shown.select("an internal company letter")
    page.keyboard.press("l")
    assert "cannot come from them" in shown.said()


def test_a_thousand_tags_are_all_in_the_list(page):
    story = article("alibaba-2022")
    many = [LETTER | {"id": f"t{n}", "end": LETTER["end"]} for n in range(1000)]
    shown = Shown(page, Tagger(story, tags=many))
    assert shown.root.locator(".otr-row").count() == 1000
    assert shown.root.locator(".otr-count").inner_text() == "1000"


def test_words_are_tagged_by_touch(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    shown = Shown(page, tagger([]))
    shown.select("declined")
    page.get_by_role("button", name="Cue").tap()
    page.locator(".otr-remove").tap()
    page.get_by_role("button", name="Undo").tap()
    assert [t["label"] for t in shown.widgets[0].tags] == ["cue"]
    context.close()
