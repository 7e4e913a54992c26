"""What the key of a story holds in some of its sentences, as tags would show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ontherecord.article import Article
from ontherecord.key import WRITER, Claim, Key
from ontherecord.tags import Tag, token_f1
from ontherecord.text import Span

SAME = 0.5
"""The overlap (token F1) from which a source tag stands for a source of the key."""


@dataclass(frozen=True)
class Wanted:
    """A claim that is asked: its cues, and the chain from it to where it began.

    `carriers` run from the claim towards the origin; `ends` are the sources that may end the
    chain.  Only sources that the sentences name are part of it.
    """

    claim: Claim
    cues: tuple[Span, ...]
    carriers: tuple[str, ...]
    ends: tuple[str, ...]

    @property
    def own_voice(self) -> bool:
        """Whether the newspaper itself asserts the claim."""
        return all(id == WRITER for id, _ in self.claim.source_spans)

    @property
    def chain(self) -> list[set[str]]:
        """The sources on the way to the origin, each step with the ids that fit it."""
        return [*({id} for id in self.carriers), *([set(self.ends)] if self.ends else [])]


@dataclass(frozen=True)
class Region:
    """The sentences of a question with all that the key holds there."""

    page: Article
    sentences: tuple[int, ...]
    wanted: tuple[Wanted, ...]
    optional: tuple[Span, ...]
    places: dict[str, tuple[Span, ...]]
    cues: tuple[Span, ...]
    edges: frozenset[tuple[str, str]]

    def f1(self, span: Span, other: Span) -> float:
        """The overlap of two spans in words."""
        apart = span[1] <= other[0] or other[1] <= span[0]
        return 0.0 if apart else token_f1(self.page, span, other)

    def best(self, span: Span, others: Iterable[Span]) -> float:
        """The overlap with the span that fits best."""
        return max((self.f1(span, other) for other in others), default=0.0)

    def sources(self, tag: Tag) -> set[str]:
        """The sources that the tag stands for; none when it is no source tag."""
        span = (tag["start"], tag["end"])
        named = self.places.items() if tag["label"] == "source" else ()
        return {id for id, spans in named if self.best(span, spans) >= SAME}

    def places_of(self, ids: Iterable[str]) -> list[Span]:
        """Where the sentences name those sources."""
        return [span for id in ids for span in self.places.get(id, ())]

    def holds(self, span: Span) -> bool:
        """Whether the span begins in one of the sentences."""
        return self.page.sentence_at(span[0]).number in self.sentences


def region(key: Key, sentences: tuple[int, ...], asked: tuple[Claim, ...]) -> Region:
    """The region of those sentences, with the claims that are asked."""
    bare = Region(key.article, sentences, (), (), {}, (), frozenset())
    places: dict[str, tuple[Span, ...]] = {}
    of_claims = ((id, at) for c in key.claims for id, at in (*c.source_spans, *c.via_spans))
    named = ((source.id, at) for source in key.sources for at in source.named_spans)
    for id, span in (*of_claims, *named):
        if span and bare.holds(span) and span not in places.get(id, ()):
            places[id] = (*places.get(id, ()), span)
    wanted = tuple(_wanted(claim, bare, places) for claim in asked)
    every = [_wanted(claim, bare, places) for claim in key.claims]
    return Region(
        page=key.article,
        sentences=sentences,
        wanted=wanted,
        optional=tuple(c.content_span for c in key.claims if c not in asked),
        places=places,
        cues=tuple(cue for one in every for cue in one.cues),
        edges=frozenset(
            (near, far)
            for one in every
            for ones, others in pairwise(one.chain)
            for near in ones
            for far in others
        ),
    )


def _wanted(claim: Claim, bare: Region, places: dict[str, tuple[Span, ...]]) -> Wanted:
    ends = tuple(dict.fromkeys(id for id, _ in claim.source_spans if id in places))
    carriers = tuple(id for id, _ in reversed(claim.via_spans) if id in places)
    if not ends and carriers:
        *carriers, last = carriers
        ends = (last,)
    cues = tuple(cue for cue in claim.cue_spans if bare.holds(cue))
    return Wanted(claim, cues, tuple(carriers), ends)


def gold_tags(area: Region, parts: tuple[str, ...]) -> list[Tag]:
    """The tags that show the key, as far as these parts are asked: sources, links, cues, claims."""
    tags: dict[str, Tag] = {}
    for one in area.wanted:
        target = None
        for id in reversed((*one.carriers, *one.ends[:1])):
            source = _add(tags, "source", _own_place(area, one, id), target)
            target = source if "link" in parts else None
        for cue in one.cues if "cue" in parts else ():
            _add(tags, "cue", cue, None)
        status = one.claim.status if "status" in parts else None
        _add(tags, "claim", one.claim.content_span, target, status)
    return list(tags.values())


def _own_place(area: Region, one: Wanted, id: str) -> Span:
    named = (*one.claim.source_spans, *one.claim.via_spans)
    own = [span for name, span in named if name == id and span and area.holds(span)]
    return (*own, *area.places[id])[0]


def _add(
    tags: dict[str, Tag], label: str, span: Span, target: str | None, status: str | None = None
) -> str:
    id = f"{label}-{span[0]}-{span[1]}"
    tag = {"id": id, "start": span[0], "end": span[1], "label": label}
    kept = tags.setdefault(id, {**tag, "target": target, "status": status})
    kept["target"] = kept["target"] or target
    return id
