"""The graph as the service holds it: a snapshot, or given RDF files, with the pool that answers for it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Annotated, Any

import networkx as nx
from fastapi import Depends, Request

from aigov_api.pacing import Pacing
from aigov_api.ready import ReadyAnswers
from aigov_kg.namespaces import ID
from aigov_kg.network import edges, holds, sentence
from aigov_kg.pool import Pool
from aigov_kg.premises import Premises
from aigov_kg.questions import Question, read_questions
from aigov_kg.resources import Home
from aigov_kg.rules import RuleSet, read_rules
from aigov_kg.settings import Settings
from aigov_kg.snapshot import DUMP, Snapshot
from aigov_kg.store import Answer, ForkServer
from aigov_kg.store import Request as Query


class Graph:
    """What one set of workers serves."""

    def __init__(self, home: Home, snapshot: Snapshot | None, files: Sequence[Path], settings: Settings) -> None:
        """Load the data.

        Raises:
            SnapshotError: the files cannot be loaded, or hold nothing or not what they should.
        """
        self.home, self.snapshot, self.settings = home, snapshot, settings
        self.server = ForkServer(
            [snapshot.path / DUMP] if snapshot else files,
            settings,
            release=snapshot is not None,
            quads=snapshot.statements if snapshot else None,
        )
        self.pool = Pool(self.server)
        self.pacing = Pacing(settings)
        self.names: dict[str, Any] = snapshot.names() if snapshot else {"entities": {}, "concepts": {}, "terms": []}
        self.rules: RuleSet | None = read_rules(snapshot.rules()) if snapshot else None
        self.premises = Premises(self.rules) if self.rules else None
        self.terms: dict[str, Any] = snapshot.terms() if snapshot else {}
        self.questions: dict[str, Question] = read_questions(home.queries) if snapshot else {}
        self._network: nx.MultiDiGraph[str] | None = None
        self.version = snapshot.version if snapshot else "data+" + _digest(files)
        self.leases = 0
        """Requests that are being answered from this graph."""
        self.ready = ReadyAnswers(settings.cache_bytes)
        self.texts: dict[tuple[bytes, ...], bytes] = {}
        self.statistics: asyncio.Future[Any] | None = None

    async def start(self) -> None:
        """Start the workers, on the event loop that serves.

        Raises:
            WorkerDied: none could be started.
        """
        await self.pool.start()

    async def query(self, request: Query) -> Answer:
        """Answer one query; errors as in `aigov_kg.pool`."""
        return await self.pool.query(request)

    async def run(self, steps: Generator[Query, Answer, Any]) -> Any:
        """Run the steps of an answer against the pool."""
        return await self.pool.run(steps)

    async def network(self) -> nx.MultiDiGraph[str]:
        """Give the network of the release; it is read once."""
        if self._network is None:
            self._network = await self.run(edges())
        return self._network

    async def neighbours(self, entity: str, day: str | None, known_by: str | None) -> list[dict[str, Any]]:
        """Give what a record joins to an entity, each with the sentence of the record."""
        network = await self.network()
        if entity not in network:
            return []
        found = []
        for source, target, edge in [*network.in_edges(entity, data=True), *network.out_edges(entity, data=True)]:
            if certainty := holds(edge, day, known_by):
                other = target if source == entity else source
                found.append(
                    {
                        "id": other,
                        "label": self.names["entities"].get(other, {}).get("label", other),
                        "relation": edge["relation"].word,
                        "direction": "out" if source == entity else "in",
                        "certainty": certainty,
                        "sentence": sentence(source, target, edge, self.names, known_by),
                        "record": edge["record"].removeprefix(ID),
                    }
                )
        return sorted(found, key=lambda n: (n["relation"], n["label"], n["record"]))

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


# Not awaiting anything, but what is no coroutine the framework runs in a thread, which costs more than the rest of it.
async def _graph(request: Request) -> Graph:
    graph: Graph = request.scope["graph"]
    return graph


GraphDep = Annotated[Graph, Depends(_graph)]
