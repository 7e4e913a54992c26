"""What a lesson calls: an answer goes in, feedback comes out, and the answer is saved."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from ontherecord import answers, questions
from ontherecord.answers import AnswerFile
from ontherecord.cards import Card, message_card
from ontherecord.cell_cards import shown_in_cell
from ontherecord.entries import HINTS
from ontherecord.errors import OnTheRecordError, in_plain_words
from ontherecord.feedback_card import feedback_card, result_rows
from ontherecord.questions.feedback import Feedback
from ontherecord.worked import alternatives

_SAVED = object()
"""Stands for the answer in the file, such as one that a widget saved."""


@in_plain_words
def check(name: str, value: Any = _SAVED, points: float | None = None) -> Card | float | None:
    """The feedback on an answer, which is saved; without a value, on the saved answer.

    An answer that is missing or cannot be read never replaces an earlier one.
    With `points`, as in exercises for nbgrader, it shows the feedback and gives the share of these
    points as a number; None where the kit holds no keys.
    """
    return shown_in_cell(_card(name, value)) if points is None else _counted(name, value, points)


@in_plain_words
def checked(name: str, value: Any) -> Card | None:
    """As `check`, for a widget, which shows the card in its own place."""
    return _card(name, value)


def _counted(name: str, value: Any, points: float) -> float | None:
    from IPython.display import display

    # nbgrader gives all points to a cell without a number: whatever fails must give one.
    try:
        card = _card(name, value)
    except OnTheRecordError as error:
        print(error)
        return 0.0
    display(card)
    if questions.load(name).marked:
        return round(card.feedback.score * points, 2)
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        return None
    print("This is the learners' kit, which holds no keys. Mark with the full kit.")
    return 0.0


def _card(name: str, value: Any) -> Card:
    question = questions.load(name)
    file = answers.store(name)
    value = file.value(name) if value is _SAVED else value
    feedback = question.judge(value)
    told = _recorded(question, file, value, feedback)
    card = feedback_card(
        feedback,
        questions.misconceptions(),
        [*_next_step(question, feedback), *told],
        result_rows(question, question.plain(value), feedback),
    )
    kept = file.entry(name)["value"]
    return card if kept is None else _with_receipt(card, name, kept)


def _recorded(question: Any, file: AnswerFile, value: Any, feedback: Feedback) -> list[str]:
    """Saves the answer where it can be read; what the learner must be told about that."""
    name = feedback.name
    if feedback.state in ("unanswered", "invalid"):
        kept = file.entry(name)["value"] is not None
        state = "Your earlier answer is kept." if kept else "Nothing is saved yet."
        return _sentences(state, file.untold())
    try:
        given = question.plain(value)
        parts = open_parts(given, question.gold())
        score = feedback.score if feedback.judged else None
        saved = file.record(name, given, score, complete=parts == 0)
    except OnTheRecordError as error:
        return [str(error)]
    return _sentences(_saved_text(parts) if saved.ok else "Not saved on the disk.", saved.message)


def _saved_text(parts: int) -> str:
    if not parts:
        return "Saved."
    still = "1 part is" if parts == 1 else f"{parts} parts are"
    return f"Saved as a half answer: {still} still open."


def _sentences(*sentences: str | None) -> list[str]:
    return [sentence for sentence in sentences if sentence]


def open_parts(given: Any, gold: Any) -> int:
    """How many parts of a plain answer are still open: rows left out, and rows with nothing."""
    if isinstance(given, dict) and isinstance(gold, dict):
        return sum(given.get(name) is None for name in {*gold, *given})
    return given.count(None) if isinstance(given, list) else 0


def _next_step(question: Any, feedback: Feedback) -> list[str]:
    if feedback.state == "right":
        return []
    if feedback.state == "recorded":
        return ["You can change your answer until you hand in: run the cell again, then save."]
    if not question.marked:
        return ["Next: give an answer and run the cell again."]
    act = "give an answer" if feedback.state == "unanswered" else "change your answer"
    next = f'Next: {act} and check it again, or take a hint: `hint("{feedback.name}")`.'
    if feedback.state not in ("partly", "wrong"):
        return [next]
    return [f'{next} The worked answer is open now: `worked("{feedback.name}")`.']


def _with_receipt(card: Card, name: str, value: Any) -> Card:
    receipt = answers.receipt(name, value, card.text, card.html)
    return replace(card, data={answers.MIME: receipt[answers.MIME]})


@in_plain_words
def hint(name: str) -> Card:
    """The next of the question's four hints; the last one, worked out, after one try."""
    question = questions.load(name)
    file = answers.store(name)
    entry = file.entry(name)
    if not question.marked:
        return _kept_back(name)
    if entry["hints"] >= HINTS - 1:
        return _worked(question, file)
    number = file.record_hint(name)
    return message_card(
        f"Hint {number} of {HINTS}",
        [question.hints[number - 1], _after_hint(name, number), *_sentences(file.untold())],
        f"Hint {number} of {HINTS} for {name}",
    )


def _kept_back(name: str) -> Card:
    return message_card(
        "Hints open after the marking",
        ["This course is graded. Read the sentences that the question names once more."],
        f"Hints for {name}",
    )


def _after_hint(name: str, number: int) -> str:
    if number == HINTS - 1:
        return f'Next: try again. The next hint is the worked answer: `hint("{name}")`.'
    return f'Next: try again, or run `hint("{name}")` once more.'


@in_plain_words
def worked(name: str) -> Card:
    """The worked answer with all that is accepted beside it, after one try."""
    return _worked(questions.load(name), answers.store(name))


def _worked(question: Any, file: AnswerFile) -> Card:
    name = question.name
    entry = file.entry(name)
    if not question.marked:
        return _kept_back(name)
    if not entry["tries"]:
        return message_card(
            f"Hint {HINTS} of {HINTS} opens after a try",
            [
                "It is the worked answer. Answer first, even if you are unsure.",
                f'Next: run `check("{name}", ...)` with your answer in place of the dots.',
                *_sentences(file.untold()),
            ],
            f"Hints for {name}",
        )
    for _ in range(entry["hints"], HINTS):
        file.record_hint(name)
    return message_card(
        f"Hint {HINTS} of {HINTS}: the worked answer",
        [
            question.hints[HINTS - 1],
            *alternatives(question),
            "This was the last hint. Write the answer in your own way and check it once more.",
            *_sentences(file.untold()),
        ],
        f"Hint {HINTS} of {HINTS} for {name}",
    )


@in_plain_words
def progress(unit: str) -> Card:
    """How many questions of a unit are answered, and how many of those are right."""
    names = questions.names(unit)
    done = answers.progress(unit, names)
    bar = (
        f'<p><progress aria-label="Answered in unit {done.unit}" max="{done.total}" '
        f'value="{done.answered}">{done.answered} of {done.total}</progress></p>'
    )
    waiting = [name for name in names if not answers.store(unit).entry(name)["complete"]]
    marked = all(questions.load(name).marked for name in names)
    lines = [f"{done.right} right so far." if marked else "The marks come after you hand in."]
    lines += [f"Still open: {', '.join(waiting)}."] if waiting else []
    title = f"Unit {done.unit}: {done.answered} of {done.total} questions answered"
    return message_card(
        title,
        [*lines, *_sentences(answers.store(unit).untold())],
        f"Progress in unit {done.unit}",
        "→",
        bar,
    )
