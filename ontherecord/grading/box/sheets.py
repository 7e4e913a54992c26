"""Empty charts that are made before a notebook begins, so that its process need not make its own.

Making one takes longer than all else that an honest notebook does: it touches objects all over the
memory that a child shares with its parent, and each page that it touches is copied.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

STOCK = 3
"""How many charts of each sort lie ready; further ones are made when they are wanted."""


def lay_ready() -> None:
    """Makes `pyplot.subplots` and the kit's `paper` hand out charts that lie ready.

    They do so where one plain chart is wanted and no setting was changed; else they make it.
    """
    from matplotlib import pyplot

    from ontherecord import charts, kit, pictures

    pyplot.subplots = _subplots(pyplot.subplots)
    pictures.paper = charts.paper = kit.paper = _paper(pictures.paper)


def _subplots(make: Any) -> Any:
    from matplotlib._pylab_helpers import Gcf

    stock = [make() for _ in range(STOCK)]
    Gcf.figs.clear()
    unchanged = _settings()

    @wraps(make)
    def subplots(*args: Any, **more: Any) -> Any:
        plain = not args and more.keys() <= {"figsize"} and _is_pair(more.get("figsize", (1, 1)))
        if not plain or Gcf.figs or not stock or not unchanged():
            return make(*args, **more)
        figure, axes = stock.pop()
        if more:
            figure.set_size_inches(more["figsize"])
        figure.canvas.manager.num = 1
        Gcf._set_new_active_manager(figure.canvas.manager)
        return figure, axes

    return subplots


def _is_pair(size: Any) -> bool:
    return type(size) in (tuple, list) and len(size) == 2


def _paper(make: Any) -> Any:
    stock = [make() for _ in range(STOCK)]
    unchanged = _settings()

    @wraps(make)
    def paper(width: float = 6.4, height: float = 4, *args: Any, **more: Any) -> Any:
        if args or more or not stock or not unchanged():
            return make(width, height, *args, **more)
        figure, axes = stock.pop()
        figure.set_size_inches(width, height)
        return figure, axes

    return paper


def _settings() -> Any:
    """A function that says whether matplotlib's settings are still what they are now."""
    from matplotlib import rcParams

    now = dict(rcParams)
    return lambda: dict.__eq__(rcParams, now)
