"""Measure the service under hostile queries: how late the latest answer comes, and what small questions notice.

    python benchmarks/attack.py graph.nq [--deadline 1] [--at-once 8]

The queries are those of `tests/sparql/hostile.txt`. Small questions are asked one after the other, first alone and then
beside the attack; printed are the outcomes, the slowest answer, and the 50th and 99th of a hundred times of the small
questions. The graph is served as it is given, so one that tests invent fits best (`tests/sparql/conftest.py`).
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

HOSTILE = Path(__file__).parent.parent / "tests" / "sparql" / "hostile.txt"


def read() -> dict[str, str]:
    """Read the queries, by title."""

    def written(match: re.Match[str]) -> str:
        return match[3].join(match[2].replace("{i}", str(i)).replace("{j}", str(i + 1)) for i in range(int(match[1])))

    blocks = [b.strip().partition("\n") for b in HOSTILE.read_text(encoding="utf-8").split("\n---\n") if b.strip()]
    return {title: re.sub(r"@@(\d+)@@(.*?)@@(.*?)@@", written, text, flags=re.S) for title, _, text in blocks}


def ask(port: int, query: str, post: bool) -> tuple[int, bytes, float]:
    """Ask once, over a connection of its own."""
    start = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    if post:
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
    else:
        connection.request("GET", f"/sparql?query={quote(query)}")
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, time.monotonic() - start


def small(port: int, entity: str, stop: Any, told: Any) -> None:
    """Ask small questions one after the other, each of them new, until told to stop; then tell the times."""
    times = list[float]()
    while not stop.is_set():
        status, _, elapsed = ask(port, f"SELECT * {{ <{entity}> ?p ?o }} # {time.monotonic_ns()}", False)
        if status != 200:
            raise SystemExit(f"a small question was answered with {status}")
        times.append(elapsed)
        time.sleep(0.005)
    told.send(times)


def percentiles(times: list[float]) -> str:
    """Write the 50th and 99th of a hundred times, in milliseconds."""
    ordered = sorted(times)
    middle, late = (ordered[int(len(ordered) * part)] * 1000 for part in (0.5, 0.99))
    return f"{len(times)} small questions, p50 {middle:.1f} ms, p99 {late:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("graph", type=Path)
    parser.add_argument("--deadline", type=float, default=1)
    parser.add_argument("--at-once", type=int, default=8)
    args = parser.parse_args()
    with args.graph.open(encoding="utf-8") as lines:
        entity = next(lines).split()[0].strip("<>")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "aigov_kg", "serve", "--port", str(port), "--data", str(args.graph)]
    environment = {**os.environ, "AIGOV_KG_DEADLINE": str(args.deadline)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        figures = []
        outcomes: list[tuple[str, int, bytes, float]] = []
        for attack in (False, True):
            # In a process of its own: the threads that send the attack would hold up its clock.
            stop, (ours, theirs) = multiprocessing.Event(), multiprocessing.Pipe()
            asking = multiprocessing.Process(target=small, args=(port, entity, stop, theirs))
            asking.start()
            if attack:
                # Whoever attacks sits elsewhere as a rule, and takes no processor from the service.
                os.nice(10)
                with ThreadPoolExecutor(args.at_once) as threads:
                    done = threads.map(lambda item: (item[0], *ask(port, item[1], True)), read().items())
                    outcomes = list(done)
            else:
                time.sleep(10)
            stop.set()
            figures.append(percentiles(ours.recv()))
            asking.join()
        kinds = Counter(
            "complete" if status == 200 else (re.findall(rb'#([a-z-]+)"', body) or [b"?"])[0].decode()
            for _, status, body, _ in outcomes
        )
        latest = max(outcomes, key=lambda o: o[3])
        print(f"alone: {figures[0]}\nunder {args.at_once} hostile queries at once: {figures[1]}")
        print(f"{len(outcomes)} hostile queries: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}")
        print(f"latest answer after {latest[3]:.2f} s (deadline {args.deadline:g} s): {latest[0]}")
        print(f"the service {'is the same process' if process.poll() is None else 'ended'}")
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
