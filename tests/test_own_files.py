"""A learner's own files: copied whole, brought back without loss, deleted when they say so."""

import json
import os

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ontherecord import answers, own_files, portable, selfstudy
from ontherecord.answers import AnswerFile
from ontherecord.cli import main
from ontherecord.entries import HINTS, NEW, sound_entry
from ontherecord.own_files import everything, merged
from ontherecord.portable import CopyError, copy_text, read_copy

EARLY, LATE = "2026-11-01T10:00:00Z", "2026-11-02T10:00:00Z"


def entry(value, checked=None, score=1.0, **more):
    made = {**NEW, "value": value, "score": score, "tries": 1, "complete": True, "revision": 1}
    made["first"] = {"value": value, "score": score}
    return {**made, **({"checked": checked} if checked else {}), **more}


def answered():
    """Three answers in two units, and some minutes."""
    answers.store("04.scope").record("04.scope", "A", score=0.0)
    answers.store("04.scope").record("04.scope", "B", score=1.0)
    answers.store("04.arms").record_hint("04.arms")
    answers.store("06x.rate").record("06x.rate", 6.45)
    return everything()


def copied(**units):
    return json.dumps({"format": portable.FORMAT, "units": units, "minutes": []}).encode()


VALUES = st.sampled_from([None, "A", "B", ["A", 4], {"C1": "view"}])
ENTRIES = st.builds(
    lambda value, first, checked, tries, revision, hints: {
        **NEW,
        "value": value,
        "first": first and {"value": first, "score": 0.5},
        "tries": tries,
        "revision": revision,
        "hints": hints,
        **({"checked": checked} if checked else {}),
    },
    *(VALUES, VALUES, st.sampled_from([None, EARLY, LATE])),
    *(st.integers(0, 3), st.integers(0, 5), st.integers(0, 4)),
)


def values_in(entry):
    kept = [entry, entry["first"] or NEW, *entry.get("conflicts", [])]
    return [one["value"] for one in kept if one["value"] is not None]


@given(ENTRIES, ENTRIES)
def test_a_merge_loses_no_answer_no_try_and_no_hint(here, other):
    both = merged({"04.a": here}, {"04.a": other})["04.a"]
    assert all(value in values_in(both) for one in (here, other) for value in values_in(one))
    for count in ("tries", "hints", "revision"):
        assert both[count] >= max(here[count], other[count])


@given(ENTRIES, ENTRIES)
def test_bringing_the_same_in_twice_changes_nothing_more(here, other):
    once = merged({"04.a": here}, {"04.a": other})
    assert merged(once, {"04.a": other}) == once
    assert sound_entry(once["04.a"]) == once["04.a"]


def test_the_answer_checked_later_counts_and_the_other_is_kept():
    here, other = {"04.a": entry("A", EARLY)}, {"04.a": entry("B", LATE)}
    both = merged(here, other)["04.a"]
    assert (both["value"], both["first"]["value"], both["revision"]) == ("B", "A", 2)
    turned = merged(other, here)["04.a"]
    assert (turned["value"], turned["conflicts"][0]["value"]) == ("B", "A")


def test_a_copy_brought_to_an_empty_computer_is_all_there_again(answers_folder):
    before = answered()
    text = copy_text(before)
    own_files.delete_all()
    assert everything().units == {}
    assert own_files.store_all(read_copy(text.encode())) == (2, 0)
    after = everything()
    assert (after.units, after.stretches) == (before.units, before.stretches)
    assert answers.store("04.scope").value("04.scope") == "B"


def test_a_copy_brought_in_again_changes_no_byte(answers_folder):
    text = copy_text(answered())
    own_files.store_all(read_copy(text.encode()))
    before = {file: file.read_bytes() for file in answers_folder.glob("*.*")}
    assert own_files.store_all(read_copy(text.encode())) == (0, 0)
    assert {file: file.read_bytes() for file in answers_folder.glob("*.*")} == before


def test_a_single_answer_file_can_be_brought_in(answers_folder):
    answered()
    content = (answers_folder / "04.json").read_bytes()
    own_files.delete_all()
    assert own_files.store_all(read_copy(content)) == (1, 0)


def test_a_damaged_answer_file_stands_in_nobodys_way(answers_folder):
    answered()
    (answers_folder / "04.json").write_bytes(b'{"format": "ontherecord-ans')
    held = everything()
    assert list(held.units) == ["06x"] and "04.json could not be read" in held.problems[0]
    own_files.store_all(read_copy(copied(**{"04": {"04.scope": entry("B")}})))
    assert (answers_folder / "04.damaged-1.json").exists()
    assert everything().units["04"]["04.scope"]["value"] == "B"


