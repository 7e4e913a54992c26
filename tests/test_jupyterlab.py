"""The real JupyterLab in a real browser: lessons run, answers are given, and they last."""

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from harness import violations
from lab import Notebook, started

from ontherecord import answers

ROOT = Path(__file__).parent.parent
GUIDE_02, GUIDE_04 = "02-who-says-so.ipynb", "04-reported-or-confirmed.ipynb"
OURS = ".otr-tagger, .otr-ask, .otr-card, .otr-page"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab on a copy of the guides, and that folder."""
    home = tmp_path_factory.mktemp("lab")
    folder = Path(shutil.copytree(ROOT / "notebooks", home / "course"))
    with started(folder, home / "home") as address:
        yield address, folder


@pytest.fixture
def course(lab):
    """A folder of guides in which no answer has been given."""
    address, folder = lab
    shutil.rmtree(folder / "my-answers", ignore_errors=True)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, folder)
    return address, folder


@pytest.fixture
def opened(course, page):
    """Opens a guide and runs it from top to bottom."""

    def open_and_run(name):
        notebook = Notebook(page, course[0], name)
        notebook.run_all()
        assert notebook.errors() == []
        return notebook

    return open_and_run


def picture_of(page, name):
    """Keeps a screenshot where SCREENSHOTS says so, for a person to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def saved(folder, unit, name):
    path = folder / "my-answers" / f"{unit}.json"
    if not path.exists():
        return None
    return json.loads(path.read_text("utf-8"))["answers"].get(name, {}).get("value")


def wait_until(page, condition):
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen within ten seconds.")


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


def mark_with_mouse(page, story, words):
    """Drags over the words, as a hand would, once the page has come to rest."""
    story.scroll_into_view_if_needed()
    before, place = None, story.evaluate(PLACE_OF_WORDS, words)
    while place != before:
        page.wait_for_timeout(200)
        before, place = place, story.evaluate(PLACE_OF_WORDS, words)
    page.mouse.move(place[0], place[1])
    page.mouse.down()
    page.mouse.move(place[2], place[3], steps=4)
    page.mouse.up()
    wait_until(page, lambda: page.evaluate("getSelection().toString()") == words)


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb")))
def test_a_guide_runs_from_top_to_bottom(opened, page, name):
    notebook = opened(name)
    picture_of(page, name.removesuffix(".ipynb"))
    assert len(notebook.cell_sources()) > 10


def test_tags_made_by_mouse_and_keyboard_outlive_a_reload_and_a_restarted_kernel(
    opened, course, page
):
    notebook = opened(GUIDE_04)
    output = notebook.output_of('tagger("04.paint")')
    story = output.locator(".otr-story")
    mark_with_mouse(page, story, "internal company letter")
    page.keyboard.press("s")
    output.get_by_role("searchbox", name="Find a passage").fill("People's Daily")
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    mark_with_mouse(page, story, "declined")
    output.get_by_role("button", name="Cue").click()
    folder = course[1]
    wait_until(page, lambda: len(saved(folder, "04", "04.paint") or []) == 3)
    notebook.save()
    kept = saved(folder, "04", "04.paint")
    assert [tag["quote"] for tag in kept] == [
        "People's Daily",
        "internal company letter",
        "declined",
    ]
    file = json.loads((folder / GUIDE_04).read_text("utf-8"))
    assert answers.from_notebook(file)["04.paint"] == kept

    notebook.open()
    notebook.restart()
    notebook.run_all()
    output = notebook.output_of('tagger("04.paint")')
    output.locator(".otr-row").nth(2).wait_for()
    quotes = [text.strip() for text in output.locator(".otr-quote").all_inner_texts()]
    assert quotes == [tag["quote"] for tag in kept]
    picture_of(page, "tags-after-restart")


def test_a_form_is_answered_judged_and_there_again(opened, course, page):
    notebook = opened(GUIDE_04)
    output = notebook.output_of('ask("04.arms")')
    output.get_by_label("it confirmed the report").check()
    output.get_by_label("The sentence that carries it").select_option("9")
    output.get_by_role("button", name="Check").click()
    output.get_by_text("2 of 2 points").wait_for()
    assert saved(course[1], "04", "04.arms") == ["A", 9]
    picture_of(page, "form-judged")
    notebook.run_all()
    output = notebook.output_of('ask("04.arms")')
    assert output.get_by_label("it confirmed the report").is_checked()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("name", [GUIDE_02, GUIDE_04])
def test_axe_finds_nothing_in_what_we_draw(opened, page, name, theme):
    notebook = opened(name)
    notebook.use_theme(theme)
    for source in notebook.cell_sources():
        if source.startswith(("ask(", "tagger(", "page(", "progress(")):
            notebook.output_of(source).locator(OURS).first.wait_for()
    picture_of(page, f"{name[:2]}-{theme.split()[1].lower()}")
    assert violations(page, OURS) == []


def test_letters_typed_in_our_widgets_never_cut_or_add_a_cell(opened, page):
    notebook = opened(GUIDE_02)
    before = notebook.cell_sources()
    output = notebook.output_of('tagger("02.analyst")')
    for place in (output.get_by_role("button", name="Undo"), output.locator(".otr-story")):
        place.focus()
        for letter in "xabdmyo":
            page.keyboard.press(letter)
    form = notebook.output_of('ask("02.drift")')
    form.get_by_role("button", name="Check").focus()
    for letter in "xabdmyo":
        page.keyboard.press(letter)
    assert notebook.cell_sources() == before


def test_two_tabs_on_one_notebook_lose_nothing(opened, course, page):
    notebook = opened(GUIDE_04)
    other = Notebook(page.context.new_page(), course[0], GUIDE_04)
    other.run_all()
    notebook.output_of('ask("04.silence")').get_by_label("silence fits both").check()
    other.output_of('ask("04.readings")').get_by_label("the words leave it open").check()
    folder = course[1]
    wait_until(page, lambda: saved(folder, "04", "04.readings") == "D")
    assert saved(folder, "04", "04.silence") == "C"


def test_a_saved_notebook_can_be_read_without_a_kernel(opened, course, page):
    notebook = opened(GUIDE_04)
    output = notebook.output_of('ask("04.silence")')
    output.get_by_label("silence fits both").check()
    wait_until(page, lambda: saved(course[1], "04", "04.silence") == "C")
    page.wait_for_timeout(500)
    notebook.save()
    file = nbformat.read(course[1] / GUIDE_04, as_version=4)
    assert answers.from_notebook(file)["04.silence"] == "C"
