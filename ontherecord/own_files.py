"""All files that the kit keeps for a learner: read together, copied, brought back, deleted.

Guides and exercises stand in two folders, and each has its own my-answers.  Here they are one.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ontherecord import minutes
from ontherecord.answers import FOLDER_VARIABLE, folder, forget
from ontherecord.entries import (
    NEW,
    Entries,
    Entry,
    NewerFile,
    UnreadableFile,
    read_entries,
    written,
)
from ontherecord.errors import OnTheRecordError
from ontherecord.minutes import Stretch
from ontherecord.safefile import free_name, real_place, write_whole, writing_alone

SIDES = ("notebooks", "exercises")
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_ASIDE = re.compile(r".+\.damaged-\d+\.(json|csv)")
_HIDDEN = re.compile(r"\.[^/]+\.(json|csv)\.(lock|[0-9a-f]{8}\.tmp)")


class FileTrouble(OnTheRecordError):
    """A file of the learner's that cannot be written, read or removed."""


@dataclass(frozen=True)
class Everything:
    """All answers by unit, all stretches of work, and a sentence for what cannot be read."""

    units: dict[str, Entries] = field(default_factory=dict)
    stretches: tuple[Stretch, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(
            entry["value"] is not None for unit in self.units.values() for entry in unit.values()
        )


def places() -> tuple[Path, ...]:
    """The answers folders of this learner: that of this notebook first.

    At the top of the course they are those of its guides and of its exercises.
    """
    own, here = folder(), Path.cwd()
    if os.environ.get(FOLDER_VARIABLE):
        return (own,)
    if here.name not in SIDES:
        below = [Path(side) / own for side in SIDES if Path(side).is_dir()]
        return (*below, *([own] if own.is_dir() or not below else []))
    others = (Path("..") / side for side in SIDES if side != here.name)
    return (own, *(other / own for other in others if other.is_dir()))


def home(unit: str) -> Path:
    """The folder where that unit's answers belong: those of an exercise stand beside it."""
    side = SIDES[1] if unit.endswith("x") else SIDES[0]
    return next((p for p in places() if p.absolute().parent.name == side), places()[0])


def everything() -> Everything:
    """All that the kit keeps, from every folder.  Nothing is written or moved."""
    units: dict[str, Entries] = {}
    stretches: tuple[Stretch, ...] = ()
    problems = []
    for place in places():
        for file in _files(place):
            if not _UNIT.fullmatch(file.stem) or file.suffix != ".json":
                continue
            entries, problem = _readable(file)
            units[file.stem] = merged(units.get(file.stem, {}), entries)
            problems += [problem] if problem else []
        more, unread = minutes.read(place / minutes.FILE)
        stretches = minutes.merged(stretches, more)
        if unread:
            name = (place / minutes.FILE).as_posix()
            problems.append(f"Some lines of {name} cannot be read, and do not count.")
    kept = {unit: entries for unit, entries in sorted(units.items()) if entries}
    return Everything(kept, stretches, tuple(problems))


def _files(place: Path) -> list[Path]:
    try:
        return sorted(file for file in place.iterdir() if file.is_file() or file.is_symlink())
    except OSError:
        return []


def _readable(file: Path) -> tuple[Entries, str | None]:
    """The entries of a file, and what the learner must be told about it."""
    try:
        return read_entries(real_place(file)), None
    except UnreadableFile as damage:
        return damage.entries, f"{file.as_posix()} could not be read whole: {damage.reason}."
    except NewerFile:
        return {}, f"{file.as_posix()} was written by a newer version of this kit."
    except OSError:
        return {}, f"{file.as_posix()} cannot be opened."


def merged(here: Entries, other: Entries) -> Entries:
    """The entries of both.  Of two answers the one checked later counts; the other is kept."""
    names = {**here, **other}
    return {name: _merged(here.get(name), other.get(name)) for name in names}


def _merged(here: Entry | None, other: Entry | None) -> Entry:
    if here is None or other is None:
        return {**NEW, **(here or other or {})}
    later, earlier = sorted((here, other), key=_age, reverse=True)
    if later["value"] is None:
        later, earlier = earlier, later
    new = {
        **earlier,
        **later,
        "first": here["first"] or other["first"],
        **{count: max(here[count], other[count]) for count in ("tries", "hints", "revision")},
    }
    if later is other and other["value"] != here["value"]:
        # A window that shows the answer from here must notice that it is not the saved one.
        new["revision"] = max(new["revision"], here["revision"] + 1)
    lost = [_lost(one) for one in (earlier, other["first"] or NEW)]
    kept = [*here.get("conflicts", []), *other.get("conflicts", []), *lost]
    known = [new["value"], None, (new["first"] or NEW)["value"]]
    conflicts = []
    for one in kept:
        plain = isinstance(one, dict) and one.get("value") in known
        if not plain and one not in conflicts:
            conflicts.append(one)
    return {**new, "conflicts": conflicts} if conflicts else new


def _age(entry: Entry) -> tuple[Any, ...]:
    checked = entry.get("checked")
    return (checked if isinstance(checked, str) else "", entry["tries"], entry["revision"])


def _lost(entry: Entry) -> Entry:
    return {
        "value": entry.get("value"),
        "complete": entry.get("complete", True),
        "score": entry.get("score"),
    }


def store_all(brought: Everything) -> tuple[int, int]:
    """Adds what was brought to what is there; how many answers are new, and how many changed.

    Raises FileTrouble when a file cannot be written; what was written before stays.
    """
    new = changed = 0
    for unit, entries in brought.units.items():
        place = home(unit)
        before = everything().units.get(unit, {})
        with told(place):
            place.mkdir(parents=True, exist_ok=True)
            target = real_place(place / f"{unit}.json")
            with writing_alone(target):
                after = merged(merged(_rescued(target), before), entries)
                write_whole(target, written(unit, after))
        values = {name: entry["value"] for name, entry in before.items()}
        gained = [n for n in entries if after[n]["value"] != values.get(n)]
        new += sum(values.get(name) is None for name in gained)
        changed += sum(values.get(name) is not None for name in gained)
    if brought.stretches:
        _store_minutes(brought.stretches)
    return new, changed


def _rescued(target: Path) -> Entries:
    """What the file holds; a damaged one is moved aside first, and nothing is thrown away."""
    try:
        return read_entries(target)
    except UnreadableFile as damage:
        os.replace(target, free_name(target, "damaged"))
        return damage.entries


def _store_minutes(stretches: Iterable[Stretch]) -> None:
    place = places()[0]
    with told(place):
        place.mkdir(parents=True, exist_ok=True)
        target = real_place(place / minutes.FILE)
        with writing_alone(target):
            here, unread = minutes.read(target)
            if unread:
                os.replace(target, free_name(target, "damaged"))
            write_whole(target, minutes.written(minutes.merged(here, stretches)))


class told:
    """Turns trouble with the disk into a sentence."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, trouble: Any, trace: Any) -> None:
        if isinstance(trouble, NewerFile):
            raise FileTrouble(
                f"{self.place.as_posix()} holds a file of a newer version of this kit.",
                "This version would spoil it.",
                "Install the newer version.",
            ) from None
        if isinstance(trouble, (OSError, ValueError)):
            why = getattr(trouble, "strerror", None) or "another program is writing it"
            raise FileTrouble(
                f"{self.place.as_posix()} cannot be written or removed here.",
                f"The computer says: {why}.",
                "Free some space or copy the course to a folder of your own, then try again.",
            ) from None


def deletable() -> tuple[Path, ...]:
    """The files of the kit in the answers folders: answers, minutes, what was set aside."""
    # JupyterLab keeps a copy of an answer file that was opened and saved there.
    folders = [each for place in places() for each in (place, place / ".ipynb_checkpoints")]
    return tuple(file for place in folders for file in _files(place) if _is_ours(file))


def _is_ours(file: Path) -> bool:
    if _HIDDEN.fullmatch(file.name) or _ASIDE.fullmatch(file.name) or file.name == minutes.FILE:
        return True
    if file.suffix != ".json":
        return False
    try:
        with file.open("rb") as opened:
            return b'"ontherecord-' in opened.read(200)
    except OSError:
        return file.is_symlink()


def delete_all() -> tuple[int, tuple[Path, ...]]:
    """Removes the files of the kit: how many, and what else stands in the folders and stays.

    Raises FileTrouble when one of them cannot be removed.
    """
    ours = deletable()
    for file in ours:
        with told(file):
            real_place(file).unlink(missing_ok=True)  # where the folder only links to the file
            file.unlink(missing_ok=True)
    forget()
    for place in places():
        for each in (place / ".ipynb_checkpoints", place):
            # A folder that holds something else stays, and so does a link.
            with contextlib.suppress(OSError):
                each.rmdir()
    kept = tuple(file for place in places() for file in _files(place))
    return sum(not _HIDDEN.fullmatch(file.name) for file in ours), kept
