"""The terms of the lessons are those of the glossary: bold where they are first used."""

import re
from pathlib import Path

import pytest

from ontherecord.lessons import read_notebook
from ontherecord.terms import terms

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "lessons").glob("*/*.md"))
GUIDES = {path.parent.name[:2]: path for path in LESSONS if path.name == "guide.md"}
LABELS = {"You will", "You will learn", "You need"}
NAMES = re.compile(r"(Reading |[Ss]tory )?[A-Za-z]")
"""A story, a reading or a mark on the map that has a letter as its name."""
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
TERMS = {term.name.casefold(): term for term in terms()}


def prose(path):
    """The text of a lesson without its rules, which stand in bold behind a >."""
    cells = [c.source for c in read_notebook(path).cells if c.cell_type == "markdown"]
    return re.sub(r"^>.*$", "", "\n\n".join(cells), flags=re.M)


def term_of(words):
    """The term that the bold words are, also in the plural; None when they are none."""
    name = " ".join(words.split()).strip(".:,?").casefold()
    return next((TERMS[one] for one in (name, name.removesuffix("s")) if one in TERMS), None)


def name(path):
    return str(path.relative_to(ROOT / "lessons"))


@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_what_is_bold_is_a_term_of_the_glossary(lesson):
    bold = set(BOLD.findall(prose(lesson))) - LABELS
    strange = [words for words in bold if not NAMES.fullmatch(words) and not term_of(words)]
    assert strange == []


@pytest.mark.parametrize("term", terms(), ids=[term.name for term in terms()])
def test_a_term_is_bold_in_the_guide_that_introduces_it(term):
    bold = [term_of(words) for words in BOLD.findall(prose(GUIDES[term.units[0]]))]
    assert term in bold


@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_a_notebook_opens_the_glossary_in_its_first_cell(lesson):
    first = next(c.source for c in read_notebook(lesson).cells if c.cell_type == "code")
    assert "\nglossary()" in first
