"""The notebooks in a folder of submissions, and what is told of the rest.

No link is followed, and what is no plain file is not opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ontherecord.grading.finds import (
    EMPTY,
    HIDDEN,
    OF_A_VENV,
    SOLUTIONS,
    Found,
    Remark,
    is_hidden_work,
    is_left_out,
    is_placeholder,
    is_zip,
    other_file,
)
from ontherecord.grading.whose import is_notebook

MOST_FOLDERS = 200
"""How deep folders are looked into; honest work lies in a few."""

_OF_NBGRADER = {"autograded", "feedback", "release", "source"}


def in_folder(root: Path, remarks: list[Remark], others: list[Remark]) -> Iterator[Found]:
    """The notebooks below the folder; what can be told of the rest is added to `others`."""

    def closed(error: OSError) -> None:
        place = Path(error.filename).relative_to(root).as_posix()
        remarks.append(Remark(place, "It cannot be looked into. Skipped."))

    for folder, inner, files in os.walk(root, onerror=closed):
        at = PurePosixPath(Path(folder).relative_to(root).as_posix())
        inner[:] = _worth_going(folder, at, inner, "pyvenv.cfg" in files, remarks)
        before = len(remarks)
        files = [name for name in sorted(files) if _worth_a_look(folder, at, name, remarks)]
        if not inner and not files and at.parts and len(remarks) == before:
            others.append(Remark(str(at), EMPTY))
        for name in files:
            if is_notebook(name):
                yield Found(at / name)
            elif is_zip(at / name):
                # Only here: most classes have none.
                from ontherecord.grading.zips import in_zip

                yield from in_zip(Path(folder, name), at / name, remarks, others)
            else:
                others.append(other_file(at / name))


def _worth_going(
    folder: str, at: PurePosixPath, inner: list[str], is_venv: bool, remarks: list[Remark]
) -> list[str]:
    """The folders to look into, in order; `at` is the place of the one that holds them."""
    if inner and len(at.parts) >= MOST_FOLDERS:
        remarks.append(Remark(str(at), f"It lies in {MOST_FOLDERS} folders. Skipped."))
        return []
    called = {name.casefold() for name in inner}
    left_out: dict[str, str] = {}
    if "submitted" in called:
        left_out |= dict.fromkeys(_OF_NBGRADER, "nbgrader made this folder. It was left out.")
    if "submitted files" in called:
        left_out["working files"] = "Teams keeps here what is not handed in. It was left out."
    if "exercises" in called:
        left_out["solutions"] = SOLUTIONS
    made = [name for name in inner if name.casefold() in left_out]
    remarks += [Remark(str(at / name), left_out[name.casefold()]) for name in made]
    if is_venv:
        # Not the whole folder: a learner's own work may lie beside them.
        made += OF_A_VENV
    inner = [name for name in inner if name not in made]
    return sorted(name for name in inner if _worth_a_look(folder, at, name, remarks))


def _worth_a_look(folder: str, at: PurePosixPath, name: str, remarks: list[Remark]) -> bool:
    def told(why: str) -> bool:
        remarks.append(Remark(str(at / name), why))
        return False

    if is_placeholder(name):
        return told("It stands for a file that is still in iCloud. Open that one, then hand it in.")
    if is_left_out(name) or name.startswith("."):
        return told(f"{HIDDEN} Skipped.") if is_hidden_work(name) else False
    try:
        mode = os.lstat(os.path.join(folder, name)).st_mode
    except OSError:
        return told("It cannot be looked at. Skipped.")
    if stat.S_ISLNK(mode):
        return told("It is a link to another place. It was not followed.")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return told("It is not a file. It was not opened.")
    return True
