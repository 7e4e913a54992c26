"""A list of tags as a learner gives it, typed or from the tagger, made into canonical data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ontherecord.article import Article
from ontherecord.questions.feedback import Note
from ontherecord.questions.span import located, offsets
from ontherecord.tags import Tag, anchored, snap, with_quotes
from ontherecord.values import Names, Refusal, described
from ontherecord.vocabulary import STATUSES, TAG_LABELS

MOST_TAGS = 1000

_LABELS = Names.of("label of a tag", TAG_LABELS)
_STATUSES = Names.of("status", STATUSES)


def read_tags(page: Article, given: Any) -> tuple[list[Tag], tuple[Note, ...]]:
    """The tags, snapped to words and with the ids that were given, and what must be told."""
    if type(given) is dict:
        given = [given]
    if type(given) is not list:
        raise Refusal(f"{described(given)} is no list of tags.")
    # Learners keep some tags in lists of their own, such as all cues: those are opened.
    given = [tag for one in given for tag in (one if type(one) is list else [one])]
    if len(given) > MOST_TAGS:
        raise Refusal(f"You gave {len(given)} tags; {MOST_TAGS} are the most that can be read.")
    tags, lost = anchored(page, [_tag(page, one) for one in given if one is not None])
    for tag in tags:
        tag["start"], tag["end"] = snap(page, tag["start"], tag["end"])
    tags = _each_once(tags)
    return tags, (*_lost_words(lost), *_lost_targets(tags))


def _tag(page: Article, given: Any) -> Tag:
    if type(given) is not dict:
        raise Refusal(f"{described(given)} is no tag. Make it with tag(...).")
    label = _LABELS.find(given.get("label"))
    quote = given.get("quote")
    if "start" in given or "end" in given:
        start, end = _saved_place(page, given, quote)
    else:
        if type(given.get("sentence")) is not int:
            raise Refusal("A tag has no place: it needs its sentence and a quote.")
        start, end = located(page, given["sentence"], quote)
        quote = None
    status = given.get("status")
    tag = {
        "id": str(given.get("id") or f"{label}-{start}-{end}"),
        "start": start,
        "end": end,
        "label": label,
        "target": None if given.get("target") is None else str(given["target"]),
        "status": None if status in (None, "") else _STATUSES.find(status),
    }
    around = {name: given[name] for name in ("prefix", "suffix") if type(given.get(name)) is str}
    return {**tag, "quote": quote, **around} if type(quote) is str and quote else tag


def _saved_place(page: Article, given: dict[str, Any], quote: Any) -> tuple[int, int]:
    # A tag that carries its quote is found again in a text that has changed and is shorter now.
    if type(quote) is str and quote and type(given.get("start")) is int and given["start"] >= 0:
        return given["start"], given["start"] + len(quote)
    return offsets(page, given)


def _each_once(tags: list[Tag]) -> list[Tag]:
    """The tags without repetitions; raises Refusal where one id stands for two tags."""
    kept: dict[str, Tag] = {}
    for tag in tags:
        bare = {name: tag[name] for name in ("id", "start", "end", "label", "target", "status")}
        if kept.setdefault(bare["id"], bare) != bare:
            raise Refusal(
                f"Two tags have the id {bare['id'][:60]!r}, with different links or statuses. "
                "Keep one of them."
            )
    return list(kept.values())


def _lost_words(lost: list[Tag]) -> tuple[Note, ...]:
    quotes = (tag.get("quote", "")[:60] for tag in lost)
    return tuple(
        Note(f"The words {quote!r} are not in this story, so that tag does not count.")
        for quote in dict.fromkeys(quotes)
    )


def _lost_targets(tags: list[Tag]) -> tuple[Note, ...]:
    ids = {tag["id"] for tag in tags}
    if all(tag["target"] is None or tag["target"] in ids for tag in tags):
        return ()
    return (Note("A tag comes from a tag that is not in your list. Add that tag to the list."),)


def canonical(page: Article, tags: list[Tag]) -> tuple[list[Tag], dict[str, str]]:
    """The tags in the order of the text, with quotes and with ids made from label and place.

    Typing and the tagger so give the same saved answer.  Beside the tags stand the ids that
    were given, by the new ones.
    """
    ordered = sorted(tags, key=lambda tag: (tag["start"], tag["end"], tag["label"], tag["id"]))
    names: dict[str, str] = {}
    used: Counter[str] = Counter()
    for tag in ordered:
        name = f"{tag['label']}-{tag['start']}-{tag['end']}"
        names[tag["id"]] = f"{name}+{used[name]}" if used[name] else name
        used[name] += 1
    renamed = (
        {**tag, "id": names[tag["id"]], "target": names.get(tag["target"])} for tag in ordered
    )
    return with_quotes(page, renamed), {new: old for old, new in names.items()}
