"""Runs inside the sandbox: loads Python and matplotlib once, and forks a child for each notebook.

It never sees a notebook: the grader hands over one end of a socket, which only the child reads.
Every child is the first process of a new process namespace, so that all that it started ends
with it, and neither this process nor the next child can be named by it.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from pathlib import Path

from ontherecord.grading.box import child, kernel
from ontherecord.grading.box.limits import MEMORY_MEGABYTES
from ontherecord.grading.box.talk import BARE, send

_NOBODY = 65534
_LOOK_SECONDS = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main(number: str, how: str) -> None:
    """Serves the grader at the other end of that file descriptor until it is closed."""
    control = socket.socket(fileno=int(number))
    child.preload()
    home = None if how == BARE else _shut_in()
    gc.collect()
    gc.freeze()
    send(control, {"ready": True})
    while _serve(control, home):
        pass


def _shut_in() -> int:
    """Gives up root, and moves into own namespaces; a file descriptor of this process namespace."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    kernel.own_user_namespace(kernel.NEW_PID)
    first = os.fork()
    if first:
        # Only waits: the process namespace begins with its first child.
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def _serve(control: socket.socket, home: int | None) -> bool:
    """One notebook from its birth to its end; False when the grader is gone."""
    told, handles, _, _ = socket.recv_fds(control, 1, 1)
    if not told:
        return False
    with socket.socket(fileno=handles[0]) as line:
        started = _fork(control, line, home)
    greedy = _watch(control, started, home is not None)
    send(control, {"greedy": greedy})
    return True


def _fork(control: socket.socket, line: socket.socket, home: int | None) -> int:
    if home is not None:
        kernel.unshare(kernel.NEW_PID)
    started = os.fork()
    if started:
        if home is not None:
            kernel.enter(home, kernel.NEW_PID)
        return started
    code = 1
    try:
        control.close()
        # A group of its own: a signal to the group must not reach this parent.
        os.setsid()
        child.live(line, home is not None)
        code = 0
    finally:
        os._exit(code)


def _watch(control: socket.socket, started: int, sandboxed: bool) -> bool:
    """Waits until the grader wants the child's end; whether it was ended before, for memory."""
    greedy = False
    while not select.select([control], [], [], _LOOK_SECONDS)[0]:
        if sandboxed and not greedy and _filled() > MEMORY_MEGABYTES * 1_000_000:
            greedy = True
            os.kill(started, signal.SIGKILL)
    control.recv(1)
    end = os.kill if sandboxed else os.killpg
    try:
        end(started, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(started, 0)
    return greedy


def _filled() -> int:
    """The memory, in bytes, that the processes of the notebook have filled themselves."""
    own = _private_pages("self")
    pids = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    return sum(max(0, _private_pages(pid) - own) for pid in pids) * _PAGE


def _private_pages(pid: str) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(pages[1]) - int(pages[2])


if __name__ == "__main__":
    main(*sys.argv[1:])
