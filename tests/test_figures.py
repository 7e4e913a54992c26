"""The figures agree with each other and with what the lessons say about them."""

import csv
import re
from datetime import date, timedelta

import pytest

from ontherecord import figure_data
from ontherecord.article import data_folder
from ontherecord.errors import OnTheRecordError
from ontherecord.figure_data import _sources
from ontherecord.figures import (
    figure,
    figures,
    implied_rate,
    like_with_like,
    percent_change,
    point_change,
    printed,
    share,
    source,
    sum_of_parts,
)
from ontherecord.intervals import Interval, as_interval

EVERY = figures()
ATTRIBUTABLE = "alibaba.net_income_attributable."
TERM = re.compile(r"([-+])\s+(\S+)")


DOLLARS = printed("833", "million US dollars")


def attributable(period):
    return figure(ATTRIBUTABLE + period)


def worked_out(derivation):
    """The interval that a derivation such as `a.b - c.d + 20` gives."""
    total = Interval(0, 0)
    for sign, term in TERM.findall(f"+ {derivation}"):
        part = Interval(int(term), int(term)) if term.isdigit() else figure(term).interval
        part = Interval(*part.ends)
        total = total + part if sign == "+" else total - part
    return total


@pytest.mark.parametrize("derived", [f for f in EVERY if f.status == "derived"], ids=str)
def test_a_derived_figure_is_what_its_parts_give(derived):
    assert derived.derivation.count(" ") >= 2
    assert worked_out(derived.derivation).ends == Interval(derived.low, derived.high).ends


def test_only_derived_figures_have_a_derivation():
    assert [f for f in EVERY if bool(f.derivation) != (f.status == "derived")] == []


def test_every_figure_has_a_source_a_date_and_a_status():
    for one in EVERY:
        assert source(one.source_id).publisher
        assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", one.as_of), one.figure_id
        assert one.status in ("primary", "secondary", "derived"), one.figure_id
        assert one.vintage in ("as_first_reported", "later_comparative", "restated"), one.figure_id


def test_every_source_is_used_by_a_figure_or_a_report(reports):
    named = " ".join(f"{one.source_id} {one.note}" for one in EVERY)
    used = set(re.findall(r"\bS\d\d\b", named)) | {row["source_id"] for row in reports}
    assert used - {"(not found)"} == set(_sources())


