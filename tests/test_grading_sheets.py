"""Charts that lie ready for notebooks are what matplotlib and `paper` would have made then."""

import threading

import pytest
from test_grading_box import GOOD, QUESTION, box, run, title  # noqa: F401

from ontherecord.grading.box.jail import Jail
from ontherecord.grading.box.limits import MEMORY_MEGABYTES
from ontherecord.grading.box.running import Box
from ontherecord.grading.box.sheets import STOCK

LOOKS = """
import matplotlib.pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from ontherecord.kit import check, paper
def look(figure, axes):
    axes.bar(["a", "b"], [1, 2])
    axes.set_title("Drawn")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return bytes(canvas.buffer_rgba())
def same(make, *args, **more):
    ready = look(*make(*args, **more))
    plt.close("all")
    made = look(*make.__wrapped__(*args, **more))
    plt.close("all")
    return ready == made
"""
TOLD = """
ax = plt.subplots.__wrapped__()[1]
ax.bar(["a"], [1])
ax.set_title(repr(told))
check({!r}, ax)
"""
PLAIN = "plt.subplots()"


def told(box, source):  # noqa: F811
    """What the variable `told` is in a notebook after that source."""
    ran = run(box, LOOKS, source + TOLD.format(QUESTION))
    assert not ran.errors, ran.errors
    return title(ran)


@pytest.mark.parametrize(
    "made",
    [
        "plt.subplots",
        "plt.subplots, figsize=(3, 5)",
        "plt.subplots, figsize=[4, 2]",
        "plt.subplots, nrows=1",
        "paper",
        "paper, 6, 3",
        "paper, width=3, height=2",
        "paper, 5",
    ],
)
def test_a_chart_that_lay_ready_looks_as_one_that_is_made(box, made):  # noqa: F811
    assert told(box, f"told = same({made})") == "True"


@pytest.mark.parametrize(
    "setting",
    [
        "plt.rcParams['figure.figsize'] = (3, 3)",
        "plt.rcParams['axes.facecolor'] = 'red'",
        "plt.style.use('dark_background')",
        "import matplotlib; matplotlib.rc('font', size=22)",
    ],
)
@pytest.mark.parametrize("made", ["plt.subplots", "paper"])
def test_a_changed_setting_makes_another_chart(box, setting, made):  # noqa: F811
    assert told(box, f"{setting}\ntold = same({made})") == "True"


def test_a_notebook_sees_no_figure_that_it_has_not_made(box):  # noqa: F811
    assert told(box, "told = plt.get_fignums()") == "[]"
    assert told(box, f"{PLAIN}; told = plt.get_fignums()") == "[1]"
    assert told(box, f"{PLAIN}; {PLAIN}; told = plt.get_fignums()") == "[1, 2]"
    source = f"f, a = {PLAIN}; told = plt.gcf() is f, plt.gca() is a, f.number"
    assert told(box, source) == "(True, True, 1)"


def test_more_charts_than_lie_ready_are_made(box):  # noqa: F811
    source = (
        f"told = set()\nfor n in range({STOCK + 3}):\n"
        f"    told.add(look(*{PLAIN})); plt.close('all')\n"
        f"papers = {{look(*paper()) for n in range({STOCK + 3})}}\n"
        "told = len(told), len(papers)"
    )
    assert told(box, source) == "(1, 1)"


def test_two_boxes_of_one_jail_do_not_count_each_others_memory(box):  # noqa: F811
    jail = Jail()
    boxes = [Box(jail), Box(jail)]
    fills = f"x = bytearray({MEMORY_MEGABYTES * 6 // 10} * 10**6)\nimport time; time.sleep(1.5)"
    ran = [None, None]

    def fill(at):
        ran[at] = run(boxes[at], fills, GOOD)

    threads = [threading.Thread(target=fill, args=(at,)) for at in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in boxes:
        one.close()
    assert [title(one) for one in ran] == ["honest", "honest"]
    assert not any(one.remarks for one in ran)
