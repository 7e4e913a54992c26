"""What the tagger of a question saves, restores and says, beside the same answer typed."""

import json
from types import SimpleNamespace

import pytest

from ontherecord import answers, questions
from ontherecord.article import article
from ontherecord.check import check
from ontherecord.tagger import _Tagged
from ontherecord.tagger.changes import in_order
from ontherecord.tags import tag

STORY = article("alibaba-2022")
TAGGED = [q for q in questions.all_questions() if q.type in ("tags", "span")]
LETTER = tag("source", 8, "an internal company letter")
CARRIER = tag("source", 8, "the state-run People's Daily", comes_from=LETTER)
CLAIM = tag("claim", 8, "Three new operations centres", comes_from=CARRIER, status="reported")


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
