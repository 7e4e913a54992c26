"""`chain` draws who told whom from somebody's own arrows; `origins` counts where they begin.

Both take the name of a question, whose saved answer is drawn, or a list of arrows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from ontherecord import answers, questions
from ontherecord.chains.drawing import Tie, drawn
from ontherecord.chains.graph import Graph, Origins
from ontherecord.errors import OnTheRecordError, in_plain_words
from ontherecord.pictures import ChartPicture
from ontherecord.views import Picture

__all__ = ["Chain", "ChainError", "chain", "origins"]

MOST_ARROWS = 30
_BETWEEN = re.compile(r"\s*(?:-+>|=+>|\u2192)\s*")
_EXAMPLE = '["letter -> newspaper", "newspaper -> you"]'


class ChainError(OnTheRecordError):
    """Arrows that cannot be drawn."""


@dataclass(frozen=True, repr=False)
class Chain:
    """The drawing of some arrows; `with_ties` is the same drawing with who owns or runs whom."""

    plain: ChartPicture
    with_ties: ChartPicture | None

    def __repr__(self) -> str:
        return repr(self.plain)

    def _repr_html_(self) -> str:
        if self.with_ties is None:
            return self.plain._repr_html_()
        return (
            f"{self.plain._repr_html_()}<details><summary>The same with who owns or runs whom"
            f"</summary>{self.with_ties._repr_html_()}</details>"
        )


@in_plain_words
def chain(arrows: Any, ties: Any = None) -> Chain | Picture:
    """A drawing of the arrows: your saved answer to a question, or a list of your own.

    `ties=True` draws who owns or runs whom as well, `ties=False` leaves it out; otherwise it can
    be opened below.  With a list of arrows, `ties` is a list such as ["Corvane owns Ledger"].
    """
    graph, known = _given(arrows)
    if not graph.arrows:
        return _nothing(arrows)
    if ties is not None and not isinstance(ties, bool):
        known, ties = _ties(ties), True
    if ties:
        return Chain(drawn(graph, known), None)
    return Chain(drawn(graph), drawn(graph, known) if known and ties is None else None)


@in_plain_words
def origins(arrows: Any) -> Origins:
    """The names at which the arrows begin; nothing leads to them."""
    return Origins(_given(arrows)[0])


def _given(arrows: Any) -> tuple[Graph, tuple[Tie, ...]]:
    if isinstance(arrows, str) and not _BETWEEN.search(arrows):
        return _answered(arrows)
    return Graph(_read(arrows)), ()


def _answered(name: str) -> tuple[Graph, tuple[Tie, ...]]:
    question = questions.load(name)
    if question.type != "arrows":
        raise ChainError(
            f"The question {name!r} does not ask for arrows.",
            "A chain is drawn from the answer to a question with arrows.",
            f"Name such a question, or give a list such as {_EXAMPLE}.",
        )
    saved = question.plain(answers.store(name).value(name)) or []
    ties = tuple(Tie(*tie) for tie in question.ties)
    return Graph(tuple((start, end) for start, end in saved)), ties


def _read(arrows: Any) -> tuple[tuple[str, str], ...]:
    """The arrows of a list, each as a pair of names."""
    if arrows is None or arrows is ...:
        return ()
    if isinstance(arrows, str):
        arrows = [line for line in re.split(r"[\n;]", arrows) if line.strip()]
    if not isinstance(arrows, Iterable):
        raise _refused(arrows)
    found = dict.fromkeys(_pair(arrow) for arrow in arrows if arrow is not ...)
    if len(found) > MOST_ARROWS:
        raise ChainError(
            f"{len(found)} arrows are too many for one drawing.",
            f"At most {MOST_ARROWS} can be drawn.",
            "Draw a part of them.",
        )
    return tuple(found)


def _pair(arrow: Any) -> tuple[str, str]:
    parts = _BETWEEN.split(arrow) if isinstance(arrow, str) else arrow
    if not isinstance(parts, list | tuple) or len(parts) != 2:
        raise _refused(arrow)
    if not all(isinstance(part, str) and part.strip() for part in parts):
        raise _refused(arrow)
    start, end = (" ".join(part.split()) for part in parts)
    return start, end


def _refused(given: Any) -> ChainError:
    return ChainError(
        f"{_short(given)} is no arrow.",
        "An arrow has two names, from who says it to who passes it on.",
        f"Write a list such as {_EXAMPLE}.",
    )


def _short(given: Any) -> str:
    return repr(given) if len(repr(given)) < 60 else f"A {type(given).__name__}"


def _ties(given: Any) -> tuple[Tie, ...]:
    """Ties such as "Alibaba owns the newspaper", or as (owner, owned) or (owner, owned, verb)."""
    return tuple(map(_tie, given if isinstance(given, list | tuple) else [given]))


def _tie(given: Any) -> Tie:
    words = re.split(r"\s+(owns|runs|pays)\s+", given) if isinstance(given, str) else ()
    parts = (words[0], words[2], words[1]) if len(words) == 3 else given
    if isinstance(parts, list | tuple) and 2 <= len(parts) <= 3:
        if all(isinstance(part, str) and part.strip() for part in parts):
            return Tie(*parts)
    raise ChainError(
        f"{_short(given)} is no tie.",
        "A tie says who owns, runs or pays whom.",
        'Write ties=["Alibaba owns South China Morning Post"].',
    )


def _nothing(arrows: Any) -> Picture:
    where = f" Draw some in {arrows} first, then run this cell again." if arrows else ""
    if not isinstance(arrows, str):
        where = f" Give a list such as {_EXAMPLE}."
    told = f"No arrow to draw yet.{where}"
    return Picture(f"<p>{escape(told)}</p>", told)
