"""The progress page: what it says, where it leads, and its buttons in a real browser."""

import json
import shutil
from pathlib import Path

import pytest
from harness import mount, violations

import ontherecord.selfstudy
from ontherecord import answers, questions
from ontherecord.entries import NEW, written
from ontherecord.own_files import everything
from ontherecord.portable import FORMAT, LARGEST, copy_text
from ontherecord.selfstudy import my_files, my_minutes, my_progress
from ontherecord.selfstudy.places import link_to, notebook_of, title_of
from ontherecord.selfstudy.widget import Files

ROOT = Path(__file__).parent.parent
FOLDER = Path(ontherecord.selfstudy.__file__).parent
PAGE = "my-progress.ipynb"


def answered(unit, *left_out):
    """Every question of the unit answered as the key has it, but those."""
    for name in questions.names(unit):
        if name not in left_out:
            question = questions.load(name)
            value = question.plain(question.gold())
            answers.store(name).record(name, value, question.judge(value).score)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of the course, seen from its notebooks."""
    for side in ("notebooks", "exercises"):
        shutil.copytree(ROOT / side, tmp_path / side, ignore=shutil.ignore_patterns("my-answers"))
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


# What it says


def test_a_newcomer_is_sent_to_the_first_unit_and_nothing_is_seen(course):
    card = my_progress()
    assert card.text.startswith("→ Next: 00 Start here\n")
    assert f"{len(questions.misconceptions())} not seen." in card.text
    assert 'href="../notebooks/00-start-here.ipynb"' in card.html


def test_one_goes_on_at_the_cell_of_the_first_open_question(course):
    first, *_ = questions.names("04")
    answered("04", first)
    card = my_progress()
    assert f"question {first}" in card.text and "1 question is still open" in card.text
    link = link_to("04", first)
    path, _, cell = link.partition("#cell-id=")
    cells = json.loads(Path(path).read_text("utf-8"))["cells"]
    assert first in "".join(next(each for each in cells if each["id"] == cell)["source"])
    assert link in card.html


def test_an_exercise_is_found_in_its_own_folder(course):
    assert notebook_of("04x") == Path("../exercises/04-reported-or-confirmed.ipynb")
    assert title_of("04x") == "04 Reported or confirmed, exercise"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [1]}', '{"cells": [{}]}'])
def test_a_damaged_notebook_is_linked_without_a_cell(course, content):
    (course / "notebooks" / "04-reported-or-confirmed.ipynb").write_text(content, "utf-8")
    assert link_to("04", "04.arms") == "../notebooks/04-reported-or-confirmed.ipynb"


def test_without_notebooks_nearby_the_page_names_the_unit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert my_progress().text.startswith("→ Next: 00\n") and "<a " not in my_progress().html


def test_the_page_tells_what_could_not_be_read(answers_folder):
    answered("00")
    (answers_folder / "00.json").write_text("{", "utf-8")
    assert "could not be read whole" in my_progress().text


def test_what_stands_in_an_answer_file_is_never_run(answers_folder):
    answers_folder.mkdir()
    evil = "<img src=x onerror=alert(1)>"
    entry = {**NEW, "value": evil, "score": 1.0, "tries": 1, "checked": evil}
    names = {name: entry for name in questions.names("04")} | {f"04.{evil}": entry}
    (answers_folder / "04.json").write_bytes(written("04", names))
    (answers_folder / "minutes.csv").write_text(
        f"unit,begin,end\n{evil},2026-11-23T16:00:00Z,2026-11-23T16:01:00Z\n", "utf-8"
    )
    for card in (my_progress(), my_minutes()):
        assert "<img" not in card.html


def test_minutes_are_told_by_unit_with_what_is_answered(answers_folder):
    answered("00")
    (answers_folder / "minutes.csv").write_text(
        "unit,begin,end\n00,2026-11-23T16:00:00Z,2026-11-23T16:21:40Z\n"
        "06,2026-11-23T17:00:00Z,2026-11-23T17:00:10Z\n",
        "utf-8",
    )
    card = my_minutes()
    count = len(questions.names("00"))
    assert "22 minutes of work" in card.text
    assert f"{count} of {count}, 22 minutes" in card.text and "under 1 minute" in card.text


def test_the_buttons_can_be_done_without(monkeypatch):
    assert "export_answers()" in my_files().card.text
    monkeypatch.setitem(__import__("sys").modules, "ontherecord.selfstudy.widget", None)
    assert "delete_answers()" in my_files().text


# The buttons, on Python's side


@pytest.fixture
def files():
    """The widget, with what it sends to the page kept in `sent`."""
    made = Files()
    made.sent = []
    made.send = lambda content, buffers=None: made.sent.append(content)
    return made


def test_a_copy_given_to_the_browser_can_be_brought_in_again(files):
    answered("00")
    files.receive({"kind": "copy"})
    text = files.sent[-1]["text"]
    assert text == copy_text(everything())
    files.receive({"kind": "ask"})
    assert f"{len(questions.names('00'))} answers" in files.sent[-1]["text"]
    assert everything().answered
    files.receive({"kind": "delete"})
    assert not everything().answered and "Deleted" in files.status["text"]
    files.receive({"kind": "bring", "text": text})
    assert everything().answered == len(questions.names("00"))


@pytest.mark.parametrize("text", [None, 7, "", "{", "\ud800", '{"format": "x"}', "[" * 99_999])
def test_a_foreign_file_is_told_and_changes_nothing(files, text):
    answered("00")
    before = everything()
    files.receive({"kind": "bring", "text": text})
    assert "cannot be brought in" in files.status["text"] and everything() == before


@pytest.mark.parametrize("message", [None, "delete", {}, {"kind": "quit"}, {"kind": ["delete"]}])
def test_a_message_that_makes_no_sense_does_nothing(files, message):
    answered("00")
    files.receive(message)
    assert everything().answered and files.sent == []


# The buttons, in the browser


def show(page, theme="light"):
    mount(page, FOLDER, "files", {"status": {"text": "", "number": 0}, "largest": LARGEST}, theme)


def tell(page, **message):
    """Python's side: a message to the page."""
    page.evaluate("message => model.fire('msg:custom', message)", message)


