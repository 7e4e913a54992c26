"""The twelve open questions of the article stay open in its wording."""

import re
import tomllib

import pytest

from ontherecord.article import article as shipped
from ontherecord.article import data_folder
from ontherecord.key import key as shipped_key

FILE = data_folder() / "articles" / "alibaba-2022" / "ambiguities.toml"
MANIFEST = tomllib.loads(FILE.read_text(encoding="utf-8"))
ENTRIES = MANIFEST["ambiguity"]
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])


@pytest.fixture(scope="module")
def page():
    return shipped("alibaba-2022")


def matches(page, entry, form):
    text = page.sentence(form.get("sentence", entry["sentence"])).text
    return re.search(form["pattern"], text) is not None


def test_the_manifest_holds_the_twelve_questions():
    assert [entry["id"] for entry in ENTRIES] == [f"E{number}" for number in range(1, 13)]
    assert MANIFEST["article"] == "alibaba-2022"


@every_entry
def test_the_words_that_open_the_question_are_there(page, entry):
    assert entry["present"]
    assert all(matches(page, entry, form) for form in entry["present"])


@every_entry
def test_the_words_that_would_settle_it_are_not_there(page, entry):
    assert entry["absent"]
    settled = [form["pattern"] for form in entry["absent"] if matches(page, entry, form)]
    assert settled == []


@every_entry
def test_an_open_question_has_two_positions_and_a_rule(entry):
    assert entry["question"].endswith("?")
    assert len(entry["positions"]) >= 2
    assert entry["rule"].endswith(".")


@every_entry
def test_the_key_leaves_room_on_the_claims_that_the_question_touches(entry):
    claims = [shipped_key("alibaba-2022").claim(id) for id in entry["claims"]]
    forecasts = entry["id"] == "E4"  # who expects is open; that it is reported is not
    assert all(claim.contested or forecasts for claim in claims)


def test_a_named_expecter_would_be_noticed(page):
    entry = next(entry for entry in ENTRIES if entry["id"] == "E4")
    named = page.sentence(entry["sentence"]).text.replace("expected", "expected by Alibaba")
    assert any(re.search(form["pattern"], named) for form in entry["absent"])
