"""The cards of the cell that runs: each is shown, and with it its answer is saved in the notebook.

Python shows only the last value of a cell, and none that is assigned or ends with a semicolon.
"""

from __future__ import annotations

import sys
from typing import Any

from ontherecord.cards import Card

_unshown: list[Card] = []


class _Awaited(Card):
    """A card that is on the list until it is shown."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        _unshown[:] = [card for card in _unshown if card is not self]
        return super()._repr_mimebundle_(include, exclude)


def shown_in_cell(card: Card) -> Card:
    """The card, which the cell that runs will show in any case; without IPython, just the card.

    What it has not shown by itself stands before the next such card, or at the cell's end.
    """
    ipython = sys.modules.get("IPython")
    events = getattr(ipython.get_ipython(), "events", None) if ipython else None
    if events is None:
        return card
    _show()
    events.register("pre_run_cell", _forget)
    events.register("post_run_cell", _show)
    awaited = _Awaited(card.text, card.html, card.data, card.feedback)
    _unshown.append(awaited)
    return awaited


def _show(*result: Any) -> None:
    from IPython.display import display

    for card in list(_unshown):
        display(card)


def _forget(*info: Any) -> None:
    # What was made between two cells belongs to neither.
    _unshown.clear()
