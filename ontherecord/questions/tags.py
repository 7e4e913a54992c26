"""Tags in some sentences: sources, cues, claims, their links and their status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ontherecord.errors import OnTheRecordError
from ontherecord.questions.entry import Entry
from ontherecord.questions.feedback import Note
from ontherecord.questions.question import (
    Library,
    Mark,
    Question,
    Reading,
    at_sentence,
    shared_entries,
)
from ontherecord.questions.tag_key import SAME, Region, gold_tags, region
from ontherecord.questions.tag_marking import (
    WEIGHTS,
    Verdict,
    applicable,
    extras,
    link,
    size_of_key,
    span_of,
    verdicts,
)
from ontherecord.questions.tag_reading import canonical, read_tags
from ontherecord.tags import Tag
from ontherecord.text import Span
from ontherecord.values import plain_data
from ontherecord.vocabulary import STATUSES

EXTRA = "extra"
_SLIPS = {
    "skips": "The link leaves out a step. ",
    "backwards": "The link runs the wrong way round. ",
}


@dataclass(frozen=True)
class WrongTag:
    """The explanation of a slip in one part, for a status, some claims or some words."""

    part: str
    given: str | None
    claims: tuple[str, ...]
    span: Span | None
    note: Note

    def fits(self, part: str, claim: str | None, given: str | None) -> bool:
        """Whether it explains this slip."""
        return (
            (self.part, self.span) == (part, None)
            and self.given in (None, given)
            and (not self.claims or claim in self.claims)
        )

    @property
    def is_default(self) -> bool:
        """Whether it explains every slip in its part."""
        return not (self.given or self.claims or self.span)


@dataclass(frozen=True, kw_only=True, repr=False)
class TagsQuestion(Question):
    """A question to be answered with tags; the key of the story is the answer."""

    parts: tuple[str, ...]
    area: Region = field(repr=False)
    wrong: tuple[WrongTag, ...] = field(repr=False)

    widget = False

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> TagsQuestion:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        if shared["page"] is None or not shared["sentences"]:
            raise entry.refuse("a tags question needs an 'article' and 'sentences'.")
        parts = entry.texts("parts", known=WEIGHTS)
        area = _area(entry, library, shared)
        if not any(applicable(one, parts) for one in area.wanted):
            raise entry.refuse("the key holds none of these parts in these sentences.")
        wrong = tuple(_wrong_tag(table, area) for table in entry.entries("wrong"))
        for part in (*parts, EXTRA):
            if not any(one.part == part and one.is_default for one in wrong):
                raise entry.refuse(f"no [[question.wrong]] explains all slips in {part!r}.")
        return cls(**shared, parts=parts, area=area, wrong=wrong)

    @property
    def expected(self) -> str:
        pattern = self.sample('[tag("...", ..., "...")]')
        return (
            "Tag the words in the tagger, or type for each tag its label, the number of its "
            f"sentence and the words: {pattern}."
        )

    def read(self, value: Any) -> Reading:
        given, remarks = read_tags(self.page, plain_data(value))
        tags, ids = canonical(self.page, given)
        return Reading(tags or None, remarks, ids)

    def mark(self, data: list[Tag]) -> Mark:
        inside = [tag for tag in data if self.area.holds(span_of(tag))]
        found = verdicts(self.area, self.parts, inside)
        spare = extras(self.area, self.parts, inside, found)
        size = size_of_key(self.area, self.parts)
        share = sum(verdict.score for verdict in found) / len(found)
        notes = [note for verdict in found for note in self._slips(verdict, inside).values()]
        notes += [self._planted_note(tag) or self._lookup(EXTRA) for tag in spare]
        if share == 1 and not spare:
            notes = [Note("Every tag fits the key."), *self._alternatives(found)]
        if len(inside) < len(data):
            notes.append(Note("Tags outside the sentences of this question do not count."))
        told = self._tag_notes(inside, found, spare)
        return Mark(share * size / (size + len(spare) / 2), tuple(notes), None, told)

    def _lookup(self, part: str, claim: str | None = None, given: str | None = None) -> Note:
        fitting = [wrong for wrong in self.wrong if wrong.fits(part, claim, given)]
        return max(fitting, key=lambda wrong: (bool(wrong.claims), bool(wrong.given))).note

    def _planted_note(self, tag: Tag) -> Note | None:
        planted = [w for w in self.wrong if w.span and w.part == tag["label"]]
        overlaps = [(self.area.f1(span_of(tag), w.span), w.note) for w in planted]
        f1, note = max(overlaps, key=lambda pair: pair[0], default=(0.0, None))
        return note if f1 >= SAME else None

    def _slips(self, verdict: Verdict, tags: list[Tag]) -> dict[str, Note]:
        """A note for each part of the claim that does not earn all."""
        claim = verdict.wanted.claim
        where = at_sentence((claim.sentence,))
        notes = {}
        for part, credit in verdict.credits.items():
            if credit == 1 or (part in ("link", "status") and verdict.tag is None):
                continue
            note = self._slip(part, verdict, tags)
            notes[part] = Note(note.text, note.misconception, note.where or where)
        return notes

    def _slip(self, part: str, verdict: Verdict, tags: list[Tag]) -> Note:
        one, tag = verdict.wanted, verdict.tag
        if part == "link":
            slip = link(self.area, one, tag, tags).slip
            if slip == "missing":
                return Note("A claim has no link: say which source it comes from.")
            note = self._lookup("link", one.claim.id)
            return Note(_SLIPS.get(slip, "") + note.text, note.misconception)
        if part == "status":
            if tag["status"] is None:
                return Note("A claim has no status.")
            return self._lookup("status", one.claim.id, tag["status"])
        label_used = any(
            other["label"] == part
            and self.page.sentence_at(other["start"]).number == one.claim.sentence
            for other in tags
        )
        if not label_used:
            return Note(f"A {part} has no tag.")
        return self._lookup(part, one.claim.id)

    def _alternatives(self, found: list[Verdict]) -> list[Note]:
        return [
            Note(f"{other.status!r} is accepted here: {other.why}")
            for verdict in found
            if verdict.tag and "status" in self.parts
            for other in verdict.wanted.claim.alternatives
            if other.status == verdict.tag["status"]
        ]

    def _tag_notes(self, tags: list[Tag], found: list[Verdict], spare: list[Tag]) -> dict[str, str]:
        """A sentence for each tag, by its id."""
        told = {}
        for tag in tags:
            told[tag["id"]] = self._about(tag)
        for verdict in found:
            if verdict.tag:
                slips = self._slips(verdict, tags)
                own = [slips[part].text for part in ("claim", "link", "status") if part in slips]
                told[verdict.tag["id"]] = own[0] if own else f"Fits: {verdict.wanted.claim.gist}."
        for tag in spare:
            told[tag["id"]] = (self._planted_note(tag) or self._lookup(EXTRA)).text
        return told

    def _about(self, tag: Tag) -> str:
        if tag["label"] == "claim":
            return "The key has a claim here, and it is not asked or has a better tag."
        known = self.area.cues if tag["label"] == "cue" else self.area.places_of(self.area.places)
        close = self.area.best(span_of(tag), known) < 0.8
        return f"Nearly: check where the {tag['label']} begins and ends." if close else "Fits."

    def gold(self) -> list[Tag]:
        return gold_tags(self.area, self.parts)

    def planted(self) -> tuple[tuple[Any, str], ...]:
        return (*self._planted_words(), *self._planted_statuses(), *self._planted_links())

    def _planted_words(self) -> list[tuple[Any, str]]:
        return [
            ([*self.gold(), _bare_tag(wrong.part, wrong.span)], wrong.note.misconception)
            for wrong in self.wrong
            if wrong.span
        ]

    def _planted_statuses(self) -> list[tuple[Any, str]]:
        if "status" not in self.parts:
            return []
        return [
            (self._changed(one.claim.content_span, status=status), note.misconception)
            for one in self.area.wanted
            for status in STATUSES
            if status not in one.claim.accepted
            for note in [self._lookup("status", one.claim.id, status)]
        ]

    def _planted_links(self) -> list[tuple[Any, str]]:
        if "link" not in self.parts:
            return []
        made = []
        for one in self.area.wanted:
            if one.carriers:
                far = next(t["id"] for t in self.gold() if self.area.sources(t) & {*one.ends})
                note = self._lookup("link", one.claim.id)
                made.append((self._changed(one.claim.content_span, target=far), note.misconception))
        return made

    def _changed(self, content: Span, **change: Any) -> list[Tag]:
        """The preferred answer with one claim changed."""
        return [
            {**tag, **change} if (tag["label"], *span_of(tag)) == ("claim", *content) else tag
            for tag in self.gold()
        ]


def _bare_tag(label: str, span: Span) -> Tag:
    place = {"id": f"{label}-{span[0]}-{span[1]}", "start": span[0], "end": span[1]}
    return {**place, "label": label, "target": None, "status": None}


def _area(entry: Entry, library: Library, shared: dict[str, Any]) -> Region:
    key = library.key(shared["page"].id)
    held = key.claims_in(*shared["sentences"])
    ids = entry.texts("claims", tuple(claim.id for claim in held))
    try:
        asked = tuple(key.claim(id) for id in ids)
    except OnTheRecordError as error:
        raise entry.refuse(str(error)) from None
    for claim in asked:
        if claim not in held:
            raise entry.refuse(f"the claim {claim.id} does not stand in these sentences.")
    return region(key, shared["sentences"], asked)


def _wrong_tag(table: Entry, area: Region) -> WrongTag:
    part = table.text("part", known=(*WEIGHTS, EXTRA))
    given = table.text("given", None, known=STATUSES)
    if given and part != "status":
        raise table.refuse("'given' belongs to the part 'status'.")
    ids = [one.claim.id for one in area.wanted]
    claims = table.texts("claims", (), known=ids)
    span = table.span(area.page) if "quote" in table else None
    note = table.note()
    table.finish()
    return WrongTag(part, given, claims, span, note)
