"""The form as a widget: a thin shell that passes plain data on, and nothing of the key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ontherecord.assessment.sheet import Sheet
from ontherecord.assessment.taking import ASKED, WAYS
from ontherecord.browser import script, styles
from ontherecord.cards import ReadableWidget

_HERE = Path(__file__).parent


def pages_of(sheet: Sheet) -> list[dict[str, Any]]:
    """What the browser needs to draw the pages: sentences and statements, and nothing more."""
    return [
        {
            "id": page.id,
            "sentences": list(page.sentences),
            "statements": [[one.id, one.text] for one in sheet.form.on(page)],
        }
        for page in sheet.form.pages
    ]


class FormWidget(ReadableWidget, anywidget.AnyWidget):
    """A widget to fill in a form; `receive` takes each message of the browser."""

    _esm = script(_HERE / "form.js")
    _css = styles(_HERE / "form.css")

    asked = traitlets.Dict().tag(sync=True)
    pages = traitlets.List().tag(sync=True)
    sheet = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    receipt = traitlets.Dict().tag(sync=True)

    def __init__(self, moment: str, receive: Callable[[Any], None]) -> None:
        self.moment = moment
        asked = {"moment": moment, "prompt": ASKED, "ways": [list(way) for way in WAYS]}
        super().__init__(asked=asked)
        self.on_msg(lambda _, message, buffers: receive(message))

    def __repr__(self) -> str:
        return f"FormWidget({self.moment!r})"

    def show_sheet(self, sheet: Sheet | None, turn: Any) -> None:
        """Sends the sheet to the browser, with the view and message that it comes from."""
        if sheet is None:
            return
        if not self.pages or self.sheet.get("form") != sheet.form.id:
            self.pages = pages_of(sheet)
        self.sheet = {**sheet.plain(), "turn": turn}