def test_an_answer_file_of_a_newer_kit_is_told_and_not_spoilt(answers_folder, capsys):
    answers_folder.mkdir()
    newer = answers_folder / "04.json"
    newer.write_text('{"format": "ontherecord-answers/9", "answers": {}}', "utf-8")
    assert "newer version" in everything().problems[0]
    with pytest.raises(own_files.FileTrouble, match="newer version"):
        own_files.store_all(read_copy(copied(**{"04": {"04.scope": entry("B")}})))
    assert "ontherecord-answers/9" in newer.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cut off"),
        (b"{", "cut off"),
        (b"[" * 100_000, "cut off"),
        (b"\xff\xfe\x00", "cut off"),
        (b"null", "another format"),
        (b'{"format": "nbformat"}', "another format"),
        (b'{"format": ["ontherecord-copy/1"]}', "another format"),
        (b'{"format": "ontherecord-copy/2", "units": {}}', "newer version"),
        (b'{"format": "ontherecord-copy/1", "units": []}', "no units"),
        (b" " * (portable.LARGEST + 1), "larger than 5 megabytes"),
        (copied(**{"04": {f"04.a{n}": entry("A") for n in range(5001)}}), "more than 5000"),
    ],
)
def test_what_is_no_copy_is_told_in_a_sentence(content, reason):
    with pytest.raises(CopyError, match=reason):
        read_copy(content)


@pytest.mark.parametrize("unit", ["../04", "", "CON", "con", "a/b", "04.json", "x" * 40, "\u202e"])
def test_a_unit_that_is_no_file_name_of_ours_is_left_out(unit):
    held = read_copy(copied(**{unit: {f"{unit}.a": entry("A")}, "04": {"04.a": entry("A")}}))
    assert list(held.units) == ["04"] and "Left out" in held.problems[0]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"value": "A", "tries": -1},
        {"value": "A", "tries": 1e9},
        {"value": "A", "revision": 10**9},
        {"value": "A", "score": 99},
        {"value": "A", "score": True},
        {"value": "A", "first": {"score": 1.0}},
        {"value": "A", "first": {"value": "A", "score": "<b>"}},
        {"value": "A", "complete": "yes"},
        {"value": "A", "checked": 7},
        {"value": "A", "conflicts": ["x"]},
        {"value": "A", "first": "A"},
    ],
)
def test_a_damaged_entry_is_left_out_and_named(bad):
    held = read_copy(copied(**{"04": {"04.bad": bad, "04.good": entry("A")}}))
    assert list(held.units["04"]) == ["04.good"] and "04.bad" in held.problems[0]


def test_nan_and_what_nobody_knows_do_not_come_in():
    content = copied(**{"04": {"04.a": entry("A", secret="x")}}).replace(b'"A"', b"NaN", 1)
    assert read_copy(content).units == {}
    held = read_copy(copied(**{"04": {"04.a": entry("A", secret="x", hints=99)}}))
    assert "secret" not in held.units["04"]["04.a"] and held.units["04"]["04.a"]["hints"] == HINTS


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
        max_leaves=20,
    )
)
def test_whatever_a_copy_holds_nothing_but_a_sentence_comes_of_it(data):
    units = data if isinstance(data, dict) else {"04": data}
    held = read_copy(
        json.dumps({"format": portable.FORMAT, "units": units, "minutes": data}).encode()
    )
    assert all(isinstance(entries, dict) for entries in held.units.values())


def test_a_window_that_was_open_notices_what_was_brought_in():
    file = answers.store("04.scope")
    file.record("04.scope", "A", score=0.0)
    late = entry("B", "2999-01-01T00:00:00Z")
    own_files.store_all(read_copy(copied(**{"04": {"04.scope": late}})))
    assert "Another window" in file.record("04.scope", "C").message


def test_guides_and_exercises_are_one(tmp_path, monkeypatch):
    monkeypatch.delenv("ONTHERECORD_ANSWERS")
    for side in own_files.SIDES:
        (tmp_path / side).mkdir()
    monkeypatch.chdir(tmp_path / "exercises")
    AnswerFile(answers.folder() / "04x.json").record("04x.scope", "A")
    monkeypatch.chdir(tmp_path / "notebooks")
    AnswerFile(answers.folder() / "04.json").record("04.scope", "B")
    held = everything()
    assert list(held.units) == ["04", "04x"]
    text = copy_text(held)
    assert own_files.delete_all() == (4, ())
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "exercises", tmp_path / "notebooks"]
    own_files.store_all(read_copy(text.encode()))
    assert (tmp_path / "exercises" / "my-answers" / "04x.json").exists()
    assert (tmp_path / "notebooks" / "my-answers" / "04.json").exists()


