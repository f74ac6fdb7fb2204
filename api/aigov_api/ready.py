"""Ready answers: small answers of one snapshot, kept as they go over the wire.

A snapshot never changes, so an answer to the same bytes of a request is the same for as long as it is served.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from aigov_kg.spool import Spooled

Key = tuple[bytes, ...]
QUESTIONS: Final = "/api/v1/questions/"
"""Where the questions are answered, in JSON whatever a client accepts."""

_PART: Final = 16
_OVERHEAD: Final = 1_000
_AHEAD: Final = 0.75


@dataclass(slots=True)
class Ready:
    """An answer: its entity tag (empty where it has none), its header fields, its body, and whether it may be kept.

    `sent` are the fields with those of every answer, once they were put together.
    """

    etag: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes | Spooled
    keep: bool
    sent: list[tuple[bytes, bytes]] | None = field(default=None, compare=False)


class ReadyAnswers:
    """The answers that were asked for last, as many as fit into the given number of bytes."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.answers: OrderedDict[Key, Ready] = OrderedDict()

    def get(self, key: Key) -> Ready | None:
        """Give the answer to a request, or None where it is not at hand."""
        found = self.answers.get(key)
        if found is not None:
            self.answers.move_to_end(key)
        return found

    @property
    def full(self) -> bool:
        """Whether what is got ready ahead would push out what was asked for."""
        return self.size > self.most * _AHEAD

    def put(self, key: Key, ready: Ready) -> None:
        """Keep an answer, if it is small beside the room for all."""
        small = isinstance(ready.body, bytes) and len(ready.body) <= self.most // _PART
        if ready.keep and isinstance(ready.body, bytes) and small and key not in self.answers:
            self.answers[key] = ready
            self.size += _weight(key, ready.body)
            while self.size > self.most:
                old, gone = self.answers.popitem(last=False)
                self.size -= _weight(old, gone.body if isinstance(gone.body, bytes) else b"")


def _weight(key: Key, body: bytes) -> int:
    return len(body) + sum(map(len, key)) + _OVERHEAD


def key_of(scope: Any) -> Key:
    """Give the key of the answer to a GET request; a question is the same in whatever order its parameters stand."""
    path = scope["path"]
    if path.startswith(QUESTIONS):
        return path.encode(), b"&".join(sorted(scope["query_string"].split(b"&"))), b""
    return path.encode(), scope["query_string"], field_of(scope["headers"], b"accept")


async def give(ready: Ready, scope: Any, headers: list[tuple[bytes, bytes]], send: Any) -> None:
    """Send an answer with these header fields, or say that the client has it already."""
    # A condition on a POST has no such meaning (RFC 9110, section 13.1.2).
    conditional = scope["method"] != "POST"
    if conditional and ready.etag and matches(field_of(scope["headers"], b"if-none-match"), ready.etag):
        unsized = [field for field in headers if field[0] not in {b"content-length", b"content-type"}]
        await send({"type": "http.response.start", "status": 304, "headers": unsized})
        await send({"type": "http.response.body"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if isinstance(ready.body, bytes):
        await send({"type": "http.response.body", "body": ready.body})
        return
    try:
        for piece in ready.body.pieces() if scope["method"] != "HEAD" else ():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})
    finally:
        ready.body.close()


def field_of(headers: Any, wanted: bytes) -> bytes:
    """Give the value of a header field, joined where it stands several times."""
    found = [value for name, value in headers if name == wanted]
    return found[0] if len(found) == 1 else b",".join(found)


def matches(known: bytes, etag: bytes) -> bool:
    """Compare entity tags weakly (RFC 9110, section 8.8.3.2)."""
    if not known:
        return False
    bare = etag.removeprefix(b"W/")
    return any(tag.strip() == b"*" or tag.strip().removeprefix(b"W/") == bare for tag in known.split(b","))
