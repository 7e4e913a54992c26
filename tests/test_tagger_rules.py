"""The rules of a list of tags: what a change may do, and what is left out at a restore."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontherecord.article import article
from ontherecord.tagger.changes import Rules, in_order, shown_runs
from ontherecord.tagger.widget import page_data
from ontherecord.tags import TagError, tag

STORY = article("alibaba-2022")
RULES = Rules(STORY, shown_runs(STORY))
LETTER = tag("source", 8, "an internal company letter")
CARRIER = tag("source", 8, "the state-run People's Daily", comes_from=LETTER)
CLAIM = tag("claim", 8, "Three new operations centres", comes_from=CARRIER, status="reported")


def after(*tags, remove=(), rules=RULES, before=()):
    return rules.after({t["id"]: t for t in before}, {"set": list(tags), "remove": list(remove)})


def test_a_change_sets_and_removes_at_once():
    claim, old = CLAIM | {"target": LETTER["id"]}, CARRIER | {"id": "old"}
    tags = after(LETTER, claim, remove=["old"], before=[LETTER, old])
    assert set(tags) == {LETTER["id"], CLAIM["id"]}


def test_a_chain_may_be_as_long_as_the_story_tells():
    assert set(after(LETTER, CARRIER, CLAIM)) == {LETTER["id"], CARRIER["id"], CLAIM["id"]}


def test_tags_may_overlap_and_lie_in_one_another():
    inner = tag("claim", 8, "new operations centres")
    assert len(after(LETTER, CARRIER, CLAIM, inner)) == 4


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_sources_is_refused(length):
    ids = [f"s{number}" for number in range(length)]
    circle = [LETTER | {"id": name, "target": ids[(n + 1) % length]} for n, name in enumerate(ids)]
    with pytest.raises(TagError, match="comes from itself"):
        after(*circle)


@pytest.mark.parametrize(
    "wrong",
    [
        LETTER | {"start": -1},
        LETTER | {"start": LETTER["end"]},
        LETTER | {"end": len(STORY.text) + 1},
        LETTER | {"start": 1.0},
        LETTER | {"start": STORY.sentence(7).start, "end": STORY.sentence(9).end},
        LETTER | {"label": "person"},
        LETTER | {"status": "reported"},
        CLAIM | {"target": None, "status": "rumour"},
        CLAIM | {"target": "nobody"},
        CLAIM | {"target": ["a", "list"]},
        LETTER | {"label": "cue", "target": LETTER["id"]},
        LETTER | {"id": ""},
        LETTER | {"id": "x" * 65},
        LETTER | {"id": 7},
        "no tag",
        None,
    ],
)
def test_a_tag_that_cannot_be_is_refused_with_a_sentence(wrong):
    with pytest.raises(TagError, match=r"\. "):
        after(wrong)


@pytest.mark.parametrize("change", [None, [], "set", {"set": {}}, {"remove": "all"}])
def test_a_change_that_is_none_is_refused(change):
    with pytest.raises(TagError):
        RULES.after({}, change)


def test_removing_a_source_that_a_claim_still_names_is_refused():
    with pytest.raises(TagError, match="comes from"):
        after(remove=[CARRIER["id"]], before=[LETTER, CARRIER, CLAIM])


def test_labels_statuses_and_sentences_that_are_not_asked_are_refused():
    runs = shown_runs(STORY, [9])
    only_cues = Rules(STORY, shown_runs(STORY), labels=("cue",), statuses=())
    for rules, wrong in ((only_cues, LETTER), (Rules(STORY, runs), LETTER)):
        with pytest.raises(TagError):
            after(wrong, rules=rules)
    no_status = Rules(STORY, shown_runs(STORY), statuses=())
    with pytest.raises(TagError):
        after(CLAIM | {"target": None}, rules=no_status)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_tags_depends_on_the_text_alone(places, random):
    tags = [LETTER | {"id": f"t{n}", "start": at} for n, at in enumerate(places)]
    mixed = random.sample(tags, len(tags))
    assert in_order(mixed) == in_order(tags)


def test_saved_tags_that_do_not_fit_are_sorted_out_and_links_to_them_are_cleared():
    old = LETTER | {"label": "person"}
    fitting, refused = RULES.sorted_out([CLAIM, old, CARRIER, "no tag"])
    assert refused == [old, "no tag"]
    assert [(t["id"], t["target"]) for t in fitting] == [
        (CLAIM["id"], CARRIER["id"]),
        (CARRIER["id"], None),
    ]


def test_the_page_holds_only_the_sentences_asked_and_their_words():
    data = page_data(STORY, shown_runs(STORY, [8, 9, 12]))
    shown = [number for block in data["blocks"] for number, *_ in block["sentences"]]
    first, last = data["words"][0], data["words"][-1]
    assert shown == [8, 9, 12]
    assert STORY.sentence(8).start <= first and last <= STORY.sentence(12).end
    assert not any(STORY.sentence_at(at).number not in (8, 9, 12) for at in data["words"][::2])
