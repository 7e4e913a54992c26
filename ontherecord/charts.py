"""The charts of the income figures, each with alternative text and its data as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

from ontherecord.figures import Figure, figure, figures, percent_change, source
from ontherecord.intervals import exact, written
from ontherecord.pictures import INK, ChartPicture, Table, paper, picture

__all__ = [
    "article_pair",
    "honest_and_truncated",
    "income_measures",
    "paper",
    "picture",
    "september_quarters",
    "three_measures",
]

STRONG, SOFT = "#0b5c7a", "#a9c8d4"
"""Dark and light of one hue: they differ in grey and for every kind of colour vision."""

MEASURES = ("net_income_attributable", "net_income", "net_income_non_gaap")
QUARTERS = tuple(f"{year}Q{quarter}" for year in (2020, 2021, 2022) for quarter in (1, 2, 3, 4))[1:]
"""The quarters of income_measures, from June 2020 to December 2022."""

_MONTHS = {"Q1": "Mar", "Q2": "Jun", "Q3": "Sep", "Q4": "Dec"}
_AXIS = "Net income attributable to ordinary\nshareholders, billion yuan"


def article_pair() -> ChartPicture:
    """The two figures of the article, drawn from zero."""
    before, after = shown = _september("net_income_attributable", 2020, 2021)
    canvas, ax = paper(6.4, 4.6)
    _pair_on(ax, shown)
    ax.set_ylim(0, 33)
    ax.set_ylabel(_AXIS)
    _framed(canvas, "Income fell by 81 per cent in a year", shown)
    return picture(
        canvas,
        "Two bars from zero. Net income attributable to ordinary shareholders fell from 28.77 "
        "billion yuan in the quarter to September 2020 to 5.37 billion in the quarter to "
        "September 2021, a fall of 81 per cent.",
        table=_rows(shown),
    )


def honest_and_truncated() -> ChartPicture:
    """The article's pair twice: on an axis from zero, and on one that begins at 4."""
    shown = _september("net_income_attributable", 2020, 2021)
    canvas, axes = paper(9, 4.6, 1, 2)
    for ax, bottom in zip(axes, (0, 4), strict=True):
        _pair_on(ax, shown)
        ax.set_ylim(bottom, 33)
        ax.set_title(f"Axis from {bottom}", loc="left", fontsize=12)
    axes[0].set_ylabel(_AXIS)
    # What the cut does to a reader is a question of the lesson: the title leaves it open.
    _framed(canvas, "Both charts show 28.77 and 5.37 billion yuan", shown)
    return picture(
        canvas,
        "Two charts of the same bars, 28.77 and 5.37 billion yuan. On the left the axis begins at "
        "zero and the second bar is about a fifth of the first. On the right the axis begins at 4, "
        "and the second bar is about an eighteenth of the first.",
        table=_rows(shown),
    )


def september_quarters() -> ChartPicture:
    """Net income attributable to ordinary shareholders in four September quarters."""
    shown = (
        figure("alibaba.net_income_attributable.2018Q3.later_comparative"),
        *_september("net_income_attributable", 2019, 2020, 2021),
    )
    canvas, ax = paper(7.2, 4.8)
    bars = _bars(ax, [quarter_name(f.period) for f in shown], list(map(_billions, shown)), {2, 3})
    _label(ax, bars, range(4))
    ax.annotate(
        "held a one-off gain\n(source S34)",
        (1.36, 62),
        xytext=(1.62, 62),
        va="center",
        fontsize=11,
        arrowprops={"arrowstyle": "-", "color": INK, "shrinkA": 2, "shrinkB": 0},
    )
    ax.set_ylim(0, 82)
    ax.set_ylabel(_AXIS)
    ax.set_xlabel("Quarter to the end of")
    more = "2018: as printed a year later. Dark: the two quarters of the article."
    _framed(canvas, "The fall of 81 per cent came after a fall of 60 per cent", shown, more)
    return picture(
        canvas,
        "Four bars from zero: 20.0 billion yuan in September 2018, 72.5 in 2019 with a one-off "
        "gain, 28.8 in 2020 and 5.4 in 2021. The fall from 2020 to 2021 starts from a "
        "quarter that had itself fallen by 60 per cent.",
        table=_rows(shown),
    )


