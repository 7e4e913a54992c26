"""A line of the table that `make bots` prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of the table: what was tried, what came out, the bar, and whether it is met."""

    name: str
    figures: tuple[str, ...]
    bar: str
    met: bool

    def __str__(self) -> str:
        width = 11 if len(self.figures) > 2 else 28
        figures = "".join(f"{figure:<{width}}" for figure in self.figures)
        return f"{'ok' if self.met else 'MISSED':<7} {self.name:<34} {figures:<56} bar: {self.bar}"
