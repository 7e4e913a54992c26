"""The notebooks in a zip file, and what is told of the rest.  Nothing is unpacked to the disk."""

from __future__ import annotations

import io
import math
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import IO

from ontherecord.grading.finds import (
    EMPTY,
    HIDDEN,
    NOTEBOOK_BYTES,
    OF_A_VENV,
    SOLUTIONS,
    TOO_LARGE,
    Found,
    Remark,
    is_hidden_work,
    is_left_out,
    is_zip,
    open_plain,
    other_file,
)
from ontherecord.grading.whose import is_notebook

ZIP_MEMBERS, CLASS_MEMBERS = 5_000, 200_000
ZIP_RATIO = 200
"""How many files a learner's or a class's zip file may hold, and how far a large one may unpack."""

INNER_ZIP_BYTES, INNER_ZIP_RATIO = 60_000_000, 20
"""How large a zip file in a zip file may be, and how far it may unpack: it is packed already."""

ZIP_NOTEBOOKS, INNER_ZIP_NOTEBOOKS = 1_000, 200
"""How many notebooks of a learner's zip file are looked at, and of a zip file in a zip file.

A course has eighteen, and a class may be handed in by sections.
"""

INNER_ZIPS_BYTES = 120_000_000
"""How far the zip files in a learner's zip file may unpack together."""

LIST_BYTES, CLASS_LIST_BYTES = 4_000_000, 40_000_000
"""How long the list of what a learner's or a class's zip file holds may be."""

NAME_CHARACTERS = 1_000
_SMALL_BYTES = 10_000_000
_SAYS_UTF_8, _UNICODE_PATH = 0x800, 0x7075
_NO_NOTEBOOK = "-"
_TOO_FAR = f"The zip files beside it unpack to {INNER_ZIPS_BYTES // 1_000_000} MB already."
_LONG_NAME = "Its name is too long. Skipped."
_MEMBER, _ENDS_OF_LARGE_ZIPS = b"PK\1\2", 76
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def in_zip(
    path: Path, place: PurePosixPath, remarks: list[Remark], others: list[Remark]
) -> Iterator[Found]:
    """The notebooks of a zip file and of the zip files in it; their own names stand for folders.

    What else is in the zip file of a whole class is added to `others`.
    """
    # It may have been written anew since it was last opened.
    _close_all()
    told = str(place) if place.name else path.name
    left = _Left(ZIP_NOTEBOOKS, INNER_ZIPS_BYTES) if place.name else _Left(CLASS_MEMBERS, math.inf)
    if archive := _opened(partial(_outer_zip, path, not place.name), told, remarks):
        with archive:
            outer = Found(place, path, zips=(len(place.parts),) if place.name else ())
            inside = _in_archive(archive, outer, told, remarks, others, left)
            yield from _as_far_as_read(inside, told, remarks)


@dataclass
class _Left:
    """How much more of a zip file is looked at, the zip files in it together.

    In the zip file of a class a course system has put one file of each learner beside the other.
    """

    notebooks: int
    bytes: float


def content_of(path: Path, member: Sequence[str], starts: Sequence[int], most: int) -> bytes:
    """At most so many bytes of a notebook that was found in a zip file; see `Found`.

    Raises KeyError and what else zipfile raises.
    """
    *outer, (name, start) = zip(member, starts, strict=True)
    archive = _inner(path, *outer[0]) if outer else _outer(path)
    with archive.open(_member_at(archive, name, start)) as stream:
        # What the zip file says of its own sizes need not be so.
        return stream.read(most)


_open: dict[Path, zipfile.ZipFile] = {}
"""The zip file that was read last, by its path."""


def _outer(path: Path) -> zipfile.ZipFile:
    # To read the list of its members again for each of them would take minutes.
    if path not in _open:
        _close_all()
        _open[path] = _outer_zip(path, True)
    return _open[path]


def _close_all() -> None:
    _inner.cache_clear()
    while _open:
        _open.popitem()[1].close()


@lru_cache(maxsize=3)
def _inner(path: Path, name: str, start: int) -> zipfile.ZipFile:
    return _inner_zip(_outer(path), name, start)


def _member_at(archive: zipfile.ZipFile, name: str, start: int) -> zipfile.ZipInfo:
    """The member that zipfile knows by that name and that begins there; raises KeyError."""
    member = archive.getinfo(name)
    if member.header_offset == start:
        return member
    for other in archive.infolist():
        if other.filename == name and other.header_offset == start:
            return other
    raise KeyError(f"There is no item named {name!r} in the archive")


def _inner_zip(archive: zipfile.ZipFile, name: str, start: int) -> zipfile.ZipFile:
    """A zip file in a zip file, in memory; raises BadZipFile and what else zipfile raises."""
    with archive.open(_member_at(archive, name, start)) as stream:
        content = stream.read(INNER_ZIP_BYTES + 1)
    # What the zip file says of its own sizes need not be so.
    if len(content) > INNER_ZIP_BYTES:
        raise zipfile.BadZipFile(f"it is larger than {INNER_ZIP_BYTES // 1_000_000} MB")
    return _checked(io.BytesIO(content), ZIP_MEMBERS, LIST_BYTES)


def _outer_zip(path: Path, of_class: bool) -> zipfile.ZipFile:
    most = (CLASS_MEMBERS, CLASS_LIST_BYTES) if of_class else (ZIP_MEMBERS, LIST_BYTES)
    stream = open_plain(path)
    try:
        return _checked(stream, *most)
    except BaseException:
        stream.close()
        raise


class _Zip(zipfile.ZipFile):
    """A zip file that closes the stream that it reads."""

    def close(self) -> None:
        stream = self.fp
        super().close()
        if stream:
            stream.close()


