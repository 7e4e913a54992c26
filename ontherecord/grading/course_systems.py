"""What course systems take: the columns of Moodle and Canvas, and feedback pages for Moodle.

Both find a column by its English heading.  Moodle takes neither table nor page without the number
that it gave the participant, which stands in the names of its downloads.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ontherecord.grading.holding import growing_whole
from ontherecord.grading.marking import Marked
from ontherecord.grading.whose import CANVAS, MOODLE, system_of

if TYPE_CHECKING:
    import zipfile

MOODLE_HEADS = ("Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)")
CANVAS_HEADS = ("Student", "ID", "SIS Login ID", "Section")


def moodle_row(marked: Marked, name: str, points: str, out_of: str) -> list[str]:
    """The learner's row of a grading worksheet."""
    # Moodle goes by the number alone, whatever the name is: another system's may be a stranger's.
    number = f"Participant {marked.id}" if _is_of_moodle(marked) else ""
    # It wants the time of the last grade, and takes an empty one where there was none.
    return [number, name, points, out_of, ""]


def canvas_row(marked: Marked, name: str, points: str) -> list[str]:
    """The learner's row of a gradebook."""
    return [name, marked.id if _is_of_canvas(marked) else "", "", "", points]


def _is_of_moodle(marked: Marked) -> bool:
    return _systems(marked) == {MOODLE}


def _is_of_canvas(marked: Marked) -> bool:
    return _systems(marked) == {CANVAS}


def _systems(marked: Marked) -> set[str]:
    """Which course systems gave the learner's number; empty where there is none."""
    return {system_of(file, marked.id) for file in marked.files} if marked.id else set()


class MoodlePages:
    """A zip file with the feedback pages of learners whose names come from Moodle.

    Moodle hands each page to its learner: "Upload multiple feedback files in a zip".  Where nobody
    comes from Moodle there is no file.
    """

    def __init__(self, out: Path) -> None:
        self._path = out / "feedback-moodle.zip"
        self._open = ExitStack()
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> MoodlePages:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(*error)
        if self._archive is None and error[0] is None:
            self._path.unlink(missing_ok=True)

    def add(self, marked: Marked, page: bytes) -> None:
        """Adds the learner's page."""
        if not _is_of_moodle(marked):
            return
        import zipfile

        if self._archive is None:
            beside = self._open.enter_context(growing_whole(self._path))
            archive = zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED)
            self._archive = self._open.enter_context(archive)
        # Moodle takes the number from between the first two underscores.
        name = "".join(c if c.isprintable() and c not in "_/\\" else " " for c in marked.learner)
        # With the same time at every run, the bytes are the same.
        place = zipfile.ZipInfo(f"{name}_{marked.id}_assignsubmission_file_feedback.html")
        if place.filename not in self._archive.NameToInfo:
            self._archive.writestr(place, page, zipfile.ZIP_DEFLATED)