@pytest.fixture
def reports():
    text = (data_folder() / "reports.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_eleven_reports_each_name_their_origin(reports):
    assert [row["report_id"] for row in reports] == [f"R{number:02}" for number in range(1, 12)]
    assert all(row["stated_origin"] for row in reports)


@pytest.mark.parametrize("name", ["figures.csv", "sources.csv", "reports.csv"])
def test_every_row_has_a_cell_for_each_column(name):
    head, *rows = csv.reader((data_folder() / name).read_text(encoding="utf-8").splitlines())
    assert [row[0] for row in rows if len(row) != len(head)] == []


@pytest.mark.parametrize(
    ("row", "named"),
    [("S01,at most 5,370", "more cells"), ("S01", "fewer cells"), ("S02,a\nS02,b", "stands there")],
)
def test_a_table_whose_row_does_not_fit_is_refused(tmp_path, monkeypatch, row, named):
    (tmp_path / "sources.csv").write_text(f"source_id,note\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(figure_data, "data_folder", lambda: tmp_path)
    with pytest.raises(OnTheRecordError, match=f"sources.csv, row S0.: .*{named}"):
        figure_data._table("sources.csv")


def test_an_address_of_a_source_is_whole_and_leads_through_no_proxy():
    addresses = [entry.url for entry in _sources().values() if entry.url]
    assert [url for url in addresses if not re.match(r"https?://[\w.-]+/", url)] == []
    assert not [url for url in addresses if re.search(r"proxy|\.elb\.|mirror|/ex$", url)]


LENGTHS = {"quarter": 3, "half_year": 6, "fiscal_year": 12, "12_months": 12}


@pytest.mark.parametrize("one", [f for f in EVERY if f.period_type in LENGTHS], ids=str)
def test_a_period_is_as_long_as_its_type_says(one):
    start = date.fromisoformat(one.period_start)
    after = date.fromisoformat(one.period_end) + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    assert (start.day, after.day, months) == (1, 1, LENGTHS[one.period_type])


def test_ids_hold_the_metric_and_the_period():
    for one in EVERY:
        metric, period = one.figure_id.split(".", 1)[1].split(".", 1)
        assert metric == one.metric
        assert period.split(".")[0] == one.period


def test_figures_that_no_source_gave_are_not_there():
    unseen = {("net_income", period) for period in ("2019Q4", "2020Q1", "2021Q1", "2022Q1")}
    assert unseen.isdisjoint((one.metric, one.period) for one in EVERY)
    assert not [one for one in EVERY if one.value == 5367 or "5,367" in one.note]


def test_a_figure_reads_as_a_line_with_label_time_and_source():
    assert repr(attributable("2021Q3")) == (
        "5.37 billion yuan (5.365 to 5.370): Alibaba, net income attributable to ordinary "
        "shareholders, quarter to 2021-09-30, source S25"
    )


def test_the_bounds_of_the_articles_figure_follow_from_its_two_prints():
    in_yuan = printed("5.37") * 1000
    in_dollars = printed("833") * figure("alibaba.usd_cny_used.2021-09-30").value
    from_half_year = attributable("H1FY22").interval - attributable("2021Q2").interval
    low, high = attributable("2021Q3").interval.ends
    routes = [route.ends for route in (in_yuan, in_dollars, from_half_year)]
    assert max(ends[0] for ends in routes) == low
    # The filing counts whole millions.
    assert min(ends[1] for ends in routes) // 1 == high


def test_the_articles_fall_is_81_31_to_81_36_per_cent():
    fall = percent_change(printed("5.37"), printed("28.77"))
    assert repr(fall) == "-81.36 to -81.31 %"
    assert fall.rounds_to("-81")


@pytest.mark.parametrize(
    ("metric", "change"),
    [("net_income_attributable", "-81"), ("net_income", "-87"), ("net_income_non_gaap", "-39")],
)
def test_three_measures_of_one_quarter_give_three_right_falls(metric, change):
    new, old = (figure(f"alibaba.{metric}.{period}") for period in ("2021Q3", "2020Q3"))
    assert percent_change(new, old).rounds_to(change)


def test_the_base_year_had_itself_fallen_by_60_per_cent():
    assert percent_change(attributable("2020Q3"), attributable("2019Q3")).rounds_to("-60")


def test_net_income_of_the_quarter_is_the_half_year_less_the_june_quarter():
    june = figure("alibaba.net_income.2021Q2.later_comparative")
    rest = figure("alibaba.net_income.H1FY22").interval - june.interval
    assert repr(rest) == "3,377 million yuan"
    assert rest.ends == figure("alibaba.net_income.2021Q3").interval.ends


@pytest.mark.parametrize("period", ["H1FY21", "H1FY22", "H1FY23", "2019Q3"])
def test_losses_of_outside_owners_make_the_shareholders_part_larger(period):
    metrics = ("net_income", "net_loss_to_noncontrolling_interests", "accretion_mezzanine_equity")
    parts = [figure(f"alibaba.{metric}.{period}") for metric in metrics]
    assert sum_of_parts(*parts, total=attributable(period)).fits


def test_a_sum_is_written_out_with_its_total():
    metrics = ("net_income", "net_loss_to_noncontrolling_interests", "accretion_mezzanine_equity")
    parts = [figure(f"alibaba.{metric}.H1FY22") for metric in metrics]
    assert repr(sum_of_parts(*parts, total=attributable("H1FY22"))) == (
        "46,212 + 4,344 - 48 = 50,508 million yuan. "
        "This agrees with the total, 50,508 million yuan."
    )


def test_users_add_up_to_the_rounded_total():
    users = sum_of_parts(953, 285, total=printed("1.24") * 1000)
    assert repr(users) == "953 + 285 = 1,238. This agrees with the total, 1,235 to 1,245."


def test_parts_that_miss_their_total_are_told():
    assert "does not agree with the total, 1,225 to 1,235" in repr(
        sum_of_parts(953, 285, total=printed("1.23") * 1000)
    )


def test_the_dollar_figure_used_the_rate_of_the_day():
    rate = implied_rate(printed("5.37"), printed("0.833"))
    assert repr(rate) == "6.4367 to 6.4565 yuan for one US dollar"
    assert Interval(*figure("fed_h10.usd_cny.2021-09-30").interval.ends) in Interval(*rate.ends)


def test_billions_and_millions_of_one_unit_are_compared():
    before = printed("28.77", "billion yuan")
    assert percent_change(attributable("2021Q3"), before).rounds_to("-81")
    rate = implied_rate(printed("5.37", "billion yuan"), DOLLARS)
    assert repr(rate) == "6.4367 to 6.4565 yuan for one US dollar"


def test_income_that_looks_flat_is_refused_by_the_name_of_its_measure():
    other = figure("alibaba.net_income_non_gaap.2021Q3")
    with pytest.raises(OnTheRecordError, match="measure differs: non-GAAP net income, and net inc"):
        percent_change(other, attributable("2020Q3"))
    assert repr(percent_change(28.52, 28.77)) == "-0.87 to -0.86 %"


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ("net_income.2021Q3", "net_income_attributable.2021Q3", "measure"),
        ("net_income.H1FY22", "net_income.2020Q3", "length of time differs: half year, and quart"),
        ("revenue_usd.2021Q3", "revenue.2021Q3", "unit differs: million US dollars, and million y"),
        ("net_income.2021Q3", "net_income.2021Q2.later_comparative", "vintage"),
    ],
)
def test_unlike_figures_are_told_apart_by_what_differs(one, other, named):
    likeness = like_with_like(figure(f"alibaba.{one}"), figure(f"alibaba.{other}"))
    assert not likeness
    assert named in repr(likeness)


