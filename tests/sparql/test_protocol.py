"""The SPARQL 1.1 Protocol as clients meet it: operations, representations, datasets, caching, and what is refused."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import pytest
from rdflib import Dataset, Graph

FIRM = "http://example.org/firm/7"
LABEL = "SELECT ?label { <http://example.org/firm/700> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
FORM = "application/x-www-form-urlencoded"
NAMED = "http://example.org/graph"
RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "nquads": "application/n-quads",
    "trig": "application/trig",
}


def where(name=NAMED):
    """Find firm 7, which lies in the named graph."""
    return f"SELECT ?o {{ GRAPH <{name}> {{ <{FIRM}> <http://example.org/country> ?o }} }}"


def values(got, name):
    assert got.status == 200, got.body
    return [row[name]["value"] for row in got.json["results"]["bindings"]]


QUERY = where()


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_three_ways_to_send_a_query_give_the_same(service, path):
    asked = {"Accept": RESULTS["json"]}
    got = service.send("GET", f"{path}?query={quote(QUERY)}", asked)
    form = service.send("POST", path, {**asked, "Content-Type": FORM}, urlencode({"query": QUERY}).encode())
    direct = service.send(
        "POST", path, {**asked, "Content-Type": "application/sparql-query; charset=UTF-8"}, QUERY.encode()
    )
    assert values(got, "o") == ["C7"]
    assert got.body == form.body == direct.body
    assert got.headers["content-type"] == RESULTS["json"]


def test_a_percent_sign_and_a_plus_in_a_form_are_decoded_once(service):
    query = 'SELECT ("a%20b+c&d=é" AS ?x) {}'
    for body in (urlencode({"query": query}).encode(), b"query=" + quote(query).encode()):
        assert values(service.post(body, kind=FORM), "x") == ["a%20b+c&d=é"]


def test_head_has_the_headers_of_get_and_no_body(service):
    got = service.send("GET", f"/sparql?query={quote(QUERY)}")
    head = service.send("HEAD", f"/sparql?query={quote(QUERY)}")
    assert (head.status, head.body) == (200, b"")
    for field in ("content-type", "content-length", "etag", "vary", "aigov-snapshot"):
        assert head.headers[field] == got.headers[field]
    assert service.send("HEAD", "/sparql?query=ASK").status == 400


def test_preflight_and_cors(service):
    asked = {"Origin": "https://tool.example", "Access-Control-Request-Method": "POST"}
    answer = service.send("OPTIONS", "/sparql", asked)
    assert (answer.status, answer.body) == (204, b"")
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    for got in (answer, service.get(QUERY), service.get("ASK {")):
        assert got.headers["access-control-allow-origin"] == "*"
        assert "Aigov-Notes" in got.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in got.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(service, method):
    got = service.send(method, f"/sparql?query={quote(QUERY)}", {}, b"")
    assert (got.status, got.problem) == (405, "method-not-allowed")
    assert got.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("name", RESULTS)
def test_a_table_in_every_format_by_accept_and_by_name(service, name):
    query = f'{LABEL[:-1]} BIND("a\\t\\"b\\",\\n<é>\\r" AS ?text) BIND(?none AS ?unbound) }}'.replace(
        "?label {", "?label ?text {", 1
    )
    by_accept = service.get(query, RESULTS[name])
    by_name = service.send("GET", f"/sparql?query={quote(query)}&format={name}")
    assert by_accept.status == 200
    assert by_accept.body == by_name.body
    assert by_accept.headers["content-type"].partition(";")[0] == RESULTS[name]
    text = 'a\t"b",\n<é>\r'
    match name:
        case "json":
            assert values(by_accept, "text") == [text]
        case "xml":
            (cell,) = [
                e for e in ET.fromstring(by_accept.body).iter() if e.tag.endswith("literal") and "\t" in (e.text or "")
            ]
            assert cell.text == text
        case "csv":
            rows = list(csv.reader(io.StringIO(by_accept.body.decode(), newline="")))
            assert rows == [["label", "text"], ["Firm 700", text]]
        case "tsv":
            assert by_accept.body.decode() == '?label\t?text\n"Firm 700"@en\t"a\\t\\"b\\",\\n<é>\\r"\n'


@pytest.mark.parametrize(
    ("name", "expected"), [("json", b'{"head":{},"boolean":true}'), ("csv", b"true"), ("tsv", b"true")]
)
def test_a_truth_value(service, name, expected):
    assert service.get("ASK {}", RESULTS[name]).body == expected
    assert ET.fromstring(service.get("ASK {}", RESULTS["xml"]).body)[1].text == "true"


# rdflib's own parsers use what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("query", [f"CONSTRUCT WHERE {{ <{FIRM}> ?p ?o }}", f"DESCRIBE <{FIRM}>"])
def test_a_graph_in_every_format(service, name, query):
    path = f"/sparql?default-graph-uri={quote(NAMED)}&query={quote(query)}"
    by_accept = service.send("GET", path, {"Accept": GRAPHS[name]})
    by_name = service.send("GET", f"{path}&format={name}")
    assert by_accept.body == by_name.body
    assert by_accept.headers["content-type"].partition(";")[0] == GRAPHS[name]
    parser = {
        "turtle": "turtle",
        "ntriples": "nt11",
        "jsonld": "json-ld",
        "rdfxml": "xml",
        "nquads": "nquads",
        "trig": "trig",
    }
    target = Dataset(default_union=True) if name in {"nquads", "trig"} else Graph()
    target.parse(data=by_accept.body.decode(), format=parser[name])
    assert len(target) == 7


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", RESULTS["json"]),
        ("*/*", RESULTS["json"]),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.8, */*;q=0.1", RESULTS["xml"]),
        ("application/json", "application/json"),
        ("text/*", "text/csv"),
        ("application/sparql-results+json;q=0, */*", RESULTS["xml"]),
        ("TEXT/CSV ; Q=1", "text/csv"),
        ("application/xml;q=0.9, text/html", "application/xml"),
        ("image/png, text/tab-separated-values;q=0.001", "text/tab-separated-values"),
    ],
)
def test_negotiation_of_a_table(service, accept, expected):
    got = service.send("GET", f"/sparql?query={quote(QUERY)}", {"Accept": accept} if accept else {})
    assert got.status == 200
    assert got.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in got.headers["vary"]


@pytest.mark.parametrize("accept", ["image/png", "text/html", "text/turtle", "text/csv;q=0", "nonsense"])
def test_nothing_acceptable_is_406_and_names_what_there_is(service, accept):
    got = service.get(QUERY, accept)
    assert (got.status, got.problem) == (406, "not-acceptable")
    assert "application/sparql-results+json" in got.json["detail"]
    assert service.get("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv").status == 406
    assert service.send("GET", f"/sparql?query={quote(QUERY)}&format=turtle").status == 406
    assert service.send("GET", f"/sparql?query={quote(QUERY)}&format=png").status == 406


def test_what_xml_cannot_carry_is_said_rather_than_sent_broken(service):
    bell = service.get('SELECT ("\\u0007" AS ?x) {}', RESULTS["xml"])
    assert (bell.status, bell.problem) == (406, "not-acceptable")
    nameless = service.get("CONSTRUCT { <urn:s> <urn:p:1> 1 } WHERE {}", "application/rdf+xml")
    assert (nameless.status, nameless.problem) == (406, "not-acceptable")
    assert service.get("CONSTRUCT { <urn:s> <urn:p:1> 1 } WHERE {}", "text/turtle").status == 200


def test_a_dataset_of_the_protocol(service):
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def count(query, **dataset):
        fields = [("query", query), *((k.replace("_", "-"), v) for k, vs in dataset.items() for v in vs)]
        got = service.post(urlencode(fields).encode(), kind=FORM)
        return int(values(got, "n")[0]), got.headers.get("aigov-notes", "")

    default, note = count(everything)
    assert (default, note) == (139_295, "")
    assert count(everything, default_graph_uri=[NAMED])[0] == 700
    # With graphs of the protocol nothing else is in the dataset.
    assert count(everything, named_graph_uri=[NAMED])[0] == 0
    inside = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(inside)[0] == 700
    assert count(inside, named_graph_uri=[NAMED])[0] == 700
    assert count(inside, default_graph_uri=[NAMED])[0] == 0
    # What the protocol says overrides what the query says.
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{NAMED}> {{ ?s ?p ?o }}")[0] == 700
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{NAMED}> {{ ?s ?p ?o }}", named_graph_uri=[NAMED])[0] == 0
    assert count(f"SELECT (COUNT(*) AS ?n) FROM NAMED <{NAMED}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")[0] == 700


def test_graphs_in_the_address_of_a_direct_post(service):
    path = f"/sparql?default-graph-uri={quote(NAMED)}&named-graph-uri=urn%3Ax"
    got = service.post(f"ASK {{ <{FIRM}> ?p ?o }}", path=path)
    assert got.json["boolean"] is True
    assert "urn:x" in got.headers["aigov-notes"]
    form = service.post(b"query=ASK%7B%3Fs+%3Fp+%3Fo%7D", kind=FORM, path="/sparql?default-graph-uri=urn%3Aempty")
    assert form.json["boolean"] is False


@pytest.mark.parametrize(
    "query",
    [
        "ASK FROM <http://example.org/none> { ?s ?p ?o }",
        "PREFIX ex: <http://example.org/> ASK FROM ex:none { ?s ?p ?o }",
        "ASK FROM NAMED <http://example.org/none> { GRAPH ?g { ?s ?p ?o } }",
        "ASK { GRAPH <http://example.org/none> { ?s ?p ?o } }",
        "PREFIX ex: <http://example.org/> ASK { GRAPH ex:none { ?s ?p ?o } }",
    ],
)
def test_a_graph_that_is_not_there_is_empty_and_noted(service, query):
    got = service.get(query)
    assert got.json["boolean"] is False
    assert got.headers["aigov-notes"] == "graph http://example.org/none is not in this release and counts as empty"


def test_notes_are_headers_and_nothing_else(service):
    path = f"/sparql?query={quote('ASK {}')}&default-graph-uri={quote('urn:é' + chr(13) + chr(10) + 'Set-Cookie: a=b')}"
    got = service.send("GET", path)
    assert "set-cookie" not in got.headers
    assert got.status == 400 or "\\xe9" in got.headers["aigov-notes"]


@pytest.mark.parametrize("name", ["relative", "", "a b:c", "<urn:x>"])
def test_a_graph_is_named_by_an_iri(service, name):
    got = service.send("GET", f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(name)}")
    assert (got.status, got.problem) == (400, "bad-request")


def test_an_answer_is_confirmed_without_being_sent(service):
    got = service.get(QUERY)
    assert got.headers["cache-control"] == "public, max-age=300"
    for known in (got.headers["etag"], f'"other", {got.headers["etag"]}', got.headers["etag"].removeprefix("W/"), "*"):
        again = service.get(QUERY, **{"If-None-Match": known})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == got.headers["etag"]
    # Only GET and HEAD have such a condition, and it makes no query right.
    assert service.post(QUERY, **{"If-None-Match": got.headers["etag"]}).status == 200
    for ask in (service.get, service.post):
        assert ask("SELECT * {", **{"If-None-Match": "*"}).problem == "sparql-syntax"
    assert service.get(QUERY, **{"If-None-Match": '"other"'}).status == 200
    assert service.get(QUERY, RESULTS["csv"]).headers["etag"] != got.headers["etag"]
    fresh = "SELECT ?fresh { BIND(1 AS ?fresh) }"
    etag = service.get(fresh).headers["etag"]
    assert service.post(fresh, RESULTS["json"]).headers["etag"] == etag


def test_what_changes_every_time_is_neither_kept_nor_confirmed(service):
    query = "SELECT (STRUUID() AS ?id) {}"
    first, second = service.get(query), service.get(query)
    assert values(first, "id") != values(second, "id")
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers


@pytest.mark.parametrize("name", ["as_of", "version"])
def test_what_belongs_to_the_rest_api_is_not_ignored(service, name):
    for path in (f"/sparql?{name}=2019-11-01", f"/sparql?query=ASK%7B%7D&{name}=2019-11-01"):
        got = service.send("GET", path)
        assert (got.status, got.problem) == (400, "not-for-sparql")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=ASK%7B%7D&format=nonsense&format=xml", 200),
        ("/sparql?query=ASK%7B%7D&format=nonsense", 406),
        ("/sparql?default-graph-uri=urn%3Ax", 400),
        ("/sparql?query=%ff%fe", 400),
        ("/sparql?query=", 400),
        ("/sparql?" + "&".join(f"x{i}=1" for i in range(500)), 400),
        ("/sparql?query=ASK%7B%7D&unknown=1", 200),
    ],
)
def test_requests_that_are_not_formed_as_the_protocol_asks(service, path, status):
    got = service.send("GET", path)
    assert got.status == status
    if status >= 400:
        assert got.problem


ODD = [
    (None, b"ASK {}", 415),
    ("text/plain", b"ASK {}", 415),
    ("application/json", b'{"query": "ASK {}"}', 415),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK {}\r\n--x--', 415),
    ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), 415),
    ("application/sparql-query; charset=latin-1", b"ASK {}", 415),
    ("application/sparql-query; charset=\"utf-8\"", b"ASK {}", 200),
    ("APPLICATION/SPARQL-QUERY", b"ASK {}", 200),
    ("application/sparql-query", b"\xff\xfeA", 400),
    ("application/sparql-query", b"\xef\xbb\xbfASK {}", 400),
    ("application/sparql-query", b"query=ASK%7B%7D", 400),
    ("application/sparql-query", b"", 400),
    (FORM, b"ASK {}", 400),
    (FORM, b"query=%ff", 400),
    (FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
    ("application/sparql-query", b"\0ASK {}", 400),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "status"), ODD)
def test_content_types_are_taken_at_their_word(service, kind, body, status):
    got = service.send("POST", "/sparql", {"Content-Type": kind} if kind else {}, body)
    assert got.status == status, got.body
    assert got.headers["x-content-type-options"] == "nosniff"
    if status >= 400:
        assert got.problem
        assert "html" not in got.headers["content-type"]


def test_a_query_in_two_places_is_refused(service):
    got = service.post("ASK {}", path="/sparql?query=ASK%7B%7D")
    assert (got.status, got.problem) == (400, "bad-request")
    assert service.post(b"query=ASK%7B%7D", kind=FORM, path="/sparql?query=ASK%7B%7D").status == 400


def test_an_accept_header_of_a_thousand_ranges_is_refused(service):
    got = service.get(QUERY, ", ".join(f"a/b{i};q=0.5" for i in range(1_000)))
    assert (got.status, got.problem) == (400, "bad-request")


def test_the_query_form_is_for_people_and_the_description_for_machines(service):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = service.send("GET", "/sparql", {"Accept": browser})
    assert page.headers["content-type"].startswith("text/html")
    assert b"<form" in page.body
    for accept, kind in (("*/*", "text/turtle"), ("application/ld+json", "application/ld+json"), ("", "text/turtle")):
        got = service.send("GET", "/sparql", {"Accept": accept} if accept else {})
        assert (got.status, got.headers["content-type"].partition(";")[0]) == (200, kind)
    assert service.send("GET", "/sparql", {"Accept": "image/png"}).status == 406
    assert service.send("GET", "/sparql?format=html").headers["content-type"].startswith("text/html")
    assert json.loads(service.send("GET", "/sparql?format=jsonld").body)


def test_given_files_have_their_own_default_graph_and_no_prefixes(service):
    assert values(service.get("SELECT (COUNT(*) AS ?n) { ?s a <http://example.org/Firm> }"), "n") == ["19900"]
    assert service.get("ASK { ?s skos:prefLabel ?o }").problem == "sparql-syntax"
    assert service.send("GET", "/export").status == 404
    assert service.send("GET", "/version").json["statements"] == 139_995


def test_several_files_are_served_together(serve, connect, cli, tmp_path):
    texts = {
        "one.ttl": "@prefix ex: <http://example.org/> . _:x ex:p 1 . ex:s ex:p <relative> .",
        "two.trig": "@prefix ex: <http://example.org/> . _:x ex:p 2 . ex:g { ex:s ex:p 3 }",
        "three.jsonld": '{"@id": "http://example.org/s", "http://example.org/p": 4}',
        "four.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/"><rdf:Description rdf:about="http://example.org/s"><ex:p>5</ex:p></rdf:Description></rdf:RDF>',
        "five.nt": '_:x <http://example.org/p> "6" .',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with serve("--data", *(str(tmp_path / name) for name in texts)) as (address, _):
        client = connect(address)
        # A blank node of one file is not that of another.
        assert values(client.get("SELECT (COUNT(DISTINCT ?s) AS ?n) (COUNT(*) AS ?all) { ?s ?p ?o }"), "n") == ["4"]
        assert values(client.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), "n") == ["6"]
        assert values(client.get("SELECT ?o { GRAPH <http://example.org/g> { ?s ?p ?o } }"), "o") == ["3"]
        (link,) = values(client.get("SELECT ?o { <http://example.org/s> ?p ?o FILTER(ISIRI(?o)) }"), "o")
        assert link == (tmp_path / "relative").as_uri()
    (tmp_path / "bad.ttl").write_text("nonsense")
    for name, said in (("bad.ttl", "bad.ttl"), ("absent.nt", "absent.nt")):
        done = cli("serve", "--data", str(tmp_path / "one.ttl"), str(tmp_path / name), "--port", "0")
        assert done.returncode == 1
        assert said in done.stderr
