"""Whether a folder is that of a class or of one learner, by the names of all that it holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ontherecord.grading.whose import LESSON, Named, is_of_moodle, is_of_system, lesson, person

FEWEST_FILES = 3
"""From so many different names on, the files of one folder are those of a class."""

_WORD = "(?:ps|hw|homework|week|unit|lesson|exercise|assignment|task|sheet|lab|part)s?"
# A learner's own folders are those of assignments: a short number, or a word with a number.
_ASSIGNMENT = re.compile(rf"\d{{1,2}}x?(?:[-_ .].*)?|{_WORD}[-_ ]?\d.*", re.IGNORECASE | re.DOTALL)
# What stands before a person's name in it: also a date, and the name of a lesson.
_BEFORE_A_PERSON = re.compile(
    rf"(?:{_WORD}[-_ ]?)?\d[-_ .:\d]{{0,30}}(?:x(?=[-_ .]|$))?[-_ .]{{0,5}}"
    rf"(?:{LESSON}(?:[-_ .]{{1,5}}|$))?",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"(?:\W|_|\d|drafts?|finals?|new|old|versions?|v(?=\d)|attempts?|try|tries|corrected|"
    r"corrections?|revised|revisions?|redo|again|late|on time|backups?|copy|first|second|third|"
    r"last|x(?!\w))*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,2}x?", re.IGNORECASE)
_WORD_AND_NUMBER = re.compile(
    rf"(?P<word>{_WORD})[-_ ]?(?P<number>\d{{1,2}})x?|(?P<lesson>\d\d)[-_ ]{LESSON}", re.IGNORECASE
)
# Teams and Schoology keep each version in a folder of its own.
_VERSION = re.compile(r"(?:version|revision) \d{1,3}(?: - (?:on time|late))?", re.IGNORECASE)
_OF_THE_KIT = {"exercise", "exercises", "guide", "lessons", "notebooks", "solutions"}


def depth_of_class(all_names: Collection[Named]) -> int:
    """How many folders lie round the whole class; 0 where each learner has a name at the top.

    One folder round everything may also be that of a single learner: it is taken so unless what
    is in it bears a course system's names, or the names of several people.
    """
    depth = shared(all_names)
    for at in range(depth + 1):
        if any(is_of_system(names, at) for names in all_names):
            return at
    # Several downloads of Moodle side by side: no single learner can bring that about.
    if all_names and all(is_of_moodle(names, depth + 1) for names in all_names):
        return depth + 1
    # A single learner's folders may hold the same names, such as `guide` and `exercise`.
    if are_assignments(all_names, depth, fewest=FEWEST_FILES if depth else 2):
        return depth + 1
    return depth if depth and is_class(all_names, depth) else 0


def shared(all_names: Collection[Named]) -> int:
    """How many folders all have in common."""
    count = 0
    while True:
        found = {
            names.parts[count] if count + 1 < len(names.parts) else None for names in all_names
        }
        if len(found) != 1 or None in found:
            return count
        count += 1


def are_assignments(all_names: Iterable[Named], depth: int, fewest: int) -> bool:
    """Whether the names at that depth are those of assignments, with the same people in several.

    Each must be a plain folder, called after a lesson or after one word with a number of its own:
    learners' folders are not, so that none of them can make it look so.  `fewest` says how many
    people must stand in several.
    """
    numbers: dict[str, tuple[str, int]] = {}
    people: dict[str, set[str]] = defaultdict(set)
    for names in all_names:
        top = names.parts[depth] if depth + 1 < len(names.parts) else ""
        called = _WORD_AND_NUMBER.fullmatch(top)
        if not called or depth in names.zips:
            return False
        word = (called["word"] or "").lower().rstrip("s")
        numbers[top] = word, int(called["number"] or called["lesson"])
        if who := _who(names, depth + 1):
            people[who].add(top)
    one_word = len({word for word, _ in numbers.values()}) == 1
    apart = len(set(numbers.values())) == len(numbers)
    return one_word and apart and sum(len(tops) > 1 for tops in people.values()) >= fewest


def is_class(all_names: Iterable[Named], depth: int) -> bool:
    """Whether the names at that depth are those of several people."""
    found = _found(all_names, depth)
    people = {who for who in found.folders if who}
    if len(people) > 1 or len(people | found.files) >= FEWEST_FILES:
        return True
    # Folders that are called like assignments are people's where they hold the same lesson.
    for folders in found.by_lesson.values():
        known = {who for who, _ in folders if who}
        numbers = {name for who, name in folders if not who and _NUMBER.fullmatch(name)}
        if len(known) > 1 or len(known) + len(numbers) >= FEWEST_FILES:
            return True
    return any(len(names) >= FEWEST_FILES for names in found.by_beginning.values())


def may_be_class(all_names: Collection[Named], depth: int, around: str) -> bool:
    """Whether the names at that depth could be those of several people: worth a look.

    `around` is the name that was taken for the learner's.
    """
    if is_class(all_names, depth) or are_assignments(all_names, depth, fewest=2):
        return True
    found = _found(all_names, depth)
    people = {who for who in found.folders if who} | found.files
    if len(people) > 1 and (found.folders or _WORD_AND_NUMBER.fullmatch(around)):
        return True
    if len(found.without_lesson) > 1:
        return True
    if any(len({who or name for who, name in one}) > 1 for one in found.by_lesson.values()):
        return True
    return any(len(numbers) >= FEWEST_FILES for numbers in found.by_file.values())


class _Found(NamedTuple):
    """What the names at one depth say."""

    folders: set[str]
    """People that folders are called after."""
    files: set[str]
    """People that files are called after."""
    by_lesson: dict[str, set[tuple[str, str]]]
    """For each lesson the folders that hold it: the person behind a number, and the name."""
    by_beginning: dict[str, set[str]]
    """People by what stands before them, such as `hw7-`."""
    by_file: dict[str, set[str]]
    """For each file name the numbers that hold it, without those of lessons."""
    without_lesson: set[str]
    """People behind numbers whose folders hold no lesson of the kit."""


def _found(all_names: Iterable[Named], depth: int) -> _Found:
    found = _Found(set(), set(), *(defaultdict(set) for _ in range(3)), set())
    with_lesson = set()
    for names in all_names:
        if depth + 1 == len(names.parts):
            found.files.add(person(names, depth))
        elif depth + 1 < len(names.parts):
            name, held = names.parts[depth], lesson(names.parts[-1])
            who, before = _who(names, depth), ""
            if who:
                found.folders.add(who)
            elif name.casefold() in _OF_THE_KIT:
                continue
            else:
                who, before = _person_behind(name)
            if before and who:
                found.by_beginning[before].add(who)
                found.without_lesson.add(who)
            if held:
                with_lesson.add(who)
                found.by_lesson[held].add((who, name))
            if _NUMBER.fullmatch(name) and not re.fullmatch("0[0-8]x?", name):
                found.by_file[names.parts[-1]].add(name)
    found.files.discard("")
    found.without_lesson.difference_update(with_lesson)
    return found


def _who(names: Named, depth: int) -> str:
    """The person that the name at that depth may be; empty for an assignment's or the kit's."""
    if depth >= len(names.parts):
        return ""
    who = person(names, depth)
    of_work = who.casefold() in _OF_THE_KIT or _ASSIGNMENT.fullmatch(who)
    return "" if of_work or _VERSION.fullmatch(who) else who


def _person_behind(name: str) -> tuple[str, str]:
    """The person whose name stands behind a number, in small letters, and what stands before."""
    before = _BEFORE_A_PERSON.match(name)
    who = name[before.end() :].strip(" -_.") if before else ""
    if not before or _NO_PERSON.fullmatch(who):
        return "", ""
    return who.casefold(), before[0].casefold()
