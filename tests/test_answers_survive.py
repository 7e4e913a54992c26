"""What becomes of answers when the disk, the file or the program fails."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import ontherecord
from ontherecord import answers, safefile
from ontherecord.answers import AnswerFile
from ontherecord.entries import read_entries

CODE = Path(ontherecord.__file__).resolve().parent.parent
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals, links or file modes")
TAGS = [{"id": f"t{n}", "start": n * 9, "quote": "some words here " * 3} for n in range(100)]


@pytest.fixture
def file(tmp_path):
    return AnswerFile(tmp_path / "my-answers" / "04.json")


def child(program, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(CODE), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


# Kill


WRITES_FOR_EVER = """
import sys
from pathlib import Path
from ontherecord.answers import AnswerFile
file = AnswerFile(Path(sys.argv[1]))
tags = [{"id": f"t{n}", "start": n * 9, "quote": "some words here " * 3} for n in range(100)]
round = 0
print("ready", flush=True)
while True:
    round += 1
    assert file.record("04.tags", [round, *tags]).ok
"""


@POSIX
def test_a_kill_at_any_instant_leaves_a_whole_file(file):
    instants, last = random.Random(22), 0
    for _ in range(12):
        writer = child(WRITES_FOR_EVER, file.path)
        with writer:
            assert writer.stdout.readline() == "ready\n"
            time.sleep(instants.uniform(0.005, 0.06))
            writer.send_signal(signal.SIGKILL)
        entry = read_entries(file.path)["04.tags"]
        assert entry["value"][1:] == TAGS
        assert entry["revision"] >= last
        last = entry["revision"]
    assert file.record("04.tags", []).ok
    assert [path.name for path in file.path.parent.glob("*.tmp")] == []


DIES_AT = """
import os, signal, sys
from pathlib import Path
from ontherecord.answers import AnswerFile
step, file = sys.argv[1], AnswerFile(Path(sys.argv[2]))
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
real_fsync, real_replace, real_fdopen = os.fsync, os.replace, os.fdopen

