"""What lies in a folder or a zip file of submissions: notebooks, and what is told of the rest.

Nothing is unpacked, no link is followed, and what is no plain file is not opened.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
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
_LEFT_OUT = {
    ".ipynb_checkpoints", "__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir", "Icon\r",
    "__pycache__", "node_modules", "site-packages", "venv",
}  # fmt: skip
# Word locks what it opens, and Windows says where a file came from.
_LEFT_OUT_BEGINS, _LEFT_OUT_ENDS = "~$", ":Zone.Identifier"
_OF_A_VENV = {"bin", "etc", "Include", "include", "Lib", "lib", "lib64", "Scripts", "share"}
_HIDDEN = "It is hidden: its name begins with a dot. Skipped."
_OF_NBGRADER = {"autograded", "feedback", "release", "source"}
_SOLUTIONS = "These are the kit's own solutions, beside its exercises. They were left out."


@dataclass(frozen=True)
class Remark:
    """A file that is not as it should be, and what was done about it."""

    file: str
    text: str


class Found(NamedTuple):
    """A notebook that was found, or a zip file.

    `archive` is the zip file that holds it, `member` its name in there as zipfile knows it: two
    names where a zip file in that one holds it.  `starts` says where each begins, since two may
    have one name.  `zips` says how many names of the place lead to each zip file that holds it.
    """

    place: PurePosixPath
    archive: Path | None = None
    member: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    zips: tuple[int, ...] = ()


def in_folder(root: Path, remarks: list[Remark], others: list[PurePosixPath]) -> Iterator[Found]:
    """The notebooks below the folder; what else is there is added to `others`."""

    def closed(error: OSError) -> None:
        place = Path(error.filename).relative_to(root).as_posix()
        remarks.append(Remark(place, "It cannot be looked into. Skipped."))

    for folder, inner, files in os.walk(root, onerror=closed):
        inner[:] = _worth_going(Path(folder), inner, "pyvenv.cfg" in files, root, remarks)
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


def _worth_going(
    folder: Path, inner: list[str], is_venv: bool, root: Path, remarks: list[Remark]
) -> list[str]:
    """The folders to look into, in order."""
    at = PurePosixPath(folder.relative_to(root).as_posix())
    called = {name.casefold() for name in inner}
    left_out: dict[str, str] = {}
    if "submitted" in called:
        left_out |= dict.fromkeys(_OF_NBGRADER, "nbgrader made this folder. It was left out.")
    if "exercises" in called:
        left_out["solutions"] = _SOLUTIONS
    made = [name for name in inner if name.casefold() in left_out]
    remarks += [Remark(str(at / name), left_out[name.casefold()]) for name in made]
    if is_venv:
        # Not the whole folder: a learner's own work may lie beside them.
        made += _OF_A_VENV
    inner = [name for name in inner if name not in made]
    return sorted(name for name in inner if _worth_a_look(folder / name, root, remarks))


def _worth_a_look(path: Path, root: Path, remarks: list[Remark]) -> bool:
    place = path.relative_to(root).as_posix()
    if _is_left_out(path.name) or path.name.startswith("."):
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


def _is_left_out(name: str) -> bool:
    """Whether a file or folder of that name is nobody's work, and needs no word."""
    return (
        name in _LEFT_OUT
        or name.startswith(_LEFT_OUT_BEGINS)
        # Where a system allows no colon, another character stands there.
        or name.endswith(_LEFT_OUT_ENDS)
        or name.endswith(_LEFT_OUT_ENDS.replace(":", "\uf03a"))
    )


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
            zips = (len(place.parts),) if place.name else ()
            yield from _in_archive(archive, Found(place, path, zips=zips), told, remarks, others)


def member_at(archive: zipfile.ZipFile, name: str, start: int) -> zipfile.ZipInfo:
    """The member that zipfile knows by that name and that begins there; raises KeyError."""
    member = archive.getinfo(name)
    if member.header_offset == start:
        return member
    for other in archive.infolist():
        if other.filename == name and other.header_offset == start:
            return other
    raise KeyError(f"There is no item named {name!r} in the archive")


