"""The buttons for a learner's own files: Python reads and writes, the browser saves and asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ontherecord import minutes, portable
from ontherecord.browser import script, styles
from ontherecord.cards import ReadableWidget
from ontherecord.errors import OnTheRecordError
from ontherecord.own_files import everything
from ontherecord.selfstudy import by_typing, keeping

_HERE = Path(__file__).parent


class Files(ReadableWidget, anywidget.AnyWidget):
    """Save a copy, save the minutes, bring a copy in, delete everything."""

    _esm = script(_HERE / "files.js")
    _css = styles(_HERE / "files.css")

    largest = traitlets.Int(portable.LARGEST).tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(status={"text": "", "number": 0})
        self.card = by_typing("Your files, without buttons")
        self._acts = {
            "copy": self._copy,
            "minutes": self._minutes,
            "bring": self._bring,
            "ask": self._ask,
            "delete": self._delete,
        }
        self.on_msg(lambda _, message, buffers: self.receive(message))

    def __repr__(self) -> str:
        return "Files: or type export_answers(), import_answers(...), delete_answers()."

    def receive(self, message: Any) -> None:
        """Does what the browser asks for; whatever goes wrong is told below the buttons."""
        message = message if isinstance(message, dict) else {}
        act = self._acts.get(str(message.get("kind")))
        if act is None:
            return
        try:
            act(message.get("text"))
        except OnTheRecordError as error:
            self._tell(str(error))
        except Exception as error:
            # Nobody reads what is raised while a click is handled.
            self._tell(f"This did not work ({error}). Type export_answers() in a cell instead.")

    def _copy(self, _: Any) -> None:
        held = everything()
        self._give("my-answers-copy.json", "application/json", portable.copy_text(held))
        self._tell(f"Your copy holds {keeping.told(held)}.", *held.problems)

    def _minutes(self, _: Any) -> None:
        text = minutes.written(everything().stretches).decode()
        self._give("my-minutes.csv", "text/csv", text)
        self._tell("Your minutes are in the file that your browser saved.")

    def _give(self, name: str, mime: str, text: str) -> None:
        self.send({"kind": "file", "name": name, "mime": mime, "text": text})

    def _bring(self, text: Any) -> None:
        self._tell(*keeping.brought_in(keeping.read_copy(str(text))).text.splitlines())

    def _ask(self, _: Any) -> None:
        self.send({"kind": "sure", "text": f"This deletes {keeping.what_goes()}."})
        self._tell("")

    def _delete(self, _: Any) -> None:
        self._tell(*keeping.deleted().text.splitlines())

    def _tell(self, *lines: str) -> None:
        # The number makes every message a new one, so that the page knows that Python replied.
        text = " ".join(line.removeprefix("→ ") for line in lines)
        self.status = {"text": text, "number": self.status["number"] + 1}
