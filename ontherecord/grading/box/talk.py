"""How the grader and a notebook that runs talk: one JSON object after the other over a socket."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

MESSAGE_BYTES = 400_000
"""The largest message, in bytes; the facts of the largest chart have less."""

SANDBOXED, BARE = "sandboxed", "bare"
"""How the parent of the notebooks is told to run them."""

DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
"""The only devices that a notebook sees."""

HOME = "/box"
"""The folder that a notebook may write in."""

_LENGTH = struct.Struct("!I")
_AT_ONCE = 65_536


class TalkError(Exception):
    """What came is no message, or too large; the other side is not to be heard any more."""


class Late(Exception):
    """Nothing whole came before the deadline."""


class Line:
    """One end of the conversation.  Whatever comes over it is data, and may be hostile.

    `patience` is how many seconds the other side may take to listen; left out, for ever.
    """

    def __init__(self, end: socket.socket, patience: float | None = None) -> None:
        self.end = end
        self._patience = patience
        self._come = bytearray()

    def send(self, message: Any, deadline: float | None = None) -> None:
        """Sends plain data; raises OSError when nobody listens, ValueError for NaN and the like.

        With a deadline, as for `receive`, it raises TimeoutError when that has come.
        """
        content = json.dumps(message, allow_nan=False).encode()
        left = self._patience if deadline is None else max(0.001, deadline - time.monotonic())
        self.end.settimeout(left)
        self.end.sendall(_LENGTH.pack(len(content)) + content)

    def receive(
        self, deadline: float | None = None, most: int = MESSAGE_BYTES
    ) -> dict[str, Any] | None:
        """The next message of at most that many bytes; None when the other side is gone.

        `deadline` is a time of time.monotonic().  Raises Late and TalkError.
        """
        # Also while whole messages lie here: each may cost time.
        if deadline is not None and time.monotonic() >= deadline:
            raise Late
        head = self._next(_LENGTH.size, deadline)
        if head is None:
            return None
        (length,) = _LENGTH.unpack(head)
        if length > most:
            raise TalkError("a message is too long")
        content = self._next(length, deadline)
        if content is None:
            return None
        try:
            message = json.loads(content, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise TalkError("a message is no JSON") from None
        if not isinstance(message, dict):
            raise TalkError("a message is no object")
        return message

    def _next(self, size: int, deadline: float | None) -> bytes | None:
        while len(self._come) < size:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise Late
            self.end.settimeout(left)
            try:
                part = self.end.recv(_AT_ONCE)
            except TimeoutError:
                raise Late from None
            except ConnectionError:
                return None
            if not part:
                return None
            self._come += part
        content = bytes(self._come[:size])
        del self._come[:size]
        return content


def _refuse(constant: str) -> None:
    raise ValueError(constant)
