"""Clients that others wrote, unchanged: SPARQLWrapper, rdflib's SPARQLStore, curl, and what YASGUI sends."""

import json
import shutil
import subprocess
from urllib.parse import urlencode

import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

FIRM = URIRef("http://example.org/firm/700")
SIZE = URIRef("http://example.org/size")
SELECT = f"SELECT ?size {{ <{FIRM}> <{SIZE}> ?size }}"


@pytest.fixture
def wrapper(service):
    return SPARQLWrapper(f"{service.address}/sparql")


@pytest.mark.parametrize(("method", "how"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_tables(wrapper, method, how):
    wrapper.setMethod(method)
    if how:
        wrapper.setRequestMethod(how)
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(JSON)
    found = wrapper.query().convert()
    assert [row["size"]["value"] for row in found["results"]["bindings"]] == ["700"]
    wrapper.setReturnFormat(XML)
    assert wrapper.query().convert().getElementsByTagName("literal")[0].firstChild.data == "700"
    wrapper.setReturnFormat(CSV)
    assert wrapper.query().convert() == b"size\r\n700\r\n"
    wrapper.setReturnFormat(TSV)
    assert wrapper.query().convert() == b"?size\n700\n"


# rdflib's own parsers use what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_graphs(wrapper, form):
    wrapper.setQuery(f"CONSTRUCT WHERE {{ <{FIRM}> ?p ?o }}")
    wrapper.setReturnFormat(form)
    found = wrapper.query().convert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 7


def test_sparqlwrapper_ask_dataset_and_errors(wrapper):
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("ASK { ?s ?p ?o }")
    assert wrapper.query().convert()["boolean"] is True
    wrapper.addDefaultGraph("urn:nothing")
    assert wrapper.query().convert()["boolean"] is False
    wrapper.setQuery("ASK {")
    with pytest.raises(Exception, match="sparql-syntax"):
        wrapper.query()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(service, method):
    store = SPARQLStore(f"{service.address}/sparql", method=method, returnFormat="json")
    graph = Graph(store)
    assert [int(row.size) for row in graph.query(SELECT)] == [700]
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    default = Graph(SPARQLStore(f"{service.address}/sparql", method=method))
    assert len(default.query(f"CONSTRUCT WHERE {{ <{FIRM}> ?p ?o }}").graph) == 7
    assert int(graph.value(FIRM, SIZE)) == 700
    assert len(list(graph.triples((FIRM, None, None)))) == 7
    named = Graph(store, identifier=URIRef("http://example.org/graph"))
    assert (URIRef("http://example.org/firm/7"), SIZE, None) in named


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_dataset_over_sparqlstore(service):
    dataset = Dataset(SPARQLStore(f"{service.address}/sparql", returnFormat="xml"))
    found = dataset.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?type } }")
    assert [int(row.n) for row in found] == [100]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(service):
    def curl(*arguments):
        done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, check=True, timeout=30)
        return done.stdout

    url = f"{service.address}/sparql"
    assert curl(url, "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}") == "size\n700\n"
    assert curl("-G", url, "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}") == "size\n700\n"
    direct = ["-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", "--data-binary", SELECT]
    assert curl(url, *direct) == "size\n700\n"
    assert json.loads(curl(url, "--data-urlencode", f"query={SELECT}"))["results"]["bindings"]
    assert "HTTP/1.1 200" in curl("-I", f"{url}?query=ASK%7B%7D")


# The Accept fields that YASQE sends by default, and those of its earlier versions.
YASGUI = {
    SELECT: ["application/sparql-results+json,*/*;q=0.9"],
    "ASK { ?s ?p ?o }": ["application/sparql-results+json,*/*;q=0.9"],
    f"CONSTRUCT WHERE {{ <{FIRM}> ?p ?o }}": ["text/turtle,*/*;q=0.9", "application/n-triples,*/*;q=0.9"],
    f"DESCRIBE <{FIRM}>": ["text/turtle,*/*;q=0.9", "application/n-triples,*/*;q=0.9"],
}
ELSEWHERE = {
    "Origin": "https://yasgui.example",
    "Referer": "https://yasgui.example/",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "cross-site",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}


@pytest.mark.parametrize(
    ("query", "accept"), [(query, accept) for query, fields in YASGUI.items() for accept in fields]
)
def test_what_yasgui_sends_from_another_host(service, query, accept):
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    wanted = accept.partition(",")[0]
    body = urlencode({"query": query}).encode()
    for got in (
        service.send("POST", "/sparql", {**ELSEWHERE, **form, "Accept": accept}, body),
        service.send("GET", f"/sparql?{body.decode()}", {**ELSEWHERE, "Accept": accept}),
    ):
        assert (got.status, got.headers["content-type"].partition(";")[0]) == (200, wanted)
        assert got.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in got.headers
    # Errors are readable there too.
    wrong = service.send("POST", "/sparql", {**ELSEWHERE, **form, "Accept": accept}, b"query=ASK")
    assert (wrong.status, wrong.problem) == (400, "sparql-syntax")
    assert wrong.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "fields"), [("POST", "content-type"), ("GET", "accept"), ("POST", "accept,content-type,if-none-match")]
)
def test_the_preflight_of_a_browser(service, method, fields):
    asked = {**ELSEWHERE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": fields}
    got = service.send("OPTIONS", "/sparql", asked)
    assert (got.status, got.body) == (204, b"")
    assert got.headers["access-control-allow-origin"] == "*"
    assert method in got.headers["access-control-allow-methods"].split(", ")
    assert set(fields.split(",")) <= set(got.headers["access-control-allow-headers"].lower().split(", "))
    for name in ("aigov-snapshot", "aigov-notes", "etag", "retry-after"):
        assert name in got.headers["access-control-expose-headers"].lower()
