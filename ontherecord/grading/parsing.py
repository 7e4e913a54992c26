"""A notebook's bytes as the dictionary that its JSON holds, also where the file is damaged."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ontherecord.grading.submissions import UnreadableSubmission

MOST_HOLDERS, MOST_COMMAS, _SHORT = 400_000, 3_000_000, 1_000_000
"""How many lists or dictionaries a notebook may have, and values in them: each fills memory."""

MOST_DIGITS = 4_000
"""The longest whole number that is read; a longer one is infinite, and no answer."""


ASK = "Ask for the file again."
"""The end of a sentence on a file of which something is missing."""

_OTHER_KINDS = {
    rb"<[!?a-z]": "a web page. Download the notebook itself, and hand that in",
    rb"PK\x03\x04": "a zip file. Hand it in with the ending .zip",
    rb"\x1f\x8b": "a packed file. Hand in what is in it",
    rb"%PDF": "a PDF file. Hand in the notebook that it was made from",
    rb"{\\rtf": "a text of a word processor. Hand in the notebook as Jupyter saved it",
    rb"version https://git-lfs": "a pointer of Git LFS. Fetch the file itself, and hand that in",
}
"""How files of other kinds begin, and what is told of one with the name of a notebook."""


def parsed(content: bytes, remarks: list[str]) -> dict[str, Any]:
    """The dictionary; how it had to be read is remarked.  Raises UnreadableSubmission."""
    try:
        return _parsed(_text(content, remarks), remarks)
    except UnreadableSubmission:
        begin = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
        for mark, kind in _OTHER_KINDS.items():
            if re.match(mark, begin, re.IGNORECASE):
                raise UnreadableSubmission(f"It is no notebook but {kind}.") from None
        raise


def _text(content: bytes, remarks: list[str]) -> str:
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableSubmission("It is empty.")
    seems = json.detect_encoding(content)
    wide = [] if seems.startswith("utf-8") else [seems]
    for encoding in (*wide, "utf-8", "cp1252"):
        try:
            # A last line break of one byte is too short to be a character of these.
            size = 1 if encoding not in wide else 4 if "32" in encoding else 2
            text = content[: len(content) // size * size].decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in wide:
            remarks.append(f"It was saved as {encoding[:6].upper()} and read as such.")
        if encoding == "cp1252":
            remarks.append("It is not UTF-8. It was read as Windows-1252.")
        if text.startswith("\ufeff"):
            remarks.append("It begins with a byte order mark, which was passed over.")
        return _without_padding(text)
    if not content.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"{"):
        raise UnreadableSubmission("It is no text in an encoding that is known.")
    remarks.append("Some of its bytes are no text. They were passed over.")
    return _without_padding(content.decode("utf-8", "replace"))


def _without_padding(text: str) -> str:
    # A disk or a share may leave empty bytes, an old editor its own sign for the end.
    return text.lstrip("\ufeff\0 \t\r\n").rstrip("\0\x1a \t\r\n")


def _number(digits: str) -> float:
    # Python refuses longer ones, and with them the whole notebook.
    return int(digits) if len(digits) <= MOST_DIGITS else math.inf


_DECODER = json.JSONDecoder(strict=False, parse_int=_number)


def _parsed(text: str, remarks: list[str]) -> dict[str, Any]:
    if len(text) > _SHORT and (
        max(map(text.count, "{[")) > MOST_HOLDERS or text.count(",") > MOST_COMMAS
    ):
        raise UnreadableSubmission("It has more parts than a notebook of this course.")
    try:
        notebook, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        if merged := _merged(text):
            remarks.append("It has the marks of a git merge. One of its two sides was read.")
            return merged
        cells = [] if isinstance(error, RecursionError) else _whole_cells(text)
        if not cells:
            raise UnreadableSubmission(
                f"It is no notebook: its JSON is broken ({error})."
            ) from None
        remarks.append(
            f"It is damaged, perhaps cut off on its way ({error}). Only its cells before that, "
            f"{len(cells)}, were read. {ASK}"
        )
        return {"cells": cells}
    if not isinstance(notebook, dict):
        raise UnreadableSubmission("It is no notebook: its JSON is no dictionary.")
    if end < len(text):
        remarks.append("Something follows the notebook in its file, which was passed over.")
    return notebook


def _merged(text: str) -> dict[str, Any] | None:
    """The notebook as a side of a git merge has it, the learner's own first; None for no merge."""
    if not _MERGE.search(text) or text.count("\n") > MOST_HOLDERS:
        return None
    sides: tuple[list[str], list[str]] = ([], [])
    at: int | None = None
    for line in text.split("\n"):
        mark = _MERGE.match(line)
        if mark and (mark[1] == "<" or at is not None):
            at = {"<": 0, "|": 2, "=": 1, ">": None}[mark[1]]
            continue
        for number, side in enumerate(sides):
            if at in (None, number):
                side.append(line)
    for side in sides:
        try:
            notebook = _DECODER.decode("\n".join(side))
        except (ValueError, RecursionError):
            continue
        if isinstance(notebook, dict):
            return notebook
    return None


# No line of a notebook's JSON begins so.
_MERGE = re.compile(r"^([<|=>])\1{6}(?=[ \r]|$)", re.MULTILINE)
_CELLS = re.compile(r'"cells"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def _whole_cells(text: str) -> list[dict[str, Any]]:
    """The cells of a damaged notebook up to the first that is not whole."""
    cells: list[dict[str, Any]] = []
    begin = _CELLS.search(text)
    at = begin.end() if begin else len(text)
    while True:
        try:
            cell, at = _DECODER.raw_decode(text, _BETWEEN.match(text, at).end())
        except (ValueError, RecursionError):
            return cells
        if not isinstance(cell, dict):
            return cells
        cells.append(cell)
