"""Presence: work for a client that has gone away is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

_GRACE: Final = 0.05


class ClientGone(Exception):
    """The client has closed the connection, so there is nobody to answer."""


@asynccontextmanager
async def while_present(receive: Any) -> AsyncIterator[None]:
    """Cancel what runs inside when the client goes away; the request's body must have been read.

    Raises:
        ClientGone: it did.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    watch: asyncio.Task[None] | None = None
    gone = False

    async def listen() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if task is not None:
            task.cancel()

    def begin() -> None:
        nonlocal watch
        watch = loop.create_task(listen())

    # Most answers are there before it is worth while to look.
    timer = loop.call_later(_GRACE, begin)
    try:
        yield
    except asyncio.CancelledError:
        if not gone:
            raise
        if task is not None:
            task.uncancel()
        raise ClientGone from None
    finally:
        timer.cancel()
        if watch is not None:
            watch.cancel()
