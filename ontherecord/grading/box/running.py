"""Runs one notebook's cells in the sandbox and takes its answers in code, as data.

Everything that comes back was made by the notebook and is treated so: it is plain JSON of a limited
size, its order is checked, and what it means is judged here, where the key is.
"""

from __future__ import annotations

import math
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

from ontherecord.grading.box import limits
from ontherecord.grading.box.jail import Jail, NoSandbox
from ontherecord.grading.box.talk import Late, Line, TalkError

BEGINNING = 50
"""How many characters of a cell stand in a sentence about it."""

_ONE_BEGINS = Lock()
_SHARED: dict[bool, Jail] = {}

Calls = Callable[[str], list[list[Any]]]


@dataclass
class Ran:
    """What a notebook's code answered.

    `values` are the answers by question, as data that nobody has looked into yet; `refused` says
    why there is no value for a question, `errors` what went wrong in a cell, by its number, and
    `remarks` what became of cells that were stopped.  `unfinished` says why some were not run.
    """

    values: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    unfinished: str = ""


def cell_in_words(number: int, source: str) -> str:
    """A cell as a person finds it: its number, text cells included, and how its code begins."""
    lines = (line.strip() for line in source.splitlines())
    begins = next((line for line in lines if line and not line.startswith("#")), "")
    return f"Cell {number} ({begins[:BEGINNING]})"


def box(sandboxed: bool = True) -> Box:
    """The box of this process, begun when it is first wanted; raises NoSandbox."""
    with _ONE_BEGINS:
        found = _box_of(os.getpid(), sandboxed)
    if isinstance(found, NoSandbox):
        raise found
    return found


@cache
def _box_of(process: int, sandboxed: bool) -> Box | NoSandbox:
    # By process: one that was forked must not share the box that it inherits.
    try:
        made = Box(_SHARED.get(sandboxed) or Jail(sandboxed))
    except NoSandbox as why:
        return why
    from multiprocessing.util import Finalize

    # Unlike atexit it is also done at the end of a worker process.
    Finalize(None, made.close, exitpriority=1)
    return made


@contextmanager
def shared_jail(sandboxed: bool = True) -> Iterator[None]:
    """While inside, processes that are forked have their boxes in one jail, loaded once.

    It begins to load at once, and does nothing where there is no sandbox.
    """
    try:
        jail = Jail(sandboxed)
    except NoSandbox:
        yield
        return
    _SHARED[sandboxed] = jail
    try:
        yield
    finally:
        del _SHARED[sandboxed]
        jail.close()


def finish_shared() -> None:
    """Lets shared jails end while this process goes on: no more boxes are wanted of them."""
    for jail in _SHARED.values():
        jail.finish()


def forget_boxes() -> None:
    """Makes `box` look again whether there is a sandbox; for tests."""
    _box_of.cache_clear()


