"""The minutes of work: what counts is told in minutes.GAP, and the file is the learner's own."""

from datetime import UTC, datetime, timedelta

import pytest

from ontherecord import answers, minutes
from ontherecord.minutes import Stretch, continued, merged, totals

START = datetime(2026, 11, 23, 16, 0, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def after(*acts):
    """The stretches after acts, each a unit and its seconds."""
    stretches = ()
    for unit, seconds in acts:
        stretches = continued(stretches, unit, at(seconds))
    return stretches


@pytest.fixture
def clock(monkeypatch):
    """Sets the time."""
    minutes.forget()

    def set_to(seconds):
        monkeypatch.setattr(minutes, "now", lambda: at(seconds))

    set_to(0)
    yield set_to
    minutes.forget()


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([("04", 0)], {"04": 0}),
        ([("04", 0), ("04", 60), ("04", 180)], {"04": 3}),
        ([("04", 0), ("04", 300)], {"04": 5}),
        ([("04", 0), ("04", 301)], {"04": 0}),
        ([("04", 0), ("04", 60), ("04", 3600), ("04", 3660)], {"04": 2}),
        ([("04", 0), ("06", 60), ("04", 180)], {"04": 2, "06": 1}),
        ([("04", 60), ("04", 0), ("04", 30)], {"04": 0.5}),
    ],
)
def test_time_between_two_acts_counts_for_the_second_up_to_five_minutes(acts, expected):
    assert totals(after(*acts)) == expected


def test_two_notebooks_side_by_side_never_make_more_time_than_passed():
    stretches = after(*((unit, 20 * n) for n, unit in enumerate(["04", "06"] * 30)))
    assert sum(totals(stretches).values()) == pytest.approx(20 * 59 / 60)


def test_reading_before_the_first_answer_counts_from_the_opening_of_the_question():
    assert totals(continued((), "04", at(120), opened=START)) == {"04": 2}
    assert totals(continued((), "04", at(400), opened=START)) == {"04": 0}


def test_an_answer_writes_the_minutes_beside_it(clock, answers_folder):
    file = answers.store("04.scope")
    file.value("04.scope")
    clock(60)
    file.record("04.scope", "A", score=0.0)
    clock(200)
    file.record_hint("04.scope")
    text = (answers_folder / "minutes.csv").read_text("utf-8")
    assert text == "unit,begin,end\n04,2026-11-23T16:00:00Z,2026-11-23T16:03:20Z\n"


def test_a_fast_typist_does_not_write_the_file_at_every_letter(clock, answers_folder):
    file = answers.store("04.scope")
    file.record("04.scope", "1")
    before = (answers_folder / "minutes.csv").read_bytes()
    clock(10)
    file.record("04.scope", "12")
    assert (answers_folder / "minutes.csv").read_bytes() == before
    clock(30)
    file.record("04.scope", "123")
    stretches, _ = minutes.read(answers_folder / "minutes.csv")
    assert totals(stretches) == {"04": 0.5}


def test_a_file_of_minutes_that_cannot_be_written_does_not_touch_the_answer(answers_folder):
    (answers_folder / "minutes.csv").mkdir(parents=True)
    assert answers.store("04.scope").record("04.scope", "A").ok


@pytest.mark.parametrize(
    "line",
    [
        "04,yesterday,today",
        "04,2026-11-23T16:00:00Z",
        "../x,2026-11-23T16:00:00Z,2026-11-23T16:01:00Z",
        "04,2026-11-23T16:00:00Z,2026-11-23T15:00:00Z",
        "04,2026-11-23T16:00:00Z,2036-11-23T15:00:00Z",
        "\x00\udcff",
    ],
)
def test_a_line_that_is_no_stretch_is_set_aside_and_the_others_stay(line, clock, answers_folder):
    answers_folder.mkdir()
    file = answers_folder / "minutes.csv"
    good = minutes.written([Stretch("02", at(-120), at(-60))])
    file.write_bytes(good + line.encode("utf-8", "surrogateescape") + b"\n")
    assert minutes.read(file)[1] == 1
    answers.store("04.scope").record("04.scope", "A")
    stretches, unread = minutes.read(file)
    assert (totals(stretches), unread) == ({"02": 1, "04": 1}, 0)
    assert (answers_folder / "minutes.damaged-1.csv").exists()


def test_a_file_that_is_far_too_large_is_not_read(tmp_path):
    (tmp_path / "minutes.csv").write_bytes(b"x" * (minutes.LARGEST + 1))
    assert minutes.read(tmp_path / "minutes.csv") == ((), 1)


def test_the_same_minutes_in_two_files_count_once():
    one = [Stretch("04", at(0), at(120)), Stretch("06", at(200), at(260))]
    other = [Stretch("04", at(60), at(180))]
    both = merged(one, other)
    assert totals(both) == {"04": 3, "06": 1}
    assert merged(both, one) == both


def test_what_is_written_is_read_again(tmp_path):
    stretches = after(("04", 0), ("04", 60), ("06", 100))
    (tmp_path / "minutes.csv").write_bytes(minutes.written(stretches))
    assert minutes.read(tmp_path / "minutes.csv") == (stretches, 0)