def test_figures_that_are_printed_side_by_side_are_alike():
    june = [figure(f"alibaba.net_income.{id}") for id in ("2022Q2", "2021Q2.later_comparative")]
    assert like_with_like(*june)
    assert like_with_like(attributable("2019Q3"), attributable("2018Q3.later_comparative"))
    assert repr(like_with_like(attributable("2021Q3"), attributable("2020Q3"))).startswith("Like")


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        (lambda: percent_change(attributable("2020Q3"), attributable("2021Q3")), "older one"),
        (lambda: percent_change(attributable("2022Q1"), attributable("2021Q1")), "base above zero"),
        (lambda: percent_change(5, 0), "base above zero"),
        (lambda: percent_change(None, 5), "None is no number"),
        (lambda: percent_change(float("nan"), 5), "nan is no number"),
        (lambda: percent_change(True, 5), "True is no number"),
        (lambda: like_with_like(5.37, attributable("2021Q3")), "is no figure of"),
        (lambda: share(attributable("2021Q3"), attributable("H1FY22")), "period differs"),
        (lambda: implied_rate(figure("alibaba.revenue_usd.2021Q3"), 1), "is not in yuan"),
        (lambda: percent_change(attributable("2021Q3"), 28.77), "28.77 has no unit"),
        (lambda: implied_rate(attributable("2021Q3"), 0.833), "0.833 has no unit"),
        (lambda: percent_change(printed("5.37", "billion yuan"), DOLLARS), "units differ"),
        (lambda: share(DOLLARS, printed("5.37", "billion yuan")), "units differ"),
        (lambda: point_change(DOLLARS, DOLLARS), "difference of two percentages"),
        (lambda: implied_rate(DOLLARS, printed("5.37", "billion yuan")), "is not in yuan"),
        (lambda: sum_of_parts(), "no parts"),
        (lambda: sum_of_parts(printed("1", "t"), printed("1", "kg")), "units differ: t, and kg"),
        (lambda: figure("alibaba.net_income.2021Q9"), "Did you mean alibaba.net_income.20"),
        (lambda: figure(None), "no figure None"),
        (lambda: figures("profit"), "no metric 'profit'"),
        (lambda: source("S999"), "no source 'S999'"),
    ],
)
def test_a_sum_that_means_nothing_is_refused_in_words(refused, named):
    with pytest.raises(OnTheRecordError, match=re.escape(named)) as caught:
        refused()
    assert caught.value.expected and caught.value.next_step


def test_a_lesson_tells_a_refusal_and_raises_nothing(capsys):
    from ontherecord import kit

    assert kit.percent_change(5, 0) is None
    assert "base above zero" in capsys.readouterr().out


def test_a_difference_of_percentages_is_in_points():
    change = point_change(printed("6.0"), printed("4.0"))
    assert repr(change) == "1.9 to 2.1 percentage points"


def test_figures_come_earliest_first():
    found = figures("net_income_attributable", "quarter")
    assert [one.period_end for one in found] == sorted(one.period_end for one in found)
    assert {one.metric for one in found} == {"net_income_attributable"}


def test_a_figure_that_was_restated_is_compared_in_its_new_form():
    new = attributable("2022Q4")
    with pytest.raises(OnTheRecordError, match="restated by then. It stands in .*2021Q4.restated"):
        percent_change(new, attributable("2021Q4"))
    assert percent_change(new, attributable("2021Q4.restated")).rounds_to("69")
    assert percent_change(attributable("2021Q4"), attributable("2020Q4")).rounds_to("-74")


def test_only_the_restated_quarter_adds_up_to_the_year():
    others = [attributable(period).interval for period in ("H1FY22", "2022Q1")]
    year = attributable("FY22").interval
    assert sum_of_parts(*others, attributable("2021Q4.restated").interval, total=year).fits
    assert not sum_of_parts(*others, attributable("2021Q4").interval, total=year).fits


def test_a_figure_stands_for_its_interval_in_a_sum():
    assert as_interval(attributable("2021Q3")).ends == (5365, 5370)


def test_the_readme_explains_every_column_metric_unit_and_file():
    folder = data_folder()
    text = (folder / "README.md").read_text(encoding="utf-8")
    tables = ("figures.csv", "sources.csv", "reports.csv")
    heads = [(folder / name).read_text(encoding="utf-8").splitlines()[0] for name in tables]
    words = {column for head in heads for column in head.split(",")}
    words |= {value for one in EVERY for value in (one.metric, one.unit, one.vintage, one.status)}
    words |= {one.period_type for one in EVERY}
    words |= {path.name for path in folder.iterdir() if path.is_file()} - {"README.md"}
    words |= {path.name for path in (folder / "articles" / "alibaba-2022").iterdir()}
    assert sorted(word for word in words if f"{word}`" not in text) == []
