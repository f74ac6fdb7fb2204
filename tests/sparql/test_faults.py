"""Faults while the service runs: workers that are killed, no room, a clock that jumps; each costs what it must and no more."""

import json
import os
import resource
import signal
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from aigov_kg import snapshot

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SMALL = "SELECT * { <http://example.org/firm/700> ?p ?o }"
LIMITS = {"AIGOV_KG_DEADLINE": "60", "AIGOV_KG_ROWS": "1000", "AIGOV_KG_ANSWER_BYTES": "6000000", "AIGOV_KG_WORKER_MEMORY": "120000000"}  # fmt: skip


@pytest.fixture(scope="module")
def running(serve, connect, invented):
    with serve("--data", str(invented), env=LIMITS) as (address, process):
        yield connect(address, 90), process
        assert process.poll() is None


def children(pid):
    # Each thread has children of its own.
    return [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]


def memory(pid):
    (line,) = [x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def busy_worker(process, before):
    """Wait for the worker that is at work: it was there before and has been demoted."""
    (server,) = children(process.pid)
    for _ in range(400):
        for pid in children(server):
            if pid in before and os.getpriority(os.PRIO_PROCESS, pid) == 19:
                return pid
        time.sleep(0.02)
    raise AssertionError("no worker is at work")


@pytest.mark.parametrize(
    ("number", "kind"),
    [(signal.SIGKILL, "worker-crashed"), (signal.SIGSEGV, "worker-crashed"), (signal.SIGABRT, "memory-limit"), (signal.SIGTERM, "worker-crashed")],
)  # fmt: skip
def test_a_worker_killed_in_the_middle_of_a_query_costs_that_query(running, number, kind):
    client, process = running
    (server,) = children(process.pid)
    before = set(children(server))
    got = []
    asking = threading.Thread(target=lambda: got.append(client.post(f"{ENDLESS} # {number}")))
    asking.start()
    os.kill(busy_worker(process, before), number)
    assert client.get(SMALL).status == 200
    asking.join(30)
    assert (got[0].status, got[0].problem) == (503, kind)
    assert got[0].headers["retry-after"]
    assert children(process.pid) == [server]
    for n in range(20):
        assert client.get(f"{SMALL} # {number} {n}").status == 200


def test_the_process_that_forks_workers_may_be_killed_too(running):
    client, process = running
    (server,) = children(process.pid)
    os.kill(server, signal.SIGKILL)
    for attempt in range(400):
        got = client.get(f"{SMALL} # after {attempt}")
        if got.status == 200 and children(process.pid) not in ([], [server]):
            break
        assert got.status == 200 or got.problem in {"worker-crashed", "no-free-worker"}
        time.sleep(0.05)
    else:
        raise AssertionError("no other took its place")
    for number in range(5):
        assert client.get(f"{SMALL} # after that {number}").status == 200


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p ?o } LIMIT 1001", "DESCRIBE ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"]
)
def test_what_is_larger_than_the_limit_is_refused_whole(running, query):
    client, process = running
    before = memory(process.pid)
    got = client.post(query, "application/sparql-results+json, application/n-triples")
    assert (got.status, got.problem) == (413, "result-too-large")
    assert got.json["limit"] in {"rows", "answer_bytes"}
    assert "/export" in got.json["detail"]
    assert memory(process.pid) - before < 8_000_000


def test_memory_is_taken_from_the_query_and_not_from_the_service(running):
    client, process = running
    before = memory(process.pid)
    got = client.post(
        "SELECT (GROUP_CONCAT(?x) AS ?y) { ?s ?p ?o . ?a ?b ?c BIND(CONCAT(STR(?s), STR(?a), STR(?o), STR(?c)) AS ?x) }"
    )
    assert (got.status, got.problem) == (503, "memory-limit")
    assert (got.json["limit"], got.json["maximum"]) == ("worker_memory", 120_000_000)
    assert memory(process.pid) - before < 8_000_000
    assert client.get(SMALL).status == 200


def test_an_answer_for_which_there_is_no_room_is_refused_whole(running):
    client, process = running
    large = "CONSTRUCT WHERE { ?s <http://example.org/size> ?o }"
    held = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1_200_000, resource.RLIM_INFINITY))
    try:
        got = client.post(large, "application/n-triples")
        assert (got.status, got.problem) == (503, "no-room")
        assert client.get(SMALL).status == 200
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, held)
    whole = client.post(large, "application/n-triples")
    assert (whole.status, whole.body.count(b" .\n")) == (200, 19_900)


def test_a_query_log_without_room_keeps_nobody_from_an_answer(serve, connect, invented):
    with serve("--data", str(invented), env={"AIGOV_KG_QUERY_LOG": "/dev/full"}) as (address, process):
        for number in range(5):
            assert connect(address).get(f"{SMALL} # {number}").status == 200
        assert process.poll() is None


ENGINES = ("pyoxigraph", "rdflib", "pyshacl", "owlrl")


