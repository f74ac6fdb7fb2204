"""Presence: work for a client that has gone away is stopped."""

from __future__ import annotations

import asyncio
from typing import Any, Final

_GRACE: Final = 0.05


class ClientGone(Exception):
    """The client has closed the connection, so there is nobody to answer."""


class while_present:
    """Cancel what runs inside when the client goes away; the request's body must have been read.

    Raises:
        ClientGone: it did.
    """

    def __init__(self, receive: Any) -> None:
        self.receive = receive
        self.task = asyncio.current_task()
        self.watch: asyncio.Task[None] | None = None
        self.gone = False

    def __enter__(self) -> None:
        # Most answers are there before it is worth while to look.
        self.timer = asyncio.get_running_loop().call_later(_GRACE, self._begin)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.timer.cancel()
        if self.watch is not None:
            self.watch.cancel()
        if self.gone and kind is asyncio.CancelledError:
            if self.task is not None:
                self.task.uncancel()
            raise ClientGone from None

    def _begin(self) -> None:
        self.watch = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self.task is not None:
            self.task.cancel()
