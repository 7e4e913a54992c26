"""The graph of who told whom: its origins, its circles and what lies between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ontherecord.vocabulary import listed

Arrow = tuple[str, str]


@dataclass(frozen=True, repr=False)
class Graph:
    """Arrows in the order in which they were given, each from who says it to who passes it on."""

    arrows: tuple[Arrow, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, in the order of its first arrow."""
        return tuple(dict.fromkeys(name for arrow in self.arrows for name in arrow))

    @property
    def circles(self) -> tuple[tuple[str, ...], ...]:
        """The groups of names that lead back to themselves."""
        groups = []
        for name in self.names:
            group = tuple(other for other in self.names if self._in_one_circle(name, other))
            if group and group not in groups:
                groups.append(group)
        return tuple(groups)

    @property
    def origins(self) -> tuple[str, ...]:
        """The names that no arrow leads to."""
        reached = {end for _, end in self.arrows}
        return tuple(name for name in self.names if name not in reached)

    @property
    def carriers(self) -> tuple[str, ...]:
        """The names with an arrow that comes in and one that goes out."""
        starts, ends = {start for start, _ in self.arrows}, {end for _, end in self.arrows}
        return tuple(name for name in self.names if name in starts and name in ends)

    @property
    def ends(self) -> tuple[str, ...]:
        """The names that no arrow leaves."""
        starts = {start for start, _ in self.arrows}
        return tuple(name for name in self.names if name not in starts)

    def after(self, name: str) -> set[str]:
        """The names that the arrows lead to from this one."""
        found: set[str] = set()
        new = {name}
        while new:
            new = {end for start, end in self.arrows if start in new} - found
            found |= new
        return found

    def _in_one_circle(self, name: str, other: str) -> bool:
        return other in self.after(name) and name in self.after(other)

    def forward(self) -> tuple[Arrow, ...]:
        """The arrows without those that close a circle."""
        kept: list[Arrow] = []
        for start, end in self.arrows:
            if start != end and start not in Graph(tuple(kept)).after(end):
                kept.append((start, end))
        return tuple(kept)

    def levels(self) -> dict[str, int]:
        """How many steps the longest way takes from an origin to each name."""
        levels = dict.fromkeys(self.names, 0)
        forward = self.forward()
        for _ in self.names:
            for start, end in forward:
                levels[end] = max(levels[end], levels[start] + 1)
        return levels


@dataclass(frozen=True, repr=False)
class Origins:
    """Where some arrows begin; `len` counts the origins."""

    graph: Graph

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the origins."""
        return self.graph.origins

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return " ".join(self._sentences())

    def _sentences(self) -> Iterable[str]:
        graph = self.graph
        if not graph.arrows:
            yield "No arrows, so no origin."
            return
        count = len(self)
        if count:
            yield f"{count} {'origin' if count == 1 else 'origins'}: {listed(self.names, 'and')}."
        else:
            yield "No origin: every name has an arrow that leads to it."
        for circle in graph.circles:
            names = f"leads back to itself: {circle[0]}"
            if len(circle) > 1:
                names = f"lead round in a circle: {listed(circle, 'and')}"
            yield f"These arrows {names}." if len(circle) > 1 else f"One arrow {names}."
        if graph.carriers:
            yield f"On the way: {listed(graph.carriers, 'and')}."
        if graph.ends:
            yield f"At the end: {listed(graph.ends, 'and')}."
