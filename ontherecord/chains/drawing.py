"""The graph of who told whom as a picture, with an alternative text and the arrows as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from ontherecord.chains.graph import Graph, Origins
from ontherecord.chains.layout import Layout, Place, laid_out
from ontherecord.pictures import INK, ChartPicture, paper, picture
from ontherecord.vocabulary import listed

COLUMN, ROW = 2.75, 1.3
"""The room of a name in inches, with the way to the next one."""
WIDTH, LINE = 1.75, 0.19
LETTERS, LINES = 17, 3
STRONG, TIE = "#0b5c7a", "#9a4a00"


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
    places = dict(layout.places)
    top = -(layout.rows - 1) / 2 - 1
    for tie in ties:
        _add_place(places, tie, top)
    height = max(y for _, y in places.values()) - min(y for _, y in places.values()) + 1
    columns = max(x for x, _ in places.values()) + 1
    curved = 0.5 if any(arrow not in layout.ways for arrow in graph.arrows) else 0
    canvas, ax = paper(columns * COLUMN, (height + curved) * ROW)
    _names_on(ax, graph, places)
    _arrows_on(ax, graph, layout)
    for tie in ties:
        _tie_on(ax, places, tie)
    low, high = min(y for _, y in places.values()), max(y for _, y in places.values())
    ax.set_xlim(-WIDTH / 2 - 0.15, (columns - 1) * COLUMN + WIDTH / 2 + 0.15)
    ax.set_ylim((high + 0.55 + curved) * ROW, (low - 0.6) * ROW)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return picture(canvas, _told(graph, ties), repr(Origins(graph)), _table(graph, ties))


def _add_place(places: dict[str, Place], tie: Tie, top: float) -> None:
    """A place above the other end for a name that only a tie brings in."""
    for name, other in ((tie.start, tie.end), (tie.end, tie.start)):
        if name not in places:
            x = places[other][0] if other in places else 0.0
            while (x, top) in places.values():
                x += 1
            places[name] = (x, top)


def _names_on(ax: Any, graph: Graph, places: dict[str, Place]) -> None:
    from matplotlib.patches import FancyBboxPatch

    for name, place in places.items():
        x, y = _inches(place)
        text, high = _text(name), _height(name)
        first, outside = name in graph.origins, name not in graph.names
        box = FancyBboxPatch(
            (x - WIDTH / 2, y - high / 2),
            WIDTH,
            high,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=STRONG if first else "white",
            edgecolor=TIE if outside else STRONG if first else INK,
            linestyle=(0, (4, 2)) if outside else "-",
            linewidth=1.4,
            zorder=3,
        )
        ax.add_patch(box)
        colour = "white" if first else TIE if outside else INK
        ax.text(x, y, text, ha="center", va="center", fontsize=11.5, color=colour, zorder=4)
        if first:
            number = graph.origins.index(name) + 1
            label = f"ORIGIN {number}" if len(graph.origins) > 1 else "ORIGIN"
            ax.text(x, y - high / 2 - 0.07, label, ha="center", va="bottom", fontsize=9)


def _arrows_on(ax: Any, graph: Graph, layout: Layout) -> None:
    from matplotlib.patches import FancyArrowPatch

    for start, end in graph.arrows:
        look = {"arrowstyle": "-|>", "mutation_scale": 16, "linewidth": 1.6, "zorder": 2}
        if (start, end) in layout.ways:
            path = _path(layout.ways[start, end])
            arrow = FancyArrowPatch(path=path, color=INK, **look)
        else:
            # It closes a circle: below the names, and broken.
            one, two = (_inches(layout.places[name]) for name in (start, end))
            one = (one[0] + (0.3 if start == end else 0), one[1] + _height(start) / 2)
            two = (two[0] - (0.3 if start == end else 0), two[1] + _height(end) / 2)
            bend = "arc3,rad=1.2" if start == end else "arc3,rad=0.28"
            turned = -1 if one[0] < two[0] else 1
            bend = bend.replace("=", "=-") if turned < 0 else bend
            arrow = FancyArrowPatch(
                one, two, connectionstyle=bend, linestyle=(0, (4, 3)), color=INK, **look
            )
        ax.add_patch(arrow)


def _tie_on(ax: Any, places: dict[str, Place], tie: Tie) -> None:
    from matplotlib.patches import FancyArrowPatch

    one, two = _inches(places[tie.start]), _inches(places[tie.end])
    above = one[0] == two[0]
    if above:
        down = 1 if one[1] < two[1] else -1
        one = (one[0] - 0.55, one[1] + down * _height(tie.start) / 2)
        two = (two[0] - 0.55, two[1] - down * _height(tie.end) / 2)
        middle, bend = ((one[0] + 0.1, (one[1] + two[1]) / 2)), "arc3,rad=0"
    else:
        one = (one[0] + 0.45, one[1] - _height(tie.start) / 2)
        two = (two[0] - 0.45, two[1] - _height(tie.end) / 2)
        rad = 0.22 if one[0] < two[0] else -0.22
        lift = abs(two[0] - one[0]) * 0.11
        middle = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2 - lift)
        bend = f"arc3,rad={-rad}"
    arrow = FancyArrowPatch(
        one,
        two,
        connectionstyle=bend,
        arrowstyle="-|>",
        mutation_scale=14,
        linestyle=(0, (1, 1.5)),
        linewidth=2,
        color=TIE,
        zorder=5,
    )
    ax.add_patch(arrow)
    side = {"ha": "left", "va": "center"} if above else {"ha": "center", "va": "bottom"}
    label = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    ax.text(
        *middle, tie.says, fontsize=10.5, color=TIE, style="italic", bbox=label, zorder=6, **side
    )


def _path(way: Sequence[Place]) -> Any:
    """A smooth path from the right side of the first name to the left side of the last."""
    from matplotlib.path import Path

    stations = [_inches(place) for place in way]
    points, codes = [(stations[0][0] + WIDTH / 2, stations[0][1])], [Path.MOVETO]
    for number, (x, y) in enumerate(stations[1:], start=1):
        before = points[-1]
        last = number == len(stations) - 1
        after = (x - WIDTH / 2 - 0.03, y)
        half = (before[0] + after[0]) / 2
        points += [(half, before[1]), (half, y), after]
        codes += [Path.CURVE4] * 3
        if not last:
            points.append((x + WIDTH / 2, y))
            codes.append(Path.LINETO)
    return Path(points, codes)


def _inches(place: Place) -> tuple[float, float]:
    return place[0] * COLUMN, place[1] * ROW


def _text(name: str) -> str:
    lines = wrap(name, LETTERS, break_long_words=True) or [""]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LETTERS - 4]} ..."]
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
