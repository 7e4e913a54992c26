"""The tables of marks: for the teacher, for Moodle and for Canvas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from ontherecord import questions
from ontherecord.grading.marking import Marked
from ontherecord.questions.feedback import Feedback

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Gradebook:
    """Writes one row for each learner into every table, one learner after the other."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.out_of = out_of(self.names)
        self._files = [_table(folder / file) for file in ("grades.csv", "moodle.csv", "canvas.csv")]
        self._grades, self._moodle, self._canvas = map(csv.writer, self._files)
        heads = ["learner", "id", "late", "files", "points", "out_of", "percent", "answered"]
        self._grades.writerow([*heads, *self.names])
        # The columns of Moodle's grading worksheet, by which it finds the participant.
        self._moodle.writerow(["Identifier", "Full name", "Grade", "Maximum Grade"])
        self._canvas.writerow(["Student", "ID", "SIS Login ID", "Section", "On the Record"])
        self._canvas.writerow(["    Points Possible", "", "", "", f"{self.out_of:g}"])

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *error: object) -> None:
        for file in self._files:
            file.close()

    def write(self, marked: Marked) -> None:
        """Adds the learner's row to each table."""
        points = self.points(marked)
        percent = round(100 * points / self.out_of, 1) if self.out_of else 0
        earned = [_earned(marked.feedback.get(name)) for name in self.names]
        answered = sum(one != "" for one in earned)
        name = as_cell(marked.learner)
        files = as_cell("; ".join(marked.files))
        late = "late" if marked.late else ""
        head = [name, as_cell(marked.id), late, files, f"{points:g}", f"{self.out_of:g}"]
        self._grades.writerow([*head, f"{percent:g}", answered, *earned])
        identifier = f"Participant {marked.id}" if marked.id else ""
        self._moodle.writerow([identifier, name, f"{points:g}", f"{self.out_of:g}"])
        self._canvas.writerow([name, as_cell(marked.id), "", "", f"{points:g}"])

    def points(self, marked: Marked) -> float:
        """The points of the questions that count."""
        counted = (marked.feedback[n].earned for n in self.names if n in marked.feedback)
        return round(sum(counted), 2)


@cache
def out_of(names: tuple[str, ...]) -> float:
    """The points that these questions can earn together."""
    return round(sum(questions.brief(name).points for name in names), 2)


def as_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def units_that_count(answered: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The units that more than half of the learners with any answer have answered.

    `answered` holds, for each learner, the units of their answers.
    """
    counts: dict[str, int] = {}
    learners = 0
    for units in answered:
        units = set(units)
        learners += bool(units)
        for unit in units:
            counts[unit] = counts.get(unit, 0) + 1
    return tuple(sorted(unit for unit, count in counts.items() if 2 * count > learners))


def _earned(feedback: Feedback | None) -> float | str:
    if feedback is None:
        return ""
    return "not marked" if feedback.state == "recorded" else feedback.earned


def _table(path: Path):
    return path.open("w", encoding="utf-8", newline="")
