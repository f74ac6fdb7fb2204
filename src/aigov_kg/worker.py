"""The fork server and its workers: the only processes that hold the engine (`python -m aigov_kg.worker`).

The fork server loads the data once, stays single-threaded, and forks a worker for each socket that it is handed. A
worker answers one query at a time over its socket, and is killed by the service when it takes too long.
"""

from __future__ import annotations

import array
import io
import os
import re
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aigov_kg import frames, sandbox
from aigov_kg.namespaces import PREFIXES

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}


class TooLarge(Exception):
    """The answer passed a limit."""


class _Capped(io.BytesIO):
    """A buffer that ends the serialisation once it holds too much."""

    def __init__(self, size: int, rows: int | None) -> None:
        super().__init__()
        self.size, self.rows = size, rows

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.size:
            raise TooLarge("bytes")
        if self.rows is not None:
            self.rows -= bytes(data).count(b"\n")
            if self.rows < 0:
                raise TooLarge("rows")
        return super().write(data)


def answer(store: ox.Store, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Run one query and serialise its result, or say what went wrong."""
    options: dict[str, Any] = {"prefixes": PREFIXES} if request["prefixes"] else {}
    if request["base"]:
        options["base_iri"] = request["base"]
    if request["default"] is not None:
        options["default_graph"] = [ox.NamedNode(iri) for iri in request["default"]]
    if request["named"] is not None:
        options["named_graphs"] = [ox.NamedNode(iri) for iri in request["named"]]
    result = store.query(request["query"], **options)
    if isinstance(result, ox.QueryTriples):
        form, name = "graph", request["graph"]
        if name is None:
            return {"error": "not-acceptable", "form": form}, b""
        output = _Capped(request["bytes"], None)
        prefixes = PREFIXES if request["prefixes"] and name != "ntriples" else None
        ox.serialize(result, output, format=GRAPHS[name], prefixes=prefixes)
    else:
        form, name = ("ask" if isinstance(result, ox.QueryBoolean) else "select"), request["results"]
        if name is None:
            return {"error": "not-acceptable", "form": form}, b""
        # One more line than rows: the heading. In JSON and XML the byte limit is met long before the row limit.
        output = _Capped(request["bytes"], request["rows"] + 1 if name in {"csv", "tsv"} else None)
        result.serialize(output, format=RESULTS[name])
    return {"form": form, "format": name}, output.getvalue()


def _explain(error: BaseException) -> dict[str, Any]:
    if isinstance(error, SyntaxError):
        place = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.S)
        line, column, said = (int(place[1]), int(place[2]), place[3]) if place else (None, None, str(error))
        # The parser lists every token it could have taken; a person needs the place.
        said = "a prefix is not declared" if "Prefix not found" in said else said
        said = "this cannot stand here" if said.startswith("expected ") or len(said) > 200 else said
        return {"error": "syntax", "message": said, "line": line, "column": column}
    if isinstance(error, TooLarge):
        return {"error": "too-large", "limit": str(error)}
    if isinstance(error, MemoryError):
        return {"error": "memory"}
    return {"error": "engine", "message": str(error)[:500]}


def _serve(store: ox.Store, sock: socket.socket, memory: int) -> None:
    confined = sandbox.apply(memory)
    frames.send(sock, {"ready": True, "confined": confined})
    while (frame := frames.receive(sock)) is not None:
        try:
            header, body = answer(store, frame[0])
        except BaseException as error:  # a Rust panic is no Exception
            header, body = _explain(error), b""
        frames.send(sock, header, body)


def _load(paths: list[str]) -> ox.Store:
    store = ox.Store()
    for path in paths:
        store.bulk_load(path=path, format=ox.RdfFormat.from_extension(Path(path).suffix.lstrip(".")))
    return store


def main() -> None:
    """Run the fork server: arguments are a socket's number, the memory limit and the files to load."""
    # Ctrl-C reaches the whole group; the service alone decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    memory = int(sys.argv[2])
    try:
        store = _load(sys.argv[3:])
    except (OSError, SyntaxError, ValueError) as error:
        frames.send(control, {"error": str(error)})
        return
    graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    frames.send(control, {"quads": len(store), "graphs": graphs})
    while True:
        message, ancillary, _, _ = control.recvmsg(64, socket.CMSG_SPACE(4))
        if not message:
            return
        if message.startswith(b"R"):
            # A dead worker keeps its number until the service has let go of it, so it never kills a stranger.
            os.waitpid(int(message[1:]), 0)
            continue
        descriptor = array.array("i", ancillary[0][2])[0]
        pid = os.fork()
        if pid == 0:
            control.close()
            try:
                _serve(store, socket.socket(fileno=descriptor), memory)
            finally:
                os._exit(0)
        os.close(descriptor)
        frames.send(control, {"pid": pid})


if __name__ == "__main__":
    main()
