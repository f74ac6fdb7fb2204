"""Errors that a researcher can act on: the place of a syntax error, terms that do not exist, and cheaper patterns."""

import pytest

from aigov_kg.admission import admit
from aigov_kg.advice import cheaper, notes
from aigov_kg.errors import QuerySyntaxError
from aigov_kg.settings import Settings
from aigov_kg.store import Request, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("errors") / "one.nt"
    path.write_text("<urn:s> <urn:p> <urn:o> .\n")
    with Store([path], Settings(deadline=5)) as opened:
        yield opened


# The place is counted in characters, whatever their bytes, and lines end with a line feed only.
SYNTAX = [
    ("ASK { ?s foo:bar ?o }", 1, 10, "foo:bar", "prefix 'foo' is not declared"),
    ("ASK { ?s aigv:leads ?o }", 1, 10, "aigv:leads", "did you mean 'aigov'?"),
    ('ASK { ?s ?p "é" ;\n   foo:bar ?o }', 2, 4, "foo:bar", "prefix 'foo' is not declared"),
    ("ASK {\n ?s ?p '😀é中' . ?s ?p ?o ) }", 2, 25, ")", "does not close the '{' of line 1, column 5"),
    ("ASK {\r\n ?s ?p ?o ) }", 2, 11, ")", "does not close the '{' of line 1, column 5"),
    ("ASK {\r ?s ?p ?o ) }", 1, 17, ")", "does not close the '{' of line 1, column 5"),
    ("ASK {\u2028 ?s ?p ?o ) }", 1, 6, "\u2028", "cannot stand here"),
    ("ASK { VALUES ?x { foo:a } }", 1, 19, "foo:a", "prefix 'foo' is not declared"),
    ("ASK { ?s ?p 'x'^^foo:int }", 1, 18, "foo:int", "prefix 'foo' is not declared"),
    ("ASK FROM foo:x {}", 1, 10, "foo:x", "prefix 'foo' is not declared"),
    ("ASK { ?s http://example.org/p ?o }", 1, 10, "http:", "stands in angle brackets"),
    ("ASK { ?s ?p <http://example.org/a b> }", 1, 13, "<http://example.org/a b>", "no IRI"),
    ("ASK { ?s ?p <http://[x> }", 1, 13, "<http://[x>", "no IRI"),
    ("SELEC ?s {}", 1, 1, "SELEC", "did you mean 'SELECT'?"),
    ("SELECT * WERE { ?s ?p ?o }", 1, 10, "WERE", "did you mean 'WHERE'?"),
    ("SELECT * {\n ?s ?p ?o\n OPTINAL { ?s ?p 1 } }", 3, 2, "OPTINAL", "did you mean 'OPTIONAL'?"),
    (
        "ASK { ?s ?p ?o FILTER(STRSTART(?o, 'a')) }",
        1,
        23,
        "STRSTART",
        "no function 'STRSTART'; did you mean 'STRSTARTS'?",
    ),
    ("SELECT * { ?s ?p ?o } LIMIT ten", 1, 29, "ten", "SPARQL has no word 'ten'"),
    ("ASK { FILTER(?o > ) }", 1, 19, ")", "cannot stand here"),
    ("ASK { ?s ?p ?o . } }", 1, 20, "}", "cannot stand here"),
    ("ASK { ?s ?p 1.5.5 }", 1, 16, ".5", "cannot stand here"),
    ("SELECT ?s { ?s ?p ?o ", 1, 21, "", "the '{' of line 1, column 11 is not closed"),
    ("ASK {\n  FILTER(?x > 1\n}", 3, 1, "}", "does not close the '(' of line 2, column 9"),
    ("SELECT", 1, 7, "", "the query is not complete"),
    ("", 1, 1, "", "there is no query"),
    ("  # nothing but a comment\n", 1, 26, "", "there is no query"),
    ("SELECT ?a (1 AS ?a) {}", 1, 1, "SELECT", "one name to two columns"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 1, "SELECT", "neither grouped nor aggregated"),
    ("ASK { BIND(1 AS ?x)\n BIND(2 AS ?x) }", 2, 12, "?x", "has one already"),
    ("SELECT * { ?s ?p 'abc }", 1, 18, None, "a string begins here"),
]


