"""What lies in a folder or a zip file of submissions: notebooks, and what is told of the rest.

Nothing is unpacked, no link is followed, and what is no plain file is not opened.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ontherecord.grading.whose import is_notebook

NOTEBOOK_BYTES = 20_000_000
"""The largest notebook that is read, in bytes; an honest one has well under a million."""

ZIP_MEMBERS, CLASS_MEMBERS = 5_000, 200_000
ZIP_RATIO = 200
"""How many files a learner's or a class's zip file may hold, and how far a large one may unpack."""

NAME_CHARACTERS = 1_000
_SMALL_BYTES = 10_000_000
_LEFT_OUT = {".ipynb_checkpoints", "__MACOSX", "Thumbs.db", "desktop.ini"}
_HIDDEN = "It is hidden: its name begins with a dot. Skipped."
_OF_NBGRADER = {"autograded", "feedback", "release", "source"}


@dataclass(frozen=True)
class Remark:
    """A file that is not as it should be, and what was done about it."""

    file: str
    text: str


class Found(NamedTuple):
    """A notebook that was found: `around` is the name of the zip file that holds it."""

    place: PurePosixPath
    archive: Path | None = None
    member: str | None = None
    around: str = ""


def in_folder(root: Path, remarks: list[Remark], others: list[PurePosixPath]) -> Iterator[Found]:
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
                yield Found(place)
            elif path.suffix.lower() == ".zip":
                yield from in_zip(path, place, remarks, others)
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


def in_zip(
    path: Path, place: PurePosixPath, remarks: list[Remark], others: list[PurePosixPath]
) -> Iterator[Found]:
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
        yield Found(around.joinpath(*steps), path, member.filename, around.name)
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
