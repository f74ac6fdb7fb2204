"""The pool: the workers of a service, each with one query at a time, and the queue before them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque
from typing import Any

from aigov_kg import frames
from aigov_kg.errors import WorkerDied
from aigov_kg.store import Answer, ForkServer, Request, Worker, died, read_answer, too_slow


class Pool:
    """The workers of a service: each answers one query at a time; those waiting are counted."""

    def __init__(self, server: ForkServer) -> None:
        self.server, self.settings = server, server.settings
        self.idle: deque[Worker] = deque(server.spawn() for _ in range(self.settings.workers))
        self.confined = all(worker.confined for worker in self.idle)
        self.waiting: deque[asyncio.Future[Worker]] = deque()
        self.replacing: set[asyncio.Task[None]] = set()
        for worker in self.idle:
            worker.sock.setblocking(False)

    async def query(self, request: Request) -> Answer:
        """Answer one query, within the deadline from the moment that a worker takes it.

        Raises:
            QueryError: refused, stopped, or wrong; see `aigov_kg.errors`.
        """
        message = frames.pack(self.server.header(request))
        worker = await self._take()
        try:
            async with asyncio.timeout(self.settings.deadline):
                header, body = await _exchange(worker.sock, message)
        except TimeoutError:
            self._replace(worker)
            raise too_slow(self.settings) from None
        except (OSError, EOFError):
            self._replace(worker)
            raise died() from None
        except BaseException:
            # The client went away: what it asked for must not run on.
            self._replace(worker)
            raise
        self._give(worker)
        return read_answer(header, body, request, self.settings)

    async def _take(self) -> Worker:
        if self.idle:
            return self.idle.popleft()
        if len(self.waiting) >= self.settings.queue:
            raise WorkerDied("every worker is busy and the queue is full; try again shortly", "no-free-worker")
        future: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        try:
            async with asyncio.timeout(self.settings.deadline):
                return await future
        except BaseException as error:
            if future.done() and not future.cancelled():
                self._give(future.result())
            if isinstance(error, TimeoutError):
                message = f"no worker was free within {self.settings.deadline:g} s; try again shortly"
                raise WorkerDied(message, "no-free-worker") from None
            raise

    def _give(self, worker: Worker) -> None:
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(worker)
                return
        self.idle.append(worker)

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        task = asyncio.get_running_loop().create_task(self._respawn(worker))
        self.replacing.add(task)
        task.add_done_callback(self.replacing.discard)

    async def _respawn(self, worker: Worker) -> None:
        def fork() -> Worker:
            self.server.bury(worker)
            fresh = self.server.spawn()
            fresh.sock.setblocking(False)
            return fresh

        with contextlib.suppress(OSError, WorkerDied):
            self._give(await asyncio.get_running_loop().run_in_executor(None, fork))

    def close(self) -> None:
        """End the processes."""
        self.server.close()


async def _exchange(sock: socket.socket, message: bytes) -> tuple[dict[str, Any], bytes]:
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(sock, message)
    header_size, body_size = frames.lengths(await _exactly(loop, sock, frames.HEAD))
    rest = await _exactly(loop, sock, header_size + body_size)
    return frames.decode(rest, header_size)


async def _exactly(loop: asyncio.AbstractEventLoop, sock: socket.socket, size: int) -> bytearray:
    buffer = bytearray(size)
    view, got = memoryview(buffer), 0
    while got < size:
        count = await loop.sock_recv_into(sock, view[got:])
        if count == 0:
            raise EOFError
        got += count
    return buffer
