"""Tags: sources, cues, claims, links and statuses against the key of a story."""

from itertools import permutations

import pytest
from question_examples import STORY, built, example, marked, tables, texts

from ontherecord.questions.matching import best_pairs

CHAIN = example("chain")
MEMO = marked("source", 3, "a staff memo")
POST = marked("source", 3, "the Harbour Post", comes_from=MEMO)
FIRM = marked("source", 4, "The company")
CUES = [marked("cue", 3, "citing"), marked("cue", 4, "confirmed")]
CONTENT = "Pellow Trams will close two of its nine depots in May"
CLAIM = marked("claim", 3, CONTENT, POST, "reported")
ANSWER = marked("claim", 4, "confirmed the memo", FIRM, "confirmed")
FULL = [MEMO, POST, FIRM, *CUES, CLAIM, ANSWER]


def changed(tag, **change):
    """The full answer with one tag changed."""
    return [{**one, **change} if one is tag else one for one in FULL]


def points_lost(tags):
    """What the answer loses of the 2 claims, in the weights of one claim (1.25 in all)."""
    return round((1 - CHAIN.judge(tags).score) * 2 * 1.25, 3)


def test_the_typed_answer_earns_all():
    assert CHAIN.judge(FULL).score == 1


def test_tags_in_a_list_of_their_own_count_as_if_they_stood_alone():
    nested = [MEMO, POST, FIRM, CUES, [CLAIM, None], ANSWER]
    assert CHAIN.judge(nested).score == 1
    assert CHAIN.plain(nested) == CHAIN.plain(FULL)


def test_the_order_of_the_tags_does_not_matter():
    few = [MEMO, POST, CLAIM, FIRM]
    assert len({CHAIN.judge(list(order)).score for order in permutations(few)}) == 1


def test_ids_do_not_matter_for_the_score_or_the_saved_answer():
    ids = {tag["id"]: f"t{number}" for number, tag in enumerate(FULL)}
    renamed = [{**t, "id": ids[t["id"]], "target": ids.get(t["target"])} for t in reversed(FULL)]
    assert CHAIN.judge(renamed).score == 1
    assert CHAIN.plain(renamed) == CHAIN.plain(FULL)


def test_notes_stand_under_the_ids_that_were_given():
    renamed = [{**CLAIM, "id": "t9", "target": None}]
    assert set(CHAIN.judge(renamed).tag_notes) == {"t9"}


@pytest.mark.parametrize(
    ("without", "lost"), [(CUES[1], 0.15), (ANSWER, 0.8), (CLAIM, 0.8)], ids=lambda x: str(x)[:20]
)
def test_each_part_has_its_weight(without, lost):
    assert points_lost([tag for tag in FULL if tag is not without]) == lost


def test_a_link_without_the_carrier_earns_half():
    tags = changed(CLAIM, target=MEMO["id"])
    assert points_lost(tags) == 0.125
    assert "leaves out a step" in texts(CHAIN.judge(tags))


def test_a_link_that_stops_at_the_carrier_earns_half():
    assert points_lost(changed(POST, target=None)) == 0.125


def test_a_chain_that_runs_backwards_is_told():
    memo = {**MEMO, "target": POST["id"]}
    tags = [memo, {**POST, "target": None}, FIRM, *CUES, {**CLAIM, "target": MEMO["id"]}, ANSWER]
    assert points_lost(tags) == 0.125
    assert "wrong way round" in texts(CHAIN.judge(tags))


def test_a_link_to_another_source_earns_nothing_for_the_link():
    assert points_lost(changed(CLAIM, target=FIRM["id"])) == 0.25


def test_links_in_a_circle_are_followed_once():
    circle = [{**MEMO, "target": POST["id"]}, POST, CLAIM]
    assert 0 < CHAIN.judge(circle).score < 1


def test_an_accepted_status_counts_in_full_and_is_explained():
    feedback = CHAIN.judge(changed(CLAIM, status="confirmed"))
    assert feedback.score == 1
    assert "'confirmed' is accepted here" in texts(feedback)


def test_a_wrong_status_names_the_misconception_of_that_status():
    assert CHAIN.judge(changed(CLAIM, status="own voice")).misconceptions == ("M4",)
    assert CHAIN.judge(changed(CLAIM, status="view")).misconceptions == ("M1",)


def test_planted_words_name_their_misconception():
    feedback = CHAIN.judge([*FULL, marked("source", 3, "Pellow Trams")])
    assert feedback.score < 1 and feedback.misconceptions == ("M2",)


def test_tagging_every_word_and_every_sentence_does_not_earn_all():
    spans = [*STORY.tokens, *((s.start, s.end) for s in STORY.sentences)]
    everything = [
        {"id": f"{label}{start}-{end}", "start": start, "end": end, "label": label}
        for label in ("source", "cue", "claim")
        for start, end in spans
    ]
    assert CHAIN.judge(everything).score < 0.2
    assert CHAIN.judge([*FULL, *everything]).score < 0.5


def test_a_claim_tagged_twice_costs():
    assert CHAIN.judge([*FULL, marked("claim", 3, "two of its nine depots in May")]).score < 1


def test_tags_outside_the_sentences_neither_add_nor_cost():
    feedback = CHAIN.judge([*FULL, marked("claim", 7, "Trams have run in the town")])
    assert feedback.score == 1
    assert "outside the sentences" in texts(feedback)


def test_a_source_that_is_not_in_the_list_is_told():
    assert "Add that tag to the list." in texts(CHAIN.judge([CLAIM]))


def test_own_voice_needs_no_source_and_no_cue():
    table = {**tables()["demo.chain"], "sentences": [7], "claims": ["C5"]}
    wrong = [{**w} for w in table["wrong"] if "claims" not in w and "quote" not in w]
    voice = built({**table, "wrong": wrong})
    claim = marked("claim", 7, "Trams have run in the town since 1911", None, "own voice")
    assert voice.judge([claim]).score == 1


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ([{"label": "sauce", "start": 0, "end": 4}], "Did you mean 'source'"),
        ([{"label": "source"}], "has no place"),
        ([{**CLAIM, "status": "proven"}], "no status"),
        ([CLAIM, {**CLAIM, "status": "view"}], "Two tags have the id"),
        ([{"label": "cue", "start": 0, "end": 10**9}], "outside the story"),
        (["claim"], "no tag"),
        ([{**MEMO, "id": f"t{n}"} for n in range(1001)], "1001 tags"),
    ],
)
def test_what_cannot_be_read_is_told_with_advice(answer, advice):
    feedback = CHAIN.judge(answer)
    assert feedback.state == "invalid" and advice in texts(feedback)


def test_the_best_pairs_have_the_greatest_sum():
    assert best_pairs([[0.9, 0.8], [0.8, 0.0]]) == {0: 1, 1: 0}
    assert best_pairs([[0.0], [0.5]]) == {1: 0}
    assert best_pairs([]) == best_pairs([[]]) == {}
