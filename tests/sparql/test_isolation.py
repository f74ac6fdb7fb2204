"""Workers: what the kernel refuses them, how they end, and that an end costs one query and never the service."""

import asyncio
import contextlib
import functools
import itertools
import json
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from aigov_kg import errors
from aigov_kg.link import Link
from aigov_kg.pool import Pool
from aigov_kg.settings import Settings
from aigov_kg.store import ForkServer, Request, Store

# Runs for minutes, in little memory.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = (
    "SELECT (GROUP_CONCAT(?x) AS ?y) { ?s ?p ?o . ?a ?b ?c BIND(CONCAT(STR(?s), STR(?a), STR(?o), STR(?c)) AS ?x) }"
)


def pooled(invented, work, **limits):
    """Run work with a pool of the invented data."""
    settings = Settings(**{"deadline": 1.0, "workers": 2, **limits})

    async def main():
        pool = Pool(ForkServer([invented], settings, release=False))
        await pool.start()
        try:
            return await asyncio.wait_for(work(pool), 60)
        finally:
            pool.close()
            # The closed pipes are let go of in the next turns of the loop.
            await asyncio.sleep(0.05)

    return asyncio.run(main())


def test_a_deadline_that_comes_with_the_answer_does_not_meet_the_next_query(invented, monkeypatch):
    finish = Link._finish

    async def work(pool):
        def finish_late(link, body):
            finish(link, body)
            # The timer of the query fires before whoever asked takes the answer.
            pool._look(link, Request("ASK {}"), 0.0)

        monkeypatch.setattr(Link, "_finish", finish_late)
        return [await outcome(pool, f"SELECT ({n} AS ?x) {{}}") for n in range(20)], dict(pool.counts)

    outcomes, counts = pooled(invented, work)
    assert outcomes == ["select"] * 20
    assert (counts["killed"], counts["crashed"], counts["started"]) == (0, 0, 2)


async def outcome(pool, query, **options):
    try:
        answer = await pool.query(Request(query, **options))
    except errors.QueryError as error:
        return error.kind
    return answer.form


def status(pid, name):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return line.split()[1]
    raise AssertionError(name)


def test_the_kernel_confines_the_workers(invented):
    async def work(pool):
        assert pool.confined
        (link, *_) = pool.idle
        assert status(link.pid, "Seccomp") == "2"
        assert status(link.pid, "NoNewPrivs") == "1"
        lines = Path(f"/proc/{link.pid}/limits").read_text().splitlines()
        limits = {line[:26].strip(): line[26:47].strip() for line in lines}
        assert limits["Max core file size"] == "0"
        assert limits["Max file size"] == "0"
        assert int(limits["Max address space"]) < 2**40
        # No descriptor but its pipe, the standard ones, and none that leads to the network.
        links = [str(entry.readlink()) for entry in Path(f"/proc/{link.pid}/fd").iterdir()]
        assert sum(name.startswith("socket:") for name in links) == 1

    pooled(invented, work)


def test_a_query_is_stopped_at_the_deadline_and_the_worker_replaced(invented):
    async def work(pool):
        assert await outcome(pool, ENDLESS) == "query-timeout"
        assert await outcome(pool, "ASK {}") == "ask"
        await asyncio.sleep(0.3)
        assert len(pool.idle) == 2
        assert pool.counts["killed"] == 1
        assert not pool.waiting

    pooled(invented, work)


@pytest.mark.parametrize(("number", "kind"), [(signal.SIGSEGV, "worker-crashed"), (signal.SIGKILL, "worker-crashed"), (signal.SIGABRT, "memory-limit")])  # fmt: skip
def test_a_worker_that_ends_costs_its_query_only(invented, number, kind):
    async def work(pool):
        doomed = asyncio.create_task(outcome(pool, ENDLESS))
        await asyncio.sleep(0.2)
        (busy,) = [link for link in pool.links if link not in pool.idle]
        os.kill(busy.pid, number)
        assert await doomed == kind
        results = await asyncio.gather(*(outcome(pool, "ASK {}") for _ in range(20)))
        assert set(results) == {"ask"}
        assert pool.counts["crashed"] == 1

    pooled(invented, work, deadline=5.0)


