"""`ask(name)`: a question as a form.  What is clicked is saved as if it had been typed."""

from __future__ import annotations

from html import escape
from typing import Any

from ontherecord import answers, check, prompts, questions
from ontherecord.errors import in_plain_words

__all__ = ["ask"]

_BY_TAGGER = ("span", "tags")


class _Asked:
    """One question on the screen: keeps the form, the answer file and the receipt in step."""

    def __init__(self, name: str) -> None:
        from ontherecord.ask.widget import Form

        self.question = questions.load(name)
        self.file = answers.store(name)
        self.form = Form(
            self.question, {"answer": self.answer, "check": self.check, "hint": self.hint}
        )
        self.value = self.form.answer = self.file.value(name)
        self._typed()
        if self.value is not None:
            self.form.saved = "Your saved answer."

    def show(self) -> None:
        from IPython.display import display

        display(self.form)
        self.receipt = display(self._bundle(), raw=True, display_id=True)

    def answer(self, value: Any) -> None:
        """Writes the answer down as it is, without judging it.

        What is empty or cannot be read yet (a number half typed) leaves the saved answer alone.
        """
        self.value = value
        self._typed()
        plain = self.question.plain(value)
        if plain is None:
            self.form.saved = ""
            return
        saved = self.file.record(self.question.name, plain, complete=False)
        self.form.saved = saved.message or ("Saved." if saved.ok else "Not saved on the disk.")
        self._update()

    def check(self) -> None:
        """Judges the answer, as `check` does in a cell, and shows what it says."""
        card = check.check(self.question.name, self.value)
        self.form.feedback = card.html if card else ""
        self._update()

    def hint(self) -> None:
        """Shows the next hint of the ladder."""
        card = check.hint(self.question.name)
        self.form.feedback = card.html if card else ""

    def _typed(self) -> None:
        shown = "..." if self.value is None else repr(_as_typed(self.value))
        self.form.typed = self.question.sample(shown)

    def _bundle(self) -> dict[str, Any]:
        name, kept = self.question.name, self.file.value(self.question.name)
        text = f"{name}: {'no answer yet' if kept is None else repr(_as_typed(kept))}"
        html = f'<small class="otr-receipt">{escape(text)}</small>'
        return answers.receipt(name, kept, text, html)

    def _update(self) -> None:
        self.receipt.update(self._bundle(), raw=True)


def _as_typed(value: Any) -> Any:
    """The answer as a learner would type it: a pair in place of a list of two unlike things."""
    if isinstance(value, dict):
        return {name: _as_typed(part) for name, part in value.items()}
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], int | None):
        return value[0] if value[1] is None else tuple(value)
    if isinstance(value, list):
        return [tuple(part) if isinstance(part, list) else part for part in value]
    return value


@in_plain_words
def ask(name: str) -> None:
    """Show the question of that name as a form; the saved answer is there again."""
    question = questions.load(name)
    if question.type in _BY_TAGGER:
        from ontherecord.tagger import tagger

        tagger(name)
    elif question.type == "chart":
        from IPython.display import display

        display(prompts.question(name))
    else:
        _Asked(name).show()
