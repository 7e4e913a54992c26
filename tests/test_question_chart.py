"""Chart: what the axes show is judged, the design is free."""

import datetime
import subprocess
import sys

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pytest
from question_examples import ROOT, example, texts

from ontherecord.axes_facts import ChartError, from_data, read_axes

CHART = example("chart")
NAMES, RIDERS = ["year before", "last year"], [38.4, 31.2]


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    axes.set_title("Fewer riders")
    yield axes
    plt.close(figure)


def labelled(axes, upright=True):
    """The axes with all labels and a source."""
    (axes.set_ylabel if upright else axes.set_xlabel)("Million riders")
    axes.figure.text(0, 0, "Source: company data")
    return axes


def checks_failed(axes):
    said = texts(CHART.judge(axes))
    return {check for check, note in CHART.checks.items() if note.text in said}


def test_bars_from_zero_with_all_labels_earn_all(axes):
    axes.bar(NAMES, RIDERS)
    assert CHART.judge(labelled(axes)).score == 1


def test_bars_that_lie_down_pass_in_both_orders(axes):
    axes.barh(NAMES[::-1], RIDERS[::-1])
    assert CHART.judge(labelled(axes, upright=False)).score == 1


def test_a_line_with_markers_passes_when_its_axis_shows_zero(axes):
    axes.plot(NAMES, RIDERS, "o-")
    axes.set_ylim(0)
    axes.axhline(35)
    assert CHART.judge(labelled(axes)).score == 1


def test_bars_drawn_one_by_one_pass(axes):
    for name, riders in zip(NAMES, RIDERS, strict=True):
        axes.bar(name, riders)
    assert CHART.judge(labelled(axes)).score == 1


def test_a_cut_axis_fails_the_zero_base_only(axes):
    axes.bar(NAMES, RIDERS)
    labelled(axes).set_ylim(30, 40)
    assert checks_failed(axes) == {"zero_base"}
    assert CHART.judge(axes).score == pytest.approx(6 / 7, abs=1e-4)


def test_a_logarithmic_axis_has_no_zero(axes):
    axes.bar(NAMES, RIDERS)
    labelled(axes).set_yscale("log")
    assert "zero_base" in checks_failed(axes)


def test_a_bare_chart_fails_what_it_lacks(axes):
    axes.bar([0, 1], RIDERS)
    assert checks_failed(axes) == {"y_label", "unit", "period", "source_note"}


def test_a_company_in_the_title_is_no_source_note(axes):
    axes.bar(NAMES, RIDERS)
    axes.set_ylabel("Million riders")
    axes.set_title("Riders in company data")
    assert checks_failed(axes) == {"source_note"}
    axes.set_title("Riders (source: company data)")
    assert checks_failed(axes) == set()


def test_the_wrong_order_is_told(axes):
    axes.bar(NAMES[::-1], RIDERS[::-1])
    assert checks_failed(labelled(axes)) == {"order"}


def test_wrong_values_are_told(axes):
    axes.bar(NAMES, [38.4, 3.12])
    assert checks_failed(labelled(axes)) == {"values"}


def test_more_bars_may_stand_beside_those_asked(axes):
    axes.bar(["two years before", *NAMES], [40.0, *RIDERS])
    assert "values" not in checks_failed(labelled(axes)) - {"order"}


@pytest.mark.parametrize("form", ["axes", "figure", "pair", "bars"])
def test_what_plt_and_bar_give_is_read_as_the_same_chart(axes, form):
    bars = axes.bar(NAMES, RIDERS)
    given = {"axes": axes, "figure": axes.figure, "pair": (axes.figure, axes), "bars": bars}
    assert CHART.plain(given[form]) == CHART.plain(axes)


def test_the_saved_facts_are_judged_like_the_chart(axes):
    axes.bar(NAMES, RIDERS)
    assert CHART.judge(CHART.plain(axes)) == CHART.judge(axes)


def test_dates_are_named_by_the_day(axes):
    axes.plot([datetime.date(2020, 9, 30), datetime.date(2021, 9, 30)], RIDERS)
    assert [mark.name for mark in read_axes(axes).marks] == ["2020-09-30", "2021-09-30"]


def test_years_as_numbers_are_names(axes):
    axes.bar([2020, 2021], RIDERS)
    assert [mark.name for mark in read_axes(axes).marks] == ["2020", "2021"]


def test_values_that_are_no_numbers_are_left_out(axes):
    axes.bar(["a", "b"], [1.0, float("nan")])
    assert [mark.value for mark in read_axes(axes).marks] == [1.0]


def test_facts_survive_as_data(axes):
    axes.bar(NAMES, RIDERS)
    facts = read_axes(axes)
    assert from_data(facts.to_data()) == facts


@pytest.mark.parametrize("value", [plt, "chart", 3, [], {}, object()], ids=repr)
def test_what_is_no_chart_is_told_what_a_chart_is(value):
    feedback = CHART.judge(value)
    assert feedback.state == "invalid" and "Give ax." in texts(feedback)


def test_an_empty_chart_is_told_how_to_draw(axes):
    assert "shows nothing yet" in texts(CHART.judge(axes))


def test_two_charts_in_a_figure_are_refused():
    figure, pair = plt.subplots(1, 2)
    for one in pair:
        one.bar(NAMES, RIDERS)
    with pytest.raises(ChartError, match="2 charts"):
        read_axes(figure)
    plt.close(figure)


def test_a_chart_that_breaks_when_read_is_told(axes, monkeypatch):
    axes.bar(NAMES, RIDERS)
    monkeypatch.setattr(axes.xaxis, "get_majorticklocs", lambda: 1 / 0)
    assert "cannot be read" in texts(CHART.judge(axes))


def test_questions_import_no_matplotlib_and_no_nltk():
    code = (
        "import sys; from ontherecord import questions; questions.all_questions(); "
        "sys.exit(bool({'matplotlib', 'nltk', 'numpy', 'ipywidgets'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_a_chart_without_a_source_is_told_so_and_is_called_no_misreading(axes):
    axes.bar(NAMES, RIDERS)
    axes.set_ylabel("Million riders")
    feedback = CHART.judge(axes)
    assert checks_failed(axes) == {"source_note"}
    assert (feedback.state, feedback.misconceptions) == ("partly", ())


def test_bars_that_do_not_start_at_zero_show_a_misreading(axes):
    axes.bar(NAMES, RIDERS)
    labelled(axes).set_ylim(30, 40)
    assert CHART.judge(axes).misconceptions == ("M19",)
