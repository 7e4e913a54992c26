"""The graph of who told whom as a picture, with an alternative text and the arrows as a table."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from ontherecord.chains.graph import Graph, Origins
from ontherecord.chains.layout import Layout, Place, laid_out
from ontherecord.pictures import INK, ChartPicture, paper, picture
from ontherecord.vocabulary import listed

COLUMN, ROW = 2.5, 1.15
"""The room of a name in inches, with the way to the next one."""
WIDTH, LINE, GAP = 1.7, 0.19, 0.5
LETTERS, LINES = 16, 3
STRONG, TIE = "#0b5c7a", "#9a4a00"
BROKEN, DOTTED = (0, (4, 3)), (0, (1, 1.5))


@dataclass(frozen=True)
class Tie:
    """Somebody who owns, runs or pays somebody; `says` is the verb, `sentence` where it stands."""

    start: str
    end: str
    says: str = "owns"
    sentence: int | None = None

    def __str__(self) -> str:
        where = f" (sentence {self.sentence})" if self.sentence else ""
        return f"{self.start} {self.says} {self.end}{where}"


def drawn(graph: Graph, ties: Sequence[Tie] = ()) -> ChartPicture:
    """The picture of the graph, with the ties when there are any."""
    layout = laid_out(graph)
    room = _Room(graph, layout, ties)
    canvas, ax = paper(room.right - room.left, room.bottom - room.top)
    for name in room.boxes:
        _box_on(ax, graph, room, name)
    for start, end in graph.arrows:
        if (start, end) in layout.ways:
            _line_on(ax, *_way(layout.ways[start, end]))
        else:
            _line_on(ax, *_back(room, start, end), linestyle=BROKEN)
    for number, tie in enumerate(ties):
        _tie_on(ax, room, tie, number)
    ax.set_xlim(room.left, room.right)
    ax.set_ylim(room.bottom, room.top)
    ax.set_aspect("equal")
    ax.set_axis_off()
    with warnings.catch_warnings():
        # The font lacks some letters; the table below the drawing has them all.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        return picture(canvas, _told(graph, ties), repr(Origins(graph)), _table(graph, ties))


class _Room:
    """Where the boxes stand, in inches, and how far the drawing reaches; y grows downwards."""

    def __init__(self, graph: Graph, layout: Layout, ties: Sequence[Tie]) -> None:
        self.boxes = {name: _inches(place) for name, place in layout.places.items()}
        stations = [_inches(place) for way in layout.ways.values() for place in way]
        self.roof = min(self.over(name) for name in graph.names) - 0.25
        self.floor = max(self.under(name) for name in graph.names)
        inner = [tie for tie in ties if {tie.start, tie.end} <= set(graph.names)]
        above = self.roof - GAP * (len(inner) + 1) if ties else self.roof
        for tie in ties:
            self._add(tie, above - GAP)
        circles = any(arrow not in layout.ways for arrow in graph.arrows)
        self.top = min(self.roof, *map(self.over, self.boxes)) - 0.1
        arches = (self.apex(t, n) - 0.2 for n, t in enumerate(ties) if not self.upright(t))
        self.top = min(self.top, *arches, 0)
        self.bottom = max(self.floor, *(y for _, y in stations), -1) + (0.75 if circles else 0.15)
        self.left = -WIDTH / 2 - 0.1
        self.right = max(x for x, _ in self.boxes.values()) + WIDTH / 2 + 0.1

    def over(self, name: str) -> float:
        """The upper edge of a box."""
        return self.boxes[name][1] - _height(name) / 2

    def under(self, name: str) -> float:
        """The lower edge of a box."""
        return self.boxes[name][1] + _height(name) / 2

    def upright(self, tie: Tie) -> bool:
        """Whether one end of a tie stands above the other."""
        return self.boxes[tie.start][0] == self.boxes[tie.end][0]

    def apex(self, tie: Tie, number: int) -> float:
        """How high the line of a tie rises over its ends and over the names."""
        return min(self.over(tie.start), self.over(tie.end), self.roof) - GAP * (0.5 + number / 2)

    def _add(self, tie: Tie, y: float) -> None:
        """A place above the other end for a name that only a tie brings in."""
        for name, other in ((tie.start, tie.end), (tie.end, tie.start)):
            if name not in self.boxes:
                x = self.boxes[other][0] if other in self.boxes else 0.0
                while (x, y) in self.boxes.values():
                    x += COLUMN
                self.boxes[name] = (x, y)


def _box_on(ax: Any, graph: Graph, room: _Room, name: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    (x, y), high = room.boxes[name], _height(name)
    first, outside = name in graph.origins, name not in graph.names
    edge = TIE if outside else STRONG if first else INK
    box = FancyBboxPatch(
        (x - WIDTH / 2, y - high / 2),
        WIDTH,
        high,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=STRONG if first else "white",
        edgecolor=edge,
        linestyle=DOTTED if outside else "-",
        linewidth=1.4,
        zorder=3,
    )
    ax.add_patch(box)
    ink = "white" if first else edge
    look = {"ha": "center", "va": "center", "fontsize": 11.5, "color": ink, "zorder": 4}
    # A "$" in a name is no formula.
    ax.text(x, y, _text(name), parse_math=False, **look)
    if first:
        number = f" {graph.origins.index(name) + 1}" if len(graph.origins) > 1 else ""
        ax.text(x, room.over(name) - 0.05, f"ORIGIN{number}", ha="center", va="bottom", fontsize=9)


def _line_on(ax: Any, points: Sequence[Place], codes: Sequence[int], **look: Any) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    style = {"color": INK, "linewidth": 1.6, "mutation_scale": 16, "zorder": 2} | look
    ax.add_patch(FancyArrowPatch(path=Path(points, codes), arrowstyle="-|>", **style))


def _way(way: Sequence[Place]) -> tuple[list[Place], list[int]]:
    """A smooth line from the right side of the first name to the left side of the last."""
    (x, y), *others = map(_inches, way)
    points, codes = [(x + WIDTH / 2, y)], [1]
    for number, (x, y) in enumerate(others, start=1):
        before, after = points[-1], (x - WIDTH / 2 - 0.03, y)
        half = (before[0] + after[0]) / 2
        points += [(half, before[1]), (half, y), after]
        codes += [4, 4, 4]
        if number < len(others):
            points.append((x + WIDTH / 2, y))
            codes.append(2)
    return points, codes


def _back(room: _Room, start: str, end: str) -> tuple[list[Place], list[int]]:
    """A line below all names: it closes a circle."""
    one, two = room.boxes[start][0], room.boxes[end][0]
    if one == two:
        one, two = one + 0.4, two - 0.4
    low = room.floor + 0.9 if start != end else room.under(start) + 0.7
    points = [(one, room.under(start)), (one, low), (two, low), (two, room.under(end) + 0.02)]
    return points, [1, 4, 4, 4]


def _tie_on(ax: Any, room: _Room, tie: Tie, number: int) -> None:
    """A dotted line with its verb, above the names."""
    look = {"color": TIE, "linestyle": DOTTED, "linewidth": 2, "mutation_scale": 14, "zorder": 5}
    one, two = room.boxes[tie.start], room.boxes[tie.end]
    if room.upright(tie):
        down = one[1] < two[1]
        ends = (room.under, room.over) if down else (room.over, room.under)
        points = [(one[0] + 0.5, ends[0](tie.start)), (two[0] + 0.5, ends[1](tie.end))]
        _line_on(ax, points, [1, 2], **look)
        at = (one[0] + 0.6, (points[0][1] * 2 + points[1][1]) / 3)
        side = {"ha": "left", "va": "center"}
    else:
        ahead = 1 if one[0] < two[0] else -1
        one = (one[0] + 0.6 * ahead, room.over(tie.start))
        two = (two[0] - 0.6 * ahead, room.over(tie.end) - 0.02)
        # At its middle a curve has come three quarters of the way to its two controls.
        apex = room.apex(tie, number)
        high = (apex - 0.125 * (one[1] + two[1])) / 0.75
        _line_on(ax, [one, (one[0], high), (two[0], high), two], [1, 4, 4, 4], **look)
        at = ((one[0] + two[0]) / 2, apex)
        side = {"ha": "center", "va": "center"}
    label = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    look = {"fontsize": 11, "color": TIE, "style": "italic", "bbox": label, "zorder": 6} | side
    ax.text(*at, tie.says, parse_math=False, **look)


def _inches(place: Place) -> Place:
    return place[0] * COLUMN, place[1] * ROW


def _text(name: str) -> str:
    lines = wrap(name, LETTERS, break_long_words=True) or [""]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LETTERS - 4].rstrip()} ..."]
    return "\n".join(lines)


def _height(name: str) -> float:
    return 0.3 + LINE * (_text(name).count("\n") + 1)


def _told(graph: Graph, ties: Sequence[Tie]) -> str:
    """The picture in words: every arrow, the origins and the ties."""
    steps = []
    for start in graph.names:
        ends = [end for one, end in graph.arrows if one == start]
        if ends:
            steps.append(f"{start} to {listed(ends, 'and')}")
    told = f"Arrows from {'; from '.join(steps)}. {Origins(graph)!r}"
    return f"{told} Ties: {'; '.join(map(str, ties))}." if ties else told


def _table(graph: Graph, ties: Sequence[Tie]) -> list[tuple[str, str, str]]:
    rows = [("From", "To", "What it is")]
    rows += [(start, end, "arrow: tells") for start, end in graph.arrows]
    rows += [(tie.start, tie.end, f"tie: {tie.says}") for tie in ties]
    return rows
