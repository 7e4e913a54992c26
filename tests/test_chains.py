"""Chains drawn from a learner's arrows: origins, circles, ties, and input that makes no sense."""

import random
import warnings

import pytest
from PIL import Image

from ontherecord import answers
from ontherecord.chains import Chain, ChainError, chain, origins
from ontherecord.chains.drawing import Tie, _Room, drawn
from ontherecord.chains.graph import Graph
from ontherecord.chains.layout import laid_out
from ontherecord.check import check
from ontherecord.questions import load
from ontherecord.reports import reports
from ontherecord.views import Picture

NEWS = [
    ("Alibaba", "letter"),
    ("letter", "People's Daily"),
    ("People's Daily", "newspaper"),
    ("Alibaba", "newspaper"),
]
GRAPHS = {
    "two arms": NEWS,
    "star": [("letter", name) for name in "abcdef"],
    "circle": [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")],
    "self": [("a", "a"), ("a", "b")],
    "both ways": [("a", "b"), ("b", "a")],
    "two parts": [("a", "b"), ("c", "d"), ("x", "d")],
    "skips": [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "c"), ("b", "d")],
    "long names": [("a" * 80, "the name of a paper that goes on and on " * 3)],
    "odd names": [("$5 and $6_x^{", "100 %"), ("<b>", "&"), ("人民日报", "you")],
}
every_graph = pytest.mark.parametrize("arrows", GRAPHS.values(), ids=GRAPHS)


def graph(arrows):
    return Graph(tuple(arrows))


def boxes_apart(room):
    """Whether no two boxes of a drawing touch."""
    names = list(room.boxes)
    return all(
        abs(room.boxes[a][0] - room.boxes[b][0]) > 1.7
        or room.under(a) < room.over(b)
        or room.under(b) < room.over(a)
        for number, a in enumerate(names)
        for b in names[:number]
    )


def test_two_arms_have_one_origin():
    found = origins(NEWS)
    assert (len(found), found.names) == (1, ("Alibaba",))
    assert repr(found) == (
        "1 origin: Alibaba. On the way: letter and People's Daily. At the end: newspaper."
    )


def test_two_documents_are_two_origins():
    assert origins(["memo -> paper", "filing -> paper"]).names == ("memo", "filing")


def test_a_circle_has_no_origin_and_is_told():
    found = origins(["a -> b", "b -> a"])
    assert len(found) == 0
    assert repr(found).startswith("No origin: every name has an arrow that leads to it. These")
    assert "One arrow leads back to itself: e." in repr(origins(["e -> e"]))


def test_an_origin_beside_a_circle_counts():
    assert origins(["a -> b", "b -> a", "x -> a"]).names == ("x",)


def test_no_arrows_have_no_origin():
    assert repr(origins([])) == "No arrows, so no origin." and len(origins(...)) == 0


@every_graph
def test_every_arrow_is_told_in_words_and_in_the_table(arrows):
    shown = chain(arrows).plain
    assert all(" ".join(name.split()) in shown.alt for arrow in arrows for name in arrow)
    assert [row[:2] for row in shown.table.rows] == [
        tuple(" ".join(name.split()) for name in arrow) for arrow in arrows
    ]
    assert shown.caption.startswith(("No origin:", *"123"))


@every_graph
def test_no_two_boxes_touch_and_forward_arrows_lead_to_the_right(arrows):
    found = laid_out(graph(arrows))
    assert boxes_apart(_Room(graph(arrows), found, ()))
    assert all(found.places[a][0] < found.places[b][0] for a, b in found.ways)
    assert all(len(way) == way[-1][0] - way[0][0] + 1 for way in found.ways.values())


@every_graph
def test_a_way_passes_through_no_name(arrows):
    found = laid_out(graph(arrows))
    between = [place for way in found.ways.values() for place in way[1:-1]]
    assert not set(between) & set(found.places.values())
    assert len(set(between)) == len(between)


@pytest.mark.parametrize("seed", range(25))
def test_any_arrows_can_be_drawn(seed):
    dice = random.Random(seed)
    names = "abcdefgh"[: dice.randint(2, 8)]
    arrows = [(dice.choice(names), dice.choice(names)) for _ in range(dice.randint(1, 14))]
    found = laid_out(graph(dict.fromkeys(arrows)))
    assert set(found.places) == {name for arrow in arrows for name in arrow}
    assert set(found.ways) <= set(arrows)
    assert isinstance(chain(arrows), Chain)


def test_the_picture_is_the_same_at_every_run():
    assert chain(NEWS).plain.png == chain(NEWS).plain.png


