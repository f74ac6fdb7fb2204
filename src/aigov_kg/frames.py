"""Frames: how a request and its answer travel between the service and a worker.

A frame is two lengths (unsigned 32-bit, network order), a JSON header and a body of bytes. A frame that does not
arrive whole is no answer.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTHS = struct.Struct("!II")
HEAD = _LENGTHS.size
# Made once: `json.dumps` makes one each time where it is not told to escape.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Write a frame."""
    return join(head(header), body)


def head(header: dict[str, Any]) -> bytes:
    """Write the header of a frame."""
    return _encode(header).encode("utf-8", "surrogatepass")


def join(header: bytes, body: bytes) -> bytes:
    """Write a frame whose header is written already."""
    return _LENGTHS.pack(len(header), len(body)) + header + body


def lengths(head: bytes | bytearray) -> tuple[int, int]:
    """Read the lengths of header and body from the first `HEAD` bytes."""
    header, body = _LENGTHS.unpack(head)
    return header, body


def send(sock: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Send a frame."""
    sock.sendall(pack(header, body))


def receive(sock: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """Receive a frame; None where the other side has closed.

    Raises:
        TimeoutError: the socket has a time limit and it passed.
    """
    head = exactly(sock, HEAD)
    if head is None:
        return None
    header_size, body_size = lengths(head)
    rest = exactly(sock, header_size + body_size)
    if rest is None:
        return None
    return decode(rest, header_size)


def decode(rest: bytes | bytearray, header_size: int) -> tuple[dict[str, Any], bytes]:
    """Take apart what follows the lengths."""
    return json.loads(rest[:header_size]), bytes(memoryview(rest)[header_size:])


def exactly(sock: socket.socket, size: int) -> bytearray | None:
    """Receive exactly so many bytes; None where the other side closed before."""
    buffer = bytearray(size)
    view, got = memoryview(buffer), 0
    while got < size:
        count = sock.recv_into(view[got:])
        if count == 0:
            return None
        got += count
    return buffer
