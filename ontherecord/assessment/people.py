"""The sheets of a group, read from answer files and notebooks; nothing in them is run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ontherecord.assessment.marking import Marked, mark
from ontherecord.assessment.sheet import MOMENTS, Sheet, entry_name, order, sheet_of
from ontherecord.entries import Entries, NewerFile, UnreadableFile, read_entries
from ontherecord.errors import OnTheRecordError
from ontherecord.portable import CopyError, read_copy_file
from ontherecord.receipts import read_receipts

LARGEST = 20_000_000
"""Bytes of a file that is still read."""


@dataclass(frozen=True)
class Person:
    """What one code word handed in: at each moment the counts of a form, or None."""

    code: str = field(repr=False)
    before: Marked | None = None
    after: Marked | None = None

    @property
    def order(self) -> str:
        """ "AB" or "BA": which form comes first."""
        return order(self.code)


@dataclass(frozen=True)
class Group:
    """The people of a group; `unfinished` sheets and what stands in `problems` are left out."""

    people: tuple[Person, ...]
    unfinished: int
    problems: tuple[str, ...]


def group(paths: Iterable[Path]) -> Group:
    """The group whose answer files and notebooks lie at the paths, folders included.

    One code word is one person.  Raises OnTheRecordError when a path does not exist.
    """
    problems: list[str] = []
    found: dict[tuple[str, str], list[Sheet]] = {}
    for file in _files(paths):
        for sheet in _sheets(file, problems):
            same = found.setdefault((sheet.code, sheet.moment), [])
            if sheet not in same:
                same.append(sheet)
    made: dict[str, dict[str, Marked]] = {}
    unfinished = 0
    for (code, moment), sheets in sorted(found.items()):
        handed = [sheet for sheet in sheets if sheet.handed_in and not sheet.open]
        if len(handed) > 1:
            problems.append(
                f"{len(handed)} different forms {moment!r} have the code word {code!r}. "
                "None of them is counted."
            )
        elif handed:
            made.setdefault(code, {})[moment] = mark(handed[0].form, handed[0].answers)
        else:
            unfinished += 1
    people = tuple(Person(code, **sheets) for code, sheets in sorted(made.items()))
    return Group(people, unfinished, tuple(problems))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if not path.exists():
            raise OnTheRecordError(
                f"There is no {path}.",
                "Give a folder, or files named assessment.json or ending in .ipynb.",
                "Check the name, then run this again.",
            )
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        hidden = len(path.parts)
        for file in inside:
            visible = not any(part.startswith(".") for part in file.parts[hidden:])
            wanted = file.suffix in (".json", ".ipynb") or file == path
            if visible and wanted and file.is_file():
                yield file


def _sheets(file: Path, problems: list[str]) -> list[Sheet]:
    try:
        values = _values(file)
    except UnreadableFile as damage:
        problems.append(f"{file} was left out: {damage.reason}.")
        return []
    except NewerFile:
        problems.append(f"{file} was left out: a newer version of this kit wrote it.")
        return []
    except OSError as error:
        problems.append(f"{file} was left out: it cannot be read ({error.strerror}).")
        return []
    sheets = []
    for moment in MOMENTS:
        try:
            sheet = sheet_of(values.get(entry_name(moment)), moment)
        except OnTheRecordError:
            problems.append(f"{file} was left out: its form {moment!r} is not one of this kit.")
        else:
            sheets += [sheet] if sheet else []
    return sheets


def _values(file: Path) -> dict[str, Any]:
    """The saved values of a file by name."""
    if file.stat().st_size > LARGEST:
        raise UnreadableFile(f"it has more than {LARGEST // 1_000_000} MB")
    if file.suffix != ".ipynb":
        return {name: entry["value"] for name, entry in _entries(file).items()}
    try:
        notebook = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableFile("it is cut off or is no notebook") from None
    return read_receipts(notebook)[0]


def _entries(file: Path) -> Entries:
    """What an answer file holds, or a copy of all answers that a learner made."""
    try:
        return read_entries(file)
    except UnreadableFile as damage:
        try:
            return read_copy_file(file).units.get(entry_name(MOMENTS[0]).partition(".")[0], {})
        except CopyError:
            raise damage from None
