"""`python -m benchmarks.hostile_peers [case ...]`: every case of tests/hostile, here and by peers.

Each is handed in between two honest learners.  The peers run inside bubblewrap, as a user of no
rights, without a network, with only a folder below the system's temporary one to write in; this
kit runs as teachers run it, in its own sandbox.  It needs Linux, root, and `make peers`.
Prints a row of a table as soon as it is known; docs/hostile.md keeps the last one.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from ontherecord import questions
from ontherecord.grading.box.jail import bubblewrap
from tests.hostile.cases import ACCIDENTS, CASES, SENDER, Case
from tests.hostile.handing_in import HONEST, outcome, told
from tests.hostile.notebooks import UNIT, content, honest, variable_of

ROOT = Path(__file__).resolve().parent.parent
SECONDS, USER = 120, 61234
LIMITS = ("--as=3221225472", "--nproc=200", f"--cpu={SECONDS}")
FULL = sum(question.points for question in questions.all_questions(UNIT))
ONE = "one"
"""The assignment's name."""

Points = dict[str, float]


def main(wanted: list[str]) -> None:
    """Prints a row for each case, or for those that are named."""
    chosen = [case for case in CASES if not wanted or case.name in wanted]
    if len(chosen) < len(set(wanted)):
        sys.exit("Not all of these are cases; `python -m tests.hostile` prints the names.")
    with tempfile.TemporaryDirectory(prefix="hostile-peers-") as folder:
        for case in chosen:
            place = Path(folder) / "case"
            shutil.rmtree(place, ignore_errors=True)
            ours, said = _here(case, place / "ours")
            peers = [_told(case, way, place / way.__name__, ours) for way in (_nbgrader, _otter)]
            print("|", " | ".join([case.name, said, *peers]), "|", flush=True)


def _here(case: Case, place: Path) -> tuple[Points, str]:
    """The senders' points and what happened here, in words."""
    alone = outcome(None, place / "alone")
    found = outcome(case, place / "with")
    said = _sum(found.points) + (f"; log: {_cut(found.log[0])}" if found.log else "")
    return found.points, said + ("" if found.honest == alone.honest else "; HONEST CHANGED")


def _cut(line: str) -> str:
    text = told(line).replace("|", "/")
    return text if len(text) <= 70 else f"{text[:70]}..."


def _sum(points: Points) -> str:
    return f"{sum(points.values()):g} of {FULL * len(points):g}" if points else "no mark"


def _told(case: Case, way: Callable[[Case, Path], Points], place: Path, due: Points) -> str:
    """What happened to the marks, in words; what the peer got wrong is in bold."""
    place.mkdir(parents=True)
    if any(part in case.name for part in ("zip", "folder", "PDF")):
        return "not asked: it takes notebooks"
    try:
        points = way(case, place)
    except subprocess.TimeoutExpired:
        return f"**no end** after {SECONDS} s"
    except FileNotFoundError as missing:
        return f"not measured: {missing}"
    others = {name: points.get(name) for name in HONEST}
    senders = {name: one for name, one in points.items() if name not in HONEST}
    said = _sum(senders)
    # What a file's outputs say is not asked by the peers, so all points can be right there.
    if sum(senders.values()) > FULL * len(due):
        said += ", **too much**"
    if case in ACCIDENTS and sum(senders.values()) < sum(due.values()):
        said += ", **honest work lost**"
    for name, one in others.items():
        if one is None:
            said += f"; **{name}, honest, has no mark**"
        elif one != FULL:
            said += f"; **{name}, honest, has {one:g} of {FULL:g}**"
    return said


def _handed_in(case: Case, place: Path) -> Iterator[tuple[str, str, Path]]:
    """Of each file of the case: the learner, what the learner's name was followed by, the file."""
    place.mkdir()
    case.write(place)
    for path in sorted(place.iterdir()):
        stem = path.name.removesuffix(".ipynb")
        learner = SENDER if stem.startswith(SENDER) else stem
        yield learner, stem.removeprefix(learner), path


def _nbgrader(case: Case, place: Path) -> Points:
    shutil.copytree(_nbgrader_course(), place, dirs_exist_ok=True)
    for learner in HONEST:
        _submitted(place, learner).write_bytes(content(honest()))
    for learner, rest, path in _handed_in(case, place / "cases"):
        target = _submitted(place, learner, rest)
        if path.is_symlink() and not os.path.isabs(link := os.readlink(path)):
            other = _submitted(place, link.removesuffix(".ipynb"))
            target.symlink_to(os.path.relpath(other, target.parent))
        else:
            path.rename(target)
    _boxed(place, "nbgrader", "nbgrader", "autograde", ONE, "--create")
    _boxed(place, "nbgrader", "nbgrader", "export")
    return _column(place / "grades.csv", "student_id", "score")


