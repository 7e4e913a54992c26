"""How the grader and a notebook that runs talk: one JSON object after the other over a socket."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

MESSAGE_BYTES = 400_000
"""The largest message, in bytes; the facts of the largest chart have less."""

SANDBOXED, BARE = "sandboxed", "bare"
"""How the parent of the notebooks is told to run them."""

HOME = "/box"
"""The folder that a notebook may write in."""

_LENGTH = struct.Struct("!I")


class TalkError(Exception):
    """What came is no message, or too large; the other side is not to be heard any more."""


class Late(Exception):
    """Nothing whole came before the deadline."""


def send(line: socket.socket, message: Any) -> None:
    """Sends plain data; raises OSError when nobody listens, ValueError for NaN and the like."""
    content = json.dumps(message, allow_nan=False).encode()
    line.sendall(_LENGTH.pack(len(content)) + content)


def receive(
    line: socket.socket, deadline: float | None = None, most: int = MESSAGE_BYTES
) -> dict[str, Any] | None:
    """The next message of at most that many bytes; None when the other side is gone.

    `deadline` is a time of time.monotonic().  Raises Late and TalkError; whatever comes is data.
    """
    head = _exactly(line, _LENGTH.size, deadline)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise TalkError("a message is too long")
    content = _exactly(line, length, deadline)
    if content is None:
        return None
    try:
        message = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise TalkError("a message is no JSON") from None
    if not isinstance(message, dict):
        raise TalkError("a message is no object")
    return message


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _exactly(line: socket.socket, size: int, deadline: float | None) -> bytes | None:
    parts, missing = [], size
    while missing:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([line], [], [], left)[0]:
                raise Late
        try:
            part = line.recv(min(missing, 65_536))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
