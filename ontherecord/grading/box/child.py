"""The life of one notebook in the sandbox: it runs the cells and tells what `check` was given.

It holds no key: what is right, and which values a function is asked for, is known outside only.
"""

from __future__ import annotations

import builtins
import inspect
import os
import resource
import socket
import sys
import types
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any

import ontherecord
from ontherecord.axes_facts import EmptyChartError, read_axes
from ontherecord.calls import called
from ontherecord.errors import OnTheRecordError, in_words
from ontherecord.grading.box import cells, kernel, refused, sheets
from ontherecord.grading.box.limits import (
    FILE_MEGABYTES,
    MEMORY_MEGABYTES,
    OPEN_FILES,
    PENDING,
    PROCESSES,
    SOURCE_BYTES,
    SUBMISSION_SECONDS,
)
from ontherecord.grading.box.talk import DEVICES, HOME, Line

NOTEBOOK_BYTES = 6 * SOURCE_BYTES + 1_000_000
"""The largest notebook, as JSON, which writes a sign as up to six."""

_COVERED = {HOME: FILE_MEGABYTES, "/proc": 1, "/dev/shm": 1}
_TO_SAY = 200
_QUIET = (
    "ask", "form", "tagger", "hint", "worked", "progress", "doctor", "glossary", "my_progress",
    "my_minutes", "my_files", "export_answers", "export_minutes", "import_answers",
    "delete_answers", "picture", "page", "parts_page", "claim_map", "question",
)  # fmt: skip
"""What a lesson calls for the learner's eyes; nobody looks here."""


def preload() -> None:
    """Loads what charts and functions use, once for all; `check` and widgets become quiet.

    What else a notebook imports is loaded in its own process.
    """
    tidy, inspect.cleandoc = inspect.cleandoc, str
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import artist

    # Help texts, which nobody reads here: a quarter of the loading.
    artist.kwdoc = _no_text
    artist.Artist._update_set_signature_and_docstring = classmethod(_nothing)
    from matplotlib import figure, pyplot

    inspect.cleandoc = tidy
    # Before anything could load the real one, which saves answers and knows the questions.
    ontherecord.check = sys.modules["ontherecord.check"] = _stand_in()
    from ontherecord import kit

    axes = pyplot.subplots()[1]
    axes.bar(["a", "b"], [1, 2])
    read_axes(axes)
    pyplot.close("all")
    # A window, which the learner may have where they work, is not wanted here.
    matplotlib.use = pyplot.switch_backend = _nothing
    pyplot.show = _show
    figure.Figure.savefig = _saving_quietly(figure.Figure.savefig)
    for name in _QUIET:
        setattr(kit, name, _nothing)
    sheets.lay_ready()
    kit.check = _check
    # Nobody is asked here; an honest cell goes on.
    builtins.input = _no_text


def preload_tables() -> None:
    """Reads the tables that charts are drawn from."""
    from ontherecord import figures

    figures.figures()
    _loaded()
    _given()


@cache
def _given() -> dict[str, Any]:
    """The kit's names for charts and answers."""
    from ontherecord import kit

    return {name: getattr(kit, name) for name in (*_QUIET, "check", "paper", "figure", "figures")}


def _show(*given: Any, **more: Any) -> None:
    """As in a notebook: what was shown is done, and what is drawn after it is another chart."""
    sys.modules["matplotlib.pyplot"].close("all")


def _saving_quietly(save: Callable[..., None]) -> Callable[..., None]:
    """The function, which does nothing where there is no such folder: it was the learner's."""

    @wraps(save)
    def saving(*given: Any, **more: Any) -> None:
        with suppress(OSError):
            save(*given, **more)

    return saving


def _stand_in() -> types.ModuleType:
    """What is found by those who import `check` from its own module."""
    module = types.ModuleType("ontherecord.check")
    vars(module).update(dict.fromkeys(_QUIET, _nothing), check=_check)
    return module


def _no_text(*given: Any) -> str:
    return ""


class _Quiet:
    """What stands for a thing that would be shown: all that one asks of it is as quiet."""

    def __getattr__(self, name: str) -> _Quiet:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *given: Any, **more: Any) -> _Quiet:
        return self

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""


def _nothing(*given: Any, **more: Any) -> _Quiet:
    """Stands for what shows something."""
    return _Quiet()


