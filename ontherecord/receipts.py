"""Receipts: the answer as it travels in the output of a cell, inside the notebook file."""

from __future__ import annotations

import json
from typing import Any

from ontherecord.errors import OnTheRecordError
from ontherecord.plain import plain

MIME = "application/vnd.ontherecord.answers+json"
FORMAT = "ontherecord-answer/1"


def receipt(name: str, value: Any, text: str, html: str) -> dict[str, Any]:
    """What a cell shows and, unseen, the answer itself for whoever reads the notebook file."""
    return {
        MIME: {"format": FORMAT, "name": name, "value": plain(value)},
        "text/html": html,
        "text/plain": text,
    }


def from_notebook(notebook: Any) -> dict[str, Any]:
    """The answers in a notebook's outputs, by name; the last receipt of a name counts."""
    return read_receipts(notebook)[0]


def read_receipts(notebook: Any) -> tuple[dict[str, Any], list[str]]:
    """The answers by name, and a sentence for each receipt that cannot be read.

    Takes the notebook as the dictionary that its JSON holds; whatever is in it, nothing raises
    and nothing runs.
    """
    answers, problems = {}, []
    for number, bundle in _bundles(notebook):
        try:
            name, value = _opened(bundle[MIME])
        except (OnTheRecordError, ValueError, RecursionError) as error:
            problems.append(f"Cell {number}: its receipt was skipped. {error}")
        else:
            answers[name] = value
    return answers, problems


def _bundles(notebook: Any) -> list[tuple[int, dict[str, Any]]]:
    return [
        (number, output["data"])
        for number, cell in enumerate(_items(notebook, "cells"), start=1)
        for output in _items(cell, "outputs")
        if isinstance(output, dict)
        and isinstance(output.get("data"), dict)
        and MIME in output["data"]
    ]


def _items(holder: Any, name: str) -> list[Any]:
    items = holder.get(name) if isinstance(holder, dict) else None
    return items if isinstance(items, list) else []


def _opened(written: Any) -> tuple[str, Any]:
    # Some tools write JSON as text, or as the lines of a text.
    if isinstance(written, list) and all(isinstance(line, str) for line in written):
        written = "".join(written)
    if isinstance(written, str):
        written = json.loads(written)
    if not isinstance(written, dict) or written.get("format") != FORMAT:
        raise ValueError(f"It is not of the format {FORMAT}.")
    name = written.get("name")
    if not isinstance(name, str) or "value" not in written:
        raise ValueError("It has no name or no value.")
    return name, plain(written["value"])
