"""Marking by several processes and by a cluster: the same bytes, whoever does it."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from ontherecord.cli import main
from ontherecord.errors import DataError, KeptBackError
from ontherecord.grading import marking, spreading
from ontherecord.grading.marking import OtherKit, Work, mark
from ontherecord.grading.run import grade

ROOT = Path(__file__).parent.parent
FIRST = "ana"


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    """A class: half of it has charts, which are run in a sandbox where there is one."""
    folder = tmp_path_factory.mktemp("class")
    sums, charts = (next((ROOT / "solutions").glob(f"0{n}-*.ipynb")) for n in (4, 7))
    for number in range(24):
        learner = FIRST if not number else f"l{number:02}"
        (folder / f"{learner}.ipynb").write_bytes((charts if number % 2 else sums).read_bytes())
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    return folder


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def alone(handed, tmp_path_factory):
    out = tmp_path_factory.mktemp("alone")
    return tree(grade(handed, out, ["04x", "07x"]))


@pytest.mark.parametrize("workers", [2, 3])
def test_several_processes_give_the_same_bytes(handed, alone, tmp_path, workers):
    with spreading.in_processes(workers) as spread:
        grade(handed, tmp_path, ["04x", "07x"], spread=spread)
    assert tree(tmp_path) == alone


def fatal(work):
    """Marks all but one learner, whose work ends the process."""
    if work.handed[0].learner == FIRST:
        os._exit(3)
    return mark(work)


def test_work_that_ends_its_process_is_left_out_and_told(handed, alone, tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "mark", fatal)
    with spreading.in_processes(2) as spread:
        grade(handed, tmp_path, ["04x", "07x"], spread=spread)
    found = tree(tmp_path)
    differ = {name for name in alone if found[name] != alone[name] and name.startswith("marks")}
    assert [name.startswith(f"marks/{FIRST}-") for name in differ] == [True]
    assert f"{FIRST}.ipynb: Marking it ended the process".encode() in found["log.txt"]
    # The next run tries again.
    monkeypatch.undo()
    grade(handed, tmp_path, ["04x", "07x"])
    assert tree(tmp_path) == alone


def children(of):
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = {of}
    while more := {pid for pid, parent in pairs if parent in found} - found:
        found |= more
    return found


def as_in_a_terminal():
    """Whoever runs the tests in the background may have these ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("loaded", ["pathlib", "click.core", "ontherecord.grading.whose"])
