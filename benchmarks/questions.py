"""Measure the catalogue over HTTP: CPU of the service, size and times of every question, alone and ten at a time.

    python benchmarks/questions.py [--rounds 3] [--in-flight 10] [--slowest 12] [QUESTION ...]

The current snapshot is served, and each question is asked without its optional parameters and with the example of each
of them. First every case is asked alone, one request after the other; then all of them are mixed, in an order that a
seed gives, so many in flight, each sent when an answer has come. Both are done by a service that keeps no answers ready
(`AIGOV_KG_CACHE_BYTES=1`); the mix is asked again of one that keeps them, and once of one that was left alone after its
start until it had got the examples ready. That one is also asked what nobody asked before: the same cases with other
values, taken by chance from the release (`others`). CPU is that of all processes of the service.
The client takes part of the same cores, and other work on the machine shows in the times before it shows in the CPU.
"""

from __future__ import annotations

import argparse
import os
import random
import selectors
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode

from serve import complete, cpu, free_port, server

from aigov_kg.questions import Parameter, Question, read_questions
from aigov_kg.resources import find_home
from aigov_kg.snapshot import open_or_build

MODES = {
    "uncached": {"AIGOV_KG_CACHE_BYTES": "1", "AIGOV_KG_QUIET": "100000"},
    "cached": {"AIGOV_KG_QUIET": "100000"},
    "ahead": {},
}
YEARS = range(2012, 2025)


@dataclass
class Case:
    """A question with parameters, and what asking it alone took."""

    question: str
    given: dict[str, str]
    size: int = 0
    cpu: float = 0.0
    time: float = 0.0

    @property
    def request(self) -> bytes:
        path = f"/api/v1/questions/{quote(self.question)}?{urlencode(self.given)}".rstrip("?")
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()

    def __str__(self) -> str:
        return " ".join([self.question, *(f"{name}={value}" for name, value in self.given.items())])


def others(questions: list[Question], names: dict[str, Any]) -> list[Case]:
    """Give the examples of the questions with values that fit as well, taken by chance."""
    chance = random.Random(2)

    def value(parameter: Parameter) -> str:
        match parameter.type:
            case "entity":
                wanted = set(parameter.classes)
                fitting = [
                    slug
                    for slug, entity in names["entities"].items()
                    if not wanted or wanted & {entity["class"], *names["classes"].get(entity["class"], ())}
                ]
                return str(chance.choice(fitting))
            case "concept":
                return str(chance.choice(list(names["concepts"][parameter.scheme])))
            case "date":
                return f"{chance.choice(YEARS)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        return chance.choice(parameter.choices or [parameter.example])

    found = []
    for question in questions:
        parameters = {p.name: p for p in question.parameters}
        found += [
            Case(question.name, {name: value(parameters[name]) for name in given})
            for given in question.examples()
            if given
        ]
    return found


def alone(port: int, pid: int, cases: list[Case], rounds: int) -> None:
    """Ask each case so often one after the other; keeps the least time and the mean CPU."""
    for case in cases:
        drive(port, [case.request], 1)  # the first one warms what is read once
        before = cpu(pid)
        times, sizes = drive(port, [case.request] * rounds, 1)
        case.cpu = (cpu(pid) - before) * 1000 / rounds
        case.time, case.size = min(times), sizes[0]


