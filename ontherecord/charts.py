"""Charts of the income figures, each with alternative text and its data as a table.

matplotlib is imported on first use.  A chart is shown as a picture in HTML, since an image that
matplotlib shows by itself has no alternative text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from textwrap import wrap
from typing import Any

from ontherecord.errors import OnTheRecordError
from ontherecord.figures import Figure, figure, figures, source

INK, STRONG, SOFT = "#222222", "#0b5c7a", "#9fc3d1"
"""Dark enough and far enough apart to read in grey."""

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2020, 2021, 2022) for quarter in (1, 2, 3, 4))[1:]
_ENDS = {"Q1": "Mar", "Q2": "Jun", "Q3": "Sep", "Q4": "Dec"}
_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#888888",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "white",
}


@dataclass(frozen=True)
class Table:
    """The data of a chart: a head for each column, and the rows as text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def html(self) -> str:
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in self.heads)
        rows = "".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True)
class ChartPicture:
    """A chart with its alternative text, as a notebook shows it."""

    figure: Any
    alt: str
    caption: str = ""
    table: Table | None = None

    def __repr__(self) -> str:
        return f"Chart: {self.alt}"

    def _repr_html_(self) -> str:
        image = base64.b64encode(self.png).decode()
        caption = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        table = (
            f"<details><summary>The data as a table</summary>{self.table.html}</details>"
            if self.table
            else ""
        )
        return (
            '<figure style="margin:0;max-width:52rem">'
            f'<img alt="{escape(self.alt)}" style="max-width:100%;background:white" '
            f'src="data:image/png;base64,{image}">{caption}{table}</figure>'
        )

    @property
    def png(self) -> bytes:
        """The picture's bytes, the same at every run."""
        file = BytesIO()
        self.figure.savefig(file, format="png", dpi=110, metadata={"Software": None})
        return file.getvalue()


def picture(
    chart: Any, alt: str = "", caption: str = "", table: Table | None = None
) -> ChartPicture:
    """A chart made with matplotlib, with the alternative text that it must have.

    `alt` says in a sentence or two what the chart shows, for those who cannot see it.
    """
    drawn = getattr(chart, "figure", chart)
    if not hasattr(drawn, "savefig"):
        raise OnTheRecordError(
            f"{type(chart).__name__} is no chart.",
            "picture needs what matplotlib drew: a Figure or an Axes.",
            "Give it the ax or the fig of your chart.",
        )
    if not isinstance(alt, str) or not alt.strip():
        raise OnTheRecordError(
            "The chart has no alternative text.",
            "It must say in a sentence what the chart shows, for those who cannot see it.",
            'Write picture(ax, alt="Income fell from 28.77 to 5.37 billion yuan.").',
        )
    return ChartPicture(drawn, " ".join(alt.split()), caption, table)


def _canvas(width: float, height: float, rows: int = 1, columns: int = 1, **shared: Any) -> Any:
    import matplotlib
    from matplotlib.figure import Figure as Canvas

    with matplotlib.rc_context(_STYLE):
        canvas = Canvas(figsize=(width, height), layout="constrained")
        return canvas, canvas.subplots(rows, columns, **shared)


def paper(width: float = 6.4, height: float = 4) -> Any:
    """An empty chart to draw on, as a pair of Figure and Axes; `picture` shows it.

    `width` and `height` are in inches.  Unlike pyplot's, it is not shown by itself, since an image
    that matplotlib shows has no alternative text.
    """
    return _canvas(width, height)


def _titled(canvas: Any, title: str, shown: Iterable[Figure], more: str = "") -> None:
    """The finding on top, and below it who published the figures and when."""
    canvas.suptitle(title, x=0.01, ha="left", fontsize=14, fontweight="bold", color=INK)
    width = int(canvas.get_figwidth() * 13)
    note = "\n".join(wrap(f"{_credits(shown)} {more}", width))
    canvas.supxlabel(note, x=0.01, ha="left", fontsize=9.5, color=INK)


