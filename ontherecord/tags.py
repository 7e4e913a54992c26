"""Tags: stand-off marks on an article, as plain data.

A tag is `{"id", "start", "end", "label", "target", "status"}`.  `target` is the id of the tag
that it comes from: a claim comes from a source, a carrier comes from the source that it cites.
`status` is for claims.  Offsets are half-open code points into the article's text.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any

from ontherecord.article import Article
from ontherecord.article import article as shipped_article
from ontherecord.errors import OnTheRecordError
from ontherecord.text import Span
from ontherecord.vocabulary import STATUSES, TAG_LABELS, listed

Tag = dict[str, Any]
CONTEXT = 32
"""Characters kept before and after a quote, to find its place again in a changed text."""

_IGNORED = {"a", "an", "the"}


class TagError(OnTheRecordError):
    """A tag that cannot be: an unknown label or status, or offsets outside the text."""


def tag(
    label: str,
    sentence: int,
    quote: str,
    comes_from: Tag | None = None,
    status: str | None = None,
    article: Article | str = "alibaba-2022",
) -> Tag:
    """A tag made by typing: the quoted words of that sentence, snapped to whole words."""
    page = shipped_article(article) if isinstance(article, str) else article
    start, end = snap(page, *page.locate(sentence, quote))
    made = {
        "id": f"{label}-{start}-{end}",
        "start": start,
        "end": end,
        "label": label,
        "target": comes_from["id"] if comes_from else None,
        "status": status,
    }
    return checked(page, made)


def checked(article: Article, tag: Tag) -> Tag:
    """The tag itself; raises TagError when it does not fit the article or the vocabulary."""
    if not isinstance(tag, dict):
        raise TagError(f"{tag!r} is not a tag.", "A tag is a dictionary.", "Make it with tag(...).")
    start, end, label = tag.get("start"), tag.get("end"), tag.get("label")
    if label not in TAG_LABELS:
        raise TagError(
            f"{label!r} is no label.", f"The labels are {listed(TAG_LABELS)}.", "Use one of them."
        )
    whole = all(isinstance(at, int) and not isinstance(at, bool) for at in (start, end))
    if not whole or not 0 <= start < end <= len(article.text):
        raise TagError(
            f"A tag from {start!r} to {end!r} does not fit the text.",
            f"Offsets are whole numbers from 0 to {len(article.text)}, the start before the end.",
            "Select the words again.",
        )
    if tag.get("status") not in (None, *STATUSES):
        raise TagError(
            f"{tag['status']!r} is no status.",
            f"The statuses are {listed(STATUSES)}.",
            "Use one of them, or leave it out.",
        )
    return tag


def tokens_within(article: Article, start: int, end: int) -> list[Span]:
    """The tokens that share at least one character with `[start, end)`."""
    first = bisect.bisect_right([token[1] for token in article.tokens], start)
    within = []
    for token in article.tokens[first:]:
        if token[0] >= end:
            break
        within.append(token)
    return within


def snap(article: Article, start: int, end: int) -> Span:
    """The span widened to whole words, with punctuation at its edges left out.

    A span that touches no word comes back as it was.
    """
    words = [
        token
        for token in tokens_within(article, start, end)
        if any(letter.isalnum() for letter in article.text[slice(*token)])
    ]
    return (words[0][0], words[-1][1]) if words else (start, end)


def _counted_words(article: Article, span: Span) -> set[Span]:
    return {
        token
        for token in tokens_within(article, *span)
        if any(letter.isalnum() for letter in article.text[slice(*token)])
        and article.text[slice(*token)].lower() not in _IGNORED
    }


def token_f1(article: Article, span: Span, other: Span) -> float:
    """How far two spans cover the same words, from 0 to 1; a, an, the and marks do not count."""
    ours, theirs = _counted_words(article, span), _counted_words(article, other)
    if not ours or not theirs:
        return float(tuple(span) == tuple(other))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def with_quotes(article: Article, tags: Iterable[Tag]) -> list[Tag]:
    """The tags, each with its quote and the characters around it (see CONTEXT)."""
    return [
        {
            **tag,
            "quote": article.text[tag["start"] : tag["end"]],
            "prefix": article.text[max(tag["start"] - CONTEXT, 0) : tag["start"]],
            "suffix": article.text[tag["end"] : tag["end"] + CONTEXT],
        }
        for tag in tags
    ]


def anchored(article: Article, tags: Iterable[Tag]) -> tuple[list[Tag], list[Tag]]:
    """The tags at their place in this text, and those whose quote is not there any more.

    A tag that carries its quote is looked for when the text has changed under it: the place
    with the most of its surroundings wins.
    """
    kept, lost = [], []
    for tag in tags:
        place = _place(article.text, tag)
        if place is None:
            lost.append(tag)
        else:
            kept.append({**tag, "start": place[0], "end": place[1]})
    return kept, lost


def _place(text: str, tag: Tag) -> Span | None:
    start, end, quote = tag["start"], tag["end"], tag.get("quote")
    if quote is None or text[start:end] == quote:
        return (start, end) if end <= len(text) else None
    places, at = [], text.find(quote)
    while quote and at != -1:
        places.append(at)
        at = text.find(quote, at + 1)
    if not places:
        return None

    def fit(place: int) -> tuple[int, int]:
        # No more than is compared: a quote may stand in a thousand places.
        prefix, suffix, end = tag.get("prefix", ""), tag.get("suffix", ""), place + len(quote)
        before, after = text[max(place - len(prefix), 0) : place], text[end : end + len(suffix)]
        alike = _alike(before[::-1], prefix[::-1]) + _alike(after, suffix)
        return alike, -abs(place - start)

    best = max(places, key=fit)
    return best, best + len(quote)


def _alike(text: str, wanted: str) -> int:
    count = 0
    for ours, theirs in zip(text, wanted, strict=False):
        if ours != theirs:
            break
        count += 1
    return count


def to_w3c(article: Article, tags: Iterable[Tag]) -> list[dict[str, Any]]:
    """The tags as W3C Web Annotations with a position and a quote selector."""
    return [
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:ontherecord:{article.id}:{tag['id']}",
            "type": "Annotation",
            "motivation": "tagging",
            "body": [
                {"type": "TextualBody", "purpose": purpose, "value": value}
                for purpose, value in (
                    ("tagging", tag["label"]),
                    ("linking", tag.get("target")),
                    ("classifying", tag.get("status")),
                )
                if value
            ],
            "target": {
                "source": f"urn:ontherecord:{article.id}",
                "selector": [
                    {"type": "TextPositionSelector", "start": tag["start"], "end": tag["end"]},
                    {
                        "type": "TextQuoteSelector",
                        "exact": tag["quote"],
                        "prefix": tag["prefix"],
                        "suffix": tag["suffix"],
                    },
                ],
            },
        }
        for tag in with_quotes(article, tags)
    ]


def from_w3c(article: Article, annotations: Iterable[dict[str, Any]]) -> list[Tag]:
    """The tags that W3C Web Annotations (as `to_w3c` writes them) describe."""
    tags = []
    for annotation in annotations:
        try:
            bodies = {body["purpose"]: body["value"] for body in annotation["body"]}
            selectors = {s["type"]: s for s in annotation["target"]["selector"]}
            position = selectors["TextPositionSelector"]
            quote = selectors.get("TextQuoteSelector", {})
            tag = {
                "id": annotation["id"].rsplit(":", 1)[-1],
                "start": position["start"],
                "end": position["end"],
                "label": bodies["tagging"],
                "target": bodies.get("linking"),
                "status": bodies.get("classifying"),
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise TagError(
                f"An annotation cannot be read ({type(error).__name__}: {error}).",
                "It needs an id, a tagging body and a TextPositionSelector.",
                "Export it again from the tool that made it.",
            ) from None
        place = _place(article.text, {**tag, "quote": quote.get("exact"), **_around(quote)})
        if place is None:
            raise TagError(
                f"{quote.get('exact')!r} is not in {article.id}.",
                "A tag must quote words of this article.",
                "Check that the annotation belongs to this article.",
            )
        tags.append(checked(article, {**tag, "start": place[0], "end": place[1]}))
    return tags


def _around(quote: dict[str, Any]) -> dict[str, str]:
    return {"prefix": quote.get("prefix", ""), "suffix": quote.get("suffix", "")}
