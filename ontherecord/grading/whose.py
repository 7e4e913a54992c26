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

ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
"""How the name of a notebook ends; a browser may add the second ending when it saves one."""

FOLDERS_AROUND = {"submitted", "submissions"}
FEWEST_FILES = 3
"""From so many different names on, the files of one folder are those of a class."""

_MOODLE = re.compile(
    r"(?P<learner>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL
)
_CANVAS = re.compile(r"(?P<learner>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<rest>.+)", re.DOTALL)
# Repeats have bounds: a name may be made to keep a search busy.
_COPY = re.compile(r"(?:\s{0,2}\((\d{1,3})\)|[ -]{1,3}[Cc]opy(?:\s?\(?(\d{1,3})\)?)?)$")
_CANVAS_COPY = re.compile(r"-(\d{1,3})$")
_LESSON = re.compile(rf"[-_ ]{{0,3}}\d\d-(?:{'|'.join(LESSONS)})$")


class Whose(NamedTuple):
    """The learner, the number that the course system gave, whether late, and which copy."""

    learner: str
    id: str
    late: bool
    copy: int


def is_notebook(name: str) -> bool:
    """Whether a file of that name is a notebook."""
    return name.lower().endswith(ENDINGS)


def parts_of(place: PurePosixPath) -> list[str]:
    """The names that tell whose it is: without the folders that stand round every class."""
    return [_readable(part) for part in place.parts if part not in FOLDERS_AROUND]


def depth_of_class(all_parts: Collection[Sequence[str]]) -> int:
    """How many folders lie round the whole class; 0 where each learner has a name at the top.

    One folder round everything may also be that of a single learner: it is taken so unless what
    is in it bears a course system's names, or the names of several people.
    """
    shared = _shared(all_parts)
    for depth in range(shared + 1):
        if any(depth < len(parts) and _of_system(parts, depth) for parts in all_parts):
            return depth
    return shared if shared and _is_class(all_parts, shared) else 0


def whose(parts: Sequence[str], depth: int, around: str = "") -> Whose:
    """Whose it is, by the name below the folders round the class.

    What a learner's own folder or zip file holds does not say whose it is.  `around` is the name
    of the zip file that holds it, without its ending.
    """
    depth = min(depth, len(parts) - 1)
    part, is_file = parts[depth], depth == len(parts) - 1
    stem = _stem(parts[-1])
    copy = _COPY.search(stem)
    number = int(next(filter(None, copy.groups()), 1)) if copy else 0
    if (is_file or part == _readable(around)) and (canvas := _CANVAS.fullmatch(part)):
        # Only Canvas numbers a second upload so; elsewhere `group-2` is a name.
        again = _CANVAS_COPY.search(stem)
        number = int(again[1]) if again and not copy else number
        return Whose(canvas["learner"], canvas["id"], bool(canvas["late"]), number)
    if moodle := _MOODLE.fullmatch(part):
        return Whose(moodle["learner"], moodle["id"], False, number)
    if not is_file:
        return Whose(part, "", False, number)
    return Whose(_person(stem) or stem, "", False, number)


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


def _is_class(all_parts: Collection[Sequence[str]], depth: int) -> bool:
    folders = {parts[depth] for parts in all_parts if len(parts) > depth + 1}
    files = {_person(_stem(parts[depth])) for parts in all_parts if len(parts) == depth + 1}
    # A learner's own folders are those of assignments, which have a number.
    people = {name for name in folders if not name[:1].isdigit()}
    return len(people) > 1 or len(files - {""}) >= FEWEST_FILES


def _stem(name: str) -> str:
    ending = next((one for one in reversed(ENDINGS) if name.lower().endswith(one)), "")
    return name[: len(name) - len(ending)] if ending else PurePosixPath(name).stem


def _person(stem: str) -> str:
    """What a file's name says beside the copy and the lesson; may be empty."""
    copy = _COPY.search(stem)
    return _LESSON.sub("", stem[: copy.start()] if copy else stem)


def _readable(name: str) -> str:
    """The name in whole characters: another system may have written it in another encoding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("latin-1")
    return name
