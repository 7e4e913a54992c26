"""The invented stories: pairs of a trap and its sound twin that nothing but the evidence parts."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bots.tells import BY_CHANCE, HEDGES, body, chance_of, marks, pairs, role, told_apart, words
from ontherecord.article import article
from ontherecord.key import WRITER, key

PAIRS = sorted(pairs())
NAMES = sorted(name for both in pairs().values() for name in both)
DOCS = Path(__file__).resolve().parent.parent / "docs" / "stories.md"


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_marked_as_invented_and_fits_on_half_a_page(name):
    assert article(name).front["invented"] is True
    assert article(name).front["licence"] == "CC BY 4.0"
    assert len(body(name).split()) <= 160


@pytest.mark.parametrize("name", NAMES)
def test_a_story_has_five_to_nine_claims_on_its_planted_misreading(name):
    assert 5 <= len(key(name).claims) <= 9
    assert all(re.fullmatch(r"M\d+", id) for id in key(name).extra["misconceptions"])


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_that_has_a_source_shows_its_source_and_its_cue(name):
    for claim in key(name).claims:
        if [id for id, _ in claim.source_spans] == [WRITER]:
            assert claim.status == "own voice", claim.id
        else:
            assert claim.cue_spans, claim.id
            assert all(span for _, span in claim.source_spans), claim.id


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_a_story_lies_between_its_bounds_and_its_number_is_in_its_sentence(name):
    for figure in key(name).extra.get("figure", ()):
        assert figure["low"] <= figure["value"] <= figure["high"], figure["id"]
        sentence = article(name).sentence(figure["sentence"]).text.replace(",", "")
        spelled = {9: "nine", 20: "fifth"}.get(figure["value"], f"{abs(figure['value']):g}")
        assert spelled in sentence, figure["id"]


@pytest.mark.parametrize("stem", PAIRS)
def test_a_pair_is_one_trap_and_one_sound_twin_for_the_same_misreading(stem):
    trap, sound = pairs()[stem]
    assert (role(trap), role(sound)) == ("trap", "sound")
    for entry in ("pair", "misconceptions"):
        assert key(trap).extra[entry] == key(sound).extra[entry]


@pytest.mark.parametrize("stem", PAIRS)
def test_the_twins_are_of_one_length_and_hedge_alike(stem):
    trap, sound = (words(name) for name in pairs()[stem])
    assert abs(len(trap) - len(sound)) <= 0.1 * min(len(trap), len(sound))
    hedges = [sum(word in HEDGES for word in text) for text in (trap, sound)]
    assert abs(hedges[0] - hedges[1]) <= 1


def test_neither_letter_gives_the_trap_away():
    share = sum(pairs()[stem][0].endswith("-a") for stem in PAIRS) / len(PAIRS)
    assert 1 / 3 <= share <= 2 / 3


def test_no_word_belongs_to_the_traps_or_to_the_twins():
    found = {"trap": Counter(), "sound": Counter()}
    for name in NAMES:
        found[role(name)].update(set(words(name)))
    for mine, theirs in (("trap", "sound"), ("sound", "trap")):
        only = [word for word, n in found[mine].items() if n >= 3 and not found[theirs][word]]
        assert not only, f"only in the {mine} stories: {only}"


def test_a_classifier_cannot_tell_the_trap_from_its_twin():
    told = told_apart()
    rare = chance_of(told, len(PAIRS)) <= BY_CHANCE
    assert not rare, f"{told} of {len(PAIRS)} pairs told apart: the stories have a tell"


def test_the_classifier_would_find_a_tell():
    tell = {"trap": "reportedly", "sound": "officially"}
    assert told_apart(lambda name: marks(name) | {tell[role(name)]}) >= len(PAIRS) - 1


def test_the_page_for_teachers_gives_the_figure_and_every_story():
    page = DOCS.read_text(encoding="utf-8")
    assert f"{told_apart()} of {len(PAIRS)} pairs" in page
    assert not [stem for stem in PAIRS if stem not in page]
