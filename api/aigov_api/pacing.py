"""Pacing: long query texts are read for admission one at a time and with pauses, so that a flood of them holds up nobody else.

To count the tokens of a text takes the event loop up to some milliseconds, also where the text is then refused.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from aigov_kg.admission import Reading, admit
from aigov_kg.errors import WorkerDied
from aigov_kg.settings import Settings

_SHORT: Final = 4_000
_REST: Final = 4
"""How many times as long as a text took the next one waits: long texts take a fifth of the event loop at most."""


class Pacing:
    """The turns of long texts at one service."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.turn = asyncio.Lock()
        self.free = 0.0
        self.waiting = 0

    async def read(self, query: str) -> Reading:
        """Read a query for admission, a long one in its turn.

        Raises:
            QueryRefused, QuerySyntaxError: as `aigov_kg.admission.admit`.
            WorkerDied: too many long texts wait already.
        """
        if len(query) <= _SHORT:
            return admit(query, self.settings)
        if self.waiting >= self.settings.queue:
            raise WorkerDied("too many long queries wait to be read; try again shortly", "no-free-worker")
        self.waiting += 1
        try:
            async with self.turn:
                await asyncio.sleep(max(0, self.free - time.monotonic()))
                start = time.monotonic()
                try:
                    return admit(query, self.settings)
                finally:
                    now = time.monotonic()
                    self.free = now + _REST * (now - start)
        finally:
            self.waiting -= 1