def inner_zip(archive: zipfile.ZipFile, name: str, start: int) -> zipfile.ZipFile:
    """A zip file in a zip file, in memory; raises BadZipFile and what else zipfile raises."""
    with archive.open(member_at(archive, name, start)) as stream:
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
    read = [(member, _name_of(member)) for member in members]
    left_out = _LeftOut(_steps(name) for _, name in read if len(name) <= NAME_CHARACTERS)
    for member, name in read:
        if len(name) > NAME_CHARACTERS or len(member.filename) > NAME_CHARACTERS:
            remarks.append(Remark(f"{told}/{name[:200]}", _LONG_NAME))
            continue
        steps = _steps(name)
        inside = PurePosixPath(*steps)
        full.add(inside.parent)
        if solutions := left_out.solutions(steps):
            any_yet = True
            if left_out.is_new(solutions):
                remarks.append(Remark(f"{told}/{solutions}"[:NAME_CHARACTERS], _SOLUTIONS))
            continue
        if reason := _why_not(member, inside, name, bool(zip.member), left_out.is_known(steps)):
            if reason != _NO_NOTEBOOK:
                remarks.append(Remark(f"{told}/{str(inside)[:200]}", f"{reason} Skipped."))
            elif not zip.place.name and steps and not left_out.is_known(steps):
                rest.append(inside)
            continue
        any_yet = True
        place = around / inside
        starts = (*zip.starts, member.header_offset)
        one = Found(place, zip.archive, (*zip.member, member.filename), starts, zip.zips)
        where = str(place)
        if not _is_zip(inside):
            yield one
            continue
        opening = partial(inner_zip, archive, member.filename, member.header_offset)
        if inner := _opened(opening, where, remarks):
            packed = one._replace(zips=(*zip.zips, len(place.parts)))
            yield from _in_archive(inner, packed, where, remarks, others)
    others += [place for place in rest if place not in full]
    if not any_yet and len(remarks) == before:
        remarks.append(Remark(told, "It holds no notebook."))


def _steps(name: str) -> tuple[str, ...]:
    """The folders and the file that a name in a zip file gives, within its own folder."""
    inside = PurePosixPath(name.replace("\\", "/"))
    # Two slashes begin a path, too, and would lead out of the folder.
    return tuple(part for part in inside.parts if part.strip("/") and part not in ("..", "."))


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 and do not say so."""
    if member.flag_bits & _SAYS_UTF_8:
        return member.filename
    # zipfile reads the others so, and later versions have believed the extra field already.
    raw = member.orig_filename.encode("cp437", "replace")
    name = _name_beside(member.extra, raw) or _as_utf_8(raw)
    return name.partition("\0")[0] if name else member.filename


def _name_beside(extra: bytes, raw: bytes) -> str | None:
    """The name that Info-ZIP adds, where it was made for the one in the zip file."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            [checksum] = struct.unpack_from("<L", field, 1)
            return _as_utf_8(field[5:]) if checksum == zlib.crc32(raw) else None
    return None


def _as_utf_8(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


class _LeftOut:
    """What is nobody's work in a zip file, by the names of all that it holds."""

    def __init__(self, all_steps: Iterable[tuple[str, ...]]) -> None:
        self._venvs: set[tuple[str, ...]] = set()
        self._kits: set[tuple[str, ...]] = set()
        self._told: set[str] = set()
        for steps in all_steps:
            if steps and steps[-1] == "pyvenv.cfg":
                self._venvs.add(steps[:-1])
            if (at := _folder_of("exercises", steps)) is not None:
                self._kits.add(at)

    def is_known(self, steps: tuple[str, ...]) -> bool:
        """Whether it needs no word."""
        if any(map(_is_left_out, steps)):
            return True
        # As far down as people go: a name may be made to keep this busy.
        return bool(self._venvs) and any(
            part in _OF_A_VENV and steps[:at] in self._venvs for at, part in enumerate(steps[:20])
        )

    def solutions(self, steps: tuple[str, ...]) -> str:
        """The place of the kit's own solutions that it lies in; empty where it does not."""
        at = _folder_of("solutions", steps)
        return "/".join(steps[: len(at) + 1]) if at is not None and at in self._kits else ""

    def is_new(self, place: str) -> bool:
        """Whether that place was not asked for before."""
        new = place not in self._told
        self._told.add(place)
        return new


def _folder_of(name: str, steps: tuple[str, ...]) -> tuple[str, ...] | None:
    """The folder in which a folder of that name lies, the outermost; None for none."""
    for at, part in enumerate(steps[:-1]):
        if part.casefold() == name:
            return steps[:at]
    return None


_SAYS_UTF_8, _UNICODE_PATH = 0x800, 0x7075
_NO_NOTEBOOK = "-"
_LONG_NAME = "Its name is too long. Skipped."
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_HIDDEN_WORK = _HIDDEN.removesuffix(" Skipped.")


def _is_zip(place: PurePosixPath) -> bool:
    return place.suffix.lower() == ".zip"


def _why_not(
    member: zipfile.ZipInfo, inside: PurePosixPath, name: str, deep: bool, left_out: bool
) -> str | None:
    """Why a member of a zip file is not read; _NO_NOTEBOOK for what needs no word.

    `deep` says that the zip file lies in another one itself.
    """
    if left_out:
        return _NO_NOTEBOOK
    if member.is_dir() or name.endswith(("/", "\\")) or inside.name.startswith("."):
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
