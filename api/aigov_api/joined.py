"""Joined writes: the header of an answer goes out in one piece with the beginning of its body.

The server writes the two one after the other. Sent apart they cost two system calls, and often two packets, which for a
small answer is a third of its price.
"""

from __future__ import annotations

import asyncio
from typing import Any

_INTERIM = b"HTTP/1.1 1"
"""How an answer begins that only asks for the rest of the request (RFC 9110, section 15.2)."""


class Joined:
    """A transport that keeps the header of an answer until its body begins, or it ends; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.begun = False
        self.header = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def write(self, data: bytes) -> None:
        """Send bytes, or keep them if they are a header."""
        if not self.begun and not data.startswith(_INTERIM):
            self.begun, self.header = True, data
            return
        if self.header:
            data, self.header = self.header + data, b""
        self.transport.write(data)

    def end(self) -> None:
        """Take note that an answer is complete; it may have had no body."""
        self.begun = False
        if self.header:
            header, self.header = self.header, b""
            self.transport.write(header)

    def get_write_buffer_size(self) -> int:
        """Count what is not sent yet, the kept header included."""
        return self.transport.get_write_buffer_size() + len(self.header)

    def close(self) -> None:
        """Send what was kept and close."""
        self.end()
        self.transport.close()

    def abort(self) -> None:
        """Close and forget what was not sent."""
        self.header = b""
        self.transport.abort()
