"""The notebooks in a folder of submissions, and what is told of the rest.

No link is followed, and what is no plain file is not opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ontherecord.grading.finds import (
    HIDDEN,
    OF_A_VENV,
    SOLUTIONS,
    Found,
    Remark,
    is_hidden_work,
    is_left_out,
    is_zip,
)
from ontherecord.grading.whose import is_notebook
from ontherecord.grading.zips import in_zip

MOST_FOLDERS = 200
"""How deep folders are looked into; honest work lies in a few."""

_OF_NBGRADER = {"autograded", "feedback", "release", "source"}


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
            elif is_zip(place):
                yield from in_zip(path, place, remarks, others)
            else:
                others.append(place)


def _worth_going(
    folder: Path, inner: list[str], is_venv: bool, root: Path, remarks: list[Remark]
) -> list[str]:
    """The folders to look into, in order."""
    at = PurePosixPath(folder.relative_to(root).as_posix())
    if inner and len(at.parts) >= MOST_FOLDERS:
        remarks.append(Remark(str(at), f"It lies in {MOST_FOLDERS} folders. Skipped."))
        return []
    called = {name.casefold() for name in inner}
    left_out: dict[str, str] = {}
    if "submitted" in called:
        left_out |= dict.fromkeys(_OF_NBGRADER, "nbgrader made this folder. It was left out.")
    if "exercises" in called:
        left_out["solutions"] = SOLUTIONS
    made = [name for name in inner if name.casefold() in left_out]
    remarks += [Remark(str(at / name), left_out[name.casefold()]) for name in made]
    if is_venv:
        # Not the whole folder: a learner's own work may lie beside them.
        made += OF_A_VENV
    inner = [name for name in inner if name not in made]
    return sorted(name for name in inner if _worth_a_look(folder / name, root, remarks))


def _worth_a_look(path: Path, root: Path, remarks: list[Remark]) -> bool:
    place = path.relative_to(root).as_posix()
    if is_left_out(path.name) or path.name.startswith("."):
        if is_hidden_work(path.name):
            remarks.append(Remark(place, f"{HIDDEN} Skipped."))
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
