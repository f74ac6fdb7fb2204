"""Ready answers: small answers of one snapshot, kept as they go over the wire.

A snapshot never changes, so an answer to the same bytes of a request is the same for as long as it is served.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from aigov_kg.spool import Spooled

Key = tuple[bytes, ...]

_SMALL: Final = 131_072
_OVERHEAD: Final = 1_000


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer: its entity tag (empty where it has none), its header fields, its body, and whether it may be kept."""

    etag: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes | Spooled
    keep: bool


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

    def put(self, key: Key, ready: Ready) -> None:
        """Keep an answer, if it is small."""
        if ready.keep and isinstance(ready.body, bytes) and len(ready.body) <= _SMALL and key not in self.answers:
            self.answers[key] = ready
            self.size += _weight(key, ready.body)
            while self.size > self.most:
                old, gone = self.answers.popitem(last=False)
                self.size -= _weight(old, gone.body if isinstance(gone.body, bytes) else b"")


def _weight(key: Key, body: bytes) -> int:
    return len(body) + sum(map(len, key)) + _OVERHEAD
