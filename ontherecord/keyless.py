"""The part of data/ that holds no key: pages, figures and tables.

It is named here file by file; a new file of data/ stays at home until it is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ontherecord.article import data_folder

SHARED = (
    "misconceptions.toml", "glossary.toml", "cues.toml", "grammar.toml",
    "figures.csv", "sources.csv", "reports.csv",
)  # fmt: skip
OF_A_PAGE = ("article.md", "tokens.json")
_ROLE = re.compile(r"^:::\{[^}\n]*\}$", re.MULTILINE)


def pages_and_tables(target: Path, with_roles: Callable[[str], bool] = lambda page: False) -> Path:
    """The pages, the figures and the other tables that hold no key, written to `target`.

    `with_roles` says whether a page may tell which part of it is what.
    """
    home = data_folder()
    for name in SHARED:
        write(target / name, (home / name).read_text(encoding="utf-8"))
    for folder in sorted((home / "articles").iterdir(), key=lambda one: one.name):
        for name in OF_A_PAGE if folder.is_dir() else ():
            text = (folder / name).read_text(encoding="utf-8")
            if name.endswith(".md") and not with_roles(folder.name):
                text = _ROLE.sub(":::{paragraph}", text)
            write(target / "articles" / folder.name / name, text)
    return target


def write(path: Path, text: str) -> None:
    """Writes the text, with the folders above it, the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
