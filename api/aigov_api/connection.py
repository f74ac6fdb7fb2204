"""Connections: what uvicorn leaves open is bounded here, namely header size, time to send a request, time to take an answer.

Beside the bounds stands what RFC 9112 asks of a server and uvicorn does not do: exactly one Host (section 3.2), `OPTIONS *`
(section 3.2.4), trailer fields kept apart from the header (section 7.1.2), answers in the order of the requests (section
9.3.2). One sweep a second looks at all connections, so that a request costs no timer of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, Final

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from aigov_api.errors import response
from aigov_api.joined import Joined
from aigov_kg.settings import Settings

_SWEEP: Final = 1.0
_MOST_FIELDS: Final = 100
_NO_REQUEST: Final = ("bad-request", "this is no HTTP/1.1 request")
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
        super().connection_made(Joined(transport))  # type: ignore[arg-type]
        self.since: float | None = self.loop.time()
        self.taken: tuple[int, float] | None = None
        self.header_size = self.fields = self.hosts = 0
        self.in_body = self.deaf = False
        self.refusal = _NO_REQUEST
        if len(self.connections) > self.limits.connections:
            self._refuse("too-many-connections", f"there are {self.limits.connections} connections already")
        cls = type(self)
        if cls.sweeper is None:
            cls.sweeper = self.loop.call_later(_SWEEP, cls._sweep, self.loop, self.connections)

    def data_received(self, data: bytes) -> None:
        """Parse what came."""
        if self.deaf:
            return
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
        self.header_size = self.fields = self.hosts = 0
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
        if self.in_body:
            # A trailer; merged into the header it could change what was checked already.
            return
        self.hosts += name.lower() == b"host"
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        if self.hosts > 1 or (self.hosts == 0 and self.parser.get_http_version() == "1.1"):
            self._stop("bad-request", "a request names its host in exactly one Host field")
        if self.url == b"*" and self.parser.get_method() == b"OPTIONS":
            self.url = b"/"
        super().on_headers_complete()
        self.in_body = True

    def on_message_complete(self) -> None:
        """The request has arrived."""
        self.since, self.in_body = None, False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer has been written."""
        self.transport.end()  # type: ignore[attr-defined]
        super().on_response_complete()

    def _stop(self, kind: str, detail: str) -> None:
        self.refusal = (kind, detail)
        raise _Refused

    def _refuse(self, kind: str, detail: str) -> None:
        """Answer with a problem document and hang up; where it could be taken for the answer to another request, only hang up."""
        self.since = None
        pending = self.cycle is not None and not self.cycle.response_complete
        if pending and not self.in_body:
            # What came before is answered first, and is the last.
            self.cycle.keep_alive, self.deaf = False, True
            return
        begun = self.in_body and (self.cycle.response_started or bool(self.pipeline))
        if not begun:
            problem = response(kind, detail)
            fields = b"".join(b"%s: %s\r\n" % field for field in problem.raw_headers)
            fields += b"aigov-snapshot: %s\r\n" % type(self).release().encode()
            self.transport.write(STATUS_LINE[problem.status_code] + fields + _ALWAYS + bytes(problem.body))
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