def three_measures() -> ChartPicture:
    """The two September quarters in three measures of income, with the three falls."""
    pairs = [_september(metric, 2020, 2021) for metric in MEASURES]
    canvas, ax = paper(8.4, 4.9)
    for old_or_new, (colour, year) in enumerate(((SOFT, 2020), (STRONG, 2021))):
        places = [group + (old_or_new - 0.5) * 0.36 for group in range(3)]
        heights = [_billions(pair[old_or_new]) for pair in pairs]
        bars = ax.bar(places, heights, 0.34, color=colour, edgecolor=STRONG)
        _label(ax, bars, range(3), above=f"Sep {year}\n")
    ax.set_xticks(range(3), [f"{_short(new.measure)}\n{_fall(new, old)}" for old, new in pairs])
    ax.tick_params(axis="x", length=0)
    ax.set_ylim(0, 58)
    ax.set_ylabel("Billion yuan in the quarter")
    shown = [one for pair in pairs for one in pair]
    _framed(canvas, "Three right answers: income fell by 81, by 87 or by 39 per cent", shown)
    return picture(
        canvas,
        "Three pairs of bars from zero, for the quarters to September 2020 and 2021. Net income "
        "attributable to ordinary shareholders fell from 28.8 to 5.4 billion yuan, by 81 per cent; "
        "net income from 26.5 to 3.4, by 87 per cent; non-GAAP net income from 47.1 to 28.5, by 39 "
        "per cent.",
        table=_rows(shown),
    )


def income_measures() -> ChartPicture:
    """Quarterly income by three measures, with a gap where no figure was found."""
    canvas, axes = paper(9, 7.8, 3, 1, sharex=True, sharey=True)
    names = [quarter_name(period).replace(" ", "\n") for period in QUARTERS]
    every = {metric: _series(metric) for metric in MEASURES}
    for ax, series in zip(axes, every.values(), strict=True):
        heights = [_billions(series[p]) if p in series else float("nan") for p in QUARTERS]
        pair = [QUARTERS.index("2020Q3"), QUARTERS.index("2021Q3")]
        _label(ax, _bars(ax, names, heights, pair), pair)
        for place in (place for place, p in enumerate(QUARTERS) if p not in series):
            ax.text(place, 3, "no figure\nfound", ha="center", va="bottom", fontsize=8.5)
        ax.set_title(_capital(next(iter(series.values())).measure), loc="left", fontsize=12)
        ax.set_ylim(-30, 95)
    axes[1].set_ylabel("Billion yuan in the quarter")
    axes[2].set_xlabel("Quarter to the end of")
    shown = [one for series in every.values() for one in series.values()]
    restated = figure("alibaba.net_income_attributable.2021Q4.restated")
    more = (
        "Dark: the two quarters of the article. A gap is a figure that was not found, not zero. "
        f"First row, Dec 2021: restated a year later to {_billions(restated):.1f} "
        f"({restated.source_id})."
    )
    # Two of the missing bars are non-GAAP: the finding can only be about those found.
    title = "Of the quarters found, non-GAAP income swings least"
    _framed(canvas, title, shown, more)
    return picture(
        canvas,
        "Three rows of bars by quarter, June 2020 to December 2022. Between September 2020 and "
        "September 2021, net income attributable to ordinary shareholders fell from 28.8 to 5.4 "
        "billion yuan, net income from 26.5 to 3.4, and non-GAAP net income from 47.1 to 28.5. "
        "Some quarters are below zero in the first two rows, none in the third. "
        "Four bars are missing because no figure was found.",
        table=_grid(every),
    )