def fdopen(*arguments):
    opened = real_fdopen(*arguments)
    write = opened.write
    class Half:
        def __enter__(self): return self
        def __exit__(self, *_): opened.close()
        def fileno(self): return opened.fileno()
        def flush(self): opened.flush()
        def write(self, content):
            write(content[: len(content) // 2]); opened.flush(); die()
    return Half()

def fsync(descriptor):
    if step == "before the sync": die()
    real_fsync(descriptor)

def replace(*places):
    if step == "before the exchange": die()
    real_replace(*places)
    if step == "after the exchange": die()

os.fsync, os.replace = fsync, replace
if step == "half written": os.fdopen = fdopen
file.record("04.scope", "new")
"""


@POSIX
@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("half written", "old"),
        ("before the sync", "old"),
        ("before the exchange", "old"),
        ("after the exchange", "new"),
    ],
)
def test_a_kill_between_two_steps_leaves_the_old_or_the_new_answer(file, step, expected):
    file.record("04.scope", "old")
    with child(DIES_AT, step, file.path) as writer:
        assert writer.wait() == -signal.SIGKILL
    again = AnswerFile(file.path)
    assert again.value("04.scope") == expected
    assert again.messages == ()
    assert again.record("04.scope", "next").ok
    assert list(file.path.parent.glob(".*.tmp")) == []


def test_an_interrupted_save_leaves_the_old_file_and_no_rubbish(file, monkeypatch):
    file.record("04.scope", "old")

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            file.record("04.scope", "new")
    assert AnswerFile(file.path).value("04.scope") == "old"
    assert list(file.path.parent.glob(".*.tmp")) == []


# Two at once


WRITES_A_FEW = """
import sys
from pathlib import Path
from ontherecord.answers import AnswerFile
file, me = AnswerFile(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
for round in range(40):
    assert file.record(f"04.{me}{round}", round).ok
    assert file.record("04.both", f"{me}{round}").ok
"""


def test_two_programs_that_write_at_once_lose_nothing(file):
    with child(WRITES_A_FEW, file.path, "a") as one, child(WRITES_A_FEW, file.path, "b") as two:
        assert (one.wait(), two.wait()) == (0, 0)
    entries = read_entries(file.path)
    for me in "ab":
        assert [entries[f"04.{me}{round_}"]["value"] for round_ in range(40)] == list(range(40))
    assert entries["04.both"]["revision"] == 80
    assert {entries["04.both"]["value"]} <= {"a39", "b39"}


def test_a_file_that_another_program_holds_is_waited_for_and_then_told(file, monkeypatch):
    monkeypatch.setattr(safefile, "LOCK_SECONDS", 0.2)
    file.record("04.scope", "old")
    with safefile.writing_alone(file.path):
        saved = file.record("04.scope", "new")
    assert not saved.ok
    assert "another program is writing it" in saved.message
    assert file.value("04.scope") == "new"
    assert file.record("04.other", 1).ok
    assert AnswerFile(file.path).value("04.scope") == "new"


@pytest.mark.parametrize("trouble", [OSError(errno.ENOLCK, "no locks"), NotImplementedError()])
def test_a_disk_without_locks_still_gets_whole_files(file, monkeypatch, trouble):
    def no_locks(*_, **__):
        raise trouble

    monkeypatch.setattr(safefile.FileLock, "acquire", no_locks)
    assert file.record("04.scope", "B").ok
    assert AnswerFile(file.path).value("04.scope") == "B"


# Disks that cannot be written


@contextmanager
def small_disk(place, *options):
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a disk")
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_keeps_the_old_file_and_the_new_answer_in_memory(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        file = AnswerFile(disk / "04.json")
        assert file.record("04.scope", "old").ok
        with suppress(OSError):
            (disk / "filler").write_bytes(bytes(1_000_000))
        saved = file.record("04.scope", "new")
        assert not saved.ok
        assert "the disk is full" in saved.message
        assert "Save the notebook" in saved.message
        assert AnswerFile(file.path).value("04.scope") == "old"
        assert file.value("04.scope") == "new"
        (disk / "filler").unlink()
        saved = file.record("04.other", 1)
        assert saved.ok
        assert "04.scope is saved there" in saved.message
        assert AnswerFile(file.path).value("04.scope") == "new"


def fails_with(number):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your space on this disk is used up"),
        (errno.EROFS, "this disk may only be read"),
        (errno.EACCES, "you may not write there"),
        (errno.EIO, "the computer reports EIO"),
    ],
)
def test_each_failure_of_the_disk_is_told_and_loses_nothing(
    file, monkeypatch, call, number, reason
):
    file.record("04.scope", "old")
    with monkeypatch.context() as patch:
        patch.setattr(safefile.os, call, fails_with(number))
        saved = file.record("04.scope", "new", score=1.0)
        again = file.record("04.scope", "newer", score=1.0)
    assert not saved.ok
    assert reason in saved.message
    assert again.message == saved.message
    assert file.value("04.scope") == "newer"
    assert AnswerFile(file.path).value("04.scope") == "old"
    assert file.record("04.other", 1).ok
    assert AnswerFile(file.path).entry("04.scope")["tries"] == 2


def test_a_disk_that_may_only_be_read_is_told_and_its_answers_are_still_read(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        file = AnswerFile(disk / "04.json")
        file.record("04.scope", "old")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        again = AnswerFile(file.path)
        assert again.value("04.scope") == "old"
        saved = again.record("04.scope", "new")
        assert not saved.ok
        assert "this disk may only be read" in saved.message


def test_a_hint_counts_even_when_it_cannot_be_saved(file, monkeypatch):
    monkeypatch.setattr(safefile.os, "open", fails_with(errno.EROFS))
    assert [file.record_hint("04.scope") for _ in range(2)] == [1, 2]
    assert len(file.messages) == 1


AS_ANOTHER = """
import os, sys, tempfile
from pathlib import Path
from ontherecord.answers import AnswerFile
with tempfile.TemporaryDirectory() as warm_up:
    # Python itself may be out of reach once the rights are gone: load all that saving needs.
    warm = AnswerFile(Path(warm_up) / "00.json")
    warm.record("00.a", 1), warm.value("00.a")
os.setgroups([]), os.setgid(65534), os.setuid(65534)
os.umask(0o002)
file = AnswerFile(Path(sys.argv[1]))
print(file.value("04.scope"), flush=True)
saved = file.record("04.scope", "new")
print(saved.ok, saved.message, file.value("04.scope"), sep="|")
"""


def as_nobody(path):
    """The lines that the program prints when a person without rights runs it."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can become another person")
    with child(AS_ANOTHER, path) as person:
        return person.stdout.read().splitlines()


@pytest.fixture
def open_folder():
    # pytest's own folders are closed to other people.
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@POSIX
def test_a_person_who_may_only_read_the_folder_keeps_the_answer_and_is_told(open_folder):
    file = AnswerFile(open_folder / "04.json")
    file.record("04.scope", "old")
    value, result = as_nobody(file.path)
    assert value == "old"
    assert result.startswith("False|")
    assert "you may not write there" in result
    assert result.endswith("|new")
    assert AnswerFile(file.path).value("04.scope") == "old"


@POSIX
def test_a_person_who_may_not_read_the_file_never_overwrites_it(open_folder):
    file = AnswerFile(open_folder / "04.json")
    file.record("04.scope", "old")
    file.path.chmod(0o600)
    open_folder.chmod(0o777)
    value, result = as_nobody(file.path)
    assert value == "None"
    assert result.startswith("False|")
    assert AnswerFile(file.path).value("04.scope") == "old"


@POSIX
def test_a_person_without_rights_saves_in_a_folder_of_their_own(open_folder):
    open_folder.chmod(0o777)
    path = open_folder / "my-answers" / "04.json"
    assert as_nobody(path) == ["None", "True|None|new"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


@POSIX
@pytest.mark.parametrize(("mask", "mode"), [(0o002, 0o664), (0o022, 0o644), (0o077, 0o600)])
def test_the_umask_decides_who_may_read_a_new_file(file, mask, mode):
    before = os.umask(mask)
    try:
        assert file.record("04.scope", "B").ok
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == mode


@POSIX
def test_a_file_keeps_the_mode_that_its_owner_gave_it(file):
    file.record("04.scope", "A")
    file.path.chmod(0o640)
    file.record("04.scope", "B")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640


# Damaged files


GOOD = {"format": "ontherecord-answers/1", "unit": "04", "answers": {}}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b'{"format": "ontherecord-answers/1", "answ', "cut off or is not JSON"),
        (b"\x00" * 300, "cut off or is not JSON"),
        (b"[" * 100_000, "cut off or is not JSON"),
        ('{"a": "é"}'.encode("latin-1"), "not UTF-8"),
        (json.dumps(GOOD).encode("utf-16"), "not UTF-8"),
        (b"[]", "not an answer file"),
        (b'{"format": "other/1", "answers": {}}', "not an answer file"),
        (b'{"format": "ontherecord-answers/1", "answers": []}', "not an answer file"),
    ],
)
def test_a_damaged_file_is_moved_aside_whole_and_told(file, content, reason):
    file.path.parent.mkdir()
    file.path.write_bytes(content)
    saved = file.record("04.scope", "B")
    assert saved.ok
    assert reason in saved.message
    assert "04.damaged-1.json" in saved.message
    assert (file.path.parent / "04.damaged-1.json").read_bytes() == content
    assert AnswerFile(file.path).value("04.scope") == "B"


