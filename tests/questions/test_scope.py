"""What a query can see of its parameters: SPARQL evaluates a group by itself, before it joins it to what stands outside.

The filter of an OPTIONAL sees what the group around it binds, but not what is bound further out; there the comparison
fails without a word, and what it guards never comes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aigov_kg.questions import read_questions

QUESTIONS = read_questions(Path(__file__).parent.parent.parent / "queries")
MARKED = re.compile(r"VALUES \?(\w+) \{[^}\n]*\} #: \w+")
TOKEN = re.compile(r'(?P<opens>(?P<optional>OPTIONAL\s*)?\{)|(?P<closes>\})|\?(?P<variable>\w+)|#.*|"[^"]*"')


def unseen(query: str) -> list[str]:
    """Give the lines that use a parameter within an OPTIONAL of an OPTIONAL, where no group of these binds it."""
    parameters = set(MARKED.findall(query))
    groups: list[tuple[bool, set[str]]] = []
    found = []
    for line in query.splitlines():
        if marked := MARKED.search(line):
            groups[-1][1].add(marked[1])
            continue
        for token in TOKEN.finditer(line):
            if token["opens"]:
                groups.append((bool(token["optional"]), set()))
            elif token["closes"]:
                groups.pop()
            elif (name := token["variable"]) in parameters:
                depth = 0
                for optional, bound in reversed(groups):
                    if name in bound:
                        break
                    depth += optional
                if depth > 1:
                    found.append(line.strip())
    return found


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_parameter_is_used_where_it_cannot_be_seen(name: str):
    assert not unseen(QUESTIONS[name].query)


def test_a_parameter_out_of_sight_is_found():
    query = 'VALUES ?day { "2020" } #: day\nOPTIONAL {\n?a ?b ?c .\nOPTIONAL { ?a ?d ?e . FILTER(?e < ?day) }\n}'
    assert unseen("{\n" + query + "\n}") == ["OPTIONAL { ?a ?d ?e . FILTER(?e < ?day) }"]
