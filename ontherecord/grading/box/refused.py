"""Which calls of Linux' kernel a notebook may not make: a seccomp filter of a few lines.

Nobody needs them to draw a chart.  With them a notebook could reach what lies outside its
sandbox (keys of the session, other namespaces), fill memory that no process shows, use up what
the teacher's own programs need, have more than its share of the processor, or tell another notebook
something.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Sequence
from functools import cache

_GET_SECCOMP, _SET_SECCOMP, _FILTER = 21, 22, 2

# By processor: what the kernel calls it, and the numbers of the calls.
_KINDS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NUMBERS = {
    "x86_64": {
        "mmap": 9, "fcntl": 72, "clone": 56, "clone3": 435, "execve": 59, "execveat": 322,
        "socket": 41, "socketpair": 53, "vmsplice": 278,
        "shmget": 29, "semget": 64, "msgget": 68, "ptrace": 101, "setsid": 112, "mount": 165,
        "mq_open": 240, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "perf_event_open": 298, "setns": 308, "memfd_create": 319, "bpf": 321,
        "userfaultfd": 323, "io_uring_setup": 425, "open_tree": 428, "fsopen": 430,
        "syslog": 103, "inotify_init": 253, "inotify_init1": 294, "fanotify_init": 300,
        "prctl": 157, "seccomp": 317, "io_setup": 206, "epoll_create": 213, "epoll_create1": 291,
        "flock": 73, "sync": 162, "syncfs": 306,
        "ioctl": 16, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "setsockopt": 54,
        "accept4": 288, "mincore": 27, "readahead": 187, "fadvise64": 221, "preadv2": 327,
        "pwritev2": 328,
    },
    "aarch64": {
        "mmap": 222, "fcntl": 25, "clone": 220, "clone3": 435, "execve": 221, "execveat": 281,
        "socket": 198, "socketpair": 199, "vmsplice": 75,
        "shmget": 194, "semget": 190, "msgget": 186, "ptrace": 117, "setsid": 157, "mount": 40,
        "mq_open": 180, "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97,
        "perf_event_open": 241, "setns": 268, "memfd_create": 279, "bpf": 280,
        "userfaultfd": 282, "io_uring_setup": 425, "open_tree": 428, "fsopen": 430,
        "syslog": 116, "inotify_init1": 26, "fanotify_init": 262,
        "prctl": 167, "seccomp": 277, "io_setup": 0, "epoll_create1": 20,
        "flock": 32, "sync": 81, "syncfs": 267,
        "ioctl": 29, "connect": 203, "accept": 202, "bind": 200, "listen": 201, "setsockopt": 208,
        "accept4": 242, "mincore": 232, "readahead": 213, "fadvise64": 223, "preadv2": 286,
        "pwritev2": 287,
    },
}  # fmt: skip
_NEWER = 442
"""From here on calls are newer than those that we have read, and seem not to be there.

The second set of numbers that x86_64 has for the same calls lies above it, too.
"""

_NEW_NAMESPACES = 0x7E020000
_SHARED, _WITHOUT_FILE, _HUGE_PAGES = 0x01, 0x20, 0x40000

# One instruction of the filter: what to do, how far to jump if so and if not, with which value.
_LOAD, _AND, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY, _GIVE = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _KIND_AT, _FIRST_AT, _SECOND_AT, _FOURTH_AT = 0, 4, 16, 24, 40
_Step = tuple[int, int, int, int]
_ALLOWED, _FAILS_WITH = 0x7FFF0000, 0x00050000
_FAILS = (_GIVE, 0, 0, _FAILS_WITH | errno.EPERM)
_PASSES = (_GIVE, 0, 0, _ALLOWED)
_UNKNOWN = (_GIVE, 0, 0, _FAILS_WITH | errno.ENOSYS)

# To copy, to be inherited or not, to wait or not, the size of a pipe and the seals of memory.  What
# else there is, such as locks, leases and hints on use, tells other notebooks something, holds up
# whoever opens the file, or is taken from what the user may have.
_ONLY_OF_FILES = (0, 1, 2, 3, 4, 1030, 1032, 1033, 1034)
# Whether it is a terminal, how wide, how much is there to read; to wait or not, to be inherited or
# not.  Others tell of the computer's network: the line to the grader comes from there.
_ONLY_OF_DEVICES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def can_refuse() -> None:
    """Raises OSError, with a sentence, where calls cannot be refused."""
    if platform.machine() not in _NUMBERS:
        raise OSError(f"The sandbox does not know the processor {platform.machine()}")
    if ctypes.CDLL(None).prctl(_GET_SECCOMP, 0, 0, 0, 0):
        raise OSError("This kernel cannot refuse calls (seccomp)")
    _filter()


def refuse_calls() -> None:
    """From here on these calls fail, in this process and in all that it starts.

    It must not be able to get new privileges before.  Raises OSError.
    """
    content = _filter()
    program = _Program(len(content) // 8, content)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "The kernel took no list of calls")


@cache
def _filter() -> bytes:
    numbers = dict(_NUMBERS[platform.machine()])
    steps = [
        (_LOAD, 0, 0, _KIND_AT),
        (_IF_EQUAL, 1, 0, _KINDS[platform.machine()]),
        _FAILS,
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, 0, 1, _NEWER),
        _UNKNOWN,
        # Its flags cannot be seen here; who hears that it is unknown takes `clone`.
        (_IF_EQUAL, 0, 1, numbers.pop("clone3")),
        _UNKNOWN,
        (_IF_EQUAL, 0, 4, numbers.pop("clone")),
        (_LOAD, 0, 0, _FIRST_AT),
        (_IF_ANY, 0, 1, _NEW_NAMESPACES),
        _FAILS,
        _PASSES,
        *_by_second(numbers.pop("fcntl"), _ONLY_OF_FILES, _PASSES, _FAILS),
        *_by_second(numbers.pop("ioctl"), _ONLY_OF_DEVICES, _PASSES, _FAILS),
        # Memory that several processes share is counted for none of them, and huge pages nowhere.
        (_IF_EQUAL, 0, 6, numbers.pop("mmap")),
        (_LOAD, 0, 0, _FOURTH_AT),
        (_IF_ANY, 2, 0, _HUGE_PAGES),
        (_AND, 0, 0, _SHARED | _WITHOUT_FILE),
        (_IF_EQUAL, 0, 1, _SHARED | _WITHOUT_FILE),
        _FAILS,
        _PASSES,
    ]
    for number in numbers.values():
        steps += [(_IF_EQUAL, 0, 1, number), _FAILS]
    return b"".join(struct.pack("=HBBI", *step) for step in [*steps, _PASSES])


def _by_second(number: int, values: Sequence[int], then: _Step, otherwise: _Step) -> list[_Step]:
    """For the call with that number: one answer where its second argument is one of these."""
    ahead = range(len(values), 0, -1)
    compared = [(_IF_EQUAL, jump, 0, value) for jump, value in zip(ahead, values, strict=True)]
    steps = [(_LOAD, 0, 0, _SECOND_AT), *compared, otherwise, then]
    return [(_IF_EQUAL, 0, len(steps), number), *steps]
