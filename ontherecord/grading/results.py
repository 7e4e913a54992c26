"""What the marks of a class are written to: tables, pages, the report, the log and a summary."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from ontherecord import questions
from ontherecord.errors import OnTheRecordError
from ontherecord.grading import course_systems
from ontherecord.grading.finds import Remark
from ontherecord.grading.gradebook import NOTHING, Gradebook, out_of
from ontherecord.grading.holding import growing_whole
from ontherecord.grading.marking import Marked, few_files
from ontherecord.grading.page import feedback_page
from ontherecord.grading.report import Report
from ontherecord.plain import printable
from ontherecord.vocabulary import few, listed

Kept = tuple[Path, Marked | None]
"""A file with a learner's marks, and the marks where they are at hand: else it is read.

A large class need not fit into memory.
"""

FOLDERS = ("feedback", "marks")
"""The folders among the results; in each is one file for a learner."""

LOG = "log.txt"
FILE_CHARACTERS = 500
_OURS = re.compile(r".+-[0-9a-f]{32}\.json")
_BEGUN = re.compile(rf"\.{_OURS.pattern}\.part")


def write_results(
    out: Path, units: Sequence[str], kept: Iterable[Kept], remarks: Iterable[Remark], explain: bool
) -> list[str]:
    """Writes all that the marks give for these units; the sentences that sum it up.

    They are taken one by one, while later ones may still be made.
    """
    names = tuple(name for unit in units for name in questions.names(unit))
    report, others, stems = Report(names), Counter[str](), set[str]()
    unmarked = nothing = 0
    pages_at = out / "feedback"
    with ExitStack() as stack:
        book = stack.enter_context(Gradebook(out, units, names))
        pages = stack.enter_context(course_systems.MoodlePages(out))
        log = stack.enter_context(Log(stack.enter_context(growing_whole(out / LOG))))
        report_at = stack.enter_context(growing_whole(out / "report.html"))
        log.write(remarks)
        for file, marked in kept:
            marked = marked or _just_made(file)
            page, failed = _page(marked, names, explain)
            book.write(marked)
            report.add(marked)
            # Every run writes the pages anew; only marks must outlive a run that breaks off.
            with open(f"{pages_at}/{file.stem}.html", "wb") as made:
                made.write(page)
            pages.add(marked, page)
            log.write([*failed, *_remarks(marked, names)])
            log.write_last(_left_open(marked, names))
            others.update(_units_of(marked).difference(units))
            unmarked += not marked.settled
            nothing += marked.settled and not _answers(marked, names)
            stems.add(file.stem)
        log.write(_of_others(others))
        report_at.write_bytes(report.page().encode())
    _remove_former(out, stems)
    return _summary(len(stems), units, unmarked, nothing, log)


def _just_made(file: Path) -> Marked:
    try:
        return read_marks(file)
    except OTHER_THAN_MARKS:
        raise OnTheRecordError(
            f"{file} was changed while the results were written.",
            "Two commands must not write into the same folder at the same time.",
            "Wait for the other one, and run this one again.",
        ) from None


def _page(
    marked: Marked, names: tuple[str, ...], explain: bool
) -> tuple[bytes, tuple[Remark, ...]]:
    """The learner's page, and lines for the log where it could not be made whole."""
    try:
        return feedback_page(marked, names, explain).encode(), ()
    except Exception as fault:  # Whatever one learner answered, the others get their pages.
        why = f"Its feedback page failed ({type(fault).__name__}), which is a fault of the kit."
        told = (Remark(few_files(marked.files), why),)
        fuller = replace(marked, remarks=(*marked.remarks, *told))
        return feedback_page(fuller, names, explain, cards=False).encode(), told


