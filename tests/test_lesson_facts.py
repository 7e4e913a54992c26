"""What lessons and pages say can be looked up: sentences, questions, figures, links, terms."""

import csv
import re
from pathlib import Path

import pytest

from ontherecord import questions
from ontherecord.article import article, data_folder
from ontherecord.lessons import read_notebook

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "lessons").glob("*/*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").glob("*.md")])
STORIES = sorted(folder.name for folder in (data_folder() / "articles").iterdir())
QUESTION = re.compile(r'"(\w+\.[a-z][a-z0-9-]*)"')
SENTENCES = re.compile(r"\bsentences? ((?:\d+(?:, | and | to | or )?)+)")
LINK = re.compile(r"\]\(([^)#\s]+)")
FIGURE = re.compile(r"(?<![\w.])\d[\d,]*\.\d+|\b\d{1,3}(?:,\d{3})+\b|\b\d{3,}\b")


def name(path):
    return str(path.relative_to(ROOT))


def cells(path, kind):
    return "\n".join(c.source for c in read_notebook(path).cells if c.cell_type == kind)


def unit_of(path):
    return path.parent.name.split("-")[0] + ("x" if path.name == "exercises.md" else "")


def stories_of(path):
    """The stories that a lesson shows or asks about; the article when it names none."""
    code = cells(path, "code")
    named = {story for story in STORIES if story in code}
    asked = {questions.load(each).article for each in QUESTION.findall(code)}
    return [article(story) for story in sorted((named | asked | {"alibaba-2022"}) - {None})]


every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=name)


@every_lesson
def test_a_sentence_that_is_named_stands_in_a_story_of_the_lesson(lesson):
    longest = max(len(story.sentences) for story in stories_of(lesson))
    named = [
        int(n)
        for found in SENTENCES.findall(cells(lesson, "markdown"))
        for n in re.findall(r"\d+", found)
    ]
    assert [number for number in named if not 1 <= number <= longest] == []


@every_lesson
def test_a_lesson_asks_questions_of_its_own_unit_that_exist(lesson):
    asked = QUESTION.findall(cells(lesson, "code"))
    known = set(questions.names())
    assert [each for each in asked if each not in known] == []


def test_every_question_is_asked_in_a_lesson():
    asked = {each for lesson in LESSONS for each in QUESTION.findall(cells(lesson, "code"))}
    assert set(questions.names()) - asked == set()


@every_lesson
def test_a_figure_in_the_prose_stands_in_a_story_in_the_data_or_in_a_question(lesson):
    known = known_numbers(lesson)
    found = FIGURE.findall(cells(lesson, "markdown"))
    assert [figure for figure in found if number(figure) not in known] == []


def number(text):
    return float(text.replace(",", ""))


def with_bounds(text):
    """The number, and the two bounds of what rounds to it."""
    half = 0.5 * 10.0 ** -len(text.partition(".")[2])
    return {round(number(text) + step, 6) for step in (-half, 0, half)}


def known_numbers(lesson):
    """The numbers of a lesson's stories, questions and code, and the shipped figures."""
    texts = [story.text for story in stories_of(lesson)] + [cells(lesson, "code")]
    file = data_folder() / "questions" / f"{unit_of(lesson)}.toml"
    texts += [file.read_text("utf-8")] if file.exists() else []  # a page that is no unit has none
    written = re.findall(r"\d[\d,]*(?:\.\d+)?", "\n".join(texts))
    return set().union(*map(with_bounds, written), shipped_figures())


def shipped_figures():
    """Each figure as it is and in thousands, since millions are often told as billions."""
    with (data_folder() / "figures.csv").open(encoding="utf-8") as file:
        values = [abs(float(row["value"])) for row in csv.DictReader(file)]
    places = range(4)
    return {round(value / scale, n) for value in values for scale in (1, 1000) for n in places}


@pytest.mark.parametrize("page", [*LESSONS, *PAGES], ids=name)
def test_a_link_leads_somewhere(page):
    home = page.parent if page not in LESSONS else ROOT / "notebooks"
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (home / link).exists()] == []
