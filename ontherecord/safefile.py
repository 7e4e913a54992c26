"""Files that are always whole: a kill at any instant leaves the old content or the new one."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

LOCK_SECONDS = 5.0
"""How long to wait for another program that is writing the same file."""


def real_place(path: Path) -> Path:
    """Where the file really is: a link in the folder stays a link when it is written."""
    return Path(os.path.realpath(path))


def write_whole(target: Path, content: bytes) -> None:
    """Put the content in place in one step; an OSError leaves the old content as it was."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_through(temporary, content, _mode_of(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _mode_of(target: Path) -> int | None:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None


def _write_through(temporary: Path, content: bytes, mode: int | None) -> None:
    # Not `tempfile`: its files are for the owner alone, and a teacher's group may have to read
    # the answers.  With 0o666 the umask decides.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # The new name itself must reach the disk.  Windows cannot open a folder, and needs no sync.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def writing_alone(target: Path) -> Iterator[None]:
    """While inside, no other program of the kit writes the file; raises TimeoutError.

    Where the disk knows no locks, or the lock cannot be made, writing goes on without one: the
    file is still whole, and the revision numbers still show what another program wrote.
    """
    lock = FileLock(
        target.with_name(f".{target.name}.lock"), timeout=LOCK_SECONDS, fallback_to_soft=False
    )
    if _acquired(lock):
        _sweep(target)
    try:
        yield
    finally:
        lock.release()


def _acquired(lock: FileLock) -> bool:
    try:
        lock.acquire()
    except Timeout:
        raise
    except (OSError, NotImplementedError):  # older versions of filelock raise the latter
        return False
    return True


def _sweep(target: Path) -> None:
    # What a killed program left behind; nobody else writes while the lock is held.
    for left in target.parent.glob(f".{target.name}.*.tmp"):
        with contextlib.suppress(OSError):
            left.unlink()


def free_name(target: Path, word: str) -> Path:
    """The first free name beside the file, such as 04.damaged-1.json."""
    number = 1
    while (place := target.with_name(f"{target.stem}.{word}-{number}{target.suffix}")).exists():
        number += 1
    return place
