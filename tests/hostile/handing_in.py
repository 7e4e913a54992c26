"""Hands in a case beside two honest learners, one before it and one after, and marks the class."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from ontherecord.grading.run import grade
from tests.hostile.case import FULL, NONE, SENDER, SOME, Case
from tests.hostile.notebooks import UNIT, content, honest

HONEST = ("anna", "zoe")
_OF_THE_HONEST = re.compile(rf"(?:{'|'.join(HONEST)})-[0-9a-f]{{32}}\.\w+")


@dataclass(frozen=True)
class Outcome:
    """What came of it: the honest files' bytes, the senders' points and the lines of the log.

    `points` are by name, of all learners but the honest; `mark` is mallory's in words.
    """

    honest: dict[str, bytes]
    points: dict[str, float]
    mark: str | None
    log: tuple[str, ...]


def told(line: str) -> str:
    """What a line of the log says, without the name of the file."""
    return re.sub(r'^(?:"(?:[^"\\]|\\.)*"|.*?): ', "", line)


def outcome(case: Case | None, folder: Path) -> Outcome:
    """What happens when it is handed in, or, for None, when nobody but the honest do."""
    handed = folder / "in"
    handed.mkdir(parents=True)
    for learner in HONEST:
        (handed / f"{learner}.ipynb").write_bytes(content(honest()))
    if case:
        case.write(handed)
    out = grade(handed, folder / "out", [UNIT])
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"]: row for row in csv.DictReader(file)}
    ours = {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in sorted(out.rglob("*"))
        if _OF_THE_HONEST.fullmatch(path.name)
    }
    ours["rows"] = repr([rows[learner] for learner in HONEST]).encode()
    log = (out / "log.txt").read_text(encoding="utf-8").splitlines()
    others = tuple(line for line in log if not line.startswith(HONEST))
    points = {name: float(row["points"]) for name, row in rows.items() if name not in HONEST}
    return Outcome(ours, points, _mark(rows.get(SENDER)), others)


def _mark(row: dict[str, str] | None) -> str | None:
    if row is None:
        return None
    points, all_of_them = float(row["points"]), float(row["out_of"])
    return FULL if points == all_of_them else SOME if points else NONE
