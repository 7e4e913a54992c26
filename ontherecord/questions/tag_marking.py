"""The credit of tags against the key: per claim, and for tags that fit nothing."""

from __future__ import annotations

from dataclasses import dataclass

from ontherecord.questions.matching import best_pairs
from ontherecord.questions.span import NONE, span_credit
from ontherecord.questions.tag_key import Region, Wanted
from ontherecord.tags import Tag
from ontherecord.text import Span

WEIGHTS = {"source": 0.3, "cue": 0.15, "claim": 0.3, "link": 0.25, "status": 0.25}
HALF = 0.5
MOST_STEPS = 20
"""The longest chain of links that is followed."""
_NEEDED_BY = {"source": {"source", "link"}, "cue": {"cue"}, "claim": {"claim", "link", "status"}}
# Pairs are made by content even where the claim itself earns nothing.
_BY_CONTENT = 1e-6


@dataclass(frozen=True)
class Link:
    """The credit of a link, and the slip in it: missing, skips, backwards or wrong."""

    credit: float
    slip: str | None = None


@dataclass(frozen=True)
class Verdict:
    """A claim that is asked, the tag that stands for it, and the credit of each part."""

    wanted: Wanted
    tag: Tag | None
    credits: dict[str, float]

    @property
    def score(self) -> float:
        """The share of the claim's credit, 0 to 1."""
        total = sum(WEIGHTS[part] for part in self.credits)
        earned = sum(WEIGHTS[part] * credit for part, credit in self.credits.items())
        # Sums of 0.3 and 0.15 must not keep a full answer below 1.
        return round(earned / total, 9)


def span_of(tag: Tag) -> Span:
    """The span of a tag."""
    return tag["start"], tag["end"]


def applicable(one: Wanted, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that are asked and that the key has for this claim."""
    has = {
        "source": bool(one.ends),
        "cue": bool(one.cues),
        "claim": True,
        "link": bool(one.ends) or one.own_voice,
        "status": True,
    }
    return tuple(part for part in parts if has[part])


def chain_from(tag: Tag, tags: list[Tag]) -> list[Tag]:
    """The tags that this one comes from, step by step; a circle is followed once."""
    by_id, chain, seen = {other["id"]: other for other in tags}, [], {tag["id"]}
    while (tag := by_id.get(tag["target"])) and tag["id"] not in seen and len(seen) <= MOST_STEPS:
        seen.add(tag["id"])
        chain.append(tag)
    return chain


def link(area: Region, one: Wanted, tag: Tag, tags: list[Tag]) -> Link:
    """How the tag's chain of links compares with the key's."""
    steps = [area.sources(step) for step in chain_from(tag, tags)]
    accepted = one.claim.accepted
    if not steps:
        as_voice = tag["status"] == "own voice" and "own voice" in accepted
        return Link(1.0) if one.own_voice or as_voice else Link(0.0, "missing")
    if one.own_voice:
        return Link(1.0) if len(accepted) > 1 else Link(0.0, "wrong")
    wanted = one.chain
    if len(steps) >= len(wanted) and all(a & b for a, b in zip(steps, wanted, strict=False)):
        # The source may in turn come from another one, as another claim of the key says.
        beyond = steps[len(wanted) - 1 :]
        known = all(
            any((near, far) in area.edges for near in ones for far in others)
            for ones, others in zip(beyond, beyond[1:], strict=False)
        )
        return Link(1.0) if known else Link(HALF, "wrong")
    if not any(steps[0] & step for step in wanted):
        return Link(0.0, "wrong")
    backwards = len(steps) > 1 and steps[0] & wanted[-1] and any(steps[1] & s for s in wanted[:-1])
    return Link(HALF, "backwards" if backwards else "skips")


def verdicts(area: Region, parts: tuple[str, ...], tags: list[Tag]) -> list[Verdict]:
    """Each claim that is asked with its tag, paired so that the learner earns the most."""
    claims = [tag for tag in tags if tag["label"] == "claim"]
    options = [[_on_tag(area, one, parts, tag, tags) for tag in claims] for one in area.wanted]
    worth = [
        [sum(WEIGHTS[part] * credit for part, credit in option.items()) for option in row]
        for row in options
    ]
    pairs = best_pairs(worth)
    made = []
    for row, one in enumerate(area.wanted):
        tag = claims[pairs[row]] if row in pairs else None
        found = options[row][pairs[row]] if row in pairs else {}
        credits = _off_tag(area, one, tags) | found
        made.append(Verdict(one, tag, {p: credits.get(p, 0.0) for p in applicable(one, parts)}))
    return [verdict for verdict in made if verdict.credits]


def _on_tag(
    area: Region, one: Wanted, parts: tuple[str, ...], tag: Tag, tags: list[Tag]
) -> dict[str, float]:
    """The credit of the parts that the claim's own tag carries; empty when it does not fit."""
    content = span_credit(area.best(span_of(tag), one.claim.content_spans))
    if not content:
        return {}
    credits = {
        "claim": content,
        "link": link(area, one, tag, tags).credit,
        "status": float(tag["status"] in one.claim.accepted),
    }
    asked = applicable(one, parts)
    return {
        part: credit if part in asked else credit * _BY_CONTENT for part, credit in credits.items()
    }


def _off_tag(area: Region, one: Wanted, tags: list[Tag]) -> dict[str, float]:
    """The credit of the source and the cue, which have tags of their own."""
    wanted = {"source": area.places_of(one.ends), "cue": list(one.cues)}
    return {
        label: max(
            (span_credit(area.best(span_of(t), spans)) for t in tags if t["label"] == label),
            default=0.0,
        )
        for label, spans in wanted.items()
    }


def extras(
    area: Region, parts: tuple[str, ...], tags: list[Tag], found: list[Verdict]
) -> list[Tag]:
    """The tags that fit nothing in the key, among those whose sort is asked."""
    paired = {verdict.tag["id"] for verdict in found if verdict.tag}
    known = {
        "source": [span for spans in area.places.values() for span in spans],
        "cue": list(area.cues),
        "claim": list(area.optional),
    }
    return [
        tag
        for tag in tags
        if _NEEDED_BY[tag["label"]] & set(parts)
        and tag["id"] not in paired
        and area.best(span_of(tag), known[tag["label"]]) <= NONE
    ]


def size_of_key(area: Region, parts: tuple[str, ...]) -> int:
    """How many tags the key has for what is asked."""
    spans = {("claim", one.claim.content_span) for one in area.wanted}
    spans |= {("cue", cue) for one in area.wanted for cue in one.cues}
    spans |= {
        ("source", area.places[id][0]) for one in area.wanted for id in (*one.carriers, *one.ends)
    }
    return sum(bool(_NEEDED_BY[label] & set(parts)) for label, _ in spans)
