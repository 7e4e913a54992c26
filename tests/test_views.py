"""Pictures of an article: nothing of the text is lost, and no sign is a colour alone."""

import html
import re
from pathlib import Path

import pytest

from ontherecord import views
from ontherecord.article import load_article, parse_article
from ontherecord.key import load_key

FOLDER = Path(__file__).parent / "fixtures" / "harbour"
HARBOUR = load_article(FOLDER)
KEY = load_key(FOLDER / "key.toml", HARBOUR)


def shown_text(markup):
    markup = re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    markup = re.sub(r'<span class="otr-chip">.*?</span></span>', "", markup)
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


@pytest.mark.parametrize("markup", [views.format_page(HARBOUR), views.format_claim_map(KEY)])
def test_every_sentence_is_shown_whole_with_its_number(markup):
    text = shown_text(markup)
    assert all(f"Sentence {s.number}{s.text}" in text for s in HARBOUR.sentences)


def test_only_the_sentences_asked_for_are_shown():
    text = shown_text(views.format_page(HARBOUR, [4]))
    assert "Sentence 4" in text and "Sentence 3" not in text


def test_each_claim_carries_its_status_in_words_beside_its_colour():
    chips = re.findall(r"\((reported|confirmed|company data)\)", views.format_claim_map(KEY))
    # once for its claim and once in the legend
    assert sorted(chips) == sorted(["reported", "confirmed", "company data"] * 2)


def test_markup_in_an_article_is_shown_and_not_run():
    page = '+++\nid = "x"\ntitle = "x"\n+++\n:::{paragraph}\n<script>alert(1)</script>\n:::\n'
    assert "<script>" not in views.format_page(parse_article(page))


def test_a_learner_gets_a_sentence_for_an_unknown_article(capsys):
    assert views.page("alibaba-2021") is None
    assert "There is no article 'alibaba-2021'. Did you mean" in capsys.readouterr().out


def test_the_whole_page_says_that_it_is_invented_and_a_quoted_sentence_does_not_repeat_it():
    said = "This story and all names in it are invented."
    assert said in views.format_page(HARBOUR)
    assert said not in views.format_page(HARBOUR, [3])


def test_the_retelling_says_so_under_its_page_and_cites_the_original():
    shown = views.page().html
    assert "Retold for teaching" in shown
    assert "South China Morning Post, 2022-01-07 (inferred)" in shown