def test_a_command_that_is_stopped_while_it_loads_shows_no_traceback(loaded, handed, tmp_path):
    command = ["-m", "ontherecord", "grade", str(handed), "--out", str(tmp_path)]
    run = subprocess.Popen(
        [sys.executable, "-X", "importtime", *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=as_in_a_terminal,
    )  # fmt: skip
    for line in run.stderr:
        if line.rpartition("|")[2].strip() == loaded:
            run.send_signal(signal.SIGINT)
            break
    told = run.communicate(timeout=60)[1]
    assert "Traceback" not in told
    assert run.returncode in (1, -signal.SIGINT)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_behind_the_commands_words_is_told(handed, tmp_path):
    command = [sys.executable, "-m", "ontherecord", "grade", str(handed), "--out", str(tmp_path)]
    with open("/dev/full", "w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert run.returncode == 1
    assert "What the command says cannot be written or read (No space left on device)" in run.stderr


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_an_interrupted_run_says_so_leaves_nothing_and_goes_on_later(how, handed, alone, tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    for path in handed.iterdir():
        for copy in "abcdef":
            (many / f"{copy}{path.name}").write_bytes(path.read_bytes())
    out = tmp_path / "out"
    command = [sys.executable, "-m", "ontherecord", "grade", str(many), "--out", str(out)]
    run = subprocess.Popen(
        [*command, "--unit", "07x", "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=as_in_a_terminal,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(out.glob("marks/*.json")) and time.monotonic() < until:
        time.sleep(0.05)
    family = children(run.pid)
    assert len(family) > 2
    # Ctrl+C reaches all; who asks the grader to end, or kills it, knows only that one.
    (os.killpg if how == "SIGINT" else os.kill)(run.pid, getattr(signal, how))
    told = "".join(run.communicate(timeout=60))
    assert "Traceback" not in told
    if how != "SIGKILL":
        assert run.returncode == 1 and "Run the same command again" in told
    until = time.monotonic() + 10
    while alive := [pid for pid in family if Path(f"/proc/{pid}/cmdline").is_file() and
                    Path(f"/proc/{pid}/cmdline").read_bytes()]:  # fmt: skip
        assert time.monotonic() < until, alive
        time.sleep(0.1)
    done = {path.name: path.stat().st_mtime_ns for path in out.glob("marks/*.json")}
    assert 0 < len(done) < 150
    again = subprocess.run([*command, "--unit", "07x"], capture_output=True, text=True, timeout=120)
    assert again.returncode == 0, again.stderr
    assert all((out / "marks" / name).stat().st_mtime_ns == when for name, when in done.items())
    whole = tmp_path / "whole"
    grade(many, whole, ["07x"])
    assert tree(out) == tree(whole)


@pytest.fixture(scope="module")
def local_cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0",
        host="127.0.0.1", silence_logs=50,
    ) as made:  # fmt: skip
        yield made


pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


def test_a_cluster_gives_the_same_bytes(handed, alone, tmp_path, local_cluster):
    with spreading.cluster(local_cluster.scheduler_address) as spread:
        grade(handed, tmp_path, ["04x", "07x"], spread=spread)
    assert tree(tmp_path) == alone


def test_a_worker_with_several_threads_gives_the_same_bytes(handed, alone, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=4, processes=True, dashboard_address="127.0.0.1:0",
        host="127.0.0.1", silence_logs=50,
    ) as made:  # fmt: skip
        with spreading.cluster(made.scheduler_address) as spread:
            grade(handed, tmp_path, ["04x", "07x"], spread=spread)
    assert tree(tmp_path) == alone


def raising(work):
    """Marks nothing."""
    raise OtherKit("What was given.", "What was expected.", "What to do next.")


def test_an_error_of_another_process_comes_as_its_sentence(handed, tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "mark", raising)
    with pytest.raises(OtherKit, match="What was given. What was expected. What to do next."):
        with spreading.in_processes(2) as spread:
            grade(handed, tmp_path, ["04x"], spread=spread)


@pytest.mark.parametrize(
    "error", [DataError("f", "e", "r"), KeptBackError("It"), OtherKit("a", "b", "c")]
)
def test_an_error_can_be_sent(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    handed, alone, tmp_path, local_cluster
):
    pids = [worker.pid for worker in local_cluster.workers.values()]
    killed = []

    def tell(done, of):
        if done == 3:
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    with spreading.cluster(local_cluster.scheduler_address) as spread:
        grade(handed, tmp_path, ["04x", "07x"], tell=tell, spread=spread)
    assert killed and tree(tmp_path) == alone


def test_the_command_marks_with_a_cluster(handed, tmp_path, local_cluster, alone):
    address = local_cluster.scheduler_address
    given = ["grade", str(handed), "--out", str(tmp_path), "--unit", "04x", "--unit", "07x"]
    ran = CliRunner().invoke(main, [*given, "--scheduler", address])
    assert ran.exit_code == 0, ran.output
    assert tree(tmp_path) == alone


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "127.0.0.1:notaport"])
def test_a_scheduler_that_does_not_answer_is_told(handed, tmp_path, monkeypatch, address):
    pytest.importorskip("distributed")
    monkeypatch.setattr(spreading, "CONNECT_SECONDS", 2)
    given = ["grade", str(handed), "--out", str(tmp_path), "--scheduler", address]
    ran = CliRunner().invoke(main, given)
    assert ran.exit_code == 1, ran.output
    assert f"No scheduler answers at {address}" in ran.output
    assert "Traceback" not in ran.output


def test_without_dask_a_sentence_says_how_to_get_it(handed, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    given = ["grade", str(handed), "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:1"]
    ran = CliRunner().invoke(main, given)
    assert ran.exit_code == 1
    assert "pip install 'ontherecord[cluster]'" in ran.output


def test_a_helper_with_another_kit_is_refused(handed):
    from ontherecord.errors import OnTheRecordError
    from ontherecord.grading.submissions import found

    [one, *_] = found(handed)[0]
    with pytest.raises(OnTheRecordError, match="other questions"):
        mark(Work.opened(handed, [one], "another"))


def test_only_some_work_is_under_way_at_a_time(handed):
    from ontherecord.grading.marking import kit_fingerprint
    from ontherecord.grading.submissions import found

    [*_, one] = [one for one in found(handed)[0] if one.learner == "broken"]
    opened = []

    def pairs():
        for number in range(100):
            opened.append(number)
            yield number, Work.opened(handed, [one], kit_fingerprint())

    with spreading.in_processes(2) as spread:
        marked = spread(pairs())
        first, _ = next(marked)
        assert len(opened) <= (spreading.AHEAD + 2) * 2 * spreading.TOGETHER
        assert sorted([first, *(number for number, _ in marked)]) == opened


def sized(*sizes):
    """Pairs of a place and work of so many bytes."""
    return [
        (number, Work((), (("x", bytes(size)),), (), "", True, ()))
        for number, size in enumerate(sizes)
    ]


def taken(*sizes):
    """How many learners' work two processes take at a time, in order."""
    waiting, places = spreading._Waiting(sized(*sizes)), []
    while some := waiting.some(2):
        places.append([place for place, _ in some])
    assert sum(places, []) == list(range(len(sizes)))
    return [len(some) for some in places]


def test_small_work_is_taken_by_the_handful_and_one_by_one_at_the_end():
    counts = taken(*[5_000] * 40)
    assert counts[0] == spreading.TOGETHER and counts[-3:] == [1, 1, 1]
    assert sorted(counts, reverse=True) == counts


def test_large_work_is_taken_one_by_one_and_not_read_ahead():
    large = spreading.TOGETHER_BYTES
    assert taken(*[large] * 9) == [1] * 9
    read = []
    waiting = spreading._Waiting(read.append(pair) or pair for pair in sized(*[large] * 9))
    waiting.some(2)
    assert len(read) == 1


def test_with_a_worker_for_each_processor_each_keeps_to_its_own(monkeypatch):
    monkeypatch.setattr(spreading.os, "sched_getaffinity", lambda pid: {2, 5, 7})
    assert spreading._places(3) == [{2}, {5}, {7}]
    assert spreading._places(2) == [None, None]


def test_a_server_of_the_sandbox_keeps_to_the_processors_of_who_asked_for_it():
    from ontherecord.grading.box.running import Box, Jail, NoSandbox

    ours = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(ours)})
        try:
            box = Box(Jail())
        except NoSandbox as why:
            pytest.skip(f"No sandbox here: {why}")
        told = "raise ValueError(sorted(__import__('os').sched_getaffinity(0)))"
        ran = box.run([(1, told)], {}, lambda name: [])
        box.close()
    finally:
        os.sched_setaffinity(0, ours)
    assert ran.errors == {1: f"it stopped with ValueError: [{min(ours)}]"}