def _submitted(place: Path, learner: str, rest: str = "") -> Path:
    folder = place / "submitted" / learner / ONE
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{ONE}{rest}.ipynb"


@cache
def _nbgrader_course() -> Path:
    """A course whose assignment is there; made once."""
    place = Path(tempfile.mkdtemp(prefix="hostile-peers-"))
    source = place / "source" / ONE / f"{ONE}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(content(honest()))
    _boxed(place, "nbgrader", "nbgrader", "generate_assignment", ONE, "--create")
    return place


def _otter(case: Case, place: Path) -> Points:
    shutil.copytree(_otter_tests(), place, dirs_exist_ok=True)
    learners = {}
    for learner, rest, path in _handed_in(case, place / "cases"):
        target = place / f"{learner}{rest}.ipynb"
        path.rename(target)
        learners[target.name] = learner
    points = {HONEST[0]: _otter_run(place, f"{HONEST[0]}.ipynb")}
    points |= {learner: _otter_run(place, file) for file, learner in learners.items()}
    points[HONEST[1]] = _otter_run(place, f"{HONEST[1]}.ipynb")
    return {learner: one for learner, one in points.items() if one is not None}


@cache
def _otter_tests() -> Path:
    """The tests of the questions, the honest notebooks and what otter makes of the tests."""
    place = Path(tempfile.mkdtemp(prefix="hostile-peers-"))
    (place / "tests").mkdir()
    for number, question in enumerate(questions.all_questions(UNIT), start=1):
        given = variable_of(question.name)
        code = f">>> check('{question.name}', {given}).feedback.score == 1\nTrue"
        suite = {"cases": [{"code": code, "hidden": False, "locked": False}], "scored": True,
                 "setup": "", "teardown": "", "type": "doctest"}  # fmt: skip
        test = {"name": f"q{number}", "points": question.points, "suites": [suite]}
        text = f"OK_FORMAT = True\ntest = {test!r}\n"
        (place / "tests" / f"q{number}.py").write_text(text, "utf-8")
    for learner in HONEST:
        (place / f"{learner}.ipynb").write_bytes(content(honest()))
    _boxed(place, "otter", "otter", "generate", "-t", "tests", "-o", "autograder.zip")
    return place


def _otter_run(place: Path, file: str) -> float | None:
    out = f"out-{len(list(place.glob('out-*')))}"
    (place / out).mkdir()
    _boxed(place, "otter", "otter", "run", file, "-a", "autograder.zip", "-o", out)
    results = place / out / "results.json"
    if not results.is_file():
        return None
    return sum(one.get("score") or 0 for one in json.loads(results.read_text("utf-8"))["tests"])


def _boxed(folder: Path, peer: str, *command: str) -> None:
    """Runs a peer's command where it can write to its own folder and nowhere else."""
    venv = ROOT / f".venv-{peer}"
    if not venv.is_dir():
        raise FileNotFoundError("run make peers")
    for path in (folder, *folder.rglob("*")):
        if not stat.S_ISFIFO(path.lstat().st_mode):
            os.chown(path, USER, USER, follow_symlinks=False)
    base = (venv / "bin" / "python").resolve().parent.parent
    box = [bubblewrap(), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
           "--die-with-parent", "--new-session", "--clearenv", "--proc", "/proc", "--dev", "/dev",
           "--tmpfs", "/tmp", "--chmod", "1777", "/tmp"]  # fmt: skip
    for above in {*base.parents, *venv.parents} - {Path("/")}:
        box += ["--perms", "0755", "--dir", str(above)] if above != Path("/usr") else []
    for place in ("/usr", "/bin", "/lib", "/lib64", "/etc", str(base), str(venv),
                  str(ROOT / "ontherecord"), str(ROOT / "data"), str(ROOT / "bots")):  # fmt: skip
        box += ["--ro-bind-try", place, place]
    box += ["--bind", str(folder), "/class", "--chdir", "/class"]
    for name, text in {"HOME": "/class", "PATH": f"{venv}/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
                       "JUPYTER_NO_CONFIG": "1", "PYTHONDONTWRITEBYTECODE": "1",
                       "OPENBLAS_NUM_THREADS": "1"}.items():  # fmt: skip
        box += ["--setenv", name, text]
    rights = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
    run = [*box, *rights, "prlimit", *LIMITS, str(venv / "bin" / "python"), "-m", *command]
    said = subprocess.run(run, cwd=folder, timeout=SECONDS, capture_output=True, check=False)
    if os.environ.get("HOSTILE_SHOW"):
        print(said.stdout.decode()[-3000:], said.stderr.decode()[-3000:], file=sys.stderr)


def _column(path: Path, name: str, points: str) -> Points:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[name]: float(row[points]) for row in csv.DictReader(file) if row[points]}


if __name__ == "__main__":
    main(sys.argv[1:])
