"""Which notebooks a folder of submissions holds, and whose each is.

The folder may be flat, have a folder for each learner, or be what Moodle, Canvas or nbgrader give;
zip files are looked into, within limits, and nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ontherecord.errors import OnTheRecordError
from ontherecord.grading.whose import depth_of_class, is_class, is_notebook, parts_of, whose

NOTEBOOK_BYTES = 20_000_000
"""The largest notebook that is read, in bytes; an honest one has well under a million."""

ZIP_MEMBERS, CLASS_MEMBERS = 5_000, 200_000
ZIP_RATIO = 200
"""How many files a learner's or a class's zip file may hold, and how far a large one may unpack."""

MOST_FILES = 200
"""How many notebooks of one learner are looked at, the newest; a course has eighteen."""

MOST_REMARKS = 50
"""How many lines of the log one learner's files can get before they are read."""

NAME_CHARACTERS = 1_000
_SMALL_BYTES = 10_000_000
# A place that a broken zip file names, a link that was put there.
_OF_THE_FILE = (None, errno.EINVAL, errno.ELOOP)
_LEFT_OUT = {".ipynb_checkpoints", "__MACOSX", "Thumbs.db", "desktop.ini"}
_LIKE_A_CLASS = (
    "It was taken for one learner's, and what is in it bears the names of several people. If it "
    "is a class, give this folder by itself."
)
_HIDDEN = "It is hidden: its name begins with a dot. Skipped."
_DIGITS = re.compile(r"(\d+)")
_OF_NBGRADER = {"autograded", "feedback", "release", "source"}


@dataclass(frozen=True)
class Remark:
    """A file that is not as it should be, and what was done about it."""

    file: str
    text: str


@dataclass(frozen=True)
class Submission:
    """One notebook that somebody handed in.

    `file` is its place in the folder, `archive` the zip file that holds it as `member`.
    `copy` counts the copies of one name, so that the newest is known.
    """

    learner: str
    id: str
    file: str
    late: bool
    copy: int
    archive: Path | None = None
    member: str | None = None

    def content(self, root: Path, most: int = NOTEBOOK_BYTES) -> bytes:
        """The bytes, at most `most` and NOTEBOOK_BYTES.

        Raises UnreadableSubmission, and UnreadHere where that is no fault of the file.
        """
        try:
            content = self._member() if self.archive else _bytes_of(root / self.file)
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

    def _member(self) -> bytes:
        with _opened(self.archive).open(self.member) as stream:
            # What the zip file says of its own sizes need not be so.
            return _within_limit(stream.read(NOTEBOOK_BYTES + 1))


@lru_cache(maxsize=1)
def _opened(path: Path) -> zipfile.ZipFile:
    # To read the list of its members again for each of them would take minutes.
    return zipfile.ZipFile(path)


class UnreadableSubmission(Exception):
    """A notebook that cannot be read; the message is a sentence for the log."""


class UnreadHere(UnreadableSubmission):
    """A notebook that this computer cannot read now: closed to this user, or gone."""


def _bytes_of(path: Path) -> bytes:
    # A link, a device or a pipe put there since it was found is not opened.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadableSubmission("It is not a plain file.")
        return _within_limit(stream.read(NOTEBOOK_BYTES + 1))


def _within_limit(content: bytes) -> bytes:
    if len(content) > NOTEBOOK_BYTES:
        raise UnreadableSubmission(f"It is larger than {NOTEBOOK_BYTES // 1_000_000} MB.")
    return content


class _Found(NamedTuple):
    """A notebook that was found: `around` is the name of the zip file that holds it."""

    place: PurePosixPath
    archive: Path | None = None
    member: str | None = None
    around: str = ""