def quarter_name(period: str) -> str:
    """A quarter by the month in which it ends: `2021Q3` is `Sep 2021`."""
    return f"{_MONTHS[period[4:]]} {period[:4]}"


def _september(metric: str, *years: int) -> tuple[Figure, ...]:
    return tuple(figure(f"alibaba.{metric}.{year}Q3") for year in years)


def _series(metric: str) -> dict[str, Figure]:
    found = (f for f in figures(metric, "quarter") if f.vintage != "restated")
    return {f.period: f for f in found if f.period in QUARTERS}


def _billions(figure: Figure) -> float:
    return figure.value / 1000


def _fall(new: Figure, old: Figure) -> str:
    change = percent_change(new, old)
    return f"{round((change.low + change.high) / 2)} %"


def _short(measure: str) -> str:
    return _capital(measure.replace("to ordinary ", "to\nordinary "))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _pair_on(ax: Any, shown: Sequence[Figure]) -> None:
    bars = _bars(ax, [quarter_name(f.period) for f in shown], list(map(_billions, shown)), {1})
    _label(ax, bars, (0, 1), digits=2)
    ax.set_xlabel("Quarter to the end of")


def _bars(ax: Any, names: Sequence[str], heights: Sequence[float], strong: Iterable[int]) -> Any:
    strong = set(strong)
    colours = [STRONG if place in strong else SOFT for place in range(len(names))]
    bars = ax.bar(names, heights, color=colours, width=0.7, edgecolor=STRONG)
    ax.axhline(0, color=INK, linewidth=1)
    return bars


def _label(ax: Any, bars: Any, places: Iterable[int], digits: int = 1, above: str = "") -> None:
    for place in places:
        bar = bars[place]
        ax.annotate(
            f"{above}{bar.get_height():.{digits}f}",
            (bar.get_x() + bar.get_width() / 2, bar.get_height()),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=10.5,
        )


def _framed(canvas: Any, title: str, shown: Sequence[Figure], more: str = "") -> None:
    """The finding on top, and below it who published the figures and when."""
    canvas.suptitle(title, x=0.01, ha="left", fontsize=14, fontweight="bold", color=INK)
    width = int(canvas.get_figwidth() * 13.5)
    note = "\n".join(wrap(f"{_credits(shown)} {more}", width))
    canvas.supxlabel(note, x=0.01, ha="left", fontsize=9.5, color=INK)


def _credits(shown: Sequence[Figure]) -> str:
    ids = sorted({one.source_id for one in shown})
    dates = sorted(one.as_of for one in shown)
    if len(ids) <= 3:
        read_in = "; ".join(f"{id}, {source(id).publisher}" for id in ids)
    else:
        read_in = f"{', '.join(ids)} of data/sources.csv"
    return f"Source: Alibaba's results, read in {read_in}; as of {dates[0]} to {dates[-1]}."


def _rows(shown: Iterable[Figure]) -> Table:
    rows = tuple(
        (quarter_name(f.period), f.measure, _amount(f), f.as_of, f.status, _origin(f))
        for f in shown
    )
    heads = ("Quarter to the end of", "Measure", "Billion yuan", "As of", "Status", "Source")
    return Table(heads, rows)


def _grid(every: dict[str, dict[str, Figure]]) -> Table:
    rows = tuple(
        (quarter_name(period), *(_cell(series.get(period)) for series in every.values()))
        for period in QUARTERS
    )
    measures = [f"{next(iter(series.values())).measure}, billion yuan" for series in every.values()]
    return Table(("Quarter to the end of", *map(_capital, measures)), rows)


def _cell(found: Figure | None) -> str:
    return f"{_amount(found)}, {found.source_id}" if found else "no figure found"


def _amount(figure: Figure) -> str:
    (value,) = written([exact(figure.value) / 1000])
    low, high = written(exact(end) / 1000 for end in (figure.low, figure.high))
    return value if low == high else f"{value} ({low} to {high})"


def _origin(figure: Figure) -> str:
    return f"{figure.source_id}, {source(figure.source_id).publisher}"
