"""The graph as the service holds it: a snapshot, or given RDF files, with the pool that answers for it."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from aigov_kg.pool import Pool
from aigov_kg.questions import Question, read_questions
from aigov_kg.resources import Home
from aigov_kg.settings import Settings
from aigov_kg.snapshot import DUMP, Snapshot
from aigov_kg.store import Answer, ForkServer
from aigov_kg.store import Request as Query


class Graph:
    """What one set of workers serves."""

    def __init__(self, home: Home, snapshot: Snapshot | None, files: Sequence[Path], settings: Settings) -> None:
        """Start the workers.

        Raises:
            SnapshotError: the files cannot be loaded, or hold nothing.
        """
        self.snapshot, self.settings = snapshot, settings
        self.server = ForkServer([snapshot.path / DUMP] if snapshot else files, settings, release=snapshot is not None)
        self.pool = Pool(self.server)
        self.names: dict[str, Any] = snapshot.names() if snapshot else {"entities": {}, "concepts": {}, "terms": []}
        self.questions: dict[str, Question] = read_questions(home.queries) if snapshot else {}
        self.version = snapshot.version if snapshot else "data+" + _digest(files)

    async def query(self, request: Query) -> Answer:
        """Answer one query; errors as in `aigov_kg.pool`."""
        return await self.pool.query(request)

    async def run(self, steps: Generator[Query, Answer, Any]) -> Any:
        """Run the steps of an answer against the pool."""
        try:
            request = next(steps)
            while True:
                request = steps.send(await self.pool.query(request))
        except StopIteration as stop:
            return stop.value

    def etag(self, *parts: str) -> str:
        """Give the entity tag of an answer that depends on the snapshot and these parts alone."""
        digest = hashlib.sha256("\0".join((self.version, *parts)).encode("utf-8", "surrogatepass"))
        return f'W/"{digest.hexdigest()[:24]}"'

    def close(self) -> None:
        """End the workers."""
        self.pool.close()


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _graph(request: Request) -> Graph:
    graph: Graph = request.app.state.graph
    return graph


GraphDep = Annotated[Graph, Depends(_graph)]
