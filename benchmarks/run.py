"""`python -m benchmarks.run [name ...]`: runs every bench_*.py here and prints one table."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from benchmarks.timing import Row


def found(wanted: Iterable[str] = ()) -> list[str]:
    """The names of the benchmark modules, or of those that are wanted."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    chosen = {f"bench_{name.removeprefix('bench_')}" for name in wanted}
    return [name for name in names if not chosen or name in chosen]


def table(rows: Iterable[Row]) -> str:
    """The rows as aligned text."""
    cells = [(name, f"{value:.2f}" if value < 10 else f"{value:.0f}", unit, note)
             for name, value, unit, note in rows]  # fmt: skip
    width = max((len(name) for name, *_ in cells), default=0)
    lines = (f"{name:<{width}}  {value:>8} {unit:<5} {note}" for name, value, unit, note in cells)
    return "\n".join(line.rstrip() for line in lines)


def machine() -> str:
    """Where it is measured, and how busy that machine is."""
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Medians. Python {platform.python_version()}, {os.cpu_count()} cores{busy}."


def main(wanted: list[str]) -> None:
    """Prints the table of each module as soon as it is measured."""
    if len(found(wanted)) < len(set(wanted)):
        sys.exit(f"Not all of {', '.join(wanted)} are benchmarks. There are: {', '.join(found())}.")
    print(machine())
    for name in found(wanted):
        module = import_module(f"benchmarks.{name}")
        print(f"\n{(module.__doc__ or name).splitlines()[0]}", flush=True)
        print(table(module.run()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
