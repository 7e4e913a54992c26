"""The ways in which a claim and its source stand around a cue.

First the claims that stand before their cue (`it will rain, she said`), since those take the
whole sentence; then the claims that follow their cue (`she said that it will rain`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ontherecord.attribution.clauses import Clauses
from ontherecord.attribution.sources import Place

SPOKEN = ("say", "tell", "show", "think", "answer")
"""Groups whose claim may stand before the cue."""
INVERTED = ("say", "answer")
"""Groups whose source may follow the cue: `said the firm`."""
HIDDEN = set(
    "expected projected said believed estimated considered seen reported known thought".split()
)
"""`It is expected to grow` hides who expects it."""


@dataclass(frozen=True)
class Reading:
    """One attribution, as places of phrases."""

    cue: Place
    source: Place | None
    content: tuple[Place, ...]
    group: str


class Claims(Clauses):
    """Reads the attributions of one unit; no phrase belongs to two of them."""

    def read(self) -> list[Reading]:
        """The attributions of the unit, in the order in which they were found."""
        self.found: list[Reading] = []
        self.taken = [False] * self.size
        if not self._headline():
            for read in (self._before_cue, self._after_cue):
                for at in range(self.size):
                    if not self.taken[at]:
                        read(at)
        return self.found

    def _keep(self, cue: Place, source: Place | None, content: list[Place], group: str) -> None:
        content = [(first, last) for first, last in content if first <= last < self.size]
        if content:
            for first, last in [*content, cue]:
                self.taken[first : last + 1] = [True] * (last + 1 - first)
            self.found.append(Reading(cue, source, tuple(content), group))

    def _headline(self) -> bool:
        """`Clinton: ...`: a name, a colon, and what the name says."""
        if self.kind(0) != "NP" or self.head(1) != ":" or "NNP" not in self.kinds(0):
            return False
        self._keep((1, 1), (0, 0), [(2, self.back_from(self.size - 1))], "say")
        return bool(self.found)

    # --- the claim stands before its cue ---

    def _before_cue(self, at: int) -> None:
        if self.head(at) == "according" and self.head(at + 1) == "to":
            self._according(at)
            return
        group = self.cue_group(at)
        if group not in SPOKEN or not self.finite(at):
            return
        if group in INVERTED and self._inverted(at, group):
            return
        subject = self.subjects.get(at)
        if subject is None or subject[1] > at or self.kind(subject[0]) == "WP":
            return
        left = subject[0] - 1
        quoted = self.kind(self.back_from(left) if self.kind(left) == "''" else left) == "QUO"
        after = self.past_occasion(self.past_listener(at, group))
        if self._clause_at(after) if quoted else not self._stands_alone(left, after):
            return
        self._around(at, subject, left, after, group, quoted)

    def _stands_alone(self, left: int, after: int) -> bool:
        """True for `..., she said.` and `..., she said, ...`, not for `In May, she said it`."""
        if left < 0 or self.kind(left) not in (",", ":", "''"):
            return False
        if self.kind(after) == ":":
            return self.kind(left) == ":"
        if self.head(0) == "asked":
            return False
        if self.kind(after) == ".":
            return self.kind(left) != "," or self._has_verb(left) or left > 4
        return self.kind(after) == ","

    def _clause_at(self, at: int) -> bool:
        """True for `that it rains` and `it rains`, which stand after a cue as its claim."""
        if self.kind(at) == "NP":
            return self.is_verb(self.noun_to(at) + 1)
        return self.kind(at) == "SUB" and self.head(at) == "that"

    def _has_verb(self, before: int) -> bool:
        return any(self.is_verb(at) or self.kind(at) == "QUO" for at in range(before))

    def _inverted(self, at: int, group: str) -> bool:
        """`..., said the firm`."""
        if at == 0 or self.kind(at - 1) not in (",", "QUO", "''") or self.kind(at + 1) != "NP":
            return False
        last, quoted = self.noun_to(at + 1), self.kind(at - 1) != ","
        if self.is_verb(last + 1):
            return False
        if not quoted and (
            self.kind(last + 1) in ("SUB", "QUO", ":") or not self._has_verb(at - 1)
        ):
            return False
        while self.kind(last + 1) == "WP" or self.head(last + 1) == "with":
            last += 1
            while self.kind(last + 1) not in (",", ".", "QUO", ":", "WP"):
                last += 1
        source = (at + 1, self.with_aside(last))
        self.subjects[at] = source
        self.main.append(at)
        self._around(at, source, at - 1, self.past_occasion(source[1] + 1), group, quoted)
        return True

    def _around(self, at: int, source: Place, left: int, after: int, group: str, quoted: bool):
        """Keeps the claim before the cue, and its rest after the cue."""
        end = start = self.back_from(left)
        while start > 0 and not self.taken[start - 1]:
            if quoted and self.kind(start - 1) == ":":
                break
            start -= 1
        content = [(start, end)] if end >= 0 and not self.taken[end] else []
        go = self.on_from(after)
        while quoted and go < self.size and self.kind(go) != "QUO" and not self.is_cue(go):
            go += 1
        if quoted and self.kind(go) != "QUO":
            go = self._speech_at_end(go)
        if self.kind(go) == "QUO":
            last = go
            while self.kind(last + 1) == "QUO":
                last += 1
            content.append((go, last))
        elif not quoted and self.kind(after) == "," and self._goes_on(go):
            content.append((go, self.clause_end(go, group, self.taken)))
        self._keep((at, at), source, content, group)

    def _speech_at_end(self, go: int) -> int:
        """The quote that follows the sentence: `"Yes," she said, smiling. "Come in."`"""
        at = self.size
        while self.kind(at - 1) == "QUO":
            at -= 1
        return at if at > go and self.kind(at - 1) == "." else self.size

    def _goes_on(self, at: int) -> bool:
        """True when the words after `, she said,` still belong to the claim."""
        joins = self.kind(at) in ("SUB", "CC", "WP")
        return not joins and not (self.kind(at) == "VG" and not self.finite(at))

    def _according(self, at: int) -> None:
        """`..., according to X` and `According to X, ...`."""
        end, last = self.back_from(at - 1), at + 1
        while self.kind(last + 1) not in (",", ".", ":", "''", "(", ")", "QUO"):
            last += 1
        if last == at + 1:
            return
        if end < 0:
            start = last + 1
            while start < self.size and self.kind(start) != ",":
                start += 1
            content = [(start + 1, self.clause_end(start + 1, "say", self.taken))]
        else:
            start = end
            while start > 0 and not self.taken[start - 1]:
                start -= 1
            content, last = [(start, end)], self.with_aside(last)
            if self.kind(last + 1) == "," and self.is_verb(last + 2):
                content.append((last + 2, self.clause_end(last + 2, "say", self.taken)))
            elif self.kind(last + 2) == "QUO":
                content.append((last + 2, last + 2))
        self._keep((at, at + 1), (at + 2, last), content, "say")

    # --- the claim follows its cue ---

    def _after_cue(self, at: int) -> None:
        group, subject = self.cue_group(at), self.subjects.get(at)
        if group is None:
            return
        if self.head(at) == "asked" and self._by_nobody(at):
            self._keep((at, at), None, [(at + 1, self._end(at + 1, group, True))], group)
        elif subject is None:
            return
        elif self.kind(subject[0] - 1) == "WP" and self.is_verb(at + 1):
            # `which X said was wrong`
            which, end = subject[0] - 1, self._end(at + 1, group, True)
            self._keep((at, at), subject, [(which, which), (at + 1, end)], group)
        elif group == "seem" or self._passive(at):
            self._of_subject(at, subject, group)
        else:
            start = self._claim_start(at, group)
            if start < self.size and not self.taken[start] and self.kind(start) != ".":
                end = self._end(start, group, self.is_aside(subject))
                self._keep((at, at), subject, [(start, end)], group)

    def _end(self, start: int, group: str, aside: bool = False) -> int:
        return self.clause_end(start, group, self.taken, aside)

    def _by_nobody(self, at: int) -> bool:
        """`when asked about it`, `he was asked why`: the page does not say by whom."""
        return at == 0 or "BE" in self.kinds(at) or self.kind(at - 1) in ("SUB", ",")

    def _passive(self, at: int) -> bool:
        """True for `was praised`, not for `he's praised it`."""
        first = self.unit.words[self.phrases[at].first].text
        return "BE" in self.kinds(at) and self.kinds(at)[-1] in ("VD", "VN") and first != "'s"

    def _of_subject(self, at: int, subject: Place, group: str) -> None:
        """`X was praised by Y`, and `X is expected to ...`, where the claim is about X."""
        if self.taken[subject[0]]:
            return
        for by in range(at + 1, at + 6):
            if self.head(by) == "by" and self.kind(by + 1) == "NP":
                self._keep((at, at), (by + 1, self.noun_to(by + 1)), [subject], group)
                return
        if self.head(at) in HIDDEN or group == "seem":
            before = [] if self.head(subject[0]) == "it" else [subject]
            self._keep((at, at), None, [*before, (at + 1, self._end(at + 1, group))], group)

    def _claim_start(self, at: int, group: str) -> int:
        """The claim starts after the listener, the day and the occasion."""
        start, opens = self.past_listener(at, group), self.subjects[at][0] - 1
        if self.head(opens) == "as" and group == "say":
            # `As X noted in May, it rains`: the claim follows the comma.
            comma = next((k for k in range(start, self.size) if self.kind(k) == ","), start)
            return self.on_from(comma)
        if group in ("say", "tell", "show", "answer"):
            after = self.past_occasion(start)
            if self.kind(after) in (",", ":", "QUO", "SUB", "NP", "."):
                start = after
        return self.on_from(start)