def test_an_idle_worker_that_ends_is_replaced(invented):
    async def work(pool):
        for link in list(pool.idle):
            os.kill(link.pid, signal.SIGKILL)
        for _ in range(100):
            await asyncio.sleep(0.05)
            if pool.counts["started"] >= 4 and len(pool.idle) == 2:
                break
        assert await outcome(pool, "ASK {}") == "ask"

    pooled(invented, work)


def test_a_fork_server_that_ends_is_started_anew(invented):
    async def work(pool):
        pool.server.process.kill()
        await asyncio.sleep(0.05)
        results = await asyncio.gather(*(outcome(pool, "ASK {}") for _ in range(4)))
        assert set(results) <= {"ask", "worker-crashed"}
        assert await outcome(pool, "ASK { ?s ?p ?o }") == "ask"
        assert pool.counts["revived"] == 1
        assert pool.server.generation == 2

    pooled(invented, work, deadline=20.0)


def test_workers_end_with_the_fork_server(invented):
    server = ForkServer([invented], Settings(), release=False)
    sock = server.fork()
    pid = json.loads(sock.recv(4096)[8:])["pid"]
    server.process.kill()
    server.process.wait()
    sock.settimeout(10)
    assert sock.recv(1) == b""
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or status(pid, "State") == "Z":
            break
        time.sleep(0.05)
    else:
        raise AssertionError("the worker outlived its fork server")
    sock.close()
    server.close()


def test_memory_is_bounded_and_said(invented):
    async def work(pool):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert await outcome(pool, GREEDY) == "memory-limit"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
        assert await outcome(pool, "ASK {}") == "ask"

    pooled(invented, work, deadline=30.0, worker_memory=60_000_000)


def test_a_worker_that_swelled_is_replaced(invented):
    async def work(pool):
        pids = {link.pid for link in pool.links}
        assert await outcome(pool, "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 10") == "select"
        await asyncio.sleep(0.3)
        assert len({link.pid for link in pool.idle} & pids) == 1
        assert len(pool.idle) == 2

    pooled(invented, work, kept_memory=1_000_000, patience=10.0, deadline=20.0)


def test_long_queries_do_not_keep_short_ones_waiting_and_are_limited(invented):
    async def work(pool):
        long = [asyncio.create_task(outcome(pool, f"{ENDLESS} # {i}")) for i in range(6)]
        for _ in range(350):
            await asyncio.sleep(0.02)
            if pool.long == 3 and sum(task.done() for task in long) == 3:
                break
        assert pool.long == 3
        assert sorted(os.getpriority(os.PRIO_PROCESS, link.pid) for link in pool.links if link.long) == [19] * 3
        for _ in range(50):
            assert await outcome(pool, "ASK {}") == "ask"
        assert sorted(await asyncio.gather(*long)) == ["no-free-worker"] * 3 + ["query-timeout"] * 3
        await asyncio.sleep(0.3)
        assert (pool.long, len(pool.links), len(pool.idle)) == (0, 2, 2)

    pooled(invented, work, long_queries=3, deadline=8.0)


def test_two_that_become_long_at_once_do_not_both_take_the_place_of_one(invented):
    async def work(pool):
        tasks = [asyncio.create_task(outcome(pool, f"{ENDLESS} # {i}")) for i in range(3)]
        await asyncio.sleep(0.5)
        first, *others = (link for link in pool.links if link not in pool.idle)
        request, deadline = Request(ENDLESS), asyncio.get_running_loop().time() + 20
        pool._demote(first, request, deadline)
        spent = {first: 99.0, **dict.fromkeys(others, 0.0)}
        for link in spent:
            link.spent = functools.partial(spent.get, link)
        for link in others:
            pool._demote(link, request, deadline)
        assert pool.long == 1
        assert sum(link.long for link in pool.links) == 1
        for task in tasks:
            task.cancel()

    # No query becomes long by itself within the test.
    pooled(invented, work, workers=3, long_queries=1, patience=9.0, deadline=30.0)


def test_many_queries_of_some_length_at_once_are_no_long_ones(invented):
    async def work(pool):
        medium = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > %d) }"
        assert await asyncio.gather(*(outcome(pool, medium % i) for i in range(16))) == ["select"] * 16
        assert pool.counts["started"] == 12

    # Each takes some dozen milliseconds, which is more than a sixteenth of the patience.
    pooled(invented, work, workers=12, patience=0.5, deadline=30.0)


