"""The invented stories: pairs of a trap and its sound twin that nothing but the evidence parts."""

import math
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ontherecord.article import article, data_folder
from ontherecord.key import WRITER, key

NAMES = sorted(
    folder.name
    for folder in (data_folder() / "articles").iterdir()
    if re.match(r"t\d\d-", folder.name)
)
PAIRS = sorted({name.rsplit("-", 1)[0] for name in NAMES})
HEDGES = {"about", "could", "expects", "may", "might", "nearly", "perhaps", "would"}
DOCS = Path(__file__).resolve().parent.parent / "docs" / "stories.md"


def body(name: str) -> str:
    """The text of a story without its furniture."""
    return " ".join(s.text for s in article(name).sentences if s.role != "furniture")


def words(name: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", body(name).lower())


def role(name: str) -> str:
    return key(name).extra["role"]


def pair(stem: str) -> tuple[str, str]:
    """The names of the trap and of the sound twin."""
    trap, sound = sorted((f"{stem}-a", f"{stem}-b"), key=lambda name: role(name) == "sound")
    return trap, sound


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
    trap, sound = pair(stem)
    assert (role(trap), role(sound)) == ("trap", "sound")
    for entry in ("pair", "misconceptions"):
        assert key(trap).extra[entry] == key(sound).extra[entry]


@pytest.mark.parametrize("stem", PAIRS)
def test_the_twins_are_of_one_length_and_hedge_alike(stem):
    trap, sound = (words(name) for name in pair(stem))
    assert abs(len(trap) - len(sound)) <= 0.1 * min(len(trap), len(sound))
    hedges = [sum(word in HEDGES for word in text) for text in (trap, sound)]
    assert abs(hedges[0] - hedges[1]) <= 1


def test_neither_letter_gives_the_trap_away():
    share = sum(pair(stem)[0].endswith("-a") for stem in PAIRS) / len(PAIRS)
    assert 1 / 3 <= share <= 2 / 3


def test_no_word_belongs_to_the_traps_or_to_the_twins():
    found = {"trap": Counter(), "sound": Counter()}
    for name in NAMES:
        found[role(name)].update(set(words(name)))
    for mine, theirs in (("trap", "sound"), ("sound", "trap")):
        only = [word for word, n in found[mine].items() if n >= 3 and not found[theirs][word]]
        assert not only, f"only in the {mine} stories: {only}"


@cache
def marks(name: str) -> frozenset[str]:
    """What a reader in a hurry could go by: words, length, figures, hedges and quotations."""
    text = words(name)
    counts = {
        "length": len(text) // 10,
        "figures": sum(word.isdigit() for word in text) // 2,
        "hedges": sum(word in HEDGES for word in text),
        "quotations": body(name).count('"'),
    }
    return frozenset(text) | {f"{what}: {count}" for what, count in counts.items()}


def trap_score(name: str, training: list[str]) -> float:
    """The log odds that a story is a trap, by naive Bayes over the marks of the others."""
    total = 0.0
    for mark in marks(name):
        seen = Counter(role(other) for other in training if mark in marks(other))
        total += math.log((seen["trap"] + 1) / (seen["sound"] + 1))
    return total


def pairs_told_apart() -> int:
    """In how many pairs a classifier trained on all other pairs picks the trap."""
    told = 0
    for stem in PAIRS:
        trap, sound = pair(stem)
        others = [name for name in NAMES if name not in (trap, sound)]
        told += trap_score(trap, others) > trap_score(sound, others)
    return told


def test_a_classifier_cannot_tell_the_trap_from_its_twin():
    told, pairs = pairs_told_apart(), len(PAIRS)
    by_chance = sum(math.comb(pairs, hits) for hits in range(told, pairs + 1)) / 2**pairs
    assert by_chance > 0.05, f"{told} of {pairs} pairs told apart: the stories have a tell"


def test_the_classifier_would_find_a_tell(monkeypatch):
    plain = marks
    tell = {"trap": "reportedly", "sound": "officially"}
    monkeypatch.setitem(globals(), "marks", lambda name: plain(name) | {tell[role(name)]})
    assert pairs_told_apart() >= len(PAIRS) - 1


def test_the_page_for_teachers_gives_the_figure_and_every_story():
    page = DOCS.read_text(encoding="utf-8")
    assert f"{pairs_told_apart()} of {len(PAIRS)} pairs" in page
    assert not [stem for stem in PAIRS if stem not in page]
