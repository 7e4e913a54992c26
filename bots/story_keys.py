"""What the keys of the stories say, frozen beside the answers: no question asks for all of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from ontherecord.article import data_folder
from ontherecord.key import key

FILE = Path(__file__).with_name("keys.json")
_WORDS = ("gist", "why")
"""The parts of a claim that may be written anew: they judge nothing."""


@cache
def frozen() -> dict[str, Any]:
    """By story and claim, such as "alibaba-2022 C01": all that judges an answer."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def freeze() -> None:
    """Writes the file from the keys as they stand."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(one, sort_keys=True)}" for name, one in now().items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def now() -> dict[str, Any]:
    """The same from the keys as they stand."""
    folders = sorted((data_folder() / "articles").iterdir(), key=lambda folder: folder.name)
    stories = [folder.name for folder in folders if (folder / "key.toml").is_file()]
    return {
        f"{story} {claim.id}": json.loads(json.dumps(_judging(claim)))
        for story in stories
        for claim in key(story).claims
    }


def _judging(claim: Any) -> dict[str, Any]:
    parts = {name: part for name, part in asdict(claim).items() if name not in _WORDS}
    return parts | {"alternatives": [[one.status, one.evidence] for one in claim.alternatives]}


def changed() -> list[str]:
    """The claims that are no longer as they were frozen."""
    before, after = frozen(), now()
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
