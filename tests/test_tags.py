"""Tags: the same plain data from typing and from the tagger, and offsets that last."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontherecord import tags
from ontherecord.article import load_article
from ontherecord.errors import OnTheRecordError

HARBOUR = load_article(Path(__file__).parent / "fixtures" / "harbour")
LENGTH = len(HARBOUR.text)
SPANS = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 80)).map(
    lambda pair: (pair[0], min(pair[0] + pair[1], LENGTH))
)


def made(label, number, quote, **more):
    return tags.tag(label, number, quote, article=HARBOUR, **more)


def words(span):
    return HARBOUR.text[slice(*span)]


@given(SPANS)
def test_snapping_twice_changes_nothing_more(span):
    once = tags.snap(HARBOUR, *span)
    assert tags.snap(HARBOUR, *once) == once


@given(SPANS, SPANS)
def test_token_f1_is_a_symmetric_share(one, other):
    score = tags.token_f1(HARBOUR, one, other)
    assert 0 <= score <= 1
    assert score == tags.token_f1(HARBOUR, other, one)


@given(SPANS)
def test_a_span_agrees_wholly_with_itself(span):
    assert tags.token_f1(HARBOUR, span, span) == 1


def test_snapping_takes_whole_words_and_leaves_outer_marks():
    start, end = HARBOUR.locate(3, "citing a “staff noti")
    assert words(tags.snap(HARBOUR, start + 2, end)) == "citing a “staff notice"


def test_an_article_before_the_noun_does_not_matter():
    with_the = HARBOUR.locate(3, "the Daily Tide")
    without = HARBOUR.locate(3, "Daily Tide")
    assert tags.token_f1(HARBOUR, with_the, without) == 1


def test_a_chain_is_typed_from_claim_to_carrier_to_origin():
    origin = made("source", 3, "staff notice")
    carrier = made("source", 3, "the Daily Tide", comes_from=origin)
    claim = made("claim", 3, "close its north pier", comes_from=carrier, status="reported")
    assert (claim["target"], carrier["target"]) == (carrier["id"], origin["id"])


@pytest.mark.parametrize(
    ("label", "quote", "status", "reason"),
    [
        ("speaker", "the Daily Tide", None, "'speaker' is no label"),
        ("claim", "north pier", "true", "'true' is no status"),
        ("claim", "west pier", None, "does not hold 'west pier'"),
    ],
)
def test_a_tag_that_cannot_be_is_refused_in_a_sentence(label, quote, status, reason):
    with pytest.raises(OnTheRecordError, match=reason):
        made(label, 3, quote, status=status)


@pytest.mark.parametrize("start,end", [(-1, 4), (4, 4), (0, LENGTH + 1), (1.0, 2), (True, 3)])
def test_offsets_outside_the_text_are_refused(start, end):
    with pytest.raises(tags.TagError, match="does not fit the text"):
        tags.checked(HARBOUR, {"label": "cue", "start": start, "end": end})


def test_tags_come_back_from_w3c_annotations_unchanged():
    origin = made("source", 3, "staff notice")
    claim = made("claim", 3, "north pier", comes_from=origin, status="reported")
    assert tags.from_w3c(HARBOUR, tags.to_w3c(HARBOUR, [origin, claim])) == [origin, claim]


@given(SPANS, st.text(max_size=40))
def test_a_quoted_tag_finds_its_place_when_words_are_put_before_it(span, added):
    [quoted] = tags.with_quotes(HARBOUR, [{"id": "t", "start": span[0], "end": span[1]}])
    place = tags._place(added + HARBOUR.text, quoted)
    assert (added + HARBOUR.text)[slice(*place)] == words(span)


def test_a_tag_whose_words_are_gone_is_told_apart():
    tag = {"id": "t", "start": 0, "end": 4, "label": "cue", "quote": "gone words"}
    assert tags.anchored(HARBOUR, [tag]) == ([], [tag])


@pytest.mark.parametrize("broken", [{}, {"body": []}, {"id": 3, "body": [], "target": {}}])
def test_an_annotation_that_cannot_be_read_is_refused(broken):
    with pytest.raises(tags.TagError, match="cannot be read"):
        tags.from_w3c(HARBOUR, [broken])
