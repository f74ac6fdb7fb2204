"""Earlier releases: what a kept release said, opened when somebody asks for it by `version=`, and closed again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from aigov_api.errors import Problem
from aigov_api.graph import Graph
from aigov_kg.errors import AigovError
from aigov_kg.resources import snapshots_folder
from aigov_kg.snapshot import snapshots, verify

_OPEN: Final = 2
"""Earlier releases held open at once; each holds a copy of its data in memory."""

PARAMETER: Final[dict[str, Any]] = {
    "name": "version",
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "description": "What this earlier release said, as long as it is kept; without it the current one answers.",
}


class Releases:
    """Lends the graph of a release."""

    def __init__(self, state: Any) -> None:
        """Lend for an application whose `state.graph` is the current release."""
        self.state = state
        self.open: dict[str, Graph] = {}
        self.lock = asyncio.Lock()

    async def lend(self, scope: Any) -> Graph:
        """Give the graph that a request is about, and take `version` out of its query string.

        Raises:
            Problem: the release is not kept any more, or its name stands twice.
        """
        graph: Graph = self.state.graph
        if b"version=" not in scope["query_string"] or not scope["path"].startswith(("/api/", "/id/", "/questions")):
            return graph
        fields = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        asked = {value.replace(" ", "+") for name, value in fields if name == "version"}
        if len(asked) != 1:
            return graph
        scope["query_string"] = urlencode([f for f in fields if f[0] != "version"]).encode()
        (version,) = asked
        return graph if version in {"", graph.version} else await self._earlier(graph, version)

    async def _earlier(self, graph: Graph, version: str) -> Graph:
        async with self.lock:
            if version not in self.open:
                kept = {path.name: path for path in snapshots(snapshots_folder(graph.home))} if graph.snapshot else {}
                if version not in kept:
                    raise Problem(
                        "gone",
                        f"release '{version[:60]}' is not kept; kept are {', '.join(kept) or 'none'}. "
                        "To ask it, build it from the tables of its revision: aigov-kg build",
                    )
                await self._make_room()
                settings = replace(graph.settings, workers=1)
                try:
                    opened = await asyncio.to_thread(lambda: Graph(graph.home, verify(kept[version]), [], settings))
                    await opened.start()
                except (AigovError, OSError, ValueError, KeyError) as error:
                    raise Problem("gone", f"release '{version[:60]}' cannot be opened any more: {error}") from error
                self.open[version] = opened
            # The one asked last is closed last.
            self.open[version] = self.open.pop(version)
            return self.open[version]

    async def _make_room(self) -> None:
        for version, graph in list(self.open.items()):
            if len(self.open) < _OPEN:
                return
            if not graph.leases:
                del self.open[version]
                await asyncio.to_thread(graph.close)
        if len(self.open) >= _OPEN:
            raise Problem("no-free-worker", "other earlier releases are being asked; try again shortly")

    def close(self) -> None:
        """Close what is open."""
        for graph in self.open.values():
            graph.close()
