"""The tables of marks: for the teacher, for Moodle and for Canvas."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import IO

from ontherecord import questions
from ontherecord.grading.course_systems import (
    CANVAS_HEADS,
    MOODLE_HEADS,
    canvas_row,
    moodle_row,
)
from ontherecord.grading.holding import growing_whole
from ontherecord.grading.marking import Marked, few_files
from ontherecord.plain import printable
from ontherecord.questions.feedback import Feedback

NOT_MARKED = "not marked"
NOTHING = "No answer to a question that counts."
_HEADS = ("learner", "id", "late", "files", "note", "points", "out_of", "percent", "answered")
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r")
_WITHIN = re.compile(r"([;\"]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


class Gradebook:
    """Writes one row for each learner into every table, one learner after the other."""

    def __init__(self, folder: Path, units: Sequence[str], names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.out_of = out_of(self.names)
        tables = [folder / file for file in ("grades.csv", "moodle.csv", "canvas.csv")]
        with ExitStack() as stack:
            files = [_table(path, stack) for path in tables]
            self._open = stack.pop_all()
        self._grades, self._moodle, self._canvas = map(csv.writer, files)
        self._grades.writerow([*_HEADS, *self.names])
        self._moodle.writerow(MOODLE_HEADS)
        # Canvas finds an assignment by its title: another unit must not overwrite this one.
        self._canvas.writerow([*CANVAS_HEADS, " ".join(["On the Record", *units])])
        self._canvas.writerow(["    Points Possible", "", "", "", f"{self.out_of:g}"])

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(*error)

    def write(self, marked: Marked) -> None:
        """Adds the learner's row to each table."""
        points = self.points(marked)
        percent = round(100 * points / self.out_of, 1) if self.out_of else 0
        given = {name: _earned(one) for name, one in marked.feedback.items()}
        earned = [given.get(name, "") for name in self.names]
        answered = len(earned) - earned.count("")
        note = marked.note or ("" if answered else NOTHING)
        name = as_cell(marked.learner)
        files = as_cell(few_files(marked.files, "; "))
        late = "late" if marked.late else ""
        head = [name, as_cell(marked.id), late, files, as_cell(note), f"{points:g}"]
        self._grades.writerow([*head, f"{self.out_of:g}", f"{percent:g}", answered, *earned])
        if marked.settled:
            # What is not the last word is no grade, and an empty one might remove an earlier one.
            self._moodle.writerow(moodle_row(marked, name, f"{points:g}", f"{self.out_of:g}"))
            self._canvas.writerow(canvas_row(marked, name, f"{points:g}"))

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
    clean = printable(text)
    # Where numbers have a decimal comma, cells end at a semicolon, and a quote may begin one.
    clean = _WITHIN.sub(r"\1'", clean)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _earned(feedback: Feedback) -> float | str:
    if feedback.state == "unanswered":
        return ""
    return NOT_MARKED if feedback.state == "recorded" else feedback.earned


def _table(path: Path, stack: ExitStack) -> IO[str]:
    # Learners come while others are still marked: a run that breaks off leaves the old table.
    beside = stack.enter_context(growing_whole(path))
    return stack.enter_context(beside.open("w", encoding="utf-8", newline=""))