def drive(port: int, requests: list[bytes], in_flight: int) -> tuple[list[float], list[int]]:
    """Send requests in their order, so many at a time; gives milliseconds and bytes of each answer's body."""
    waiting = selectors.DefaultSelector()
    queue = enumerate(requests)
    times, sizes = [0.0] * len(requests), [0] * len(requests)
    sockets = []
    for _ in range(min(in_flight, len(requests))):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number, request = next(queue)
        waiting.register(sock, selectors.EVENT_READ, (number, time.perf_counter(), bytearray()))
        sockets.append(sock)
        sock.sendall(request)
    left = len(requests)
    while left:
        for key, _ in waiting.select(60):
            sock = cast(socket.socket, key.fileobj)
            number, start, buffer = key.data
            data = sock.recv(1 << 20)
            if not data:
                raise SystemExit("the service closed a connection")
            buffer += data
            if not complete(buffer):
                continue
            times[number] = (time.perf_counter() - start) * 1000
            if not buffer.startswith(b"HTTP/1.1 200"):
                print(f"not answered: {requests[number].splitlines()[0]!r}: {bytes(buffer[:40])!r}", flush=True)
            sizes[number] = len(buffer) - buffer.index(b"\r\n\r\n") - 4
            left -= 1
            if (after := next(queue, None)) is not None:
                waiting.modify(sock, selectors.EVENT_READ, (after[0], time.perf_counter(), bytearray()))
                sock.sendall(after[1])
            else:
                waiting.unregister(sock)
    for sock in sockets:
        sock.close()
    return times, sizes


def left_alone(pid: int) -> None:
    """Wait until a service has no more work of its own."""
    before = -1.0
    while (now := cpu(pid)) > before + 0.05 or before < 0:
        before = now
        time.sleep(4)


def mix(port: int, pid: int, cases: list[Case], rounds: int, in_flight: int, warm: bool = True) -> str:
    """Ask all cases mixed, so often and so many at a time."""
    requests = [case.request for case in cases] * rounds
    random.Random(1).shuffle(requests)
    if warm:
        drive(port, requests[: len(cases)], in_flight)
    before, start = cpu(pid), time.perf_counter()
    times, _ = drive(port, requests, in_flight)
    spent, elapsed = cpu(pid) - before, time.perf_counter() - start
    ordered = sorted(times)
    middle, late = (ordered[int(len(ordered) * part)] for part in (0.5, 0.99))
    rate, each = len(requests) / elapsed, spent * 1000 / len(requests)
    return f"{each:8.2f} {middle:8.1f} {late:8.1f} {ordered[-1]:8.1f} {rate:8.0f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--in-flight", type=int, default=10)
    parser.add_argument("--slowest", type=int, default=12, help="cases to list; 0 lists none")
    parser.add_argument("questions", nargs="*", metavar="QUESTION")
    args = parser.parse_args()
    home = find_home()
    snapshot = open_or_build(home)
    questions = [q for q in read_questions(home.queries).values() if not args.questions or q.name in args.questions]
    cases = [Case(question.name, given) for question in questions for given in question.examples()]
    print(f"{snapshot.version}: {len(questions)} questions, {len(cases)} cases; load {os.getloadavg()[0]:.2f}")
    rows = []
    for kind, changed in MODES.items():
        for name in ("AIGOV_KG_CACHE_BYTES", "AIGOV_KG_QUIET"):
            os.environ.pop(name, None)
        os.environ.update(changed)
        port = free_port()
        with server([sys.executable, "-m", "aigov_kg", "serve", "--port", str(port)], port, "/sparql") as pid:
            if kind == "uncached" and args.slowest:
                alone(port, pid, cases, max(args.rounds, 3))
            if kind == "ahead":
                left_alone(pid)
            rounds = 1 if kind == "ahead" else args.rounds
            rows.append((kind, mix(port, pid, cases, rounds, args.in_flight, kind != "ahead")))
            if kind == "ahead":
                rows.append(("others", mix(port, pid, others(questions, snapshot.names()), 1, args.in_flight, False)))
    print(f"\n{args.in_flight} in flight     CPU ms   p50 ms   p99 ms   max ms    req/s")
    for kind, row in rows:
        print(f"{kind:14} {row}")
    if args.slowest:
        print(f"\nalone: {sum(c.cpu for c in cases) / len(cases):.2f} ms of CPU a case on average")
        print(f"{'CPU ms':>8} {'ms':>8} {'kB':>8}  the most costly")
        for case in sorted(cases, key=lambda c: -c.cpu)[: args.slowest]:
            print(f"{case.cpu:8.1f} {case.time:8.1f} {case.size / 1000:8.1f}  {case}")


if __name__ == "__main__":
    main()
