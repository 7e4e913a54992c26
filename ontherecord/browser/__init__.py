"""What the widgets share in the browser: their scripts and their styles begin alike."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
SHARED = ("dom.js", "receipts.js")


def script(module: Path) -> str:
    """The JavaScript of a widget, which can call all that the shared files define.

    `renewReceipt(model)` keeps the receipt in the notebook like the widget's trait `receipt`; it
    works on outputs whose HTML has the class `otr-receipt`.
    """
    return _joined(*(_HERE / name for name in SHARED), module)


def styles(sheet: Path) -> str:
    """The style sheet of a widget in a frame: the frame's own rules, then the widget's."""
    return _joined(_HERE / "frame.css", sheet)


def _joined(*files: Path) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
