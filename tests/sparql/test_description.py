"""The service description and VoID: valid, complete, and true of what is served."""

import json

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from aigov_kg.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
SCHEMA = Namespace("http://schema.org/")
EX = Namespace("http://example.org/")
DCT = Namespace("http://purl.org/dc/terms/")
VOID_TERMS = {
    "Dataset", "DatasetDescription", "sparqlEndpoint", "triples", "distinctSubjects", "distinctObjects", "properties", "classes",
    "propertyPartition", "property", "classPartition", "class", "entities", "uriSpace", "vocabulary", "dataDump",
}  # fmt: skip


def read(got):
    assert got.status == 200, got.body
    return Graph().parse(data=got.body, format=got.headers["content-type"].partition(";")[0])


@pytest.fixture(scope="module")
def described(service):
    return read(service.send("GET", "/sparql", {"Accept": "text/turtle"}))


@pytest.fixture(scope="module")
def void(service):
    return read(service.send("GET", "/void", {"Accept": "text/turtle"}))


def count(service, query):
    return int(service.get(query).json["results"]["bindings"][0]["n"]["value"])


def test_the_service_its_dataset_and_its_named_graphs(service, described):
    (node,) = described.subjects(RDF.type, SD.Service)
    assert described.value(node, SD.endpoint) == URIRef(f"{service.address}/sparql")
    assert SD.SPARQL11Query in set(described.objects(node, SD.supportedLanguage))
    assert SD.SPARQL11Update not in set(described.objects(node, SD.supportedLanguage))
    assert len(list(described.objects(node, SD.resultFormat))) == 10
    dataset = described.value(node, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in described
    graph = described.value(dataset, SD.defaultGraph)
    assert (graph, VOID.triples, Literal(139_295)) in described
    (named,) = described.objects(dataset, SD.namedGraph)
    assert described.value(named, SD.name) == EX.graph
    assert described.value(described.value(named, SD.graph), VOID.triples) == Literal(700)


def test_every_limit_is_described_with_its_sentence(described):
    limits = {
        str(described.value(node, SCHEMA.propertyID)): node
        for node in described.objects(None, SCHEMA.additionalProperty)
    }
    expected = Settings().sentences()
    assert limits.keys() == expected.keys()
    for name, (_, sentence) in expected.items():
        assert str(described.value(limits[name], SCHEMA.description)) == sentence
    assert float(described.value(limits["deadline"], SCHEMA.value)) == 20.0


def test_void_counts_what_is_there(service, void):
    used = {str(t).removeprefix(str(VOID)) for triple in void for t in triple if str(t).startswith(str(VOID))}
    assert used <= VOID_TERMS
    (dataset,) = void.subjects(VOID.sparqlEndpoint, None)
    assert int(void.value(dataset, VOID.triples)) == count(service, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    properties = {void.value(p, VOID.property): p for p in void.objects(dataset, VOID.propertyPartition)}
    assert len(properties) == int(void.value(dataset, VOID.properties)) == 5
    size = properties[EX.size]
    assert int(void.value(size, VOID.triples)) == 19_900
    assert int(void.value(size, VOID.distinctSubjects)) == 19_900
    country = properties[EX.country]
    assert int(void.value(country, VOID.distinctObjects)) == 50
    (partition,) = void.objects(dataset, VOID.classPartition)
    assert void.value(partition, VOID["class"]) == EX.Firm
    assert int(void.value(partition, VOID.entities)) == 19_900
    inner = {
        void.value(p, VOID.property): int(void.value(p, VOID.triples))
        for p in void.objects(partition, VOID.propertyPartition)
    }
    assert inner[EX.country] == 19_900
    assert (dataset, DCT.license, None) not in void


# rdflib's own parsers use what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", ["/void", "/.well-known/void", "/sparql"])
@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_the_descriptions_in_every_form(service, path, accept):
    got = service.send("GET", path, {"Accept": accept})
    assert got.headers["content-type"].partition(";")[0] == accept
    assert len(read(got)) > 30
    again = service.send("GET", path, {"Accept": accept, "If-None-Match": got.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert service.send("HEAD", path, {"Accept": accept}).status == 200
    assert service.send("GET", f"{path}?format=jsonld").status == 200
    assert service.send("GET", path, {"Accept": "image/png"}).problem == "not-acceptable"


@pytest.mark.parametrize(
    "host", ["evil.example> <urn:p> <urn:o> .\n<", '"', "a b", "x" * 300, "[::1", "a/b", "a:b", "a#b"]
)
def test_a_host_that_is_none_does_not_enter_the_description(service, host):
    got = service.send("GET", "/sparql", {"Accept": "text/turtle", "Host": host.replace("\n", " ")})
    if got.status != 400:
        (node,) = read(got).subjects(RDF.type, SD.Service)
        assert node == URIRef("https://w3id.org/aigov-kg/sparql")


def test_a_release_has_a_licence_a_dump_and_its_graphs(seed_service):
    import urllib.request

    def fetch(path):
        with urllib.request.urlopen(f"{seed_service}{path}", timeout=60) as answer:
            return answer.read()

    void = Graph().parse(data=fetch("/void?format=turtle"), format="turtle")
    (dataset,) = void.subjects(VOID.sparqlEndpoint, None)
    assert void.value(dataset, DCT.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert void.value(dataset, VOID.dataDump) == URIRef(f"{seed_service}/export")
    version = json.loads(fetch("/version"))
    assert str(void.value(dataset, DCT.identifier)) == version["version"]
    assert len(list(void.objects(dataset, VOID.classPartition))) > 50
    assert len(list(void.objects(dataset, VOID.propertyPartition))) > 80
    described = Graph().parse(data=fetch("/sparql?format=turtle"), format="turtle")
    names = {str(n) for n in described.objects(None, SD.name)}
    assert {f"https://w3id.org/aigov-kg/graph/{g}" for g in version["graphs"]} == names
