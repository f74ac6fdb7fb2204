"""No door leads to a change: updates are refused through every one of them, and what is served stays as it was."""

from urllib.parse import quote, urlencode

import pytest

FORM = "application/x-www-form-urlencoded"
UPDATES = [
    "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
    "DELETE DATA { <urn:s> <urn:p> <urn:o> }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP SILENT DEFAULT",
    "CREATE GRAPH <urn:g>",
    "COPY DEFAULT TO <urn:g>",
    "MOVE DEFAULT TO <urn:g>",
    "ADD DEFAULT TO <urn:g>",
    "LOAD <urn:x>",
    "PREFIX a: <urn:> INSERT DATA { a:s a:p a:o } ; CLEAR ALL",
    "ASK {} ; CLEAR ALL",
    "SELECT * { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
    "# a comment\ninsert data { <urn:s> <urn:p> 1 }",
]


def doors(text):
    yield "GET", f"/sparql?query={quote(text)}", {}, None
    yield "GET", f"/sparql?update={quote(text)}", {}, None
    yield "GET", f"/sparql?query=ASK%7B%7D&update={quote(text)}", {}, None
    yield "POST", "/sparql", {"Content-Type": "application/sparql-query"}, text.encode()
    yield "POST", "/sparql", {"Content-Type": "application/sparql-update"}, text.encode()
    yield "POST", "/sparql", {"Content-Type": FORM}, urlencode({"query": text}).encode()
    yield "POST", "/sparql", {"Content-Type": FORM}, urlencode({"update": text}).encode()
    yield "POST", "/sparql", {"Content-Type": FORM}, urlencode({"query": "ASK {}", "update": text}).encode()
    yield "POST", f"/sparql?update={quote(text)}", {"Content-Type": "application/sparql-query"}, b"ASK {}"
    yield "POST", "/sparql?using-graph-uri=urn%3Ax", {"Content-Type": "application/sparql-update"}, text.encode()
    yield "POST", "/update", {"Content-Type": "application/sparql-update"}, text.encode()
    yield "PUT", "/sparql", {"Content-Type": "application/sparql-update"}, text.encode()
    yield "PATCH", "/sparql", {"Content-Type": "application/sparql-update"}, text.encode()
    yield "DELETE", "/sparql", {}, None
    yield "GET", f"/sparql?query={quote(text)}", {"X-HTTP-Method-Override": "POST", "X-Method-Override": "PUT"}, None
    yield "PUT", "/graph?default", {"Content-Type": "text/turtle"}, b"<urn:s> <urn:p> 1 ."
    yield "POST", "/graph?graph=urn%3Ax", {"Content-Type": "text/turtle"}, b"<urn:s> <urn:p> 1 ."
    yield "DELETE", "/graph?default", {}, None
    yield "PATCH", "/graph/accepted", {"Content-Type": "application/sparql-update"}, text.encode()


@pytest.fixture(scope="module")
def digest(service):
    def read():
        counted = service.get("SELECT (COUNT(*) AS ?n) (MAX(?o) AS ?m) { ?s <http://example.org/size> ?o }").body
        return counted, service.get("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").body

    return read


@pytest.mark.parametrize("text", UPDATES)
def test_every_door_is_shut(service, digest, text):
    before = digest()
    for method, path, headers, body in doors(text):
        got = service.send(method, path, headers, body)
        assert 400 <= got.status < 500, (method, path, got.body)
        assert got.problem in {
            "update-refused", "outbound-refused", "method-not-allowed", "not-found", "bad-request",
        }, (method, path)  # fmt: skip
    assert digest() == before


def test_what_a_query_constructs_is_not_kept(service):
    made = "CONSTRUCT { <urn:made> <urn:p> ?o } WHERE { ?s <http://example.org/size> ?o } LIMIT 3"
    assert service.post(made, "text/turtle").body.count(b"urn:made") >= 1
    assert service.get("ASK { <urn:made> ?p ?o }").json["boolean"] is False