def test_what_is_drawn_reaches_no_edge_of_the_picture(tmp_path):
    ties = ["newspaper owns Alibaba", "the state runs People's Daily", "x pays y"]
    for number, shown in enumerate([chain(NEWS, ties), chain(GRAPHS["circle"])]):
        file = tmp_path / f"{number}.png"
        file.write_bytes(shown.plain.png)
        image = Image.open(file).convert("L")
        right, bottom = image.width - 1, image.height - 1
        edge = [image.getpixel((x, y)) for x in range(right) for y in (0, bottom)]
        edge += [image.getpixel((x, y)) for y in range(bottom) for x in (0, right)]
        assert min(edge) == 255


def test_letters_that_the_font_lacks_warn_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chain(GRAPHS["odd names"])


def test_a_hostile_name_is_shown_as_text():
    html = chain([("<script>alert(1)</script>", '" onerror="x')])._repr_html_()
    assert "<script>" not in html and '" onerror="' not in html


def test_a_saved_answer_is_drawn_whether_it_is_right_or_not():
    check("05.news", ["Arch Pei -> South China Morning Post"])
    assert chain("05.news").plain.table.rows[0][:2] == ("Arch Pei", "South China Morning Post")
    assert origins("05.news").names == ("Arch Pei",)


def test_the_preferred_answers_have_the_origins_that_the_lessons_name():
    for name, count in {"05.news": 1, "05.eleven": 1, "05x.chain-b": 1, "05x.chain-a": 2}.items():
        check(name, load(name).gold())
        assert len(origins(name)) == count


def test_before_an_answer_it_is_told_where_to_draw():
    shown = chain("05.news")
    assert isinstance(shown, Picture)
    assert repr(shown) == (
        "No arrow to draw yet. Draw some in 05.news first, then run this cell again."
    )


def test_a_damaged_answer_is_drawn_as_none():
    answers.store("05.news").record("05.news", {"no": "arrows"})
    assert isinstance(chain("05.news"), Picture)


def test_ties_are_drawn_when_asked_for_and_can_be_opened_otherwise():
    check("05.news", load("05.news").gold())
    closed, opened, without = (chain("05.news", ties) for ties in (None, True, False))
    assert "Ties" not in closed.plain.alt and "<details><summary>The same" in closed._repr_html_()
    assert "Ties: Alibaba owns South China Morning Post (sentence 9)" in opened.plain.alt
    assert opened.plain.png != without.plain.png == closed.plain.png
    assert "The same with" not in without._repr_html_()


def test_ties_change_no_arrow_and_no_origin():
    plain, tied = drawn(graph(NEWS)), drawn(graph(NEWS), [Tie("Alibaba", "newspaper")])
    assert tied.caption == plain.caption
    assert [row for row in tied.table.rows if row[2].startswith("arrow")] == list(plain.table.rows)


def test_ties_can_be_typed():
    shown = chain(NEWS, ties=["Alibaba owns newspaper", ("the state", "People's Daily", "runs")])
    assert "Ties: Alibaba owns newspaper; the state runs People's Daily." in shown.plain.alt


def test_an_owner_who_tells_nothing_stands_above_what_he_owns():
    room = _Room(graph(NEWS), laid_out(graph(NEWS)), [Tie("the state", "People's Daily", "runs")])
    assert room.boxes["the state"][0] == room.boxes["People's Daily"][0]
    assert room.under("the state") < room.over("People's Daily") and boxes_apart(room)


@pytest.mark.parametrize(
    "given",
    [7, [3], ["alone"], ["a -> b -> c"], [("a",)], [("a", "")], [("a", None)], {"a": "b"}, "a ->"],
)
def test_what_is_no_arrow_gets_a_sentence(given, capsys):
    assert chain(given) is None and origins(given) is None
    told = capsys.readouterr().out
    assert told.count("is no arrow. An arrow has two names") == 2


@pytest.mark.parametrize("ties", ["Alibaba", ["a likes b"], [("a",)], [7], [("a", 5)], 7])
def test_what_is_no_tie_gets_a_sentence(ties, capsys):
    assert chain(NEWS, ties) is None
    assert "is no tie. A tie says who owns, runs or pays whom." in capsys.readouterr().out


def test_too_many_arrows_get_a_sentence(capsys):
    assert chain([(str(n), "you") for n in range(41)]) is None
    assert "41 arrows are too many" in capsys.readouterr().out


def test_a_question_without_arrows_gets_a_sentence(capsys):
    chain("05.tie")
    chain("05.newz")
    told = capsys.readouterr().out
    assert "does not ask for arrows" in told and "There is no question '05.newz'." in told


def test_refusals_are_errors_of_the_kit():
    assert ChainError.__mro__[1].__name__ == "OnTheRecordError"


def test_the_table_of_reports_names_all_eleven():
    shown = reports()
    assert all(f"R{number:02}" in shown._repr_html_() for number in range(1, 12))
    assert "11 reports" in repr(shown)
