"""What copying and saving again add to a file's name, and the name without it."""

from __future__ import annotations

import re
from functools import lru_cache

MOST_COPIES, _LONGEST = 5, 250
"""How often a copy was copied, at most, and how long what one copy adds may be."""

# As Windows writes it behind a dash, and Linux in brackets; names are compared in NFC.
_WORDS = (
    "copy", "kopie", "copie", "copia", "cópia", "còpia", "kopia", "kópia", "kopi", "kopio", "kopya",
    "kopija", "koopia", "másolat", "копия", "копія", "копие", "копија", "αντίγραφο", "副本", "複製",
    "コピー", "복사본", "bản sao", "สำเนา", "salinan", "نسخة", "עותק",
)  # fmt: skip
_WORD = "|".join(_WORDS)
# Dropbox says so in the middle of what stands in brackets.
_CONFLICTS = (
    "conflicted copy|in konflikt stehende kopie|copie en conflit|copia en conflicto"
    "|copia in conflitto|cópia em conflito|conflicterende kopie|sprzeczna kopia"
)
# Repeats have bounds: a name may be made to keep a search busy.
_BEHIND = re.compile(
    r"(?:\s{0,2}\((?P<number>\d{1,3})\)"
    rf"|(?:[ -]{{1,3}}copy|\s[-–—]\s(?:{_WORD}))(?:\s?\(?(?P<again>\d{{1,3}})\)?)?"
    r"|\s{0,2}\((?:(?P<nth>\d{1,3})[^\W\d]{0,3}\.?\s|(?P<another>[^\W\d]{1,12})\s)?"
    rf"(?:{_WORD})(?:\s(?P<more>\d{{1,3}}))?\)"
    rf"|\s{{0,2}}\([^()]{{0,80}}(?:{_CONFLICTS})[^()]{{0,80}}\)"
    r"|\s?(?:のコピー|的副本|의 사본)"
    # OneDrive adds the name of the computer, as Windows gives it.
    r"|(?-i:-(?:DESKTOP|LAPTOP)-[A-Z0-9]{3,15}(?:-\d{1,3})?)"
    r"|\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]{1,10})?)$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:copy of|kopie von|kopie van|copie de|copia de|copia di|cópia de|còpia de|kopia av|kopi av"
    r"|kopi af) ",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def without_copies(name: str, numbered: bool = True) -> tuple[str, int]:
    """The name without what copies add to it, and which copy it is; 0 for none.

    Without `numbered`, a number in brackets alone is part of the name.
    """
    rest, number = name.rstrip(), 0
    for _ in range(MOST_COPIES):
        copy = _BEHIND.search(rest, max(0, len(rest) - _LONGEST))
        if not copy or copy["number"] and not numbered:
            break
        number += _which(copy)
        rest = rest[: copy.start()].rstrip()
    for _ in range(MOST_COPIES):
        if not (first := _BEFORE.match(rest)):
            break
        rest, number = rest[first.end() :], number + 1
    return (rest, number) if rest else (name, number)


def _which(copy: re.Match[str]) -> int:
    number = copy["number"] or copy["again"] or copy["nth"] or copy["more"]
    return int(number or (2 if copy["another"] else 1))
