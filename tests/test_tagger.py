"""The tagger in Python: what a change may do, what is saved, and what comes back."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontherecord import answers, questions
from ontherecord.article import article
from ontherecord.check import check
from ontherecord.tagger import _Tagged, tagger
from ontherecord.tagger.changes import Rules, in_order, shown_runs
from ontherecord.tagger.widget import Tagger, page_data
from ontherecord.tags import TagError, tag

STORY = article("alibaba-2022")
RULES = Rules(STORY, shown_runs(STORY))
TAGGED = [q for q in questions.all_questions() if q.type in ("tags", "span")]
LETTER = tag("source", 8, "an internal company letter")
CARRIER = tag("source", 8, "the state-run People's Daily", comes_from=LETTER)
CLAIM = tag("claim", 8, "Three new operations centres", comes_from=CARRIER, status="reported")


def after(*tags, remove=(), rules=RULES, before=()):
    return rules.after({t["id"]: t for t in before}, {"set": list(tags), "remove": list(remove)})


def send(widget, kind="change", **message):
    """Sends what the page sends; what Python replies."""
    replies = []
    widget.send = lambda content, buffers=None: replies.append(content)
    widget._receive(widget, {"kind": kind, **message}, None)
    return replies


@pytest.fixture
def shown(monkeypatch):
    """Shows the tagger of a question without a notebook; its receipts are kept in `updates`."""

    def show(name):
        updates = []
        receipt = SimpleNamespace(update=lambda bundle, raw: updates.append(bundle))
        monkeypatch.setattr("IPython.display.display", lambda *_, **__: receipt)
        made = _Tagged(name)
        made.show()
        made.updates = updates
        return made

    return show


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


def test_a_change_is_applied_answered_and_told_to_the_caller():
    saved = []
    widget = Tagger(STORY, on_change=saved.append)
    replies = send(widget, set=[LETTER], remove=[], change="a-1")
    assert replies[0] | {"set": None} == {
        "kind": "applied", "change": "a-1", "revision": 1, "set": None, "remove": [],
    }  # fmt: skip
    assert widget.tags == [LETTER] == saved[0]


def test_a_refused_change_leaves_the_list_and_sends_it_again():
    saved = []
    widget = Tagger(STORY, statuses=True, tags=[LETTER], on_change=saved.append)
    (reply,) = send(widget, set=[CLAIM | {"target": "nobody"}], remove=[LETTER["id"]])
    assert (reply["kind"], reply["tags"], reply["revision"]) == ("all", [LETTER], 0)
    assert "nobody" in reply["refused"] and "as they were" in reply["refused"]
    assert widget.tags == [LETTER] and saved == []


@pytest.mark.parametrize("message", [None, 7, [], {}, {"kind": "boil"}, {"kind": ["check"]}])
def test_a_message_that_means_nothing_changes_nothing(message):
    widget = Tagger(STORY, tags=[LETTER])
    widget._receive(widget, message, None)
    assert widget.tags == [LETTER] and widget.revision == 0


def test_a_page_that_lost_the_thread_is_sent_everything():
    (reply,) = send(Tagger(STORY, tags=[LETTER]), "resend")
    assert (reply["kind"], reply["tags"]) == ("all", [LETTER])


def test_saving_that_fails_is_told_and_not_raised():
    def full(_):
        raise OSError("the disk is full")

    widget = Tagger(STORY, on_change=full)
    send(widget, set=[LETTER], remove=[])
    assert widget.saved["ok"] is False and "the disk is full" in widget.saved["text"]
    assert widget.tags == [LETTER]


def test_a_check_that_fails_is_told_and_not_raised():
    def broken():
        raise ValueError("no key")

    widget = Tagger(STORY, on_check=broken)
    send(widget, "check")
    assert widget.saved["ok"] is False and "no key" in widget.saved["text"]


def test_tags_given_from_python_are_looked_at_and_put_in_order():
    widget = Tagger(STORY, statuses=True, tags=[CARRIER, LETTER, CLAIM])
    assert [t["id"] for t in widget.tags] == [t["id"] for t in in_order([LETTER, CARRIER, CLAIM])]
    with pytest.raises(TagError):
        widget.tags = [LETTER | {"label": "person"}]


def test_a_label_that_does_not_exist_is_refused_at_the_start():
    with pytest.raises(TagError, match="person"):
        Tagger(STORY, labels=["person"])


def test_the_text_form_is_short_and_the_same_each_time():
    assert repr(Tagger(STORY)) == "Tagger('alibaba-2022', 0 tags)"
    assert repr(Tagger(STORY, tags=[LETTER])) == "Tagger('alibaba-2022', 1 tag)"


def as_tags(question):
    """The preferred answer as the page would send it, with ids of the page's own."""
    gold = question.gold()
    if question.type == "span":
        start, end = question.page.locate(gold["sentence"], gold["quote"])
        gold = [{"id": "s", "start": start, "end": end, "label": question.label}]
    own = {t["id"]: f"own-{n}" for n, t in enumerate(gold)}
    return [t | {"id": own[t["id"]], "target": own.get(t.get("target"))} for t in gold]


