"""The sheet that somebody fills in: their code word, their answers, and whether it is handed in.

The code word says which form comes first, the same on every machine, and ties the two sheets of
one person together without a name.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ontherecord.assessment.forms import Form, forms
from ontherecord.assessment.marking import ANSWERS, CONFIDENCE, answer_of
from ontherecord.errors import OnTheRecordError, UnknownNameError

MOMENTS = ("before", "after")
LONGEST = 40
"""Characters of a code word."""
_ANIMALS = (
    "badger",
    "crane",
    "dolphin",
    "falcon",
    "gecko",
    "heron",
    "lynx",
    "otter",
    "tapir",
    "wren",
)


def entry_name(moment: str) -> str:
    """The name of the sheet in an answer file; raises UnknownNameError for another moment."""
    if moment not in MOMENTS:
        raise UnknownNameError(
            f"There is no form {moment!r}.",
            'There is one "before" the course and one "after" it.',
            'Write form("before") or form("after").',
        )
    return f"assessment.{moment}"


def code_word(text: Any) -> str:
    """The code word without what the eye cannot tell apart: case, spaces, ways to write a letter.

    Raises OnTheRecordError when nothing is left, or too much.
    """
    found = unicodedata.normalize("NFKC", str(text)).casefold()
    found = "".join(mark for mark in found if mark.isalnum())
    if not 1 <= len(found) <= LONGEST:
        raise OnTheRecordError(
            "This is no code word.",
            f"A code word has 1 to {LONGEST} letters or figures.",
            "Choose a word that you will know again, such as an animal and a number.",
        )
    return found


def order(code: str) -> str:
    """ "AB" or "BA": which form comes first, by the last bit of the code word's SHA-256."""
    return "BA" if hashlib.sha256(code_word(code).encode()).digest()[-1] & 1 else "AB"


def code_words(count: int) -> list[str]:
    """That many code words to hand out, by turns for A then B and for B then A."""
    waiting = {"AB": [], "BA": []}
    for number in range(10, 100):
        for animal in _ANIMALS:
            waiting[order(f"{animal}{number}")].append(f"{animal}-{number}")
    pairs = zip(waiting["AB"], waiting["BA"], strict=False)
    words = [word for pair in pairs for word in pair]
    if not 1 <= count <= len(words):
        raise OnTheRecordError(
            f"{count} code words cannot be given.",
            f"There are {len(words)}.",
            f"Ask for a number from 1 to {len(words)}.",
        )
    return words[:count]


@dataclass(frozen=True)
class Sheet:
    """One form on its way: the answers so far, as ("yes", "sure") by statement."""

    moment: str
    code: str
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    handed_in: bool = False

    @property
    def form(self) -> Form:
        """The form that this code word gives at this moment."""
        return forms()[order(self.code)[MOMENTS.index(self.moment)]]

    @property
    def open(self) -> tuple[int, ...]:
        """The numbers of the statements that wait for an answer."""
        asked = enumerate(self.form.statements, start=1)
        return tuple(number for number, one in asked if one.id not in self.answers)

    def with_answer(self, statement: Any, value: Any) -> Sheet:
        """The sheet with one more answer, for a number from 1 to 16 or the statement's name."""
        self._still_here()
        ids = [one.id for one in self.form.statements]
        known = dict(enumerate(ids, start=1)) | {id: id for id in ids}
        known |= {str(number): id for number, id in enumerate(ids, start=1)}
        if isinstance(statement, bool) or not isinstance(statement, (int, str)):
            statement = repr(statement)
        if statement not in known:
            raise OnTheRecordError(
                f"There is no statement {statement}.",
                f"The statements have the numbers 1 to {len(ids)}.",
                "Use the number that stands before the statement.",
            )
        return replace(self, answers={**self.answers, known[statement]: _both(value)})

    def handed(self) -> Sheet:
        """The sheet handed in; raises OnTheRecordError while a statement is open."""
        self._still_here()
        if self.open:
            raise OnTheRecordError(
                f"Still open: {', '.join(map(str, self.open))}.",
                "A form is handed in when every statement has an answer.",
                'When you cannot decide, choose what is more likely and "not sure".',
            )
        return replace(self, handed_in=True)

    def _still_here(self) -> None:
        if self.handed_in:
            raise OnTheRecordError(
                "This form is handed in.",
                "Its answers cannot be changed any more.",
                "You need do nothing.",
            )

    def plain(self) -> dict[str, Any]:
        """The sheet as it is saved."""
        return {
            "code": self.code,
            "form": self.form.id,
            "answers": {id: list(said) for id, said in self.answers.items()},
            "handed_in": self.handed_in,
        }


def _both(value: Any) -> tuple[str, str]:
    """The answer and the confidence; "yes sure" and ("yes", "sure") are one."""
    parts = (
        value.replace(",", " ").replace("not sure", "unsure") if isinstance(value, str) else value
    )
    said = answer_of(parts.split() if isinstance(parts, str) else parts)
    if said is None or said[1] is None:
        raise OnTheRecordError(
            f"{str(value)[:40]!r} is no answer.",
            f'An answer is "{ANSWERS[0]}" or "{ANSWERS[1]}", and how sure you are.',
            f'Write "{ANSWERS[0]} {CONFIDENCE[0]}", "{ANSWERS[1]} {CONFIDENCE[1]}" and so on.',
        )
    return said[0], said[1]


def sheet_of(value: Any, moment: str) -> Sheet | None:
    """The sheet that was saved; None when there is none.

    Raises OnTheRecordError when it cannot be read as a sheet of this kit.
    """
    if value is None:
        return None
    try:
        sheet = Sheet(moment, code_word(value["code"]))
        if value["form"] != sheet.form.id:
            raise ValueError
        for id, said in value["answers"].items():
            sheet = sheet.with_answer(id, said)
        if type(value["handed_in"]) is not bool:
            raise ValueError
        return replace(sheet, handed_in=value["handed_in"])
    except (KeyError, TypeError, ValueError, AttributeError, OnTheRecordError):
        raise OnTheRecordError(
            f"What is saved as the form {moment!r} is no sheet of this kit.",
            "It needs a code word, its form, answers and whether it is handed in.",
            "Rename the file assessment.json, then begin again.",
        ) from None
