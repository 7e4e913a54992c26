"""A label for each row: the status or kind of claims, or rows of the question's own.

An accepted label counts in full with the sentence that supports it.  Beside the share of right
rows stands kappa: the share corrected for what the same labels would hit by chance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ontherecord.errors import OnTheRecordError
from ontherecord.questions.entry import Entry, unique
from ontherecord.questions.feedback import Note
from ontherecord.questions.question import Library, Mark, Question, Reading, shared_entries
from ontherecord.values import Names, Refusal, described, plain_data, shown
from ontherecord.vocabulary import KINDS, STATUSES, listed

if TYPE_CHECKING:
    from ontherecord.key import Claim

FIELDS = {"status": STATUSES, "kind": KINDS}


class Row(NamedTuple):
    """One row: its labels, each with the sentences that support it; the first is preferred.

    A label without sentences needs no line.
    """

    id: str
    text: str
    labels: dict[str, tuple[int, ...]]
    why: str

    @property
    def preferred(self) -> str:
        """The label that the key prefers."""
        return next(iter(self.labels))


class WrongLabel(NamedTuple):
    """The explanation of a wrong label; None stands for every label or every row."""

    given: str | None
    rows: tuple[str, ...] | None
    note: Note

    def fits(self, row: str, label: str) -> bool:
        """Whether it explains this label in this row."""
        return self.given in (None, label) and (self.rows is None or row in self.rows)

    @property
    def narrowness(self) -> tuple[bool, bool]:
        """Its rank among those that fit."""
        return self.rows is not None, self.given is not None


@dataclass(frozen=True, kw_only=True, repr=False)
class Matrix(Question):
    """A question with one label for each row."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)
    wrong: tuple[WrongLabel, ...] = field(repr=False)

    @classmethod
    def from_entry(cls, entry: Entry, library: Library) -> Matrix:
        """The question that the table describes."""
        shared = shared_entries(entry, library)
        read = _claim_rows if "claims" in entry else _own_rows
        columns, rows = read(entry, library, shared["page"])
        unique(entry, (row.id for row in rows), "row")
        ids = [row.id for row in rows]
        wrong = tuple(_wrong_label(t, columns, ids) for t in entry.entries("wrong"))
        question = cls(**shared, columns=columns, rows=rows, wrong=wrong)
        for row in rows:
            for label in set(columns) - set(row.labels):
                if question._explanation(row, label) is None:
                    raise entry.refuse(f"no [[question.wrong]] explains {label!r} in row {row.id}.")
        return question

    @property
    def expected(self) -> str:
        pairs = ", ".join(f'"{row.id}": "..."' for row in self.rows[:2])
        pattern = self.sample(f"{{{pairs}}}")
        told = (
            f"Give a label for each of {listed([row.id for row in self.rows], 'and')}: {pattern}. "
            f"The labels are {listed(self.columns)}."
        )
        with_line = ' To support a label with its sentence, write ("...", number).'
        return told + with_line if self.takes_evidence else told

    @property
    def takes_evidence(self) -> bool:
        """Whether a sentence can support a label."""
        return any(support for row in self.rows for support in row.labels.values())

    def read(self, value: Any) -> Reading:
        given = plain_data(value)
        if type(given) is list and all(type(pair) is list and len(pair) == 2 for pair in given):
            pairs = [(row, label) for row, label in given]
        elif type(given) is dict:
            pairs = list(given.items())
        else:
            raise Refusal(f"{described(value)} is no table of rows and labels.")
        names = Names.of("row of this question", [row.id for row in self.rows])
        found: dict[str, Any] = {}
        for row, label in pairs:
            id = names.find(row)
            if id in found:
                raise Refusal(f"The row {id!r} is given twice.")
            found[id] = self._label(id, label)
        data = {row.id: found[row.id] for row in self.rows if found.get(row.id) is not None}
        return Reading(data or None)

    def _label(self, row: str, given: Any) -> Any:
        """The label as it is saved: text, or a list of the label and its sentence."""
        label, *evidence = (given or [None]) if type(given) is list else [given]
        if type(label) is str and not label.strip():
            label = None
        if label is None:
            return None
        if len(evidence) > 1:
            raise Refusal(f"Row {row}: give one label and one sentence, not {len(given)} things.")
        try:
            label = Names.of("label of this question", self.columns).find(label)
        except Refusal as refusal:
            raise Refusal(f"Row {row}: {refusal}") from None
        number = sentence_number(evidence[0], f"Row {row}: ") if evidence else None
        return label if number is None else [label, number]

    def mark(self, data: dict[str, Any]) -> Mark:
        scores, notes = [], []
        for row in self.rows:
            score, note = self.row_mark(row, *_parts(data.get(row.id)))
            scores.append(score)
            notes += [note] if note else []
        if all(score == 1 for score in scores):
            reasons = [self.reason(row, *_parts(data[row.id])) for row in self.rows]
            notes = [Note("Every row fits."), *filter(None, reasons)]
        missing = [row.id for row in self.rows if row.id not in data]
        if missing:
            notes.append(Note(f"No label for {listed(missing, 'and')}."))
        return Mark(sum(scores) / len(scores), tuple(notes), self._kappa(data))

    def row_mark(
        self, row: Row, label: str | None, evidence: int | None
    ) -> tuple[float, Note | None]:
        """What the answer to a row earns, and the note on it."""
        if label is None:
            return 0.0, None
        if label not in row.labels:
            note = self._explanation(row, label)
            return 0.0, Note(note.text, note.misconception, row.id)
        support = row.labels[label]
        if label == row.preferred or not support:
            return 1.0, None
        if evidence in support:
            return 1.0, Note(f"{row.id}, {label}: accepted with its sentence. {row.why}")
        wrong = "" if evidence is None else f"Sentence {evidence} does not support it. "
        return 0.5, Note(
            f"This can be defended, and it earns half. {wrong}The other half is for the sentence "
            f'that supports it, as in ("{label}", number).',
            where=row.id,
        )

    def reason(self, row: Row, label: str | None, evidence: int | None) -> Note | None:
        """Why the label of a row that fits does so."""
        note = Note(f"{row.id}, {label}: {row.why}") if row.why else None
        return self.row_mark(row, label, evidence)[1] or note

    def _explanation(self, row: Row, label: str) -> Note | None:
        fitting = [wrong for wrong in self.wrong if wrong.fits(row.id, label)]
        return max(fitting, key=lambda wrong: wrong.narrowness).note if fitting else None

    def _kappa(self, data: dict[str, Any]) -> float | None:
        """Cohen's kappa with the key, where an accepted label counts as the key's own.

        None where chance alone would be right everywhere, so that nothing can be said.
        """
        given = [_parts(data.get(row.id))[0] for row in self.rows]
        key = [
            label if label in row.labels else row.preferred
            for row, label in zip(self.rows, given, strict=True)
        ]
        n = len(key)
        observed = sum(a == b for a, b in zip(given, key, strict=True)) / n
        ours, theirs = Counter(given), Counter(key)
        by_chance = sum(ours[label] * theirs[label] for label in theirs) / n**2
        if by_chance == 1:
            return None
        return round((observed - by_chance) / (1 - by_chance), 4)

    def gold(self) -> dict[str, Any]:
        return {row.id: row.preferred for row in self.rows}

    def planted(self) -> tuple[tuple[Any, str], ...]:
        return tuple(
            (self.gold() | {row.id: label}, self._explanation(row, label).misconception)
            for row in self.rows
            for label in self.columns
            if label not in row.labels
        )


