"""What learners who work alone call: their progress, their minutes, and their own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ontherecord import minutes, own_files, portable
from ontherecord.cards import Card, message_card
from ontherecord.errors import in_plain_words
from ontherecord.own_files import Everything, everything
from ontherecord.portable import CopyError, copy_text
from ontherecord.safefile import write_whole

__all__ = [
    "delete_answers", "export_answers", "export_minutes", "import_answers", "my_files",
    "my_minutes", "my_progress",
]  # fmt: skip

SURE = "delete everything"
OUTPUTS = (
    "Notebooks that you saved hold your answers too, below their cells. In JupyterLab choose "
    "Edit, Clear Outputs of All Cells in each of them, and save."
)


@in_plain_words
def my_progress() -> Card:
    """What to do next and why, and where you stand with each misreading."""
    from ontherecord.selfstudy.page import progress_card

    return progress_card(everything())


@in_plain_words
def my_minutes() -> Card:
    """How many questions of each unit you answered, and the minutes you worked on it."""
    from ontherecord.selfstudy.page import minutes_card

    return minutes_card(everything())


@in_plain_words
def my_files() -> Any:
    """Buttons to save a copy of your answers, to bring one in, and to delete everything."""
    try:
        from ontherecord.selfstudy.widget import Files
    except ModuleNotFoundError as missing:
        return by_typing(f"The buttons need {missing.name}, which is not installed")
    return Files()


def by_typing(title: str) -> Card:
    """What to type in a cell instead of pressing a button."""
    return message_card(
        title,
        [
            "`export_answers()` saves a copy, and `export_minutes()` your times.",
            f'`import_answers("{portable.FILE}")` brings a copy in.',
            "`delete_answers()` deletes everything, and asks first.",
        ],
        "Your files",
    )


@in_plain_words
def export_answers(name: str = portable.FILE) -> Card:
    """A copy of all answers and minutes, written as one file beside this notebook."""
    held = everything()
    path = _written(name, copy_text(held).encode())
    return message_card(
        f"Your copy is {path.as_posix()}",
        [f"It holds {told(held)}.", *held.problems, "Nothing was sent. Keep the file yourself."],
        "Copy of your answers",
    )


@in_plain_words
def export_minutes(name: str = "my-minutes.csv") -> Card:
    """The stretches of work as a CSV file beside this notebook, for a table program."""
    held = everything()
    path = _written(name, minutes.written(held.stretches))
    lines = "1 stretch" if len(held.stretches) == 1 else f"{len(held.stretches)} stretches"
    return message_card(
        f"Your minutes are in {path.as_posix()}",
        [f"It holds {lines} of work, with the times in UTC. Nothing was sent."],
        "Your minutes as a file",
    )


def _written(name: str, content: bytes) -> Path:
    """Writes the file under that name, or under the next free one: nothing is overwritten."""
    path = Path(str(name)).expanduser()
    free, number = path, 2
    with own_files.told(path):
        while free.exists() and free.read_bytes() != content:
            free = path.with_name(f"{path.stem}-{number}{path.suffix}")
            number += 1
        write_whole(free, content)
    return free


def told(held: Everything) -> str:
    """What a copy holds, in words."""
    units = len(held.units)
    answers = "1 answer" if held.answered == 1 else f"{held.answered} answers"
    return f"{answers} from {units} {'unit' if units == 1 else 'units'}, and your minutes"


@in_plain_words
def import_answers(name: str = portable.FILE) -> Card:
    """Adds the answers of a copy to those that are here; nothing that is here is lost."""
    return brought_in(portable.read_copy_file(Path(str(name)).expanduser()))


def brought_in(brought: Everything) -> Card:
    """Stores what a copy holds, and says what became of it."""
    new, changed = own_files.store_all(brought)
    lines = [f"{new} new, {changed} changed, {brought.answered - new - changed} as they were."]
    if changed:
        lines.append('Answers that had to give way are kept in the files, under "conflicts".')
    return message_card(
        "The copy is brought in", [*lines, *brought.problems, "Now run my_progress() again."],
        "Copy brought in",
    )  # fmt: skip


@in_plain_words
def delete_answers(sure: str = "") -> Card:
    """What would be deleted; with `sure="delete everything"`, deletes all answers and minutes."""
    if sure != SURE:
        return message_card(
            "Nothing is deleted yet",
            [
                f"It would delete {what_goes()}. They cannot be brought back without a copy.",
                f'If you are sure, run `delete_answers("{SURE}")`.',
            ],
            "Delete everything?",
            "?",
        )
    return deleted()


def what_goes() -> str:
    """What deleting would remove, in words."""
    held = everything()
    places = ", ".join(place.as_posix() for place in own_files.places())
    return f"{told(held)}, in {places}"


def deleted() -> Card:
    """Deletes everything, and says what stays."""
    count, kept = own_files.delete_all()
    lines = [OUTPUTS]
    if kept:
        names = ", ".join(path.as_posix() for path in kept[:5])
        lines.append(f"Files that the kit did not make stay: {names}.")
    return message_card(
        "There was nothing to delete" if not count else f"Deleted: {_files(count)}",
        lines,
        "Everything deleted",
    )


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def read_copy(text: str) -> Everything:
    """What the text of a copy holds; raises CopyError."""
    try:
        return portable.read_copy(text.encode())
    except UnicodeEncodeError:
        raise CopyError(
            "This file cannot be brought in: it is no text.",
            "A copy is a file that export_answers() or the button made.",
            "Nothing was changed. Choose another file.",
        ) from None
