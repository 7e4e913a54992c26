"""Sentences and tokens of a text, as half-open code-point offsets.

NLTK is used in memory only: nothing is downloaded and NLTK opens no file.  It is
imported on first use, since shipped articles carry frozen tokens.
"""

from __future__ import annotations

from functools import cache

Span = tuple[int, int]

_LOOKS_ALIKE = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "}
)
# Abbreviations of business English after which a full stop does not end a sentence.
_ABBREVIATIONS = """
    mr mrs ms dr prof st sr jr inc corp co ltd plc llc bros gov gen sen rep rev hon capt col lt sgt
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
    u.s u.k u.n e.u p.m a.m e.g i.e etc vs no vol approx est dept fig ave blvd a.k.a ph.d d.c
""".split()


def plain(text: str) -> str:
    """The text with curly quotes and no-break spaces made plain; of the same length."""
    return text.translate(_LOOKS_ALIKE)


@cache
def _splitter():
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)


@cache
def _word_tokenizer():
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKWordTokenizer()


def sentences(text: str) -> list[Span]:
    """The spans of the sentences; a line break always ends one."""
    spans, at = [], 0
    for line in plain(text).split("\n"):
        spans += [(at + start, at + end) for start, end in _splitter().span_tokenize(line)]
        at += len(line) + 1
    return [(start, end) for start, end in spans if text[start:end].strip()]


def tokens(text: str) -> list[Span]:
    """The spans of the words and punctuation marks, in order, sentence by sentence."""
    shown = plain(text)
    return [
        (start + a, start + b)
        for start, end in sentences(text)
        for a, b in _token_spans(shown[start:end])
    ]


def _token_spans(sentence: str) -> list[Span]:
    # NLTK turns "straight" quotes into `` and '' and cannot always find them again in the
    # sentence.  A character that splits off in the same way keeps the offsets exact.
    return list(_word_tokenizer().span_tokenize(sentence.replace('"', "\u201d")))
