"""The examples of docs/questions.md as questions, on the story in tests/fixtures/questions."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ontherecord import questions
from ontherecord.article import load_article
from ontherecord.key import load_key
from ontherecord.questions.entry import Entry
from ontherecord.questions.question import Library
from ontherecord.tags import tag

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "fixtures" / "questions" / "pellow-trams"
STORY = load_article(FOLDER)
KEY = load_key(FOLDER / "key.toml", STORY)
LIBRARY = Library(lambda name: STORY, lambda name: KEY)


@cache
def tables():
    """The TOML tables of the examples, by name."""
    page = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    found = [table for block in blocks for table in tomllib.loads(block)["question"]]
    return {table["name"]: table for table in found}


def built(table):
    """The question of a TOML table."""
    return questions.build(Entry(table, "docs/questions.md", table["name"]), LIBRARY)


@cache
def example(word):
    """The example question with that word after the dot."""
    return built(tables()[f"demo.{word}"])


def examples():
    """All example questions."""
    return [example(name.partition(".")[2]) for name in tables()]


def marked(label, sentence, quote, comes_from=None, status=None):
    """A tag on the story of the examples."""
    return tag(label, sentence, quote, comes_from, status, article=STORY)


def texts(feedback):
    """The text of all notes."""
    return " ".join(note.text for note in feedback.notes)
