"""What is saved of a learner's answers, and what a grader reads back."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontherecord import answers, minutes
from ontherecord.answers import AnswerFile, NotPlainError, Progress, plain
from ontherecord.errors import UnknownNameError

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=8,
)


@pytest.fixture
def file(tmp_path):
    return AnswerFile(tmp_path / "04.json")


def reopened(file):
    return AnswerFile(file.path)


def test_an_answer_is_read_back_by_another_session(file):
    assert file.record("04.scope", "B", score=1.0).ok
    assert reopened(file).value("04.scope") == "B"


def test_a_question_without_an_answer_has_the_value_none(file):
    assert file.value("04.scope") is None
    assert file.entry("04.scope")["tries"] == 0


def test_reading_makes_no_file_and_no_folder(tmp_path):
    AnswerFile(tmp_path / "new" / "04.json").value("04.scope")
    assert list(tmp_path.iterdir()) == []


def test_the_first_checked_answer_stays_beside_the_last_one(file):
    for value, score in (("A", 0.0), ("B", 0.5), ("C", 1.0)):
        file.record("04.scope", value, score=score)
    entry = reopened(file).entry("04.scope")
    assert entry["first"] == {"value": "A", "score": 0.0}
    assert (entry["value"], entry["tries"], entry["revision"]) == ("C", 3, 3)


def test_an_answer_that_is_only_written_down_is_not_a_try(file):
    file.record("04.tags", [{"id": "t1"}])
    entry = file.entry("04.tags")
    assert (entry["tries"], entry["first"], entry["score"]) == (0, None, None)


def test_checking_the_same_answer_again_is_not_another_try_and_leaves_the_file_alone(file):
    file.record("04.scope", "B", score=1.0)
    before = file.path.stat().st_mtime_ns, file.path.read_bytes()
    assert file.record("04.scope", "B", score=1.0).ok
    assert (file.path.stat().st_mtime_ns, file.path.read_bytes()) == before


def test_checking_what_the_widget_wrote_down_is_the_first_try(file):
    file.record("04.scope", "B")
    file.record("04.scope", "B", score=0.5)
    assert file.entry("04.scope")["tries"] == 1
    assert file.entry("04.scope")["first"]["score"] == 0.5


def test_a_new_unchecked_answer_has_no_score_of_the_old_one(file):
    file.record("04.scope", "B", score=1.0)
    file.record("04.scope", "A")
    assert file.entry("04.scope")["score"] is None


def test_hints_are_counted_up_to_four_and_survive(file):
    assert [file.record_hint("04.scope") for _ in range(5)] == [1, 2, 3, 4, 4]
    assert reopened(file).entry("04.scope")["hints"] == 4


def test_two_windows_lose_nothing_when_they_answer_the_same_question(file):
    other = reopened(file)
    file.record("04.scope", "A", score=0.0)
    other.record("04.scope", "B", score=1.0)
    saved = file.record("04.scope", "C", score=0.5)
    entry = reopened(file).entry("04.scope")
    assert entry["value"] == "C"
    assert [lost["value"] for lost in entry["conflicts"]] == ["B"]
    assert saved.ok
    assert "Another window" in saved.message


def test_a_window_that_has_read_the_newer_answer_may_change_it(file):
    other = reopened(file)
    file.record("04.scope", "A")
    other.record("04.scope", "B")
    assert file.value("04.scope") == "B"
    assert file.record("04.scope", "C").message is None


def test_the_same_answer_in_two_windows_is_no_conflict(file):
    other = reopened(file)
    file.record("04.scope", "A")
    other.record("04.scope", "B")
    assert file.record("04.scope", "B").message is None
    assert "conflicts" not in file.entry("04.scope")


def test_a_caller_can_say_which_revision_was_on_the_screen(file):
    shown = file.record("04.scope", "A").revision
    file.record("04.scope", "B")
    assert "Another window" in file.record("04.scope", "C", seen=shown).message


def test_two_windows_that_answer_different_questions_both_keep_theirs(file):
    other = reopened(file)
    file.record("04.a", 1)
    other.record("04.b", 2)
    file.record("04.c", 3)
    assert sorted(reopened(file).entries()) == ["04.a", "04.b", "04.c"]


def test_the_file_is_json_with_a_line_for_each_tag_and_readable_chinese(file):
    tags = [{"id": "t1", "quote": "花名"}, {"id": "t2", "quote": "\N{DRAGON}"}]
    file.record("04.tags", tags)
    text = file.path.read_text(encoding="utf-8")
    assert json.loads(text)["answers"]["04.tags"]["value"] == tags
    assert [line.strip() for line in text.splitlines() if "花名" in line] == [
        '{"id": "t1", "quote": "花名"},'
    ]


def test_the_same_answers_give_the_same_bytes_in_whatever_order_they_came(tmp_path, monkeypatch):
    now = minutes.now()
    monkeypatch.setattr(minutes, "now", lambda: now)
    one, two = AnswerFile(tmp_path / "1" / "04.json"), AnswerFile(tmp_path / "2" / "04.json")
    for file, names in ((one, "ab"), (two, "ba")):
        for name in names:
            file.record(f"04.{name}", name, score=1.0)
    assert one.path.read_bytes() == two.path.read_bytes()


@given(value=JSON)
def test_plain_leaves_json_data_as_it_is(value):
    assert plain(value) == value
    assert json.loads(json.dumps(plain(value), allow_nan=False)) == value


def test_plain_makes_lists_of_tuples_and_sets_in_a_fixed_order():
    assert plain({"C10": ("confirmed", 10), "C11": {"c", "a", "b"}}) == {
        "C10": ["confirmed", 10],
        "C11": ["a", "b", "c"],
    }


def test_plain_turns_dots_into_nothing_and_mends_half_a_character():
    assert plain([..., "\ud83d\ude00", "\ud83d"]) == [None, "\N{GRINNING FACE}", "\ufffd"]


endless = []
endless.append(endless)


@pytest.mark.parametrize(
    "value", [math.nan, -math.inf, print, object(), b"B", {(1, 2): 3}, endless]
)
def test_what_json_cannot_hold_is_refused_in_a_sentence(file, value):
    with pytest.raises(NotPlainError, match="cannot be saved"):
        file.record("04.scope", value)
    assert not file.path.exists()


def test_the_store_of_a_question_is_the_file_of_its_unit(monkeypatch, tmp_path):
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path / "mine"))
    assert answers.store("04x.scope").path == tmp_path / "mine" / "04x.json"
    assert answers.store("04x.scope") is answers.store("04x.other")


@pytest.mark.parametrize("name", ["../04.scope", "", ".scope", "a/b.c"])
def test_a_name_that_would_leave_the_folder_is_refused(name):
    with pytest.raises(UnknownNameError):
        answers.store(name)


def test_progress_counts_whole_answers_and_right_ones(monkeypatch, tmp_path):
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(tmp_path))
    file = answers.store("04")
    file.record("04.a", "A", score=1.0)
    file.record("04.b", "B", score=0.5)
    file.record("04.c", {"C10": None}, score=0.0, complete=False)
    file.record_hint("04.d")
    assert answers.progress("04", ["04.a", "04.b", "04.c", "04.d", "04.e"]) == Progress(
        "04", answered=2, right=1, total=5
    )


def test_the_repr_of_a_file_names_it_and_nothing_that_changes():
    assert (
        repr(AnswerFile(answers.Path("my-answers/04.json"))) == "AnswerFile('my-answers/04.json')"
    )