def _credits(shown: Iterable[Figure]) -> str:
    ids = sorted({figure.source_id for figure in shown})
    dates = sorted(figure.as_of for figure in shown)
    return (
        f"Source: Alibaba's results, in data/figures.csv (sources {', '.join(ids)}), "
        f"as of {dates[0]} to {dates[-1]}."
    )


def _billions(figure: Figure) -> float:
    return figure.value / 1000


def quarter_name(period: str) -> str:
    """A quarter in words: `2021Q3` is `Sep 2021`, the month in which it ends."""
    return f"{_ENDS[period[4:]]} {period[:4]}"


def _bars(ax: Any, names: Sequence[str], heights: Sequence[float], strong: Iterable[int]) -> Any:
    strong = set(strong)
    colours = [STRONG if place in strong else SOFT for place in range(len(names))]
    bars = ax.bar(names, heights, color=colours, width=0.7, edgecolor=STRONG)
    ax.axhline(0, color=INK, linewidth=1)
    return bars


def _labelled(ax: Any, bars: Any, places: Iterable[int], digits: int = 1) -> None:
    for place in places:
        bar = bars[place]
        up = bar.get_height() >= 0
        ax.annotate(
            f"{bar.get_height():.{digits}f}",
            (bar.get_x() + bar.get_width() / 2, bar.get_height()),
            xytext=(0, 3 if up else -3),
            textcoords="offset points",
            ha="center",
            va="bottom" if up else "top",
            fontsize=10.5,
        )


def _pair() -> tuple[Figure, Figure]:
    return tuple(figure(f"alibaba.net_income_attributable.{year}Q3") for year in (2020, 2021))


def _table_of(shown: Iterable[Figure]) -> Table:
    rows = tuple(
        (quarter_name(f.period), f.measure, f"{_billions(f):,.2f}", f.as_of, _origin(f))
        for f in shown
    )
    return Table(("Quarter to the end of", "Measure", "Billion yuan", "As of", "Source"), rows)


def _origin(figure: Figure) -> str:
    return f"{figure.source_id}, {source(figure.source_id).publisher}, {figure.status}"


def article_pair() -> ChartPicture:
    """The two figures of the article, drawn from zero."""
    before, after = _pair()
    canvas, ax = _canvas(6.4, 4.6)
    bars = _bars(ax, ["Sep 2020", "Sep 2021"], [_billions(before), _billions(after)], {1})
    _labelled(ax, bars, (0, 1), 2)
    ax.set_ylim(0, 33)
    ax.set_ylabel("Net income attributable to ordinary\nshareholders, billion yuan")
    ax.set_xlabel("Quarter to the end of")
    _titled(canvas, "Income fell by 81 per cent in a year", (before, after))
    return ChartPicture(
        canvas,
        "Two bars from zero. Net income attributable to ordinary shareholders fell from 28.77 "
        "billion yuan in the quarter to September 2020 to 5.37 billion in the quarter to "
        "September 2021, a fall of 81 per cent.",
        table=_table_of((before, after)),
    )


def honest_and_truncated() -> ChartPicture:
    """The article's pair twice: on an axis from zero, and on one that begins at 4."""
    before, after = _pair()
    canvas, axes = _canvas(9, 4.6, 1, 2)
    for ax, bottom, name in zip(axes, (0, 4), ("Axis from 0", "Axis from 4"), strict=True):
        bars = _bars(ax, ["Sep 2020", "Sep 2021"], [_billions(before), _billions(after)], {1})
        _labelled(ax, bars, (0, 1), 2)
        ax.set_ylim(bottom, 33)
        ax.set_title(name, loc="left", fontsize=12)
        ax.set_xlabel("Quarter to the end of")
    axes[0].set_ylabel("Net income attributable to ordinary\nshareholders, billion yuan")
    title = "The same two figures: cut the axis, and the fall looks deeper"
    _titled(canvas, title, (before, after))
    return ChartPicture(
        canvas,
        "Two charts of the same bars, 28.77 and 5.37 billion yuan. On the left the axis begins at "
        "zero and the second bar is about a fifth of the first. On the right the axis begins at 4, "
        "and the second bar is about an eighteenth of the first.",
        table=_table_of((before, after)),
    )


