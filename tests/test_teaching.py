"""The teacher's page agrees with the lessons, the key and the misreadings."""

import re
from pathlib import Path

import pytest

from ontherecord import questions
from ontherecord.article import article
from ontherecord.key import key
from ontherecord.questions import misconceptions

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "teaching.md").read_text("utf-8")
GUIDES = sorted((ROOT / "lessons").glob("0*/guide.md"))
UNITS = dict(re.findall(r"^### (0\d .*), (\d+) minutes$", PAGE, re.M))


def section(title):
    """What stands below a heading, up to the next one."""
    return re.split(r"^#", PAGE.split(f"{title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def cells_of(text):
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("guide", GUIDES, ids=[guide.parent.name for guide in GUIDES])
def test_every_unit_has_its_section_with_the_minutes_of_its_guide(guide):
    text = guide.read_text("utf-8")
    title = re.search(r"^# (0\d .*)$", text, re.M)[1]
    minutes = re.search(r"about (\d+) minutes", text)[1]
    assert UNITS.get(title) == minutes
    part = section(f"### {title}, {minutes} minutes")
    for needed in ("**Catch up**", "**They will say**", "Ask:", "**Talk about**"):
        assert needed in part


def test_every_alternative_of_the_key_is_told_with_its_reason():
    table = PAGE.split("<!-- alternatives -->")[1].split("<!-- /alternatives -->")[0]
    expected = [
        [
            f"{claim.id} {claim.gist}",
            claim.status,
            f"{other.status}, with sentence {', '.join(map(str, other.evidence))}",
            other.why,
        ]
        for claim in key("alibaba-2022").claims
        for other in claim.alternatives
    ]
    assert cells_of(table)[1:] == expected


def test_every_misreading_has_a_counter_question():
    rows = cells_of(section("## A counter-question for each misreading"))[1:]
    assert [name for name, _ in rows] == [f"{m.id} {m.name}" for m in misconceptions().values()]
    assert all("?" in question for _, question in rows)


def test_every_question_that_is_named_exists():
    named = re.findall(r"`(\d\dx?\.[\w-]+)`", PAGE)
    assert named and set(named) <= set(questions.names())


@pytest.mark.parametrize(
    ("slip", "story"),
    [("### First slip", "t07-lumen-pike-b"), ("### Second slip", "t06-brightwater-a")],
)
def test_a_slip_has_six_statements_half_of_them_sound_on_sentences_of_its_story(slip, story):
    part = section(slip)
    rows = cells_of(part)[1:]
    assert f"`{story}`" in part
    assert [key.startswith("yes") for _, key, _ in rows].count(True) == 3 and len(rows) == 6
    numbers = [int(n) for n in re.findall(r"sentence (\d+)", part)]
    assert max(numbers) <= len(article(story).sentences) and len(numbers) >= 6
    assert {name for *_, name in rows} <= set(misconceptions())


def test_the_workshop_fills_ninety_minutes_without_a_gap():
    times = re.findall(r"^\| (\d+) to (\d+) \|", PAGE, re.M)
    assert times[0][0] == "0" and times[-1][1] == "90"
    assert [end for _, end in times[:-1]] == [start for start, _ in times[1:]]
