"""Mutated queries around SERVICE: none that is admitted makes the engine call out, and none stops the counting.

The engine itself is the judge. It runs in a process whose kernel refuses sockets, so that an attempt to call shows as an
error; with the check switched off the same texts give thousands of attempts.
"""

import json
import subprocess
import sys

import pytest

CODE = r"""
import json, random, sys
import pyoxigraph as ox
from aigov_kg import sandbox
from aigov_kg.admission import admit
from aigov_kg.errors import QueryError
from aigov_kg.settings import Settings

PREFIXES = "".join(f"PREFIX {p}: <http://127.0.0.1:9/> " for p in ("", "e", "service", "SERVICE", "a", "trueSERVICE"))
CALLS = ["SERVICE<http://127.0.0.1:9/>{?s ?p ?o}", "SERVICE :v {?s ?p ?o}", "SERVICE:v{?s ?p ?o}", "SERVICE:v#>\n{?s ?p ?o}",
         "SERVICE ?s {?s ?p ?o}", "service SILENT:v{?s ?p ?o}", 'SERVICE<http://127.0.0.1:9/>#\"\"\"\n{?s ?p ?o}']
SEEDS = ["ASK { ?s ?p ?o . % }", "ASK { ?s ?p true . % }", 'ASK { ?s ?p "x" % }', "ASK { ?s ?p 1 % }", "ASK { FILTER(1<2) % }",
         "ASK { FILTER(1<2&&3>2) % }", "ASK { BIND(1<2 AS ?q) % }", 'ASK { VALUES ?x { "a" "b" } % }',
         "ASK { VALUES (?x ?y) { (1 <http://e/a>) (UNDEF true) } % }", "ASK { FILTER(2 NOT IN (1,3)) % }",
         "ASK { FILTER(EXISTS{?s ?p ?o}||true) % }", "ASK { ?s e:p ?o , true ; e:p 1 . % }", "ASK { ?s e:p [ e:p ?x ] . % }",
         "ASK { OPTIONAL { ?s ?p ?o } % }", "ASK { { ?s ?p ?o } UNION { % } }", "ASK { GRAPH ?g { } % }",
         "ASK { { SELECT * { ?s ?p ?o } LIMIT 1 } % }", 'ASK { ?s ?p ?o FILTER(STR(?s)!="<") % }',
         "ASK { ?s ?p ?o FILTER(true-1<e:b||true) % }", "ASK { ?s e:p/e:p* ?o % }", 'ASK { ?s ?p "x"@en-us. % }',
         "ASK { ?s ?p '''x'y''' % }", 'ASK { ?s ?p \"\"\"x"y\"\"\" % }', "ASK { { % } }", 'ASK { # c "\n % }',
         "ASK { ?s ?p ?o FILTER(COALESCE(?x,1)<2) % }", "ASK { ?s ?p ?o FILTER(?o<?s) % }", 'ASK { ?s ?p ?o FILTER("a"<"b") % }',
         "ASK { ?s ?p ?o FILTER(e:f<1||true) % }", "ASK { <http://e/s> <http://e/p> ?o . % }"]
PIECES = ["SERVICE", "service", "SILENT", "<http://127.0.0.1:9/>", ":v", "{", "}", "{?s ?p ?o}", "{ }", "?s", "?o", ".", ";", ",",
          "true", "false", "1", "1.", ".5", "1e5", '"x"', "'y'", '\"\"\"z\"\"\"', '""', "''", '"x"@en', "@en", "^^", "e:a", "e:", "e:a.",
          "a:", "a", "FILTER(", "(", ")", "<", ">", "<=", ">>", "<<", "<<(", ")>>", "#", '#\"\"\"', "#'", "\n", "\r", " ", "\t",
          "\\u0053", "\\q", '\\"', "\\'", '"', "'", '\"\"\"', "'''", "OPTIONAL{", "UNION", "GRAPH ?g", "BIND(", "AS ?x", "VALUES",
          "VALUES ?x {", "VALUES ?x { 1 }", "UNDEF", "IN", "IN (", "IN(1,2)", "NOT", "EXISTS{", "||", "&&", "+", "-", "*", "/",
          "|", "^", "!", "=", "!=", "_:b", "_:b.", "[", "]", "[]", "()", "{|", "|}", "~", "%41", "e:%41", "e:\\.", "\u00b7", "\u00e9",
          "SELECT * {", "COUNT(*)", "DISTINCT ", "MINUS {", "LATERAL {", "IF(", "STR(", "<e:b", "<e:b)", ">\n", "#>\n", "<a>",
          "?service", "TRIPLE(", "\ufeff", "\u00a0", "\u017ferVICE"]

store = ox.Store()
store.load(b'<http://e/s> <http://e/p> true, "x", 1 . <http://127.0.0.1:9/v> <http://e/p> <http://e/s> .', format=ox.RdfFormat.TURTLE)
settings = Settings()
numbers = random.Random(int(sys.argv[1]))
confined = sandbox.confine()
counts = {"confined": confined, "texts": 0, "admitted": 0, "would_call": 0, "called": []}


def mutate(text):
    for _ in range(numbers.randint(1, 5)):
        at, kind = numbers.randrange(len(text) + 1), numbers.random()
        if kind < 0.5:
            text = text[:at] + numbers.choice(PIECES) + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + numbers.randint(1, 3):]
        elif kind < 0.85:
            space = text.find(" ", at)
            text = text if space < 0 else text[:space] + text[space + 1:]
        else:
            other = numbers.randrange(len(text) + 1)
            text = text[:at] + text[min(at, other):max(at, other)] + text[at:]
    return text


def calls(text):
    try:
        result = store.query(text)
        list(result) if not isinstance(result, ox.QueryBoolean) else None
    except SyntaxError:
        return False
    except BaseException as error:
        return "custom function" not in str(error)
    return False


for number in range(int(sys.argv[2])):
    text = PREFIXES + mutate(numbers.choice(SEEDS).replace("%", numbers.choice(CALLS)))
    counts["texts"] += 1
    try:
        admit(text, settings)
    except QueryError:
        if number % 20 == 0:
            counts["would_call"] += calls(text)
        continue
    counts["admitted"] += 1
    if calls(text):
        counts["called"].append(text)
print(json.dumps(counts))
"""


def fuzz(seed, texts):
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(seed), str(texts)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-1_000:]
    counts = json.loads(done.stdout)
    assert counts["confined"]
    assert counts["texts"] == texts
    # The net has meshes of the right size: some texts pass, and of the others many would have called.
    assert counts["admitted"] > texts / 10
    assert counts["would_call"] > 0
    assert counts["called"] == []


def test_no_admitted_text_calls_out():
    fuzz(1, 20_000)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 7))
def test_no_admitted_text_calls_out_at_length(seed):
    fuzz(seed, 60_000)
