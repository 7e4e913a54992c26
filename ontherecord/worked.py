"""What else is accepted beside the preferred answer of a question, in sentences."""

from __future__ import annotations

from typing import Any

from ontherecord.questions.question import at_sentence
from ontherecord.vocabulary import listed


def alternatives(question: Any) -> tuple[str, ...]:
    """A sentence for each answer that earns points beside the preferred one; empty for none."""
    return tuple(dict.fromkeys(_BY_TYPE.get(question.type, _none)(question)))


def _none(question: Any) -> list[str]:
    return []


def _of_choice(question: Any) -> list[str]:
    best = question.gold() if question.type == "choice" else question.gold()[0]
    told = []
    for option in question.options:
        if option.credit and option.id != best:
            earns = "is accepted too" if option.credit == 1 else "earns half"
            told.append(f"{option.id} {earns}. {option.note.text}")
    return told


def _of_two_tier(question: Any) -> list[str]:
    best, line = question.gold()
    right = next(option for option in question.options if option.id == best)
    others = tuple(number for number in right.evidence if number != line)
    more = [f"{best} may rest on {at_sentence(others)} as well."] if others else []
    return [*more, *_of_choice(question)]


def _of_matrix(question: Any) -> list[str]:
    told = []
    for row in question.rows:
        for label, support in row.labels.items():
            if label != row.preferred:
                accepted = f"{row.id}: “{label}” is accepted{_with(support)}"
                told.append(f"{accepted}. The key prefers “{row.preferred}”: {row.why}")
    return told


def _with(support: tuple[int, ...]) -> str:
    return f", with {at_sentence(support)}" if support else " too"


def _of_span(question: Any) -> list[str]:
    page, others = question.page, question.accepted[1:]
    return [
        f"“{page.text[start:end]}” in sentence {page.sentence_at(start).number} is accepted too."
        for start, end in others
    ]


def _of_tags(question: Any) -> list[str]:
    claims = [one.claim for one in question.area.wanted]
    told = []
    for claim in claims:
        if "status" in question.parts:
            told += [
                f"“{other.status}” is accepted for “{claim.gist}”. {other.why}"
                for other in claim.alternatives
            ]
        if "claim" in question.parts:
            words = [question.page.text[slice(*span)] for span in claim.content_also]
            told += [f"“{word}” is accepted as the claim in {_at(claim)}." for word in words]
    return told


def _at(claim: Any) -> str:
    return f"sentence {claim.sentence}"


def _of_number(question: Any) -> list[str]:
    low, high = f"{question.right.low:.4g}", f"{question.right.high:.4g}"
    if low == high:
        return []
    unit = f" {question.unit}" if question.unit else ""
    return [f"Every number from {low} to {high}{unit} is accepted: the inputs are rounded."]


def _of_arrows(question: Any) -> list[str]:
    return [
        f"Accepted too: {listed([f'{start} → {end}' for start, end in answer], 'and')}."
        for answer in question.answers[1:]
    ]


def _of_chart(question: Any) -> list[str]:
    return ["Every chart that passes the checks is accepted: colours, kind and size are yours."]


def _of_function(question: Any) -> list[str]:
    return ["Every function that gives the right values is accepted, however it is written."]


_BY_TYPE = {
    "choice": _of_choice,
    "two_tier": _of_two_tier,
    "matrix": _of_matrix,
    "span": _of_span,
    "tags": _of_tags,
    "number": _of_number,
    "arrows": _of_arrows,
    "chart": _of_chart,
    "function": _of_function,
}
