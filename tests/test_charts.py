"""The charts start at zero, say what they count, and can be read by everyone."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from ontherecord import charts, kit, questions
from ontherecord.axes_facts import read_axes
from ontherecord.charts import _series
from ontherecord.figures import figure, source
from ontherecord.pictures import PictureError, paper, picture
from ontherecord.questions.chart import has_zero_base

NAMES = (
    "article_pair",
    "honest_and_truncated",
    "september_quarters",
    "three_measures",
    "income_measures",
)


@pytest.fixture(scope="module")
def drawn():
    return {name: getattr(charts, name)() for name in NAMES}


@pytest.fixture(params=NAMES)
def chart(request, drawn):
    return drawn[request.param]


def words(chart):
    """The finding on top and the line below, as one text."""
    return " ".join(text.get_text().replace("\n", " ") for text in chart.figure.texts)


def test_a_chart_names_its_finding_its_sources_and_their_dates(chart):
    text = words(chart)
    ids = set(re.findall(r"\bS\d\d\b", text))
    assert ids and all(source(id) for id in ids)
    assert "Source: Alibaba's results" in text
    assert re.search(r"as of 20\d\d-\d\d(-\d\d)? to 20\d\d-\d\d", text)


def test_an_axis_says_what_it_counts_and_in_which_unit(chart):
    labels = [ax.get_ylabel() for ax in chart.figure.axes]
    assert any("illion yuan" in label for label in labels)


def test_a_chart_has_words_for_those_who_cannot_see_it(chart):
    assert len(chart.alt.split()) >= 25
    assert repr(chart) == f"Chart: {chart.alt}"
    html = chart._repr_html_()
    assert html.count("<img alt=") == 1 and "<figure" in html and "<details>" in html


def test_a_table_holds_a_row_with_source_for_what_is_drawn(chart):
    html = chart.table.html
    assert html.count('<th scope="col">') == len(chart.table.heads)
    assert html.count('<th scope="row">') == len(chart.table.rows) >= 2
    assert re.search(r"\bS\d\d\b", html)


def test_a_chart_has_the_same_bytes_at_every_run(chart, request):
    again = getattr(charts, request.node.callspec.params["chart"])()
    assert again.png == chart.png
    assert b"Software" not in chart.png


def test_every_axis_starts_at_zero_but_the_one_that_shows_the_trick(drawn):
    facts = {
        name: [has_zero_base(read_axes(ax)) for ax in chart.figure.axes]
        for name, chart in drawn.items()
    }
    assert facts.pop("honest_and_truncated") == [True, False]
    assert all(all(found) for found in facts.values())


def test_the_worked_chart_passes_the_check_of_the_lesson(drawn):
    feedback = questions.load("07.pair").judge(drawn["article_pair"].figure)
    assert feedback.state == "right", feedback.notes


def test_the_bars_are_the_figures(drawn):
    heights = [mark.value for mark in read_axes(drawn["september_quarters"].figure).marks]
    ids = ("2018Q3.later_comparative", "2019Q3", "2020Q3", "2021Q3")
    values = [figure(f"alibaba.net_income_attributable.{id}").value for id in ids]
    assert heights == [pytest.approx(value / 1000) for value in values]


def test_the_three_falls_stand_below_their_measures(drawn):
    ax = drawn["three_measures"].figure.axes[0]
    ticks = [tick.get_text().split("\n")[-1] for tick in ax.get_xticklabels()]
    assert ticks == ["-81 %", "-87 %", "-39 %"]


def test_a_quarter_without_a_figure_is_a_gap_that_says_so(drawn):
    chart = drawn["income_measures"]
    for ax, metric in zip(chart.figure.axes, charts.MEASURES, strict=True):
        missing = [period for period in charts.QUARTERS if period not in _series(metric)]
        told = [text for text in ax.texts if text.get_text() == "no figure\nfound"]
        assert len(told) == len(missing)
        assert len(read_axes(ax).marks) == len(charts.QUARTERS) - len(missing)
    assert chart.table.html.count("no figure found") == 4


def test_the_figures_found_bear_out_that_non_gaap_income_swings_least(drawn):
    spread = {}
    for ax, metric in zip(drawn["income_measures"].figure.axes, charts.MEASURES, strict=True):
        heights = [mark.value for mark in read_axes(ax).marks]
        spread[metric] = max(heights) - min(heights)
    assert min(spread, key=spread.get) == "net_income_non_gaap"
    assert "Of the quarters found, non-GAAP income swings least" in words(drawn["income_measures"])


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_two_colours_differ_in_grey():
    light, dark = luminance(charts.SOFT), luminance(charts.STRONG)
    assert (light + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize("alt", ["", "  ", None, 5])
def test_a_picture_without_alternative_text_is_refused(alt):
    figure, ax = paper()
    ax.bar(["a"], [1])
    with pytest.raises(PictureError, match="no alternative text"):
        picture(figure, alt=alt)


@pytest.mark.parametrize("value", [None, ..., 5, "chart", [1, 2]])
def test_what_is_no_chart_is_refused(value):
    with pytest.raises(PictureError, match="is no chart"):
        picture(value, alt="Nothing.")


def test_a_refusal_is_told_in_a_lesson_and_not_raised(capsys):
    assert kit.picture(..., alt="Nothing.") is None
    assert "is no chart" in capsys.readouterr().out


class Tags(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_words_of_a_learner_cannot_break_out_of_the_picture():
    sly = '"><script>alert(1)</script>&'
    figure, ax = paper()
    ax.bar(["a"], [1])
    html = picture(figure, alt=sly, caption=sly, table=[(sly, "b"), (sly, sly)])._repr_html_()
    found = Tags(html).found
    assert "script" not in [tag for tag, _ in found]
    assert dict(found)["img"]["alt"] == sly


def test_a_dollar_sign_in_a_title_is_a_dollar_sign():
    figure, ax = paper()
    ax.bar(["US$833m"], [833])
    ax.set_title("US$833m and $5 \\foo")
    assert picture(figure, alt="One bar.").png.startswith(b"\x89PNG")


def test_a_chart_that_cannot_be_drawn_is_told_in_words():
    figure, ax = paper()
    ax.bar(["a"], [1])
    ax.xaxis.set_major_formatter(lambda value, place: 1 / 0)
    with pytest.raises(PictureError, match="cannot be drawn .ZeroDivisionError"):
        picture(figure, alt="One bar.")


@pytest.mark.parametrize("size", [(640, 480), (5, 200)])
def test_a_size_that_was_meant_in_pixels_is_told(size):
    figure, _ = paper(*size)
    with pytest.raises(PictureError, match=f"{size[0]} by {size[1]} inches"):
        picture(figure, alt="Empty.")


@pytest.mark.parametrize("table", [[], [[]], "abc", [1, 2], {"a": 1}])
def test_a_table_without_rows_is_refused(table):
    figure, _ = paper()
    with pytest.raises(PictureError, match="table has no rows"):
        picture(figure, alt="Empty.", table=table)


def test_charts_load_matplotlib_only_when_they_draw():
    code = "import sys, ontherecord.charts; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
