"""`form("before")` and `form("after")`: what is answered is recorded, and nothing is judged."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ontherecord import answers as saved
from ontherecord.assessment.sheet import Sheet, code_word, entry_name, sheet_of
from ontherecord.cards import Card, message_card
from ontherecord.errors import OnTheRecordError, in_plain_words

ASKED = "Is this supported, as stated, by the article?"
WAYS = (("yes", "sure"), ("yes", "unsure"), ("no", "unsure"), ("no", "sure"))
"""The four answers, in the order in which they stand on the screen."""


class Desk:
    """Where the sheet of one moment is kept: reads it, changes it, saves it."""

    def __init__(self, moment: str) -> None:
        self.moment, self.name = moment, entry_name(moment)
        self.file = saved.store(self.name)

    def sheet(self) -> Sheet | None:
        """The saved sheet.  The code word of the form before serves the form after, too."""
        sheet = sheet_of(self.file.value(self.name), self.moment)
        if sheet is None and self.moment == "after":
            first = sheet_of(self.file.value(entry_name("before")), "before")
            return Sheet("after", first.code) if first else None
        return sheet

    def begin(self, code: Any) -> str:
        """Takes the code word; another one only while nothing is answered.

        Gives what the learner must be told.
        """
        sheet, code = self.sheet(), code_word(code)
        if sheet is not None and code != sheet.code and (self._tied(sheet) or sheet.answers):
            raise OnTheRecordError(
                f"You began with the code word {sheet.code!r}.",
                "One person keeps one code word for both forms.",
                f'Go on with form("{self.moment}").',
            )
        if sheet is not None and code == sheet.code:
            return self._save(sheet)
        return self._save(Sheet(self.moment, code))

    def _tied(self, sheet: Sheet) -> bool:
        return self.moment == "after" and self.file.value(entry_name("before")) is not None

    def answer(self, given: Mapping[Any, Any]) -> str:
        """Records the answers by statement; gives what the learner must be told."""
        sheet = self._begun()
        for statement, value in given.items():
            sheet = sheet.with_answer(statement, value)
        return self._save(sheet)

    def hand_in(self) -> str:
        """Closes the sheet; gives what the learner must be told."""
        return self._save(self._begun().handed())

    def _begun(self) -> Sheet:
        # Read again each time: another window may have recorded answers since.
        sheet = self.sheet()
        if sheet is None:
            raise OnTheRecordError(
                "This form has no code word yet.",
                "A code word comes first, since it says which form you get.",
                f'Choose a word and write form("{self.moment}", code="your word").',
            )
        return sheet

    def _save(self, sheet: Sheet) -> str:
        done = self.file.record(self.name, sheet.plain(), complete=sheet.handed_in)
        return done.message or ("Saved." if done.ok else "Not saved on the disk.")

    def receipt(self) -> dict[str, Any]:
        """What travels in the notebook: the sheet as plain data, and how far it is."""
        value = self.file.value(self.name)
        said = how_far(sheet_of(value, self.moment))
        html = f'<small class="otr-receipt">{escape(self.name)}: {escape(said)}</small>'
        return saved.receipt(self.name, value, f"{self.name}: {said}", html)


def how_far(sheet: Sheet | None) -> str:
    """How much of a sheet is answered, in one line."""
    if sheet is None:
        return "not begun"
    asked = len(sheet.form.statements)
    line = f"form {sheet.form.id}, {asked - len(sheet.open)} of {asked} answered"
    return f"{line}, handed in" if sheet.handed_in else line


@in_plain_words
def form(
    moment: str, code: Any = None, answers: Mapping[Any, Any] | None = None, hand_in: bool = False
) -> Card | None:
    """Show a form, "before" or "after" the course; what is answered is only recorded.

    Without more it is shown to be clicked.  To type: `code` is your word, `answers` such as
    `{1: "yes sure", 2: "no unsure"}`, and `hand_in=True` closes the form.
    """
    desk = Desk(moment)
    if code is None and not answers and not hand_in:
        return _shown(desk)
    told = "Saved."
    if code is not None:
        told = desk.begin(code)
    if answers:
        told = desk.answer(_by_statement(answers))
    if hand_in:
        told = desk.hand_in()
    card = sheet_card(moment, desk.sheet(), told)
    return Card(card.text, card.html, {saved.MIME: desk.receipt()[saved.MIME]})


def _by_statement(answers: Any) -> Mapping[Any, Any]:
    if isinstance(answers, Mapping):
        return answers
    raise OnTheRecordError(
        "These answers cannot be read.",
        "Answers are numbers of statements, each with what you say.",
        'Write answers={1: "yes sure", 2: "no unsure"}.',
    )


def _shown(desk: Desk) -> Card | None:
    try:
        from ontherecord.assessment.asked import Asked
    except ModuleNotFoundError as missing:
        told = f"The form needs {missing.name}, which is not installed. Type your answers."
        return sheet_card(desk.moment, desk.sheet(), told)
    Asked(desk).show()
    return None


def sheet_card(moment: str, sheet: Sheet | None, told: str = "") -> Card:
    """The sheet as text to read, with what to type."""
    title = f"The form {moment} the course: {how_far(sheet)}"
    lines = [told] if told else []
    if sheet is None:
        lines += [
            "Choose a code word that is not your name. It says which form you get.",
            f'Type in a cell: `form("{moment}", code="your word")`',
        ]
        return message_card(title, lines, title)
    if sheet.handed_in:
        return message_card(title, [*lines, "Nothing more to do."], title)
    lines += [
        f"{ASKED} Say yes or no, and whether you are sure. You are not told what is right.",
        f'Type in a cell: `form("{moment}", answers={{1: "yes sure", 2: "no unsure"}})`',
        f'When all are answered: `form("{moment}", hand_in=True)`',
    ]
    text = message_card(title, [*_page_lines(sheet), *lines], title).text
    html = message_card(title, lines, title, more="".join(_page_html(sheet))).html
    return Card(text, html)


def _page_lines(sheet: Sheet) -> list[str]:
    lines, number = [], 0
    for page in sheet.form.pages:
        lines += [f"[{at}] {text}" for at, text in enumerate(page.sentences, start=1)]
        for one in sheet.form.on(page):
            number += 1
            said = " ".join(sheet.answers.get(one.id, ())) or "open"
            lines.append(f"  {number}. {one.text} ({said})")
    return lines


def _page_html(sheet: Sheet) -> list[str]:
    parts, number = [], 0
    for page in sheet.form.pages:
        story = "".join(f"<li>{escape(text)}</li>" for text in page.sentences)
        rows = ""
        for one in sheet.form.on(page):
            number += 1
            said = " ".join(sheet.answers.get(one.id, ())) or "open"
            rows += f"<li><strong>{number}</strong> {escape(one.text)} <em>({said})</em></li>"
        parts.append(f'<ol style="padding-left: 1.5em">{story}</ol><ul>{rows}</ul>')
    return parts
