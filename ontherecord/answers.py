"""The answers of a learner: one readable JSON file per unit, in the answers folder.

An answer is saved the moment it is given.  No trouble with the disk is raised: the answer is
kept in memory, written with the next one that can be written, and the learner is told.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ontherecord import minutes
from ontherecord.entries import (
    NEW,
    Answer,
    Entries,
    Entry,
    HintShown,
    NewerFile,
    UnreadableFile,
    changed,
    read_entries,
    written,
)
from ontherecord.errors import UnknownNameError
from ontherecord.plain import NotPlainError, plain
from ontherecord.receipts import MIME, from_notebook, read_receipts, receipt
from ontherecord.safefile import free_name, real_place, write_whole, writing_alone
from ontherecord.vocabulary import listed

__all__ = [
    "MIME", "AnswerFile", "NotPlainError", "Progress", "Saved", "folder", "forget",
    "from_notebook", "plain", "progress", "read_receipts", "receipt", "store",
]  # fmt: skip

FOLDER_VARIABLE = "ONTHERECORD_ANSWERS"

_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_WHY = {
    errno.ENOSPC: ("the disk is full", "Free some space"),
    errno.EDQUOT: ("your space on this disk is used up", "Free some space"),
    errno.EROFS: ("this disk may only be read", "Copy the course to a folder of your own"),
    errno.EACCES: ("you may not write there", "Copy the course to a folder of your own"),
    errno.EPERM: ("you may not write there", "Copy the course to a folder of your own"),
    errno.ENOENT: ("the folder is not there any more", "Start Jupyter again in the new place"),
    errno.EEXIST: ("a file stands where the folder should be", "Rename that file"),
    errno.ENOTDIR: ("a file stands where the folder should be", "Rename that file"),
    errno.EISDIR: ("a folder stands where the file should be", "Rename that folder"),
    errno.ETIMEDOUT: ("another program is writing it", "Close the other program"),
}


@dataclass(frozen=True)
class Saved:
    """Whether an answer is on the disk, what the learner must be told, and its revision."""

    ok: bool
    message: str | None = None
    revision: int = 0


def folder() -> Path:
    """The answers folder: $ONTHERECORD_ANSWERS, or my-answers where the notebook is.

    A relative path is left relative: then it follows when the folder of the course is moved.
    """
    return Path(os.environ.get(FOLDER_VARIABLE) or "my-answers").expanduser()


def store(name: str) -> AnswerFile:
    """The answer file of the unit that a question belongs to; `name` may be the unit itself."""
    unit = str(name).split(".")[0]
    if not _UNIT.fullmatch(unit):
        raise UnknownNameError(
            f"{name!r} names no unit.", "A unit has a name such as 04.", "Use such a name."
        )
    return _store(str(folder()), unit)


def forget() -> None:
    """Drops what is only in memory, after the files were deleted."""
    _store.cache_clear()
    minutes.forget()


@cache
def _store(place: str, unit: str) -> AnswerFile:
    # One object per file for the whole session: it holds what could not be written yet.
    return AnswerFile(Path(place) / f"{unit}.json")


class AnswerFile:
    """The answers of one unit, on the disk where that is possible."""

    def __init__(self, path: Path) -> None:
        self.path, self.unit = path, path.stem
        self._unsaved: list[Answer | HintShown] = []
        self._seen: dict[str, int] = {}
        self._messages: list[str] = []
        self._told = 0
        self._ever_saved = False

    def __repr__(self) -> str:
        return f"AnswerFile({self.path.as_posix()!r})"

    @property
    def messages(self) -> tuple[str, ...]:
        """Sentences that the learner must be told: a damaged file, a disk that cannot be used."""
        return tuple(self._messages)

    def untold(self) -> str | None:
        """The messages that nobody has asked for yet, as one text; each is given out once."""
        new, self._told = self._messages[self._told :], len(self._messages)
        return " ".join(new) or None

    def entries(self) -> Entries:
        """All that is known of the unit's questions, by name."""
        try:
            on_disk = self._read()
        except (OSError, NewerFile) as trouble:
            self._tell(self._sentence(trouble))
            on_disk = {}
        return changed(on_disk, self._unsaved)[0]

    def entry(self, name: str) -> Entry:
        """What is known of one question: value, complete, score, tries, first, hints, revision."""
        return deepcopy(self.entries().get(name, NEW))

    def value(self, name: str) -> Any:
        """The saved answer as plain data, or None; from now on the learner has seen it."""
        entry = self.entry(name)
        minutes.opened(self.path.parent)
        self._seen[name] = entry["revision"]
        return entry["value"]

    def record(
        self,
        name: str,
        value: Any,
        score: float | None = None,
        complete: bool = True,
        seen: int | None = None,
    ) -> Saved:
        """Save an answer.  A score makes it a try; without one it was only written down.

        `seen` is the revision that the learner had on the screen, where the caller knows it.
        """
        seen = self._seen.get(name) if seen is None else seen
        at = minutes.stamp(minutes.now())
        return self._save(Answer(name, plain(value), score, complete, seen, at))

    def record_hint(self, name: str) -> int:
        """Count one more hint; the number of hints shown so far, at most four."""
        self._save(HintShown(name))
        return self.entry(name)["hints"]

    def _save(self, change: Answer | HintShown) -> Saved:
        waiting = {earlier.name for earlier in self._unsaved}
        self._unsaved.append(change)
        try:
            entries, clashes = self._write()
        except (OSError, NewerFile) as trouble:
            self._tell(self._sentence(trouble))
            return self._kept_in_memory(change, self._sentence(trouble))
        self._unsaved.clear()
        self._ever_saved = True
        for name in clashes:
            self._tell(_clash(name, self.path), again=True)
        if waiting:
            self._tell(_caught_up(waiting, self.path), again=True)
        minutes.act(self.path.parent, self.unit)
        revision = self._seen[change.name] = entries[change.name]["revision"]
        return Saved(True, self.untold(), revision)

    def _kept_in_memory(self, change: Answer | HintShown, sentence: str) -> Saved:
        revision = self._seen[change.name] = self.entry(change.name)["revision"]
        told = self.untold() or ""
        message = told if sentence in told else f"{told} {sentence}".strip()
        return Saved(False, message, revision)

    def _write(self) -> tuple[Entries, list[str]]:
        # A parent that has disappeared is not made again: the folder was moved or unmounted.
        self.path.parent.mkdir(parents=not self._ever_saved, exist_ok=True)
        target = real_place(self.path)
        with writing_alone(target):
            before = self._rescued(target)
            after, clashes = changed(before, self._unsaved)
            if after != before:
                write_whole(target, written(self.unit, after))
        return after, clashes

    def _read(self) -> Entries:
        target = real_place(self.path)
        try:
            return read_entries(target)
        except UnreadableFile:
            with writing_alone(target):
                return self._rescued(target)

    def _rescued(self, target: Path) -> Entries:
        """What the file holds; a damaged one is moved aside first, and nothing is thrown away."""
        try:
            return read_entries(target)
        except UnreadableFile as damage:
            aside = free_name(target, "damaged")
            os.replace(target, aside)
            if damage.entries:
                write_whole(target, written(self.unit, damage.entries))
            self._tell(_moved_aside(self.path, aside, damage))
            return damage.entries

    def _sentence(self, trouble: OSError | NewerFile) -> str:
        if isinstance(trouble, NewerFile):
            why, step = "a newer version of this kit wrote it", "Install the newer version"
        else:
            number = errno.ETIMEDOUT if isinstance(trouble, TimeoutError) else trouble.errno
            code = errno.errorcode.get(number or 0, "unknown")
            why, step = _WHY.get(
                number, (f"the computer reports {code}", "Ask for help with this message")
            )
        return (
            f"{self.path.as_posix()} cannot be used: {why}. Your answers are kept in this notebook "
            f"only. Save the notebook (Ctrl+S) to keep them. {step}, then run the cell again."
        )

    def _tell(self, sentence: str, again: bool = False) -> None:
        if again or sentence not in self._messages:
            self._messages.append(sentence)


