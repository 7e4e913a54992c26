"""A question on the screen: keeps the form, the answer file and the receipt in step."""

from __future__ import annotations

from html import escape
from typing import Any

from IPython.display import display

from ontherecord import answers, check
from ontherecord.answers import Saved
from ontherecord.ask.typed import as_typed
from ontherecord.ask.widget import Form
from ontherecord.prompts import question_card
from ontherecord.questions.question import Question


class Asked:
    """One question as a form; every answer is saved at once, and judged at Check."""

    def __init__(self, question: Question) -> None:
        self.question, self.file = question, answers.store(question.name)
        self.form = Form(question, self.receive)
        self.receipt = None
        # What somebody wrote into the file by hand may be no answer to this question.
        kept = question.plain(self.file.value(question.name))
        self._show(kept, None)
        self.form.receipt = self._bundle()
        self._show_tried()
        told = self.file.untold()
        self._tell(told or ("" if kept is None else "Your saved answer is back."))

    def show(self) -> None:
        """Displays the form and, below it, the receipt."""
        self.form.card = question_card(self.question, self.form.typed)
        display(self.form)
        self.receipt = display(self.form.receipt, raw=True, display_id=True)

    def receive(self, message: Any) -> None:
        """Does what the browser asks for; whatever goes wrong is told in the form."""
        message = message if isinstance(message, dict) else {}
        acts = {"answer": self.answer, "check": self.check, "hint": self.hint}
        acts["worked"] = self.worked
        act = acts.get(str(message.get("kind")))
        if act is None:
            return
        try:
            with self.form.hold_sync():
                act(message.get("value"), message.get("turn"))
        except Exception as error:
            # Nobody reads what is raised while a click is handled.
            self._tell(f"This did not work ({error}). Type your answer in a cell instead.")

    def answer(self, value: Any, turn: Any) -> None:
        """Writes the answer down without judging it.

        What is empty or cannot be read yet (a number half typed) leaves the saved answer alone.
        """
        self._show(value, turn)
        plain = self.question.plain(value)
        if plain is not None:
            saved = self.file.record(self.question.name, plain, complete=False)
            self._tell(_saved_text(saved))
        elif self.file.value(self.question.name) is None:
            self._tell("")
        else:
            self._tell("Your earlier answer is still the saved one.")
        self._renew()

    def check(self, value: Any, turn: Any) -> None:
        """Judges the answer, as `check` does in a cell, and shows what it says."""
        self._show(value, turn)
        card = check.checked(self.question.name, value)
        self.form.feedback = {"html": card.html if card else "", "value": value}
        self._tell("")
        self._renew()
        self._show_tried()

    def hint(self, value: Any, turn: Any) -> None:
        """Shows the next hint of the ladder."""
        card = check.hint(self.question.name)
        self.form.hint = card.html if card else ""
        self._tell("")

    def worked(self, value: Any, turn: Any) -> None:
        """Shows the worked answer, which is open after one try."""
        card = check.worked(self.question.name)
        self.form.hint = card.html if card else ""
        self._tell("")

    def _show_tried(self) -> None:
        self.form.tried = self.file.entry(self.question.name)["tries"] > 0

    def _show(self, value: Any, turn: Any) -> None:
        self.form.answer = {"value": value, "turn": turn}
        self.form.typed = self.question.sample(self._typed(self.question.plain(value)))

    def _typed(self, value: Any) -> str:
        return as_typed(self.question.type, value)

    def _tell(self, text: str) -> None:
        # The number makes every message a new one, so that the page knows that Python replied.
        self.form.status = {"text": text, "number": self.form.status.get("number", 0) + 1}

    def _bundle(self) -> dict[str, Any]:
        """The receipt of the saved answer."""
        name = self.question.name
        kept = self.file.value(name)
        said = "no answer saved yet" if kept is None else self._typed(self.question.plain(kept))
        html = f'<small class="otr-receipt">{escape(name)}: <code>{escape(said)}</code></small>'
        return answers.receipt(name, kept, f"{name}: {said}", html)

    def _renew(self) -> None:
        self.form.receipt = self._bundle()
        if self.receipt is not None:
            self.receipt.update(self.form.receipt, raw=True)


def _saved_text(saved: Saved) -> str:
    return saved.message or ("Saved." if saved.ok else "Not saved on the disk.")
