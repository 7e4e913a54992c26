"""The key of the article: 46 claims, each with its words, its status and a reason."""

import pytest

from ontherecord.key import WRITER
from ontherecord.key import key as shipped_key

KEY = shipped_key("alibaba-2022")
CONFIRMATION, CHAIN = 9, 8
every_claim = pytest.mark.parametrize("claim", KEY.claims, ids=[claim.id for claim in KEY.claims])


def words(span):
    return KEY.article.text[slice(*span)]


def statuses(*ids):
    return [tuple(KEY.claim(id).accepted) for id in ids]


def test_there_are_46_claims_in_order():
    assert [claim.id for claim in KEY.claims] == [f"C{number:02}" for number in range(1, 47)]


def test_each_source_says_how_independent_it_is():
    rank = {source.id: source.independence for source in KEY.sources}
    assert rank["peoples-daily"] == rank[WRITER] == "carrier"
    assert {rank[id] for id in ("alibaba", "internal-letter", "company-data")} == {"party"}
    assert (rank["arch-pei"], rank["unnamed"]) == ("independent", "unknown")


def test_each_disclosure_of_the_page_stands_with_its_source():
    told = {(source.id, words(d.span)) for source in KEY.sources for d in source.disclosures}
    assert ("peoples-daily", "state-run") in told
    assert (WRITER, "which owns the South China Morning Post") in told
    assert ("alibaba", "handout") in told
    assert ("arch-pei", "formerly of Sinolink Securities") in told


def test_every_source_asserts_a_claim():
    asserting = {id for claim in KEY.claims for id, _ in claim.source_spans}
    assert asserting == {source.id for source in KEY.sources}


@every_claim
def test_content_lies_in_the_sentence_of_its_claim(claim):
    sentence = KEY.article.sentence(claim.sentence)
    start, end = claim.content_span
    assert sentence.start <= start < end <= sentence.end


@every_claim
def test_an_attributed_claim_has_the_words_of_its_source_and_its_cue(claim):
    named = [span for _, span in claim.source_spans + claim.via_spans if span]
    assert claim.status == "own voice" or (named and claim.cue_spans)


@every_claim
def test_a_contested_claim_has_another_accepted_status_or_kind(claim):
    assert claim.contested == bool(claim.alternatives or claim.kind_also)


@every_claim
def test_every_alternative_is_another_status_with_evidence_and_reason(claim):
    assert len(claim.accepted) == 1 + len(claim.alternatives)
    assert all(other.evidence and other.why.endswith(".") for other in claim.alternatives)
    assert claim.kind not in claim.kind_also


@every_claim
def test_the_reason_is_one_or_two_short_sentences(claim):
    assert claim.why.endswith(".")
    assert 5 <= len(claim.why.split()) <= 45


@every_claim
def test_confirmed_always_rests_on_the_sentence_of_the_confirmation(claim):
    assert claim.accepted.get("confirmed", (CONFIRMATION,)) == (CONFIRMATION,)


@every_claim
def test_own_voice_rests_on_the_sentence_of_the_claim_itself(claim):
    assert claim.sentence in claim.accepted.get("own voice", (claim.sentence,))


def test_the_new_centres_come_from_the_letter_through_one_carrier():
    centres = KEY.claim("C10")
    assert [(id, words(span)) for id, span in centres.source_spans] == [
        ("internal-letter", "an internal company letter")
    ]
    assert [id for id, _ in centres.via_spans] == ["peoples-daily"]


def test_the_core_of_the_report_is_confirmed_and_may_be_called_reported():
    assert statuses("C10") == [("confirmed", "reported")]
    assert statuses("C01", "C03", "C06") == [("confirmed", "reported", "own voice")] * 3
    assert all(KEY.claim(id).accepted["reported"] == (CHAIN,) for id in ("C01", "C03", "C06"))


def test_a_report_citing_a_letter_is_not_by_itself_a_confirmation():
    assert statuses("C11", "C20") == [("reported", "confirmed")] * 2
    assert statuses("C17") == [("reported", "confirmed", "own voice")]


@pytest.mark.parametrize("id", ["C02", "C07", "C18", "C19", "C30", "C31", "C41", "C43"])
def test_what_the_confirmation_does_not_name_is_never_confirmed(id):
    assert "confirmed" not in KEY.claim(id).accepted


def test_declining_to_comment_confirms_nothing():
    assert statuses("C16") == [("own voice",)]


def test_nobody_is_named_as_the_one_who_expects():
    assert KEY.claim("C18").source_spans == KEY.claim("C19").source_spans == (("unnamed", None),)


def test_the_fierce_competition_may_be_the_analysts_or_the_newspapers():
    assert statuses("C38", "C40") == [("view", "own voice")] * 2


def test_amid_gives_the_cause_of_the_fall_to_nobody():
    assert statuses("C46") == [("own voice", "company data")]


def test_of_these_carries_the_source_over_from_the_sentence_before():
    parts = KEY.claim("C42")
    assert [words(cue) for cue in parts.cue_spans] == ["Of these"]
    assert [words(span) for _, span in parts.source_spans] == ["company data"]


def test_checkable_background_needs_no_source():
    years = [KEY.claim("C33"), KEY.claim("C35"), KEY.claim("C39")]
    assert all(claim.status == "own voice" and not claim.cue_spans for claim in years)
