"""What a learner sees after a check: words, signs, colours, and nothing that breaks the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ontherecord.cards import ACCENTS, message_card
from ontherecord.feedback_card import Misreading, Row, feedback_card
from ontherecord.questions.feedback import STATES, Feedback, Note

HALO = {"M1": Misreading("confirmation halo", "A confirmation covers what it names.")}
NASTY = "<script>alert(1)</script> \"quoted\" & 'more'"


def card(state="partly", score=0.5, points=3, notes=(), chance=None, rows=(), closing=()):
    feedback = Feedback("04.scope", points, score, state, tuple(notes), chance)
    return feedback_card(feedback, HALO, list(closing), tuple(rows))


class Page(HTMLParser):
    """The tags of some HTML, checked to be opened and closed in order, and its words."""

    EMPTY = frozenset({"br", "img", "input"})

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.words = [], [], ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if "style" not in self.open:
            self.words += text + " "


def words(html):
    return " ".join(Page(html).words.split())


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("right", "Right"),
        ("partly", "Partly right"),
        ("wrong", "Not yet"),
        ("unanswered", "No answer yet"),
        ("invalid", "This cannot be read as an answer"),
    ],
)
def test_the_state_is_told_in_words_and_by_a_sign_in_both_forms(state, said):
    shown = card(state, 1.0 if state == "right" else 0.0)
    sign = shown.text.removeprefix("04.scope").split()[0]
    assert said in shown.text
    assert said in words(shown.html)
    assert not sign.isalnum()
    assert sign in words(shown.html)


def test_each_state_has_a_sign_of_its_own():
    signs = [card(state, 1.0 if state == "right" else 0.0).text.split()[1] for state in STATES]
    assert len(set(signs)) == len(STATES)


@pytest.mark.parametrize(
    ("points", "score", "said"),
    [(3, 2 / 3, "2 of 3 points"), (1, 1.0, "1 of 1 point"), (2, 0.75, "1.5 of 2 points")],
)
def test_the_score_is_told_in_points(points, score, said):
    shown = card("right" if score == 1 else "partly", score, points)
    assert said in shown.text
    assert said in words(shown.html)


def test_an_answer_that_was_not_judged_shows_no_points():
    assert "point" not in words(card("unanswered", 0.0).html)


def test_an_accepted_label_without_its_sentence_is_not_told_as_luck():
    assert "luck" not in card("partly", 0.92, chance=1.0).text


def test_the_score_corrected_for_chance_stands_beside_the_share():
    assert "74% fits. Some of it could be luck" in card("partly", 0.74, chance=0.0).text
    assert "Below 0 is less than guessing." in card("wrong", 0.1, chance=-0.2).text


def test_a_note_carries_the_rule_of_its_misconception_and_where_to_look():
    shown = card(notes=[Note("The memo is not the plan.", "M1", "sentence 9")])
    for form in (shown.text, words(shown.html)):
        assert "The memo is not the plan." in form
        assert re.search(r"Confirmation halo \(M1\): +A confirmation covers what it names\.", form)
        assert "Look at sentence 9." in form


def test_a_misconception_without_an_entry_does_not_break_the_card():
    assert "Read on." in card(notes=[Note("Read on.", "M99")]).text


def test_everything_is_escaped():
    note = Note(NASTY, "M1", NASTY)
    shown = card(notes=[note], rows=[Row(NASTY, NASTY, NASTY, 0.0, note)], closing=[NASTY])
    assert "script" not in {tag for tag, _ in Page(shown.html).tags}
    assert words(shown.html).count("<script>alert(1)</script>") == 6


def test_words_between_backticks_become_code_and_a_single_backtick_stays():
    shown = message_card("Next", ['Run `hint("04.a")` now', "a ` b"], "Next")
    assert "<code>hint(&quot;04.a&quot;)</code>" in shown.html
    assert "a ` b" in shown.html


def test_a_matrix_becomes_a_table_with_headings_and_no_note_twice():
    note = Note("Whose claim is it?", "M1", "C2")
    shown = card(
        notes=[note],
        rows=[Row("C1", "it closes", "reported", 1.0), Row("C2", "it saves", "view", 0.0, note)],
    )
    page = Page(shown.html)
    heads = [attributes["scope"] for tag, attributes in page.tags if tag == "th"]
    assert heads == ["col", "col", "col", "row", "row"]
    assert "caption" in [tag for tag, _ in page.tags]
    assert shown.html.count("Whose claim is it?") == shown.text.count("Whose claim is it?") == 1
    assert "fits" in words(shown.html)
    assert "look again" in words(shown.html)


def test_a_card_has_a_name_and_no_ids_that_two_cells_could_share():
    page = Page(card(notes=[Note("Read on.")]).html)
    assert page.tags[0][1]["role"] == "group"
    assert page.tags[0][1]["aria-label"] == "Feedback on 04.scope: Partly right"
    assert not any("id" in attributes for _, attributes in page.tags)


def test_the_same_feedback_gives_the_same_card():
    one, two = card(notes=[Note("Read on.", "M1")]), card(notes=[Note("Read on.", "M1")])
    assert (one.text, one.html, repr(one)) == (two.text, two.html, two.text)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("background", ["#ffffff", "#111111", "#212121"])
@pytest.mark.parametrize("accent", sorted(set(ACCENTS.values())))
def test_the_edge_of_a_card_is_seen_in_the_light_and_the_dark_theme(accent, background):
    brighter, darker = sorted((luminance(accent), luminance(background)), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 3
