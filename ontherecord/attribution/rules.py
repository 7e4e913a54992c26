"""The rules of the machine reader as they stand in data/, and as a learner may change them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ontherecord.article import data_folder
from ontherecord.errors import DataError, OnTheRecordError, UnknownNameError
from ontherecord.vocabulary import closest, listed


class RuleError(OnTheRecordError):
    """A cue or a grammar that the machine cannot use."""


@dataclass(frozen=True)
class Rules:
    """What the machine goes by: the cues in their groups, the grammar, and one old reading."""

    cues: tuple[tuple[str, str], ...]
    """Each cue verb in its plain form and its group; of two entries the first one counts."""
    grammar: str
    """Which kinds of words make a noun group (NP) and a verb group (VG)."""
    nearest_name: bool = False
    """The old reading: after an aside, the name nearest to the verb is the source."""


@cache
def tables(name: str) -> dict[str, Any]:
    """A file of rules in data/: `cues` or `grammar`."""
    path = data_folder() / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(path, "file", f"it cannot be read ({error}).") from None


@cache
def shipped() -> Rules:
    """The rules as the project ships them."""
    groups = tables("cues")
    cues = ((verb, group) for group, row in groups.items() for verb in row["verbs"].split())
    return Rules(tuple(cues), tables("grammar")["phrases"]["grammar"].strip())


def changed(
    add: Mapping[str, str | Iterable[str]] | None = None,
    drop: str | Iterable[str] = (),
    grammar: str | None = None,
    nearest_name: bool = False,
) -> Rules:
    """The shipped rules with cues added to their groups and dropped, or with another grammar."""
    rules, added = shipped(), []
    groups = list(tables("cues"))
    for group, verbs in (add or {}).items():
        if group not in groups:
            raise _unknown("group of cues", group, groups)
        added += [(verb, group) for verb in _words(verbs)]
    known = {verb for verb, _ in rules.cues}
    for verb in _words(drop):
        if verb not in known:
            raise _unknown("cue", verb, known)
    kept = [cue for cue in rules.cues if cue[0] not in _words(drop)]
    text = rules.grammar if grammar is None else str(grammar)
    return replace(rules, cues=(*added, *kept), grammar=text, nearest_name=bool(nearest_name))


def _words(given: str | Iterable[str]) -> list[str]:
    words = given.split() if isinstance(given, str) else list(given)
    for word in words:
        if not isinstance(word, str) or not word.replace("_", "").isalpha():
            raise RuleError(
                f"{word!r} is no cue.",
                "A cue is a verb in its plain form, such as confirm, or point_out for two words.",
                "Write it with small letters.",
            )
    return [word.lower() for word in words]


def _unknown(what: str, given: object, known: Iterable[str]) -> UnknownNameError:
    names = sorted(known)
    return UnknownNameError(
        f"There is no {what} {given!r}.",
        f"Did you mean {listed(closest(str(given), names) or names[:8])}?",
        "Use a name of data/cues.toml.",
    )


@cache
def parser(grammar: str):
    """NLTK's chunk parser for a grammar; a grammar that NLTK cannot read is told in words."""
    import re

    from nltk.chunk import RegexpParser

    try:
        made = RegexpParser(grammar)
        made.parse([("Ann", "NNP"), ("said", "VD"), (".", ".")])
        if not grammar.strip():
            raise ValueError("it is empty")
    except (ValueError, re.error, IndexError) as error:
        raise RuleError(
            f"This grammar cannot be read ({error}).",
            "A line reads NP: {<DT>?<NN.*>+}: a name, and kinds of words between < and >.",
            "Start again from the grammar of data/grammar.toml.",
        ) from None
    return made
