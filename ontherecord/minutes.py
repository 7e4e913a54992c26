"""The minutes that a learner spent in each unit: a file of their own, my-answers/minutes.csv.

    unit,begin,end
    04,2026-11-23T16:00:05Z,2026-11-23T16:21:40Z

An act is an answer, a check or a hint, or a question that is opened.  The time between two acts
counts for the unit of the second one, when it is at most GAP; a longer gap counts nothing.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ontherecord.safefile import free_name, real_place, write_whole, writing_alone

FILE = "minutes.csv"
GAP = timedelta(minutes=5)
"""The longest time between two acts that counts as work."""
PAUSE = timedelta(seconds=15)
"""Acts that follow one another faster are not written one by one."""
LARGEST = 2_000_000
"""Bytes of the file that are read at most; years of work are less."""

_HEAD = ["unit", "begin", "end"]
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_written: dict[Path, tuple[str, datetime]] = {}
_opened: dict[Path, datetime] = {}


@dataclass(frozen=True)
class Stretch:
    """Work in one unit without a long gap, from `begin` to `end`, both in UTC."""

    unit: str
    begin: datetime
    end: datetime


def now() -> datetime:
    """The present time in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def stamp(at: datetime) -> str:
    """The time as it stands in files, such as 2026-11-23T16:00:05Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def continued(
    stretches: tuple[Stretch, ...], unit: str, at: datetime, opened: datetime | None = None
) -> tuple[Stretch, ...]:
    """The stretches after one more act in that unit; `opened` is when a question was opened."""
    last = stretches[-1] if stretches else None
    before = [each for each in (last and last.end, opened) if each and each <= at]
    since = max(before, default=None)
    if since is None or at - since > GAP:
        return (*_worked(stretches), Stretch(unit, at, at))
    if last and last.unit == unit and since - last.end <= GAP and last.end <= since:
        return (*stretches[:-1], Stretch(unit, last.begin, at))
    return (*_worked(stretches), Stretch(unit, since, at))


def _worked(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    # A single act takes no time: it only marks where the next stretch may begin.
    return tuple(each for each in stretches if each.end > each.begin)


def opened(folder: Path) -> None:
    """Remembers that a question was opened now; nothing is written."""
    _opened[folder] = now()


def act(folder: Path, unit: str) -> None:
    """Writes down that something was done in that unit now.  Trouble with the disk is no matter:
    the answers are what counts, and their file tells about it."""
    at = now()
    unit_before, before = _written.get(folder, ("", at - GAP))
    if unit == unit_before and timedelta(0) <= at - before < PAUSE:
        return
    with contextlib.suppress(OSError):
        target = real_place(folder / FILE)
        with writing_alone(target):
            stretches = _rescued(target)
            write_whole(target, written(continued(stretches, unit, at, _opened.get(folder))))
        _written[folder] = (unit, at)


def _rescued(target: Path) -> tuple[Stretch, ...]:
    """What the file holds; one with lines that cannot be read is moved aside first."""
    stretches, unread = read(target)
    if unread:
        os.replace(target, free_name(target, "damaged"))
    return stretches


def forget() -> None:
    """Drops what is only in memory, after the files were deleted."""
    _written.clear()
    _opened.clear()


def read(path: Path) -> tuple[tuple[Stretch, ...], int]:
    """The stretches of a file, and how many of its lines cannot be read; none for no file."""
    try:
        if path.stat().st_size > LARGEST:
            return (), 1
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
    except FileNotFoundError:
        return (), 0
    return parsed(row.split(",") for row in lines if row.strip() and row.split(",") != _HEAD)


def parsed(rows: Iterable[object]) -> tuple[tuple[Stretch, ...], int]:
    """The stretches that rows of unit, begin and end hold, and how many rows are none."""
    made = [_stretch(row) for row in rows]
    return tuple(each for each in made if each), made.count(None)


def _stretch(row: object) -> Stretch | None:
    if not isinstance(row, list) or len(row) != 3 or not all(type(part) is str for part in row):
        return None
    try:
        begin, end = (datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ") for at in row[1:])
    except ValueError:
        return None
    if not _UNIT.fullmatch(row[0]) or not timedelta(0) <= end - begin <= timedelta(days=1):
        return None
    return Stretch(row[0], begin.replace(tzinfo=UTC), end.replace(tzinfo=UTC))


def rows(stretches: Iterable[Stretch]) -> list[list[str]]:
    """The stretches as rows of text."""
    return [[each.unit, stamp(each.begin), stamp(each.end)] for each in stretches]


def written(stretches: Iterable[Stretch]) -> bytes:
    """The bytes of the file: CSV that any table program opens."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_HEAD, *rows(stretches)])
    return text.getvalue().encode()


def merged(one: Iterable[Stretch], other: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches of both, in order of time, where what overlaps in a unit is one stretch."""
    joined: list[Stretch] = []
    for each in sorted({*one, *other}, key=lambda each: (each.unit, each.begin, each.end)):
        last = joined[-1] if joined else None
        if last and last.unit == each.unit and each.begin <= last.end:
            joined[-1] = Stretch(last.unit, last.begin, max(last.end, each.end))
        else:
            joined.append(each)
    return tuple(sorted(joined, key=lambda each: (each.end, each.begin, each.unit)))


def totals(stretches: Iterable[Stretch]) -> dict[str, float]:
    """The minutes of each unit; time that two files both tell of counts once."""
    found: dict[str, float] = {}
    for each in merged(stretches, ()):
        found[each.unit] = found.get(each.unit, 0) + (each.end - each.begin).total_seconds() / 60
    return dict(sorted(found.items()))
