"""All of a learner's answers and minutes as one file, to keep or to take to another computer.

{"format": "ontherecord-copy/1", "units": {"04": {"04.scope": {...}}},
 "minutes": [["04", "2026-11-23T16:00:05Z", "2026-11-23T16:21:40Z"]]}
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ontherecord import minutes
from ontherecord.entries import FORMAT as ANSWERS
from ontherecord.entries import Entries, sound_entry
from ontherecord.errors import OnTheRecordError
from ontherecord.own_files import Everything
from ontherecord.vocabulary import listed

FORMAT = "ontherecord-copy/1"
FILE = "my-answers-copy.json"
LARGEST = 5_000_000
"""Bytes that a copy may have: a whole course takes about a tenth of it."""
MOST = 5_000
"""Answers that a copy may hold."""
_UNIT = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


class CopyError(OnTheRecordError):
    """A file that is no copy of somebody's answers."""


def copy_text(everything: Everything) -> str:
    """The copy as readable JSON text."""
    held = {
        "format": FORMAT,
        "units": everything.units,
        "minutes": minutes.rows(everything.stretches),
    }
    return json.dumps(held, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def read_copy_file(path: Path) -> Everything:
    """What the copy at that place holds; raises CopyError."""
    try:
        if path.stat().st_size > LARGEST:
            raise _refused("it is larger than 5 megabytes")
        return read_copy(path.read_bytes())
    except FileNotFoundError:
        raise CopyError(
            f"There is no file {path.as_posix()[:200]} here.",
            "A copy is made by export_answers().",
            "Give the name of the file, in quotes, as it stands in the list of files on the left.",
        ) from None
    except (OSError, ValueError):
        raise _refused("it cannot be opened") from None


def read_copy(content: bytes) -> Everything:
    """What a copy holds, whoever made it; `problems` tells what was left out.

    An answer file by itself is a copy as well.  Raises CopyError.
    """
    if len(content) > LARGEST:
        raise _refused("it is larger than 5 megabytes")
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _refused("it is cut off or is no text of this kind") from None
    format = whole.get("format") if isinstance(whole, dict) else None
    if format == ANSWERS:
        whole = {"units": {whole.get("unit"): whole.get("answers")}}
    elif format != FORMAT:
        newer = re.fullmatch(r"ontherecord-(copy|answers)/\d+", str(format))
        raise _refused("a newer version of this kit made it" if newer else "it has another format")
    if not isinstance(whole.get("units"), dict):
        raise _refused("it holds no units")
    return _everything(whole)


def _refused(reason: str) -> CopyError:
    return CopyError(
        f"This file cannot be brought in: {reason}.",
        "A copy is a file that export_answers() or the button made.",
        "Nothing was changed. Choose another file.",
    )


def _everything(whole: dict[str, Any]) -> Everything:
    units, left_out = {}, []
    for unit, entries in whole["units"].items():
        fits = type(unit) is str and _UNIT.fullmatch(unit) and not _RESERVED.fullmatch(unit)
        if not fits or not isinstance(entries, dict):
            left_out.append(str(unit)[:40])
            continue
        units[unit], bad = _sound(unit, entries)
        left_out += bad
    if sum(map(len, units.values())) > MOST:
        raise _refused(f"it holds more than {MOST} answers")
    rows = whole.get("minutes")
    stretches, unread = minutes.parsed(rows if isinstance(rows, list) else [])
    problems = [f"Left out, because it is damaged: {_some(left_out)}."] if left_out else []
    problems += [f"{unread} lines with minutes cannot be read."] if unread else []
    return Everything(
        {unit: entries for unit, entries in units.items() if entries}, stretches, tuple(problems)
    )


def _sound(unit: str, entries: dict[str, Any]) -> tuple[Entries, list[str]]:
    """The entries that can be used, and the names of the others."""
    good, bad = {}, []
    for name, entry in entries.items():
        named = re.fullmatch(re.escape(unit) + r"\.[A-Za-z0-9][\w.-]{0,60}", name, re.ASCII)
        made = sound_entry(entry) if named else None
        if made is None:
            bad.append(name[:40])
        else:
            good[name] = made
    return good, bad


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return listed(names[:5], "and") + more if not more else ", ".join(names[:5]) + more