@pytest.mark.slow
def test_the_process_that_speaks_http_never_holds_an_engine(serve_folder, seed_folder):
    """Whatever it was asked: every operation of the API, every kind of query, every error."""
    with serve_folder(seed_folder, AIGOV_KG_DEADLINE="5") as (client, process):
        document = client.send("GET", "/openapi.json").json
        asked = 0
        for path, item in document["paths"].items():
            given = {p["name"]: example(p) for p in item.get("get", {}).get("parameters", []) if p.get("required")}
            filled = path.format(**{name: quote(str(value)) for name, value in given.items()})
            fields = "&".join(f"{n}={quote(str(v))}" for n, v in given.items() if f"{{{n}}}" not in path)
            forms = ("application/json", "text/turtle", "text/html")
            for form in forms[:1] if path.startswith("/api/v1/questions/") else forms:
                asked += client.send("GET", f"{filled}?{fields}", {"Accept": form}).status == 200
        assert asked > 100
        for query in (
            "ASK {}",
            "SELECT * { ?s ?p ?o } LIMIT 3",
            "DESCRIBE id:iflytek",
            "ASK {",
            "LOAD <urn:x>",
            ENDLESS,
        ):
            client.post(query, "application/sparql-results+xml, application/rdf+xml")
        table = b"id,class,name_en,cite\nacme,Company,Acme,none:s1\n"
        client.send("POST", "/api/v1/check?table=organisations", {"Content-Type": "text/csv"}, table)
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        assert not [name for name in ENGINES if name in maps]
        # The process below it does hold one, so that the line above can fail.
        (server, *_) = children(process.pid)
        assert "pyoxigraph" in Path(f"/proc/{server}/maps").read_text()
        process.terminate()
        (line,) = [x for x in process.communicate(timeout=30)[0].splitlines() if x.startswith("modules ")]
    loaded = json.loads(line.removeprefix("modules "))
    assert "aigov_api.routers.sparql" in loaded
    assert not [name for name in loaded if name.partition(".")[0] in ENGINES]


def example(parameter):
    schema = parameter.get("schema", {})
    return parameter.get("example") or next(iter(schema.get("examples") or parameter.get("examples") or ["iflytek"]))


# T-27: the calendar clock steps by a day, to and fro, at every reading; deadlines must not care.
JUMPS = """
import time, itertools
steps = itertools.cycle([0, 86_400, -86_400, 3_600, -3_600])
real, real_ns = time.time, time.time_ns
time.time = lambda: real() + next(steps)
time.time_ns = lambda: real_ns() + next(steps) * 10**9
"""


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_a_clock_that_jumps_and_any_time_zone_change_nothing(serve_folder, connect, seed_folder, seed_service, zone):
    with serve_folder(seed_folder, JUMPS, TZ=zone, AIGOV_KG_DEADLINE="4") as (client, process):
        other = connect(seed_service)
        for query in (
            "SELECT * { ?l a aigov:Listing ; aigov:startEarliest ?d } ORDER BY ?l",
            "SELECT * { id:iflytek ?p ?o } ORDER BY ?p ?o",
        ):
            assert client.get(query).body == other.get(query).body
            assert client.get(query).headers["etag"] == other.get(query).headers["etag"]
        question = "/api/v1/questions/listed-firms-leading-work-items?list=us-bis-entity-list&as_of=2022-08-01"
        assert client.send("GET", question).body == other.send("GET", question).body
        got = client.post(ENDLESS)
        assert (got.status, got.problem) == (504, "query-timeout")
        assert (got.json["limit"], got.json["maximum"]) == ("deadline", 4.0)
        assert process.poll() is None


@pytest.mark.slow
def test_a_release_is_the_same_in_every_time_zone_and_its_age_does_not_count(cli, make_home, tmp_path):
    home = make_home({"organisations": [{"id": "acme", "class": "Company", "name_en": "Acme", "cite": "report:s1"}]})
    made = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/New_York"):
        env = {
            "TZ": zone,
            "AIGOV_KG_SNAPSHOTS": str(tmp_path / zone.replace("/", "-")),
            "AIGOV_KG_HOME": str(home.root),
        }
        assert cli("build", env=env).returncode == 0
        path = snapshot.current(Path(env["AIGOV_KG_SNAPSHOTS"]))
        assert path is not None
        made.append({file.name: file.read_bytes() for file in path.iterdir()})
        # A clock that was wrong when it was written does not make it another's earlier one.
        os.utime(path, (0, 0))
        opened = snapshot.open_current(Path(env["AIGOV_KG_SNAPSHOTS"]))
        assert opened is not None
        assert opened.path == path
    assert made[0] == made[1] == made[2]


def test_a_release_whose_files_are_cleared_away_is_answered_from_to_the_end(serve_folder, release_of, tmp_path):
    made = release_of(tmp_path, 1)
    with serve_folder(tmp_path) as (client, _):
        assert client.send("GET", "/export").body == (made.path / snapshot.DUMP).read_bytes()
        for file in made.path.iterdir():
            file.unlink()
        assert client.get("ASK { id:release ?p ?o }").json["boolean"] is True
        got = client.send("GET", "/export")
        assert (got.status, got.problem) == (410, "gone")
