"""`glossary()`: the terms of the course, one key away in every notebook."""

from __future__ import annotations

from html import escape

from ontherecord.cards import Card, message_card
from ontherecord.errors import in_plain_words
from ontherecord.terms import Term, term, terms

__all__ = ["glossary"]


@in_plain_words
def glossary(name: str | None = None) -> Card | None:
    """Put the glossary behind the key g and a button; with a name, the card of that term."""
    if name is not None:
        return term_card(term(name))
    from IPython.display import display

    try:
        from ontherecord.glossary.widget import Glossary
    except ModuleNotFoundError:
        display(list_card())
    else:
        widget = Glossary()
        widget.card = list_card()
        display(widget)
    return None


def term_card(each: Term) -> Card:
    """One term: its meaning, an example with its sentence, and a counter-example."""
    lines = [
        each.meaning,
        f"For example “{each.quote}” (sentence {each.sentence}). {each.example}",
        f"But not: {each.non_example}",
    ]
    return message_card(each.name, lines, f"Glossary: {each.name}")


def list_card() -> Card:
    """All terms with their meanings, for notebooks without widgets."""
    rows = "".join(
        f"<dt><strong>{escape(each.name)}</strong></dt><dd>{escape(each.meaning)}</dd>"
        for each in terms()
    )
    names = ", ".join(each.name for each in terms())
    card = message_card(
        f"Glossary: {len(terms())} terms",
        ['`glossary("claim")` shows one term with its example.'],
        "Glossary",
        more=f"<details><summary>All terms</summary><dl>{rows}</dl></details>",
    )
    return Card(f"{card.text}\n{names}", card.html)
