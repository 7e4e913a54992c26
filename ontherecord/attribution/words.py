"""Which kind of word each word is: a list of words, how a word looks, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ontherecord.attribution.rules import tables

POINTERS = ("DT", "PRP$", "POS")
"""The kinds of `the`, `my` and `'s`."""
NOUN_FOLLOWS = (*POINTERS, "JJ", "CD", "IN", "VN")
"""After one of these, a word that can be a noun or a verb is a noun."""
PRONOUNS = ("that", "this", "all", "some", "many", "both", "most", "few")
"""Words that can stand for a noun: `some say`, `that shows`."""


def regular(verb: str) -> tuple[str, str, str, str]:
    """The forms of a regular verb after the plain one: adds, added, added, adding."""
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return verb[:-1] + "ies", verb[:-1] + "ied", verb[:-1] + "ied", verb + "ing"
    if verb.endswith("e"):
        stem = verb if verb.endswith("ee") else verb[:-1]
        stem = verb[:-2] + "y" if verb.endswith("ie") else stem
        return verb + "s", verb + "d", verb + "d", stem + "ing"
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    # One short vowel before the last consonant doubles it: slam, slammed.
    vowels = [at for at, letter in enumerate(verb) if letter in "aeiou"]
    doubled = vowels == [len(verb) - 2] and verb[-1] not in "wxy"
    stem = verb + verb[-1] if doubled else verb
    return third, stem + "ed", stem + "ed", stem + "ing"


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    rows = tables("grammar")["verbs"]["irregular"].split(";")
    return {row.split()[0]: tuple(row.split()[1:]) for row in rows if row.strip()}


def forms(verb: str) -> dict[str, str]:
    """Each form of a verb and its kind: VB say, VZ says, VD said, VN (as VD), VG saying.

    A verb in -ize has its forms in -ise too: criticized, criticised.
    """
    if verb.endswith("ize"):
        return _forms(verb) | _forms(verb.removesuffix("ize") + "ise")
    return _forms(verb)


def _forms(verb: str) -> dict[str, str]:
    third, past, after_has, ing = _irregular().get(verb) or regular(verb)
    return {after_has: "VN", verb: "VB", third: "VZ", ing: "VG", past: "VD"}


@cache
def _listed() -> dict[str, str]:
    grammar = tables("grammar")
    kinds: dict[str, str] = {}
    for verb in [*grammar["verbs"]["plain"].split(), *_irregular()]:
        kinds.update(forms(verb))
    for kind, words in grammar["words"].items():
        kinds.update(dict.fromkeys(words.split(), kind))
    return kinds


@cache
def _by_look():
    from nltk.tag import RegexpTagger

    return RegexpTagger([tuple(row) for row in tables("grammar")["looks"]["list"]])


def _after_helper(kinds: list[str]) -> bool:
    """True after `may`, `may also` and `did not`, where only a verb can stand."""
    at = len(kinds) - 1
    while at > 0 and kinds[at] in ("RB", "NOT"):
        at -= 1
    return at >= 0 and kinds[at] == "MD"


class Tagger:
    """Says for each word of a sentence which kind of word it is."""

    def __init__(self, cues: Iterable[str]) -> None:
        """`cues` are verbs in their plain form; their forms are verbs unless listed otherwise."""
        self.kinds = dict(_listed())
        for cue in cues:
            for form, kind in forms(cue.partition("_")[0]).items():
                if self.kinds.get(form, "V")[0] == "V":
                    self.kinds[form] = kind
        self.nouns = set(tables("grammar")["verbs"]["also_noun"].split())
        self.plurals = set(tables("grammar")["verbs"]["after_plural"].split())
        self._looks: dict[str, str] = {}

    def kind(self, word: str) -> str:
        """The kind of a word by itself."""
        listed = self.kinds.get(word.lower())
        if listed is None and word not in self._looks:
            self._looks[word] = _by_look().tag([word])[0][1]
        return listed or self._looks[word]

    def __call__(self, words: list[str]) -> list[str]:
        """The kinds of the words of a sentence."""
        kinds: list[str] = []
        for at, word in enumerate(words):
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else "."
            kind = self._among(word, before, kinds[-1] if at else ".", after)
            kinds.append("VB" if kind == "NN" and _after_helper(kinds) else kind)
        return kinds

    def _among(self, word: str, before: str, last: str, after: str) -> str:
        """The kind of a word among others; `last` is the kind of the word before."""
        kind, low = self.kind(word), word.lower()
        if low == "that":
            return self._that(last, after)
        if low == "'s" and last in ("PRP", "WP"):
            return "BE"
        if low == "her":
            owned = self.kind(after)[:2] in ("NN", "JJ", "VG", "VN", "CD")
            return "PRP$" if owned or self._can_be_noun(after.lower()) else "PRP"
        if kind == "RB" and last in POINTERS:
            return "JJ"
        if low == "since" and last == "HAVE":
            return "RB"
        if word[0].isupper() and before and (kind == "MD" or (kind, last) == ("VB", "NNP")):
            return "NNP"
        if kind[0] == "V" and kind != "VN":
            return self._verb(word, kind, before, last)
        return kind

    def _can_be_noun(self, low: str) -> bool:
        return low in self.nouns or low.endswith("s") and low[:-1] in self.nouns

    def _that(self, last: str, after: str) -> str:
        """`said that`, `the man that`, `that man`: three words that look the same."""
        kind = self.kind(after)
        if last[0] == "V":
            return "SUB"
        if last[:2] == "NN" and kind[0] in "VMBH":
            return "WP"
        return "SUB" if kind in ("NNP", "PRP", "DT", "PRP$", "NNS", "CD", "JJ") else "DT"

    def _verb(self, word: str, kind: str, before: str, last: str) -> str:
        """A verb, unless the words before it make it a noun or an adjective."""
        low = word.lower()
        stands_for_noun = before.lower() in (PRONOUNS[:2] if kind == "VZ" else PRONOUNS)
        if last in ("MD", "TO", "DO", "NOT"):
            return kind
        if kind == "VD":
            if last in ("VD", "VZ"):
                return "JJ"
            return "VN" if last in POINTERS and not stands_for_noun else kind
        if kind == "VG":
            return "NN" if last in (*POINTERS, "JJ") else kind
        noun = "NNS" if kind == "VZ" else "NN"
        can_be_noun = self._can_be_noun(low)
        if last in NOUN_FOLLOWS and not stands_for_noun:
            return noun if can_be_noun or last in POINTERS else kind
        if not can_be_noun:
            return kind
        if kind == "VB" and last in ("NN", "NNP"):
            with_s = before.endswith("s") and not before.endswith("ss")
            plural = with_s or before.lower() in self.plurals
            return kind if plural else noun
        return noun if last in (".", ",", "''", "CC") else kind
