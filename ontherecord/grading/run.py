"""The whole of marking a folder: find, mark, write; what is done already is not done again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ontherecord import questions
from ontherecord.errors import UnknownNameError
from ontherecord.grading.gradebook import Gradebook, units_that_count
from ontherecord.grading.marking import Marked, Work, kit_fingerprint, mark
from ontherecord.grading.page import feedback_page
from ontherecord.grading.report import Report
from ontherecord.grading.submissions import Remark, Submission, found
from ontherecord.vocabulary import listed

Pair = tuple[Hashable, Work]
Spread = Callable[[Iterable[Pair]], Iterator[tuple[Hashable, Marked]]]
"""Who marks: takes pairs of a place and the work for it, gives the places with marks, in any order.

`in_this_process` is one; the others stand in ontherecord.grading.spreading.
"""

_UNSAFE = re.compile(r"[^\w.-]+")


def in_this_process(pairs: Iterable[Pair]) -> Iterator[tuple[Hashable, Marked]]:
    """One after the other, here."""
    for place, work in pairs:
        yield place, mark(work)


def grade(
    submissions: Path,
    out: Path,
    units: Sequence[str] = (),
    explain: bool = True,
    tell: Callable[[int, int], None] = lambda done, of: None,
    sandboxed: bool = True,
    spread: Spread = in_this_process,
) -> Path:
    """Marks every submission and writes the results into `out`; gives `out`.

    `units` say which questions count; left out, the units that more than half of the learners
    answered.  `tell` is called with how many learners are done, and of how many.  Without
    `sandboxed`, code of learners is run on this computer with nothing round it.  `spread` says who
    marks.
    """
    known = questions.units()
    if unknown := [unit for unit in units if unit not in known]:
        raise UnknownNameError(
            f"There is no unit {listed(unknown, 'and')}.",
            f"There are {listed(known, 'and')}.",
            "Give one of these.",
        )
    notebooks, remarks = found(submissions)
    for folder in ("feedback", "marks"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    classed = [list(group) for _, group in groupby(notebooks, lambda one: (one.learner, one.id))]
    root = submissions if submissions.is_dir() else submissions.parent
    # Before the marking: processes that mark inherit what is read here.
    names = _names_of(units)
    files = _marked_files(root, classed, out, tell, sandboxed, spread)
    if not units:
        names = _names_of(units_that_count(_units_of(one) for one in _kept(files)))
    report = Report(names)
    with Gradebook(out, names) as book, (out / "log.txt").open("w", encoding="utf-8") as log:
        log.writelines(map(_log_line, remarks))
        for file, marked in zip(files, _kept(files), strict=True):
            book.write(marked)
            report.add(marked)
            page = feedback_page(marked, names, explain)
            # Every run writes the pages anew; only marks must outlive a run that breaks off.
            (out / "feedback" / f"{file.stem}.html").write_bytes(page.encode())
            log.writelines(_log_line(one) for one in _remarks(marked, names))
    (out / "report.html").write_bytes(report.page().encode())
    return out


def _names_of(units: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for unit in units for name in questions.names(unit))


def _marked_files(
    root: Path,
    classed: list[list[Submission]],
    out: Path,
    tell: Callable[[int, int], None],
    sandboxed: bool,
    spread: Spread,
) -> list[Path]:
    """The file with the marks of each learner, made where it is missing or out of date."""
    kit = kit_fingerprint()
    files = [out / "marks" / f"{_safe_name(handed[0])}.json" for handed in classed]
    earlier = {file.name for file in (out / "marks").iterdir()}
    done = 0

    def to_do() -> Iterator[tuple[Path, Work]]:
        nonlocal done
        for file, handed in zip(files, classed, strict=True):
            work = Work.opened(root, handed, kit, sandboxed)
            kept = _earlier(file) if file.name in earlier else None
            if kept is None or kept.fingerprint != work.fingerprint or not kept.settled:
                yield file, work
            else:
                done += 1
                tell(done, len(classed))

    for file, marked in spread(to_do()):
        # A file that a kill cut off is no JSON, and is made again.
        file.write_bytes(f"{marked.as_json()}\n".encode())
        done += 1
        tell(done, len(classed))
    return files


def _safe_name(one: Submission) -> str:
    """A file name for a learner: readable, and never that of another learner."""
    whole = f"{one.learner}\0{one.id}".encode("utf-8", "replace")
    readable = _UNSAFE.sub("-", one.learner)[:40].strip(".-") or "learner"
    return f"{readable}-{hashlib.sha256(whole).hexdigest()[:10]}"


def _earlier(file: Path) -> Marked | None:
    try:
        return Marked.from_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _kept(files: list[Path]) -> Iterator[Marked]:
    # Read again, one at a time: a large class need not fit into memory.
    return (Marked.from_json(file.read_text(encoding="utf-8")) for file in files)


def _units_of(marked: Marked) -> set[str]:
    answered = (name for name, one in marked.feedback.items() if one.state != "unanswered")
    return {name.partition(".")[0] for name in answered}


def _remarks(marked: Marked, names: Sequence[str]) -> Iterator[Remark]:
    yield from marked.remarks
    file = ", ".join(marked.files)
    if marked.late:
        yield Remark(file, "Handed in late. The points are not lowered.")
    missing = [name for name in names if name not in marked.feedback]
    if missing and marked.feedback:
        yield Remark(file, f"No answer to {listed(missing, 'and')}. They earn nothing.")
    others = sorted(set(marked.feedback) - set(names))
    if others:
        yield Remark(file, f"Answers that do not count here: {listed(others, 'and')}.")


def _log_line(remark: Remark) -> str:
    line = f"{remark.file}: {remark.text}"
    if not line.isprintable():
        line = "".join(one if one.isprintable() else " " for one in line)
    return f"{line[:2000]}\n"
