"""Harmless queries that look like harmful ones: each is admitted, and the engine takes it.

Grouped by what a careless guard would mistake: words, brackets, operators, long texts, and depth just below a limit.
"""

import pytest

from aigov_kg.admission import admit
from aigov_kg.settings import Settings
from aigov_kg.store import Request, Store

EX = "PREFIX ex: <http://example.org/> PREFIX : <http://example.org/> "
WORDS = {
    "SERVICE in a double-quoted string": 'ASK { ?s ?p "SERVICE <http://example.org/> { ?s ?p ?o }" }',
    "SERVICE in a single-quoted string": "ASK { ?s ?p 'SERVICE <http://example.org/> { ?s ?p ?o }' }",
    "SERVICE in a long string": 'ASK { ?s ?p """\n} SERVICE <http://example.org/> {\n""" }',
    "SERVICE in a long single-quoted string": "ASK { ?s ?p '''\n} SERVICE <http://example.org/> {\n''' }",
    "SERVICE behind an escaped quotation mark": 'ASK { ?s ?p "a\\" SERVICE <x:y> { } \\"" }',
    "SERVICE behind a quotation mark of the other kind": """ASK { ?s ?p "it's a SERVICE" , 'say "SERVICE"' }""",
    "SERVICE written with escapes": 'ASK { ?s ?p "\\u0053ERVICE \\U00000053ERVICE" }',
    "SERVICE in a string with a comment sign": 'ASK { ?s ?p "# SERVICE" . ?s ?p "x" }',
    "SERVICE in an empty string's neighbour": 'ASK { ?s ?p "" , "SERVICE" , "" }',
    "SERVICE in an IRI": "ASK { ?s ?p <http://example.org/SERVICE/> }",
    "SERVICE in the fragment of an IRI": "ASK { ?s ?p <http://example.org/a#SERVICE> }",
    "SERVICE in an IRI with an escape": "ASK { ?s ?p <http://example.org/\\u00e9SERVICE> }",
    "SERVICE as the scheme of an IRI": "ASK { ?s ?p <service:x> , <SERVICE:y> }",
    "SERVICE in a relative IRI": "BASE <http://example.org/> ASK { ?s ?p <SERVICE> , <#SERVICE> }",
    "SERVICE in a prefix's IRI": "PREFIX s: <http://example.org/SERVICE#> ASK { ?s ?p s:a }",
    "SERVICE in a comment at the end": "ASK {} # SERVICE <http://example.org/> {}",
    "SERVICE in a comment in the middle": "ASK { ?s ?p ?o . # SERVICE <x:y> {\n ?s ?p ?o }",
    "SERVICE in a comment with carriage return": "ASK {} # a\r# SERVICE <x:y> {}",
    "SERVICE in a comment with quotation marks": "ASK { # it's a \"SERVICE\n ?s ?p ?o }",
    "SERVICE as a variable": "SELECT ?SERVICE $service { ?SERVICE ?p $service }",
    "SERVICE in a variable": "SELECT ?serviceName ?myService { ?serviceName ?p ?myService }",
    "SERVICE as a local name": EX + "ASK { ex:SERVICE ex:service :SERVICE }",
    "SERVICE as a prefix": "PREFIX service: <http://example.org/> ASK { service:a service:b service:c }",
    "SERVICE as a prefix behind OPTIONAL": "PREFIX service: <http://example.org/> ASK { ?s ?p ?o OPTIONAL { service:a ?p ?o } }",
    "SERVICE as a graph's name": "PREFIX service: <http://example.org/> ASK { GRAPH service:g { ?s ?p ?o } }",
    "SERVICE in a local name with a dot": EX + "ASK { ex:a.SERVICE ?p ?o }",
    "SERVICE in a local name with escapes": EX + "ASK { ex:a\\-SERVICE\\/x ?p ?o }",
    "SERVICE in a local name with percent": EX + "ASK { ex:a%20SERVICE ?p ?o }",
    "SERVICE as a blank node": "ASK { _:SERVICE ?p _:service }",
    "SERVICE as a language": "ASK { ?s ?p 'x'@service-LOAD }",
    "SERVICE in a regular expression": "ASK { ?s ?p ?o FILTER(REGEX(STR(?o), '^SERVICE\\\\s*<')) }",
    "SERVICE in a separator": "SELECT (GROUP_CONCAT(?o; SEPARATOR=' SERVICE ') AS ?x) { ?s ?p ?o }",
    "SERVICE in VALUES": "ASK { VALUES (?a ?b) { ('SERVICE' <urn:SERVICE>) (UNDEF 'LOAD') } ?s ?p ?a }",
    "SERVICE in IN": "ASK { ?s ?p ?o FILTER(?o NOT IN ('SERVICE', 'LOAD', <urn:CLEAR>)) }",
    "SERVICE as a datatype": EX + "ASK { ?s ?p 'x'^^ex:SERVICE , 'y'^^<urn:SERVICE> }",
    "LOAD as a property": EX + "ASK { ?s ex:load ?load ; ex:LOAD ?o }",
    "LOAD in a path": EX + "ASK { ?s ex:load/ex:service*|^ex:LOAD ?o }",
    "updates as names": EX
    + "SELECT ?insert ?delete ?clear { ?insert ex:delete ?clear ; ex:drop ?delete ; :add ex:copy , ex:move , ex:create }",
    "updates in strings": "ASK { ?s ?p 'INSERT DATA { <a> <b> <c> } ; DROP ALL' }",
    "updates in comments": "# DELETE WHERE { ?s ?p ?o } ;\nASK {}",
    "a property called with": EX + "ASK { ?s ex:with ?o ; ex:using ?u }",
}
SIGNS = {
    "comparisons without spaces": "ASK { ?a ?b ?c FILTER(?a<?b&&?b>?c||?a<=?c) }",
    "a comparison that looks like an IRI": "ASK { ?a ?b ?c FILTER(?a<?b) FILTER(?b>?c) }",
    "a comparison with a number": "ASK { ?a ?b ?c FILTER(?c<5&&?c>-5) }",
    "a comparison with an IRI": "ASK { ?a ?b ?c FILTER(?a!=<urn:x>&&<urn:y>!=?c) }",
    "brackets in strings": "ASK { ?s ?p '{{{{((((((((((((((((((((((((((((((((((((((((' }",
    "brackets in comments": "ASK { # {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{\n ?s ?p ?o }",
    "brackets in IRIs": "ASK { ?s ?p <http://example.org/a_(b)_((((((((((((((((((((((((((((((((((((((((c> }",
    "operators in strings": "ASK { ?s ?p '" + "+ - * / = ! || && " * 200 + "' }",
    "a number with a dot before a dot": "ASK { ?s ?p 1.5 . ?s ?p 1. }",
    "numbers with signs": "ASK { ?s ?p -1 , +2 , -3.5e-10 , +.5 }",
    "an annotation of an IRI in a path": EX + "ASK { ?s (ex:a|^ex:b)/(!(ex:c|^ex:d))? ?o }",
    "a question mark as a path": EX + "ASK { ?s ex:a? ?o }",
    "a semicolon at the end": EX + "ASK { ?s ex:a 1 ; ex:b 2 ; . }",
    "white space of every kind": "ASK\t{\r\n?s\t?p\n\n?o\r}",
    "no white space": "ASK{?s?p?o.FILTER(?o=1)}",
    "letters of other scripts": EX + "SELECT ?团体 { ?团体 ex:名称 'служба'@ru , 'خدمة'@ar }",
    "letters that look Latin": EX + "ASK { ?s ex:ЅERVICE '\u0405ERVICE' }",
    "a triple term": "ASK { ?s ?p <<( ?a ?b ?c )>> }",
    "nested blank nodes and lists": EX + "ASK { ?s ex:a [ ex:b [ ex:c ( 1 ( 2 3 ) ) ] ] }",
}
SIZES = {
    "a string of sixty kilobytes": "ASK { ?s ?p '" + "x" * 60_000 + "' }",
    "a string of sixty kilobytes of the word": "ASK { ?s ?p '" + "SERVICE " * 7_500 + "' }",
    "an IRI of fifty kilobytes": "ASK { ?s ?p <urn:" + "SERVICE/" * 6_000 + "> }",
    "a comment of sixty kilobytes": "ASK {} # " + "SERVICE { ( " * 5_000,
    "a thousand lines of comments": "ASK {\n" + "# LOAD\n" * 1_000 + "}",
    "five thousand constants": "ASK { VALUES ?x { " + "'SERVICE' " * 5_000 + "} ?s ?p ?x }",
    "thirty groups": "ASK " + "{" * 30 + " ?s ?p ?o " + "}" * 30,
    "twenty-eight brackets": "ASK { FILTER" + "(" * 28 + "true" + ")" * 28 + " }",
    "thirty EXISTS": "ASK {" + "FILTER EXISTS {" * 30 + " ?s ?p ?o " + "}" * 30 + "}",
    "fourteen sub-SELECTs": "SELECT * {" + "{SELECT * {" * 14 + " ?s ?p ?o " + "}}" * 14 + "}",
    "sixty patterns of one subject": EX + "ASK { ?s " + " ; ".join(f"ex:p{i} ?o{i}" for i in range(60)) + " }",
    "sixty alternatives": "ASK { " + " UNION ".join(f"{{ ?s <urn:p{i}> ?o }}" for i in range(60)) + " }",
    "sixty OPTIONALs": "ASK { ?s ?p ?o " + " ".join(f"OPTIONAL {{ ?s <urn:p{i}> ?o{i} }}" for i in range(60)) + " }",
    "four hundred sums": "ASK { FILTER(0" + " + 1" * 400 + " > 0) }",
    "nineteen steps": "ASK { ?s " + "/".join("<urn:p>" for _ in range(19)) + " ?o }",
    "fifteen negations": "ASK { FILTER(" + "!" * 15 + "true || true) }",
    "two hundred columns": "SELECT " + " ".join(f"?c{i}" for i in range(200)) + " { ?s ?p ?o }",
    "a hundred prefixes": " ".join(f"PREFIX p{i}: <urn:{i}:>" for i in range(100)) + " ASK { p1:a p2:b p99:c }",
}
ALL = {**WORDS, **SIGNS, **SIZES}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("one") / "one.nt"
    path.write_text("<urn:s> <urn:p> <urn:o> .\n")
    with Store([path], Settings(deadline=20), release=False) as opened:
        yield opened


def test_there_are_at_least_sixty():
    assert len(ALL) >= 60


@pytest.mark.parametrize("kind", ALL)
def test_a_harmless_query_is_admitted_and_answered(store, kind):
    admit(ALL[kind], Settings())
    assert store.query(Request(ALL[kind])).form
