"""Whose words: the subject of each verb, and how far a name reaches to the left and the right."""

from __future__ import annotations

from collections.abc import Mapping

from ontherecord.attribution.phrases import Unit

LINKS = set("of for at from in with on to between about against near behind among under".split())
"""Small words that tie one noun group to another before a verb: `a spokesman for the firm`."""
LINKS_AFTER = set("of for at from between against near behind among".split())
"""The same after a verb, where `on Friday` and `in court` belong to the verb."""

Place = tuple[int, int]
"""The first and the last phrase of something."""


class Sources:
    """The phrases of a unit, and the subject of each of its verbs."""

    def __init__(self, unit: Unit, cues: Mapping[str, str], nearest_name: bool = False) -> None:
        self.unit, self.phrases, self.cues = unit, unit.phrases, cues
        self.size, self.nearest_name = len(unit.phrases), nearest_name
        self.subjects: dict[int, Place] = {}
        self.main: list[int] = []
        for at in range(self.size):
            if self.is_verb(at):
                self._note(at)

    # --- small questions ---

    def kind(self, at: int) -> str:
        """The kind of the phrase at that place; a full stop past either end."""
        return self.phrases[at].kind if 0 <= at < self.size else "."

    def kinds(self, at: int) -> tuple[str, ...]:
        """The kinds of the words of that phrase."""
        return self.phrases[at].kinds if 0 <= at < self.size else (".",)

    def head(self, at: int) -> str:
        """The last word of that phrase, in small letters."""
        return self.phrases[at].head if 0 <= at < self.size else ""

    def is_verb(self, at: int) -> bool:
        return self.kind(at) in ("VG", "BE")

    def is_day(self, at: int) -> bool:
        return self.kind(at) == "NP" and "DAYN" in self.kinds(at)

    def finite(self, at: int) -> bool:
        """True for `said` and `is saying`, False for `saying` and `to say`."""
        kinds = self.kinds(at)
        return "TO" not in kinds and (kinds[-1] != "VG" or "BE" in kinds)

    # --- subjects ---

    def _note(self, verb: int) -> None:
        subject = self._subject(verb)
        if subject is None:
            return
        self.subjects[verb] = subject
        nested = self.kind(subject[0] - 1) in ("SUB", "IN", "VG", "WP")
        if self.finite(verb) and not nested and self.kind(subject[0]) != "WP":
            self.main.append(verb)

    def _subject(self, verb: int) -> Place | None:
        at = self._past_between(verb - 1)
        if at < 0:
            return None
        if self.kind(at) == "WP":
            return at, at
        if self.kind(at) == "NP" and (self.finite(verb) or self.kinds(verb)[-1] == "VG"):
            return self.noun_from(at), at
        if self.kind(at) in (",", ":") and self.finite(verb):
            aside = self._before_aside(at)
            if aside is not None:
                return aside
        return self.carried(verb)

    def _past_between(self, at: int) -> int:
        """Back over what may stand between a subject and its verb: `(R)`, `also`, `on Friday`."""
        while at >= 0:
            if self.kind(at) in ("RB", "''"):
                at -= 1
            elif self.kind(at) == ")":
                at = self._open(at) - 1
            elif self.is_day(at) and self.kind(at - 1) == "IN" and at > 1:
                at -= 2
            elif self.is_day(at) and self.kind(at - 1) in ("NP", ","):
                at -= 1
            else:
                break
        return at

    def _open(self, at: int) -> int:
        while at > 0 and self.kind(at) != "(":
            at -= 1
        return at

    def _before_aside(self, edge: int) -> Place | None:
        """`X, a lawyer, said` and `X, who owns it, said`: all from X to the comma.

        The old reading takes the name that is nearest to the verb, and so reads
        `X, which owns Y, said` backwards.
        """
        mark, opened = self.kind(edge), edge - 1
        while opened >= 0 and self.kind(opened) not in (mark, "QUO", ":"):
            opened -= 1
        if opened < 0 or self.kind(opened) != mark:
            return None
        if self.nearest_name and self.kind(edge - 1) == "NP":
            return self.noun_from(edge - 1), edge - 1
        if self.kind(0) == "NP" and not any(map(self.is_verb, range(opened))):
            return 0, edge - 1
        name = opened - 1
        if self.kind(name) == ")":
            name = self._open(name) - 1
        return (self.noun_from(name), edge - 1) if self.kind(name) == "NP" else None

    def carried(self, verb: int) -> Place | None:
        """`X did this and said that`, `X did this, saying that`: the subject of the verb before."""
        before = [at for at in self.subjects if at < verb]
        if not before:
            return None
        near = before[-1]
        in_relative = self.kind(self.subjects[near][0]) == "WP" and self.kind(verb - 1) == "CC"
        if in_relative and all(self.kind(at) != "," for at in range(near, verb)):
            return self.subjects[near]
        main = [at for at in self.main if at < verb]
        return self.subjects[main[-1] if main else near]

    # --- how far a name reaches ---

    def noun_from(self, at: int) -> int:
        """The first phrase of the noun group that ends here."""
        while True:
            left, more = self.kind(at - 1), self.kind(at - 2)
            joined = left == "CC" or left == "IN" and self.head(at - 1) in LINKS
            if more == "NP" and (joined or left == "VG" and self._describes(at - 1)):
                at -= 2
            elif more == "WP" and self.is_verb(at - 1) and self.kind(at - 3) == "NP":
                at -= 3
            else:
                return at

    def _describes(self, verb: int) -> bool:
        """True for the verb of `the man leading it` and `a letter released by it`."""
        kind = self.kinds(verb)[0]
        return kind in ("VG", "VN") or kind == "VD" and self.head(verb) not in self.cues

    def noun_to(self, at: int) -> int:
        """The last phrase of the noun group that starts here."""
        while True:
            right, more = self.kind(at + 1), self.kind(at + 2)
            joined = right == "IN" and self.head(at + 1) in LINKS_AFTER
            if more == "NP" and (joined or right == "CC" and not self.is_verb(at + 3)):
                at += 2
            elif right == "NP":
                at += 1
            elif right == "(":
                while self.kind(at) not in (")", "."):
                    at += 1
            else:
                return at

    def with_aside(self, last: int) -> int:
        """The end of `, a lawyer in Iowa` or `, who runs it` after a name, if there is one."""
        while self.kind(last + 1) == "," and self.kind(last + 2) in ("NP", "WP"):
            age = self.kinds(last + 2) == ("CD",)
            last += 2
            while self.kind(last + 1) not in (",", ".", "QUO", ":"):
                last += 1
            if not age:
                break
        return last
