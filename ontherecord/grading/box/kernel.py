"""The calls to Linux' kernel that Python has no names for: namespaces, mounts, capabilities."""

from __future__ import annotations

import ctypes
import os
import signal
from functools import cache
from pathlib import Path

NEW_MOUNTS, NEW_IPC, NEW_USER = 0x20000, 0x8000000, 0x10000000
NEW_PID, NEW_NETWORK = 0x20000000, 0x40000000

_SET_END_SIGNAL = 1
_SET_DUMPABLE, _BOUNDING_DROP, _NO_NEW_PRIVILEGES = 4, 24, 38
_NOSUID_NODEV = 0x2 | 0x4
_READ_ONLY_AGAIN = 0x1 | 0x20 | 0x1000
_KEPT = 0x2 | 0x4 | 0x8 | 0x400 | 0x800
_COLLAPSE, _LARGE = 25, 2 << 20
_ST_RELATIME, _RELATIME = 0x1000, 0x200000
_CAPABILITIES_3 = 0x20080522


class _Head(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _done(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Moves this process, or its next child for NEW_PID, into new namespaces; OSError if not."""
    _done(_libc().unshare(flags), "unshare")


def enter(namespace: int, flags: int) -> None:
    """Moves into the namespace of that file descriptor (os.setns is newer than Python 3.11)."""
    _done(_libc().setns(namespace, flags), "setns")


def own_user_namespace(more: int) -> None:
    """A user namespace in which this process has its own ids and every capability."""
    user, group = os.getuid(), os.getgid()
    # The maps belong to root while the process may not be looked into.
    may_be_looked_into(True)
    unshare(NEW_USER | more)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    may_be_looked_into(False)


def end_with_parent() -> None:
    """From here on this process is killed when the one that started it ends, however it does."""
    _done(_libc().prctl(_SET_END_SIGNAL, signal.SIGKILL, 0, 0, 0), "prctl")


def may_be_looked_into(may: bool) -> None:
    """Whether another process of the same user may read this one's memory."""
    _done(_libc().prctl(_SET_DUMPABLE, int(may), 0, 0, 0), "prctl")


def in_large_pages() -> None:
    """Moves what this process has filled into pages of 2 MB, of which a fork copies fewer.

    Where the kernel has none, or refuses a part, nothing happens.
    """
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    parts = [line.split(maxsplit=5) for line in lines]
    for place, rights, _, _, inode, *_ in parts:
        begin, end = (int(edge, 16) for edge in place.split("-"))
        begin, end = -(-begin // _LARGE) * _LARGE, end // _LARGE * _LARGE
        if rights.startswith("rw") and inode == "0" and begin < end:
            _libc().madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _COLLAPSE)


def empty_folder(path: str, megabytes: int) -> None:
    """Covers the folder with an empty one in memory that only this mount namespace sees."""
    options = f"size={megabytes}m,mode=700,nr_inodes=1k".encode()
    _done(_libc().mount(b"tmpfs", path.encode(), b"tmpfs", _NOSUID_NODEV, options), "mount")


def read_only(path: str) -> None:
    """What lies there keeps its owner and its times, also where it is a device that is written."""
    now = os.statvfs(path).f_flag
    kept = now & _KEPT | (_RELATIME if now & _ST_RELATIME else 0)
    _done(_libc().mount(None, path.encode(), None, _READ_ONLY_AGAIN | kept, None), "mount")


def without_privileges() -> None:
    """Gives up every capability, for this process and all that it starts."""
    libc = _libc()
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for capability in range(64):
        if libc.prctl(_BOUNDING_DROP, capability, 0, 0, 0):
            break  # The kernel knows no further one.
    head, sets = _Head(_CAPABILITIES_3, 0), (_Sets * 2)()
    _done(libc.capset(ctypes.byref(head), sets), "capset")
