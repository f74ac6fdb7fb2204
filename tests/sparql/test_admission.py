"""What is refused before the engine sees it, what is not, and that neither takes long."""

import subprocess
import sys

import pytest

from aigov_kg.admission import admit
from aigov_kg.errors import QueryRefused, QuerySyntaxError
from aigov_kg.settings import Settings
from aigov_kg.store import Request, Store
from aigov_kg.tokens import tokenize

SETTINGS = Settings()
SIZES = (10, 100, 1_000, 10_000, 100_000)


def verdict(query):
    try:
        admit(query, SETTINGS)
    except QueryRefused as error:
        if error.kind == "query-too-complex":
            # A limit is named with its number, and the way round stands in the sentence.
            assert str(error.detail["maximum"]) in str(error)
            assert "/export" in str(error)
            return error.detail["limit"]
        return error.kind
    except QuerySyntaxError:
        return "syntax"
    return "admitted"


# Shapes that end the engine's process, or keep its planner busy for ever, when they are long or deep enough
# (measured for the first fourteen), and the count from which on none may pass.
LADDER = {
    "FILTER EXISTS nested": (lambda n: "ASK {" + "FILTER EXISTS {" * n + " ?s ?p ?o " + "}" * n + "}", 100),
    "CONCAT nested": (lambda n: "ASK { BIND(" + "CONCAT(" * n + '"a"' + ")" * n + " AS ?x) }", 100),
    "sub-SELECT nested": (lambda n: "SELECT * {" + "{SELECT * {" * n + " ?s ?p ?o " + "}}" * n + "}", 100),
    "groups nested": (lambda n: "ASK " + "{" * n + " ?s ?p ?o " + "}" * n, 100),
    "GRAPH nested": (lambda n: "ASK {" + "GRAPH ?g {" * n + " ?s ?p ?o " + "}" * n + "}", 100),
    "triple terms nested": (lambda n: "ASK { " + "<<( ?s ?p " * n + "?o " + ")>>" * n + " ?p ?o }", 100),
    "brackets nested": (lambda n: "ASK { FILTER" + "(" * n + "true" + ")" * n + " }", 100),
    "MINUS in a row": (lambda n: "ASK {" + " MINUS {}" * n + "}", 100),
    "BIND in a row": (lambda n: "ASK {" + "".join(f" BIND(1 AS ?x{i})" for i in range(n)) + "}", 100),
    "UNION in a row": (lambda n: "ASK {{}" + " UNION {}" * n + "}", 100),
    "sum": (lambda n: "ASK { FILTER(1" + " + 1" * n + " > 0) }", 1_000),
    "disjunction": (lambda n: "ASK { FILTER(true" + " || true" * n + ") }", 1_000),
    "FILTER in a row": (lambda n: "ASK {" + " FILTER(true)" * n + "}", 100),
    "negation": (lambda n: "ASK { FILTER(" + "!" * n + "true) }", 100),
    "OPTIONAL in a row": (lambda n: "ASK {" + " OPTIONAL {?s ?p ?o}" * n + "}", 100),
    "equal patterns": (lambda n: "ASK {" + " ?s ?p ?o ." * n + "}", 100),
    "chain of patterns": (lambda n: "ASK {" + "".join(f" ?s{i} <a:p> ?s{i + 1} ." for i in range(n)) + "}", 100),
    "disjoint patterns": (lambda n: "ASK {" + "".join(f" ?s{i} <a:p> ?o{i} ." for i in range(n)) + "}", 100),
    "path sequence": (lambda n: "ASK { ?s <a:p>" + "/<a:p>" * n + " ?o }", 100),
    "path alternative": (lambda n: "ASK { ?s <a:p>" + "|<a:p>" * n + " ?o }", 100),
    "path nested": (lambda n: "ASK { ?s " + "(" * n + "<a:p>" + ")*" * n + " ?o }", 100),
    "inverse in a row": (lambda n: "ASK { ?s " + "^" * n + "<a:p> ?o }", 100),
    "collection nested": (lambda n: "ASK { ?s ?p " + "(" * n + "1" + ")" * n + " }", 100),
    "collection long": (lambda n: "ASK { ?s ?p ( " + "1 " * n + ") }", 100),
    "blank nodes nested": (lambda n: "ASK { ?s ?p " + "[ ?p " * n + "1" + "]" * n + " }", 100),
    "object list": (lambda n: "ASK { ?s ?p 1" + ",1" * n + " }", 100),
    "predicate list": (lambda n: "ASK { ?s ?p 1" + ";?p 1" * n + " }", 100),
    "VALUES in a row": (lambda n: "ASK { " + "VALUES ?x { 1 } " * n + "}", 100),
    "VALUES long": (lambda n: "ASK { VALUES ?x { " + "1 " * n + "} }", 10_000),
    "IN long": (lambda n: "ASK { FILTER(1 IN (2" + ", 2" * n + ")) }", 10_000),
    "IF nested": (lambda n: "ASK { FILTER(" + "IF(true," * n + "true" + ",false)" * n + ") }", 100),
    "minus signs": (lambda n: "ASK { FILTER(" + "- " * n + "1 < 0) }", 100),
    "LATERAL nested": (lambda n: "ASK {" + "LATERAL {" * n + "}" * n + "}", 100),
    "annotations nested": (lambda n: "ASK { ?s ?p ?o " + "{| ?p ?o " * n + "|}" * n + " }", 100),
    "empty groups": (lambda n: "ASK {" + "{} " * n + "}", 1_000),
    "columns": (lambda n: "SELECT " + "".join(f"(1 AS ?x{i}) " for i in range(n)) + "{}", 1_000),
    "GROUP BY long": (lambda n: "SELECT (1 AS ?n) {} GROUP BY " + "(1) " * n, 10_000),
    "comparisons": (lambda n: "ASK { FILTER(1" + " = 1" * n + ") }", 1_000),
}