def found(root: Path) -> tuple[list[Submission], list[Remark]]:
    """The notebooks below `root`, by learner and file, and what could not be taken.

    Raises OnTheRecordError when `root` is no folder, no zip file and no notebook.
    """
    # A zip file may have been written anew since it was last opened.
    _opened.cache_clear()
    remarks: list[Remark] = []
    others: list[PurePosixPath] = []
    if root.is_dir():
        notebooks = list(_in_folder(root, remarks, others))
    elif root.is_file() and is_notebook(root.name):
        notebooks = [_Found(PurePosixPath(root.name))]
    elif root.is_file() and zipfile.is_zipfile(root):
        notebooks = list(_in_zip(root, PurePosixPath(), remarks, others))
    else:
        raise OnTheRecordError(
            f"There are no submissions at {root}.",
            "Give a folder with notebooks, a course system's zip file, or one notebook.",
            "Check the path.",
        )
    depth = depth_of_class([parts_of(one.place, one.around) for one in notebooks])
    submissions = [_submission(one, depth) for one in notebooks]
    remarks += _of_others(others, {one.learner for one in submissions}, depth)
    remarks += _like_classes(notebooks, depth)
    order = sorted(
        submissions, key=lambda one: (one.learner, one.id, one.copy, _in_order(one.file), one.file)
    )
    return order, _some(sorted(remarks, key=lambda one: (one.file, one.text)))


def _in_order(name: str) -> list[str | int]:
    """A key that puts `v9` before `v10`."""
    parts = _DIGITS.split(name)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def _like_classes(notebooks: Iterable[_Found], depth: int) -> Iterator[Remark]:
    """A line for each learner whose files bear the names of several people."""
    by_folder: dict[str, list[list[str]]] = defaultdict(list)
    for one in notebooks:
        parts = parts_of(one.place, one.around)
        if len(parts) > depth + 1:
            by_folder["/".join(parts[: depth + 1])].append(parts)
    for folder, all_parts in by_folder.items():
        if is_class(all_parts, depth + 1):
            yield Remark(folder, _LIKE_A_CLASS)


def _submission(one: _Found, depth: int) -> Submission:
    learner, id, late, copy = whose(parts_of(one.place, one.around), depth, one.around)
    return Submission(learner, id, str(one.place), late, copy, one.archive, one.member)


def _of_others(others: Iterable[PurePosixPath], learners: set[str], depth: int) -> Iterator[Remark]:
    """A line for each learner who handed in other files only."""
    told: set[str] = set()
    for place in others:
        learner = whose(parts_of(place) or [place.name], depth).learner
        if learner not in learners and learner not in told:
            told.add(learner)
            yield Remark(str(place), "It is no notebook, and there is none beside it.")


def _some(remarks: list[Remark]) -> list[Remark]:
    """The remarks, with at most MOST_REMARKS for what lies under one name."""
    kept = []
    for top, group in groupby(remarks, lambda one: one.file.partition("/")[0]):
        lines = list(group)
        kept += lines[:MOST_REMARKS]
        if len(lines) > MOST_REMARKS:
            kept.append(Remark(top, f"{len(lines) - MOST_REMARKS:,} more lines were left out."))
    return kept


def _in_folder(root: Path, remarks: list[Remark], others: list[PurePosixPath]) -> Iterator[_Found]:
    """The notebooks below the folder; what else is there is added to `others`."""

    def closed(error: OSError) -> None:
        place = Path(error.filename).relative_to(root).as_posix()
        remarks.append(Remark(place, "It cannot be looked into. Skipped."))

    for folder, inner, files in os.walk(root, onerror=closed):
        inner[:] = _worth_going(Path(folder), inner, root, remarks)
        if not inner and not files and Path(folder) != root:
            others.append(PurePosixPath(Path(folder).relative_to(root).as_posix()))
        for name in sorted(files):
            path = Path(folder, name)
            place = PurePosixPath(path.relative_to(root).as_posix())
            if not _worth_a_look(path, root, remarks):
                continue
            if is_notebook(name):
                yield _Found(place)
            elif path.suffix.lower() == ".zip":
                yield from _in_zip(path, place, remarks, others)
            else:
                others.append(place)


def _worth_going(folder: Path, inner: list[str], root: Path, remarks: list[Remark]) -> list[str]:
    """The folders to look into, in order."""
    if "submitted" in inner and (made := _OF_NBGRADER.intersection(inner)):
        at = PurePosixPath(folder.relative_to(root).as_posix())
        remarks += [
            Remark(str(at / name), "nbgrader made this folder. It was left out.") for name in made
        ]
        inner = [name for name in inner if name not in made]
    return sorted(name for name in inner if _worth_a_look(folder / name, root, remarks))


