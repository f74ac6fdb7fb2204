"""The pages of the ontology and the vocabularies, their RDF, and explanations, over HTTP."""

import re
from html.parser import HTMLParser

import httpx2
import pyoxigraph as ox
import pytest
import rdflib

from aigov_kg import namespaces as ns

ONTOLOGY = rdflib.URIRef(ns.ONTOLOGY)


@pytest.fixture(scope="module")
def client(seed_service):
    with httpx2.Client(base_url=seed_service, timeout=30) as made:
        yield made


class Page(HTMLParser):
    """A page: its links, its anchors, what it fetches, its text."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors, self.fetched, self.words, self.open = [], set(), [], [], []
        self.feed(text)
        self.close()
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.open.append(tag)
        if tag == "a":
            self.links.append(given["href"])
        if "id" in given:
            self.anchors.add(given["id"])
        if tag in {"script", "img", "iframe", "object", "embed"} or (tag == "link" and given.get("rel") != "alternate"):
            self.fetched.append((tag, given))

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)


def page(client, path):
    answer = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8", path
    return Page(answer.text)


def test_the_ontology_page_has_an_anchor_for_every_term(client):
    shown = page(client, "/ontology")
    graph = rdflib.Graph().parse(data=client.get("/ontology.ttl").text, format="turtle")
    terms = {str(s).removeprefix(ns.AIGOV) for s in graph.subjects() if str(s).startswith(ns.AIGOV)}
    assert len(terms) > 200 and terms <= shown.anchors
    assert "aigov-kg ontology" in shown.text and "OWL 2 RL and OWL 2 DL" in shown.text


def test_every_link_of_the_pages_leads_somewhere(client):
    seen, todo = set(), ["/", "/ontology", "/vocab", "/ontology/Tenure", "/ontology/everListedOn", "/vocab/role/chair"]
    todo += ["/ontology/core", "/ontology/mappings", "/vocab/stage", "/ontology/MirrorCommittee", "/ontology/Citation"]
    outside = set()
    for path in todo:
        for link in page(client, path).links:
            outside |= {link} if link.startswith("http") else set()
            if link.startswith("/") and link not in seen:
                seen.add(link)
                status = client.get(link, headers={"Accept": "text/html,*/*;q=0.1"}).status_code
                assert status == 200, f"{path} -> {link}: {status}"
    assert len(seen) > 300
    assert not [link for link in outside if link.startswith(ns.BASE)]


@pytest.mark.parametrize(
    "path", ["/", "/ontology", "/ontology/Tenure", "/vocab", "/vocab/role", "/vocab/role/chair", "/ontology/mappings"]
)
def test_a_page_fetches_nothing_and_runs_no_script(client, path):
    assert page(client, path).fetched == []
    text = client.get(path, headers={"Accept": "text/html"}).text
    assert not re.search(r"@import|url\((?!#)|javascript:| on\w+=", text)


def test_a_class_tells_its_place_its_use_an_example_and_its_shapes(client):
    text = page(client, "/ontology/Tenure").text
    assert "assertion that an actor holds a seat in a body" in text
    assert re.search(r"\d+ members stated", text)
    assert "Is below assertion" in text and "Written from tenures" in text
    assert "is close to org:Membership" in text
    assert re.search(r"Example tenure/[a-z0-9-]+ *: .*is held by", text)
    assert "seat is in a body or within one Violation · shapes/relations.ttl" in text


def test_a_shortcut_tells_how_it_is_inferred(client):
    text = page(client, "/ontology/everListedOn").text
    assert "is named in listing y and y is on list z" in text
    assert "0 statements stated" in text and "only ever inferred" in text
    listed = page(client, "/ontology/EverListedActor").text
    assert "is named in listing" in listed and "listing" in listed


def test_a_property_tells_its_inverse_scheme_and_traits(client):
    assert "Inverse holds seat" in page(client, "/ontology/holder").text
    assert "Values from role" in page(client, "/ontology/role").text
    above = page(client, "/ontology/partOfBody").text
    assert "transitive" in above and "nothing stands in it to itself" in above


def test_a_concept_has_its_labels_flags_and_use(client):
    text = page(client, "/vocab/role/chair").text
    assert "chair English · Vorsitz German · président French · 主席 Chinese" in text
    assert "is single seat yes" in text and re.search(r"named by \d+ records", text)


def test_the_picture_is_drawn_from_the_ontology(client):
    text = client.get("/ontology", headers={"Accept": "text/html"}).text
    picture = text[text.index("<svg") : text.index("</svg>")]
    graph = rdflib.Graph().parse(data=client.get("/ontology.ttl").text, format="turtle")
    records = set(graph.subjects(rdflib.RDFS.subClassOf, rdflib.URIRef(ns.AIGOV + "Assertion")))
    assert len(records) > 10
    for record in records:
        assert f'href="/ontology/{str(record).removeprefix(ns.AIGOV)}"' in picture
    for prop in ("holder", "body", "listedParty", "onList", "object", "controller", "support"):
        assert f'href="/ontology/{prop}"' in picture


@pytest.mark.parametrize(
    ("accept", "suffix", "form"),
    [
        ("text/turtle", "ttl", ox.RdfFormat.TURTLE),
        ("application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML),
        ("application/ld+json", "jsonld", ox.RdfFormat.JSON_LD),
    ],
)
@pytest.mark.parametrize(
    ("path", "least"),
    [("/ontology", 2000), ("/vocab", 3000), ("/ontology/everLed", 10), ("/vocab/role", 300), ("/vocab/stage/60.60", 5)],
)
def test_rdf_by_accept_and_by_suffix_is_the_same(client, path, least, accept, suffix, form):
    by_accept = client.get(path, headers={"Accept": accept})
    by_suffix = client.get(f"{path}.{suffix}")
    for answer in (by_accept, by_suffix):
        assert answer.headers["content-type"].split(";")[0] == accept
        assert len(set(map(str, ox.parse(answer.content, format=form)))) >= least
    assert by_accept.content == by_suffix.content


def test_a_term_comes_with_its_chain_and_a_module_with_its_terms(client):
    term = rdflib.Graph().parse(data=client.get("/ontology/everLed.ttl").text, format="turtle")
    (chain,) = term.objects(rdflib.URIRef(ns.AIGOV + "everLed"), rdflib.OWL.propertyChainAxiom)
    assert [str(step).removeprefix(ns.AIGOV) for step in rdflib.collection.Collection(term, chain)] == [
        "leaderIn",
        "workItem",
    ]
    module = rdflib.Graph().parse(data=client.get("/ontology/shortcuts.ttl").text, format="turtle")
    assert (rdflib.URIRef(ns.ONTOLOGY + "/shortcuts"), rdflib.RDF.type, rdflib.OWL.Ontology) in module
    assert list(module.subjects(rdflib.OWL.someValuesFrom)), "the restriction above EverListedActor"


def test_a_version_leads_to_the_same_terms(client):
    graph = rdflib.Graph().parse(data=client.get("/ontology.ttl").text, format="turtle")
    version = str(graph.value(ONTOLOGY, rdflib.OWL.versionIRI)).removeprefix(ns.BASE.rstrip("/"))
    again = client.get(version, headers={"Accept": "text/turtle"})
    assert len(rdflib.Graph().parse(data=again.text, format="turtle")) == len(graph)
    assert client.get(f"{version}/core", headers={"Accept": "text/html"}).status_code == 200


def test_the_canonical_address_is_the_iri_and_an_entity_tag_saves_the_body(client):
    first = client.get("/ontology/Tenure", headers={"Accept": "text/html"})
    assert first.headers["link"].startswith(f"<{ns.AIGOV}Tenure>")
    assert "accept" in first.headers["vary"].lower()
    again = client.get("/ontology/Tenure", headers={"Accept": "text/html", "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    turtle = client.get("/ontology/Tenure", headers={"Accept": "text/turtle", "If-None-Match": first.headers["etag"]})
    assert turtle.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/ontology/Nope",
        "/ontology/9.9.9",
        "/ontology.xyz",
        "/vocab/nope",
        "/vocab/role/nope",
        "/vocab.csv",
        "/ontology/%3Cscript%3E",
    ],
)
def test_what_is_not_there_is_a_problem_document(client, path):
    answer = client.get(path)
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"
    assert "<script>" not in answer.text or answer.headers["x-content-type-options"] == "nosniff"


def test_what_no_form_fits_is_not_acceptable(client):
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/ontology/mappings", headers={"Accept": "application/rdf+xml"}).status_code == 406


def test_mappings_are_a_page_and_the_file(client):
    assert "is close to" in page(client, "/ontology/mappings").text
    graph = rdflib.Graph().parse(data=client.get("/ontology/mappings.ttl").text, format="turtle")
    assert len(graph) > 150


def test_head_answers_like_get_without_a_body(client):
    answer = client.head("/ontology", headers={"Accept": "text/turtle"})
    assert (
        answer.status_code == 200 and answer.content == b"" and answer.headers["content-type"].startswith("text/turtle")
    )


def test_given_files_have_no_ontology_pages(serve, tmp_path):
    (tmp_path / "x.ttl").write_text("<https://x.test/a> <https://x.test/b> <https://x.test/c> .", encoding="utf-8")
    with serve("--data", str(tmp_path / "x.ttl")) as (address, _):
        assert httpx2.get(f"{address}/ontology").status_code == 404
        assert httpx2.get(f"{address}/vocab/role").status_code == 404
        assert httpx2.get(f"{address}/api/v1/explain?subject=a:b&predicate=a&object=c").status_code == 404


def test_explain_gives_the_records_behind_an_inferred_edge(client):
    query = {"subject": "iflytek", "predicate": "everListedOn", "object": "us-bis-entity-list"}
    answer = client.get("/api/v1/explain", params=query)
    found = answer.json()
    assert found["verdict"] == "inferred" and found["steps"][-1]["axiom"] == "property chain"
    assert found["evidence"]["listing/iflytek-bis-2019"]["citations"][0]["cite"].startswith("exovera-2022:")
    assert (
        client.get("/api/v1/explain", params=query, headers={"If-None-Match": answer.headers["etag"]}).status_code
        == 304
    )


@pytest.mark.parametrize(
    ("query", "status", "verdict"),
    [
        ({"subject": "us-bis-entity-list", "predicate": "everListedOn", "object": "iflytek"}, 200, "not entailed"),
        ({"subject": "iflytek", "predicate": "everlisted", "object": "iflytek"}, 422, None),
        ({"subject": "iflytek", "predicate": "http://x.test/> . } #", "object": "iflytek"}, 422, None),
        ({"subject": "iflytek", "predicate": "everListedOn"}, 422, None),
    ],
)
def test_explain_says_what_is_not_so_and_refuses_what_it_cannot_read(client, query, status, verdict):
    answer = client.get("/api/v1/explain", params=query)
    assert answer.status_code == status
    assert answer.json().get("verdict") == verdict


def test_the_example_of_an_inferred_property_can_be_explained(client):
    (link,) = [link for link in page(client, "/ontology/everLed").links if "/api/v1/explain" in link]
    assert client.get(link).json()["verdict"] == "inferred"
