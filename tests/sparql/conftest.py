"""Fixtures of the SPARQL endpoint. Most tests ask a service of invented data (`--data`), started once a module with a
deadline of one second; what concerns releases uses snapshots that differ from the seed's by one statement."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest

from aigov_kg import namespaces as ns
from aigov_kg import snapshot

FAST = {"AIGOV_KG_DEADLINE": "1", "AIGOV_KG_WATCH": "0.1"}


class Got(NamedTuple):
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The type of the problem document; fails where it is none."""
        assert self.headers["content-type"] == "application/problem+json", self
        document = self.json
        assert document["status"] == self.status
        assert document["detail"]
        return document["type"].partition("#")[2]


class Client:
    """Sends requests as they stand."""

    def __init__(self, address: str, timeout: float = 20) -> None:
        self.address, self.host, self.timeout = address, urlsplit(address).netloc, timeout

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Got:
        connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None and "Content-Length" not in (headers or {}):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, query: str, accept: str = "application/sparql-results+json", **headers: str) -> Got:
        return self.send("GET", f"/sparql?query={quote(query)}", {"Accept": accept, **headers})

    def post(
        self, query: str | bytes, accept: str = "*/*", kind: str = "application/sparql-query", path: str = "/sparql"
    ) -> Got:
        body = query.encode() if isinstance(query, str) else query
        return self.send("POST", path, {"Accept": accept, "Content-Type": kind}, body)


@pytest.fixture(scope="session")
def connect() -> type[Client]:
    """Give the class of clients, for tests that start services of their own."""
    return Client


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file of 20,000 invented firms: 140,000 statements in the default graph and one named graph."""
    numbers = random.Random(1)
    path = tmp_path_factory.mktemp("invented") / "firms.nq"
    with path.open("w", encoding="utf-8") as out:
        for i in range(20_000):
            firm = f"<http://example.org/firm/{i}>"
            lines = [f"<{ns.TYPE}> <http://example.org/Firm>", f'<{ns.SKOS}prefLabel> "Firm {i}"@en']
            lines += [
                f"<http://example.org/partner> <http://example.org/firm/{numbers.randrange(20_000)}>" for _ in range(3)
            ]
            lines += [
                f'<http://example.org/country> "C{i % 50}"',
                f'<http://example.org/size> "{i}"^^<{ns.XSD}integer>',
            ]
            graph = " <http://example.org/graph>" if i < 100 else ""
            out.writelines(f"{firm} {line}{graph} .\n" for line in lines)
    return path


@pytest.fixture(scope="module")
def service(serve: Any, invented: Path) -> Iterator[Client]:
    """Give a client of a service for the invented data, with a deadline of one second."""
    with serve("--data", str(invented), env=FAST) as (address, _):
        yield Client(address)


@pytest.fixture(scope="session")
def release_of(seed_folder: Path) -> Callable[..., snapshot.Snapshot]:
    """Give a function that publishes into a folder a release that holds one statement more than the seed's."""
    return lambda folder, number: publish(seed_folder, folder, number)


def publish(seed_folder: Path, folder: Path, number: int) -> snapshot.Snapshot:
    """Publish release `number`: the statement says which it is, and so does the number of statements."""
    source = snapshot.current(seed_folder)
    assert source is not None
    files = {
        name: (source / name).read_bytes() for name in json.loads((source / snapshot.MANIFEST).read_text())["files"]
    }
    mark = f'<{ns.ID}release> <{ns.RDFS}comment> "{number}" <{ns.ACCEPTED}> .\n'
    extra = "".join(f'<{ns.ID}release> <{ns.RDFS}seeAlso> "{i}" <{ns.ACCEPTED}> .\n' for i in range(number))
    files[snapshot.DUMP] += (mark + extra).encode()
    manifest = json.loads((source / snapshot.MANIFEST).read_text())
    digest = hashlib.sha256(files[snapshot.DUMP]).hexdigest()
    manifest["version"] = f"{manifest['package']}+{digest[:12]}"
    manifest["statements"] += 1 + number
    manifest["files"] = {
        n: {"bytes": len(b), "sha256": hashlib.sha256(b).hexdigest()} for n, b in files.items()
    }  # fmt: skip
    return snapshot.publish(folder, files, manifest)
