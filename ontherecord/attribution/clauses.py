"""How far a claim reaches: which verbs are cues, and where the clause of a cue ends."""

from __future__ import annotations

from ontherecord.attribution.sources import Place, Sources

EDGES = (",", ".", ":", "''")
NARROW = ("judge", "want", "answer", "think", "seem")
"""Groups whose claim is short: it ends where the next clause of the sentence begins."""
TIMES = ("after", "before", "while", "when")
LISTENERS = ("tell",)
"""Groups with a listener between the cue and the claim: `told the court that`."""
OCCASIONS = set(
    "in on at during to of via after before from through with by about for as while when".split()
)


class Clauses(Sources):
    """The cues of a unit and the reach of their clauses."""

    def cue_group(self, at: int) -> str | None:
        """The group of the cue at that place; None for other words and between quote marks."""
        if self.kind(at) != "VG" or self.unit.words[self.phrases[at].last].quoted:
            return None
        head, after = self.head(at), self.phrases[at].last + 1
        words = self.unit.words
        pair = f"{head}_{words[after].text.lower()}" if after < len(words) else ""
        return self.cues.get(pair) or self.cues.get(head)

    def is_cue(self, at: int) -> bool:
        return self.cue_group(at) is not None

    def past_listener(self, at: int, group: str) -> int:
        """The place after a cue and the one who is told."""
        if group in LISTENERS and self.kind(at + 1) == "NP":
            return self.noun_to(at + 1) + 1
        return at + 1

    def past_occasion(self, at: int) -> int:
        """The place after `on Friday`, `in a statement` and the like, from this place on."""
        while at < self.size:
            if self.kind(at) == "RB" or self.is_day(at):
                at += 1
            elif self.kind(at) == "IN" and self.head(at) in OCCASIONS and self.kind(at + 1) == "NP":
                at = self.noun_to(at + 1) + 1
            elif (
                self.kind(at) == "QUO" and self.kind(at - 1) == "NP" and self.kind(at + 1) == "SUB"
            ):
                at += 1
            else:
                break
        return at

    def back_from(self, at: int) -> int:
        """The place before the commas and marks that end at this place."""
        while at >= 0 and self.kind(at) in EDGES:
            at -= 1
        return at

    def on_from(self, at: int) -> int:
        """The place after the commas and marks that start at this place."""
        while at < self.size and self.kind(at) in EDGES:
            at += 1
        return at

    def clause_end(self, start: int, group: str, taken: list[bool], aside: bool = False) -> int:
        """The last phrase of the clause that starts here.

        In an aside (`who ..., `) the first comma ends it.
        """
        narrow, at = group in NARROW, start
        while at < self.size and not taken[at]:
            if at > start and self._closes(at, narrow, aside, start):
                break
            at += 1
        at -= 1
        while at > start and self.kind(at) in (*EDGES, "CC"):
            at -= 1
        return at

    def _closes(self, at: int, narrow: bool, aside: bool, start: int) -> bool:
        """True when the clause ends before this phrase."""
        if aside and self.kind(at) in (",", ":"):
            return True
        if self.kind(at) == ",":
            if self.kind(at + 1) == "CC":
                return self._new_clause(at + 2, narrow, self.head(at + 1) == "but" or narrow)
            if self.kind(at + 1) == "VG" and self.kinds(at + 1)[0] in ("VG", "RB"):
                return not self.finite(at + 1) and (narrow or self.is_cue(at + 1))
            if self.kind(at + 1) == "SUB" and self.kind(at + 2) == "NP":
                return narrow or self.is_cue(self.noun_to(at + 2) + 1)
            return narrow
        if self.kind(at) == "SUB" and self.head(at) in TIMES:
            return narrow or self.is_cue(at + 1) and not self.finite(at + 1)
        if self.kind(at) == "CC":
            return self._new_clause(at + 1, narrow, False)
        outside = self.subjects.get(at, (start, at))[0] < start
        return narrow and aside and self.is_verb(at) and self.finite(at) and outside

    def _new_clause(self, at: int, narrow: bool, with_subject: bool) -> bool:
        """True when `and` or `but` is followed by another verb of the same subject, or a clause."""
        if self.kind(at) == "NP":
            verb = self.noun_to(at) + 1
            return self.is_verb(verb) and (with_subject or self.is_cue(verb))
        if self.kind(at) != "VG" or not self.finite(at) or self.kinds(at)[0] == "VB":
            return False
        return at in self.subjects and (narrow or self.is_cue(at))

    def is_aside(self, subject: Place) -> bool:
        """True when a comma ends the clause: `who opposes it, `, `when he asked, `."""
        opens = self.kind(subject[0] - 1) == "SUB" and self.head(subject[0] - 1) != "that"
        return opens or self.kind(subject[0]) == "WP" and self._goes_back(subject[0])

    def _goes_back(self, at: int) -> bool:
        """True when a later verb has its subject before this place: the aside is over there."""
        return any(verb > at > subject[0] for verb, subject in self.subjects.items())
