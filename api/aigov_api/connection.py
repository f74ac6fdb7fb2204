"""Connections: what uvicorn leaves open is bounded here, namely header size, time to send a request, time to take an answer.

One sweep a second looks at all connections, so that a request costs no timer of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, Final

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from aigov_api.errors import response
from aigov_kg.settings import Settings

_SWEEP: Final = 1.0
_MOST_FIELDS: Final = 100
_ALWAYS: Final = b"x-content-type-options: nosniff\r\naccess-control-allow-origin: *\r\nconnection: close\r\n\r\n"


class _Refused(Exception):
    """The request is beyond a limit on its form; the parser stops."""


class Connection(HttpToolsProtocol):
    """One connection of a client, with limits."""

    limits: ClassVar[Settings]
    release: ClassVar[Callable[[], str]]
    sweeper: ClassVar[asyncio.TimerHandle | None]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self.since: float | None = self.loop.time()
        self.taken: tuple[int, float] | None = None
        self.header_size = self.fields = 0
        self.refusal = ("bad-request", "this is no HTTP/1.1 request")
        if len(self.connections) > self.limits.connections:
            self._refuse("too-many-connections", f"there are {self.limits.connections} connections already")
        cls = type(self)
        if cls.sweeper is None:
            cls.sweeper = self.loop.call_later(_SWEEP, cls._sweep, self.loop, self.connections)

    def data_received(self, data: bytes) -> None:
        """Parse what came."""
        self._unset_keepalive_if_required()
        if self.since is None:
            self.since = self.loop.time()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Another protocol is offered and not taken; the request itself is answered.
            pass
        except httptools.HttpParserError:
            self._refuse(*self.refusal)

    def on_message_begin(self) -> None:
        """Begin to count."""
        self.header_size = self.fields = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take up a piece of the address."""
        super().on_url(url)
        if len(self.url) > self.limits.url_bytes:
            most = self.limits.url_bytes
            self._stop("uri-too-long", f"the address is longer than {most} bytes; send the query with POST")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take up a header field."""
        self.fields += 1
        self.header_size += len(name) + len(value)
        if self.header_size > self.limits.header_bytes or self.fields > _MOST_FIELDS:
            most = self.limits.header_bytes
            self._stop("header-too-large", f"the header is larger than {most} bytes or {_MOST_FIELDS} fields")
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        """The request has arrived."""
        self.since = None
        super().on_message_complete()

    def _stop(self, kind: str, detail: str) -> None:
        self.refusal = (kind, detail)
        raise _Refused

    def _refuse(self, kind: str, detail: str) -> None:
        """Answer with a problem document and hang up; where an answer has begun, only hang up."""
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            problem = response(kind, detail)
            fields = b"".join(b"%s: %s\r\n" % field for field in problem.raw_headers)
            fields += b"aigov-snapshot: %s\r\n" % type(self).release().encode()
            self.transport.write(STATUS_LINE[problem.status_code] + fields + _ALWAYS + bytes(problem.body))
        self.since = None
        self.transport.close()

    def _overdue(self, now: float) -> None:
        if self.since is not None and now - self.since > self.limits.receive:
            self._refuse("request-timeout", f"the request did not arrive within {self.limits.receive:g} s")
        waiting = self.transport.get_write_buffer_size()
        if waiting == 0:
            self.taken = None
        elif self.taken is None or self.taken[0] != waiting:
            self.taken = (waiting, now)
        elif now - self.taken[1] > self.limits.stall:
            self.transport.abort()

    @classmethod
    def _sweep(cls, loop: asyncio.AbstractEventLoop, connections: set[Any]) -> None:
        now = loop.time()
        for connection in list(connections):
            connection._overdue(now)
        cls.sweeper = loop.call_later(_SWEEP, cls._sweep, loop, connections) if connections else None


def limited(settings: Settings, release: Callable[[], str]) -> type[Connection]:
    """Give the class of connections with these limits, for one server; `release` names what it serves."""
    held = {"limits": settings, "sweeper": None, "release": staticmethod(release)}
    return type("LimitedConnection", (Connection,), held)
