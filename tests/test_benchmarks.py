"""The benchmarks measure what they say: long stories with tags that fit, and one table."""

import json

import pytest

from benchmarks.bench_tagger import recorded, spots
from benchmarks.long_story import story, tags_of
from benchmarks.run import found, main, table
from benchmarks.timing import medians_ms


def test_every_benchmark_is_found_by_its_name():
    assert found() == ["bench_grading", "bench_grading_many", "bench_start", "bench_tagger"]
    assert found(["tagger"]) == ["bench_tagger"]


def test_the_table_is_aligned_and_keeps_small_figures_readable():
    rows = [("a", 0.5, "ms", "x"), ("longer", 1234.5, "ms", "")]
    assert table(rows) == "a           0.50 ms    x\nlonger      1234 ms"


@pytest.mark.parametrize("words", [1_000, 20_000])
def test_a_story_has_the_words_that_were_asked_for(words):
    assert words <= len(story(words).text.split()) < words + 20


@pytest.mark.parametrize("count", [0, 100, 1_000])
def test_the_tags_of_a_story_fit_it(count):
    tagger = recorded(1_000, count)
    assert len(tagger.tags) == len(tags_of(tagger.rules.article, count)) == count


def test_the_change_that_is_timed_is_accepted():
    tagger = recorded(1_000, 100)
    start, end = spots(tagger)[0]
    tag = {"id": "new", "start": start, "end": end, "label": "claim"}
    reply = tagger.answered(json.dumps({"kind": "change", "set": [tag], "remove": []}))
    assert json.loads(reply)[0][1]["kind"] == "applied"
    assert len(tagger.tags) == 101


def test_what_is_compared_takes_turns():
    seen = []
    medians_ms({"ours": lambda: seen.append("ours"), "limit": lambda: seen.append("limit")}, 2)
    assert seen == ["ours", "limit"] * 3


def test_a_benchmark_that_does_not_exist_is_told_in_a_sentence():
    with pytest.raises(SystemExit, match="There are: bench_grading, "):
        main(["tagger", "typo"])
