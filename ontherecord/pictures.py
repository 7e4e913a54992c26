"""Charts as pictures in HTML: always with alternative text, and with their data as a table.

An image that matplotlib shows by itself has no alternative text.  matplotlib is imported on first
use.
"""

from __future__ import annotations

import base64
import warnings
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import Any

from ontherecord.errors import OnTheRecordError

INK = "#222222"
DOTS_PER_INCH = 150
LONGEST_SIDE = 40
"""The longest side in inches: a size meant in pixels would fill the memory of the computer."""
_PIXELS_PER_INCH = 100  # of the page: fine screens have more dots than that

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#888888",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "text.color": INK,
    # A learner may write "US$" in a title; it is no formula.
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "white",
}


class PictureError(OnTheRecordError):
    """A chart that cannot be shown: no chart, no alternative text, or nothing to draw."""


@dataclass(frozen=True)
class Table:
    """The data of a chart: a head for each column, and rows of text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def html(self) -> str:
        """The table, with heads that a screen reader can tell."""
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in self.heads)
        rows = "".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True, repr=False)
class ChartPicture:
    """A chart as a notebook shows it; `png` are the picture's bytes, the same at every run."""

    figure: Any = field(compare=False)
    alt: str
    caption: str
    table: Table | None
    png: bytes

    def __repr__(self) -> str:
        return f"Chart: {self.alt}"

    def _repr_html_(self) -> str:
        image = base64.b64encode(self.png).decode()
        width = int.from_bytes(self.png[16:20]) * _PIXELS_PER_INCH // DOTS_PER_INCH
        caption = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        table = (
            f"<details><summary>The data as a table</summary>{self.table.html}</details>"
            if self.table
            else ""
        )
        return (
            '<figure style="margin:0;max-width:56rem">'
            f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{image}" '
            f'style="width:{width}px;max-width:100%;height:auto;background:white">'
            f"{caption}{table}</figure>"
        )


def picture(chart: Any, alt: str = "", caption: str = "", table: Any = None) -> ChartPicture:
    """A chart made with matplotlib, with the alternative text that it must have.

    `alt` says in a sentence or two what the chart shows, for those who cannot see it.
    `table` is a Table, or a list of rows of which the first holds the heads.
    """
    drawn = getattr(chart, "figure", chart)
    if not hasattr(drawn, "get_size_inches"):
        raise PictureError(
            f"{type(chart).__name__} is no chart.",
            "picture needs what matplotlib drew: a Figure or an Axes.",
            "Give it the ax or the fig of your chart.",
        )
    if not isinstance(alt, str) or not alt.strip():
        raise PictureError(
            "The chart has no alternative text.",
            "It must say in a sentence what the chart shows, for those who cannot see it.",
            'Write picture(ax, alt="Income fell from 28.77 to 5.37 billion yuan.").',
        )
    return ChartPicture(drawn, " ".join(alt.split()), str(caption), _table(table), _png(drawn))


def paper(
    width: float = 6.4,
    height: float = 4,
    rows: int = 1,
    columns: int = 1,
    sharex: bool = False,
    sharey: bool = False,
) -> Any:
    """An empty chart to draw on, as a pair of Figure and Axes; `picture` shows it.

    `width` and `height` are in inches.  Unlike pyplot's, it is not shown by itself, since an image
    that matplotlib shows has no alternative text.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        empty = Figure(figsize=(width, height), layout="constrained")
        return empty, empty.subplots(rows, columns, sharex=sharex, sharey=sharey)


def _png(drawn: Any) -> bytes:
    import matplotlib

    width, height = drawn.get_size_inches()
    if not 0 < max(width, height) <= LONGEST_SIDE:
        raise PictureError(
            f"The chart is {width:g} by {height:g} inches.",
            f"A side is at most {LONGEST_SIDE} inches; a screen shows about 10.",
            "Give a size such as figsize=(8, 5).",
        )
    file = BytesIO()
    try:
        # Parts that are made while drawing, such as tick labels, take the style of this moment.
        with matplotlib.rc_context(STYLE), warnings.catch_warnings():
            # Signs that the font lacks become boxes; the alternative text and the table have them.
            warnings.filterwarnings("ignore", r"Glyph \d+")
            drawn.savefig(
                file,
                format="png",
                dpi=DOTS_PER_INCH,
                bbox_inches="tight",
                metadata={"Software": None},
            )
    except Exception as error:
        # A learner's chart may hold anything; what cannot be drawn must not stop a lesson.
        raise PictureError(
            f"The chart cannot be drawn ({type(error).__name__}: {error}).",
            "A chart has numbers that can be drawn, and text.",
            "Look at the last line that you changed.",
        ) from None
    return file.getvalue()


def _table(given: Any) -> Table | None:
    if given is None or isinstance(given, Table):
        return given
    rows = given if isinstance(given, list | tuple) else ()
    if not rows or not all(isinstance(row, list | tuple) and row for row in rows):
        raise PictureError(
            "The table has no rows.",
            "It is a list of rows, of which the first holds the heads.",
            'Write table=[("Quarter", "Billion yuan"), ("Sep 2021", "5.37")].',
        )
    heads, *lines = (tuple(map(str, row)) for row in rows)
    return Table(heads, tuple(lines))
