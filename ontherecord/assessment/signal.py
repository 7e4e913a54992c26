"""How well somebody tells sound statements from others, and which way they lean.

A "yes" to a sound statement is a hit, a "yes" to another one is a false alarm.  The measures are
those of signal detection theory for yes/no tasks: Macmillan & Creelman, Detection Theory (2005);
the log-linear correction is Hautus (1995).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import Any

_Z = NormalDist().inv_cdf


def rate(yes: int, asked: int) -> float:
    """The share of "yes", moved away from 0 and 1: (yes + 0.5) / (asked + 1)."""
    return (yes + 0.5) / (asked + 1)


def distance(hit_rate: float, false_alarm_rate: float) -> float:
    """d' of two rates between 0 and 1: z(hits) - z(false alarms)."""
    return _Z(hit_rate) - _Z(false_alarm_rate)


def lean(hit_rate: float, false_alarm_rate: float) -> float:
    """c of two rates between 0 and 1: minus the mean of z(hits) and z(false alarms)."""
    return -(_Z(hit_rate) + _Z(false_alarm_rate)) / 2


def d_prime(hits: int, sound: int, false_alarms: int, other: int) -> float:
    """How far sound and other statements stand apart, in standard deviations; 0 is guessing."""
    return distance(rate(hits, sound), rate(false_alarms, other))


def criterion(hits: int, sound: int, false_alarms: int, other: int) -> float:
    """Which way somebody leans (c): above 0 toward "no" (reject), below 0 toward "yes"."""
    return lean(rate(hits, sound), rate(false_alarms, other))


def area(sound: Sequence[float], other: Sequence[float]) -> float:
    """The area under the ROC curve: how often a sound statement is rated above another.

    Ties count half; 0.5 is guessing.
    """
    wins = sum((s > o) + (s == o) / 2 for s in sound for o in other)
    return wins / (len(sound) * len(other))


def normalised_gain(before: float, after: float) -> float | None:
    """The part of what could be gained that was gained; None when nothing could be."""
    return None if before >= 1 else (after - before) / (1 - before)


def interval(
    groups: Sequence[Sequence[Any]],
    figure: Callable[[list[Any]], float | None],
    draws: int = 2000,
    seed: int = 1,
) -> tuple[float, float] | None:
    """Where the middle 95 % of the figure lie when people are drawn again and again.

    A percentile bootstrap over people, each group by itself, the same on every machine.  None
    when the figure cannot be worked out for half of the draws.
    """
    chance = random.Random(seed)
    made = []
    for _ in range(draws):
        drawn = [one for group in groups for one in chance.choices(group, k=len(group))]
        made.append(figure(drawn))
    found = sorted(value for value in made if value is not None)
    if len(found) <= draws / 2:
        return None
    return _quantile(found, 0.025), _quantile(found, 0.975)


def _quantile(ordered: list[float], share: float) -> float:
    """The value below which that share lies, in a straight line between two neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
