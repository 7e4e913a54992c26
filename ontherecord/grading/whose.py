"""Whose a notebook is, read from the names of the folders and files that it lies in."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import NamedTuple

from ontherecord.grading.copies import without_copies

LESSONS = (
    "start-here", "what-is-on-this-page", "who-says-so", "what-kind-of-claim",
    "reported-or-confirmed", "follow-the-chain", "check-the-sums", "draw-it-honestly", "cold-read",
)  # fmt: skip
"""How the kit names its notebooks, after the number: a test compares them with lessons/."""

LESSON = "(?:" + "|".join(LESSONS).replace("-", "[-_ ]") + ")"
"""A pattern for the name of a lesson, as people write it."""

# A browser may add a second ending when it saves one, and a number before that; a person types on.
_ENDING = re.compile(
    r"\.ipynb(\s?\(\d{1,3}\))?(?:\.(?:txt|json|download))?[. ]{0,3}$", re.IGNORECASE
)

MOODLE, CANVAS = "Moodle", "Canvas"

FOLDERS_AROUND = {"submitted", "submissions", "submitted files"}

_MOODLE = re.compile(
    r"(?P<learner>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL
)
# The title of the assignment ends at the first underscore: a longer learner's name is the same for
# all files of one learner, a shorter one may be two learners'.
_BLACKBOARD = re.compile(
    r"[^_]+_(?P<learner>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:[_.].*)?", re.DOTALL
)
_BRIGHTSPACE = re.compile(
    r"(?P<id>\d{1,20})-\d{1,20} - (?P<learner>.+?) - "
    r"(?P<month>[A-Z][a-z]{2,8}) (?P<day>\d{1,2}), (?P<year>\d{4}) "
    r"(?P<hour>\d{1,2})[-.:]?(?P<minute>\d\d)(?: ?(?P<half>[AP]M))?(?: - .+)?",
    re.DOTALL,
)
# The second number grows with every upload at that Canvas; `20_11_2026` is a date.
_CANVAS = re.compile(
    r"(?P<learner>[^_]+)_(?P<late>LATE_)?(?P<id>[1-9]\d*)_[1-9]\d{2,}_(?P<rest>.+)", re.DOTALL
)
# A date and a time look like the two numbers of Canvas.
_TIMED = re.compile(
    r"(?P<learner>[^_]+)_(?P<time>(?:19|20)\d\d-?(?:0\d|1[0-2])-?(?:[0-2]\d|3[01])"
    r"_(?:[01]\d|2[0-3])(?:-?[0-5]\d){1,2})(?:[_.].+)?",
    re.DOTALL,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CANVAS_COPY = re.compile(r"-(\d{1,3})$")
_LESSON_BEHIND = re.compile(rf"[-_ ]{{0,3}}(\d\d)[-_ ]{LESSON}$", re.IGNORECASE)
_LESSON_BEFORE = re.compile(rf"\d\d[-_ ]{LESSON}[-_ ]{{1,3}}(?=[^\W\d])", re.IGNORECASE)


class Named(NamedTuple):
    """The names that tell whose a file is, the outermost first, and which are of zip files."""

    parts: tuple[str, ...]
    zips: frozenset[int] = frozenset()

    def is_one_file(self, depth: int) -> bool:
        """Whether the name there is that of what was handed in as one file."""
        return depth == len(self.parts) - 1 or depth in self.zips


class Whose(NamedTuple):
    """The learner, the number that the course system gave, whether late, and which copy.

    `time` is when it was handed in, as a number that grows; 0 where the name does not say.
    """

    learner: str
    id: str
    late: bool
    copy: int
    time: int = 0


def is_notebook(name: str) -> bool:
    """Whether a file of that name is a notebook."""
    return bool(_ENDING.search(name))


def named(place: PurePosixPath, zips: Collection[int] = ()) -> Named:
    """The names that tell whose it is: without the folders that stand round every class.

    `zips` says how many names of the place lead to each zip file that holds it.  What a zip file
    is called, and what it holds, may be a learner's choice, and stays.
    """
    parts = place.parts
    sure = min(zips, default=len(parts))
    kept = [
        at
        for at, part in enumerate(parts, 1)
        if at >= sure or part.casefold() not in FOLDERS_AROUND
    ]
    of_zips = frozenset(index for index, at in enumerate(kept) if at in zips)
    return Named(tuple(_readable(parts[at - 1]) for at in kept), of_zips)


def whose(names: Named, depth: int) -> Whose:
    """Whose it is, by the name below the folders round the class.

    What a learner's own folder or zip file holds does not say whose it is.
    """
    depth = min(depth, len(names.parts) - 1)
    if found := _by_system(names, depth):
        return found
    name, copies = _plain(names, depth)
    if depth == len(names.parts) - 1:
        return Whose(name or _stem(names.parts[depth]), "", False, copies)
    again = without_copies(_stem(names.parts[-1]))[1]
    return Whose(name or names.parts[depth], "", False, 1_000 * copies + again)


def is_of_system(names: Named, depth: int) -> bool:
    """Whether a course system gave the name at that depth, with the learner's own in it."""
    if depth >= len(names.parts):
        return False
    found = _of_system(names.parts[depth], names.is_one_file(depth))
    return bool(found) and found.re is not _TIMED