def test_damage_is_told_when_the_answers_are_only_read(file):
    file.path.parent.mkdir()
    file.path.write_text("{")
    assert file.value("04.scope") is None
    assert "04.damaged-1.json" in file.messages[0]
    assert "04.damaged-1.json" in file.record("04.scope", "B").message
    assert file.record("04.scope", "C").message is None


def test_a_second_damaged_file_gets_the_next_number(file):
    for _ in range(2):
        file.path.parent.mkdir(exist_ok=True)
        file.path.write_text("{")
        file.record("04.scope", "B")
    names = sorted(path.name for path in file.path.parent.glob("*damaged*"))
    assert names == ["04.damaged-1.json", "04.damaged-2.json"]


@pytest.mark.parametrize(
    "entry",
    [
        7,
        {},
        {"value": 1, "tries": "2"},
        {"value": 1, "revision": -1},
        {"value": 1, "score": "high"},
        {"value": float("nan")},
        {"value": "\ud83d"},
        {"value": 1, "conflicts": 3},
    ],
)
def test_one_damaged_entry_does_not_cost_the_others(file, entry):
    file.record("04.good", "A", score=1.0)
    whole = json.loads(file.path.read_bytes())
    whole["answers"]["04.bad"] = entry
    file.path.write_text(json.dumps(whole))
    again = AnswerFile(file.path)
    assert again.value("04.good") == "A"
    assert "04.bad is damaged" in again.messages[0]
    assert "1 of its answers" in again.messages[0]
    assert "04.bad" in (file.path.parent / "04.damaged-1.json").read_text()
    assert AnswerFile(file.path).messages == ()


