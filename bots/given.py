"""The answers that bots give, frozen in a file: a key that is edited does not take them along.

`python -m bots freeze` writes the file anew.  Do so after a change that is meant, and read the
difference before you commit it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ontherecord import questions
from ontherecord.questions.question import Question
from ontherecord.vocabulary import STATUSES

FILE = Path(__file__).with_name("answers.json")
MOST_SLIPS = 3
"""Of the answers to one question that show one misreading, so many are kept."""


@cache
def answers() -> dict[str, dict[str, Any]]:
    """By question: `gold`, `alternatives` as pairs with and without evidence, and `slips`."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def freeze() -> None:
    """Writes the file from the keys as they stand."""
    lines = [
        f"{json.dumps(q.name)}: {json.dumps(_given(q), ensure_ascii=False, sort_keys=True)}"
        for q in questions.all_questions()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def changed() -> list[str]:
    """The names of the questions whose accepted answers or misreadings are no longer the frozen."""
    frozen = answers()
    now = {q.name: json.loads(json.dumps(_given(q))) for q in questions.all_questions()}
    return sorted(name for name in {*frozen, *now} if frozen.get(name) != now.get(name))


def _given(question: Question) -> dict[str, Any]:
    return {
        "gold": question.plain(question.gold()),
        "alternatives": [list(pair) for pair in alternatives(question)],
        "slips": slips(question),
    }


def slips(question: Question) -> dict[str, list[Any]]:
    """For each misreading that the question can tell, answers that show it, plain or not."""
    found: dict[str, list[Any]] = {}
    for value, misconception in question.planted():
        found.setdefault(misconception, []).append(question.plain(value))
    return {misconception: _some(found[misconception]) for misconception in sorted(found)}


def _some(values: list[Any]) -> list[Any]:
    """At most MOST_SLIPS of them: the first, the last and what stands between."""
    last = len(values) - 1
    kept = {round(last * step / (MOST_SLIPS - 1)) for step in range(MOST_SLIPS)}
    return [values[place] for place in sorted(kept)]


def alternatives(question: Question) -> list[tuple[Any, Any]]:
    """Each other accepted answer, and the same without its evidence; None where none is asked."""
    make = {
        "choice": _options,
        "two_tier": _lines,
        "matrix": _labels,
        "span": _spans,
        "tags": _statuses,
    }.get(question.type)
    return make(question) if make else []


def _options(question: Any) -> list[tuple[Any, Any]]:
    gold = question.gold()
    return [(o.id, None) for o in question.options if o.credit == 1 and o.id != gold]


def _lines(question: Any) -> list[tuple[Any, Any]]:
    pairs = [(o.id, line) for o in question.options if o.credit == 1 for line in o.evidence]
    return [([id, line], [id, None]) for id, line in pairs if [id, line] != question.gold()]


def _labels(question: Any) -> list[tuple[Any, Any]]:
    gold, made = question.plain(question.gold()), []
    for row in question.rows:
        for label, lines in row.labels.items():
            if label == row.preferred:
                continue
            bare = {**gold, row.id: label}
            made += [({**gold, row.id: [label, line]}, bare) for line in lines]
            made += [(bare, None)] if not lines else []
    return made


def _spans(question: Any) -> list[tuple[Any, Any]]:
    text = question.page.text
    return [
        ({"sentence": question.page.sentence_at(a).number, "quote": text[a:b]}, None)
        for a, b in question.accepted[1:]
    ]


def _statuses(question: Any) -> list[tuple[Any, Any]]:
    if "status" not in question.parts:
        return []
    gold, made = question.gold(), []
    for wanted in question.area.wanted:
        claim = wanted.claim
        for status in STATUSES:
            if status in claim.accepted and status != claim.status:
                changed = [
                    {**tag, "status": status}
                    if tag["label"] == "claim" and (tag["start"], tag["end"]) == claim.content_span
                    else tag
                    for tag in gold
                ]
                made.append((question.plain(changed), None))
    return made