OTHER_THAN_MARKS = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What `read_marks` raises where a file holds no marks."""


def read_marks(file: Path) -> Marked:
    """The marks in a file; raises one of OTHER_THAN_MARKS."""
    return Marked.read(file.read_text(encoding="utf-8"))


def units_that_count(files: Iterable[Path]) -> tuple[str, ...]:
    """The units that more than half of the learners with any answer have answered."""
    counts: Counter[str] = Counter()
    learners = 0
    for file in files:
        units = _units_of(read_marks(file))
        learners += bool(units)
        counts.update(units)
    return tuple(sorted(unit for unit, count in counts.items() if 2 * count > learners))


def _units_of(marked: Marked) -> set[str]:
    answered = (name for name, one in marked.feedback.items() if one.state != "unanswered")
    return {name.partition(".")[0] for name in answered}


class Log:
    """The file with one line for each thing that was not as it should be; `lines` counts them.

    What was only left open, counted by `open`, stands last, so that nothing else is lost in it.
    """

    def __init__(self, path: Path) -> None:
        self.lines = self.open = 0
        self._file = path.open("w+", encoding="utf-8")
        # A file of its own: the lines of a large class need not fit into memory.
        self._last_at = path.with_name(f"{path.name}.last")
        self._last = self._last_at.open("w+", encoding="utf-8")

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *error: object) -> None:
        with self._file, self._last:
            self._last.seek(0)
            self._file.writelines(self._last)
        self._last_at.unlink()

    def write(self, remarks: Iterable[Remark]) -> None:
        """Adds a line for each remark."""
        for remark in remarks:
            self._file.write(_line(remark))
            self.lines += 1

    def write_last(self, remarks: Iterable[Remark]) -> None:
        """Adds a line for each question, or several, that a learner left open."""
        for remark in remarks:
            self._last.write(_line(remark))
            self.lines += 1
            self.open += 1


def _line(remark: Remark) -> str:
    file, text = printable(remark.file), printable(remark.text)
    file = f"{file[:FILE_CHARACTERS]}..." if len(file) > FILE_CHARACTERS else file
    if ": " in file or file.startswith('"'):
        # Else a file could be named like another's line.
        file = json.dumps(file, ensure_ascii=False)
    return f"{file}: {text}"[:2000] + "\n"


def _remarks(marked: Marked, names: Sequence[str]) -> Iterator[Remark]:
    yield from marked.remarks
    file = few_files(marked.files)
    if marked.late:
        yield Remark(file, "Handed in late. The points are not lowered.")
    if not marked.remarks and not _answers(marked, names):
        yield Remark(file, f"{NOTHING} It earns nothing.")


def _answers(marked: Marked, names: Sequence[str]) -> set[str]:
    feedback = marked.feedback
    return {name for name in names if name in feedback and feedback[name].state != "unanswered"}


def _left_open(marked: Marked, names: Sequence[str]) -> Iterator[Remark]:
    answered = _answers(marked, names)
    missing = [name for name in names if name not in answered]
    if missing and answered:
        earns = "It earns" if len(missing) == 1 else "They earn"
        yield Remark(few_files(marked.files), f"No answer to {few(missing)}. {earns} nothing.")


def _of_others(learners: Counter[str]) -> Iterator[Remark]:
    for unit, count in sorted(learners.items()):
        who = "1 learner" if count == 1 else f"{count:,} learners"
        yield Remark("All submissions", f"{who} answered unit {unit}, which does not count here.")


def _remove_former(out: Path, stems: set[str]) -> None:
    """Removes pages and marks of learners who are not among the submissions any more."""
    for file in (out / "marks").iterdir():
        if _BEGUN.fullmatch(file.name):
            file.unlink()  # A command was killed while it wrote it.
        if _OURS.fullmatch(file.name) and file.stem not in stems and _holds_marks(file):
            (out / "feedback" / f"{file.stem}.html").unlink(missing_ok=True)
            file.unlink()


def _holds_marks(file: Path) -> bool:
    """Whether the kit has written the file; what somebody else puts there stays."""
    try:
        read_marks(file)
    except OTHER_THAN_MARKS:
        return False
    return True


def _summary(
    learners: int, units: Sequence[str], unmarked: int, nothing: int, log: Log
) -> list[str]:
    if not learners:
        return ["No notebook was found. The log says what else was there."]
    counted = f"Questions of {listed(units, 'and')} count" if units else "No question was answered"
    told = [f"{_so_many(learners)}. {counted}{_points_of(units)}."]
    if unmarked:
        told.append(
            f"NOT MARKED: some answers of {unmarked:,} of them. {LOG} says why, and the tables for "
            "course systems have no grade for them."
        )
    if units and nothing == learners:
        told.append("NOBODY answered one of these questions: look whether --unit is right.")
    elif units and nothing:
        told.append(f"{_so_many(nothing)} answered none of them and earned nothing: see {LOG}.")
    if log.lines:
        last = f" The last {log.open:,} are on questions left open." if log.open else ""
        told.append(f"Lines in {LOG} on what was not as it should be: {log.lines:,}.{last}")
    return told


def _so_many(learners: int) -> str:
    return f"{learners:,} learner{'s' * (learners != 1)}"


def _points_of(units: Sequence[str]) -> str:
    """What each unit can earn, as a course system asks when an assignment is made."""
    points = (f"{unit} {out_of(questions.names(unit)):g}" for unit in units)
    return f" (points: {', '.join(points)})" if units else ""
