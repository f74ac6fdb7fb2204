"""What a query can see of its parameters: SPARQL evaluates a group by itself, before it joins it to what stands outside.

The filter of an OPTIONAL sees what the group around it binds, but not what is bound further out; there the comparison
fails without a word, and what it guards never comes. A branch, a subselect and a group of its own see nothing of what is
bound around them; there a clock, which is only ever compared, must be bound anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aigov_kg.clocks import CLOCKS
from aigov_kg.questions import read_questions

QUESTIONS = read_questions(Path(__file__).parent.parent.parent / "queries")
MARKED = re.compile(r"VALUES \?(\w+) \{[^}\n]*\} #: \w+")
TOKEN = re.compile(
    r'(?P<opens>(?P<kind>OPTIONAL|EXISTS|(?<!\* )WHERE)?\s*\{)|(?P<closes>\})|\?(?P<variable>\w+)|#.*|"[^"]*"'
)


def unseen(query: str) -> list[str]:
    """Give the lines that use a parameter within an OPTIONAL of an OPTIONAL, or a clock within a group of its own, where no
    group of these binds it."""
    parameters = set(MARKED.findall(query))
    groups: list[tuple[str | None, set[str]]] = []
    found = []
    for line in query.splitlines():
        if marked := MARKED.search(line):
            groups[-1][1].add(marked[1])
            continue
        for token in TOKEN.finditer(line):
            if token["opens"]:
                groups.append((token["kind"], set()))
            elif token["closes"]:
                kind, bound = groups.pop()
                if groups and not kind:
                    # What a branch, or a group of its own, binds comes out of it; a subselect gives what it names.
                    groups[-1][1].update(bound)
            elif (name := token["variable"]) in parameters:
                depth = 0
                for kind, bound in reversed(groups):
                    if name in bound:
                        break
                    # All of an EXISTS sees what is bound around it.
                    depth = 0 if kind == "EXISTS" else depth + (1 if kind == "OPTIONAL" else 2 * (name in CLOCKS))
                if depth > 1:
                    found.append(line.strip())
    return found


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_parameter_is_used_where_it_cannot_be_seen(name: str):
    assert not unseen(QUESTIONS[name].query)


def test_a_parameter_out_of_sight_is_found():
    query = 'VALUES ?day { "2020" } #: day\nOPTIONAL {\n?a ?b ?c .\nOPTIONAL { ?a ?d ?e . FILTER(?e < ?day) }\n}'
    assert unseen("{\n" + query + "\n}") == ["OPTIONAL { ?a ?d ?e . FILTER(?e < ?day) }"]


def test_a_clock_that_a_branch_does_not_bind_is_found():
    bound = 'VALUES ?known_by { "2020" } #: known_by\n'
    branch = "{\n?a ?b ?c . FILTER EXISTS { ?a ?d ?e . FILTER(?e < ?known_by) }\n} UNION {\n?a ?b ?f\n}"
    assert len(unseen("{\n" + bound + branch + "\n}")) == 1
    assert not unseen("{\n" + branch.replace("{\n?a ?b ?c", "{\n" + bound + "?a ?b ?c") + "\n}")
