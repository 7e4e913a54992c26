"""The bot that goes by single words: cues, capital letters and echoes, and never by meaning.

It answers every type of question but charts and functions.  It reads the page and not the key.
"""

from __future__ import annotations

import re
from typing import Any

from ontherecord.questions.question import Question

CUE = re.compile(
    r"\b(said|says|told|reported|confirmed|denied|citing|according to|wrote|added|announced"
    r"|shows?|showed|expects?|declined|called|described|warned|argued|estimates?)\b"
)
_STATUS = (
    (r"\bconfirm", "confirmed"),
    (r"(?i)company data|results|filing|accounts|annual report", "company data"),
    (r"analyst|economist|professor|said [A-Z]|[A-Z]\w+ [A-Z]\w+, an? ", "view"),
    (r"report|citing|according to|memo|letter|told|said", "reported"),
    (r"", "own voice"),
)
_KIND = (
    (r"\b(will|could|may|expect|plan|aims?)", "forecast"),
    (r"confirm|denied|declined|no comment", "response"),
    (r"\bowns?\b|owned", "disclosure"),
    (r"\d", "figure"),
    (r"\b(best|biggest|strong|weak)", "evaluation"),
    (r"amid|because|means|suggest", "interpretation"),
    (r"", "act"),
)
_DOUBT = re.compile(r"\b(no|not|nobody|nothing|none|never|cannot|unknown|neither|without)\b")
_SOUND = 0.5
"""The share of its words in one sentence from which the bot takes a statement for sound."""


def answer(question: Question) -> Any:
    """The bot's answer to a question; None to what is answered in code."""
    by_type = {
        "matrix": _labels,
        "choice": lambda asked: _best(asked)[0],
        "two_tier": lambda asked: list(_best(asked)),
        "select": _sound_ones,
        "number": _first_number,
        "span": _words,
        "tags": _tags,
        "arrows": _in_order,
    }
    find = by_type.get(question.type)
    return find(question) if find else None


def says(statement: str) -> str:
    """ "no" to a statement with a word of doubt, "yes" to any other one."""
    return "no" if _DOUBT.search(statement) else "yes"


def _shown(question: Question) -> list[tuple[int, str]]:
    if question.page is None:
        return [(0, question.prompt)]
    numbers = question.sentences or [one.number for one in question.page.sentences]
    return [(number, question.page.sentence(number).text) for number in numbers]


def _content(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}|\d[\d.,]*", text.lower()))


def _echo(question: Question, text: str) -> tuple[float, int, str]:
    """The largest share of the words that one sentence holds, its number and the sentence."""
    wanted = _content(text)
    held = [(len(wanted & _content(s)) / max(1, len(wanted)), n, s) for n, s in _shown(question)]
    return max(held, key=lambda one: (one[0], -one[1]))


def _by_rule(rules: tuple[tuple[str, str], ...], text: str) -> str:
    return next(label for pattern, label in rules if re.search(pattern, text))


def _labels(question: Any) -> dict[str, str]:
    return {row.id: _label(question, row.text) for row in question.rows}


def _label(question: Any, text: str) -> str:
    sentence = _echo(question, text)[2]
    guesses = (_by_rule(_STATUS, sentence), _by_rule(_KIND, text))
    fitting = [label for label in guesses if label in question.columns]
    echoes = sorted(question.columns, key=lambda label: -len(_content(label) & _content(text)))
    return (*fitting, *echoes)[0]


def _best(question: Any) -> tuple[str, int]:
    """The option that the page echoes most, and the sentence that does."""
    found = [(_echo(question, option.text), option.id) for option in question.options]
    (_, line, _), id = max(found, key=lambda one: one[0][0])
    return id, line


def _sound_ones(question: Any) -> list[str]:
    ids = [o.id for o in question.options if _echo(question, o.text)[0] >= _SOUND]
    return ids or [_best(question)[0]]


def _first_number(question: Question) -> str | None:
    found = re.search(r"\d[\d,.]*", " ".join(text for _, text in _shown(question)))
    return found[0].rstrip(".,") if found else None


def _parts(text: str) -> dict[str, tuple[int, int]]:
    """Where the source, the cue and the claim of a sentence stand, by the place of the cue."""
    cue = CUE.search(text)
    if not cue:
        return {"claim": (0, len(text))}
    before, after = (0, cue.start()), (cue.end(), len(text))
    source_follows = cue[0] in ("citing", "according to") or cue.start() > len(text) / 2
    source, claim = (after, before) if source_follows else (before, after)
    return {"source": source, "cue": cue.span(), "claim": claim}


def _words(question: Any) -> dict[str, Any] | None:
    for number, text in _shown(question):
        start, end = _parts(text).get(question.label, (0, 0))
        if text[start:end].strip(" ,."):
            return {"sentence": number, "quote": text[start:end].strip(" ,.")}
    return None


def _tags(question: Any) -> list[dict[str, Any]]:
    made = []
    for number, text in _shown(question):
        first, parts = question.page.sentence(number).start, _parts(text)
        parts = {label: at for label, at in parts.items() if text[slice(*at)].strip(" ,.")}
        for label, (start, end) in parts.items():
            is_claim = label == "claim"
            tag = {"id": f"{label}-{number}", "start": first + start, "end": first + end}
            target = f"source-{number}" if is_claim and "source" in parts else None
            status = _by_rule(_STATUS, text) if is_claim else None
            made.append({**tag, "label": label, "target": target, "status": status})
    return made


def _in_order(question: Any) -> list[list[str]]:
    """An arrow from each name to the one that the page gives before it."""
    text = " ".join(text for _, text in _shown(question)).lower()
    places = {}
    for id, also in question.nodes.spellings.items():
        found = [text.find(word.lower()) for word in (id, *also) if word.lower() in text]
        places[id] = min(found, default=len(text))
    order = sorted(places, key=places.get)
    return [[later, earlier] for earlier, later in zip(order, order[1:], strict=False)]
