"""The fixed words of the kit: one word for one idea, in code, data and prose."""

from __future__ import annotations

from collections.abc import Iterable

ROLES = ("furniture", "headline", "summary", "caption", "paragraph")
"""What a block of the page is; furniture is everything that is not part of the story."""

TAG_LABELS = ("source", "cue", "claim")
"""What a tag can mark: who says it, the words that say so, and what is said."""

STATUSES = ("reported", "confirmed", "company data", "view", "own voice")
"""How a claim stands on the page, by who stands behind it."""

STATUS_MEANINGS = {
    "reported": "a third party says so, and the company has not",
    "confirmed": "the company itself says that it is so",
    "company data": "a figure that the company published",
    "view": "a named person's reading or opinion",
    "own voice": "the newspaper says it itself and names no source",
}

KINDS = (
    "act",
    "forecast",
    "interpretation",
    "evaluation",
    "background",
    "figure",
    "disclosure",
    "response",
)
"""What sort of statement a claim is."""

SOURCE_KINDS = ("company", "newspaper", "document", "analyst", "person", "official", "unnamed")
INDEPENDENCE = ("independent", "party", "carrier", "unknown")
"""A party has a stake in the story; a carrier passes on what another says."""


def closest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words most like `word`, best first; empty when none is near."""
    # Only here: a lesson or a class without a misspelt name does without it.
    import difflib

    return difflib.get_close_matches(word, list(known), n=most, cutoff=0.5)


def few(words: Iterable[str], most: int = 4) -> str:
    """The words as a list in a sentence, shortened where there are many: `a, b and 12 more`."""
    words = list(words)
    if len(words) <= most + 1:
        return listed(words, "and")
    return f"{', '.join(words[:most])} and {len(words) - most} more"


def listed(words: Iterable[str], last: str = "or") -> str:
    """The words as a list in a sentence: `a, b or c`."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
