"""The change-over: a running service takes up a new snapshot without a failed request and without mixing two of them.

A request keeps the graph that it began with; a new graph is opened beside the old one, takes the place of it in one
assignment, and the old one is closed when its last request has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from pathlib import Path
from typing import Any, Final

from aigov_api.graph import Graph
from aigov_kg.errors import AigovError
from aigov_kg.resources import snapshots_folder
from aigov_kg.snapshot import current, verify

_STEP: Final = 0.05
_GRACE: Final = 1.0
_log = logging.getLogger("aigov_api.changeover")


class Changeover:
    """Watches the pointer to the current snapshot, and follows it.

    Attributes:
        fault: why the snapshot that the pointer names is not the one served; empty where it is.
    """

    def __init__(self, state: Any) -> None:
        """Watch for an application whose `state.graph` is what it serves."""
        graph: Graph = state.graph
        self.state, self.home, self.settings = state, graph.home, graph.settings
        self.folder, self.every = snapshots_folder(graph.home), graph.settings.watch
        self.fault = ""
        self.asked = asyncio.Event()
        self.refused: Path | None = None
        self.closing: set[asyncio.Task[None]] = set()

    async def watch(self) -> None:
        """Look now and then, and at once on SIGHUP, until cancelled."""
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._ask)
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.asked.wait(), self.every)
            self.asked.clear()
            await self.follow()

    def _ask(self) -> None:
        # What was found damaged before may have been mended since.
        self.refused = None
        self.asked.set()

    async def follow(self) -> bool:
        """Take up the snapshot that the pointer names, if it is another one and whole; tell whether it was done."""
        graph: Graph = self.state.graph
        path = current(self.folder)
        if path is None or graph.snapshot is None or path == self.refused or path.name == graph.snapshot.path.name:
            if path is not None and graph.snapshot is not None and path.name == graph.snapshot.path.name:
                self.fault = ""
            return False
        fresh: Graph | None = None
        try:
            fresh = await asyncio.to_thread(self._open, path)
            await fresh.start()
        except (AigovError, OSError, ValueError, KeyError) as error:
            self.fault, self.refused = str(error), path
            _log.error("the service stays with %s: %s", graph.version, error)
            if fresh is not None:
                fresh.close()
            return False
        except BaseException:
            if fresh is not None:
                fresh.close()
            raise
        self.state.graph, self.fault = fresh, ""
        _log.warning("changed over from %s to %s", graph.version, fresh.version)
        task = asyncio.get_running_loop().create_task(self._retire(graph))
        self.closing.add(task)
        task.add_done_callback(self.closing.discard)
        return True

    def _open(self, path: Path) -> Graph:
        return Graph(self.home, verify(path), [], self.settings)

    async def _retire(self, graph: Graph) -> None:
        """Close a graph when nobody asks it any more, at the latest when every query must have ended."""
        loop = asyncio.get_running_loop()
        end = loop.time() + graph.settings.deadline + _GRACE
        try:
            while graph.leases and loop.time() < end:
                await asyncio.sleep(_STEP)
        finally:
            graph.pool.release()
            await asyncio.to_thread(graph.server.close)

    def close(self) -> None:
        """Close what is still being retired."""
        for task in self.closing:
            task.cancel()
