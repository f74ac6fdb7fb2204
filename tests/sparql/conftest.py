"""Fixtures of the SPARQL endpoint. Most tests ask a service of invented data (`--data`), started once a module; those of
queries that do not end ask one with a deadline of one second (`impatient`). What concerns releases uses snapshots that differ from the seed's by one statement."""

from __future__ import annotations

import functools
import hashlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest

from aigov_kg import namespaces as ns
from aigov_kg import snapshot

CODE = """
import json, signal, sys
from pathlib import Path
{before}
from aigov_api.serve import run
from aigov_kg.snapshot import open_current
signal.signal(signal.SIGTERM, lambda *_: None)
run("127.0.0.1", int(sys.argv[1]), open_current(Path(sys.argv[2])), [])
print("modules", json.dumps(sorted(sys.modules)))
"""
"""Serves what a folder of snapshots holds, and says at its end which modules it has loaded."""


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
        self,
        query: str | bytes,
        accept: str = "*/*",
        kind: str = "application/sparql-query",
        path: str = "/sparql",
        **headers: str,
    ) -> Got:
        body = query.encode() if isinstance(query, str) else query
        return self.send("POST", path, {"Accept": accept, "Content-Type": kind, **headers}, body)


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
    """Give a client of a service for the invented data, which waits for a busy machine."""
    with serve("--data", str(invented), env={"AIGOV_KG_DEADLINE": "20"}) as (address, _):
        yield Client(address, 60)


@pytest.fixture(scope="module")
def impatient(serve: Any, invented: Path) -> Iterator[Client]:
    """Give a client of a service for the invented data, with a deadline of one second."""
    with serve("--data", str(invented), env={"AIGOV_KG_DEADLINE": "1"}) as (address, _):
        yield Client(address)


@pytest.fixture(scope="session")
def release_of(seed_folder: Path) -> Callable[..., snapshot.Snapshot]:
    """Give a function that publishes into a folder a release which holds a little more than the seed's; `small` leaves
    the seed's own records out of it."""
    return lambda folder, number, small=False: publish(seed_folder, folder, number, small)


@pytest.fixture(scope="session")
def serve_folder() -> Callable[..., Any]:
    """Give a context manager that serves the snapshots of a folder, and follows its pointer."""
    return serving_folder


@contextmanager
def serving_folder(folder: Path, before: str = "", **env: str) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    """Run a service for the snapshots of a folder, after the code `before`; gives a client and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", CODE.format(before=before), str(port), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "AIGOV_KG_SNAPSHOTS": str(folder), "AIGOV_KG_WATCH": "0.05", **env},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if " statements at " not in line:
            raise AssertionError(process.communicate(timeout=20))
        yield Client(f"http://127.0.0.1:{port}", 60), process
    finally:
        process.terminate()
        if process.stdout is not None and not process.stdout.closed:
            process.communicate(timeout=30)


def publish(seed_folder: Path, folder: Path, number: int, small: bool = False) -> snapshot.Snapshot:
    """Publish release `number`: the statement says which it is, and so does the number of statements."""
    source = snapshot.current(seed_folder)
    assert source is not None
    held, text = _read(source, small)
    files, manifest = dict(held), json.loads(text)
    mark = f'<{ns.ID}release> <{ns.RDFS}comment> "{number}" <{ns.ACCEPTED}> .\n'
    extra = "".join(f'<{ns.ID}release> <{ns.RDFS}seeAlso> "{i}" <{ns.ACCEPTED}> .\n' for i in range(number))
    files[snapshot.DUMP] += (mark + extra).encode()
    digest = hashlib.sha256(files[snapshot.DUMP]).hexdigest()
    manifest["version"] = f"{manifest['package']}+{digest[:12]}"
    manifest["statements"] += 1 + number
    manifest["files"] = {
        n: {"bytes": len(b), "sha256": hashlib.sha256(b).hexdigest()} for n, b in files.items()
    }  # fmt: skip
    return snapshot.publish(folder, files, manifest)


@functools.cache
def _read(source: Path, small: bool) -> tuple[dict[str, bytes], str]:
    """Read the files of a release and its manifest; `small` keeps of the statements those of the ontology."""
    manifest = json.loads((source / snapshot.MANIFEST).read_text())
    files = {name: (source / name).read_bytes() for name in manifest["files"]}
    if small:
        ending = f"<{ns.ONTOLOGY_GRAPH}> .\n".encode()
        kept = [line for line in files[snapshot.DUMP].splitlines(keepends=True) if line.endswith(ending)]
        files[snapshot.DUMP] = b"".join(kept)
        manifest["statements"], manifest["graphs"] = len(kept), {ns.ONTOLOGY_GRAPH: len(kept)}
    return files, json.dumps(manifest)
