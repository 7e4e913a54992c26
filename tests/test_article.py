"""Articles: numbered sentences, roles, offsets, and files that are refused with a reason."""

import json
import shutil
from pathlib import Path

import pytest

from ontherecord.article import freeze, load_article, page_tokens, parse_article
from ontherecord.errors import DataError, QuoteError, UnknownNameError

HARBOUR = Path(__file__).parent / "fixtures" / "harbour"


@pytest.fixture
def harbour():
    return load_article(HARBOUR)


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


def change(folder, old, new):
    page = folder / "article.md"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_sentences_are_numbered_down_the_page_and_offsets_give_their_text(harbour):
    assert [sentence.number for sentence in harbour.sentences] == [1, 2, 3, 4, 5, 6]
    assert all(harbour.text[s.start : s.end] == s.text for s in harbour.sentences)


def test_every_block_has_its_role(harbour):
    roles = [block.role for block in harbour.blocks]
    assert roles == ["furniture", "headline", "paragraph", "paragraph"]


def test_frozen_tokens_are_those_that_nltk_makes(harbour):
    assert harbour.tokens == page_tokens(harbour.sentences)


def test_a_quote_with_straight_marks_finds_curly_ones_after_an_emoji(harbour):
    start, end = harbour.locate(3, '"staff notice" 😀')
    assert harbour.text[start:end] == "“staff notice” 😀"


def test_a_quote_that_is_elsewhere_names_the_right_sentence(harbour):
    with pytest.raises(QuoteError, match="It stands in sentence 4: use that number"):
        harbour.locate(3, "confirmed the report")


def test_a_quote_found_twice_is_refused(harbour):
    with pytest.raises(QuoteError, match="2 times"):
        harbour.locate(6, "million")


@pytest.mark.parametrize("number", [0, 7, "3", None, True])
def test_an_unknown_sentence_number_names_the_known_ones(harbour, number):
    with pytest.raises(UnknownNameError, match="numbers 1 to 6"):
        harbour.sentence(number)


def test_an_offset_between_sentences_belongs_to_the_one_before(harbour):
    first, second = harbour.sentences[2:4]
    assert harbour.sentence_at(first.end) == first
    assert harbour.sentence_at(second.start) == second


def test_a_changed_text_is_refused_until_it_is_frozen_again(copy):
    change(copy, "north pier", "south pier")
    with pytest.raises(DataError, match="not the one that was frozen"):
        load_article(copy)
    freeze(copy)
    assert "south pier" in load_article(copy).text


def test_tokens_of_another_text_are_refused(copy):
    tokens = copy / "tokens.json"
    tokens.write_text(json.dumps({"sha256": "0", "tokens": []}), encoding="utf-8")
    with pytest.raises(DataError, match="tokens belong to another text"):
        load_article(copy)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (":::{headline}", ":::{heading}", "'heading' is no role"),
        ("+++\nid", "id", "open with TOML"),
        ('id = "harbour"', "", "'id' is missing"),
        ("Advertisement\n:::", "Advertisement", "must stand between"),
    ],
)
def test_a_page_that_cannot_be_is_refused_with_file_and_reason(copy, old, new, reason):
    change(copy, old, new)
    with pytest.raises(DataError, match=reason) as refused:
        parse_article((copy / "article.md").read_text(encoding="utf-8"), copy / "article.md")
    assert "article.md" in str(refused.value)


def test_a_page_from_windows_with_a_byte_order_mark_gives_the_same_text(copy, harbour):
    page = (copy / "article.md").read_text(encoding="utf-8")
    assert parse_article("\ufeff" + page.replace("\n", "\r\n")).text == harbour.text
