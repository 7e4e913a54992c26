"""`python -m benchmarks.hostile_peers [case ...]`: hostile notebooks, marked here and by peers.

Each case is handed in between two honest learners.  The peers run inside bubblewrap, as a user of
no rights, without a network, with only a folder below the system's temporary one to write in; this
kit runs as teachers run it, in its own sandbox.  It needs Linux, root, and `make peers`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ontherecord.grading.box.jail import bubblewrap
from ontherecord.receipts import receipt
from ontherecord.release.nbgrader import with_grade_cells

ROOT = Path(__file__).resolve().parent.parent
NUMBER, FUNCTION = "06.drop", "06x.change-rule"
FULL, SECONDS, USER = 4.0, 180, 61234
LIMITS = ("--as=3221225472", "--nproc=200", f"--cpu={SECONDS}")
SENDERS = ("a-honest", "b-sender", "c-honest")
_RIGHT = "def answer_06x_change_rule(old, new):\n    return (new - old) / old * 100"
_WRONG = _RIGHT.replace("/ old", "/ new")

CODE = {
    "endless loop": "while True:\n    pass",
    "memory": "kept = [bytearray(1 << 26) for _ in range(1000)]",
    "many processes": "import os, time\nfor _ in range(500):\n    if os.fork() == 0:\n"
    "        time.sleep(300)\n        os._exit(0)",
    "os._exit": "import os\nos._exit(0)",
    "kills its parent": "import os\nos.kill(os.getppid(), 9)",
    "patched check": "class Full(float):\n    feedback = type('F', (), {'score': 1.0})\n"
    "def check(*given, points=2, **more):\n    return Full(points)",
    "copies another's answer": "import json\nfrom pathlib import Path\n"
    "for above in Path.cwd().parents[:4]:\n"
    "    for path in [*Path.cwd().rglob('*honest*.ipynb'), *above.glob('*honest*/**/*.ipynb'),\n"
    "                 *above.glob('*honest*.ipynb')]:\n"
    "        for cell in json.loads(path.read_text())['cells']:\n"
    "            if 'def answer_' in ''.join(cell['source']):\n"
    "                exec(''.join(cell['source']))",
    "writes the gradebook": "import sqlite3\nfrom pathlib import Path\n"
    "for above in [Path.cwd(), *Path.cwd().parents]:\n    if (above / 'gradebook.db').exists():\n"
    "        with sqlite3.connect(above / 'gradebook.db') as book:\n"
    "            book.execute('update grade set extra_credit = 20')",
}
"""What stands in the sender's cell of the function, before a wrong answer: worth half."""

ACCIDENTS = ("byte order mark", "a cell copied")
"""Honest slips of a learner whose answers are all right."""


def main(wanted: list[str]) -> None:
    """Prints a row for each case as soon as it is known."""
    print("case | ours | nbgrader | otter")
    for case in wanted or [*CODE, *ACCIDENTS]:
        print(
            " | ".join([case, *(_told(case, way) for way in (_ours, _nbgrader, _otter))]),
            flush=True,
        )


def _told(case: str, way: Callable[[Path, str], dict[str, float]]) -> str:
    """What happened to the marks of the three."""
    with tempfile.TemporaryDirectory(prefix="hostile-peers-") as folder:
        try:
            points = way(Path(folder), case)
        except subprocess.TimeoutExpired:
            return f"no end after {SECONDS} s"
        except FileNotFoundError as missing:
            return f"not measured: {missing}"
    due = FULL if case in ACCIDENTS else FULL / 2
    sender = points.get("b-sender")
    honest = [points.get(name) for name in SENDERS if name != "b-sender"]
    said = f"sender {'no mark' if sender is None else f'{sender:g}'} of {due:g}"
    if (sender or 0) > due:
        said += ", FORGED"
    if case in ACCIDENTS and (sender or 0) < due:
        said += ", LOST"
    if honest != [FULL, FULL]:
        said += f", HONEST MARKS {honest} instead of {FULL:g}"
    return said