def test_a_query_of_some_length_gets_through_beside_endless_ones(invented):
    async def work(pool):
        endless = [asyncio.create_task(outcome(pool, f"{ENDLESS} # {i}")) for i in range(2)]
        for _ in range(200):
            await asyncio.sleep(0.02)
            if pool.long == 2 and min(link.spent() for link in pool.links if link.long) > 0.1:
                break
        assert await outcome(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 3) }") == "select"
        (ended,) = (task for task in endless if task.done())
        assert ended.result() == "no-free-worker"
        for task in endless:
            task.cancel()
        await asyncio.sleep(0.1)
        assert pool.long == 0

    # On a busy machine the lowest priority leaves little time.
    pooled(invented, work, long_queries=2, deadline=50.0, patience=0.01)


def test_long_queries_of_one_time_end_one_after_the_other(invented):
    async def work(pool):
        start = asyncio.get_running_loop().time()
        tasks = [asyncio.create_task(outcome(pool, f"{ENDLESS} # {i}")) for i in range(4)]
        while pool.long < 4:
            await asyncio.sleep(0.02)
        # When they are told to end is looked at, not when they have: a busy machine is late with all of them.
        ends = sorted(link.ends - start for link in pool.links if link.long)
        assert all(later - earlier > 0.039 for earlier, later in itertools.pairwise(ends))
        assert ends[0] >= 5 and ends[-1] < 6
        assert await asyncio.gather(*tasks) == ["query-timeout"] * 4

    pooled(invented, work, long_queries=4, workers=5, deadline=5.0)


def test_the_queue_is_bounded(invented):
    async def work(pool):
        results = await asyncio.gather(*(outcome(pool, "ASK {}") for _ in range(30)))
        assert results.count("no-free-worker") == 30 - 2 - 5
        assert results.count("ask") == 7

    pooled(invented, work, queue=5)


def test_work_for_a_client_that_left_is_stopped(invented):
    async def work(pool):
        task = asyncio.create_task(outcome(pool, ENDLESS))
        await asyncio.sleep(0.2)
        (busy,) = [link for link in pool.links if link not in pool.idle]
        task.cancel()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if not Path(f"/proc/{busy.pid}").exists():
                break
        else:
            raise AssertionError("the worker goes on")
        assert pool.long == 0

    pooled(invented, work, deadline=30.0)


