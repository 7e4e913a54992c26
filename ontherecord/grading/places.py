"""What lies in a folder or a zip file of submissions: notebooks, and what is told of the rest.

Nothing is unpacked, no link is followed, and what is no plain file is not opened.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ontherecord.grading.whose import is_notebook

NOTEBOOK_BYTES = 20_000_000
"""The largest notebook that is read, in bytes; an honest one has well under a million."""

ZIP_MEMBERS, CLASS_MEMBERS = 5_000, 200_000
ZIP_RATIO = 200
"""How many files a learner's or a class's zip file may hold, and how far a large one may unpack."""

INNER_ZIP_BYTES, INNER_ZIP_RATIO = 60_000_000, 20
"""How large a zip file in a zip file may be, and how far it may unpack: it is packed already."""

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
    """A notebook that was found, or a zip file.

    `archive` is the zip file that holds it, `member` its name in there: two names where a zip file
    in that one holds it.  `around` is the name of the innermost zip file.
    """

    place: PurePosixPath
    archive: Path | None = None
    member: tuple[str, ...] = ()
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
            elif _is_zip(place):
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
    hidden = name.startswith(".") and not name.startswith("._")
    return hidden and (is_notebook(name) or _is_zip(PurePosixPath(name)))


def in_zip(
    path: Path, place: PurePosixPath, remarks: list[Remark], others: list[PurePosixPath]
) -> Iterator[Found]:
    """The notebooks of a zip file and of the zip files in it; their own names stand for folders.

    What else is in the zip file of a whole class is added to `others`.
    """
    told = str(place) if place.name else path.name
    if archive := _opened(lambda: zipfile.ZipFile(path), told, remarks):
        with archive:
            yield from _in_archive(archive, Found(place, path), told, remarks, others)


def inner_zip(archive: zipfile.ZipFile, name: str) -> zipfile.ZipFile:
    """A zip file in a zip file, in memory; raises BadZipFile and what else zipfile raises."""
    with archive.open(name) as stream:
        content = stream.read(INNER_ZIP_BYTES + 1)
    # What the zip file says of its own sizes need not be so.
    if len(content) > INNER_ZIP_BYTES:
        raise zipfile.BadZipFile(f"it is larger than {INNER_ZIP_BYTES // 1_000_000} MB")
    return zipfile.ZipFile(io.BytesIO(content))


def _opened(
    opening: Callable[[], zipfile.ZipFile], told: str, remarks: list[Remark]
) -> zipfile.ZipFile | None:
    try:
        return opening()
    except Exception as error:  # A broken zip file has many ways to fail.
        why = getattr(error, "strerror", None) or error
        remarks.append(Remark(told, f"It is no zip file that can be read ({why}). Skipped."))
        return None


def _in_archive(
    archive: zipfile.ZipFile,
    zip: Found,
    told: str,
    remarks: list[Remark],
    others: list[PurePosixPath],
) -> Iterator[Found]:
    """The notebooks of the zip file that lies at `zip.place`, which is empty for a class's."""
    members = archive.infolist()
    most = ZIP_MEMBERS if zip.place.name else CLASS_MEMBERS
    if len(members) > most:
        remarks.append(Remark(told, f"It holds more than {most:,} files. Skipped."))
        return
    rest: list[PurePosixPath] = []
    around = zip.place.with_suffix("") if zip.place.name else PurePosixPath()
    before, any_yet, full = len(remarks), False, set()
    for member in members:
        if len(member.filename) > NAME_CHARACTERS:
            remarks.append(Remark(f"{told}/{member.filename[:200]}", _LONG_NAME))
            continue
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        # Two slashes begin a path, too, and would lead out of the folder.
        steps = [part for part in inside.parts if part.strip("/") and part not in ("..", ".")]
        full.add(PurePosixPath(*steps[:-1]))
        if reason := _why_not(member, inside, deep=bool(zip.member)):
            if reason != _NO_NOTEBOOK:
                remarks.append(Remark(f"{told}/{str(inside)[:200]}", f"{reason} Skipped."))
            elif not zip.place.name and steps and not set(steps) & _LEFT_OUT:
                rest.append(PurePosixPath(*steps))
            continue
        any_yet = True
        name = member.filename
        one = Found(around.joinpath(*steps), zip.archive, (*zip.member, name), around.name)
        where = str(one.place)
        if not _is_zip(inside):
            yield one
        elif inner := _opened(partial(inner_zip, archive, name), where, remarks):
            yield from _in_archive(inner, one, where, remarks, others)
    others += [place for place in rest if place not in full]
    if not any_yet and len(remarks) == before:
        remarks.append(Remark(told, "It holds no notebook."))


_NO_NOTEBOOK = "-"
_LONG_NAME = "Its name is too long. Skipped."
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_HIDDEN_WORK = _HIDDEN.removesuffix(" Skipped.")


def _is_zip(place: PurePosixPath) -> bool:
    return place.suffix.lower() == ".zip"


def _why_not(member: zipfile.ZipInfo, inside: PurePosixPath, deep: bool) -> str | None:
    """Why a member of a zip file is not read; _NO_NOTEBOOK for what needs no word.

    `deep` says that the zip file lies in another one itself.
    """
    if set(inside.parts) & _LEFT_OUT:
        return _NO_NOTEBOOK
    if member.is_dir() or inside.name.startswith("."):
        return _HIDDEN_WORK if _is_hidden_work(inside.name) else _NO_NOTEBOOK
    packed = _is_zip(inside)
    if packed and deep:
        return "It is a zip file in a zip file in a zip file."
    if not packed and not is_notebook(inside.name):
        return _NO_NOTEBOOK
    if stat.S_ISLNK(member.external_attr >> 16):
        return "It is a link to another place."
    if member.flag_bits & 1:
        return "It is locked with a password."
    if member.compress_type not in _METHODS:
        # What unpacks the others fills the memory before it can be stopped.
        return "It is packed in another way than deflate. Pack it again as a plain zip file."
    most = INNER_ZIP_BYTES if packed else NOTEBOOK_BYTES
    if member.file_size > most:
        return f"It is larger than {most // 1_000_000} MB."
    ratio = INNER_ZIP_RATIO if packed else ZIP_RATIO
    far = member.file_size > ratio * max(member.compress_size, 1)
    if far and (packed or member.file_size > _SMALL_BYTES):
        return f"It unpacks to more than {ratio} times its size."
    return None
