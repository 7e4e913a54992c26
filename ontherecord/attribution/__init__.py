"""The machine reader: who says what in a text, found with a list of cues and a small grammar.

It has no statistics, no model and no data but data/cues.toml and data/grammar.toml, which a
learner can read and change.  NLTK works in memory only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ontherecord.attribution.claims import Claims, Reading
from ontherecord.attribution.phrases import Unit, chunk, units, with_speech
from ontherecord.attribution.rules import Rules, changed, parser, shipped
from ontherecord.attribution.words import Tagger, forms
from ontherecord.text import Span

__all__ = ["Attribution", "Rules", "attributions", "changed", "shipped"]


@dataclass(frozen=True)
class Attribution:
    """Who says what: lists of `[start, end)` offsets into the text, in code points."""

    source: list[Span]
    """Who says it; empty when the words hide it (`is expected to`)."""
    cue: list[Span]
    """The words that tie the claim to its source."""
    content: list[Span]
    """What is said; in two spans when the cue stands inside it."""
    status: list[Span]
    """The words of the cue that say how the source stands to it: `confirmed`, `not ... deny`."""
    group: str
    """The group of the cue in data/cues.toml, such as `say` or `answer`."""


@lru_cache(maxsize=8)
def _machinery(rules: Rules):
    groups: dict[str, str] = {}
    for verb, group in rules.cues:
        plain, _, after = verb.partition("_")
        for form in forms(plain):
            groups.setdefault(f"{form}_{after}" if after else form, group)
    return Tagger([verb for verb, _ in rules.cues]), groups, parser(rules.grammar)


def attributions(text: str, rules: Rules | None = None) -> list[Attribution]:
    """The attributions of a text, in the order of their cues; `rules` as `changed` makes them."""
    rules = rules or shipped()
    tagger, groups, grammar = _machinery(rules)
    found = []
    for unit in with_speech(units(text, groups), text):
        chunk(unit, tagger, grammar)
        found += [_told(unit, one) for one in Claims(unit, groups, rules.nearest_name).read()]
    return sorted(found, key=lambda one: one.cue)


def _told(unit: Unit, reading: Reading) -> Attribution:
    first, last = reading.cue
    words = unit.words[unit.phrases[first].first : unit.phrases[last].last + 1]
    status = [word for word in words[:-1] if word.kind == "NOT"] + words[-1:]
    if first != last:
        status = words
    return Attribution(
        source=[unit.span(*reading.source)] if reading.source else [],
        cue=[unit.span(first, last)],
        content=[unit.span(*place) for place in reading.content],
        status=[(word.start, word.end) for word in status],
        group=reading.group,
    )