def workers_of(pid):
    """Give the workers of a service: the children of its only child."""
    (server,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return set(Path(f"/proc/{server}/task/{server}/children").read_text().split())


def test_a_closed_connection_stops_the_work(serve, invented):
    with serve("--data", str(invented), env={"AIGOV_KG_DEADLINE": "60"}) as (address, process):
        host, port = urlsplit(address).netloc.split(":")
        before = workers_of(process.pid)
        with socket.create_connection((host, int(port))) as sock:
            sock.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            for _ in range(200):
                time.sleep(0.05)
                if len(workers_of(process.pid)) > len(before):
                    break
            else:
                raise AssertionError("no worker was added for the long query")
        for _ in range(200):
            time.sleep(0.05)
            if len(workers_of(process.pid)) == len(before):
                return
        raise AssertionError("the query goes on without its client")


def test_a_large_answer_waits_in_a_file(invented):
    async def work(pool):
        answer = await pool.query(Request("SELECT * { ?s ?p ?o } LIMIT 20000", "csv"))
        assert not isinstance(answer.content, bytes)
        assert answer.content.size == len(answer.body)
        assert answer.body.count(b"\r\n") == 20_001
        # It has left the worker, which is free again.
        assert len(pool.idle) + len(pool.waiting) >= 1
        small = await pool.query(Request("SELECT * { ?s ?p ?o } LIMIT 2", "csv"))
        assert isinstance(small.content, bytes)

    pooled(invented, work, patience=10.0, deadline=20.0)


def test_a_spool_without_room_is_said(invented, monkeypatch):
    async def work(pool):
        def full():
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("aigov_kg.link.Spooled", full)
        assert await outcome(pool, "SELECT * { ?s ?p ?o } LIMIT 20000") == "no-room"
        assert await outcome(pool, "ASK {}") == "ask"

    pooled(invented, work, deadline=20.0)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_and_bytes_are_capped_in_every_format(invented, form):
    text = 'SELECT ?s (CONCAT("{\\n},{ <result>\\n", STR(?o)) AS ?x) { ?s <http://example.org/size> ?o } LIMIT %d'
    with Store([invented], Settings(rows=1_000, answer_bytes=300_000), release=False) as store:
        assert store.query(Request(text % 1_000, form)).body
        with pytest.raises(errors.ResultTooLarge) as rows:
            store.query(Request(text % 1_001, form))
        assert rows.value.detail == {"limit": "rows", "maximum": 1_000}
        with pytest.raises(errors.ResultTooLarge) as size:
            store.query(Request(text % 20_000, form))
        assert size.value.detail == {"limit": "answer_bytes", "maximum": 300_000}
        with pytest.raises(errors.ResultTooLarge):
            store.query(Request("SELECT * { {} UNION {} " + "{} UNION {} " * 12 + "}", form))
        with pytest.raises(errors.ResultTooLarge):
            store.query(Request("CONSTRUCT WHERE { ?s ?p ?o }", None, "turtle"))


def test_the_store_of_a_program_goes_on_after_an_end(invented):
    with Store([invented], Settings(deadline=0.5), release=False) as store:
        with pytest.raises(errors.QueryTimeout):
            store.query(Request(ENDLESS))
        assert store.query(Request("ASK {}")).body == b'{"head":{},"boolean":true}'
        os.kill(store.pid, signal.SIGSEGV)
        with pytest.raises(errors.WorkerDied):
            store.query(Request("ASK {}"))
        store.server.process.kill()
        store.server.process.wait()
        with contextlib.suppress(errors.WorkerDied):
            # The worker may answer once more before the kernel ends it too.
            store.query(Request("SELECT * { ?s ?p ?o } LIMIT 10000"))
            time.sleep(0.2)
            store.query(Request("ASK {}"))
        assert store.query(Request("ASK {}")).form == "ask"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.nq", "", "holds no statements"),
        ("x.nt", "nonsense", "x.nt"),
        ("x.odd", "<urn:s> <urn:p> 1 .", "no ending of an RDF format"),
    ],
)
def test_files_that_cannot_be_served(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(errors.SnapshotError, match=said):
        ForkServer([tmp_path / name], Settings(), release=False)
    with pytest.raises(errors.SnapshotError):
        ForkServer([tmp_path / "absent.nq"], Settings(), release=False)


ATTEMPTS = """
import ctypes, errno, json, os, socket, subprocess, sys
from aigov_kg import sandbox
pair = socket.socketpair()
confined = sandbox.confine()
libc = ctypes.CDLL(None, use_errno=True)
found = {"confined": confined}
def attempt(name, function):
    try:
        function()
        found[name] = "done"
    except OSError as error:
        found[name] = errno.errorcode[error.errno]
def system(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
attempt("inet", lambda: socket.socket(socket.AF_INET))
attempt("inet6", lambda: socket.socket(socket.AF_INET6))
attempt("datagram", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt("unix", lambda: socket.socket(socket.AF_UNIX))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("address", lambda: socket.getaddrinfo("localhost", 80) and socket.create_connection(("127.0.0.1", 1)))
attempt("exec", lambda: os.execv(sys.executable, [sys.executable]))
attempt("uring", lambda: system(425, 1, 0))
attempt("x32", lambda: system(0x40000000 + 41, 2, 1, 0))
attempt("file", lambda: open(sys.argv[1], "wb", buffering=0).write(b"x"))
attempt("pipe", lambda: pair[0].send(b"x"))
os.write(1, json.dumps(found).encode())
"""


def test_the_filter_refuses_every_socket_and_program(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, str(tmp_path / "file")], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout)
    assert found.pop("confined") is True
    assert found.pop("pipe") == "done"
    assert found.pop("file") == "EFBIG"
    if platform.machine() != "x86_64":
        found.pop("x32")
    assert set(found.values()) == {"EACCES"}, found
