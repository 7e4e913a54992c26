"""`ask(name)`: a question as a form.  What is clicked is saved as if it had been typed."""

from __future__ import annotations

from ontherecord import prompts, questions
from ontherecord.errors import in_plain_words

__all__ = ["ask"]

_BY_TAGGER = ("span", "tags")


@in_plain_words
def ask(name: str) -> None:
    """Show the question of that name as a form; the saved answer is there again.

    Words are tagged in the tagger, and a chart is drawn in a cell.
    """
    question = questions.load(name)
    if question.type in _BY_TAGGER:
        from ontherecord.tagger import tagger

        tagger(name)
    elif question.code:
        _read(name, "It is answered in cells of your own.")
    else:
        _fill_in(name)


def _fill_in(name: str) -> None:
    try:
        from ontherecord.ask.asked import Asked
    except ModuleNotFoundError as missing:
        _read(name, f"The form needs {missing.name}, which is not installed. Type your answer.")
    else:
        Asked(questions.load(name)).show()


def _read(name: str, sentence: str) -> None:
    """Shows the question as text, and what to do."""
    from IPython.display import display

    display(prompts.question(name))
    print(sentence)
