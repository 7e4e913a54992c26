"""Sentences and tokens: offsets that always point into the text shown."""

from hypothesis import given
from hypothesis import strategies as st

from ontherecord import text

ODD = st.text(alphabet=st.sampled_from("ab Z1.,'\"\u2018\u2019\u201c\u201d\u00a0$%()-\n😀你好é"))


@given(ODD)
def test_tokens_are_in_order_apart_and_never_blank(words):
    spans = text.tokens(words)
    assert all(words[start:end].strip() for start, end in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))


@given(ODD)
def test_every_letter_belongs_to_a_token(words):
    covered = {at for start, end in text.tokens(words) for at in range(start, end)}
    assert all(at in covered for at, letter in enumerate(words) if letter.isalnum())


@given(ODD)
def test_plain_quotes_keep_the_length(words):
    assert len(text.plain(words)) == len(words)


def test_an_abbreviation_does_not_end_a_sentence():
    words = "Corvane Inc. cut jobs, U.S. papers said. Shares fell."
    assert [words[a:b] for a, b in text.sentences(words)] == [
        "Corvane Inc. cut jobs, U.S. papers said.",
        "Shares fell.",
    ]


def test_curly_quotes_are_split_from_words_and_apostrophes_stay_exact():
    words = "“It’s done,” she said."
    shown = [words[a:b] for a, b in text.tokens(words)]
    assert shown == ["“", "It", "’s", "done", ",", "”", "she", "said", "."]


def test_offsets_count_an_emoji_and_a_chinese_character_as_one_each():
    words = "😀 你好 said Wu."
    assert [words[a:b] for a, b in text.tokens(words)] == ["😀", "你好", "said", "Wu", "."]
