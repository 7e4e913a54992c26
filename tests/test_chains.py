"""Chains: whatever arrows somebody draws, the picture, the words and the count are theirs."""

import pytest

from ontherecord import answers
from ontherecord.chains import Chain, chain, origins
from ontherecord.chains.drawing import drawn
from ontherecord.chains.graph import Graph, Origins
from ontherecord.kit import reports

NEWS = [
    ["Alibaba", "internal letter"],
    ["internal letter", "People's Daily"],
    ["People's Daily", "South China Morning Post"],
    ["Alibaba", "South China Morning Post"],
]


def graph(text):
    return Graph(tuple(tuple(arrow.split(">")) for arrow in text.split()))


@pytest.mark.parametrize(
    ("arrows", "first", "circles"),
    [
        ("a>b b>c", ("a",), 0),
        ("a>c b>c", ("a", "b"), 0),
        ("a>b a>c b>d c>d", ("a",), 0),
        ("a>b b>a", (), 1),
        ("a>a", (), 1),
        ("x>a a>b b>a c>d d>c", ("x",), 2),
    ],
)
def test_origins_are_the_names_that_no_arrow_leads_to(arrows, first, circles):
    assert graph(arrows).origins == first and len(Origins(graph(arrows))) == len(first)
    assert len(graph(arrows).circles) == circles


@pytest.mark.parametrize("arrows", ["a>b b>c a>c", "a>b b>a b>c", "a>a", "a>b c>d"])
def test_a_name_stands_further_right_than_all_that_lead_to_it(arrows):
    levels = graph(arrows).levels()
    assert all(levels[start] < levels[end] for start, end in graph(arrows).forward())


@pytest.mark.parametrize(
    "arrows", ["a>b", "a>b b>a", "a>a", " ".join(f"x{n}>y" for n in range(30)), "ä>李雷 李雷>🗞"]
)
def test_any_arrows_can_be_drawn_with_words_beside_the_picture(arrows):
    picture = drawn(graph(arrows))
    html = picture._repr_html_()
    assert 'alt="' in html and "<table" in html
    assert all(name in repr(picture) for name in graph(arrows).names)


def test_a_saved_answer_is_drawn_and_its_origins_are_counted():
    answers.store("05").record("05.news", NEWS)
    shown = chain("05.news")
    assert isinstance(shown, Chain) and "1 origin: Alibaba." in repr(shown)
    assert origins("05.news").names == ("Alibaba",)
    answers.store("05").record("05.news", NEWS[1:3])
    assert origins("05.news").names == ("internal letter",)


def test_ties_are_drawn_left_out_or_opened_below():
    answers.store("05").record("05.news", NEWS)
    assert "owns" in repr(chain("05.news", ties=True))
    assert "owns" not in chain("05.news", ties=False)._repr_html_()
    assert "<details>" in chain("05.news")._repr_html_()
    assert "Corvane owns Ledger" in repr(chain(["Corvane -> Ledger"], ties=["Corvane owns Ledger"]))


def test_without_an_answer_it_says_where_to_draw_one():
    assert "Draw some in 05.news first" in repr(chain("05.news"))
    assert "No arrow to draw yet" in repr(chain([]))
    assert repr(origins(None)) == "No arrows, so no origin."


@pytest.mark.parametrize(
    "given",
    [7, [1], ["nonsense"], [["a"]], [["a", ""]], "04.arms", "no.question", [["a", "b"]] * 3],
)
def test_what_is_no_arrow_is_told_in_a_sentence_and_raises_nothing(given, capsys):
    shown = chain(given)
    assert shown is not None or capsys.readouterr().out.strip()


def test_too_many_arrows_are_told(capsys):
    assert chain([[f"a{n}", "b"] for n in range(31)]) is None
    assert "too many" in capsys.readouterr().out


def test_a_tie_that_is_none_is_told(capsys):
    assert chain(["a -> b"], ties=["a likes b"]) is None
    assert "is no tie" in capsys.readouterr().out


def test_the_table_of_reports_names_all_eleven_and_where_each_has_it_from():
    shown = reports()._repr_html_()
    assert all(f"R{number:02}" in shown for number in range(1, 12))
    assert "11 reports" in repr(reports())