def system_of(file: str, id: str) -> str:
    """MOODLE or CANVAS where one of them gave the outermost name with that number.

    What learners call their own files stands further in.  Empty for another system, and for none.
    """
    for part in PurePosixPath(file).parts:
        found = _of_system(part, is_one_file=True)
        if found and found.groupdict().get("id") == id:
            return {_MOODLE: MOODLE, _CANVAS: CANVAS}.get(found.re, "")
    return ""


def is_of_moodle(names: Named, depth: int) -> bool:
    """Whether the name at that depth is that of a file or folder in a download of Moodle."""
    return depth < len(names.parts) and bool(_MOODLE.fullmatch(names.parts[depth]))


def person(names: Named, depth: int) -> str:
    """What the name at that depth says beside the copy and the lesson; may be empty."""
    found = _by_system(names, depth)
    return found.learner if found else _plain(names, depth)[0]


def lesson(name: str) -> str:
    """The number of the kit's lesson that a file is called after; empty for none."""
    found = _LESSON_BEHIND.search(without_copies(_stem(name))[0])
    return found[1] if found else ""


def _by_system(names: Named, depth: int) -> Whose | None:
    """Whose it is where a course system gave the name at that depth."""
    part = names.parts[depth]
    stem, number = without_copies(_stem(names.parts[-1]))
    found = _of_system(part, names.is_one_file(depth))
    if not found:
        return None
    if found.re is _TIMED:
        return Whose(found["learner"], "", False, number, _time(found["time"]))
    if found.re is _CANVAS:
        # Only Canvas numbers a second upload so; elsewhere `group-2` is a name.
        again = _CANVAS_COPY.search(stem)
        number = int(again[1]) if again and not number else number
        return Whose(found["learner"], found["id"], bool(found["late"]), number)
    if found.re is _MOODLE:
        return Whose(found["learner"], found["id"], False, number)
    if found.re is _BLACKBOARD:
        return Whose(found["learner"], "", False, number, _time(found["time"]))
    return Whose(found["learner"], found["id"], False, number, _time_of_brightspace(found))


def _of_system(part: str, is_one_file: bool) -> re.Match[str] | None:
    """What a course system wrote, or a clock; what follows it is the learner's to choose."""
    systems = (_MOODLE, _BLACKBOARD, _BRIGHTSPACE, *((_TIMED, _CANVAS) if is_one_file else ()))
    found = [match for system in systems if (match := system.fullmatch(part))]
    return min(found, key=lambda match: match.end("learner"), default=None)


def _time(written: str) -> int:
    return int(re.sub(r"\D", "", written).ljust(14, "0"))


def _time_of_brightspace(found: re.Match[str]) -> int:
    month = found["month"][:3].lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "PM" else 0)
    day, minute = int(found["day"]), found["minute"]
    return _time(f"{found['year']}{number:02}{day:02}{hour:02}{minute}")


def _plain(names: Named, depth: int) -> tuple[str, int]:
    """The name at that depth without copy and lesson, which may be empty, and which copy it is."""
    part, one_file = names.parts[depth], names.is_one_file(depth)
    stem = _stem(part) if depth == len(names.parts) - 1 or is_notebook(part) else part
    # A folder with a number in brackets may be that of a group.
    name, copies = without_copies(stem, numbered=one_file)
    if depth == len(names.parts) - 1 and (lesson := _LESSON_BEFORE.match(name)):
        # Files of one folder: what a learner's own folder is called may begin like a lesson.
        name = name[lesson.end() :]
    return _LESSON_BEHIND.sub("", name), copies


def _stem(name: str) -> str:
    ending = _ENDING.search(name)
    return name[: ending.start()] + (ending[1] or "") if ending else PurePosixPath(name).stem


def _readable(name: str) -> str:
    """The name in whole characters, which Macs write in another form than other systems.

    Another system may also have written it in another encoding.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("latin-1")
    return unicodedata.normalize("NFC", name)
