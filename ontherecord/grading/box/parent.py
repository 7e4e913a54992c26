"""Runs inside the sandbox: loads Python and matplotlib once, and forks a child for each notebook.

A loaded process forks servers, one for each process that marks, and a server forks the children.
Neither sees a notebook: the grader hands over one end of a socket, which only the child reads.
Every child is the first process of a new process namespace, so that all that it started ends
with it, and neither its server nor the next child can be named by it.
"""

from __future__ import annotations

import gc
import json
import os
import re
import select
import signal
import socket
import sys
from itertools import count
from pathlib import Path

from ontherecord.grading.box import child, kernel, refused
from ontherecord.grading.box.limits import MEMORY_MEGABYTES
from ontherecord.grading.box.talk import BARE, Line

_NOBODY = 65534
_REQUEST_BYTES = 65_536
_LOOK_SECONDS = 0.05
_MANY = 16
_OWN_MEMORY = re.compile(rb"^(?:RssAnon|VmSwap):\s*(\d+) kB", re.MULTILINE)


def main(number: str, how: str) -> None:
    """Forks a server for each socket that comes over that file descriptor, until it is closed.

    With the socket come, as JSON, the numbers of the processors that the server keeps to; none for
    all of them.
    """
    requests = socket.socket(fileno=int(number))
    # Nearly all that is loaded stays: there is nothing to collect.
    gc.disable()
    child.preload()
    if how != BARE:
        refused.can_refuse()
        _without_root()
    servers: list[int] = []
    while True:
        told, handles, _, _ = socket.recv_fds(requests, _REQUEST_BYTES, 1)
        if not told:
            break
        if not servers:
            # Only now has the grader written the tables for sure.
            child.preload_tables()
            # No collection before it: the holes would be pages that every child fills and copies.
            gc.freeze()
            gc.enable()
            gc.set_threshold(100_000, 50, 100)
        server = os.fork()
        if server == 0:
            requests.close()
            if processors := json.loads(told):
                os.sched_setaffinity(0, processors)
            _serve_all(socket.socket(fileno=handles[0]), how != BARE)
            return
        servers.append(server)
        os.close(handles[0])
    for server in servers:
        os.waitpid(server, 0)


def _without_root() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        # The change of the user took back what bubblewrap had asked for.
        kernel.end_with_parent()


def _serve_all(control: socket.socket, sandboxed: bool) -> None:
    """Runs the notebooks of the grader at the other end until it is closed."""
    home = _shut_in(control) if sandboxed else None
    Line(control).send({"ready": True})
    for served in count(1):
        if not _serve(control, home):
            return
        if served == _MANY:
            # It takes as long as it spares some twenty notebooks.
            kernel.in_large_pages()


def _shut_in(control: socket.socket) -> int:
    """Moves into own namespaces; gives a file descriptor of the process namespace."""
    # An own network, too: two notebooks that run at the same time must not meet.
    kernel.own_user_namespace(kernel.NEW_PID | kernel.NEW_NETWORK)
    first = os.fork()
    if first:
        # Only waits: the process namespace begins with its first child.
        control.close()
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
    # The grader goes on while the child's memory is given back.
    Line(control).send({"greedy": greedy})
    os.waitpid(started, 0)
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
    """Ends the child when the grader wants it; whether it was ended before, for its memory."""
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
    return greedy


def _filled() -> int:
    """The memory, in bytes, that the processes of the notebook have filled themselves."""
    own = _private("self")
    return sum(max(0, _private(pid) - own) for pid in _descendants()) * 1024


def _descendants() -> set[str]:
    """The numbers, as /proc has them, of all processes that this one has started."""
    above = {pid: _parent(pid) for pid in os.listdir("/proc") if pid.isdigit()}
    found, newest = set(), {os.readlink("/proc/self")}
    while newest:
        newest = {pid for pid, parent in above.items() if parent in newest} - found
        found |= newest
    return found


def _parent(pid: str) -> str | None:
    try:
        # The name of the program, in brackets, may hold anything.
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
    except (OSError, IndexError):
        return None


def _private(pid: str) -> int:
    # Where the first thread has ended, the process seems to have no memory; its others know it.
    threads = Path(f"/proc/{pid}/task").glob("*")
    return _kilobytes(f"/proc/{pid}") or max(map(_kilobytes, threads), default=0)


def _kilobytes(place: object) -> int:
    try:
        status = Path(f"{place}/status").read_bytes()
    except OSError:
        return 0
    return sum(map(int, _OWN_MEMORY.findall(status)))


if __name__ == "__main__":
    main(*sys.argv[1:])
    # To take apart all that is loaded would only take time.
    os._exit(0)
