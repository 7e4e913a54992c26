"""An answer of the form as a learner would type it in a cell."""

from __future__ import annotations

import json
from typing import Any


def as_typed(type: str, value: Any) -> str:
    """The plain answer to a question of that type, written as Python."""
    if type == "matrix" and isinstance(value, dict):
        rows = (f"{_written(row)}: {_pair(label)}" for row, label in value.items())
        return f"{{{', '.join(rows)}}}"
    if type == "arrows" and isinstance(value, list):
        return f"[{', '.join(map(_pair, value))}]"
    return _pair(value) if type == "two_tier" else _written(value)


def _pair(value: Any) -> str:
    """A label alone, or a pair in round brackets; a pair without a second part is the first."""
    if not isinstance(value, list):
        return _written(value)
    first, second = value
    return _written(first) if second is None else f"({_written(first)}, {_written(second)})"


def _written(value: Any) -> str:
    if value is None:
        return "..."
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    # Double quotes, as in the lessons.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
