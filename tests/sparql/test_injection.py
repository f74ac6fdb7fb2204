"""No value of a parameter can become part of a query: it stays one term, and it finds what equals it and nothing else."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from aigov_kg.errors import UsageError
from aigov_kg.questions import read_questions
from aigov_kg.settings import Settings
from aigov_kg.snapshot import Snapshot, current, verify
from aigov_kg.store import Request, Store
from aigov_kg.tokens import tokenize
from aigov_kg.values import literal

QUESTIONS = read_questions(Path(__file__).parent.parent.parent / "queries")
PLACES = [(q, p.name) for q in QUESTIONS.values() for p in q.parameters]
NASTY = [
    'x" } UNION { ?s ?q ?v } } #', "x' } #", 'x") || true) } #', "\\", '\\"', '\\" } #', "\\u0022", '\\u0022 } #', '"""', "'''",
    "}", "{ }", "#", "\n} #", "\r} #", "\r\n", "\t", "\x00", "\x07", "\x1b[31m", "<", ">", "> . ?s ?p ?o . <", "<urn:x>", "?x", "$x",
    "%00", "%22", "&query=CLEAR ALL", "id:iflytek } #", "iflytek> ?p ?o . <x", "UNDEF", "true", "2019-11-01", "2019-11-01\" } #",
    "1 } #", "1e999", "NaN", "-", "+1", "\u0663", "\u00e9", "e\u0301", "\u200b", "\u202e", "\u2028", "\ufeff", "\U0001f600", "ſERVICE", "SERVICE <x> {}",
    "../../etc/passwd", "${jndi:x}", "{{7*7}}", "__proto__", "a" * 5_000, "",
]  # fmt: skip
values = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.lists(st.sampled_from([*NASTY[:30], "iflytek", "us-bis-entity-list", '"', "}", " "]), max_size=6).map("".join),
)
sample = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def names(seed_folder):
    path = current(seed_folder)
    assert path is not None
    found: Snapshot = verify(path)
    return found.names()


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    """Give a store in which each nasty text is the label of a thing of its own."""
    path = tmp_path_factory.mktemp("labels") / "labels.nt"
    lines = [f"<urn:s{i}> <urn:label> {json.dumps(text)} .\n" for i, text in enumerate(NASTY) if "\x00" not in text]
    path.write_text("".join(lines).replace("\\ud83d\\ude00", "\\U0001F600"), encoding="utf-8")
    with Store([path], Settings(), release=False) as store:
        yield store


def check_literals(labels, texts):
    """Look up each text in one query; `OPTIONAL` finds what equals it."""
    rows = " ".join(f"({i} {literal(text)})" for i, text in enumerate(texts))
    query = f"SELECT ?i ?s ?x {{ VALUES (?i ?x) {{ {rows} }} OPTIONAL {{ ?s <urn:label> ?x }} }} ORDER BY ?i"
    found = json.loads(labels.query(Request(query)).body)["results"]["bindings"]
    assert len(found) == len(texts)
    for text, row in zip(texts, found, strict=True):
        assert row["x"] == {"type": "literal", "value": text}
        expected = f"urn:s{NASTY.index(text)}" if text in NASTY and "\x00" not in text else None
        assert row.get("s", {}).get("value") == expected


def shape(query):
    return [(t.kind, "" if t.kind == "data" else t.text) for t in tokenize(query)]


def check_binding(names, place, value):
    question, parameter = place
    given = {p.name: p.example for p in question.parameters if p.required and p.default is None}
    asked = next(p for p in question.parameters if p.name == parameter)
    # Where every word is a term of its own, there are as many terms as words.
    words = len(value.split()) if asked.each else 1
    example = " ".join(f"word-{n}" for n in range(words)) if words > 1 else asked.example
    plain, _ = question.bind({**given, parameter: example}, names)
    try:
        bound, used = question.bind({**given, parameter: value}, names)
    except UsageError:
        return
    if parameter not in used:
        bound, _ = question.bind({**given, parameter: example}, names)
    blocks = [t.terms for t in tokenize(bound) if t.kind == "data"]
    assert shape(bound) == shape(plain)
    assert blocks == [t.terms for t in tokenize(plain) if t.kind == "data"]