@pytest.mark.parametrize("question", TAGGED, ids=lambda q: q.name)
def test_typing_and_tagging_give_the_same_saved_answer(question, shown, answers_folder):
    made = shown(question.name)
    for part in as_tags(question):
        bare = part | {"target": None}
        send(made.widget, set=[bare], remove=[])
    send(made.widget, set=[t for t in as_tags(question) if t["target"]], remove=[])
    by_hand = answers.store(question.name).value(question.name)
    check(question.name, question.gold())
    assert by_hand == answers.store(question.name).value(question.name)


@pytest.mark.parametrize("question", TAGGED, ids=lambda q: q.name)
def test_the_preferred_answer_can_be_tagged_and_earns_all(question, shown):
    made = shown(question.name)
    send(made.widget, set=as_tags(question), remove=[])
    send(made.widget, "check")
    assert answers.store(question.name).entry(question.name)["score"] == 1


def test_every_change_is_in_the_file_at_once(shown, answers_folder):
    made, counts = shown("04.paint"), []
    for number, label in enumerate(("source", "cue", "claim")):
        send(made.widget, set=[LETTER | {"id": str(number), "label": label}], remove=[])
        file = json.loads((answers_folder / "04.json").read_text("utf-8"))
        counts.append(len(file["answers"]["04.paint"]["value"]))
    assert counts == [1, 2, 3]


def test_the_file_keeps_the_words_around_each_tag(shown):
    send(shown("04.paint").widget, set=[LETTER], remove=[])
    (kept,) = answers.store("04").value("04.paint")
    assert kept["quote"] == "an internal company letter"
    assert STORY.text.count(kept["prefix"] + kept["quote"] + kept["suffix"]) == 1


def test_the_receipt_carries_the_saved_answer(shown):
    made = shown("04.paint")
    send(made.widget, set=[LETTER], remove=[])
    bundle = made.updates[-1]
    assert bundle[answers.MIME]["value"] == answers.store("04").value("04.paint")
    assert "1 tag" in bundle["text/plain"]


def test_removing_the_last_tag_is_saved_too(shown):
    made = shown("04.paint")
    send(made.widget, set=[LETTER], remove=[])
    send(made.widget, set=[], remove=[LETTER["id"]])
    assert not answers.store("04").value("04.paint")


def test_more_tags_than_a_check_reads_are_still_saved(shown):
    made = shown("04.paint")
    many = [LETTER | {"id": f"t{n}"} for n in range(1001)]
    send(made.widget, set=many, remove=[])
    assert len(answers.store("04").value("04.paint")) == 1001


def test_a_question_for_one_span_keeps_one(shown):
    made = shown("02.source-letter")
    send(made.widget, set=[LETTER], remove=[])
    (reply,) = send(made.widget, set=[CARRIER | {"target": None}], remove=[])
    assert "asks for one" in reply["refused"]
    send(made.widget, set=[CARRIER | {"target": None}], remove=[LETTER["id"]])
    assert answers.store("02").value("02.source-letter")["quote"] == "the state-run People's Daily"


def test_saved_tags_are_there_again(shown):
    send(shown("04.paint").widget, set=[LETTER, CARRIER, CLAIM], remove=[])
    again = shown("04.paint").widget
    assert [(t["label"], t["start"], t["status"]) for t in again.tags] == [
        (t["label"], t["start"], t["status"]) for t in in_order([LETTER, CARRIER, CLAIM])
    ]
    labels = {t["id"]: t["label"] for t in again.tags}
    assert [labels.get(t["target"]) for t in again.tags] == ["source", "source", None]
    assert again.saved["ok"] and again.saved["text"] == "Your saved tags."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ([LETTER | {"quote": "words that left the story"}], 0),
        ([LETTER, "no tag", {"label": "cue"}], 1),
        ([LETTER | {"label": "person"}], 0),
        ("B", 0),
        ({"start": "x"}, 0),
    ],
)
def test_what_does_not_fit_the_story_any_more_is_told_and_stays_in_the_file(shown, written, kept):
    answers.store("04").record("04.paint", written, complete=False)
    widget = shown("04.paint").widget
    assert len(widget.tags) == kept
    assert widget.saved["ok"] is False and "stay in the answer file" in widget.saved["text"]
    assert answers.store("04").value("04.paint") == written


def test_a_tag_is_found_again_in_a_text_that_has_moved(shown):
    moved = LETTER | {"start": LETTER["start"] - 9, "end": LETTER["end"] - 9}
    quote = STORY.text[LETTER["start"] : LETTER["end"]]
    answers.store("04").record("04.paint", [moved | {"quote": quote}], complete=False)
    assert [t["start"] for t in shown("04.paint").widget.tags] == [LETTER["start"]]


def test_notes_come_back_under_the_ids_of_the_page_at_each_check(shown):
    made = shown("04.paint")
    send(made.widget, set=[LETTER | {"id": "of-the-page"}], remove=[])
    for _ in range(2):
        send(made.widget, "check")
        assert set(made.widget.notes) == {"of-the-page"}


def test_check_in_the_tagger_says_what_check_in_a_cell_says(shown):
    made = shown("04.paint")
    send(made.widget, set=[LETTER], remove=[])
    send(made.widget, "check")
    assert check("04.paint").html in made.updates[-1]["text/html"]


def test_a_question_without_tags_is_told_to_use_its_form(capsys):
    tagger("04.arms")
    assert 'ask("04.arms")' in capsys.readouterr().out
