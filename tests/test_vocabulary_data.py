"""The misreadings and the glossary: complete, short, and true to the article."""

import tomllib

import pytest

from ontherecord.article import article as shipped
from ontherecord.article import data_folder
from ontherecord.vocabulary import STATUSES


def read(name):
    return tomllib.loads((data_folder() / name).read_text(encoding="utf-8"))


MISREADINGS = read("misconceptions.toml")["misconception"]
GLOSSARY = read("glossary.toml")
TERMS = GLOSSARY["term"]
every_misreading = pytest.mark.parametrize("entry", MISREADINGS, ids=[m["id"] for m in MISREADINGS])
every_term = pytest.mark.parametrize("entry", TERMS, ids=[t["term"] for t in TERMS])


def test_the_21_misreadings_stand_in_order():
    assert [entry["id"] for entry in MISREADINGS] == [f"M{number}" for number in range(1, 22)]
    assert len({entry["name"] for entry in MISREADINGS}) == 21


@every_misreading
def test_a_rule_speaks_to_the_reader_in_at_most_40_words(entry):
    assert 10 <= len(entry["rule"].split()) <= 40
    assert entry["rule"].endswith(".")


@every_misreading
def test_a_sign_quotes_or_describes_the_wording(entry):
    assert 4 <= len(entry["sign"].split()) <= 25


def test_each_term_stands_once_in_the_glossary():
    names = [entry["term"] for entry in TERMS]
    assert len(names) == len(set(names)) >= 25


def test_every_status_has_its_entry():
    assert set(STATUSES) <= {entry["term"] for entry in TERMS}


def test_every_unit_up_to_the_cold_read_has_terms():
    units = {unit for entry in TERMS for unit in entry["units"]}
    assert units == {f"0{number}" for number in range(8)}


@every_term
def test_an_example_stands_in_its_sentence(entry):
    page = shipped(GLOSSARY["article"])
    start, end = page.locate(entry["sentence"], entry["quote"])
    assert page.text[start:end] == entry["quote"]


@every_term
def test_a_term_has_a_meaning_an_example_and_a_counter_example(entry):
    assert all(entry[part].endswith(".") for part in ("meaning", "example", "non_example"))
    assert len(entry["meaning"].split()) <= 30