def _checked(stream: IO[bytes], members: int, list_bytes: int) -> zipfile.ZipFile:
    """The zip file; raises BadZipFile before zipfile reads a list that is too long into memory."""
    # Not public, but only so it is sure that zipfile sees the same list.
    if end := zipfile._EndRecData(stream):
        length, behind = end[zipfile._ECD_SIZE], end[zipfile._ECD_LOCATION]
        if length > list_bytes:
            raise zipfile.BadZipFile(
                f"its list of files has more than {list_bytes // 1_000_000} MB"
            )
        # What it says of their number need not be so; what lies between is no longer than this.
        stream.seek(max(0, behind - length - _ENDS_OF_LARGE_ZIPS))
        if stream.read(length + _ENDS_OF_LARGE_ZIPS).count(_MEMBER) > members:
            raise zipfile.BadZipFile(f"it holds more than {members:,} files")
    return _Zip(stream)


def _opened(
    opening: Callable[[], zipfile.ZipFile], told: str, remarks: list[Remark]
) -> zipfile.ZipFile | None:
    try:
        return opening()
    except Exception as error:  # A broken zip file has many ways to fail.
        why = getattr(error, "strerror", None) or error
        remarks.append(Remark(told, f"It is no zip file that can be read ({why}). Skipped."))
        return None


def _as_far_as_read(found: Iterator[Found], told: str, remarks: list[Remark]) -> Iterator[Found]:
    try:
        yield from found
    except Exception as fault:  # Whatever one zip file holds, the others are read.
        why = f"Reading it failed ({type(fault).__name__}), which is a fault of the kit."
        remarks.append(Remark(told, f"{why} What follows in it was left out."))


def _in_archive(
    archive: zipfile.ZipFile,
    zip: Found,
    told: str,
    remarks: list[Remark],
    others: list[Remark],
    left: _Left,
) -> Iterator[Found]:
    """The notebooks of the zip file that lies at `zip.place`, which is empty for a class's."""
    members = archive.infolist()
    rest: dict[PurePosixPath, Remark] = {}
    around = zip.place.with_suffix("") if zip.place.name else PurePosixPath()
    before, any_yet, full = len(remarks), False, set()
    at_end = left.notebooks - (INNER_ZIP_NOTEBOOKS if zip.member else left.notebooks)
    opened: set[int] = set()
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
                remarks.append(Remark(f"{told}/{solutions}"[:NAME_CHARACTERS], SOLUTIONS))
            continue
        if reason := _why_not(member, inside, name, bool(zip.member), left_out.is_known(steps)):
            if reason != _NO_NOTEBOOK:
                remarks.append(Remark(f"{told}/{str(inside)[:200]}", f"{reason} Skipped."))
            elif not zip.place.name and steps and not left_out.is_known(steps):
                is_folder = name.endswith(("/", "\\"))
                rest[inside] = Remark(str(inside), EMPTY) if is_folder else other_file(inside)
            continue
        any_yet = True
        if left.notebooks <= max(0, at_end):
            most = INNER_ZIP_NOTEBOOKS if zip.member else ZIP_NOTEBOOKS
            remarks.append(Remark(told, f"Of its notebooks {most:,} were looked at."))
            break
        place = around / inside
        starts = (*zip.starts, member.header_offset)
        one = Found(place, zip.archive, (*zip.member, member.filename), starts, zip.zips)
        where = str(place)
        if not is_zip(inside):
            left.notebooks -= 1
            yield one
            continue
        left.bytes -= member.file_size
        if left.bytes < 0 or member.header_offset in opened:
            why = "It is the same file again." if left.bytes >= 0 else _TOO_FAR
            remarks.append(Remark(where, f"{why} Skipped."))
            continue
        opened.add(member.header_offset)
        opening = partial(_inner_zip, archive, member.filename, member.header_offset)
        if inner := _opened(opening, where, remarks):
            packed = one._replace(zips=(*zip.zips, len(place.parts)))
            deeper = _in_archive(inner, packed, where, remarks, others, left)
            yield from _as_far_as_read(deeper, where, remarks)
    others += [remark for place, remark in rest.items() if place not in full]
    if not any_yet and len(remarks) == before:
        remarks.append(Remark(told, EMPTY))


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
        if any(map(is_left_out, steps)):
            return True
        # As far down as people go: a name may be made to keep this busy.
        return bool(self._venvs) and any(
            part in OF_A_VENV and steps[:at] in self._venvs for at, part in enumerate(steps[:20])
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


def _why_not(
    member: zipfile.ZipInfo, inside: PurePosixPath, name: str, deep: bool, left_out: bool
) -> str | None:
    """Why a member of a zip file is not read; _NO_NOTEBOOK for what needs no word.

    `deep` says that the zip file lies in another one itself.
    """
    if left_out:
        return _NO_NOTEBOOK
    # Not `is_dir`, which fails where there is no name.
    if not name or name.endswith(("/", "\\")) or inside.name.startswith("."):
        return HIDDEN if is_hidden_work(inside.name) else _NO_NOTEBOOK
    packed = is_zip(inside)
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
    if member.file_size > (INNER_ZIP_BYTES if packed else NOTEBOOK_BYTES):
        return f"It is larger than {INNER_ZIP_BYTES // 1_000_000} MB." if packed else TOO_LARGE
    ratio = INNER_ZIP_RATIO if packed else ZIP_RATIO
    far = member.file_size > ratio * max(member.compress_size, 1)
    if far and (packed or member.file_size > _SMALL_BYTES):
        return f"It unpacks to more than {ratio} times its size."
    return None
