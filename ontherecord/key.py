"""The key of an article: its sources and its claims, as a reader who knows would tag them.

A person can edit key.toml: spans are given by quoting the words of a numbered sentence.  The
loader turns quotes into offsets, and says exactly which entry it cannot use and why.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ontherecord.article import Article, data_folder
from ontherecord.article import article as shipped_article
from ontherecord.errors import DataError, KeptBackError, OnTheRecordError
from ontherecord.text import Span
from ontherecord.vocabulary import INDEPENDENCE, KINDS, SOURCE_KINDS, STATUSES, listed

WRITER = "writer"
"""The id of the newspaper's own voice, which every key declares as a source."""


@dataclass(frozen=True)
class Disclosure:
    """Words of the article that tell of a tie between a source and others."""

    sentence: int
    span: Span
    says: str


@dataclass(frozen=True)
class Source:
    """Somebody or something that claims come from.

    `named_spans` are further words that name it, such as a name without its title.
    """

    id: str
    name: str
    kind: str
    independence: str
    independence_why: str
    disclosures: tuple[Disclosure, ...] = ()
    named_spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """A status that a careful reader may also give, with the sentences that support it."""

    status: str
    evidence: tuple[int, ...]
    why: str


@dataclass(frozen=True)
class Claim:
    """One claim: who asserts it, through whom, in which words, and how it stands.

    Spans are half-open code points.  `source_spans` and `via_spans` pair a source's id with
    its span, or with None where the words do not name it; `via_spans` run from the asserter
    towards the newspaper.  `content_also` are other words that may be tagged as the claim.
    """

    id: str
    gist: str
    sentence: int
    content_span: Span
    content_also: tuple[Span, ...]
    cue_spans: tuple[Span, ...]
    source_spans: tuple[tuple[str, Span | None], ...]
    via_spans: tuple[tuple[str, Span | None], ...]
    kind: str
    kind_also: tuple[str, ...]
    status: str
    evidence: tuple[int, ...]
    alternatives: tuple[Alternative, ...]
    contested: bool
    why: str

    @property
    def accepted(self) -> dict[str, tuple[int, ...]]:
        """Each accepted status with its evidence sentences, the preferred one first."""
        also = {alternative.status: alternative.evidence for alternative in self.alternatives}
        return {self.status: self.evidence} | also

    @property
    def content_spans(self) -> tuple[Span, ...]:
        """Each accepted span of the content, the preferred one first."""
        return (self.content_span, *self.content_also)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The accepted kinds, the preferred one first."""
        return (self.kind, *self.kind_also)


@dataclass(frozen=True)
class Key:
    """The sources and claims of one article; `extra` holds what else key.toml says."""

    article: Article
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"Key({self.article.id!r}, {len(self.sources)} sources, {len(self.claims)} claims)"

    def claim(self, id: str) -> Claim:
        """The claim with that id, such as C10."""
        return _by_id(self.claims, id, "claim")

    def source(self, id: str) -> Source:
        """The source with that id."""
        return _by_id(self.sources, id, "source")

    def claims_in(self, *sentences: int) -> tuple[Claim, ...]:
        """The claims whose content stands in one of those sentences."""
        return tuple(claim for claim in self.claims if claim.sentence in sentences)


def _by_id(entries: tuple[Any, ...], id: str, what: str) -> Any:
    for entry in entries:
        if entry.id == id:
            return entry
    raise OnTheRecordError(
        f"There is no {what} {id!r}.",
        f"The ids are {listed([entry.id for entry in entries])}.",
        "Use one of them.",
    )


class _Reader:
    """Reads the entries of one key.toml; every refusal names file, entry and reason."""

    def __init__(self, file: Any, article: Article) -> None:
        self.file, self.article = file, article

    def refuse(self, entry: str, reason: str) -> DataError:
        return DataError(self.file, entry, reason)

    def word(self, table: dict[str, Any], name: str, entry: str, known: tuple = ()) -> str:
        value = table.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(entry, f"{name!r} is missing or is not text.")
        if known and value not in known:
            raise self.refuse(entry, f"{name} {value!r} is unknown; use {listed(known)}.")
        return value

    def numbers(self, table: dict[str, Any], name: str, entry: str) -> tuple[int, ...]:
        values = table.get(name, [])
        if not isinstance(values, list) or not values:
            raise self.refuse(entry, f"{name!r} needs at least one sentence number.")
        for number in values:
            self.sentence(number, entry)
        return tuple(values)

    def sentence(self, number: Any, entry: str) -> int:
        try:
            return self.article.sentence(number).number
        except OnTheRecordError as error:
            raise self.refuse(entry, str(error)) from None

    def span(self, quote: Any, sentence: int, entry: str) -> Span:
        if isinstance(quote, dict):
            quote, sentence = quote.get("quote"), quote.get("sentence", sentence)
        if not isinstance(quote, str):
            raise self.refuse(entry, f"{quote!r} is not a quote.")
        try:
            return self.article.locate(sentence, quote)
        except OnTheRecordError as error:
            raise self.refuse(entry, str(error)) from None

    def source(self, table: dict[str, Any]) -> Source:
        entry = f"source {table.get('id', '?')}"
        disclosures = []
        for disclosed in table.get("disclosures", []):
            number = self.sentence(disclosed.get("sentence"), entry)
            span = self.span(disclosed, number, entry)
            disclosures.append(Disclosure(number, span, self.word(disclosed, "says", entry)))
        return Source(
            self.word(table, "id", entry),
            self.word(table, "name", entry),
            self.word(table, "kind", entry, SOURCE_KINDS),
            self.word(table, "independence", entry, INDEPENDENCE),
            self.word(table, "independence_why", entry),
            tuple(disclosures),
            tuple(self.span(name, 0, entry) for name in table.get("named", [])),
        )

    def named(
        self, tables: Any, sentence: int, entry: str, sources: tuple[str, ...]
    ) -> tuple[tuple[str, Span | None], ...]:
        pairs = []
        for table in tables:
            id = self.word(table, "id", entry, sources)
            quoted = "quote" in table
            pairs.append((id, self.span(table, sentence, entry) if quoted else None))
        return tuple(pairs)

    def claim(self, table: dict[str, Any], sources: tuple[str, ...]) -> Claim:
        entry = f"claim {table.get('id', '?')}"
        number = self.sentence(table.get("sentence"), entry)
        if not table.get("source"):
            raise self.refuse(entry, "it has no source; own voice is the source 'writer'.")
        kinds = table.get("kind_also", [])
        for kind in kinds:
            self.word({"kind_also": kind}, "kind_also", entry, KINDS)
        return Claim(
            id=self.word(table, "id", entry),
            gist=self.word(table, "gist", entry),
            sentence=number,
            content_span=self.span(table.get("content"), number, entry),
            content_also=tuple(self.span(q, number, entry) for q in table.get("content_also", [])),
            cue_spans=tuple(self.span(cue, number, entry) for cue in table.get("cue", [])),
            source_spans=self.named(table["source"], number, entry, sources),
            via_spans=self.named(table.get("via", []), number, entry, sources),
            kind=self.word(table, "kind", entry, KINDS),
            kind_also=tuple(kinds),
            status=self.word(table, "status", entry, STATUSES),
            evidence=self.numbers(table, "evidence", entry),
            alternatives=self.alternatives(table, entry),
            contested=bool(table.get("contested", False)),
            why=self.word(table, "why", entry),
        )

    def alternatives(self, table: dict[str, Any], entry: str) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(
                self.word(accepted, "status", f"{entry}, accept", STATUSES),
                self.numbers(accepted, "evidence", f"{entry}, accept"),
                self.word(accepted, "why", f"{entry}, accept"),
            )
            for accepted in table.get("accept", [])
        )

    def unique(self, entries: tuple[Any, ...], what: str) -> tuple[Any, ...]:
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                raise self.refuse(f"{what} {entry.id}", "the id stands twice.")
            seen.add(entry.id)
        return entries


def load_key(path: Any, article: Article) -> Key:
    """The key in the file key.toml of that article; raises DataError for what cannot be."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(path, "file", f"it cannot be read as TOML ({error}).") from None
    reader = _Reader(path, article)
    if tables.get("article") != article.id:
        raise reader.refuse("article", f"it must be {article.id!r}.")
    if tables.get("sha256") != article.sha256:
        raise DataError(
            path,
            "sha256",
            "the key was made for another version of the text.",
            "Check the spans, then run `python -m ontherecord freeze` on its folder.",
        )
    sources = reader.unique(tuple(map(reader.source, tables.get("source", []))), "source")
    ids = tuple(source.id for source in sources)
    if WRITER not in ids:
        raise reader.refuse("sources", f"the source {WRITER!r}, the newspaper itself, is missing.")
    claims = tuple(reader.claim(table, ids) for table in tables.get("claim", []))
    extra = {
        name: value
        for name, value in tables.items()
        if name not in ("article", "sha256", "source", "claim")
    }
    return Key(article, sources, reader.unique(claims, "claim"), extra)


@cache
def key(name: str = "alibaba-2022") -> Key:
    """The key of the article of that name in data/articles."""
    page, path = shipped_article(name), _path(name)
    if not path.is_file():
        raise KeptBackError(f"The map of {name}")
    return load_key(path, page)


def has_key(name: str) -> bool:
    """Whether this kit holds the key of that article; in a graded course learners' does not."""
    return _path(name).is_file()


def _path(name: str) -> Any:
    return data_folder() / "articles" / name / "key.toml"
