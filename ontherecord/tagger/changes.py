"""Changes of a list of tags: which are allowed, and the tags after one.

A change is plain data, `{"set": [tag, ...], "remove": [id, ...]}`.  It is applied whole or not at
all, and its undoing is a change too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ontherecord.article import Article, Sentence
from ontherecord.tags import Tag, TagError, checked
from ontherecord.text import Span
from ontherecord.vocabulary import STATUSES, TAG_LABELS, listed

_PARTS = ("id", "start", "end", "label", "target", "status")
_LONGEST_ID = 64
Run = tuple[Sentence, ...]


def shown_runs(article: Article, numbers: Iterable[int] | None = None) -> tuple[Run, ...]:
    """The sentences shown, as runs without a gap: each lies within one block of the page."""
    wanted = None if numbers is None else {article.sentence(n).number for n in numbers}
    runs: list[list[Sentence]] = []
    for sentence in article.sentences:
        if wanted is not None and sentence.number not in wanted:
            continue
        last = runs[-1][-1] if runs else None
        if last and (last.number + 1, last.block) == (sentence.number, sentence.block):
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return tuple(map(tuple, runs))


def in_order(tags: Iterable[Tag]) -> list[Tag]:
    """The tags in the order of the text; where two start together, the longer one first."""
    return sorted(tags, key=lambda tag: (tag["start"], -tag["end"], tag["label"], tag["id"]))


@dataclass(frozen=True)
class Rules:
    """What a lesson asks for: where tags may stand, which labels, links and statuses."""

    article: Article
    runs: tuple[Run, ...]
    labels: tuple[str, ...] = TAG_LABELS
    links: bool = True
    statuses: tuple[str, ...] = STATUSES
    single: bool = False

    def after(self, tags: Mapping[str, Tag], change: Any) -> dict[str, Tag]:
        """The tags by id after the change; raises TagError and changes nothing when refused."""
        if not isinstance(change, Mapping):
            raise _refused("A change came that is not a change.", "It must set or remove tags.")
        after = dict(tags)
        for name in _listed(change, "remove"):
            after.pop(name, None) if isinstance(name, str) else None
        new = [self._fitting(tag) for tag in _listed(change, "set")]
        after.update((tag["id"], tag) for tag in new)
        for tag in after.values():
            _check_link(tag, after)
        if self.single and len(after) > 1:
            raise _refused("Two passages are tagged.", "This question asks for one.")
        return after

    def _fitting(self, tag: Any) -> Tag:
        checked(self.article, tag)
        name = tag.get("id")
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_ID:
            raise _refused(f"A tag has the id {name!r}.", "An id is a short text.")
        if tag["label"] not in self.labels:
            raise _refused(f"{tag['label']!r} is not asked here.", f"Use {listed(self.labels)}.")
        if tag.get("status") is not None and (
            tag["label"] != "claim" or tag["status"] not in self.statuses
        ):
            raise _refused(f"The status {tag['status']!r} cannot be set here.", "Leave it out.")
        if not self._holds((tag["start"], tag["end"])):
            raise _refused(
                f"The words from {tag['start']} to {tag['end']} cross the border of a paragraph.",
                "A tag stays within one paragraph that is shown.",
            )
        return {part: tag.get(part) for part in _PARTS}

    def _holds(self, span: Span) -> bool:
        return any(run[0].start <= span[0] and span[1] <= run[-1].end for run in self.runs)

    def sorted_out(self, tags: Iterable[Any]) -> tuple[list[Tag], list[Any]]:
        """The tags that fit, in order, and those that do not; links to the latter are cleared."""
        fitting: dict[str, Tag] = {}
        refused = []
        for tag in tags:
            try:
                new = self._fitting(tag)
                if self.single and fitting:
                    raise _refused("Two passages are tagged.", "This question asks for one.")
                fitting[new["id"]] = new
            except TagError:
                refused.append(tag)
        for tag in fitting.values():
            try:
                _check_link(tag, fitting)
            except TagError:
                tag["target"] = None
        return in_order(fitting.values()), refused


def _listed(change: Mapping[str, Any], name: str) -> list[Any]:
    items = change.get(name, [])
    if not isinstance(items, list):
        raise _refused(f"{name!r} is no list.", "A change lists the tags that it touches.")
    return items


def _check_link(tag: Tag, tags: Mapping[str, Tag]) -> None:
    target = tag["target"]
    if target is None:
        return
    origin = tags.get(target) if isinstance(target, str) else None
    if origin is None or origin["label"] != "source" or tag["label"] == "cue":
        raise _refused(
            f"A {tag['label']} comes from {target!r}.",
            "A claim or a source comes from a source that is tagged.",
        )
    seen = {tag["id"]}
    while origin is not None:
        if origin["id"] in seen:
            raise _refused("A source comes from itself.", "A chain ends where it began.")
        seen.add(origin["id"])
        origin = tags.get(origin["target"]) if origin["target"] else None


def _refused(given: str, expected: str) -> TagError:
    return TagError(given, expected, "Your other tags are as they were.")
