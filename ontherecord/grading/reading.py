"""A notebook's bytes as the answers that it carries.  Nothing in it is run."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ontherecord import questions
from ontherecord.grading.submissions import UnreadableSubmission
from ontherecord.receipts import read_receipts

ANSWER_CHARACTERS = 200_000
"""The longest answer that is read, as JSON: many times the longest honest one."""

MOST_HOLDERS, MOST_COMMAS, _SHORT = 400_000, 3_000_000, 1_000_000
"""How many lists or dictionaries a notebook may have, and values in them: each fills memory."""

MOST_DIGITS = 4_000
"""The longest whole number that is read; a longer one is infinite, and no answer."""


_VERSION = re.compile(r"(\d{1,2})\.(\d{1,3})\b")


@dataclass(frozen=True)
class Handed:
    """The answers of one notebook by question, and sentences on how it was read.

    `cells` are its code cells: the number in the notebook, from 1, and the source.  `python` is the
    version that it was saved with, such as (3, 13); empty where it does not say.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    cells: tuple[tuple[int, str], ...] = ()
    python: tuple[int, ...] = ()


def read(content: bytes) -> Handed:
    """The answers that the notebook carries; raises UnreadableSubmission when it is none."""
    remarks: list[str] = []
    notebook = _current(_parsed(_text(content, remarks), remarks), remarks)
    answers, problems = read_receipts(notebook)
    # In a short file there is no longer answer: `1e9` is written anew with twelve signs.
    for name, value in list(answers.items()) if len(content) > ANSWER_CHARACTERS // 12 else ():
        if len(json.dumps(value)) > ANSWER_CHARACTERS:
            problems.append(f"The answer to {name[:60]} is too long to be one. It was left out.")
            del answers[name]
        elif not questions.known(name):
            answers[name] = None  # Only the name is told.
    if not answers:
        remarks.append(_without_answers(notebook))
    cells = tuple(_code_cells(notebook))
    return Handed(answers, (*remarks, *problems), cells, _python(notebook))


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
        cells = [] if isinstance(error, RecursionError) else _whole_cells(text)
        if not cells:
            raise UnreadableSubmission(
                f"It is no notebook: its JSON is broken ({error})."
            ) from None
        remarks.append(
            f"It is damaged, perhaps cut off on its way ({error}). Its first {len(cells)} cells "
            "were read. Ask for the whole file."
        )
        return {"cells": cells}
    if not isinstance(notebook, dict):
        raise UnreadableSubmission("It is no notebook: its JSON is no dictionary.")
    if end < len(text):
        remarks.append("Something follows the notebook in its file, which was passed over.")
    return notebook


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


def _current(notebook: dict[str, Any], remarks: list[str]) -> dict[str, Any]:
    """The notebook with its cells where format 4 has them."""
    if notebook.get("type") == "notebook" and isinstance(notebook.get("content"), dict):
        # As Jupyter's server sends a notebook.
        notebook = notebook["content"]
    worksheets = notebook.get("worksheets")
    if "cells" in notebook or not isinstance(worksheets, list):
        if not isinstance(notebook.get("cells"), list):
            raise UnreadableSubmission("It is no notebook: it has no cells.")
        return notebook
    remarks.append("It is of the old notebook format 3, and was read as such.")
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    return {"cells": [_upgraded(cell) for cell in cells if isinstance(cell, dict)]}


def _upgraded(cell: dict[str, Any]) -> dict[str, Any]:
    # Format 3 keeps what format 4 has in `data` beside the other entries of an output.
    outputs = cell.get("outputs")
    outputs = outputs if isinstance(outputs, list) else []
    return {**cell, "outputs": [{"data": one} for one in outputs if isinstance(one, dict)]}


def _code_cells(notebook: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        # Format 3 calls the source of a code cell its input; both may be a list of lines.
        source = cell.get("source", cell.get("input"))
        lines = source if isinstance(source, list) else [source]
        try:
            text = "".join(lines)
        except TypeError:
            continue
        # Each line has its own end, but for the last; some programs leave all of them out.
        whole = len(lines) < 2 or any(line.endswith("\n") for line in lines)
        yield number, text if whole else "\n".join(lines)


def _python(notebook: dict[str, Any]) -> tuple[int, ...]:
    metadata = notebook.get("metadata")
    language = metadata.get("language_info") if isinstance(metadata, dict) else None
    if not isinstance(language, dict) or language.get("name") != "python":
        return ()
    version = _VERSION.match(str(language.get("version")))
    return tuple(map(int, version.groups())) if version else ()


def _without_answers(notebook: dict[str, Any]) -> str:
    kinds = Counter(
        "with outputs" if cell.get("outputs") else "without outputs"
        for cell in notebook["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    )
    if kinds["without outputs"] and not kinds["with outputs"]:
        return "It carries no answers: its outputs were cleared, or it was never run."
    return "It carries no answers: no check in it was run, or none could read what it was given."
