"""Folders that one process at a time holds and fills, with files that are whole or not there."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ontherecord.errors import OnTheRecordError

WAIT_SECONDS = 5
_LOOK_SECONDS = 0.05


def hold(folder: Path) -> int:
    """A file descriptor that holds the folder until it is closed everywhere.

    Raises BlockingIOError where another process holds it, ImportError on Windows, and OSError
    where the disk knows nothing of the kind.
    """
    import fcntl

    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """While inside, no other command writes into the folder; raises OnTheRecordError.

    Where the system or the disk cannot tell, it goes on.
    """
    try:
        held = _held_soon(folder.resolve())
    except BlockingIOError:
        raise OnTheRecordError(
            f"Another command writes into {folder}.",
            "Two must not do so at the same time.",
            "Wait until it has ended, and run this one again.",
        ) from None
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _held_soon(folder: Path) -> int | None:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return hold(folder)
        except BlockingIOError:
            # What a killed command has started ends a moment later.
            if time.monotonic() > until:
                raise
        except (OSError, ImportError):
            return None
        time.sleep(_LOOK_SECONDS)


@contextmanager
def growing_whole(target: Path) -> Iterator[Path]:
    """A file beside the target, to be written bit by bit; at the end it takes the target's place.

    Where an error ends it before, the old content stays.  Only one program may write at a time.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder has its name", str(target))
    beside = Path(_beside(target))
    try:
        yield beside
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_at_once(target: Path, content: bytes) -> None:
    """Writes it as `growing_whole` does, in one step."""
    # Thousands of files are written so: with text for the places it takes half the time.
    beside = _beside(target)
    try:
        with open(beside, "wb") as file:
            file.write(content)
        os.replace(beside, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise


def _beside(target: Path) -> str:
    folder, name = os.path.split(target)
    return os.path.join(folder, f".{name}.part")


def grown(part: str | Path) -> Path:
    """The file that a file of `growing_whole` is to become, for people; any other stays."""
    path = Path(part)
    if not path.name.startswith(".") or path.suffix != ".part":
        return path
    return path.with_name(path.stem[1:])
