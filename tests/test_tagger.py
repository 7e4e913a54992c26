"""The tagger's Python side: what a change may do, what is refused, what is saved."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.display import DisplayHandle
from tagger_page import Line

import ontherecord.tagger as tagger_module
from ontherecord import answers
from ontherecord.article import article, parse_article
from ontherecord.tagger import tagger
from ontherecord.tagger.changes import Rules, in_order, shown_runs
from ontherecord.tagger.widget import Tagger, page_data
from ontherecord.tags import TagError, tag

PAGE = article("alibaba-2022")
LETTER = tag("source", 8, "an internal company letter")
DAILY = tag("source", 8, "the state-run People's Daily", comes_from=LETTER)
CLAIM = tag("claim", 8, "Three new operations centres", comes_from=DAILY, status="reported")
CUE = tag("cue", 9, "confirmed")


def widget(**options):
    made = Tagger(PAGE, [8, 9, 12], statuses=True, **options)
    made.comm = Line()
    return made


def receive(made, **change):
    made._handle_custom_msg({"kind": "change", "change": "c1", **change}, [])
    return made.comm.sent


def test_the_tags_are_kept_in_the_order_of_the_text():
    assert widget(tags=[CUE, LETTER, DAILY, CLAIM]).tags == [CLAIM, DAILY, LETTER, CUE]


def test_the_repr_is_short_and_always_the_same():
    assert repr(widget(tags=[CUE])) == "Tagger('alibaba-2022', 1 tag)"


def test_a_change_sets_and_removes_tags():
    made = widget(tags=[LETTER])
    receive(made, set=[CUE], remove=[LETTER["id"]])
    assert made.tags == [CUE]


def test_the_answer_to_a_change_is_small_and_does_not_send_the_list_again():
    made = widget(tags=[LETTER, DAILY, CLAIM])
    sent = receive(made, set=[CUE])
    assert sent[0]["content"] == {
        "kind": "applied", "change": "c1", "revision": 1, "set": [CUE], "remove": [],
    }  # fmt: skip
    assert all("tags" not in message.get("state", {}) for message in sent)


def test_every_change_calls_on_change_with_plain_tags():
    seen = []
    made = widget(on_change=seen.append)
    receive(made, set=[CUE])
    assert json.loads(json.dumps(seen)) == [[CUE]]


REFUSED = {
    "an unknown label": {**CUE, "label": "rumour"},
    "a start before the text": {**CUE, "start": -1},
    "an end behind the text": {**CUE, "end": 10**6},
    "an end before the start": {**CUE, "start": CUE["end"], "end": CUE["start"]},
    "offsets that are no numbers": {**CUE, "start": "12"},
    "a sentence that is not shown": tag("cue", 22, "shows"),
    "words across two paragraphs": {**CUE, "start": CUE["start"], "end": PAGE.sentence(12).end},
    "a status on a cue": {**CUE, "status": "reported"},
    "an unknown status": {**CLAIM, "target": None, "status": "true"},
    "a source that is not there": {**CLAIM, "target": "nowhere"},
    "a cue with an origin": {**CUE, "target": LETTER["id"]},
    "a source that comes from itself": {**LETTER, "target": LETTER["id"]},
    "a chain that bites its tail": {**LETTER, "target": DAILY["id"]},
    "no id": {**CUE, "id": ""},
    "no tag at all": "cue",
}


@pytest.mark.parametrize("bad", REFUSED.values(), ids=REFUSED)
def test_a_bad_tag_is_refused_with_a_sentence_and_nothing_is_lost(bad):
    made = widget(tags=[LETTER, DAILY])
    (sent,) = receive(made, set=[CUE, bad])
    assert made.tags == [DAILY, LETTER]
    assert sent["content"]["tags"] == [DAILY, LETTER]
    assert sent["content"]["refused"].endswith(".")


def test_removing_a_source_that_a_claim_comes_from_is_refused_unless_the_link_goes_too():
    made = widget(tags=[LETTER, DAILY, CLAIM])
    receive(made, remove=[DAILY["id"]])
    assert len(made.tags) == 3
    receive(made, remove=[DAILY["id"]], set=[{**CLAIM, "target": None}])
    assert len(made.tags) == 2


def test_tags_set_by_python_are_checked_too():
    made = widget(tags=[LETTER])
    with pytest.raises(TagError, match="no label"):
        made.tags = [{**CUE, "label": "rumour"}]
    assert made.tags == [LETTER]


def test_unknown_labels_are_refused_when_the_tagger_is_made():
    with pytest.raises(TagError, match="'rumour'"):
        widget(labels=("rumour",))


@pytest.mark.parametrize("message", [None, "x", {}, {"kind": "erase"}, {"kind": "check"}])
def test_a_message_that_nobody_knows_does_nothing(message):
    made = widget(tags=[CUE])
    made._handle_custom_msg(message, [])
    assert (made.tags, made.comm.sent) == ([CUE], [])


def test_a_page_that_lost_the_thread_is_sent_all_tags():
    made = widget(tags=[CUE])
    made._handle_custom_msg({"kind": "resend"}, [])
    assert made.comm.sent[0]["content"]["tags"] == [CUE]


def test_a_check_that_fails_is_told_and_keeps_the_tags():
    def broken():
        raise ValueError("no key")

    made = widget(tags=[CUE], on_check=broken)
    made._handle_custom_msg({"kind": "check"}, [])
    assert (made.tags, made.saved["text"]) == ([CUE], "That did not work: no key")


def test_a_failure_while_saving_is_told_and_keeps_the_tags():
    def full(tags):
        raise OSError("no space")

    made = widget(on_change=full)
    receive(made, set=[CUE])
    assert (made.tags, made.saved["ok"]) == ([CUE], False)
    assert "no space" in made.saved["text"]


def test_what_the_answer_file_says_is_shown():
    made = widget(on_change=lambda tags: answers.Saved(False, "The disk is full."))
    receive(made, set=[CUE])
    assert made.saved == {"ok": False, "text": "The disk is full.", "revision": 1}


def test_sentences_with_a_gap_between_them_are_runs_of_their_own():
    runs = shown_runs(PAGE, [8, 9, 12, 14])
    assert [[sentence.number for sentence in run] for run in runs] == [[8, 9], [12], [14]]


def test_the_page_sends_the_places_of_words_only():
    text = "“Yes,” 港口 said 😀 twice."
    page = parse_article(f'+++\nid = "p"\ntitle = "P"\n+++\n\n:::{{paragraph}}\n{text}\n:::\n')
    places = page_data(page, shown_runs(page))["words"]
    words = [page.text[a:b] for a, b in zip(places[::2], places[1::2], strict=True)]
    assert words == ["Yes", "港口", "said", "twice"]


@st.composite
def changes(draw):
    """Any change, good or bad, to a few tags."""
    start, end = PAGE.sentence(8).start, PAGE.sentence(9).end + 5
    one = st.fixed_dictionaries(
        {
            "id": st.sampled_from("abcd"),
            "start": st.integers(start - 3, end),
            "end": st.integers(start - 3, end),
            "label": st.sampled_from(["source", "cue", "claim", "rumour"]),
            "target": st.sampled_from([None, "a", "b", "c", "z"]),
            "status": st.sampled_from([None, "reported", "true"]),
        }
    )
    removed = draw(st.lists(st.sampled_from("abcd"), max_size=2))
    return {"set": draw(st.lists(one, max_size=3)), "remove": removed}


@settings(max_examples=150)
@given(st.lists(changes(), max_size=6))
def test_after_any_changes_the_tags_still_keep_all_rules(given_changes):
    rules = Rules(PAGE, shown_runs(PAGE, [8, 9]))
    tags = {}
    for change in given_changes:
        try:
            tags = rules.after(tags, change)
        except TagError:
            continue
    assert rules.sorted_out(tags.values()) == (in_order(tags.values()), [])


# ---- tagger(name): a question, its saved answer, its receipt ----


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, in order; each receipt of an update too."""
    seen = []

    def show(what, raw=False, display_id=None):
        seen.append(what)
        return DisplayHandle(display_id="receipt") if display_id else None

    monkeypatch.setattr("IPython.display.display", show)
    monkeypatch.setattr(DisplayHandle, "update", lambda self, what, raw: seen.append(what))
    return seen


