"""Keys: quotes become offsets, and every entry that cannot be is refused with its reason."""

import shutil
from pathlib import Path

import pytest

from ontherecord.article import load_article
from ontherecord.errors import DataError
from ontherecord.key import load_key

HARBOUR = Path(__file__).parent / "fixtures" / "harbour"


@pytest.fixture
def harbour_key():
    return load_key(HARBOUR / "key.toml", load_article(HARBOUR))


def test_a_quote_becomes_the_offsets_of_its_words(harbour_key):
    text, claim = harbour_key.article.text, harbour_key.claim("H1")
    assert text[slice(*claim.content_span)] == "Ostrel Piers will close its north pier"
    assert [text[slice(*span)] for span in claim.cue_spans] == ["reported", "citing"]
    assert claim.via_spans[0][0] == "tide"


def test_the_preferred_status_comes_first_among_the_accepted(harbour_key):
    assert harbour_key.claim("H1").accepted == {"confirmed": (4,), "reported": (3,)}


def test_claims_can_be_asked_for_by_sentence(harbour_key):
    assert [claim.id for claim in harbour_key.claims_in(5, 6)] == ["H2", "H3"]


def test_a_source_may_be_named_by_other_words_too(tmp_path):
    content = (HARBOUR / "key.toml").read_text(encoding="utf-8")
    more = 'name = "the Daily Tide"\nnamed = [ { sentence = 3, quote = "Tide" } ]'
    path = tmp_path / "key.toml"
    path.write_text(content.replace('name = "the Daily Tide"', more), encoding="utf-8")
    key = load_key(path, load_article(HARBOUR))
    assert [key.article.text[slice(*span)] for span in key.source("tide").named_spans] == ["Tide"]


@pytest.mark.parametrize(
    ("old", "new", "entry", "reason"),
    [
        ('"reported", "citing"', '"reporting"', "claim H1", "does not hold 'reporting'"),
        ('cue = ["said"]', 'cue = ["million"]', "claim H3", "'million' 2 times"),
        ('status = "company data"', 'status = "fact"', "claim H3", "'fact' is unknown"),
        ('kind = "forecast"', 'kind = "guess"', "claim H2", "'guess' is unknown"),
        ('source = [ { id = "ostrel", quote = "Ostrel Piers" } ]', "", "claim H3", "no source"),
        ('id = "tide", quote', 'id = "tyde", quote', "claim H1", "'tyde' is unknown"),
        ('article = "harbour"', 'article = "river"', "article", "must be 'harbour'"),
        ("evidence = [6]", "evidence = [60]", "claim H3", "no sentence 60"),
        ("evidence = [6]", "evidence = []", "claim H3", "at least one sentence"),
        ("sha256 = ", "was = ", "sha256", "another version of the text"),
        ('id = "H2"', 'id = "H1"', "claim H1", "stands twice"),
        ('id = "writer"', 'id = "bell"', "sources", "'writer'"),
        ("which owns the Evening Bell", "who owns it", "source writer", "does not hold"),
        ('content = "The pier is', 'content = "said. Ostrel', "claim H2", "does not hold"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_name(tmp_path, old, new, entry, reason):
    content = (HARBOUR / "key.toml").read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "key.toml"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=reason) as refused:
        load_key(path, load_article(HARBOUR))
    assert refused.value.entry == entry
    assert "key.toml" in str(refused.value)


def test_a_file_that_is_not_toml_is_refused(tmp_path):
    path = Path(shutil.copy(HARBOUR / "article.md", tmp_path / "key.toml"))
    with pytest.raises(DataError, match="cannot be read as TOML"):
        load_key(path, load_article(HARBOUR))