def _notebook(function: str) -> dict[str, Any]:
    def cell(source: str, *outputs: Any) -> dict[str, Any]:
        return {"cell_type": "code", "execution_count": None, "metadata": {},
                "outputs": list(outputs), "source": [source]}  # fmt: skip

    data = receipt(NUMBER, 81, "", "")
    cells = [
        cell("from ontherecord.kit import check"),
        cell("answer_06_drop = 81"),
        cell(f'check("{NUMBER}", answer_06_drop)',
             {"output_type": "display_data", "metadata": {}, "data": data}),
        cell(function),
        cell(f'check("{FUNCTION}", answer_06x_change_rule)'),
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    plain = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return with_grade_cells(plain)


def _handed_in(case: str, sender: str) -> bytes:
    if sender != "b-sender":
        return json.dumps(_notebook(_RIGHT)).encode()
    if case in CODE:
        return json.dumps(_notebook(f"{_WRONG}\n\n{CODE[case]}")).encode()
    notebook = _notebook(_RIGHT)
    if case == "a cell copied":
        notebook["cells"].append(notebook["cells"][-1])
    return (b"\xef\xbb\xbf" if case == "byte order mark" else b"") + json.dumps(notebook).encode()


def _ours(folder: Path, case: str) -> dict[str, float]:
    handed = folder / "in"
    handed.mkdir()
    for sender in SENDERS:
        (handed / f"{sender}.ipynb").write_bytes(_handed_in(case, sender))
    command = [sys.executable, "-m", "ontherecord", "grade", str(handed), "--out",
               str(folder / "out"), "--unit", "06", "--unit", "06x"]  # fmt: skip
    subprocess.run(command, cwd=ROOT, timeout=SECONDS, capture_output=True, check=False)
    return _column(folder / "out" / "grades.csv", "learner", "points")


def _nbgrader(folder: Path, case: str) -> dict[str, float]:
    source = folder / "source" / "one" / "one.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(json.dumps(_notebook("")), "utf-8")
    for sender in SENDERS:
        place = folder / "submitted" / sender / "one"
        place.mkdir(parents=True)
        (place / "one.ipynb").write_bytes(_handed_in(case, sender))
    _boxed(folder, "nbgrader", "nbgrader", "generate_assignment", "one", "--create")
    _boxed(folder, "nbgrader", "nbgrader", "autograde", "one", "--create")
    _boxed(folder, "nbgrader", "nbgrader", "export")
    return _column(folder / "grades.csv", "student_id", "score")


def _otter(folder: Path, case: str) -> dict[str, float]:
    (folder / "tests").mkdir()
    for number, name in enumerate((NUMBER, FUNCTION), start=1):
        variable = "answer_" + name.replace(".", "_").replace("-", "_")
        code = f">>> check('{name}', {variable}).feedback.score\n1.0"
        suite = {"cases": [{"code": code, "hidden": False, "locked": False}], "scored": True,
                 "setup": "", "teardown": "", "type": "doctest"}  # fmt: skip
        test = {"name": f"q{number}", "points": 2, "suites": [suite]}
        text = f"OK_FORMAT = True\ntest = {test!r}\n"
        (folder / "tests" / f"q{number}.py").write_text(text, "utf-8")
    for sender in SENDERS:
        (folder / f"{sender}.ipynb").write_bytes(_handed_in(case, sender))
        (folder / f"out-{sender}").mkdir()
    _boxed(folder, "otter", "otter", "generate", "-t", "tests", "-o", "autograder.zip")
    points = {}
    for sender in SENDERS:
        _boxed(folder, "otter", "otter", "run", f"{sender}.ipynb", "-a", "autograder.zip",
               "-o", f"out-{sender}")  # fmt: skip
        results = folder / f"out-{sender}" / "results.json"
        if results.is_file():
            tests = json.loads(results.read_text("utf-8"))["tests"]
            points[sender] = sum(one.get("score") or 0 for one in tests)
    return points


def _boxed(folder: Path, peer: str, *command: str) -> None:
    """Runs a peer's command where it can write to its own folder and nowhere else."""
    venv = ROOT / f".venv-{peer}"
    if not venv.is_dir():
        raise FileNotFoundError("run make peers")
    for path in (folder, *folder.rglob("*")):
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


def _column(path: Path, name: str, points: str) -> dict[str, float]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[name]: float(row[points]) for row in csv.DictReader(file) if row[points]}


if __name__ == "__main__":
    main(sys.argv[1:])
