"""Marking 1,000, 3,000 and 10,000 notebooks with data answers: time grows with them, memory not.

Memory is the largest process.  The second run finds everything marked.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench_grading import cost
from benchmarks.grading_class import for_us
from benchmarks.timing import Row

SIZES = tuple(map(int, os.environ.get("MANY_SIZES", "1000,3000,10000").split(",")))


def run() -> list[Row]:
    """Every figure of this module."""
    with tempfile.TemporaryDirectory() as folder:
        return [row for size in SIZES for row in _rows(Path(folder) / str(size), size)]


def _rows(folder: Path, size: int) -> Iterator[Row]:
    handed = for_us(folder / "in", size, code=False)
    command = [
        sys.executable, "-m", "ontherecord", "grade", str(handed), "--out", str(folder / "out"),
        "--unit", "06", "--unit", "06x", "--unit", "02x", "--unit", "07",
    ]  # fmt: skip
    for again in ("", ", again"):
        taken = cost(command)
        told = f"CPU each; {taken.seconds:.1f} s, {taken.mib:.0f} MiB"
        yield f"{size:,} notebooks{again}", 1000 * taken.cpu / size, "ms", told
