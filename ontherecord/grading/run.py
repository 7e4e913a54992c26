"""The whole of marking a folder: find, mark, write; what is done already is not done again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ontherecord import questions
from ontherecord.errors import OnTheRecordError, UnknownNameError
from ontherecord.grading.holding import alone_in, grown, write_at_once
from ontherecord.grading.marking import (
    Marked,
    Work,
    kit_fingerprint,
    mark,
    packages_fingerprint,
)
from ontherecord.grading.results import (
    FOLDERS,
    OTHER_THAN_MARKS,
    Kept,
    read_marks,
    units_that_count,
    write_results,
)
from ontherecord.grading.submissions import Submission, found
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
    say: Callable[[str], None] = lambda sentence: None,
) -> Path:
    """Marks every submission and writes the results into `out`; gives `out`.

    `units` say which questions count; left out, the units that more than half of the learners
    answered.  `tell` is called with how many learners are done, and of how many.  Without
    `sandboxed`, code of learners is run on this computer with nothing round it.  `spread` says who
    marks.  `say` is called with the sentences that sum it up.  Raises OnTheRecordError for a unit
    that is none, for submissions that are none, where the results would lie among them, and where
    another process writes into `out`.
    """
    known = questions.units()
    if unknown := [unit for unit in units if unit not in known]:
        raise UnknownNameError(
            f"There is no unit {listed(unknown, 'and')}.",
            f"There are {listed(known, 'and')}.",
            "Give one of these.",
        )
    _refuse_among(submissions, out)
    units = tuple(dict.fromkeys(units))
    try:
        return _graded(submissions, out, units, explain, tell, sandboxed, spread, say)
    except OSError as error:
        if error.errno is None:  # Not of this computer's files.
            raise OnTheRecordError(
                f"A connection was lost ({error}).",
                "The scheduler and its workers must be reachable until the end.",
                "Run the same command again. What is marked already is not lost.",
            ) from error
        which = grown(error.filename2 or error.filename or out)
        raise OnTheRecordError(
            f"{which} cannot be written ({error.strerror or error}).",
            "The results need a folder that can be written, with no file of them open elsewhere.",
            "Close it, or give another folder with --out. What is marked already is not lost.",
        ) from error


def _graded(
    submissions: Path,
    out: Path,
    units: Sequence[str],
    explain: bool,
    tell: Callable[[int, int], None],
    sandboxed: bool,
    spread: Spread,
    say: Callable[[str], None],
) -> Path:
    notebooks, remarks = found(submissions)
    for folder in FOLDERS:
        (out / folder).mkdir(parents=True, exist_ok=True)
    classed = [list(group) for _, group in groupby(notebooks, lambda one: (one.learner, one.id))]
    # Before the marking: processes that mark inherit what is read here.
    for unit in units:
        questions.names(unit)

    def works(kit: str) -> Iterator[Work]:
        root = submissions if submissions.is_dir() else submissions.parent
        packages = packages_fingerprint()
        for handed in classed:
            yield Work.opened(root, handed, kit, sandboxed, units, packages)

    files = [out / "marks" / f"{_safe_name(handed[0])}.json" for handed in classed]
    with alone_in(out):
        kept = _marked(files, works(kit_fingerprint()), tell, spread)
        if not units:
            # All must be marked before it is known which ones count.
            kept = [(file, None) for file, _ in kept]
            units = units_that_count(file for file, _ in kept)
        for sentence in write_results(out, units, kept, remarks, explain):
            say(sentence)
    return out


def _refuse_among(submissions: Path, out: Path) -> None:
    """Raises OnTheRecordError where a file of results would be taken for one that was handed in."""
    handed = submissions.resolve()
    places = (out.resolve(), *((out / folder).resolve() for folder in FOLDERS))
    if handed.is_file() and handed.parent in places:
        raise OnTheRecordError(
            f"{submissions} lies among the results.",
            "They need a folder of their own, so that nothing handed in is changed.",
            "Give another folder with --out.",
        )
    if handed.is_dir() and any(place.is_relative_to(handed) for place in places):
        raise OnTheRecordError(
            f"The results would lie in {submissions}, among the submissions.",
            "They need a folder of their own, so that nothing handed in is changed.",
            "Give another folder with --out.",
        )


def _marked(
    files: list[Path], works: Iterator[Work], tell: Callable[[int, int], None], spread: Spread
) -> Iterator[Kept]:
    """The files with the marks of each learner, in this order, each as soon as it is up to date.

    It makes those that are missing or out of date.
    """
    earlier = {file.name for file in files[0].parent.iterdir()} if files else set()
    ready: set[Path] = set()

    def to_do() -> Iterator[tuple[Path, Work]]:
        for file, work in zip(files, works, strict=True):
            old = _earlier(file) if file.name in earlier else None
            if old is None or old.fingerprint != work.fingerprint or not old.settled:
                yield file, work
            else:
                ready.add(file)
                tell(len(ready), len(files))

    done = 0
    for file, marked in spread(to_do()):
        marked = _keep(file, marked)
        ready.add(file)
        while done < len(files) and files[done] in ready:
            yield files[done], marked if files[done] is file else None
            done += 1
        tell(len(ready), len(files))
    for file in files[done:]:
        yield file, None


def _keep(file: Path, marked: Marked) -> Marked:
    text, marked = marked.written()
    write_at_once(file, f"{text}\n".encode())
    return marked


def _safe_name(one: Submission) -> str:
    """A file name for a learner: readable, and never that of another learner."""
    whole = f"{one.learner}\0{one.id}".encode("utf-8", "replace")
    readable = _UNSAFE.sub("-", one.learner)[:40].strip(".-") or "learner"
    return f"{readable}-{hashlib.sha256(whole).hexdigest()[:32]}"


def _earlier(file: Path) -> Marked | None:
    try:
        return read_marks(file)
    except OTHER_THAN_MARKS:
        return None
