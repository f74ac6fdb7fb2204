"""Measure this service beside the Oxigraph server and rdflib-endpoint: CPU per request of all processes, and throughput.

    python benchmarks/serve.py graph.nq [--seconds 4] [--rounds 3] [--connections 4] [--rdflib-endpoint PATH]

Every server holds the same statements in memory, in one default graph, and is asked by the same client over the same
connections, one after the other. The queries are a lookup and a join, each made new every time by a changing variable,
so that no cache answers; then one query again and again, beside a bare Starlette application that sends the same bytes.
The CPU of a server is that of its whole process tree, children that have ended included (/proc, Linux only).
rdflib-endpoint is measured where its command is named; it is not a dependency of this project.
"""

from __future__ import annotations

import argparse
import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

PREFIXES = (
    "PREFIX aigov: <https://w3id.org/aigov-kg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX id: <https://w3id.org/aigov-kg/id/> "
)
LOOKUP = "SELECT ?p ?o%d WHERE {{ <{entity}> ?p ?o%d }}"
JOIN = (
    "SELECT ?firm ?item ?role%d WHERE {{ ?record aigov:actor ?firm ; aigov:role ?role%d ; aigov:object ?item . "
    "?firm aigov:country ?country . ?item aigov:designation ?designation . "
    'FILTER(CONTAINS(?designation, "2")) }} ORDER BY ?firm ?item LIMIT 20'
)
TICK = os.sysconf("SC_CLK_TCK")
BARE = """
import sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = Path(sys.argv[2]).read_bytes()
async def answer(request):
    return Response(body, media_type="application/sparql-results+json")
app = Starlette(routes=[Route("/sparql", answer)])
uvicorn.run(app, port=int(sys.argv[1]), http="httptools", log_level="warning", access_log=False, server_header=False)
"""


def cpu(pid: int) -> float:
    """Give the CPU seconds of a process and all its children, ended ones included."""
    total = 0.0
    for child in tree(pid):
        try:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            # The clock of a process counts nanoseconds (man 3 clock_getcpuclockid), its ended children only ticks.
            total += time.clock_gettime(~child << 3 | 2) + sum(map(int, fields[13:15])) / TICK
        except OSError:
            continue  # it ended meanwhile; its parent counts it from now on
    return total


def tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def drive(port: int, make: Callable[[int], bytes], seconds: float, connections: int) -> tuple[int, float]:
    """Ask as fast as answers come, over so many connections at once; gives requests and seconds."""
    waiting = selectors.DefaultSelector()
    held: dict[socket.socket, bytearray] = {}
    sent = done = 0
    for _ in range(connections):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(sock, selectors.EVENT_READ)
        held[sock] = bytearray()
        sock.sendall(make(sent))
        sent += 1
    start = time.perf_counter()
    while not done or time.perf_counter() - start < seconds:
        for key, _ in waiting.select(1):
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            data = sock.recv(1 << 18)
            if not data:
                raise SystemExit("a server closed a connection")
            buffer = held[sock]
            buffer += data
            if complete(buffer):
                if not buffer.startswith(b"HTTP/1.1 200"):
                    raise SystemExit(f"not answered: {bytes(buffer[:300])!r}")
                buffer.clear()
                done += 1
                sock.sendall(make(sent))
                sent += 1
    elapsed = time.perf_counter() - start
    for sock in held:
        sock.close()
    return done, elapsed


def complete(buffer: bytearray) -> bool:
    """Tell whether an answer has arrived whole."""
    head, gap, _ = buffer.partition(b"\r\n\r\n")
    if not gap:
        return False
    size = re.search(rb"content-length: (\d+)", head, re.I)
    if size:
        return len(buffer) >= len(head) + 4 + int(size[1])
    return buffer.endswith(b"0\r\n\r\n")


def request(query: str) -> bytes:
    path = f"/sparql?query={quote(query)}"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n\r\n".encode()


def fresh(template: str) -> Callable[[int], bytes]:
    """Give requests that differ from each other in the name of a variable."""
    before, _, after = request(PREFIXES + template.replace("%d", "NUMBER")).partition(b"NUMBER")
    parts = [before, *after.split(b"NUMBER")]
    return lambda number: str(number).encode().join(parts)


