"""Which notebooks a folder of submissions holds, and whose each is.

The folder may be flat, have a folder for each learner, or be what Moodle, Canvas or nbgrader give;
zip files are looked into, within limits, and nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ontherecord.errors import OnTheRecordError
from ontherecord.grading.classes import depth_of_class, may_be_class, shared
from ontherecord.grading.finds import NOTEBOOK_BYTES, TOO_LARGE, Found, Remark, open_plain
from ontherecord.grading.places import in_folder
from ontherecord.grading.whose import Named, Whose, is_notebook, named, whose

MOST_FILES = 200
"""How many notebooks of one learner are looked at, the newest; a course has eighteen."""

MOST_REMARKS = 50
"""How many lines of the log one learner's files can get before they are read."""

# A place that a broken zip file names, a link that was put there.
_OF_THE_FILE = (None, errno.EINVAL, errno.ELOOP)
_LIKE_A_CLASS = (
    "It was taken for one learner's, and what is in it may bear the names of several people. If it "
    "is a class, give this folder by itself."
)
_DIGITS = re.compile(r"(\d+)")


class Submission(NamedTuple):
    """One notebook that somebody handed in.

    `file` is its place in the folder, `archive` the zip file that holds it as `member`: two names
    where a zip file in that one holds it, with where each begins in `starts`.
    `time` is when it was handed in, where a name says so, and `copy` counts the copies of one name,
    so that the newest is known.
    """

    learner: str
    id: str
    file: str
    late: bool
    copy: int
    archive: Path | None = None
    member: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    time: int = 0

    def content(self, root: Path, most: int = NOTEBOOK_BYTES) -> bytes:
        """The bytes, at most `most` and NOTEBOOK_BYTES.

        Raises UnreadableSubmission, and UnreadHere where that is no fault of the file.
        """
        try:
            content = _bytes_in_zip(self) if self.archive else _bytes_of(f"{root}/{self.file}")
        except UnreadableSubmission:
            raise
        except Exception as error:  # A broken zip file has many ways to fail.
            # Without the path, which is another one on another computer.
            why = getattr(error, "strerror", None) or error
            here = getattr(error, "errno", None) not in _OF_THE_FILE
            kind = UnreadHere if here else UnreadableSubmission
            raise kind(f"It cannot be read ({why}).") from None
        if len(content) > most:
            raise UnreadableSubmission("This learner's newer files fill all that is read.")
        return content


class UnreadableSubmission(Exception):
    """A notebook that cannot be read; the message is a sentence for the log."""


class UnreadHere(UnreadableSubmission):
    """A notebook that this computer cannot read now: closed to this user, or gone."""


def _bytes_of(path: str) -> bytes:
    with open_plain(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        # To ask for the largest size at once would take longer than all else here.
        content = stream.read(min(size, NOTEBOOK_BYTES) + 1)
        if len(content) > size:
            # It has grown since, or its disk does not tell the size.
            content += stream.read(NOTEBOOK_BYTES)
        return _within_limit(content)


def _bytes_in_zip(one: Submission) -> bytes:
    from ontherecord.grading.zips import content_of

    return _within_limit(content_of(one.archive, one.member, one.starts, NOTEBOOK_BYTES + 1))


def _within_limit(content: bytes) -> bytes:
    if len(content) > NOTEBOOK_BYTES:
        raise UnreadableSubmission(TOO_LARGE)
    return content


def found(root: Path) -> tuple[list[Submission], list[Remark]]:
    """The notebooks below `root`, by learner and file, and what could not be taken.

    Raises OnTheRecordError when `root` is no folder, no zip file and no notebook.
    """
    remarks: list[Remark] = []
    others: list[Remark] = []
    if root.is_dir():
        notebooks = list(in_folder(root, remarks, others))
    elif root.is_file() and is_notebook(root.name):
        notebooks = [Found(PurePosixPath(root.name))]
    elif root.is_file() and _is_zip_file(root):
        from ontherecord.grading.zips import in_zip

        notebooks = list(in_zip(root, PurePosixPath(), remarks, others))
    else:
        raise OnTheRecordError(
            f"There are no submissions at {root}.",
            "Give a folder with notebooks, a course system's zip file, or one notebook.",
            "Check the path.",
        )
    names = [named(one.place, one.zips) for one in notebooks]
    depth = depth_of_class(names)
    submissions = [
        _submission(one, whose(its, depth)) for one, its in zip(notebooks, names, strict=True)
    ]
    remarks += _of_others(others, {one.learner for one in submissions}, depth)
    remarks += _like_classes(names, depth)
    order = sorted(submissions, key=_from_oldest_to_newest)
    around = "" if root.is_dir() else f"{root.name}/"
    return order, _some(sorted(remarks, key=lambda one: (one.file, one.text)), around, depth)


def _from_oldest_to_newest(one: Submission) -> tuple:
    person = (_as_people_sort(one.learner), one.learner, one.id)
    return *person, one.time, one.copy, _in_order(one.file), one.file


@lru_cache(maxsize=1)
def _as_people_sort(name: str) -> str:
    """The name in small letters without accents."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return parts if parts.isascii() else "".join(c for c in parts if not unicodedata.combining(c))


def _in_order(name: str) -> list[str | int]:
    """A key that puts `v9` before `v10`."""
    parts = _DIGITS.split(name)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def _like_classes(all_names: Iterable[Named], depth: int) -> Iterator[Remark]:
    """A line for each learner whose files may bear the names of several people."""
    by_folder: dict[str, list[Named]] = defaultdict(list)
    for names in all_names:
        if len(names.parts) > depth + 1:
            by_folder["/".join(names.parts[: depth + 1])].append(names)
    for folder, inside in by_folder.items():
        if may_be_class(inside, shared(inside), inside[0].parts[depth]):
            yield Remark(folder, _LIKE_A_CLASS)


def _is_zip_file(path: Path) -> bool:
    # Whatever its name is.
    from zipfile import is_zipfile

    return is_zipfile(path)


def _submission(one: Found, its: Whose) -> Submission:
    return Submission(
        its.learner, its.id, str(one.place), its.late, its.copy, one.archive, one.member,
        one.starts, its.time,
    )  # fmt: skip


def _of_others(others: Iterable[Remark], learners: set[str], depth: int) -> Iterator[Remark]:
    """A line for each learner who handed in other files only."""
    told: set[str] = set()
    for one in others:
        place = PurePosixPath(one.file)
        names = named(place)
        learner = whose(names if names.parts else Named((place.name,)), depth).learner
        if learner not in learners and learner not in told:
            told.add(learner)
            yield one


def _some(remarks: list[Remark], around: str, depth: int) -> list[Remark]:
    """The remarks, with at most MOST_REMARKS for what lies under one learner's name.

    `around` is what stands before each place in the zip file of a class.
    """
    by_name: dict[str, list[Remark]] = defaultdict(list)
    for one in remarks:
        parts = named(PurePosixPath(one.file.removeprefix(around))).parts
        by_name["/".join(parts[: depth + 1])].append(one)
    kept = []
    for name, lines in by_name.items():
        kept += lines[:MOST_REMARKS]
        if len(lines) > MOST_REMARKS:
            kept.append(Remark(name, f"{len(lines) - MOST_REMARKS:,} more lines were left out."))
    return kept