@sample
@given(value=values)
def test_a_text_stays_one_term_and_finds_what_equals_it(labels, value):
    check_literals(labels, [value])


@sample
@given(place=st.sampled_from(PLACES), value=values)
def test_no_parameter_changes_the_shape_of_its_question(names, place, value):
    check_binding(names, place, value)


@settings(sample, max_examples=60)
@given(place=st.sampled_from(PLACES), value=values)
def test_no_parameter_is_a_fault_over_http(seed_service, place, value):
    question, parameter = place
    path = f"/api/v1/questions/{question.name}?{parameter}={quote(value, safe='', errors='surrogatepass')}"
    check_http(seed_service, path)


PATHS = ["/id/{}", "/id/{}.ttl", "/graph/{}", "/graph?graph={}", "/sparql?query=ASK%7B%7D&format={}", "/sparql?query={}",
         "/sparql?query=ASK%7B%7D&default-graph-uri={}", "/api/v1/entities?q={}", "/api/v1/entities/{}", "/api/v1/questions/{}", "/void?format={}"]  # fmt: skip


@settings(sample, max_examples=60)
@given(path=st.sampled_from(PATHS), value=values)
def test_no_address_is_a_fault(seed_service, path, value):
    check_http(seed_service, path.format(quote(value, safe="", errors="surrogatepass")))


@pytest.fixture(scope="module")
def operations(seed_service):
    """Give every parameter of every operation of the API that reads, with an address that takes a value for it."""
    with urllib.request.urlopen(f"{seed_service}/openapi.json", timeout=30) as answer:
        document = json.loads(answer.read())
    found = []
    for path, item in document["paths"].items():
        parameters = item.get("get", {}).get("parameters", [])
        for parameter in parameters:
            others = {
                p["name"]: quote(example(p), safe="") for p in parameters if p.get("required") and p is not parameter
            }
            place = path.format(**{**others, parameter["name"]: "VALUE"})
            fields = [f"{n}={v}" for n, v in others.items() if f"{{{n}}}" not in path]
            fields += [f"{parameter['name']}=VALUE"] if parameter["in"] == "query" else []
            found.append(f"{place}?{'&'.join(fields)}")
    assert len(found) > 100
    return found


def example(parameter):
    schema = parameter.get("schema", {})
    return str(
        parameter.get("example") or next(iter(schema.get("examples") or parameter.get("examples") or ["iflytek"]))
    )


@settings(sample, max_examples=150)
@given(data=st.data(), value=values)
def test_no_parameter_of_any_operation_is_a_fault(seed_service, operations, data, value):
    place = data.draw(st.sampled_from(operations))
    check_http(seed_service, place.replace("VALUE", quote(value, safe="", errors="surrogatepass")))


def check_http(address, path):
    try:
        with urllib.request.urlopen(f"{address}{path}", timeout=30) as answer:
            assert answer.status == 200
            assert answer.headers["Aigov-Snapshot"]
    except urllib.error.HTTPError as error:
        with error:
            document = json.loads(error.read())
            assert document["type"].startswith("/problems#")
            assert error.code in {400, 403, 404, 406, 410, 413, 414, 422}, document
            assert error.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_injection_at_length(labels, names, seed):
    """Fifty thousand texts as literals, and as many as values of parameters; forty to an example."""
    many = st.lists(values, min_size=40, max_size=40)
    at_length = settings(sample, max_examples=250, database=None)

    @seeded(seed)
    @at_length
    @given(texts=many)
    def literals(texts):
        # Ten to a query, which thereby stays below the limit on its length.
        for start in range(0, len(texts), 10):
            check_literals(labels, texts[start : start + 10])

    @seeded(seed)
    @at_length
    @given(place=st.sampled_from(PLACES), texts=many)
    def bindings(place, texts):
        for text in texts:
            check_binding(names, place, text)

    literals()
    bindings()