@pytest.mark.parametrize("shape", LADDER)
def test_the_ladder_ends_before_the_engine(shape):
    make, limit = LADDER[shape]
    verdicts = {size: verdict(make(size)) for size in SIZES}
    assert verdicts[10] == "admitted"
    assert "admitted" not in {v for size, v in verdicts.items() if size >= limit}, verdicts
    assert verdicts[100_000] != "admitted"


@pytest.mark.slow
@pytest.mark.parametrize("shape", LADDER)
def test_what_is_admitted_of_the_ladder_does_not_end_a_worker(impatient, shape):
    make, _ = LADDER[shape]
    largest = max((n for n in (10, 32, 60, 100, 400, 1_000, 3_000) if verdict(make(n)) == "admitted"), default=10)
    answer = impatient.post(make(largest))
    assert answer.status in {200, 400, 413, 504}, answer.body[:300]
    if answer.status != 200:
        assert answer.problem in {"sparql-syntax", "query-timeout", "query-evaluation", "result-too-large"}


LOOK_ALIKES = [
    'SELECT * { ?s ?p "SERVICE <http://example.org/> {}" }',
    "SELECT * { ?s ?p 'x' } # SERVICE <http://example.org/> { ?s ?p ?o }",
    "# LOAD <http://example.org/>\nASK {}",
    "PREFIX ex: <http://example.org/> SELECT * { ?x ex:service ?load ; ex:LOAD ?service }",
    "PREFIX service: <http://example.org/> SELECT * { service:a a service:B ; service:load service:c }",
    "PREFIX service: <http://example.org/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX service: <http://example.org/> ASK FROM service:g FROM NAMED service:h { ?s ?p ?o }",
    "PREFIX service: <http://example.org/> ASK { ?s a service:v . { ?s ?p ?o } }",
    "SELECT ?service ?LOAD $insert { ?service ?LOAD $insert } LIMIT 3",
    "ASK { ?s ?p <http://example.org/SERVICE> , <http://example.org/a#SERVICE> , <urn:LOAD> }",
    "ASK { ?s ?p <http://example.org/\\u00e9/SERVICE#x> . ?s ?p ?o }",
    "ASK { ?s ?p <http://example.org/Foo_(service)> }",
    'ASK { ?s ?p """a "SERVICE" <http://example.org/>""" , \'\'\'it\'s a LOAD\'\'\' }',
    'ASK { ?s ?p "a \\" SERVICE <x> {} \\"" }',
    "ASK { ?s ?p 'tab\\tLOAD' }",
    "ASK { ?s ?p 'x'@service }",
    'ASK { FILTER(CONTAINS(?text, "DELETE WHERE")) ?s ?p ?text }',
    "ASK { ?a ?b ?c FILTER(?a < ?b && ?c > ?d) }",
    "ASK { ?a ?b ?c FILTER(?a<?b&&?c>?d) }",
    "ASK { ?a ?b ?c FILTER(?c<5||?c>10) }",
    "PREFIX : <http://example.org/> ASK { :service :load :insert . :SERVICE.x :p 1 }",
    "ASK { _:service ?p _:LOAD . ?s ?q ?r }",
    "SELECT (COUNT(*) AS ?service) { ?s ?p ?o } HAVING (?service > 1)",
    "DESCRIBE <http://example.org/service>",
    "SELECT * { VALUES ?x { 'SERVICE' <urn:LOAD> } ?s ?p ?x }",
    "SELECT * { ?s ?p ?x FILTER(?x IN ('SERVICE', <urn:LOAD>, 'INSERT')) }",
    "ASK { ?s ?p ?o . BIND(REGEX(?o, '^(SERVICE|LOAD)$') AS ?add) }",
]


