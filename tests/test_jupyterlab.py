"""The guides in the real JupyterLab: they run, and what learners do in them is kept."""

import re
import shutil
from pathlib import Path

import pytest
from harness import violations

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
GUIDE_02, GUIDE_04 = "02-who-says-so.ipynb", "04-reported-or-confirmed.ipynb"
OURS = ".jp-OutputArea [class^=otr-]"
THEMES = ("JupyterLab Light", "JupyterLab Dark")
DRAWS = re.compile(
    r"^(ask|tagger|page|parts_page|claim_map|progress|form|glossary|chain|machine|reports|my_\w+)\("
    r"|^\w*(figure|percent_change|article_pair|income_measures|three_measures)\w*\(",
    re.M,
)
PLACE_OF_WORDS = """(story, words) => {
  const walker = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const rects = range.getClientRects();
    const [a, b] = [rects[0], rects[rects.length - 1]];
    return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2].map(Math.round);
  }
}"""


@pytest.fixture
def guide(desk):
    """Opens a guide and runs it from top to bottom."""

    def opened(name):
        shutil.copy(NOTEBOOKS / name, desk.folder)
        return desk.run(name)

    return opened


def mark_with_mouse(desk, story, words):
    """Drags over the words, as a hand would, once the page has come to rest."""
    story.scroll_into_view_if_needed()
    before, place = None, story.evaluate(PLACE_OF_WORDS, words)
    while place != before:
        desk.page.wait_for_timeout(200)
        before, place = place, story.evaluate(PLACE_OF_WORDS, words)
    mouse = desk.page.mouse
    mouse.move(place[0], place[1])
    mouse.down()
    mouse.move(place[2], place[3], steps=4)
    mouse.up()
    desk.wait_for(lambda: desk.page.evaluate("getSelection().toString()") == words)


def test_tags_made_by_mouse_and_keyboard_outlive_a_reload_and_a_restarted_kernel(desk, guide):
    notebook = guide(GUIDE_04)
    output = notebook.output_of('tagger("04.paint")')
    story = output.get_by_role("textbox")
    mark_with_mouse(desk, story, "internal company letter")
    desk.page.keyboard.press("s")
    output.get_by_role("searchbox", name="Find a passage").fill("People's Daily")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("s")
    mark_with_mouse(desk, story, "declined")
    output.get_by_role("button", name="Cue").click()
    desk.wait_for(lambda: len(desk.value("04.paint") or []) == 3)
    kept = desk.value("04.paint")
    quotes = ["People's Daily", "internal company letter", "declined"]
    assert [tag["quote"] for tag in kept] == quotes
    desk.wait_for(lambda: desk.receipt(notebook, "04.paint") == kept)

    notebook.open()
    notebook.restart()
    notebook.run_all()
    output = notebook.output_of('tagger("04.paint")')
    output.locator(".otr-quote").nth(2).wait_for()
    shown = output.locator(".otr-quote").all_inner_texts()
    assert [quote in text for quote, text in zip(quotes, shown, strict=True)] == [True] * 3
    assert desk.value("04.paint") == kept
    desk.picture("tags-after-restart")


def test_a_form_is_answered_judged_and_there_again(desk, guide):
    notebook = guide(GUIDE_04)
    output = notebook.output_of('ask("04.arms")')
    output.get_by_label("it confirmed the report").check()
    output.get_by_label("The sentence that carries it").select_option("9")
    output.get_by_role("button", name="Check").click()
    output.get_by_text("2 of 2 points").wait_for()
    desk.picture("form-judged")
    assert desk.value("04.arms") == ["A", 9]
    desk.wait_for(lambda: desk.receipt(notebook, "04.arms") == ["A", 9])
    notebook.run_all()
    output = notebook.output_of('ask("04.arms")')
    assert output.get_by_label("it confirmed the report").is_checked()


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_axe_finds_nothing_in_what_we_draw_in_either_theme(desk, guide, name):
    notebook = guide(name)
    drawn = [n for n, source in enumerate(notebook.cell_sources()) if DRAWS.search(source)]
    found = []
    for theme in THEMES:
        notebook.use_theme(theme)
        for number in drawn:
            # Only what is near is drawn, so each output is looked at by itself.
            notebook.show_place(number)
            desk.picture(f"{name[:2]}-{number:02}-{theme.split()[1].lower()}")
            found += [f"{theme}, cell {number}: {one}" for one in violations(desk.page, OURS)]
    assert len(drawn) > 2 and found == []