def test_a_file_edited_by_hand_with_a_byte_order_mark_is_read(file):
    file.record("04.scope", "B")
    file.path.write_bytes(b"\xef\xbb\xbf" + file.path.read_bytes())
    again = AnswerFile(file.path)
    assert (again.value("04.scope"), again.messages) == ("B", ())


def test_a_short_entry_written_by_hand_is_completed(file):
    file.path.parent.mkdir()
    file.path.write_text(json.dumps({**GOOD, "answers": {"04.scope": {"value": "B"}}}))
    assert file.value("04.scope") == "B"
    assert file.record("04.scope", "C", score=1.0).message is None


def test_a_file_of_a_newer_version_is_left_as_it_is_and_told(file):
    file.path.parent.mkdir()
    newer = json.dumps({"format": "ontherecord-answers/2", "stuff": 1})
    file.path.write_text(newer)
    saved = file.record("04.scope", "B")
    assert not saved.ok
    assert "a newer version of this kit wrote it" in saved.message
    assert file.path.read_text() == newer
    assert file.value("04.scope") == "B"


def test_a_folder_in_the_place_of_the_file_is_told(file):
    file.path.mkdir(parents=True)
    saved = file.record("04.scope", "B")
    assert not saved.ok
    assert "a folder stands where the file should be" in saved.message
    assert file.value("04.scope") == "B"


# Folders and links


def test_a_file_in_the_place_of_the_folder_is_told(file):
    file.path.parent.write_text("not a folder")
    saved = file.record("04.scope", "B")
    assert not saved.ok
    assert "a file stands where the folder should be" in saved.message
    assert file.value("04.scope") == "B"


def test_answers_follow_a_course_folder_that_is_moved_while_it_runs(tmp_path, monkeypatch):
    monkeypatch.delenv("ONTHERECORD_ANSWERS", raising=False)
    course = tmp_path / "course"
    course.mkdir()
    monkeypatch.chdir(course)
    file = AnswerFile(answers.folder() / "04.json")
    file.record("04.scope", "B", score=1.0)
    with suppress(PermissionError):
        course.rename(tmp_path / "moved")
        assert file.record("04.other", 1).message is None
        assert not course.exists()
        assert AnswerFile(tmp_path / "moved" / "my-answers" / "04.json").value("04.scope") == "B"


def test_a_folder_that_was_moved_is_not_made_again_in_the_old_place(tmp_path):
    file = AnswerFile(tmp_path / "course" / "my-answers" / "04.json")
    file.record("04.scope", "B")
    (tmp_path / "course").rename(tmp_path / "moved")
    saved = file.record("04.scope", "C")
    assert not saved.ok
    assert "Start Jupyter again in the new place" in saved.message
    assert not (tmp_path / "course").exists()


def test_an_answers_folder_deleted_by_the_learner_is_made_again(file):
    file.record("04.scope", "B")
    shutil.rmtree(file.path.parent)
    assert file.record("04.scope", "C").ok
    assert AnswerFile(file.path).value("04.scope") == "C"


@POSIX
def test_a_deleted_working_folder_is_told(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    file = AnswerFile(Path("my-answers/04.json"))
    saved = file.record("04.scope", "B")
    assert not saved.ok
    assert "not there any more" in saved.message
    assert file.value("04.scope") == "B"
    monkeypatch.chdir(tmp_path)


@POSIX
def test_a_hard_link_to_the_file_keeps_what_it_had(file, tmp_path):
    file.record("04.scope", "old")
    os.link(file.path, tmp_path / "backup.json")
    assert file.record("04.scope", "new").ok
    assert read_entries(tmp_path / "backup.json")["04.scope"]["value"] == "old"
    assert AnswerFile(file.path).value("04.scope") == "new"


@POSIX
def test_a_link_stays_a_link_and_its_target_is_written(file, tmp_path):
    target = tmp_path / "synced" / "mine.json"
    target.parent.mkdir()
    file.path.parent.mkdir()
    file.path.symlink_to(target)
    assert file.record("04.scope", "B").ok
    assert file.path.is_symlink()
    assert read_entries(target)["04.scope"]["value"] == "B"


@POSIX
def test_a_link_that_leads_in_a_circle_is_told(file):
    file.path.parent.mkdir()
    file.path.symlink_to(file.path)
    saved = file.record("04.scope", "B")
    assert not saved.ok
    assert file.value("04.scope") == "B"
