"""Joined writes: what is written to a connection in one turn of the event loop goes out in one piece.

The server writes the header of an answer and its body one after the other. Sent apart they cost two system calls, and
often two packets, which for a small answer is a third of its price.
"""

from __future__ import annotations

import asyncio
from typing import Any

_MOST = 16_384


class Joined:
    """A transport that gathers what is written and sends it at the end of the turn; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.transport, self.loop = transport, loop
        self.pieces: list[bytes] = []
        self.kept = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def write(self, data: bytes) -> None:
        """Keep bytes until the turn ends."""
        if not self.pieces:
            self.loop.call_soon(self.flush)
        self.pieces.append(data)
        self.kept += len(data)
        if self.kept > _MOST:
            # More than that is an answer in pieces, whose next one waits until the client has taken this one.
            self.flush()

    def flush(self) -> None:
        """Send what was kept."""
        if self.pieces:
            data = b"".join(self.pieces)
            self.pieces.clear()
            self.kept = 0
            self.transport.write(data)

    def get_write_buffer_size(self) -> int:
        """Count what is not sent yet, the kept bytes included."""
        return self.transport.get_write_buffer_size() + self.kept

    def close(self) -> None:
        """Send what was kept and close."""
        self.flush()
        self.transport.close()

    def abort(self) -> None:
        """Close and forget what was not sent."""
        self.pieces.clear()
        self.kept = 0
        self.transport.abort()
