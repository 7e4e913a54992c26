"""Whose a notebook is, read from the names of the folders and files that it lies in."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

LESSONS = (
    "start-here", "what-is-on-this-page", "who-says-so", "what-kind-of-claim",
    "reported-or-confirmed", "follow-the-chain", "check-the-sums", "draw-it-honestly", "cold-read",
)  # fmt: skip
"""How the kit names its notebooks, after the number: a test compares them with lessons/."""

# A browser may add a second ending when it saves one, and a number before that.
_ENDING = re.compile(r"\.ipynb(\s?\(\d{1,3}\))?(?:\.(?:txt|json))?$", re.IGNORECASE)

FOLDERS_AROUND = {"submitted", "submissions"}
FEWEST_FILES = 3
"""From so many different names on, the files of one folder are those of a class."""

_MOODLE = re.compile(
    r"(?P<learner>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL
)
_CANVAS = re.compile(r"(?P<learner>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<rest>.+)", re.DOTALL)
# Repeats have bounds: a name may be made to keep a search busy.
_COPY = re.compile(
    r"(?:\s{0,2}\((?P<number>\d{1,3})\)"
    r"|(?:[ -]{1,3}copy| - (?:kopie|copie|copia|kopia|kopi))(?:\s?\(?(?P<again>\d{1,3})\)?)?"
    r"|\s{0,2}\([^()]{0,60}conflicted copy[^()]{0,60}\))$",
    re.IGNORECASE,
)
_COPY_OF = re.compile(r"copy of ", re.IGNORECASE)
_CANVAS_COPY = re.compile(r"-(\d{1,3})$")
# A learner's own folders are those of assignments: a short number, or a word with a number.
_ASSIGNMENT = re.compile(
    r"\d{1,2}x?(?:[-_ .].*)?"
    r"|(?:ps|hw|homework|week|unit|lesson|exercise|assignment|task|sheet|lab|part)s?[-_ ]?\d.*",
    re.IGNORECASE | re.DOTALL,
)
_LESSON = re.compile(rf"[-_ ]{{0,3}}\d\d-(?:{'|'.join(LESSONS)})$")


class Whose(NamedTuple):
    """The learner, the number that the course system gave, whether late, and which copy."""

    learner: str
    id: str
    late: bool
    copy: int


def is_notebook(name: str) -> bool:
    """Whether a file of that name is a notebook."""
    return bool(_ENDING.search(name))


def parts_of(place: PurePosixPath, around: str = "") -> list[str]:
    """The names that tell whose it is: without the folders that stand round every class.

    `around` is the name of the zip file that holds it, which stays whatever it is.
    """
    kept = (part for part in place.parts if part not in FOLDERS_AROUND or part == around)
    return [_readable(part) for part in kept]


def depth_of_class(all_parts: Collection[Sequence[str]]) -> int:
    """How many folders lie round the whole class; 0 where each learner has a name at the top.

    One folder round everything may also be that of a single learner: it is taken so unless what
    is in it bears a course system's names, or the names of several people.
    """
    shared = _shared(all_parts)
    for depth in range(shared + 1):
        if any(depth < len(parts) and _of_system(parts, depth) for parts in all_parts):
            return depth
    return shared if shared and is_class(all_parts, shared) else 0


def whose(parts: Sequence[str], depth: int, around: str = "") -> Whose:
    """Whose it is, by the name below the folders round the class.

    What a learner's own folder or zip file holds does not say whose it is.  `around` is the name
    of the zip file that holds it, without its ending.
    """
    depth = min(depth, len(parts) - 1)
    part, is_file = parts[depth], depth == len(parts) - 1
    stem, number = _without_copies(_stem(parts[-1]))
    if (is_file or part == _readable(around)) and (canvas := _CANVAS.fullmatch(part)):
        # Only Canvas numbers a second upload so; elsewhere `group-2` is a name.
        again = _CANVAS_COPY.search(stem)
        number = int(again[1]) if again and not number else number
        return Whose(canvas["learner"], canvas["id"], bool(canvas["late"]), number)
    if moodle := _MOODLE.fullmatch(part):
        return Whose(moodle["learner"], moodle["id"], False, number)
    if not is_file:
        return Whose(part, "", False, number)
    return Whose(_LESSON.sub("", stem) or _stem(parts[-1]), "", False, number)


def _shared(all_parts: Collection[Sequence[str]]) -> int:
    """How many folders all have in common."""
    shared = 0
    while True:
        names = {parts[shared] if shared + 1 < len(parts) else None for parts in all_parts}
        if len(names) != 1 or None in names:
            return shared
        shared += 1


def _of_system(parts: Sequence[str], depth: int) -> bool:
    is_file = depth == len(parts) - 1
    return bool(_MOODLE.fullmatch(parts[depth]) or is_file and _CANVAS.fullmatch(parts[depth]))


def is_class(all_parts: Collection[Sequence[str]], depth: int) -> bool:
    """Whether the names at that depth are those of several people."""
    folders = {parts[depth] for parts in all_parts if len(parts) > depth + 1}
    files = {_person(parts[depth]) for parts in all_parts if len(parts) == depth + 1}
    people = {name for name in folders if not _ASSIGNMENT.fullmatch(name)}
    return len(people) > 1 or len(files - {""}) >= FEWEST_FILES


def _stem(name: str) -> str:
    ending = _ENDING.search(name)
    return name[: ending.start()] + (ending[1] or "") if ending else PurePosixPath(name).stem


def _without_copies(stem: str) -> tuple[str, int]:
    """The name without what a copy adds to it, and the number of the copy; 0 for none."""
    name, number = stem.rstrip(), 0
    while copy := _COPY.search(name):
        number += int(copy["number"] or copy["again"] or 1)
        name = name[: copy.start()].rstrip()
    if first := _COPY_OF.match(name):
        name, number = name[first.end() :], number + 1
    return (name, number) if name else (stem, number)


def _person(name: str) -> str:
    """What a file's name says beside the copy and the lesson; may be empty."""
    return _LESSON.sub("", _without_copies(_stem(name))[0])


def _readable(name: str) -> str:
    """The name in whole characters: another system may have written it in another encoding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("latin-1")
    return name
