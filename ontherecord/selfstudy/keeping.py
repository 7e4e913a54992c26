"""What is done with a learner's own files: copy, bring in, delete.  Trouble is raised."""

from __future__ import annotations

from pathlib import Path

from ontherecord import minutes, own_files, portable
from ontherecord.cards import Card, message_card
from ontherecord.own_files import Everything, everything
from ontherecord.portable import CopyError, copy_text
from ontherecord.safefile import write_whole

OUTPUTS = (
    "Notebooks that you saved hold your answers too, below their cells. In JupyterLab choose "
    "Edit, Clear Outputs of All Cells in each of them, and save."
)


def export(name: str) -> Card:
    """Writes the copy of all answers and minutes."""
    held = everything()
    path = _written(name, copy_text(held).encode())
    return message_card(
        f"Your copy is {path.as_posix()}",
        [f"It holds {told(held)}.", *held.problems, "Nothing was sent. Keep the file yourself."],
        "Copy of your answers",
    )


def export_times(name: str) -> Card:
    """Writes the stretches of work as CSV."""
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
    """What is held, in words."""
    units = len(held.units)
    answers = "1 answer" if held.answered == 1 else f"{held.answered} answers"
    return f"{answers} from {units} {'unit' if units == 1 else 'units'}, and your minutes"


def bring(name: str) -> Card:
    """Adds what the copy of that name holds."""
    return brought_in(portable.read_copy_file(Path(str(name)).expanduser()))


def brought_in(brought: Everything) -> Card:
    """Stores what a copy holds, and says what became of it."""
    new, changed = own_files.store_all(brought)
    lines = [f"{new} new, {changed} changed, {brought.answered - new - changed} as they were."]
    if changed:
        lines.append('Answers that had to give way are kept in the files, under "conflicts".')
    lines += [*brought.problems, "Now run my_progress() again."]
    return message_card("The copy is brought in", lines, "Copy brought in")


def what_goes() -> str:
    """What deleting would remove, in words."""
    places = ", ".join(place.as_posix() for place in own_files.places())
    return f"{told(everything())}, in {places}"


def deleted() -> Card:
    """Deletes everything, and says what stays."""
    count, kept = own_files.delete_all()
    lines = [OUTPUTS]
    if kept:
        names = ", ".join(path.as_posix() for path in kept[:5])
        lines.append(f"Files that the kit did not make stay: {names}.")
    files = "1 file" if count == 1 else f"{count} files"
    title = f"Deleted: {files}" if count else "There was nothing to delete"
    return message_card(title, lines, "Everything deleted")


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