@pytest.mark.parametrize("query", LOOK_ALIKES)
def test_harmless_look_alikes_pass(query):
    assert verdict(query) == "admitted"


def test_look_alikes_are_answered(tmp_path):
    path = tmp_path / "one.nt"
    path.write_text("<urn:s> <urn:p> <urn:o> .\n")
    with Store([path], Settings(deadline=20), release=False) as store:
        for query in LOOK_ALIKES:
            assert store.query(Request(query)).form, query


# Each of these makes the engine call out when it is not refused: it tries what may stand at a place, and so reads on
# where the grammar's tokens end.
CALLS = [
    "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { service <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { SERVICESILENT<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "ASK { SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "ASK { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p falseservice <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p true.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p 1.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p 1e5SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    'ASK { ?s ?p "x"SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }',
    "ASK { ?s ?p ?o.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p ?o # c\rSERVICE <http://127.0.0.1:9/> { ?s ?p ?o }\n}",
    "PREFIX : <http://127.0.0.1:9/> ASK { SERVICE:v { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> ASK { SERVICE:v#c\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> PREFIX service: <urn:x> ASK { service:v { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> ASK { ?s ?p true.SERVICE:v { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> ASK { SERVICE SILENT:v { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> ASK { SERVICESILENT:v { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> ASK { FILTER(1<2)SERVICE:v#>\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> ASK { FILTER(1<2||true)SERVICE:v#>\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> PREFIX e: <urn:e> ASK { ?s ?p ?o FILTER(1<e:b||true)SERVICE:v#>\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> PREFIX e: <urn:e> ASK { FILTER(true-1<e:b||true)SERVICE:v#>\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> PREFIX e: <urn:e> ASK { FILTER(EXISTS{}<e:b||true)SERVICE:v#>\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> PREFIX e: <urn:e> ASK { FILTER(1 IN (1<e:b)||true)SERVICE:v#>)\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> PREFIX e: <urn:e> ASK { FILTER(STR(1)<e:b||true)SERVICE:v#>\n{ ?s ?p ?o } }",
    "PREFIX e: <http://127.0.0.1:9/> ASK { ?s ?p e:.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { ?s ?p <urn:\\u00e9#a> . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
    "ASK { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
    "ASK { VALUES ?u { <http://127.0.0.1:9/> } SERVICE ?u { ?s ?p ?o } }",
    "ASK { LATERAL { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "LOAD <http://127.0.0.1:9/>",
    "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <urn:g>",
]


@pytest.mark.parametrize("query", CALLS)
def test_calls_are_refused_however_they_are_written(query):
    assert verdict(query) == "outbound-refused"


@pytest.mark.parametrize(
    "query",
    [
        'ASK { VALUES ?x { """x"#\\q\n} SERVICE <http://127.0.0.1:9/> {} #"""\n}',
        "ASK { ?s ?p 'a\n' . SERVICE <http://127.0.0.1:9/> {} }",
        'ASK { ?s ?p """abc }',
        'ASK { ?s ?p "\\ud800" }',
    ],
)
def test_a_string_in_which_the_engine_would_read_on_is_a_syntax_error(query):
    with pytest.raises(QuerySyntaxError) as raised:
        admit(query, SETTINGS)
    assert raised.value.detail["line"] == 1


@pytest.mark.parametrize(
    ("query", "form", "dataset", "volatile"),
    [
        ("SELECT * {}", "select", [], False),
        ("PREFIX ask: <x:y> ask {}", "ask", [], False),
        ("BASE <x:> CONSTRUCT WHERE { ?s ?p 'SELECT' }", "graph", [], False),
        ("DESCRIBE ?x FROM <urn:a> FROM NAMED ex:b {}", "graph", ["<urn:a>", "ex:b"], False),
        ("SELECT (NOW() AS ?t) {}", "select", [], True),
        ("SELECT (STRUUID() AS ?t) {}", "select", [], True),
        ("SELECT ?now { ?s ex:rand ?now }", "select", [], False),
        ("", None, [], False),
    ],
)
def test_what_is_read_from_the_tokens(query, form, dataset, volatile):
    reading = admit(query, SETTINGS)
    assert (reading.form, reading.dataset, reading.volatile) == (form, dataset, volatile)


def test_lists_of_constants_are_counted_apart():
    values = "ASK { VALUES (?x ?y) { " + '(1 "a b"@en) (<urn:x> UNDEF) ' * 1_000 + "} }"
    assert verdict(values) == "admitted"
    assert [t.terms for t in tokenize(values) if t.kind == "data"] == [4_000]
    assert verdict("ASK { VALUES ?x { " + "1 " * 5_001 + "} }") == "values"
    # A list that holds more than constants is counted token by token.
    assert verdict("ASK { FILTER(?x IN (1" + ", ?y" * 2_100 + ")) }") == "tokens"


HOSTILE = """
import resource, sys
from aigov_kg.admission import admit
from aigov_kg.errors import QueryError
from aigov_kg.settings import Settings
from aigov_kg.store import Request, Store
resource.setrlimit(resource.RLIMIT_CPU, (15, 15))
N, done = 65536, 0
units = ["a.", "#\\n", " ", "<", "<a", '"', '\\"\\"\\"\\n\\\\', '\\\\"', '\\\\"\\"\\"\\n', "(", "a:", ":", "a:%41", "a...", "a:...b", "a:b...",
         "VALUES ?x { a ", "VALUES ?x { 1 2 3 } ", "1,", "1.", "1e", "\\\\u0041", "\\u00e9", "\\U0001f600", "?s ?p ?o . ", "?a",
         "_:a.", "@a-", "\\0", "{|", "|}", "<<(", ")>>", "1<a>", "'\\"<#\\n", "IN (1,", "a-", "--", "%", "\\\\", "<a:b>"]
for before in ["", '"', '\\"\\"\\"', "<", "(", "FILTER(", "VALUES ?x {", "FILTER(?x IN (", "#", "?", "a:"]:
    for unit in units:
        for after in ("", "}", ")", ">", '"'):
            text = (before + unit * (N // len(unit)))[: N - 1] + after
            try:
                admit(text, Settings())
            except QueryError:
                pass
            done += 1
print(done)
"""


def test_hostile_texts_of_64_kilobytes_take_linear_time():
    """Two thousand texts within the CPU time that a single one of quadratic cost would take."""
    done = subprocess.run([sys.executable, "-c", HOSTILE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) > 2_000
