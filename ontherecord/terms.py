"""The terms of the lessons, each with an example from the article and a counter-example."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from ontherecord.article import data_folder
from ontherecord.errors import UnknownNameError
from ontherecord.vocabulary import closest, listed

__all__ = ["Term", "term", "terms"]

FILE = "glossary.toml"


@dataclass(frozen=True)
class Term:
    """A term: what it means, words of a sentence that are one, and what is taken for one.

    `units` are the units whose guides use the term; the first of them introduces it.
    """

    name: str
    meaning: str
    sentence: int
    quote: str
    example: str
    non_example: str
    units: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Term({self.name!r})"


@cache
def terms() -> tuple[Term, ...]:
    """All terms, by the alphabet; source: data/glossary.toml."""
    found = tomllib.loads((data_folder() / FILE).read_text(encoding="utf-8"))["term"]
    named = [Term(name=e.pop("term"), units=tuple(e.pop("units")), **e) for e in found]
    return tuple(sorted(named, key=lambda term: term.name))


def term(name: str) -> Term:
    """The term of that name, in any case; raises UnknownNameError with terms that are close."""
    wanted = " ".join(str(name).split()).casefold()
    known = {each.name.casefold(): each for each in terms()}
    if wanted in known:
        return known[wanted]
    near = closest(wanted, known)
    raise UnknownNameError(
        f"{name!r} is not in the glossary.",
        f"Did you mean {listed(near)}?" if near else f"It has {len(known)} terms.",
        "Call glossary() to see them all.",
    )