def opened(shown, name="04.paint"):
    shown.clear()
    tagger(name)
    made = shown[0]
    made.comm = Line()
    return made


def test_a_question_of_tags_asks_for_the_labels_of_its_parts(shown):
    made = opened(shown)
    assert (made.labels, made.links, list(made.statuses)[0]) == (
        ["source", "cue", "claim"], True, "reported",
    )  # fmt: skip


def test_a_hint_stands_below_the_tagger(shown):
    made = opened(shown)
    made._handle_custom_msg({"kind": "hint"}, [])
    assert "Hint 1 of 4" in shown[-1]["text/html"]


def test_an_answer_that_was_typed_is_shown_as_tags(shown):
    value = {"sentence": 12, "quote": "the report said"}
    answers.store("02").record("02.cue-end", value)
    assert opened(shown, "02.cue-end").tags[0]["label"] == "cue"


@pytest.mark.parametrize("value", ["nonsense", [1, 2], {"a": 1}, [{"label": "source"}], 7])
def test_a_saved_answer_that_is_no_list_of_tags_never_raises(shown, value, capsys):
    answers.store("04").record("04.paint", value)
    assert opened(shown).tags == []


def test_a_question_of_another_type_is_told_in_a_sentence(shown, capsys):
    tagger("04.arms")
    assert 'Run ask("04.arms") instead.' in capsys.readouterr().out


def test_a_question_that_does_not_exist_is_told_in_a_sentence(shown, capsys):
    tagger("04.nothing")
    assert "04.nothing" in capsys.readouterr().out
    assert tagger_module.__all__ == ["tagger"]
