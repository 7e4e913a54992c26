"""The measures of the assessment against published figures and a second way to work them out."""

import math
import random

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontherecord.assessment.signal import (
    area,
    criterion,
    d_prime,
    distance,
    interval,
    lean,
    normalised_gain,
    rate,
)

counts = st.integers(0, 8)


def z_by_halving(share):
    """The normal quantile from the error function alone, found by halving."""
    low, high = -10.0, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        below = 0.5 * (1 + math.erf(middle / math.sqrt(2)))
        low, high = (middle, high) if below < share else (low, middle)
    return low


def area_by_trapezoids(sound, other):
    """The area under the ROC curve, point by point along the rating scale."""
    points = [(0.0, 0.0)]
    for threshold in sorted({*sound, *other}, reverse=True):
        hits = sum(rating >= threshold for rating in sound) / len(sound)
        alarms = sum(rating >= threshold for rating in other) / len(other)
        points.append((alarms, hits))
    pairs = zip(points, points[1:], strict=False)
    return sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in pairs)


# Macmillan & Creelman, Detection Theory, chapters 1 and 2: recognition with and without hypnosis.
@pytest.mark.parametrize(
    ("hits", "false_alarms", "d", "c"), [(0.69, 0.31, 0.992, 0.0), (0.89, 0.59, 0.999, -0.727)]
)
def test_the_example_of_the_textbook_gives_its_figures(hits, false_alarms, d, c):
    assert distance(hits, false_alarms) == pytest.approx(d, abs=0.001)
    assert lean(hits, false_alarms) == pytest.approx(c, abs=0.001)


def test_the_correction_adds_half_an_answer_to_each_side():
    # Hautus (1995): 0.5 to each count, 1 to each number of trials.
    assert rate(8, 8) == pytest.approx(17 / 18)
    assert d_prime(8, 8, 0, 8) == pytest.approx(2 * 1.5932188, abs=1e-6)
    assert criterion(8, 8, 8, 8) == pytest.approx(-1.5932188, abs=1e-6)


@given(counts, counts)
def test_d_and_c_agree_with_a_second_way_to_work_them_out(hits, alarms):
    h, f = z_by_halving((hits + 0.5) / 9), z_by_halving((alarms + 0.5) / 9)
    assert d_prime(hits, 8, alarms, 8) == pytest.approx(h - f, abs=1e-6)
    assert criterion(hits, 8, alarms, 8) == pytest.approx(-(h + f) / 2, abs=1e-6)


ratings = st.lists(st.integers(1, 4), min_size=1, max_size=8)


@given(ratings, ratings)
def test_the_area_is_the_one_below_the_curve(sound, other):
    assert area(sound, other) == pytest.approx(area_by_trapezoids(sound, other))


def test_saying_no_more_often_moves_c_up_and_leaves_d_alone():
    assert criterion(4, 8, 1, 8) > criterion(6, 8, 3, 8)
    assert criterion(4, 8, 4, 8) == pytest.approx(0)
    assert d_prime(7, 8, 4, 8) == pytest.approx(d_prime(4, 8, 1, 8))


def test_the_gain_is_the_part_of_what_could_be_gained():
    assert normalised_gain(0.6, 0.8) == pytest.approx(0.5)
    assert normalised_gain(0.6, 0.5) == pytest.approx(-0.25)
    assert normalised_gain(1.0, 0.9) is None


def test_the_interval_agrees_with_the_one_of_numpy_and_with_the_formula():
    chance = random.Random(3)
    people = [chance.gauss(0.6, 0.5) for _ in range(40)]
    low, high = interval([people], lambda drawn: sum(drawn) / len(drawn))
    draws = numpy.random.default_rng(7).choice(people, (20_000, 40)).mean(axis=1)
    assert (low, high) == pytest.approx(numpy.percentile(draws, [2.5, 97.5]), abs=0.02)
    error = numpy.std(people, ddof=1) / math.sqrt(40)
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_the_interval_is_the_same_every_time_and_keeps_each_group_its_size():
    sizes = set()

    def figure(drawn):
        sizes.add((sum(one == "a" for one in drawn), sum(one == "b" for one in drawn)))
        return 1.0

    assert interval([["a"] * 3, ["b"] * 5], figure, draws=20) == (1.0, 1.0)
    assert sizes == {(3, 5)}
    values = [0.1, 0.5, 0.9, 1.4]
    assert interval([values], max) == interval([values], max)


def test_a_figure_that_cannot_be_worked_out_has_no_interval():
    assert interval([[1, 2]], lambda drawn: None) is None
