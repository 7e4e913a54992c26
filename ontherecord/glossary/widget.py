"""The glossary as a widget: a button and a key that open it, in JupyterLab or elsewhere."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import anywidget
import traitlets

from ontherecord.browser import script
from ontherecord.cards import ReadableWidget
from ontherecord.terms import terms

_HERE = Path(__file__).parent


class Glossary(ReadableWidget, anywidget.AnyWidget):
    """The terms as plain data; the browser draws them and keeps nothing."""

    _esm = script(_HERE / "glossary.js")
    _css = _HERE / "glossary.css"

    terms = traitlets.List().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(terms=[asdict(term) for term in terms()])

    def __repr__(self) -> str:
        return f'Glossary: {len(self.terms)} terms. Press g, or call glossary("claim").'
