"""The report on a group: what changed between the two forms, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean

from ontherecord.assessment.marking import Marked
from ontherecord.assessment.people import Group, Person, group
from ontherecord.assessment.signal import interval, normalised_gain
from ontherecord.questions import misconceptions

LEAST = 5
"""People below which no figure is given: it would be a verdict on single persons."""
LIMIT = 0.2
"""How far c may move toward "reject" before the first line warns."""

Measure = Callable[[Marked], float | None]
MEASURES: dict[str, Measure] = {
    "hits": lambda m: m.hits / m.sound,
    "false alarms": lambda m: m.false_alarms / m.other,
    "share right": lambda m: m.share_right,
    "d'": lambda m: m.d_prime,
    "c": lambda m: m.c,
    "area (AUC)": lambda m: m.area,
}
"""What is measured on each form, in the order of the table."""


def assess(*paths: str | Path) -> str:
    """The report on the answer files and notebooks at the paths, as text."""
    return report(group(map(Path, paths)))


def report(found: Group) -> str:
    """The report on a group, as text; the first line says where c went."""
    both = [one for one in found.people if one.before and one.after]
    body = _changes(both) if len(both) >= LEAST else _moments(found.people)
    parts = [_first_line(both), _who(found, both), *body, _CLOSING, *_left_out(found)]
    return "\n\n".join(part for part in parts if part)


def mean(people: Sequence[Person], figure: Callable[[Person], float]) -> float:
    """The mean over people, each order with the same weight.

    So a form that is harder than the other cancels out, even when the orders are uneven.
    """
    orders = [[figure(one) for one in people if one.order == order] for order in ("AB", "BA")]
    return fmean(fmean(part) for part in orders if part)


def change(people: Sequence[Person], measure: Measure) -> float:
    """How much a measure rose from the form before to the form after, as a mean."""
    return mean(people, lambda one: measure(one.after) - measure(one.before))


def gain(people: Sequence[Person]) -> float | None:
    """The normalised gain of the group: the part of the possible gain that was reached."""
    before = mean(people, lambda one: one.before.share_right)
    return normalised_gain(before, mean(people, lambda one: one.after.share_right))


def _by_order(people: Sequence[Person]) -> list[list[Person]]:
    orders = [[one for one in people if one.order == order] for order in ("AB", "BA")]
    return [part for part in orders if part]


def _first_line(both: Sequence[Person]) -> str:
    if len(both) < LEAST:
        return (
            f"Too few to tell whether people reject more than before: {LEAST} with both forms are "
            f"the least, and here are {len(both)}."
        )
    measure = MEASURES["c"]
    moved = change(both, measure)
    range_ = _range(interval(_by_order(both), lambda drawn: change(drawn, measure)))
    if moved > LIMIT:
        return (
            f'CAREFUL: c moved by {moved:+.2f} {range_} toward "reject", more than {LIMIT}. '
            "People say no more often than before. See below whether the hits fell: then they "
            "doubt what is supported, too."
        )
    return f'c moved by {moved:+.2f} {range_}: not more than {LIMIT} toward "reject".'


def _who(found: Group, both: Sequence[Person]) -> str:
    orders = Counter(one.order for one in both)
    single = len(found.people) - len(both)
    lines = [
        f"Both forms handed in: {len(both)} ({orders['AB']} A then B, {orders['BA']} B then A). "
        f"One form only: {single}. Begun and not handed in, left out: {found.unfinished}."
    ]
    if len(both) >= LEAST and max(orders.values()) > 2 * min(orders["AB"], orders["BA"]):
        lines.append(
            "The two orders are uneven. Where one is missing, a harder form looks like a change."
        )
    return "\n".join(lines)


def _changes(both: Sequence[Person]) -> list[str]:
    rows = [("", "before", "after", "change", "95 % interval")]
    for name, measure in MEASURES.items():
        figures = [measure(form) for one in both for form in (one.before, one.after)]
        if None in figures:
            continue
        before = mean(both, lambda one, m=measure: m(one.before))
        after = mean(both, lambda one, m=measure: m(one.after))
        rows.append(
            (name, f"{before:.2f}", f"{after:.2f}", f"{after - before:+.2f}",
             _range(interval(_by_order(both), lambda drawn, m=measure: change(drawn, m))))
        )  # fmt: skip
    reached = gain(both)
    told = "-" if reached is None else f"{reached:+.2f}"
    rows.append(("normalised gain", "", "", told, _range(interval(_by_order(both), gain))))
    return [_table(rows), _forms(both), _matrix(both)]


def _forms(both: Sequence[Person]) -> str:
    """How far form A is from form B; needs people in both orders."""
    if len(_by_order(both)) < 2:
        return ""

    def less(measure: Measure) -> Callable[[Sequence[Person]], float]:
        def figure(one: Person) -> float:
            first = measure(one.before) - measure(one.after)
            return first if one.order == "AB" else -first

        return lambda people: mean(people, figure)

    told = []
    for name in ("d'", "c"):
        figure = less(MEASURES[name])
        told.append(f"{name} {figure(both):+.2f} {_range(interval(_by_order(both), figure))}")
    return f"Form A less form B, the change taken out: {', '.join(told)}."


def _moments(people: Sequence[Person]) -> list[str]:
    """One table for each moment with enough people, where pairs are too few."""
    parts = []
    for moment in ("before", "after"):
        there = [getattr(one, moment) for one in people if getattr(one, moment)]
        if len(there) < LEAST:
            continue
        rows = [(moment, f"mean of {len(there)}", "95 % interval")]
        for name, measure in MEASURES.items():
            figures = [measure(form) for form in there]
            if None not in figures:
                rows.append((name, f"{fmean(figures):.2f}", _range(interval([figures], fmean))))
        parts.append(_table(rows))
    return parts


def shown(people: Iterable[Person], moment: str) -> dict[str, tuple[int, int]]:
    """For each misreading: how often the forms of that moment show it, of how many answers."""
    total: dict[str, tuple[int, int]] = {}
    for one in people:
        for id, (times, asked) in getattr(one, moment).misreadings.items():
            before = total.get(id, (0, 0))
            total[id] = (before[0] + times, before[1] + asked)
    return dict(sorted(total.items(), key=lambda item: int(item[0][1:])))


def _matrix(both: Sequence[Person]) -> str:
    before, after = shown(both, "before"), shown(both, "after")
    rows = [("misreading", "before", "after", "what it is")]
    for id in before:
        cells = [f"{times} of {asked}" for times, asked in (before[id], after[id])]
        rows.append((id, *cells, misconceptions()[id].name))
    return "Answers that show a misreading:\n" + _table(rows)


_CLOSING = (
    "An interval is a bootstrap over people: 2,000 draws, always the same ones. It tells how far "
    "a figure may move with other people of the same kind, and nothing about why.\n"
    "Sixteen statements are too few for a verdict on one person, so this page gives none."
)


def _left_out(found: Group) -> list[str]:
    return ["Left out:\n" + "\n".join(found.problems)] if found.problems else []


def _range(ends: tuple[float, float] | None) -> str:
    return "-" if ends is None else f"[{ends[0]:+.2f}, {ends[1]:+.2f}]"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """The rows as text, a column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(padded)