def sentence_number(given: Any, place: str = "") -> int | None:
    """The number of a sentence in plain data; None when it is left out."""
    if given is None or (type(given) is str and not given.strip()):
        return None
    if type(given) is list and len(given) == 1:
        given = given[0]
    words = given.lower().removeprefix("sentence").strip() if type(given) is str else ""
    if words.isdecimal() and len(words) < 6:
        given = int(words)
    if type(given) is not int:
        raise Refusal(f"{place}{shown(given)} is no sentence number, such as 4.")
    return given


def _parts(saved: Any) -> tuple[str | None, int | None]:
    return (saved[0], saved[1]) if type(saved) is list else (saved, None)


def _claim_rows(
    entry: Entry, library: Library, page: Any
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    if page is None:
        raise entry.refuse("'claims' needs an 'article'.")
    name = entry.text("field", known=FIELDS)
    key = library.key(page.id)
    try:
        claims = [key.claim(id) for id in entry.texts("claims")]
    except OnTheRecordError as error:
        raise entry.refuse(str(error)) from None
    return FIELDS[name], tuple(_claim_row(claim, name) for claim in claims)


def _claim_row(claim: Claim, name: str) -> Row:
    labels = claim.accepted if name == "status" else dict.fromkeys(claim.kinds, ())
    return Row(claim.id, claim.gist, labels, claim.why)


def _own_rows(entry: Entry, library: Library, page: Any) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    columns = entry.texts("columns")
    rows = []
    for table in entry.entries("row", least=1):
        labels: dict[str, tuple[int, ...]] = {table.text("answer", known=columns): ()}
        accepted = table.entries("accept")
        for other in accepted:
            labels[other.text("label", known=columns)] = other.sentences("evidence", page, [])
            other.finish()
        if len(labels) <= len(accepted):
            raise table.refuse("'accept' repeats a label.")
        rows.append(Row(table.text("id"), table.text("text"), labels, table.text("says")))
        table.finish()
    return columns, tuple(rows)


def _wrong_label(table: Entry, columns: tuple[str, ...], rows: list[str]) -> WrongLabel:
    given = table.text("given", None, known=columns)
    limited = table.texts("rows", (), known=rows) or None
    note = table.note()
    table.finish()
    return WrongLabel(given, limited, note)
