"""Marking a class of 20 and of 200: this kit, a bare loop, nbgrader and otter on the same answers.

CPU seconds are of the process and all that it started; memory is the largest single process.
Ours and the bare loop take turns, and each figure is the median of its runs; the peers run once.
Two bare loops side by side, each with half the class, show what this machine's second core gives.
The environments of the peers are made by `make peers`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.grading_class import ASSIGNMENT, for_nbgrader, for_otter, for_us
from benchmarks.timing import Row

ROOT = Path(__file__).parent.parent
SIZES = tuple(map(int, os.environ.get("CLASS_SIZES", "20,200").split(",")))
TURNS = 5
OTTER_AT_MOST = int(os.environ.get("OTTER_AT_MOST", "200"))
"""The largest class that otter is run on: at 200 it takes about 40 minutes."""


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds, CPU seconds, and MiB of its largest process."""

    seconds: float
    cpu: float
    mib: float


def run() -> list[Row]:
    """Every figure of this module."""
    with tempfile.TemporaryDirectory() as folder:
        places = {size: Path(folder) / str(size) for size in SIZES}
        costs = {size: dict(_ours(place, size)) for size, place in places.items()}
        # Last: for some minutes after files were removed, and they remove many, new ones cost up to
        # ten times as much.
        for size, place in places.items():
            costs[size] |= _peers(place, size)
    return [row for size in SIZES for row in _rows(size, costs[size])]


def _rows(size: int, costs: dict[str, Cost | str]) -> Iterator[Row]:
    peer = costs.get("nbgrader autograde")
    for name, cost in costs.items():
        if isinstance(cost, str):
            yield f"{name}, {size}", float("nan"), "", f"not measured: {cost}"
            continue
        told = f"{cost.seconds:.1f} s, {cost.mib:.0f} MiB"
        if isinstance(peer, Cost) and cost is not peer:
            times = peer.cpu / cost.cpu
            told += f", {times:.{0 if times > 1 else 2}f} times nbgrader's work per CPU second"
        yield f"{name}, {size}", 1000 * cost.cpu / size, "ms", f"CPU each; {told}"
    one, two = costs["ours, code answers"], costs["ours, code answers, 2 workers"]
    bare = costs["a bare loop"]
    if isinstance(one, Cost) and isinstance(two, Cost) and isinstance(bare, Cost):
        yield f"two workers against one, {size}", one.seconds / two.seconds, "times", "wall clock"
        yield f"ours against the bare loop, {size}", one.cpu / bare.cpu, "times", "CPU"
    halves = costs["two bare loops, half each"]
    if isinstance(bare, Cost) and isinstance(halves, Cost):
        gain = bare.seconds / halves.seconds
        yield f"two bare loops against one, {size}", gain, "times", "wall clock; what is to be had"


def _ours(folder: Path, size: int) -> Iterator[tuple[str, Cost | str]]:
    data = for_us(folder / "data", size, code=False)
    code = for_us(folder / "code", size)
    ours = [sys.executable, "-m", "ontherecord", "grade"]
    units = ["--unit", "06", "--unit", "06x", "--unit", "02x", "--unit", "07"]

    number = count()

    def graded(handed: Path, *more: str) -> list[str]:
        # A new folder each time: nothing is removed.
        out = folder / f"out-{next(number)}"
        return [*ours, str(handed), "--out", str(out), *units, *more]

    half = [_half(code, folder / f"half-{first}", first) for first in (0, 1)]
    bare = [sys.executable, "-m", "benchmarks.bare_loop"]
    commands = {
        "ours, data answers (four of the six)": lambda: graded(data),
        "ours, code answers": lambda: graded(code),
        "ours, code answers, 2 workers": lambda: graded(code, "--workers", "2"),
        "a bare loop": lambda: [*bare, str(code)],
        "two bare loops, half each": lambda: [*bare, *map(str, half)],
    }
    for command in commands.values():
        cost(command())  # Not counted: it compiles.
    turns = [{name: cost(command()) for name, command in commands.items()} for _ in range(TURNS)]
    for name in commands:
        yield name, _median([turn[name] for turn in turns])


def _peers(folder: Path, size: int) -> dict[str, Cost | str]:
    return {
        "nbgrader autograde": _nbgrader(folder / "course", size),
        "otter run": _otter(folder / "otter", size),
    }


def _half(handed: Path, folder: Path, first: int) -> Path:
    """A folder with every second notebook."""
    folder.mkdir()
    for path in sorted(handed.iterdir())[first::2]:
        (folder / path.name).symlink_to(path)
    return folder


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(median(figures) for figures in zip(*map(astuple, costs), strict=True)))


def cost(command: list[str], folder: Path = ROOT, **more: str) -> Cost:
    """What the command took, with all processes that it started and waited for."""
    # As on a computer that has run it before: Python keeps what it has compiled.
    given = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=given | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:4]} ended with {process.returncode}")
    seconds = perf_counter() - begin
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def python_of(peer: str) -> Path | None:
    """The Python of a peer's environment, as `make peers` makes it or a variable names it."""
    named = os.environ.get(f"{peer.upper()}_PYTHON")
    python = Path(named) if named else ROOT / f".venv-{peer}" / "bin" / "python"
    return python if python.is_file() else None


def environment(python: Path, folder: Path) -> dict[str, str]:
    """What a peer needs to find its own commands, and to write nowhere else."""
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(folder), "JUPYTER_NO_CONFIG": "1"}


def _nbgrader(course: Path, size: int) -> Cost | str:
    python = python_of("nbgrader")
    if python is None:
        return "run make peers"
    for_nbgrader(course, size)
    given = environment(python, course)
    command = [str(python), "-m", "nbgrader"]
    cost([*command, "generate_assignment", ASSIGNMENT, "--create"], course, **given)
    return cost([*command, "autograde", ASSIGNMENT, "--create"], course, **given)


def _otter(folder: Path, size: int) -> Cost | str:
    python = python_of("otter")
    if python is None:
        return "run make peers"
    if size > OTTER_AT_MOST:
        return f"a process for each takes as long as at {OTTER_AT_MOST}"
    for_otter(folder, size)
    given = environment(python, folder)
    otter = [str(python), "-m", "otter"]
    cost([*otter, "generate", "-t", "tests", "-o", "autograder.zip"], folder, **given)
    handed = sorted(folder.glob("*.ipynb"))
    for path in handed:
        path.with_suffix("").mkdir()
    runs = [
        cost([*otter, "run", path.name, "-a", "autograder.zip", "-o", path.stem], folder, **given)
        for path in handed
    ]
    return Cost(sum(r.seconds for r in runs), sum(r.cpu for r in runs), max(r.mib for r in runs))