def live(line: socket.socket, sandboxed: bool) -> None:
    """Shuts itself in, then runs the notebook that comes over the line."""
    _limit(sandboxed)
    if sandboxed:
        kernel.unshare(kernel.NEW_MOUNTS | kernel.NEW_IPC)
        for folder, megabytes in _COVERED.items():
            kernel.empty_folder(folder, megabytes)
        for device in DEVICES:
            kernel.read_only(device)
        if not any(path.startswith("/tmp/") for path in (*sys.path, sys.prefix, sys.base_prefix)):
            kernel.empty_folder("/tmp", FILE_MEGABYTES)
        kernel.without_privileges()
        refused.refuse_calls()
        os.chdir(HOME)
    _without_files(line.fileno())
    talk = Line(line)
    notebook = talk.receive(most=NOTEBOOK_BYTES)
    if notebook is not None:
        _run(talk, notebook["cells"], notebook["wanted"])


def _limit(sandboxed: bool) -> None:
    mega = 1_000_000
    limits = {
        resource.RLIMIT_FSIZE: FILE_MEGABYTES * mega,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: SUBMISSION_SECONDS,
    }
    if sandboxed:
        limits[resource.RLIMIT_AS] = _loaded() + MEMORY_MEGABYTES * mega
        # Outside a user namespace of its own, the teacher's other processes would count.
        limits[resource.RLIMIT_NPROC] = PROCESSES
        # Timers and signals that wait are taken from what the teacher's user may have.
        limits[resource.RLIMIT_SIGPENDING] = PENDING
        # What a teacher's user may be allowed, such as to go before all other processes.
        for which in ("RTPRIO", "NICE", "MEMLOCK", "MSGQUEUE"):
            limits[getattr(resource, f"RLIMIT_{which}")] = 0
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))


@cache
def _loaded() -> int:
    """The address space, in bytes, that is in use when this is first asked: before the fork."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    return pages * resource.getpagesize()


def _without_files(kept: int) -> None:
    """Closes every file but the line; input and output go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, 4096)


def _run(line: Line, given: list[list[Any]], wanted: dict[str, str]) -> None:
    main = types.ModuleType("__main__")
    main.display = _nothing
    sys.modules["__main__"] = main
    _Recorder.line, _Recorder.wanted = line, wanted
    # What exercises import at their top, where a package that only this learner has may fail.
    vars(main).update(_given(), get_ipython=cells.shell(vars(main)))
    itself = os.getpid()
    for number, source, runs in given:
        if not runs:
            cells.forget(vars(main), source)
            continue
        line.send({"begin": number})
        error = _cell(source, number, vars(main))
        if os.getpid() != itself:
            os._exit(0)  # A copy that a cell has made and not ended.
        if error:
            line.send({"error": error})
    line.send({"done": True})


def _cell(source: str, number: int, names: dict[str, Any]) -> str | None:
    """Runs the cell; what went wrong in it, in a sentence, or None."""
    try:
        cells.execute(source, f"<cell {number}>", names)
    except BaseException as error:  # sys.exit() ends a cell, not the notebook.
        return in_words(error, _TO_SAY)
    finally:
        _close_figures()
    return None


def _close_figures() -> None:
    # As in a notebook, where each cell draws its own figure.
    try:
        sys.modules["matplotlib.pyplot"].close("all")
    except BaseException:
        pass


class _Recorder:
    """Where `check` tells what it was given."""

    line: Line
    wanted: dict[str, str] = {}


def _check(name: Any = None, value: Any = None, points: Any = None) -> _Quiet:
    """Stands for the kit's `check`: an answer in code is told at once, all others are left out."""
    _tell(name, value)
    return _Quiet()


def _tell(name: Any, value: Any) -> None:
    if type(name) is not str or name not in _Recorder.wanted:
        return
    line = _Recorder.line
    try:
        answer = None if value is None or value is ... else _plain(line, name, value)
    except EmptyChartError:
        # As the cell of an exercise gives it that nobody has touched.
        line.send({"answer": name, "value": None})
    except OnTheRecordError as error:
        line.send({"answer": name, "error": str(error)[:2_000]})
    else:
        line.send({"answer": name, "value": answer})


def _plain(line: Line, name: str, value: Any) -> Any:
    if _Recorder.wanted[name] == "chart":
        return read_axes(value).to_data()
    if not callable(value):
        raise OnTheRecordError(
            "This is no function.", "A function is what `def` makes.", "Give its name, no brackets."
        )
    line.send({"calls": name})
    asked = line.receive() or {}
    return called(value, asked["calls"])
