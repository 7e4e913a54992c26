"""What a chart shows, read from the attributes of a matplotlib Axes and nothing drawn.

matplotlib is not imported: whoever hands over an Axes has done so.  Tick labels come from the
axis' formatter, which takes a fifth of the time that drawing takes.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ontherecord.errors import OnTheRecordError

MOST_MARKS = 1000
MOST_CHARACTERS = 500
BARS, HORIZONTAL, LINE, POINTS = "bars", "horizontal bars", "line", "points"
KINDS = (BARS, HORIZONTAL, LINE, POINTS)


class ChartError(OnTheRecordError):
    """A value that is no chart, or a chart that shows nothing that can be read."""


class EmptyChartError(ChartError):
    """A chart that nothing is drawn in."""


@dataclass(frozen=True)
class Mark:
    """A bar or a point: its name on the axis, its place there, where it starts and ends."""

    name: str
    place: float
    start: float
    value: float


@dataclass(frozen=True)
class AxesFacts:
    """What a chart shows.

    `value_axis` are the ends of the axis that the values are read from, the lower one first.
    `names_label` and `value_label` are the labels of the two axes, whichever way they run.
    `notes` are the texts in and below the chart.
    """

    kind: str
    marks: tuple[Mark, ...]
    value_axis: tuple[float, float]
    logarithmic: bool
    title: str
    names_label: str
    value_label: str
    notes: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """The facts as JSON data."""
        made = asdict(self)
        made["marks"] = [asdict(mark) for mark in self.marks]
        return made | {"value_axis": list(self.value_axis), "notes": list(self.notes)}

    @property
    def texts(self) -> tuple[str, ...]:
        """All words on the chart."""
        names = (mark.name for mark in self.marks)
        return (self.title, self.value_label, self.names_label, *self.notes, *names)


def from_data(data: dict[str, Any]) -> AxesFacts:
    """The facts that `to_data` gave; raises ChartError for other data."""
    try:
        marks = tuple(
            Mark(str(m["name"]), *(_finite(m[part]) for part in ("place", "start", "value")))
            for m in data["marks"][:MOST_MARKS]
        )
        low, high = map(_finite, data["value_axis"])
        words = [str(data[part]) for part in ("title", "names_label", "value_label")]
        notes = tuple(map(str, data["notes"]))
        kind, logarithmic = str(data["kind"]), data["logarithmic"] is True
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_chart("This table") from None
    return AxesFacts(kind, marks, (low, high), logarithmic, *words, notes)


def read_axes(value: Any) -> AxesFacts:
    """The facts of an Axes, of a Figure with one chart, or of what `ax.bar` or `plt.subplots` gave.

    Raises ChartError for everything else.
    """
    axes = _axes_in(value)
    try:
        return _facts(axes)
    except ChartError:
        raise
    except Exception as error:
        # A chart holds whatever its maker put in; what cannot be read must not stop a lesson.
        raise ChartError(
            f"This chart cannot be read ({type(error).__name__}).",
            "A chart has bars or a line, with numbers.",
            "Draw it with ax.bar(...) or ax.plot(...).",
        ) from None


def _finite(number: Any) -> float:
    if type(number) not in (int, float) or not math.isfinite(number):
        raise ValueError
    return float(number)


def _no_chart(given: str) -> ChartError:
    return ChartError(
        f"{given} is no chart.",
        "A chart is the Axes that `fig, ax = plt.subplots()` gives.",
        "Give ax.",
    )


def _class(module: str, name: str) -> type | None:
    return getattr(sys.modules.get(module), name, None)


def _axes_in(value: Any) -> Any:
    found = list(dict.fromkeys(_every_axes(value, depth=3)))
    if len(found) > 1:
        drawn = [axes for axes in found if axes.containers or axes.lines or axes.collections]
        found = drawn or found[:1]
    if not found:
        raise _no_chart("This")
    if len(found) > 1:
        raise ChartError(
            f"The figure holds {len(found)} charts.", "One chart is asked.", "Give its Axes."
        )
    return found[0]


def _every_axes(value: Any, depth: int) -> Iterable[Any]:
    """The Axes in a value, by the exact classes of matplotlib: no other object is touched."""
    axes, figure = _class("matplotlib.axes", "Axes"), _class("matplotlib.figure", "Figure")
    artist = _class("matplotlib.artist", "Artist")
    kind = type(value)
    if axes is None or figure is None or depth < 0:
        return
    if issubclass(kind, axes):
        yield value
    elif issubclass(kind, figure):
        yield from value.axes
    elif issubclass(kind, artist):
        yield from _every_axes(value.axes, depth - 1)
    elif issubclass(kind, (list, tuple)):
        holder = list if issubclass(kind, list) else tuple
        for part in list(holder.__iter__(value))[:MOST_MARKS]:
            yield from _every_axes(part, depth - 1)


def _facts(axes: Any) -> AxesFacts:
    kind, raw = _raw_marks(axes)
    names, values = axes.xaxis, axes.yaxis
    if kind == HORIZONTAL:
        names, values = values, names
    ends = sorted(map(float, values.get_view_interval()))
    return AxesFacts(
        kind=kind,
        marks=_named(raw, names),
        value_axis=(ends[0], ends[1]),
        logarithmic=values.get_scale() != "linear",
        title=_joined(axes.get_title(place) for place in ("left", "center", "right")),
        names_label=_cut(names.get_label_text()),
        value_label=_cut(values.get_label_text()),
        notes=_notes(axes),
    )


def _raw_marks(axes: Any) -> tuple[str, list[tuple[float, float, float]]]:
    """The kind of the chart and, of each mark, its place, its start and its end."""
    bars = [bar for c in axes.containers if hasattr(c, "patches") for bar in c.patches]
    sideways = [getattr(c, "orientation", "") == "horizontal" for c in axes.containers]
    if bars and any(sideways):
        return HORIZONTAL, [
            (b.get_y() + b.get_height() / 2, b.get_x(), b.get_x() + b.get_width()) for b in bars
        ]
    if bars:
        return BARS, [
            (b.get_x() + b.get_width() / 2, b.get_y(), b.get_y() + b.get_height()) for b in bars
        ]
    # axhline and axvline are no data: they do not use the axes' own coordinates.
    lines = [line for line in axes.lines if line.get_transform() == axes.transData]
    points = [(x, 0.0, y) for line in lines for x, y in line.get_xydata()]
    if points:
        return LINE, points
    dots = [(x, 0.0, y) for group in axes.collections for x, y in group.get_offsets()]
    if dots:
        return POINTS, dots
    raise EmptyChartError(
        "This chart shows nothing yet.",
        "A chart has bars or a line.",
        "Draw them with ax.bar(...) or ax.plot(...).",
    )


def _named(raw: list[tuple[float, float, float]], axis: Any) -> tuple[Mark, ...]:
    numbers = [tuple(map(float, mark)) for mark in raw[:MOST_MARKS]]
    whole = sorted(mark for mark in numbers if all(map(math.isfinite, mark)))
    name = _namer(axis)
    return tuple(Mark(name(place), place, start, value) for place, start, value in whole)


def _namer(axis: Any) -> Callable[[float], str]:
    """What the axis calls a place: a date, a number, or the words at the nearest tick."""
    formatter = axis.get_major_formatter()
    kind, dates = type(formatter).__name__, sys.modules.get("matplotlib.dates")
    if "Date" in kind and dates:
        return lambda place: f"{dates.num2date(place):%Y-%m-%d}"
    if kind.startswith(("Scalar", "Log")):
        return lambda place: f"{place:.10g}"
    ticks = [float(tick) for tick in axis.get_majorticklocs()]
    words = list(zip(ticks, formatter.format_ticks(ticks), strict=True))
    return lambda place: _nearest(place, words)


def _nearest(place: float, words: list[tuple[float, str]]) -> str:
    # Bars of a group stand beside their tick, at most half a step away.
    tick, word = min(words, key=lambda pair: abs(pair[0] - place), default=(math.inf, ""))
    return _cut(word) if word.strip() and abs(tick - place) <= 0.5 else f"{place:.10g}"


def _notes(axes: Any) -> tuple[str, ...]:
    figure = axes.get_figure()
    texts = [*axes.texts, *figure.texts]
    return tuple(filter(None, (_cut(text.get_text()) for text in texts[:MOST_MARKS])))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(filter(None, map(_cut, texts)))


def _cut(text: str) -> str:
    return " ".join(str(text).split())[:MOST_CHARACTERS]