def test_deleting_takes_all_that_the_kit_made_and_nothing_else(answers_folder):
    answered()
    (answers_folder / "04.damaged-1.json").write_text("{", "utf-8")
    (answers_folder / ".04.json.0a1b2c3d.tmp").write_text("{", "utf-8")
    (answers_folder / "notes.txt").write_text("mine", "utf-8")
    (answers_folder / "mine.json").write_text('{"mine": 1}', "utf-8")
    count, kept = own_files.delete_all()
    assert count == 4  # two units, the minutes, what was set aside; hidden files are not counted
    assert {file.name for file in kept} == {"notes.txt", "mine.json"}
    assert sorted(os.listdir(answers_folder)) == ["mine.json", "notes.txt"]


def test_after_deleting_an_open_window_can_save_again(answers_folder):
    file = answers.store("04.scope")
    file.record("04.scope", "A")
    own_files.delete_all()
    assert not answers_folder.exists()
    assert file.record("04.scope", "B").ok
    assert everything().units["04"]["04.scope"]["value"] == "B"


def test_a_linked_answer_file_is_deleted_where_it_really_is(answers_folder, tmp_path):
    answered()
    (answers_folder / "04.json").rename(tmp_path / "real.json")
    (answers_folder / "04.json").symlink_to(tmp_path / "real.json")
    own_files.delete_all()
    assert not (tmp_path / "real.json").exists() and not answers_folder.exists()


def test_deleting_asks_first_and_says_what_goes_and_what_stays(answers_folder):
    answered()
    asked = selfstudy.delete_answers()
    assert "2 answers from 2 units" in asked.text and "delete_answers(" in asked.text
    assert everything().answered == 2
    assert "Deleted: 3 files" in selfstudy.delete_answers(selfstudy.SURE).text
    assert everything().answered == 0
    assert "nothing to delete" in selfstudy.delete_answers(selfstudy.SURE).text


def test_a_copy_is_written_and_never_over_another_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answered()
    assert "my-answers-copy.json" in selfstudy.export_answers().text
    selfstudy.export_answers()
    answers.store("04.scope").record("04.scope", "C", score=0.0)
    selfstudy.export_answers()
    assert sorted(os.listdir(tmp_path)) == [
        "my-answers",
        "my-answers-copy-2.json",
        "my-answers-copy.json",
    ]
    own_files.delete_all()
    card = selfstudy.import_answers("my-answers-copy-2.json")
    assert "2 new, 0 changed" in card.text and everything().answered == 2


def test_the_minutes_are_offered_as_a_table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answered()
    selfstudy.export_minutes()
    assert (tmp_path / "my-minutes.csv").read_text("utf-8").startswith("unit,begin,end\n")


@pytest.mark.parametrize("name", ["nothing.json", "..", "my\x00file", 7])
def test_a_copy_that_is_not_there_is_told_in_a_sentence(name, capsys):
    assert selfstudy.import_answers(name) is None
    assert "Traceback" not in (said := capsys.readouterr().out) and said.strip()


def command(*arguments, said=None):
    return CliRunner().invoke(main, ["answers", *arguments], input=said)


def test_the_commands_copy_delete_and_bring_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answered()
    assert command("export").output.startswith("Your copy is my-answers-copy.json")
    assert command("delete", said="n\n").exit_code == 1 and everything().answered == 2
    assert "Deleted: 3 files" in command("delete", said="y\n").output
    assert "2 new" in command("import").output and everything().answered == 2
    assert command("delete", "--yes").exit_code == 0 and everything().answered == 0


def test_a_command_that_cannot_be_done_says_so_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = command("import", "gone.json")
    assert ran.exit_code == 1 and ran.output.startswith("Error: There is no file gone.json here.")


def test_at_the_top_of_the_course_the_commands_find_both_folders(tmp_path, monkeypatch):
    monkeypatch.delenv("ONTHERECORD_ANSWERS")
    for side in own_files.SIDES:
        (tmp_path / side / "my-answers").mkdir(parents=True)
    AnswerFile(tmp_path / "notebooks" / "my-answers" / "04.json").record("04.a", "A")
    AnswerFile(tmp_path / "exercises" / "my-answers" / "04x.json").record("04x.a", "A")
    monkeypatch.chdir(tmp_path)
    assert list(everything().units) == ["04", "04x"]
    assert own_files.home("06x").as_posix() == "exercises/my-answers"