class Box:
    """Runs notebooks one after the other, each in a child of its own; raises NoSandbox."""

    def __init__(self, jail: Jail) -> None:
        self._jail = jail
        self._one_at_a_time = Lock()
        try:
            self._server = jail.server()
        except NoSandbox:
            jail.close()
            raise

    def close(self) -> None:
        """Ends the box and whatever still runs in it."""
        self._server.control.close()
        self._jail.close()

    def run(
        self,
        cells: Sequence[tuple[int, str]],
        wanted: Mapping[str, str],
        calls: Calls,
        until: float = math.inf,
    ) -> Ran:
        """The answers that the cells, given with their numbers, make.

        `wanted` are the questions and the type of each: chart or function.  `calls` gives the
        arguments that a function is called with.  A cell that hangs or dies is left out, and the
        notebook is begun again without it.  `until` is a time of time.monotonic() when it ends.
        Raises NoSandbox where nothing can be run.
        """
        # A worker of a cluster may have several threads.
        with self._one_at_a_time:
            return self._run(cells, wanted, calls, until)

    def _run(
        self,
        cells: Sequence[tuple[int, str]],
        wanted: Mapping[str, str],
        calls: Calls,
        until: float,
    ) -> Ran:
        ran = Ran()
        size = sum(len(source.encode("utf-8", "replace")) for _, source in cells)
        if len(cells) > limits.CELLS or size > limits.SOURCE_BYTES:
            ran.unfinished = "It has more code than is run."
            ran.remarks.append(ran.unfinished)
            return ran
        end = min(until, time.monotonic() + limits.SUBMISSION_SECONDS)
        left_out: set[int] = set()
        begun = False
        for _ in range(limits.STARTS):
            if time.monotonic() >= end:
                break
            stopped, why = self._once(cells, left_out, wanted, calls, end, ran)
            if why is None:
                return ran
            begun = begun or stopped is not None
            if stopped is None:
                # Not one cell was begun: the fault lies with the box.
                self._renew()
                continue
            ran.errors[stopped] = f"it {why}"
            cell = cell_in_words(stopped, dict(cells)[stopped])
            ran.remarks.append(f"{cell} {why}. It was left out; the others were run.")
            left_out.add(stopped)
        if not begun and time.monotonic() < end:
            raise NoSandbox("The sandbox begins and runs nothing here.")
        ran.unfinished = "No more time was given to it: the cells that follow were not run."
        ran.remarks.append(ran.unfinished)
        return ran

    def _once(
        self,
        cells: Sequence[tuple[int, str]],
        left_out: set[int],
        wanted: Mapping[str, str],
        calls: Calls,
        end: float,
        ran: Ran,
    ) -> tuple[int | None, str | None]:
        """One start: which cell stopped it and why; (None, None) when it came to its end."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                try:
                    socket.send_fds(self._server.control, [b"r"], [theirs.fileno()])
                except OSError:
                    return None, "found no box"
            # A notebook that does not listen must not hold up the grader.
            line = Line(ours, limits.CELL_SECONDS)
            sent = [(number, source, number not in left_out) for number, source in cells]
            talk = _Talk(line, sent, wanted, calls, end, ran)
            try:
                why = talk.until_the_end()
            finally:
                greedy = self._end()
        if why is not None and greedy:
            why = f"filled more than {limits.MEMORY_MEGABYTES} MB of memory"
        return talk.cell, why

    def _end(self) -> bool:
        """Ends the child and all that it started; whether it had been ended for its memory."""
        try:
            self._server.control.sendall(b"k")
            told = self._server.told.receive(time.monotonic() + limits.CELL_SECONDS)
        except (OSError, Late, TalkError):
            told = None
        if told is None:
            # The parent itself is gone, and with it everything in the jail.
            self._renew()
            return False
        return told.get("greedy") is True

    def _renew(self) -> None:
        self._server.control.close()
        try:
            self._server = self._jail.server()
        except NoSandbox:
            sandboxed = self._jail.sandboxed
            self._jail.close()
            self._jail = Jail(sandboxed)
            self._server = self._jail.server()


class _Talk:
    """The conversation with one start of a notebook; `cell` is the one that runs.

    `cells` are its cells with their numbers, and whether each is run.
    """

    def __init__(
        self,
        line: Line,
        cells: list[tuple[int, str, bool]],
        wanted: Mapping[str, str],
        calls: Calls,
        end: float,
        ran: Ran,
    ) -> None:
        self.cell: int | None = None
        self._line, self._cells, self._wanted = line, cells, dict(wanted)
        self._calls, self._end, self._ran = calls, end, ran
        self._given: set[str] = set()
        """The questions that this start has answered."""

    def until_the_end(self) -> str | None:
        """Hears the notebook out; why it was stopped, or None."""
        try:
            self._line.send({"cells": self._cells, "wanted": self._wanted})
            return self._heard()
        except (Late, TimeoutError):
            return f"ran for more than {limits.CELL_SECONDS} seconds and was stopped"
        except TalkError as error:
            return f"wrote what is no answer ({error}) and was stopped"
        except OSError:
            return "ended its process"

    def _heard(self) -> str | None:
        ahead = [number for number, _, runs in self._cells if runs]
        deadline = self._deadline()
        for _ in range(limits.MESSAGES):
            message = self._line.receive(deadline)
            match message:
                case None:
                    return "ended its process"
                case {"begin": int(number)} if ahead and number == ahead[0]:
                    self.cell = ahead.pop(0)
                    deadline = self._deadline()
                case {"calls": str(name)} if self._wanted.get(name) == "function":
                    self._line.send({"calls": self._calls(name)}, deadline)
                case {"answer": str(name), "value": value} if name in self._wanted:
                    self._answered(name, value)
                case {"answer": str(name), "error": str(error)} if name in self._wanted:
                    self._answered(name, None, error[:2_000])
                case {"error": str(error)} if self.cell is not None and len(message) == 1:
                    self._ran.errors.setdefault(self.cell, f"it stopped with {error[:200]}")
                case {"done": True} if not ahead:
                    return None
                case _:
                    raise TalkError("a message is not understood")
        raise TalkError("too many messages")

    def _answered(self, name: str, value: Any, refused: str = "") -> None:
        """What is no answer does not take the place of one, as in the notebook."""
        if _is_open(value):
            value = None
        if value is None and name in self._given:
            return
        self._ran.values.pop(name, None)
        self._ran.refused.pop(name, None)
        if refused:
            self._ran.refused[name] = refused
        else:
            self._ran.values[name] = value
        if value is not None:
            self._given.add(name)

    def _deadline(self) -> float:
        return min(time.monotonic() + limits.CELL_SECONDS, self._end)


def _is_open(value: Any) -> bool:
    """Whether it is what a function gives that nobody has written yet: nothing in every call."""
    return isinstance(value, list) and value != [] and all(one is None for one in value)
