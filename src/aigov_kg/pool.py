"""The pool: the workers of a service, each with one query at a time, and the queue before them.

Some workers are kept ready. A query that is still running after a moment is long: its worker goes on at the lowest
priority and never takes another query, and a fresh one takes its place; so long queries, of which only some may run at
a time, do not keep short ones waiting. The moment is the shorter, the more long ones there are. At the deadline, which
counts from the arrival of the query, its worker is killed. Long ones that would be killed at one time are killed one
after the other: a death, a fork and the query that comes next are what small ones would notice. A query of ours, whose
cost is known, is long much later, and keeps its priority: on a machine that is busy with other things the lowest one
would leave it no time at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Generator
from typing import Any, Final

from aigov_kg import patience, priority
from aigov_kg.errors import SnapshotError, WorkerDied
from aigov_kg.exchange import Answer, Request, died, limit_of, message, out_of_memory, read_answer, too_slow
from aigov_kg.forkserver import ForkServer
from aigov_kg.link import Link

_STARTS: Final = 10.0
_RETRY: Final = 1.0
_ENDS: Final = 0.5
_PAUSE: Final = 0.01
_PAUSES: Final = 50
_LOOK: Final = 0.002
_CALM: Final = 0.02
_AT_ONCE: Final = max(2, os.cpu_count() or 2) + 1
_log = logging.getLogger("aigov_kg.pool")


class Pool:
    """The workers of a service; `start` it on the event loop that asks it."""

    def __init__(self, server: ForkServer) -> None:
        self.server, self.settings = server, server.settings
        self.confined = server.confined
        self.idle: list[Link] = []
        self.links: set[Link] = set()
        self.waiting: deque[asyncio.Future[Link]] = deque()
        self.starting = 0
        self.long = 0
        self.tasks: set[asyncio.Task[object]] = set()
        self.ends: dict[int, asyncio.Future[int]] = {}
        self.turns, self.asked = asyncio.Semaphore(_AT_ONCE), 0
        self.closed = False
        self.reviving = asyncio.Lock()
        self.counts = {"killed": 0, "crashed": 0, "started": 0, "revived": 0}

    async def start(self) -> None:
        """Start the workers.

        Raises:
            WorkerDied: none could be started.
        """
        self._listen()
        self.starting = self.settings.workers
        await asyncio.gather(*(self._start_worker() for _ in range(self.starting)))
        if not self.idle:
            raise WorkerDied("no worker could be started")

    @property
    def ready(self) -> bool:
        """Whether there is a worker, or one is on its way."""
        return not self.closed and bool(self.links or self.starting)

    async def query(self, request: Request) -> Answer:
        """Answer one query, within the deadline from now.

        Raises:
            QueryError: refused, stopped, or wrong; see `aigov_kg.errors`.
        """
        if not request.trusted:
            return await self._ask(request)
        async with self._turn():
            return await self._ask(request)

    async def run(self, steps: Generator[Request, Answer, Any]) -> Any:
        """Run the steps of an answer of ours, and give what they return; whoever has begun waits for no turn again.

        Raises:
            QueryError: a query was stopped, or wrong.
        """
        async with self._turn():
            try:
                request = next(steps)
                while True:
                    request = steps.send(await self._ask(request))
            except StopIteration as stop:
                return stop.value

    async def _ask(self, request: Request) -> Answer:
        text = message(request, self.settings, release=self.server.release)
        deadline = asyncio.get_running_loop().time() + limit_of(request, self.settings)
        return await self._answer(request, text, deadline)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        # What is ours is of one size, and dear: more of it at once than there are processors hold each other up.
        if self.asked >= self.settings.queue:
            raise _busy()
        self.asked += 1
        try:
            try:
                async with asyncio.timeout(self.settings.deadline):
                    await self.turns.acquire()
            except TimeoutError:
                raise _busy() from None
            try:
                yield
            finally:
                self.turns.release()
        finally:
            self.asked -= 1

    async def _answer(self, request: Request, text: bytes, deadline: float) -> Answer:
        loop = asyncio.get_running_loop()
        link = self.idle.pop() if self.idle else await self._wait(deadline)
        reply = link.ask(text)
        link.timer = loop.call_later(_LOOK, self._look, link, request, deadline)
        try:
            header, body = await reply
        except TimeoutError:
            self.counts["killed"] += 1
            raise too_slow(request, self.settings) from None
        except EOFError:
            self.counts["crashed"] += 1
            status = await self._drop(link)
            raise (out_of_memory(self.settings) if status == signal.SIGABRT else died()) from None
        except OSError as error:
            # Not the worker's fault: there is no room for the spool.
            self._discard(link)
            raise WorkerDied(f"the answer could not be kept for sending: {error.strerror}", "no-room") from None
        except BaseException:
            # The client went away, and with it whoever waits for the answer: the work must not go on.
            self._discard(link)
            raise
        link.timer.cancel()
        if link.long or header.get("swollen") or self.closed:
            self._discard(link)
        else:
            link.warm = True
            self._give(link)
        return read_answer(header, body, request, self.settings)

    async def _wait(self, deadline: float) -> Link:
        if self.closed or len(self.waiting) >= self.settings.queue:
            raise _busy()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Link] = loop.create_future()
        self.waiting.append(future)
        try:
            async with asyncio.timeout_at(deadline):
                return await future
        except BaseException as error:
            if future.done() and not future.cancelled():
                self._give(future.result())
            if isinstance(error, TimeoutError):
                text = f"no worker was free within {self.settings.deadline:g} s; try again shortly"
                raise WorkerDied(text, "no-free-worker") from None
            raise

    def _give(self, link: Link) -> None:
        if link.closed or link not in self.links:
            self._discard(link)
            return
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(link)
                return
        self.idle.append(link)

    def _look(self, link: Link, request: Request, deadline: float) -> None:
        """Look at a query that is still at work: whether it is young, or long, by the processor time that it took."""
        if link.answered:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= deadline:
            self._end(link, TimeoutError())
            return
        spent = link.spent()
        left = patience.patience(link, request, self.long, self.settings) - spent
        if left <= 0:
            self._demote(link, request, deadline)
            return
        again = loop.time() + max(_LOOK, left)
        link.timer = loop.call_at(min(deadline, again), self._look, link, request, deadline)

    def _demote(self, link: Link, request: Request, deadline: float) -> None:
        """Make room for others: the query of this worker is a long one."""
        allowed = patience.allowed(request, self.settings)
        if self.long >= allowed:
            ended = patience.giving_way(link, self.links, self.settings)
            text = f"{self.long} long queries are running, the most that may run at a time; try again shortly"
            self._end(ended, WorkerDied(text, "no-free-worker", limit="long_queries", maximum=allowed))
            if ended is link:
                return
        if not request.trusted:
            priority.last(link.pid)
        link.ends = patience.apart(deadline, self.links, self.settings)
        link.long, link.ours = True, request.trusted
        self.long += 1
        link.timer = asyncio.get_running_loop().call_at(link.ends, self._end, link, TimeoutError())
        self._refill()

    def _end(self, link: Link, error: Exception) -> None:
        if link.reply is not None and not link.answered:
            link.reply.set_exception(error)
            self._discard(link)

    def _discard(self, link: Link) -> None:
        self._spawn(self._bury(link.pid, self._kill(link)))

    async def _drop(self, link: Link) -> int:
        """Kill a worker, and give the signal that ended it where it is known soon, else 0."""
        return await self._bury(link.pid, self._kill(link))

    def _kill(self, link: Link) -> asyncio.Future[int] | None:
        """Kill a worker, let it go and start another, all before anyone else counts the workers; gives its end to wait for."""
        if link not in self.links:
            return None
        self.links.discard(link)
        if link in self.idle:
            self.idle.remove(link)
        self.long -= link.long
        self.server.kill(link.pid)
        end = self.ends[link.pid] = asyncio.get_running_loop().create_future()
        self.server.reap(link.pid)
        link.close()
        self._refill()
        return end

    async def _bury(self, pid: int, end: asyncio.Future[int] | None) -> int:
        try:
            async with asyncio.timeout(_ENDS):
                return int(await end) if end else 0
        except (TimeoutError, OSError):
            return 0
        finally:
            self.ends.pop(pid, None)

    def _refill(self) -> None:
        """Start workers where fewer than should be are free of long queries.

        To fork takes the processor from whoever asks meanwhile. So it is done at once only for those who wait, and else
        one after the other.
        """
        missing = self.settings.workers - (len(self.links) - self.long + self.starting)
        wanted = max(1, len(self.waiting)) - self.starting
        for _ in range(0 if self.closed else min(missing, wanted)):
            self.starting += 1
            self._spawn(self._start_worker(_CALM if self.idle else 0))

    async def _start_worker(self, pause: float = 0) -> None:
        link = Link(self.settings.spool_bytes, self._lost)
        started = False
        try:
            await asyncio.sleep(pause)
            sock = self.server.fork()
            sock.setblocking(False)
            await asyncio.get_running_loop().create_unix_connection(lambda: link, sock=sock)
            async with asyncio.timeout(_STARTS):
                link.pid = (await link.ask(b""))[0]["pid"]
        except (WorkerDied, OSError, EOFError) as error:
            link.close()
            if isinstance(error, TimeoutError):
                self.server.process.kill()
            if not self.closed:
                self._spawn(self._revive())
        else:
            self.counts["started"] += 1
            self.links.add(link)
            self._give(link)
            started = True
        finally:
            self.starting -= 1
        if started:
            self._refill()

    def _lost(self, link: Link) -> None:
        """Take note that a worker ended by itself while it had nothing to do."""
        if link in self.idle and not self.closed:
            self._discard(link)

    def _listen(self) -> None:
        self.server.control.setblocking(False)
        asyncio.get_running_loop().add_reader(self.server.control, self._read_end)

    def _read_end(self) -> None:
        try:
            pid, status = self.server.read_end()
        except BlockingIOError:
            return
        except OSError:
            asyncio.get_running_loop().remove_reader(self.server.control)
            for end in self.ends.values():
                if not end.done():
                    end.set_result(0)
            if not self.closed:
                self._spawn(self._revive())
            return
        if (future := self.ends.get(pid)) and not future.done():
            future.set_result(status)

    async def _revive(self) -> None:
        """Start the fork server anew where it has ended; its workers ended with it."""
        async with self.reviving:
            loop = asyncio.get_running_loop()
            pauses = 0
            while not self.closed and self.server.alive() and pauses < _PAUSES:
                # It may be about to end, or have no room for a process.
                pauses += 1
                await asyncio.sleep(_PAUSE)
            while not self.closed and not self.server.alive():
                _log.warning("the process that starts workers ended; starting it anew")
                loop.remove_reader(self.server.control)
                for link in list(self.links):
                    self.links.discard(link)
                    self.long -= link.long
                    link.close()
                self.idle.clear()
                try:
                    await loop.run_in_executor(None, self.server.restart)
                except (SnapshotError, OSError) as error:
                    _log.error("it could not be started: %s", error)
                    await asyncio.sleep(_RETRY)
                else:
                    self.counts["revived"] += 1
                    self._listen()
            self._refill()

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def close(self) -> None:
        """End the processes."""
        self.release()
        self.server.close()

    def release(self) -> None:
        """Let go of the workers; the fork server is still to be closed."""
        self.closed = True
        with contextlib.suppress(RuntimeError, ValueError):
            asyncio.get_running_loop().remove_reader(self.server.control)
        for link in self.links:
            link.close()


def _busy() -> WorkerDied:
    """Say that too many wait already."""
    return WorkerDied("every worker is busy and the queue is full; try again shortly", "no-free-worker")
