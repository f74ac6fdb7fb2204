"""Forty ways to make the service call out. A listener on the loopback interface counts what arrives, and must count none,
also where the admission check is switched off (`Request(trusted=True)`), so that only the kernel stands in the way."""

import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest

from aigov_kg.errors import QueryError
from aigov_kg.settings import Settings
from aigov_kg.store import Request, Store

TO = "http://127.0.0.1:PORT/"

QUERIES = [
    f"SELECT * {{ SERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service<{TO}>{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE SILENT <{TO}> {{ ?s ?p ?o }} }}",
    f"ASK {{ SERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"DESCRIBE ?s {{ SERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE <{TO}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ FILTER NOT EXISTS {{ SERVICE SILENT <{TO}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ ?a ?b ?c OPTIONAL {{ SERVICE <{TO}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ ?a ?b ?c MINUS {{ SERVICE <{TO}> {{ ?a ?p ?o }} }} }}",
    f"ASK {{ {{ ?a ?b ?c }} UNION {{ SERVICE <{TO}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ {{ SELECT ?s {{ SERVICE <{TO}> {{ ?s ?p ?o }} }} LIMIT 1 }} }}",
    f"ASK {{ GRAPH ?g {{ ?a ?b ?c }} SERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"ASK {{ LATERAL {{ SERVICE <{TO}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ VALUES ?u {{ <{TO}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    f"ASK {{ BIND(<{TO}> AS ?u) SERVICE SILENT ?u {{ ?s ?p ?o }} }}",
    f"ASK {{ BIND(IRI('{TO}') AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
    f"BASE <{TO}> ASK {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    f"PREFIX x: <{TO}> ASK {{ SERVICE x:sparql {{ ?s ?p ?o }} }}",
    f"PREFIX x: <{TO}> ASK {{ SERVICE x:a {{ SERVICE x:b {{ ?s ?p ?o }} }} }}",
    f"PREFIX : <{TO}> ASK {{ SERVICE:v {{ ?s ?p ?o }} }}",
    f"PREFIX : <{TO}> ASK {{ FILTER(1<2)SERVICE:v#>\n{{ ?s ?p ?o }} }}",
    f"ASK {{ ?s ?p trueSERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"ASK {{ ?s ?p 1.SERVICE <{TO}> {{ ?s ?p ?o }} }}",
    f"ASK {{ ?s ?p ?o # a comment\rSERVICE <{TO}> {{ ?s ?p ?o }}\n}}",
    "ASK { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }",
    "ASK { SERVICE <http://0.0.0.0:PORT/> { ?s ?p ?o } }",
    "ASK { SERVICE <http://2130706433:PORT/> { ?s ?p ?o } }",
    "ASK { SERVICE <http://[::ffff:127.0.0.1]:PORT/> { ?s ?p ?o } }",
    "ASK { SERVICE <https://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "ASK { SERVICE <file:///etc/hostname> { ?s ?p ?o } }",
    f"ASK FROM <{TO}data.ttl> {{ ?s ?p ?o }}",
    f"ASK FROM NAMED <{TO}data.ttl> {{ GRAPH <{TO}data.ttl> {{ ?s ?p ?o }} }}",
    f"ASK {{ GRAPH <{TO}data.ttl> {{ ?s ?p ?o }} }}",
    f"DESCRIBE <{TO}data.ttl>",
    f"ASK {{ FILTER(<{TO}function>(1)) }}",
    f'ASK {{ BIND("1"^^<{TO}datatype> AS ?x) FILTER(?x > 1) }}',
    f"LOAD <{TO}data.ttl>",
    f"LOAD SILENT <{TO}data.ttl> INTO GRAPH <urn:g>",
    f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{TO}> {{ ?s ?p ?o }} }}",
]

REQUESTS = [
    ("GET", f"/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D&default-graph-uri={quote(TO, safe='')}", {}, None),
    ("GET", f"/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D&named-graph-uri={quote(TO, safe='')}", {}, None),
    ("POST", "/sparql", {"Content-Type": "application/x-www-form-urlencoded"}, f"update=LOAD+%3C{quote(TO, safe='')}%3E".encode()),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, f"LOAD <{TO}>".encode()),
    ("GET", f"/sparql?query=ASK%7B%7D&endpoint={quote(TO, safe='')}", {}, None),
    ("GET", f"/graph?graph={quote(TO, safe='')}", {}, None),
    ("PUT", f"/graph?graph={quote(TO, safe='')}", {"Content-Type": "text/turtle"}, f"<{TO}> a <{TO}> .".encode()),
    ("GET", "/sparql", {"Accept": "text/turtle", "Host": "127.0.0.1:PORT"}, None),
    ("GET", "/sparql?query=ASK%7B%7D", {"Referer": TO, "Origin": TO, "X-Forwarded-Host": "127.0.0.1:PORT", "Forwarded": "host=127.0.0.1:PORT"}, None),
    ("POST", "/sparql", {"Content-Type": "application/ld+json"}, f'{{"@context": "{TO}context"}}'.encode()),
]  # fmt: skip


class Listener:
    """Counts connections."""

    def __init__(self):
        self.count = 0
        self.socket = socket.create_server(("0.0.0.0", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.count += 1
            # Nobody is kept waiting for an answer.
            connection.close()


@pytest.fixture
def listener():
    found = Listener()
    yield found
    # A call from before this line must have shown.
    with socket.create_connection(("127.0.0.1", found.port)):
        pass
    for _ in range(100):
        if found.count:
            break
        time.sleep(0.02)
    found.socket.close()
    assert found.count == 1


def test_there_are_at_least_forty():
    assert len(QUERIES) >= 40


def test_nothing_is_called_through_the_endpoint(service, listener):
    for query in QUERIES:
        text = query.replace("PORT", str(listener.port))
        for got in (service.get(text), service.post(text)):
            assert got.status in {200, 400, 403, 406}, (query, got.body)
            if "SERVICE" in query.upper() or "LOAD" in query:
                assert got.status == 403, query
                assert got.problem in {"outbound-refused", "update-refused"}
    for method, path, headers, body in REQUESTS:
        port = str(listener.port)
        headers = {name: value.replace("PORT", port) for name, value in headers.items()}
        got = service.send(
            method, path.replace("PORT", port), headers, body.replace(b"PORT", port.encode()) if body else body
        )
        assert got.status < 500
    assert listener.count == 0


def test_nothing_is_called_with_the_check_switched_off(listener, tmp_path):
    path = tmp_path / "one.nt"
    path.write_text("<urn:s> <urn:p> <urn:o> .\n")
    attempts = 0
    with Store([path], Settings(deadline=5), release=False) as store:
        assert store.server.confined
        for query in QUERIES:
            try:
                store.query(Request(query.replace("PORT", str(listener.port)), trusted=True))
            except QueryError as error:
                attempts += "denied" in str(error) or "lookup" in str(error)
        assert attempts > 10
    assert listener.count == 0


def test_without_the_kernel_filter_the_same_queries_do_call():
    """The two tests above would pass over an engine that never calls; this shows that it does."""
    listener = Listener()
    code = (
        "import sys, pyoxigraph as ox\n"
        "store = ox.Store()\n"
        "for query in sys.stdin.read().split('\\0'):\n"
        "    try:\n        list(store.query(query))\n    except BaseException:\n        pass\n"
    )
    wanted = [query.replace("PORT", str(listener.port)) for query in QUERIES]
    subprocess.run([sys.executable, "-c", code], input="\0".join(wanted), text=True, check=True, timeout=60)
    listener.socket.close()
    assert listener.count > 15
