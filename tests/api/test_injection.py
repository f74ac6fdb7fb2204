"""Whatever a client writes into a parameter, it stays one term of the query, or is refused with a problem document."""

import logging
import random
import re
from urllib.parse import quote

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigov_api.routers.ids import _FACTS, _PATH
from aigov_api.routers.statements import _SLUG
from aigov_kg import namespaces as ns
from aigov_kg.curies import read_triple
from aigov_kg.errors import UsageError
from aigov_kg.questions import Column, Parameter, Question
from aigov_kg.tokens import tokenize

NASTY = [
    'x" } UNION { ?s ?q ?v } } #', "x' } #", 'x") || true) } #', "\\", '\\"', '\\" } #', "\\u0022", '"""', "'''", "}", "{ }", "#",
    "\n} #", "\r\n", "\t", "\x00", "\x07", "\x1b[31m", "<", ">", "> . ?s ?p ?o . <", "<urn:x>", "urn:x> } #", "?x", "$x", "%00",
    "%22", "&query=CLEAR ALL", "id:acme } #", "acme> ?p ?o . <x", "UNDEF", "2019-11-01", '2019-11-01" } #', "2019-11-01\n", "1 } #",
    "1e999", "NaN", "-", "+1", "1.5", "0", "\u0663", "e\u0301", "\u200b", "\u202e", "\u2028", "\ufeff", "\U0001f600", "ſERVICE",
    "SERVICE <urn:x> {}", "../../etc/passwd", "${jndi:x}", "{{7*7}}", "__proto__", "a" * 3_000, "acme", "Acme", "ACME",
    "https://w3id.org/aigov-kg/id/acme", "aigov:holder", "role/chair", "chair", "tenure/a-b", "tenure/a..b", "a", "",
]  # fmt: skip
values = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.lists(st.sampled_from([*NASTY[:30], "acme", "urn:x", '"', "}", " ", ">"]), max_size=5).map("".join),
)
sample = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
NAMES = {
    "entities": {"acme": {"class": "Company", "label": "Acme", "names": ["Acme", "阿珂", "Acme Co."]}},
    "concepts": {"role": {"chair": "chair", "60.60": "published"}},
    "classes": {"Company": ["Organisation"]},
    "terms": [ns.AIGOV + "holder", ns.AIGOV + "everLed"],
}
EXAMPLES = {"entity": "acme", "concept": "chair", "date": "2019-11-01", "number": "1.5", "text": "word"}
QUERY = """\
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?row WHERE {
  VALUES ?asked { "word" } #: asked
  ?row ?any ?thing . FILTER NOT EXISTS {
    VALUES ?asked { "word" } #: asked
    ?row ?other ?asked }
}
"""


def shape(query):
    return [(token.kind, "" if token.kind == "data" else token.text, token.terms) for token in tokenize(query)]


def check_question(kind, value):
    """A parameter of a question: the query keeps its shape, with one term where one term was."""
    parameter = Parameter(name="asked", type=kind, help="H", example=EXAMPLES[kind], scheme="role")
    columns = [Column(name="row", type="entity", help="H")]
    question = Question(name="q", title="T", description="D", parameters=[parameter], columns=columns, query=QUERY)
    plain, _ = question.bind({"asked": EXAMPLES[kind]}, NAMES)
    try:
        bound, used = question.bind({"asked": value}, NAMES)
    except UsageError as error:
        assert value == "" or str(error)
        return
    if used:
        assert shape(bound) == shape(plain)
        assert bound.count("\n") == plain.count("\n")


def check_triple(_, value):
    """The statement that `explain` is asked for: three IRIs and nothing else."""
    plain = [token.kind for token in tokenize("SELECT * { <urn:a> <urn:b> <urn:c> }")]
    for place in range(3):
        parts = ["acme", "holder", "acme"]
        parts[place] = value
        try:
            triple = read_triple(*parts, NAMES)
        except UsageError:
            continue
        assert [token.kind for token in tokenize(f"SELECT * {{ {' '.join(triple)} }}")] == plain, triple


def check_address(_, value):
    """The path of a thing or a record: what passes is one IRI in the query that is run for it."""
    plain = [token.kind for token in tokenize(_FACTS.format(iri=ns.ID + "acme"))]
    for fits in (_PATH.fullmatch(value), all(map(_SLUG.fullmatch, value.split("/", 1)))):
        if fits:
            assert [token.kind for token in tokenize(_FACTS.format(iri=ns.ID + value))] == plain
            assert re.fullmatch(r"[a-z0-9./-]+", value)


KINDS = {**dict.fromkeys(EXAMPLES, check_question), "triple": check_triple, "address": check_address}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_stays_one_term(kind):
    sample(given(value=values)(lambda value: KINDS[kind](kind, value)))()


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_value_stays_one_term_at_length(kind):
    logging.getLogger("hypothesis").setLevel(logging.ERROR)
    settings(sample, max_examples=100_000)(given(value=values)(lambda value: KINDS[kind](kind, value)))()


def places(document):
    """Give each parameter of each read of the REST API, with what else its operation needs."""
    for path, item in document["paths"].items():
        if "get" not in item or not path.startswith(("/api/v1/", "/id/")) or path.startswith("/api/v1/check"):
            continue
        parameters = item["get"].get("parameters", [])

        def example(p):
            return str(
                p.get("example") or next(iter(p.get("schema", {}).get("examples") or p.get("examples") or []), "x")
            )

        needed = {p["name"]: example(p) for p in parameters if p["in"] == "query" and p.get("required")}
        in_path = {p["name"]: example(p) for p in parameters if p["in"] == "path"}
        for parameter in parameters:
            yield path, parameter["in"], parameter["name"], needed, in_path


def test_no_parameter_of_the_api_is_a_fault(seed_service):
    refused = 0
    with httpx.Client(base_url=seed_service, timeout=60) as client:
        found = list(places(client.get("/openapi.json").json()))
        for path, where, name, needed, in_path in found:
            value = random.Random(f"{path} {name}").choice(NASTY[:-1])
            query = {**needed, **({name: value} if where == "query" else {})}
            for key, text in {**in_path, **({name: value} if where == "path" else {})}.items():
                path = path.replace(f"{{{key}}}", quote(text, safe=""))
            answer = client.get(path, params=query)
            assert answer.status_code in {200, 404, 406, 410, 414, 422}, (path, query, answer.text[:300])
            assert answer.headers["x-content-type-options"] == "nosniff"
            if answer.status_code >= 400:
                refused += 1
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.json()["type"].startswith("/problems#")
    assert len(found) > 300 and refused > len(found) / 3
