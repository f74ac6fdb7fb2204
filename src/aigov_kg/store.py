"""The store: a snapshot held by worker processes, which are asked over pipes and killed at the deadline.

This process never imports the engine. `Store` asks one query at a time; `aigov_kg.pool` asks many.
"""

from __future__ import annotations

import array
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aigov_kg import frames
from aigov_kg.admission import admit
from aigov_kg.errors import (
    QueryError,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    SnapshotError,
    WorkerDied,
)
from aigov_kg.namespaces import DEFAULT_GRAPHS
from aigov_kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete result: `form` is select, ask or graph, `format` the serialisation of the bytes in `body`."""

    form: str
    format: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """One query and how its result is to be written.

    Attributes:
        results: json, xml, csv, tsv, or None where the client takes none of them.
        graph: turtle, ntriples, jsonld, rdfxml, nquads, trig, or None.
        default, named: graphs of the protocol's dataset; None leaves it to the query.
        trusted: the text is ours, so it is not counted.
    """

    query: str
    results: str | None = "json"
    graph: str | None = "turtle"
    default: Sequence[str] | None = None
    named: Sequence[str] | None = None
    trusted: bool = False


class Worker:
    """A worker process and our end of its pipe."""

    def __init__(self, pid: int, sock: socket.socket) -> None:
        self.pid, self.sock, self.confined = pid, sock, False

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.sock.close()


class ForkServer:
    """The process that holds the loaded files and forks workers from itself."""

    def __init__(self, files: Sequence[Path], settings: Settings, *, release: bool = True) -> None:
        """Start it and wait until the files are loaded.

        Raises:
            SnapshotError: a file cannot be loaded, or holds nothing.
        """
        self.settings, self.release = settings, release
        self.control, theirs = socket.socketpair()
        self.lock = threading.Lock()
        command = [sys.executable, "-m", "aigov_kg.worker", str(theirs.fileno()), str(settings.worker_memory)]
        self.process = subprocess.Popen([*command, *map(str, files)], pass_fds=[theirs.fileno()])
        theirs.close()
        frame = frames.receive(self.control)
        if frame is None or "error" in frame[0] or not frame[0]["quads"]:
            self.close()
            reason = frame[0].get("error", "it holds no statements") if frame else "the process ended"
            raise SnapshotError(f"{', '.join(map(str, files))} cannot be served: {reason}")
        self.quads: int = frame[0]["quads"]
        self.graphs = frozenset(frame[0]["graphs"])

    def spawn(self) -> Worker:
        """Fork a worker; takes milliseconds."""
        ours, theirs = socket.socketpair()
        with self.lock, theirs:
            self.control.sendmsg([b"S"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))])
            frame = frames.receive(self.control)
        if frame is None:
            ours.close()
            raise WorkerDied("the process that starts workers has ended; restart the service")
        worker = Worker(frame[0]["pid"], ours)
        hello = frames.receive(ours)
        worker.confined = bool(hello and hello[0]["confined"])
        return worker

    def bury(self, worker: Worker) -> None:
        """Kill a worker and let its number go."""
        worker.kill()
        with self.lock, contextlib.suppress(OSError):
            self.control.sendall(b"R%d" % worker.pid)

    def close(self) -> None:
        """End the process and all its workers."""
        self.control.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()

    def header(self, request: Request) -> dict[str, Any]:
        """Write the request as a worker reads it.

        Raises:
            QueryRefused: the query is beyond the limits.
        """
        dataset = False if request.trusted else admit(request.query, self.settings).dataset
        default, named = request.default, request.named
        if self.release and default is None and named is None and not dataset:
            default = DEFAULT_GRAPHS
        elif default is not None or named is not None:
            default, named = default or [], named or []
        return {
            "query": request.query,
            "results": request.results,
            "graph": request.graph,
            "default": None if default is None else list(default),
            "named": None if named is None else list(named),
            "prefixes": self.release,
            "base": None,
            "bytes": self.settings.answer_bytes,
            "rows": self.settings.rows,
        }


def read_answer(header: dict[str, Any], body: bytes, request: Request, settings: Settings) -> Answer:
    """Turn a worker's frame into an answer.

    Raises:
        QueryError: the worker reported one.
    """
    match header.get("error"):
        case None:
            return Answer(header["form"], header["format"], body)
        case "syntax":
            raise QuerySyntaxError(_place(request.query, header), line=header["line"], column=header["column"])
        case "too-large" if header["limit"] == "rows":
            raise ResultTooLarge(
                f"the answer has more than {settings.rows} rows; narrow the query, page with LIMIT and OFFSET, "
                "or download the whole graph from /export",
                limit="rows",
                maximum=settings.rows,
            )
        case "too-large":
            raise ResultTooLarge(
                f"the answer has more than {settings.answer_bytes} bytes; narrow the query, page with LIMIT and "
                "OFFSET, or download the whole graph from /export",
                limit="answer_bytes",
                maximum=settings.answer_bytes,
            )
        case "not-acceptable":
            error = QueryError(f"the result is a {header['form']} result, which has no representation you accept")
            error.kind = "not-acceptable"
            raise error
        case "memory":
            raise WorkerDied("the query needed more memory than one query may have; narrow it", "memory-limit")
    error = QueryError(f"the query cannot be evaluated: {header['message']}")
    error.kind = "query-evaluation"
    raise error


def _place(query: str, header: dict[str, Any]) -> str:
    if header["line"] is None:
        return f"the query is not SPARQL 1.1: {header['message']}"
    lines = query.splitlines() or [""]
    text = lines[min(header["line"], len(lines)) - 1][header["column"] - 1 :].split()
    near = f" at '{text[0][:40]}'" if text else " at the end of the line"
    return f"line {header['line']}, column {header['column']}: {header['message']}{near}"


def too_slow(settings: Settings) -> QueryTimeout:
    return QueryTimeout(
        f"the query was stopped after {settings.deadline:g} s, the limit of one query; put selective patterns first "
        "and before OPTIONAL, bound one end of a path with + or *, and avoid patterns that share no variable",
        limit="deadline",
        maximum=settings.deadline,
    )


def died() -> WorkerDied:
    return WorkerDied(
        "the process that ran this query ended before it had an answer, out of memory or by a fault; "
        "try a narrower query"
    )


class Store:
    """A snapshot, or RDF files, to be asked one query at a time."""

    def __init__(self, files: Sequence[Path], settings: Settings, *, release: bool = True) -> None:
        self.settings = settings
        self.server = ForkServer(files, settings, release=release)
        self.worker: Worker | None = None
        self.lock = threading.Lock()

    def query(self, request: Request) -> Answer:
        """Answer one query.

        Raises:
            QueryError: refused, stopped, or wrong; see `aigov_kg.errors`.
        """
        header = self.server.header(request)
        with self.lock:
            worker = self.worker = self.worker or self.server.spawn()
            try:
                worker.sock.settimeout(self.settings.deadline)
                frames.send(worker.sock, header)
                frame = frames.receive(worker.sock)
            except OSError as error:
                self.server.bury(worker)
                self.worker = None
                raise (too_slow(self.settings) if isinstance(error, TimeoutError) else died()) from error
            if frame is None:
                self.server.bury(worker)
                self.worker = None
                raise died()
        return read_answer(*frame, request, self.settings)

    def close(self) -> None:
        """End the processes."""
        self.server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()