def _clash(name: str, path: Path) -> str:
    return (
        f"Another window had saved a different answer to {name}. Your answer from here counts "
        f'now. The other one is kept in {path.as_posix()} under "conflicts".'
    )


def _caught_up(names: set[str], path: Path) -> str:
    return f"{path.as_posix()} can be written again: {listed(sorted(names), 'and')} is saved there."


def _moved_aside(path: Path, aside: Path, damage: UnreadableFile) -> str:
    kept = f" {len(damage.entries)} of its answers could be kept." if damage.entries else ""
    return (
        f"{path.as_posix()} could not be read: {damage.reason}. It was renamed to {aside.name}, so "
        f"nothing is thrown away.{kept} Run the cells with your answers again to save them again."
    )


@dataclass(frozen=True)
class Progress:
    """How far a learner is in a unit: questions answered, right and in all."""

    unit: str
    answered: int
    right: int
    total: int


def progress(unit: str, names: Iterable[str] | None = None) -> Progress:
    """How far the saved answers of a unit go; `names` are its questions, where they are known."""
    entries = store(unit).entries()
    names = list(entries if names is None else names)
    given = [entries[name] for name in names if entries.get(name, NEW)["value"] is not None]
    answered = [entry for entry in given if entry["complete"]]
    right = [entry for entry in answered if (entry["score"] or 0) >= 1]
    return Progress(unit, len(answered), len(right), len(names))
