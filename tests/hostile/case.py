"""What a case is, and the three ways to make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.notebooks import with_cell

FULL, SOME, NONE = "all points", "some points", "no points"
SENDER = "mallory"


@dataclass(frozen=True)
class Case:
    """What somebody hands in; `write` puts it into the folder of submissions.

    `mark` is what the sender must get, and `log` words that a line of the log on it must hold;
    None where nothing needs to be said.  `mark` None: there is no learner to mark.
    """

    name: str
    write: Callable[[Path], object]
    mark: str | None
    log: str | None = None

    @property
    def runs_code(self) -> bool:
        """Whether it is about code that is run."""
        return self.name.startswith("code: ")


def file(made: Callable[[], bytes], name: str = f"{SENDER}.ipynb") -> Callable[[Path], object]:
    """A way to hand in those bytes as a file of that name."""

    def write(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made())

    return write


def given(name: str, made: Callable[[], bytes], mark: str | None, log: str | None = None) -> Case:
    """Hands in those bytes as the sender's notebook."""
    return Case(name, file(made), mark, log)


def tries(name: str, source: str, mark: str = FULL, log: str | None = None) -> Case:
    """Hands in an honest notebook with one more cell of code."""
    return Case(f"code: {name}", file(lambda: with_cell(source)), mark, log)