@contextmanager
def server(command: list[str], port: int, path: str = "/sparql?query=ASK%7B%7D") -> Iterator[int]:
    """Run a server until it answers, and end it afterwards; gives its number."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended") from None
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def flat(source: Path, target: Path) -> str:
    """Write the accepted graph as N-Triples, and give the entity that is looked up."""
    entity = ""
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            triple, _, graph = line.rstrip().removesuffix(" .").rpartition(" ")
            if graph.endswith("graph/rejected>"):
                continue
            out.write(f"{triple} .\n")
            if not entity and "ontology#designation>" in line:
                entity = line.split()[0].strip("<>")
    return entity


def measure(port: int, pid: int, make: Callable[[int], bytes], args: argparse.Namespace) -> tuple[float, float]:
    """Give milliseconds of CPU a request (the least of all rounds) and requests a second (the most)."""
    drive(port, make, args.seconds / 4, args.connections)
    found = []
    for _ in range(args.rounds):
        before = cpu(pid)
        done, elapsed = drive(port, make, args.seconds, args.connections)
        found.append(((cpu(pid) - before) * 1000 / done, done / elapsed))
    best = min(f[0] for f in found), max(f[1] for f in found)
    print(f"{best[0]:.3f} ms of CPU a request, {best[1]:.0f} requests/s", file=sys.stderr)
    return best


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("graph", type=Path, help="N-Quads: dump.nq of a snapshot, or what generate.py writes")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--rdflib-endpoint", help="the command rdflib-endpoint, to measure it too")
    args = parser.parse_args()
    rows: dict[tuple[str, str], tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "graph.nt"
        entity = flat(args.graph, data)
        lookup, join = fresh(LOOKUP.replace("{entity}", entity).replace("{{", "{").replace("}}", "}")), fresh(JOIN.replace("{{", "{").replace("}}", "}"))  # fmt: skip
        port = free_port()
        with server([sys.executable, "-m", "aigov_kg", "serve", "--port", str(port), "--data", str(data)], port) as pid:
            rows["aigov-kg", "lookup"] = measure(port, pid, lookup, args)
            rows["aigov-kg", "join"] = measure(port, pid, join, args)
            rows["aigov-kg", "again"] = measure(port, pid, lambda _: lookup(0), args)
            with socket.create_connection(("127.0.0.1", port)) as sock:
                sock.sendall(lookup(0))
                answer = bytearray()
                while not complete(answer):
                    answer += sock.recv(1 << 18)
        body = Path(folder) / "body"
        body.write_bytes(answer.partition(b"\r\n\r\n")[2])
        port = free_port()
        with server([sys.executable, "-c", BARE, str(port), str(body)], port, "/sparql") as pid:
            rows["bare Starlette", "again"] = measure(port, pid, lambda _: lookup(0), args)
        port = free_port()
        oxigraph = Path(sys.executable).with_name("oxigraph")
        with server([str(oxigraph), "serve", "--bind", f"127.0.0.1:{port}"], port, "/query?query=ASK%7B%7D") as pid:
            load = urllib.request.Request(
                f"http://127.0.0.1:{port}/store?default", data.read_bytes(), {"Content-Type": "application/n-triples"}
            )
            urllib.request.urlopen(load).read()
            ask = [lambda n, make=make: make(n).replace(b"/sparql?", b"/query?") for make in (lookup, join)]  # type: ignore[misc]
            rows["oxigraph", "lookup"] = measure(port, pid, ask[0], args)
            rows["oxigraph", "join"] = measure(port, pid, ask[1], args)
        if args.rdflib_endpoint:
            port = free_port()
            command = [args.rdflib_endpoint, "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
            with server(command, port, "/?query=ASK%7B%7D") as pid:
                ask = [lambda n, make=make: make(n).replace(b"/sparql?", b"/?") for make in (lookup, join)]  # type: ignore[misc]
                rows["rdflib-endpoint", "lookup"] = measure(port, pid, ask[0], args)
                rows["rdflib-endpoint", "join"] = measure(port, pid, ask[1], args)
        lines = sum(1 for _ in data.open(encoding="utf-8"))
    print(f"{lines} statements in memory, {args.connections} connections, least CPU of {args.rounds} rounds")
    print(f"{'server':16} {'query':8} {'CPU ms/request':>15} {'requests/s':>11}  against")
    peers = {"lookup": "oxigraph", "join": "oxigraph", "again": "bare Starlette"}
    for (name, what), (cost, rate) in rows.items():
        peer = rows.get((peers[what], what))
        ratio = f"{cost / peer[0]:.2f} x {peers[what]}" if peer and name != peers[what] else ""
        print(f"{name:16} {what:8} {cost:15.3f} {rate:11.0f}  {ratio}")


if __name__ == "__main__":
    main()
