"""What learners of a graded course get: notebooks, exercises and a kit that holds no key."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ontherecord import questions
from ontherecord.errors import OnTheRecordError, UnknownNameError
from ontherecord.release.asked import asked_only
from ontherecord.release.data import learner_data
from ontherecord.release.nbgrader import with_grade_cells
from ontherecord.release.readme import readme
from ontherecord.release.wheel import learner_wheel
from ontherecord.vocabulary import listed

__all__ = ["learner_data", "learner_wheel", "release"]


class ReleaseError(OnTheRecordError):
    """A folder that cannot be released, or not there."""


def release(target: Path, units: Sequence[str] = (), root: Path = Path()) -> list[Path]:
    """The files written into `target`, from the notebooks below `root`; all units or those named.

    A unit such as 04 brings its guide, 04x its exercise.  `target` must be new or empty.
    """
    _refuse_unknown(units)
    sources = _sources(root, units)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ReleaseError(
            f"{target} is not empty.",
            "A release is written into a new folder, so that nothing else is handed out with it.",
            "Name a new folder.",
        )
    # All are read before the first is written: one that is refused leaves no half release.
    notebooks = {source: _handed_out(source) for source in sources}
    written = [
        _write(target / source.parent.name / source.name, text)
        for source, text in notebooks.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        wheel = learner_wheel(target, learner_data(Path(folder) / "data", units))
    return [*written, wheel, _write(target / "README.md", readme(wheel, written))]


def _refuse_unknown(units: Sequence[str]) -> None:
    if unknown := [unit for unit in units if unit not in questions.units()]:
        raise UnknownNameError(
            f"There is no unit {listed(unknown, 'and')}.",
            f"There are {listed(questions.units(), 'and')}.",
            "Give one of these.",
        )
    if not questions.marked():
        raise ReleaseError(
            "This is already the kit of learners.",
            "A release is made from the full kit.",
            "Use the full kit.",
        )


def _sources(root: Path, units: Sequence[str]) -> list[Path]:
    found = []
    for folder, ending in (("notebooks", ""), ("exercises", "x")):
        for path in sorted((root / folder).glob("*.ipynb")):
            unit = path.name.partition("-")[0] + ending
            if not units or unit in units:
                found.append(path)
    if not found:
        raise ReleaseError(
            "There is no notebook of these units here.",
            "Notebooks stand in notebooks/ and exercises/.",
            "Run this at the top of the checkout.",
        )
    return found


def _handed_out(source: Path) -> str:
    """The text of a notebook as learners get it."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    if source.parent.name == "exercises":
        notebook = with_grade_cells(asked_only(notebook, f"exercises/{source.name}"))
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