def _worth_a_look(path: Path, root: Path, remarks: list[Remark]) -> bool:
    place = path.relative_to(root).as_posix()
    if path.name in _LEFT_OUT or path.name.startswith("."):
        if _is_hidden_work(path.name):
            remarks.append(Remark(place, _HIDDEN))
        return False
    try:
        mode = path.lstat().st_mode
    except OSError:
        remarks.append(Remark(place, "It cannot be looked at. Skipped."))
        return False
    if stat.S_ISLNK(mode):
        remarks.append(Remark(place, "It is a link to another place. It was not followed."))
        return False
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        remarks.append(Remark(place, "It is not a file. It was not opened."))
        return False
    return True


def _is_hidden_work(name: str) -> bool:
    # Macs put a file whose name begins with `._` beside each file.
    return name.startswith(".") and is_notebook(name) and not name.startswith("._")


def _in_zip(
    path: Path, place: PurePosixPath, remarks: list[Remark], others: list[PurePosixPath]
) -> Iterator[_Found]:
    """The notebooks of a zip file; the zip file's own name stands for a folder.

    What else is in the zip file of a whole class is added to `others`.
    """
    told = str(place) if place.name else path.name
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Exception as error:  # A broken zip file has many ways to fail.
        why = getattr(error, "strerror", None) or error
        remarks.append(Remark(told, f"It is no zip file that can be read ({why}). Skipped."))
        return
    most = ZIP_MEMBERS if place.name else CLASS_MEMBERS
    if len(members) > most:
        remarks.append(Remark(told, f"It holds more than {most:,} files. Skipped."))
        return
    rest: list[tuple[str, PurePosixPath]] = []
    around = place.with_suffix("") if place.name else PurePosixPath()
    before, any_yet, full = len(remarks), False, set()
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        full.update(map(str, inside.parents))
        steps = [part for part in inside.parts if part not in ("/", "..", ".")]
        if reason := _why_not(member, inside):
            if reason != _NO_NOTEBOOK:
                remarks.append(Remark(f"{told}/{str(inside)[:200]}", f"{reason} Skipped."))
            elif not place.name and steps and not set(steps) & _LEFT_OUT:
                rest.append((str(inside), PurePosixPath(*steps)))
            continue
        any_yet = True
        yield _Found(around.joinpath(*steps), path, member.filename, around.name)
    others += [where for inside, where in rest if inside not in full]
    if not any_yet and len(remarks) == before:
        remarks.append(Remark(told, "It holds no notebook."))


_NO_NOTEBOOK = "-"
_HIDDEN_WORK = _HIDDEN.removesuffix(" Skipped.")


def _why_not(member: zipfile.ZipInfo, inside: PurePosixPath) -> str | None:
    """Why a member of a zip file is not read; _NO_NOTEBOOK for what needs no word."""
    if set(inside.parts) & _LEFT_OUT:
        return _NO_NOTEBOOK
    if member.is_dir() or inside.name.startswith("."):
        return _HIDDEN_WORK if _is_hidden_work(inside.name) else _NO_NOTEBOOK
    if len(member.filename) > NAME_CHARACTERS:
        return "Its name is too long."
    if inside.suffix.lower() == ".zip":
        return "It is a zip file in a zip file."
    if not is_notebook(inside.name):
        return _NO_NOTEBOOK
    if stat.S_ISLNK(member.external_attr >> 16):
        return "It is a link to another place."
    if member.flag_bits & 1:
        return "It is locked with a password."
    if member.file_size > NOTEBOOK_BYTES:
        return f"It is larger than {NOTEBOOK_BYTES // 1_000_000} MB."
    far = member.file_size > ZIP_RATIO * max(member.compress_size, 1)
    if far and member.file_size > _SMALL_BYTES:
        return f"It unpacks to more than {ZIP_RATIO} times its size."
    return None