@pytest.mark.parametrize(("query", "line", "column", "near", "said"), SYNTAX)
def test_a_syntax_error_names_the_place(store, query, line, column, near, said):
    with pytest.raises(QuerySyntaxError) as raised:
        store.query(Request(query))
    detail = raised.value.detail
    assert (detail["line"], detail["column"]) == (line, column), str(raised.value)
    assert detail.get("near") == near
    assert said in str(raised.value)
    assert f"line {line}, column {column}" in str(raised.value)


def test_the_problem_document_carries_the_place(service):
    got = service.get("ASK {\n ?s foo:bar ?o }")
    assert (got.status, got.problem) == (400, "sparql-syntax")
    assert (got.json["line"], got.json["column"], got.json["near"]) == (2, 5, "foo:bar")


def test_what_the_engine_cannot_evaluate_is_said(service):
    got = service.get("ASK { FILTER(<http://example.org/f>(1)) }")
    assert (got.status, got.problem) == (400, "query-evaluation")
    assert "http://example.org/f" in got.json["detail"]


ACCEPTED = "https://w3id.org/aigov-kg/graph/accepted"
INDEX = {
    "terms": [f"https://w3id.org/aigov-kg/ontology#{name}" for name in ("leader", "Listing", "listedParty")],
    "vocabulary": [f"http://www.w3.org/2004/02/skos/core#{name}" for name in ("prefLabel", "altLabel", "Concept")],
    "entities": {"iflytek": {}, "huawei": {}, "us-bis-entity-list": {}},
    "concepts": {"role": {"chair": "Chair", "editor": "Editor"}},
    "redirects": {"i-flytek": {}},
}


def noted(query, default=None, named=None, graphs=("urn:g", ACCEPTED)):
    return notes(admit(query, Settings()), default, named, graphs, INDEX)


def test_unknown_terms_of_the_ontology_are_noted_and_not_refused():
    assert noted("ASK { ?x a aigov:Listing ; aigov:listedParty ?y }") == []
    assert noted("ASK { ?x aigov:listedPart ?y }") == [
        "the ontology has no term aigov:listedPart; did you mean 'listedParty'?"
    ]
    assert noted("PREFIX o: <https://w3id.org/aigov-kg/ontology#> ASK { ?x o:leadr ?y }") == [
        "the ontology has no term aigov:leadr; did you mean 'leader'?"
    ]
    assert noted("ASK { ?x <https://w3id.org/aigov-kg/ontology#zzz> ?y }") == ["the ontology has no term aigov:zzz"]
    assert noted("ASK { VALUES ?p { aigov:nothing } ?x ?p ?y }") == ["the ontology has no term aigov:nothing"]
    assert noted("PREFIX aigov: <urn:mine> ASK { ?x aigov:mine ?y }") == []
    assert noted('ASK { ?x ?p "aigov:mine" } # aigov:mine') == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK { ?x skos:prefLable ?y }", "no statement of this release uses skos:prefLable; did you mean 'prefLabel'?"),
        ("ASK { ?x <http://www.w3.org/2004/02/skos/core#label> ?y }", "no statement of this release uses skos:label"),
        ("ASK { id:iflytec ?p ?y }", "nothing in this release is called id:iflytec; did you mean 'iflytek'?"),
        ("DESCRIBE <https://w3id.org/aigov-kg/id/huawai>", "nothing in this release is called id:huawai; did you mean 'huawei'?"),
        ("ASK { ?x ?p voc:role\\/chiar }", "the vocabularies have no concept voc:role/chiar; did you mean 'chair'?"),
        ("ASK { ?x ?p voc:rol }", "the vocabularies have no concept voc:rol; did you mean 'role'?"),
        ("ASK { GRAPH graph:acepted { ?s ?p ?o } }", "graph https://w3id.org/aigov-kg/graph/acepted is not in this release and counts as empty; did you mean 'accepted'?"),
    ],
)  # fmt: skip
def test_names_that_the_release_does_not_hold_are_noted(query, said):
    assert any(note.startswith(said) for note in noted(query)), noted(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { id:iflytek skos:prefLabel ?y ; a skos:Concept }",
        "ASK { id:i-flytek ?p id:participation\\/anything }",
        "ASK { ?x ?p voc:role\\/chair , voc:role , <https://w3id.org/aigov-kg/vocab/role/editor> }",
        "ASK { GRAPH graph:accepted { ?s ?p ?o } }",
        "PREFIX skos: <urn:mine> ASK { ?s skos:prefLable 'id:iflytec' }",
        "BASE <https://w3id.org/aigov-kg/id/none> PREFIX x: <https://w3id.org/aigov-kg/id/none> ASK {}",
        "ASK { ?s ?p 1 FILTER(xsd:integer(?p) = '1'^^xsd:int) ?s <http://example.org/p> ?o }",
    ],
)
def test_names_that_are_there_are_not_noted(query):
    assert noted(query) == []


