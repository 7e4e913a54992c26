"""What learners who work alone call: their progress, their minutes, and their own files."""

from __future__ import annotations

from typing import Any

from ontherecord import portable
from ontherecord.cards import Card, message_card
from ontherecord.errors import in_plain_words
from ontherecord.own_files import everything
from ontherecord.selfstudy import keeping

__all__ = [
    "delete_answers", "export_answers", "export_minutes", "import_answers", "my_files",
    "my_minutes", "my_progress",
]  # fmt: skip

SURE = "delete everything"


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
    return keeping.export(name)


@in_plain_words
def export_minutes(name: str = "my-minutes.csv") -> Card:
    """The stretches of work as a CSV file beside this notebook, for a table program."""
    return keeping.export_times(name)


@in_plain_words
def import_answers(name: str = portable.FILE) -> Card:
    """Adds the answers of a copy to those that are here; nothing that is here is lost."""
    return keeping.bring(name)


@in_plain_words
def delete_answers(sure: str = "") -> Card:
    """What would be deleted; with `sure="delete everything"`, deletes all answers and minutes."""
    if sure == SURE:
        return keeping.deleted()
    return message_card(
        "Nothing is deleted yet",
        [
            f"It would delete {keeping.what_goes()}. Without a copy nobody can bring it back.",
            f'If you are sure, run `delete_answers("{SURE}")`.',
        ],
        "Delete everything?",
        "?",
    )
