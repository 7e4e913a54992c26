"""What an answer file holds, as values: its entries, the changes to them, its text.

    {"format": "ontherecord-answers/1", "unit": "04", "answers": {
     "04.scope": {"value": "B", "complete": true, "score": 1.0, "tries": 2,
                  "first": {"value": "A", "score": 0.0}, "hints": 1, "revision": 3}}}

`revision` counts the changes of the value, so that two windows notice each other; the answer
that had to give way is kept under "conflicts".  `first` is the first answer that was checked,
`checked` is when the last try was made, and `helped` that the worked answer was open by then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ontherecord.plain import NotPlainError, plain
from ontherecord.vocabulary import listed

FORMAT = "ontherecord-answers/1"
HINTS = 4

Entry = dict[str, Any]
Entries = dict[str, Entry]

NEW: Entry = {
    "value": None,
    "complete": False,
    "score": None,
    "tries": 0,
    "first": None,
    "hints": 0,
    "revision": 0,
}
"""The entry of a question that nobody has touched."""


class UnreadableFile(Exception):
    """An answer file that cannot be used; `entries` is what can be saved from it."""

    def __init__(self, reason: str, entries: Entries | None = None) -> None:
        super().__init__(reason)
        self.reason, self.entries = reason, entries or {}


class NewerFile(Exception):
    """An answer file of a later format, which must stay as it is."""


@dataclass(frozen=True)
class Answer:
    """A change: an answer.  A `score` makes it a try, made `at` that time; `seen` is the revision
    last seen."""

    name: str
    value: Any
    score: float | None = None
    complete: bool = True
    seen: int | None = None
    at: str | None = None


@dataclass(frozen=True)
class HintShown:
    """A change: one more hint was shown."""

    name: str


def changed(entries: Entries, changes: Iterable[Answer | HintShown]) -> tuple[Entries, list[str]]:
    """The entries after the changes, and the names where another window had to give way."""
    after, clashes = dict(entries), []
    for change in changes:
        entry = {**NEW, **after.get(change.name, {})}
        if isinstance(change, HintShown):
            after[change.name] = {**entry, "hints": min(entry["hints"] + 1, HINTS)}
            continue
        after[change.name] = new = _answered(entry, change)
        if new.get("conflicts") != entry.get("conflicts"):
            clashes.append(change.name)
    return after, clashes


def _answered(entry: Entry, change: Answer) -> Entry:
    same = entry["revision"] > 0 and entry["value"] == change.value
    if same and change.score is None:
        return {**entry, "complete": change.complete}
    new = {
        **entry,
        "value": change.value,
        "complete": change.complete,
        "score": change.score,
        "revision": entry["revision"] + (not same),
    }
    if change.score is not None:
        new["first"] = entry["first"] or {"value": change.value, "score": change.score}
        # The same answer checked again, by Run All for example, is not another try.
        new["tries"] = entry["tries"] + (not same or entry["score"] is None)
        if new["tries"] > entry["tries"]:
            new |= {"checked": change.at} if change.at else {}
            new |= {"helped": True} if entry["hints"] >= HINTS else {}
    return _with_conflict(entry, new, change.seen)


def _with_conflict(old: Entry, new: Entry, seen: int | None) -> Entry:
    if seen is None or seen == old["revision"] or old["value"] in (None, new["value"]):
        return new
    lost = {name: old[name] for name in ("value", "complete", "score")}
    kept = [other for other in old.get("conflicts", []) if other != lost]
    return {**new, "conflicts": [*kept, lost]}


def written(unit: str, entries: Entries) -> bytes:
    """The bytes of an answer file: readable JSON, the names in order."""
    lines = [f"{_text(name)}: {_block(entries[name])}" for name in sorted(entries)]
    head = f'{{"format": {_text(FORMAT)}, "unit": {_text(unit)}, "answers": {{'
    return "\n".join([head, ",\n".join(lines), "}}", ""]).encode()


def _block(entry: Entry) -> str:
    parts = [f"  {_text(name)}: {_item_per_line(part)}" for name, part in entry.items()]
    return "{\n" + ",\n".join(parts) + "}"


def _item_per_line(value: Any) -> str:
    # A hundred tags are read best a line each.  `json.dumps(indent=...)` would give each of
    # them eight lines, and takes ten times as long.
    if isinstance(value, list) and any(isinstance(part, (list, dict)) for part in value):
        return "[\n" + ",\n".join(f"    {_text(part)}" for part in value) + "]"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_entries(path: Path) -> Entries:
    """What an answer file holds; empty when there is none.

    Raises UnreadableFile for a damaged file and NewerFile for one of a later format.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    if not content.strip():
        raise UnreadableFile("it is empty")
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableFile("it is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise UnreadableFile("it is cut off or is not JSON") from None
    return _checked(whole)


def _checked(whole: Any) -> Entries:
    name = whole.get("format") if isinstance(whole, dict) else None
    if name != FORMAT and re.fullmatch(r"ontherecord-answers/\d+", str(name)):
        raise NewerFile(name)
    if name != FORMAT or not isinstance(whole.get("answers"), dict):
        raise UnreadableFile("it is not an answer file of this kit")
    good = {name: entry for name, entry in whole["answers"].items() if _is_entry(entry)}
    bad = [name for name in whole["answers"] if name not in good]
    if bad:
        raise UnreadableFile(f"the entry of {listed(bad, last='and')} is damaged", good)
    return {name: {**NEW, **entry} for name, entry in good.items()}


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or "value" not in entry or not _is_plain(entry):
        return False
    counts = [entry.get(name, 0) for name in ("tries", "hints", "revision")]
    score, first = entry.get("score"), entry.get("first")
    return (
        all(type(count) is int and count >= 0 for count in counts)
        and (score is None or type(score) in (int, float))
        and (first is None or isinstance(first, dict))
        and isinstance(entry.get("conflicts", []), list)
    )


def sound_entry(entry: Any) -> Entry | None:
    """The entry as it may be kept when another hand wrote it; None when it is damaged.

    What nobody knows is left out, and a number that no lesson can give is refused.
    """
    if not _is_entry(entry):
        return None
    known = {
        name: entry[name] for name in (*NEW, "checked", "helped", "conflicts") if name in entry
    }
    made = {**NEW, **known, "hints": min(known.get("hints", 0), HINTS)}
    first = made["first"]
    scores = [made["score"], *([first.get("score")] if first else [])]
    fits = (
        all(one is None or (type(one) in (int, float) and 0 <= one <= 1) for one in scores)
        and (first is None or "value" in first)
        and type(made["complete"]) is bool
        and type(made.get("checked", "")) is str
        and type(made.get("helped", False)) is bool
        and max(made["tries"], made["revision"]) < 10**6
        and all(isinstance(lost, dict) for lost in made.get("conflicts", []))
    )
    return made if fits else None


def _is_plain(entry: Entry) -> bool:
    try:
        return plain(entry) == entry
    except NotPlainError:
        return False