def test_of_many_missed_names_few_are_compared_with_the_known_ones(monkeypatch):
    compared = []
    monkeypatch.setattr("aigov_kg.advice.did_you_mean", lambda word, known: compared.append(word) or "")
    found = noted("ASK { VALUES ?p { " + " ".join(f"aigov:zz{i}" for i in range(3_000)) + " } }")
    assert (len(found), found[-1]) == (6, "and 2995 more")
    assert len(compared) <= 5


def test_many_notes_are_cut_with_their_number():
    found = noted("ASK { " + " ".join(f"?x aigov:zz{i}z ?y ." for i in range(9)) + " }")
    assert len(found) == 6
    assert found[-1] == "and 4 more"


def test_notes_on_graphs():
    assert noted("ASK {}", default=["urn:g"], named=["urn:h"]) == [
        "graph urn:h is not in this release and counts as empty"
    ]
    assert noted("PREFIX u: <urn:> ASK FROM u:x FROM <urn:g> {}") == [
        "graph urn:x is not in this release and counts as empty"
    ]
    # The protocol's dataset overrides the query's, so the query's is not missed.
    assert noted("ASK FROM <urn:x> {}", default=["urn:g"]) == []


CHEAPER = [
    ("SELECT * { ?s a <urn:B> OPTIONAL { ?s <urn:x> ?y } ?s <urn:z> ?o }", "before OPTIONAL"),
    ("SELECT * { ?a <urn:p>+ ?b }", "path"),
    ("SELECT * { ?a (<urn:p>/<urn:q>)* ?b }", "path"),
    ("SELECT * { ?s <urn:p> ?o . ?a <urn:q> ?c }", "shared variables"),
    ("SELECT * { ?s a <urn:X> FILTER NOT EXISTS { ?s <urn:y> ?e . ?e a <urn:E> } }", "NOT EXISTS"),
    ("SELECT * { ?s ?p ?o }", "predicate"),
    (f"SELECT * {{ ?s <urn:n> ?o FILTER(?o IN ({', '.join(map(str, range(201)))})) }}", "VALUES"),
    ("SELECT * { ?s a <urn:B> ; <urn:l> ?l . ?t <urn:of> ?s } ORDER BY ?l LIMIT 5", "ORDER BY"),
]


@pytest.mark.parametrize(("query", "word"), CHEAPER)
def test_a_cheaper_pattern_is_named_where_one_is_known(query, word):
    assert any(word in hint for hint in cheaper(query))


@pytest.mark.parametrize(
    "query", ["SELECT * { <urn:a> <urn:p>* ?b }", "SELECT * { ?s a <urn:B> ; <urn:l> ?l }", "ASK {", "'"]
)
def test_no_advice_where_none_is_due(query):
    assert cheaper(query) == []


def test_a_timeout_says_which_limit_and_what_would_be_cheaper(impatient):
    got = impatient.get("SELECT (COUNT(*) AS ?n) { ?a <urn:x>|!<urn:x> ?b . ?c ?d ?e . ?f ?g ?h }")
    assert (got.status, got.problem) == (504, "query-timeout")
    assert (got.json["limit"], got.json["maximum"]) == ("deadline", 1.0)
    assert "shared variables" in got.json["detail"]
    assert got.json["hints"]
