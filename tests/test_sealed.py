"""The stories for instructors: as good as the others, and in no lesson and no package."""

import re
import tomllib
from pathlib import Path

import pytest

from bots.tells import HEDGES
from ontherecord import questions
from ontherecord.article import load_article
from ontherecord.key import WRITER, load_key
from ontherecord.questions import build, read_unit
from ontherecord.questions.question import Library

ROOT = Path(__file__).parent.parent
SEALED = ROOT / "sealed"
NAMES = sorted(folder.name for folder in SEALED.iterdir() if folder.is_dir())
STEMS = sorted({name.rsplit("-", 1)[0] for name in NAMES})
LIBRARY = Library(
    lambda name: load_article(SEALED / name),
    lambda name: load_key(SEALED / name / "key.toml", load_article(SEALED / name)),
)


def words(name):
    page = LIBRARY.article(name)
    body = " ".join(s.text for s in page.sentences if s.role != "furniture")
    return re.findall(r"[a-z]+|\d+", body.lower())


def asked(tmp_path):
    """The questions, under the name that they have once an instructor has copied them."""
    file = tmp_path / "sealed.toml"
    file.write_bytes((SEALED / "questions.toml").read_bytes())
    return [build(entry, LIBRARY) for entry in read_unit(file).values()]


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_invented_short_and_shows_the_source_of_each_claim(name):
    assert LIBRARY.article(name).front["invented"] is True
    assert len(words(name)) <= 160 and 5 <= len(LIBRARY.key(name).claims) <= 9
    for claim in LIBRARY.key(name).claims:
        own = [id for id, _ in claim.source_spans] == [WRITER]
        assert own or (claim.cue_spans and all(span for _, span in claim.source_spans)), claim.id


@pytest.mark.parametrize("stem", STEMS)
def test_a_pair_is_a_trap_and_a_twin_of_one_length(stem):
    a, b = (LIBRARY.key(f"{stem}-{letter}").extra for letter in "ab")
    assert {a["role"], b["role"]} == {"trap", "sound"} and a["misconceptions"] == b[
        "misconceptions"
    ]
    first, second = words(f"{stem}-a"), words(f"{stem}-b")
    assert abs(len(first) - len(second)) <= 0.1 * len(first)
    assert sum(w in HEDGES for w in first) == sum(w in HEDGES for w in second)


def test_each_question_is_earned_by_its_answer_and_names_each_slip(tmp_path):
    made = asked(tmp_path)
    assert {question.article for question in made} == set(NAMES)
    for question in made:
        assert question.judge(question.gold()).score == 1
        for value, misconception in question.planted():
            assert misconception in question.judge(value).misconceptions
    assert len({question.gold()[0] for question in made}) == 4


def test_learners_do_not_meet_them():
    assert not [name for name in questions.units() if name == "sealed"]
    lessons = "".join(path.read_text("utf-8") for path in (ROOT / "lessons").rglob("*.md"))
    assert not [stem for stem in STEMS if stem in lessons]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["ontherecord"] and list(wheel["force-include"]) == ["data"]
