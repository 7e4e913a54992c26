"""Where each name of a graph stands: origins on the left, each step one column to the right.

An arrow that skips columns passes through free places between the names, so that it crosses none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontherecord.chains.graph import Arrow, Graph

Place = tuple[float, float]
SWEEPS = 6


@dataclass(frozen=True)
class Layout:
    """`places` are columns and rows (0 is the middle row); `ways` the stations of each arrow."""

    places: dict[str, Place]
    ways: dict[Arrow, tuple[Place, ...]]
    columns: int
    rows: int


def laid_out(graph: Graph) -> Layout:
    """A place for every name, and a way for every arrow that leads forward."""
    levels = graph.levels()
    columns: list[list] = [[] for _ in range(max(levels.values()) + 1)]
    for name in graph.names:
        columns[levels[name]].append(name)
    ways: dict[Arrow, list] = {}
    for start, end in graph.forward():
        between = [(start, end, step) for step in range(levels[start] + 1, levels[end])]
        for station in between:
            columns[station[2]].append(station)
        ways[start, end] = [start, *between, end]
    rows = _sorted_rows(columns, ways)
    at = {station: (rows_at[0], rows_at[1]) for station, rows_at in rows.items()}
    return Layout(
        {name: at[name] for name in graph.names},
        {arrow: tuple(at[station] for station in way) for arrow, way in ways.items()},
        len(columns),
        max(map(len, columns)),
    )


def _sorted_rows(columns: list[list], ways: Mapping[Arrow, list]) -> dict:
    """The column and row of every station, with neighbours near each other."""
    before: dict = {}
    after: dict = {}
    for way in ways.values():
        for one, two in zip(way, way[1:], strict=False):
            after.setdefault(one, []).append(two)
            before.setdefault(two, []).append(one)
    for sweep in range(SWEEPS):
        beside = before if sweep % 2 == 0 else after
        rows = _rows(columns)
        for column in columns if sweep % 2 == 0 else reversed(columns):
            middle = {one: _mean([rows[o][1] for o in beside.get(one, [])]) for one in column}
            column.sort(key=lambda one, m=middle: rows[one][1] if m[one] is None else m[one])
            rows = _rows(columns)
    return _rows(columns)


def _rows(columns: list[list]) -> dict:
    return {
        one: (float(x), y - (len(column) - 1) / 2)
        for x, column in enumerate(columns)
        for y, one in enumerate(column)
    }


def _mean(numbers: list[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
