"""Some words of the story: judged by the words that two spans share, never by exact edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ontherecord.article import Article
from ontherecord.errors import OnTheRecordError
from ontherecord.questions.entry import Entry
from ontherecord.questions.feedback import Note
from ontherecord.questions.matrix import sentence_number
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.tags import snap, token_f1
from ontherecord.text import Span, plain
from ontherecord.values import Names, Refusal, described, plain_data
from ontherecord.vocabulary import TAG_LABELS

FULL, NONE = 0.8, 0.3
"""Overlaps (token F1) from which a span earns all, and up to which it earns nothing."""


def span_credit(f1: float) -> float:
    """The credit for an overlap: 0 up to NONE, 1 from FULL, a straight line in between."""
    # The rounding keeps 0.8, made of sums, on the right side of FULL.
    return min(max(round((f1 - NONE) / (FULL - NONE), 9), 0.0), 1.0)


@dataclass(frozen=True, kw_only=True, repr=False)
class SpanQuestion(Question):
    """A question with words to point at."""

    label: str
    accepted: tuple[Span, ...] = field(repr=False)
    wrong: tuple[tuple[Span, Note], ...] = field(repr=False)
    otherwise: Note = field(repr=False)

    widget = False

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> SpanQuestion:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        page = shared["page"]
        if page is None or not shared["sentences"]:
            raise entry.refuse("a span question needs an 'article' and 'sentences'.")
        label = entry.text("label", known=TAG_LABELS)
        otherwise = entry.inner("otherwise")
        if otherwise is None:
            raise entry.refuse("'otherwise' is missing.")
        accepted, wrong = [], []
        for table in entry.entries("span", least=1):
            accepted.append(table.span(page))
            table.finish()
        for table in entry.entries("wrong"):
            wrong.append((table.span(page), table.note()))
            table.finish()
        note = otherwise.note()
        otherwise.finish()
        return cls(
            **shared, label=label, accepted=tuple(accepted), wrong=tuple(wrong), otherwise=note
        )

    @property
    def expected(self) -> str:
        pattern = self.sample('{"sentence": ..., "quote": "..."}')
        return f"Give the number of the sentence, then the words as they stand there: {pattern}."

    def read(self, value: Any) -> Reading:
        given = plain_data(value)
        if type(given) is list:
            if len(given) > 1:
                raise Refusal(f"You marked {len(given)} passages, and one is asked.")
            given = given[0] if given else None
        if given is None or given == "":
            return Reading(None)
        start, end = snap(self.page, *self._place(given, value))
        data = {
            "sentence": self.page.sentence_at(start).number,
            "quote": self.page.text[start:end],
            "start": start,
            "end": end,
        }
        return Reading(data, self._label_remark(given))

    def _place(self, given: Any, value: Any) -> Span:
        if type(given) is str:
            return self._only_place(given)
        if type(given) is not dict:
            raise Refusal(f"{described(value)} is no quote from the story.")
        if "start" in given or "end" in given:
            return offsets(self.page, given)
        if given.get("quote") is None:
            raise Refusal("The quote is missing.")
        number = sentence_number(given.get("sentence"))
        if number is None:
            return self._only_place(given["quote"])
        return located(self.page, number, given["quote"])

    def _only_place(self, quote: Any) -> Span:
        """The place of words given without a number: they may stand in one sentence only."""
        if type(quote) is not str or not quote.strip():
            raise Refusal(f"{described(quote)} is no quote from the story.")
        wanted = plain(quote).strip()
        holding = [n for n in self.sentences if wanted in plain(self.page.sentence(n).text)]
        if len(holding) > 1:
            raise Refusal(f"Sentences {holding[0]} and {holding[1]} hold {quote[:60]!r}.")
        return located(self.page, holding[0] if holding else self.sentences[0], quote)

    def _label_remark(self, given: Any) -> tuple[Note, ...]:
        label = given.get("label") if type(given) is dict else None
        if type(label) is not str or label.strip().lower() == self.label:
            return ()
        return (Note(f"You marked a {label[:20]}; the question asks for a {self.label}."),)

    def mark(self, data: dict[str, Any]) -> Mark:
        span = (data["start"], data["end"])
        best = max(token_f1(self.page, span, other) for other in self.accepted)
        score = span_credit(best)
        if score == 1:
            return Mark(1.0, (Note(f"{data['quote']!r} are the words.", None, None),))
        return Mark(score, (self._explanation(span, best), *self._edges(span, score)))

    def _explanation(self, span: Span, best: float) -> Note:
        overlaps = [(token_f1(self.page, span, other), note) for other, note in self.wrong]
        f1, note = max(overlaps, key=lambda pair: pair[0], default=(0.0, self.otherwise))
        return note if f1 > best or f1 >= FULL else self.otherwise

    def _edges(self, span: Span, score: float) -> tuple[Note, ...]:
        if not score:
            return ()
        nearest = max(self.accepted, key=lambda other: token_f1(self.page, span, other))
        longer = span[1] - span[0] > nearest[1] - nearest[0]
        advice = "Leave out words that do not belong." if longer else "Some words are missing."
        return (Note(f"You are close: your words and the key's overlap in part. {advice}"),)

    def gold(self) -> dict[str, Any]:
        return self._saved(self.accepted[0])

    def _saved(self, span: Span) -> dict[str, Any]:
        quote = self.page.text[slice(*span)]
        return {"sentence": self.page.sentence_at(span[0]).number, "quote": quote}

    def planted(self) -> tuple[tuple[Any, str], ...]:
        return tuple((self._saved(span), note.misconception) for span, note in self.wrong)


def located(page: Article, number: int, quote: Any) -> Span:
    """The place of the quote in that sentence; raises Refusal with the reason."""
    if type(quote) is not str or not quote.strip():
        raise Refusal(f"{described(quote)} is no quote from the story.")
    try:
        return page.locate(number, quote[:2000])
    except OnTheRecordError as error:
        raise Refusal(f"{error.given[:300]} {error.next_step}") from None


def offsets(page: Article, given: dict[str, Any]) -> Span:
    """The offsets of a tag, checked against the text; raises Refusal."""
    start, end = given.get("start"), given.get("end")
    whole = type(start) is int and type(end) is int
    if not whole or not 0 <= start < end <= len(page.text):
        raise Refusal("A passage lies outside the story. Mark the words again.")
    return start, end


def tag_label(given: Any) -> str:
    """The label of a tag; raises Refusal for an unknown one."""
    return Names.of("label of a tag", TAG_LABELS).find(given)