def september_quarters() -> ChartPicture:
    """Net income attributable to ordinary shareholders in four September quarters."""
    shown = [
        figure("alibaba.net_income_attributable.2018Q3.later_comparative"),
        *(figure(f"alibaba.net_income_attributable.{year}Q3") for year in (2019, 2020, 2021)),
    ]
    canvas, ax = _canvas(7.2, 4.8)
    bars = _bars(ax, [quarter_name(f.period) for f in shown], list(map(_billions, shown)), {2, 3})
    _labelled(ax, bars, range(4), 1)
    ax.set_ylim(0, 82)
    ax.annotate("with a single\nlarge gain", (1, 72.5), xytext=(1.55, 66), va="center", fontsize=11)
    ax.set_ylabel("Net income attributable to ordinary\nshareholders, billion yuan")
    ax.set_xlabel("Quarter to the end of")
    _titled(
        canvas,
        "Two quarters make a change, not a trend",
        shown,
        "2018: as printed a year later.",
    )
    return ChartPicture(
        canvas,
        "Four bars from zero: 20.0 billion yuan in September 2018, 72.5 in 2019 with a single "
        "large gain, 28.8 in 2020 and 5.4 in 2021. The fall from 2020 to 2021 starts from a "
        "quarter that had itself fallen by 60 per cent.",
        table=_table_of(shown),
    )


def _series(metric: str) -> dict[str, Figure]:
    return {f.period: f for f in figures(metric, "quarter") if f.period in QUARTERS}


def income_measures() -> ChartPicture:
    """Quarterly income by three measures, with a gap where no figure was found."""
    metrics = ("net_income_attributable", "net_income", "net_income_non_gaap")
    canvas, axes = _canvas(9, 7.6, 3, 1, sharex=True, sharey=True)
    names = [quarter_name(period) for period in QUARTERS]
    shown: list[Figure] = []
    for ax, metric in zip(axes, metrics, strict=True):
        series = _series(metric)
        shown += series.values()
        heights = [_billions(series[p]) if p in series else float("nan") for p in QUARTERS]
        pair = [QUARTERS.index("2020Q3"), QUARTERS.index("2021Q3")]
        bars = _bars(ax, names, heights, pair)
        _labelled(ax, bars, pair)
        for place, period in enumerate(QUARTERS):
            if period not in series:
                ax.text(place, 2, "no\nfigure", ha="center", va="bottom", fontsize=8.5)
        ax.set_title(_fall(series), loc="left", fontsize=12)
        ax.set_ylim(-30, 95)
    axes[1].set_ylabel("Billion yuan")
    axes[2].set_xlabel("Quarter to the end of")
    axes[2].tick_params(axis="x", labelrotation=40)
    _titled(
        canvas,
        "One quarter, three measures: -81, -87 or -39 per cent",
        shown,
        "Dark bars: the two September quarters of the article. Gaps: no figure was found.",
    )
    return ChartPicture(
        canvas,
        "Three rows of bars by quarter, June 2020 to December 2022. From September 2020 to "
        "September 2021, net income attributable to ordinary shareholders fell from 28.8 to 5.4 "
        "billion yuan, net income from 26.5 to 3.4, and non-GAAP net income from 47.1 to 28.5. "
        "Some quarters are below zero, and some have no figure.",
        table=_table_of(shown),
    )


def _fall(series: dict[str, Figure]) -> str:
    before, after = series["2020Q3"], series["2021Q3"]
    change = (after.value / before.value - 1) * 100
    return f"{after.measure[0].upper()}{after.measure[1:]}: {change:.0f} %"
