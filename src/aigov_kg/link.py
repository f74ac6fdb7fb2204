"""A link: the service's end of a worker's pipe on the event loop, over which one query at a time is asked."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any, cast

from aigov_kg import frames
from aigov_kg.spool import Spooled

Frame = tuple[dict[str, Any], bytes | Spooled]


class Link(asyncio.Protocol):
    """Sends a request and gathers the frame that comes back.

    Attributes:
        reply: resolved with the next frame, or with EOFError where the worker ends before.
        long: the query has run longer than short ones do; the worker is not used again.
        warm: the worker has answered a query before.
        ours: a long query is one of ours, whose cost is known.
        ends: when a long query is ended, by the clock of the event loop.
    """

    def __init__(self, spool_bytes: int, lost: Any) -> None:
        self.spool_bytes, self.lost = spool_bytes, lost
        self.pid = 0
        self.start = 0.0
        self.long = False
        self.ours = False
        self.warm = False
        self.ends = 0.0
        self.closed = False
        self.timer: asyncio.TimerHandle | None = None
        self.reply: asyncio.Future[Frame] | None = None
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.header: dict[str, Any] | None = None
        self.missing = 0
        self.spooled: Spooled | None = None

    def ask(self, message: bytes) -> asyncio.Future[Frame]:
        """Send a request; the frame that answers it comes as the result of the future."""
        self.start = self._clock()
        self.reply = asyncio.get_running_loop().create_future()
        if self.closed:
            self.reply.set_exception(EOFError())
        elif message and self.transport is not None:
            self.transport.write(message)
        return self.reply

    @property
    def answered(self) -> bool:
        """Whether the answer has come, though whoever asked has not taken it yet; a kill would then meet the next query."""
        return self.reply is None or self.reply.done()

    def spent(self) -> float:
        """Give the seconds of processor time that the request has taken so far."""
        return self._clock() - self.start

    def _clock(self) -> float:
        """Read the processor time of the worker (man 3 clock_getcpuclockid); elsewhere than on Linux, the time."""
        if sys.platform != "linux" or not self.pid:
            return time.monotonic()
        try:
            return time.clock_gettime(~self.pid << 3 | 2)
        except OSError:
            return self.start

    def close(self) -> None:
        """Close the pipe; a worker ends when its pipe is closed and it is not at work."""
        self.closed = True
        if self.timer is not None:
            self.timer.cancel()
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take up the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits that nothing more will come."""
        self.closed = True
        if self.reply is not None and not self.reply.done():
            self.reply.set_exception(EOFError())
        self.lost(self)

    def data_received(self, data: bytes) -> None:
        """Gather a frame; a large body goes to the spool as it comes."""
        if self.spooled is not None:
            self._spool(data)
            return
        self.buffer += data
        if self.header is None:
            if len(self.buffer) < frames.HEAD:
                return
            header_size, body_size = frames.lengths(self.buffer[: frames.HEAD])
            if len(self.buffer) < frames.HEAD + header_size:
                return
            self.header = json.loads(self.buffer[frames.HEAD : frames.HEAD + header_size])
            del self.buffer[: frames.HEAD + header_size]
            self.missing = body_size
            if body_size > self.spool_bytes:
                start, self.buffer = bytes(self.buffer), bytearray()
                try:
                    self.spooled = Spooled()
                except OSError as error:
                    self._fail(error)
                    return
                self._spool(start)
                return
        if len(self.buffer) >= self.missing:
            body, self.buffer = bytes(self.buffer), bytearray()
            self._finish(body)

    def _spool(self, data: bytes) -> None:
        assert self.spooled is not None
        try:
            self.spooled.write(data)
        except OSError as error:
            self.spooled.close()
            self._fail(error)
            return
        if self.spooled.size >= self.missing:
            spooled, self.spooled = self.spooled, None
            self._finish(spooled)

    def _finish(self, body: bytes | Spooled) -> None:
        header, self.header = self.header or {}, None
        if self.reply is not None and not self.reply.done():
            self.reply.set_result((header, body))
        elif isinstance(body, Spooled):
            body.close()

    def _fail(self, error: OSError) -> None:
        if self.reply is not None and not self.reply.done():
            self.reply.set_exception(error)
        self.close()
