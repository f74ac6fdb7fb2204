"""Measure this service beside the Oxigraph server and rdflib-endpoint: CPU per request of all processes, and throughput.

    python benchmarks/serve.py graph.nq [--seconds 2] [--rounds 7] [--connections 4] [--rdflib-endpoint PATH]

Every server holds the same statements in memory, in one default graph, and is asked by the same client over the same
connections, one after the other in each round. The queries are a lookup and a join, each made new every time by a changing variable,
in all rounds, so that no cache answers; then one query again and again, beside a bare Starlette application that sends the same bytes.
The CPU of a server is that of its whole process tree, children that have ended included (/proc, Linux only).
rdflib-endpoint is measured where its command is named; it is not a dependency of this project.
"""

from __future__ import annotations

import argparse
import itertools
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
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median
from urllib.parse import quote

PREFIXES = (
    "PREFIX aigov: <https://w3id.org/aigov-kg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX id: <https://w3id.org/aigov-kg/id/> "
)
LOOKUP = "SELECT ?p ?o%d WHERE { <{entity}> ?p ?o%d }"
JOIN = (
    "SELECT ?firm ?item ?role%d WHERE { ?record aigov:actor ?firm ; aigov:role ?role%d ; aigov:object ?item . "
    "?firm aigov:country ?country . ?item aigov:designation ?designation . "
    'FILTER(CONTAINS(?designation, "2")) } ORDER BY ?firm ?item LIMIT 20'
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


def drive(port: int, make: Callable[[], bytes], seconds: float, connections: int) -> tuple[int, float]:
    """Ask as fast as answers come, over so many connections at once; gives requests and seconds."""
    waiting = selectors.DefaultSelector()
    held: dict[socket.socket, bytearray] = {}
    done = 0
    for _ in range(connections):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(sock, selectors.EVENT_READ)
        held[sock] = bytearray()
        sock.sendall(make())
    start = time.perf_counter()
    while not done or time.perf_counter() - start < seconds:
        for key, _ in waiting.select(1):
            assert isinstance(key.fileobj, socket.socket)
            sock = key.fileobj
            data = sock.recv(1 << 18)
            if not data:
                raise SystemExit("a server closed a connection")
            buffer = held[sock]
            buffer += data
            if complete(buffer):
                if not buffer.startswith(b"HTTP/1.1 200"):
                    raise SystemExit(f"not answered: {bytes(buffer[:1000])!r}")
                buffer.clear()
                done += 1
                sock.sendall(make())
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


def ask(port: int, message: bytes) -> bytes:
    """Ask once and give the body."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(message)
        answer = bytearray()
        while not complete(answer):
            answer += sock.recv(1 << 18)
    return bytes(answer.partition(b"\r\n\r\n")[2])


def request(query: str, path: str) -> bytes:
    return f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n\r\n".encode()


def fresh(template: str, path: str = "/sparql") -> Callable[[], bytes]:
    """Give requests that differ from each other, in all rounds, in the name of a variable."""
    parts = request(PREFIXES + template.replace("%d", "NUMBER"), path).split(b"NUMBER")
    numbers = itertools.count()
    return lambda: (b"%d" % next(numbers)).join(parts)


@contextmanager
def server(command: list[str], port: int, path: str) -> Iterator[int]:
    """Run a server until it answers, and end it afterwards; gives its number."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?query=ASK%7B%7D", timeout=5).read()
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


def measure(port: int, pid: int, make: Callable[[], bytes], seconds: float, connections: int) -> tuple[float, float]:
    """Give milliseconds of CPU a request and requests a second."""
    before = cpu(pid)
    done, elapsed = drive(port, make, seconds, connections)
    return (cpu(pid) - before) * 1000 / done, done / elapsed


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("graph", type=Path, help="N-Quads: dump.nq of a snapshot, or what generate.py writes")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--rdflib-endpoint", help="the command rdflib-endpoint, to measure it too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        data, body = Path(folder) / "graph.nt", Path(folder) / "body"
        lookup, join = LOOKUP.replace("{entity}", flat(args.graph, data)), JOIN
        again = fresh(lookup)()

        def start(path: str, *command: str) -> tuple[int, int]:
            port = free_port()
            return port, running.enter_context(server([c.replace("PORT", str(port)) for c in command], port, path))

        ours = start("/sparql", sys.executable, "-m", "aigov_kg", "serve", "--port", "PORT", "--data", str(data))
        body.write_bytes(ask(ours[0], again))
        bare = start("/sparql", sys.executable, "-c", BARE, "PORT", str(body))
        peer = start("/query", str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", "127.0.0.1:PORT")
        address = f"http://127.0.0.1:{peer[0]}/store?default"
        kind = {"Content-Type": "application/n-triples"}
        urllib.request.urlopen(urllib.request.Request(address, data.read_bytes(), kind)).read()
        asked: list[tuple[str, str, tuple[int, int], Callable[[], bytes]]] = [
            ("lookup", "aigov-kg", ours, fresh(lookup)),
            ("lookup", "oxigraph", peer, fresh(lookup, "/query")),
            ("join", "aigov-kg", ours, fresh(join)),
            ("join", "oxigraph", peer, fresh(join, "/query")),
            ("again", "aigov-kg", ours, lambda: again),
            ("again", "bare Starlette", bare, lambda: again),
        ]
        if args.rdflib_endpoint:
            other = start("/", args.rdflib_endpoint, "serve", "--host", "127.0.0.1", "--port", "PORT", str(data))
            asked[2:2] = [("lookup", "rdflib-endpoint", other, fresh(lookup, "/"))]
            asked[5:5] = [("join", "rdflib-endpoint", other, fresh(join, "/"))]
        found: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for _, _, (port, pid), make in asked:
            measure(port, pid, make, args.seconds / 2, args.connections)
        # Round by round, so that all servers meet the machine in the same state.
        for number in range(args.rounds):
            print(f"round {number + 1} of {args.rounds}", file=sys.stderr)
            for what, name, (port, pid), make in asked:
                result = measure(port, pid, make, args.seconds, args.connections)
                found.setdefault((what, name), []).append(result)
        lines = sum(1 for _ in data.open(encoding="utf-8"))
    print(f"{lines} statements in memory, {args.connections} connections, medians of {args.rounds} rounds")
    print(
        f"{'query':8} {'server':16} {'CPU ms/request':>15} {'requests/s':>11}  aigov-kg in CPU (of half of the rounds)"
    )
    half = args.rounds // 4
    for (what, name), results in found.items():
        firsts = found[what, "aigov-kg"]
        ratios = sorted(mine[0] / theirs[0] for mine, theirs in zip(firsts, results, strict=True))
        against = (
            f"{median(ratios):.2f} ({ratios[half]:.2f} to {ratios[-1 - half]:.2f})" if results is not firsts else ""
        )
        cost, rate = (median(part) for part in zip(*results, strict=True))
        print(f"{what:8} {name:16} {cost:15.3f} {rate:11.0f}  {against}")


if __name__ == "__main__":
    main()
