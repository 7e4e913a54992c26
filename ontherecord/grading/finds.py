"""What is found among submissions: notebooks, what is told of other files, and what is nobody's."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from ontherecord.grading.whose import is_notebook

NOTEBOOK_BYTES = 20_000_000
"""The largest notebook that is read, in bytes; an honest one has well under a million."""

TOO_LARGE = (
    f"It is larger than {NOTEBOOK_BYTES // 1_000_000} MB. Clear the outputs that fill it, but not "
    "those of the checks, and hand it in again."
)
HIDDEN = "It is hidden: its name begins with a dot."
EMPTY = "It holds no notebook."
NOT_NAMED_SO = (
    "Its name does not end in .ipynb, so it was not read, and there is no notebook beside it."
)
PACKED = (
    "It is packed in a way that is not opened, and there is no notebook beside it. Hand in a .zip "
    "file."
)
SOLUTIONS = "These are the kit's own solutions, beside its exercises. They were left out."
OF_A_VENV = {"bin", "etc", "Include", "include", "Lib", "lib", "lib64", "Scripts", "share"}
"""The folders that Python makes beside a file `pyvenv.cfg`."""

_LEFT_OUT = {
    ".ipynb_checkpoints", "__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir", "Icon\r",
    "__pycache__", "node_modules", "site-packages", "venv",
}  # fmt: skip
_ALSO_PACK = (".tar", ".tgz", ".gz", ".xz", ".bz2", ".rar", ".7z")
_PLACEHOLDER = ".icloud"
# Word locks what it opens, and Windows says where a file came from.
_LEFT_OUT_BEGINS, _LEFT_OUT_ENDS = "~$", ":Zone.Identifier"


class Remark(NamedTuple):
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


def is_left_out(name: str) -> bool:
    """Whether a file or folder of that name is nobody's work, and needs no word."""
    return (
        name in _LEFT_OUT
        or name.startswith(_LEFT_OUT_BEGINS)
        # Where a system allows no colon, another character stands there.
        or name.endswith(_LEFT_OUT_ENDS)
        or name.endswith(_LEFT_OUT_ENDS.replace(":", "\uf03a"))
    )


def is_hidden_work(name: str) -> bool:
    """Whether a file of that name may hold answers that nobody sees."""
    # Macs put a file whose name begins with `._` beside each file.
    hidden = name.startswith(".") and not name.startswith("._")
    return hidden and (is_notebook(name) or is_zip(PurePosixPath(name)))


def is_zip(place: PurePosixPath) -> bool:
    """Whether a file of that name is a zip file."""
    return place.suffix.lower() == ".zip"


def is_placeholder(name: str) -> bool:
    """Whether a file of that name stands for one that is still in a cloud."""
    return name.startswith(".") and name.endswith(_PLACEHOLDER)


def other_file(place: PurePosixPath) -> Remark:
    """What is told of a file that is no notebook, where there is none beside it."""
    return Remark(str(place), PACKED if place.name.lower().endswith(_ALSO_PACK) else NOT_NAMED_SO)


def open_plain(path: str | Path) -> IO[bytes]:
    """The file, to be read; raises ValueError for what is none, and OSError."""
    # A link, a device or a pipe put there since it was found is not opened.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    stream = os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise ValueError("it is no plain file")
    return stream
