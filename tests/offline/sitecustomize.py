"""Put on PYTHONPATH by tests: every connection that leaves this machine is refused."""

import socket

_LOCAL = ("127.", "localhost", "::1", "0.0.0.0")
_connect, _getaddrinfo = socket.socket.connect, socket.getaddrinfo


class LeftTheMachine(ConnectionRefusedError):
    """Code under test tried to reach another machine."""


def _is_local(address):
    return not isinstance(address, tuple) or str(address[0]).startswith(_LOCAL)


def connect(self, address):
    if not _is_local(address):
        raise LeftTheMachine(f"connect to {address!r}")
    return _connect(self, address)


def getaddrinfo(host, *args, **kwargs):
    if host and not str(host).startswith(_LOCAL):
        raise LeftTheMachine(f"look-up of {host!r}")
    return _getaddrinfo(host, *args, **kwargs)


socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
