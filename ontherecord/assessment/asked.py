"""A form on the screen: keeps the widget, the answer file and the receipt in step."""

from __future__ import annotations

from typing import Any

from IPython.display import display

from ontherecord.assessment.sheet import Sheet
from ontherecord.assessment.taking import Desk, sheet_card
from ontherecord.assessment.widget import FormWidget
from ontherecord.errors import OnTheRecordError


class Asked:
    """One form as a widget; every answer is saved at once, and nothing is judged."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.receipt = desk, None
        self.widget = FormWidget(desk.moment, self.receive)
        told = ""
        try:
            sheet = desk.sheet()
            if sheet is not None and sheet.answers and not sheet.handed_in:
                told = "Your answers are back."
            self._renew(sheet, None)
        except OnTheRecordError as error:
            self.widget.card = sheet_card(desk.moment, None, str(error))
            told = str(error)
        self._tell(desk.file.untold() or told)

    def show(self) -> None:
        """Displays the form and, below it, the receipt."""
        display(self.widget)
        if self.widget.receipt:
            self.receipt = display(self.widget.receipt, raw=True, display_id=True)

    def receive(self, message: Any) -> None:
        """Does what the browser asks for; whatever goes wrong is told in the form."""
        message = message if isinstance(message, dict) else {}
        value, turn = message.get("value"), message.get("turn")
        try:
            with self.widget.hold_sync():
                match message.get("kind"):
                    case "code":
                        told = self.desk.begin(value if isinstance(value, str) else "")
                    case "answer":
                        told = self.desk.answer(value if isinstance(value, dict) else {})
                    case "hand_in":
                        told = self.desk.hand_in()
                    case _:
                        return
                self._renew(self.desk.sheet(), turn)
                self._tell(told)
        except OnTheRecordError as error:
            self._tell(str(error))
        except Exception as error:
            # Nobody reads what is raised while a click is handled.
            self._tell(f"This did not work ({error}). Type your answers in a cell instead.")

    def _renew(self, sheet: Sheet | None, turn: Any) -> None:
        self.widget.show_sheet(sheet, turn)
        self.widget.card = sheet_card(self.desk.moment, sheet)
        self.widget.receipt = self.desk.receipt()
        if self.receipt is not None:
            self.receipt.update(self.widget.receipt, raw=True)

    def _tell(self, text: str) -> None:
        # The number makes every message a new one, so that the page knows that Python replied.
        number = self.widget.status.get("number", 0) + 1
        self.widget.status = {"text": text, "number": number}