def kinds(page):
    return page.evaluate("window.sent.map(message => message.kind)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_either_theme(page, theme):
    show(page, theme)
    page.evaluate("model.set('status', {text: 'Your copy holds 3 answers.', number: 1})")
    tell(page, kind="sure", text="This deletes 3 answers.")
    assert violations(page) == []


def test_deleting_is_asked_first_and_can_be_done_and_left_with_the_keyboard_alone(page):
    show(page)
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tell(page, kind="sure", text="This deletes 3 answers.")
    assert page.evaluate("document.activeElement.textContent") == "Keep everything"
    page.keyboard.press("Escape")
    assert page.get_by_role("alertdialog").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Delete everything ..."
    page.keyboard.press("Enter")
    tell(page, kind="sure", text="This deletes 3 answers.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert kinds(page) == ["ask", "ask", "delete"]
    assert page.evaluate("leaked.filter(key => ['Enter', 'Escape'].includes(key))") == []


def test_a_copy_is_saved_by_the_browser_itself(page):
    show(page)
    page.get_by_role("button", name="Save a copy").click()
    with page.expect_download() as saved:
        tell(page, kind="file", name="my-answers-copy.json", mime="application/json", text="{1}")
    assert saved.value.suggested_filename == "my-answers-copy.json"
    assert Path(saved.value.path()).read_text("utf-8") == "{1}" and kinds(page) == ["copy"]


def test_a_chosen_file_is_read_and_a_huge_one_is_refused_at_once(page, tmp_path):
    show(page)
    small, huge = tmp_path / "small.json", tmp_path / "huge.json"
    small.write_text(f'{{"format": "{FORMAT}"}}', "utf-8")
    huge.write_bytes(b" " * (LARGEST + 1))
    for file in (huge, small):
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Bring in a copy").click()
        chooser.value.set_files(file)
        if file is huge:
            page.get_by_text("larger than 5 megabytes").wait_for()
    page.wait_for_function("window.sent.length > 0")
    assert page.evaluate("window.sent[0].text") == small.read_text("utf-8")


def test_it_fits_a_phone_and_its_targets_are_large_enough(page):
    page.set_viewport_size({"width": 360, "height": 700})
    show(page)
    tell(page, kind="sure", text="This deletes 3 answers.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    heights = page.eval_on_selector_all(
        "button", "nodes => nodes.map(node => node.getBoundingClientRect().height)"
    )
    assert len(heights) == 6 and min(heights) >= 44


def test_a_python_that_does_not_reply_is_told(page):
    page.clock.install()
    show(page)
    page.get_by_role("button", name="Save my minutes").click()
    page.clock.run_for(5000)
    assert "Python does not reply" in page.get_by_role("status").inner_text()


# The page in the real JupyterLab


@pytest.fixture
def progress_page(desk, monkeypatch):
    """The page after some answers, in a course folder with its guides and exercises."""
    for side in ("notebooks", "exercises"):
        shutil.copytree(
            ROOT / side, desk.folder / side, ignore=shutil.ignore_patterns("my-answers")
        )
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(desk.folder / "notebooks" / "my-answers"))
    answered("00")
    answered("02", questions.names("02")[5])
    return desk.run(f"notebooks/{PAGE}")


def test_the_link_opens_the_guide_at_the_cell_where_one_stopped(desk, progress_page):
    desk.picture("my-progress")
    assert violations(desk.page, ".otr-card") == []
    progress_page.show("my_progress()")
    desk.page.locator(".otr-go").first.click()
    desk.page.wait_for_function(
        """name => {
          const notebook = window.jupyterapp.shell.currentWidget?.content;
          return notebook?.activeCell?.model.sharedModel.source.includes(name);
        }""",
        arg=f'"{questions.names("02")[5]}"',
    )


def test_a_copy_is_saved_everything_deleted_and_brought_back(desk, progress_page, tmp_path):
    count = everything().answered
    buttons = progress_page.output_of("my_files()")
    with desk.page.expect_download() as saved:
        buttons.get_by_role("button", name="Save a copy").click()
    copy = tmp_path / "copy.json"
    saved.value.save_as(copy)
    buttons.get_by_role("button", name="Delete everything").focus()
    desk.page.keyboard.press("Enter")
    desk.page.get_by_role("alertdialog").wait_for()
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    desk.wait_for(lambda: everything().answered == 0)
    # The folder goes after the last file in it.
    desk.wait_for(lambda: not (desk.folder / "notebooks" / "my-answers").exists())
    with desk.page.expect_file_chooser() as chooser:
        buttons.get_by_role("button", name="Bring in a copy").click()
    chooser.value.set_files(copy)
    desk.wait_for(lambda: everything().answered == count)
