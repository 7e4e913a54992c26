"""The form before the course in the real JupyterLab: filled in, kept, gone on with, handed in."""

import json
import shutil
from pathlib import Path

import pytest
from harness import violations

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
GUIDE = "00-start-here.ipynb"
CALL = 'form("before")'


def guide(desk):
    shutil.copy(NOTEBOOKS / GUIDE, desk.folder)
    return desk.run(GUIDE)


def saved(desk):
    return desk.value("assessment.before") or {"answers": {}}


def test_a_form_is_filled_in_by_keyboard_survives_a_restart_and_is_handed_in(desk):
    notebook = guide(desk)
    output = notebook.output_of(CALL)
    output.get_by_label("Code word").fill("heron 7")
    desk.page.keyboard.press("Enter")
    output.locator("fieldset").nth(15).wait_for()
    assert desk.page.evaluate("document.activeElement.type") == "radio"
    desk.page.keyboard.press("Space")
    desk.page.keyboard.press("ArrowRight")
    desk.wait_for(lambda: list(saved(desk)["answers"].values()) == [["yes", "unsure"]])

    notebook.save()
    notebook.open()
    notebook.restart()
    notebook.run_all()
    output = notebook.output_of(CALL)
    assert output.locator("input:checked").get_attribute("value") == "yes unsure"
    for number in range(1, 16):
        output.locator("fieldset").nth(number).get_by_label("no, sure", exact=True).check()
    desk.wait_for(lambda: len(saved(desk)["answers"]) == 16)
    output.get_by_role("button", name="Hand in").click()
    output.get_by_role("button", name="Yes, hand in").click()
    desk.wait_for(lambda: saved(desk)["handed_in"])
    output.get_by_text("Handed in.").wait_for()
    assert output.locator("input:enabled").count() == 0
    notebook.save()
    assert desk.receipt(notebook, "assessment.before") == saved(desk)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_the_form_in_either_theme(desk, theme):
    notebook = guide(desk)
    notebook.use_theme(theme)
    output = notebook.output_of(CALL)
    output.get_by_label("Code word").fill("heron 7")
    output.get_by_role("button", name="Begin").click()
    output.locator("fieldset").nth(15).wait_for()
    notebook.show(CALL)
    desk.picture(f"form-{theme[-4:].strip()}")
    assert violations(desk.page, ".otr-form") == []


def test_without_widgets_the_form_is_read_and_typed(plain_desk):
    notebook = guide(plain_desk)
    assert 'form("before", code="your word")' in notebook.outputs_as_text()
    place = notebook.show(CALL)
    answers = json.dumps(dict.fromkeys(map(str, range(1, 17)), "no unsure"))
    notebook.write(place, f'form("before", code="heron 7", answers={answers})')
    notebook.run_all()
    assert len(saved(plain_desk)["answers"]) == 16
    assert "16 of 16 answered" in notebook.outputs_as_text()
