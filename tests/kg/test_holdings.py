"""Which of its two stores a worker asks: one holds all graphs by name, the other what is asked by default, as one graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.holdings import Holdings, names_graphs
from aigov_kg.questions import read_questions

QUESTIONS = read_questions(Path(__file__).parent.parent.parent / "queries")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * {GRAPH<x:g>{?s ?p ?o}}",
        "select * { graph # where\n :g { ?s ?p ?o } }",
        "SELECT * { ?s ?p 5GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM<x:g> { ?s ?p ?o }",
        "SELECT *from named :g { ?s ?p ?o }",
        "DESCRIBE <x:a>FROM<x:g>",
    ],
)
def test_a_query_that_names_a_graph_is_asked_of_all_graphs(query: str):
    assert names_graphs(query, trusted=False)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        f"{ns.sparql_prefixes()}SELECT ?from ?graph {{ ?from aigov:fromWork ?graph . ?graph a id:graph }}",
    ],
)
def test_a_query_that_names_none_is_asked_of_the_default_graph_alone(query: str):
    assert not names_graphs(query, trusted=False)


def test_our_own_queries_write_the_word_in_one_way():
    named = {name for name, question in QUESTIONS.items() if names_graphs(question.query, trusted=True)}
    assert named == {"which-records-were-rejected"}
    sources = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "src").rglob("*.py")]
    assert not [text for text in sources if "GRAPH{" in text or "GRAPH?" in text or "GRAPH<" in text]


def test_a_release_holds_a_statement_once_in_the_store_for_queries_that_name_no_graph():
    store = ox.Store()
    statement = (ox.NamedNode(ns.ID + "a"), ox.NamedNode(ns.AIGOV + "actor"), ox.NamedNode(ns.ID + "b"))
    store.add(ox.Quad(*statement, ox.NamedNode(ns.ACCEPTED)))
    store.add(ox.Quad(*statement[:2], ox.NamedNode(ns.ID + "c"), ox.NamedNode(ns.GRAPH + "rejected")))
    held = Holdings.of_release(store)
    asked = {"default": None, "named": None, "trusted": False}
    plain = held.store_for({**asked, "query": "SELECT * { ?s ?p ?o }"})
    assert list(plain) == [ox.Quad(*statement)]
    for other in ({"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}, {"query": "ASK {}", "default": [ns.ACCEPTED]}):
        assert len(held.store_for({**asked, **other})) == 3


def test_files_are_asked_as_they_are():
    store = ox.Store()
    held = Holdings.of_files(store)
    assert held.store_for({"query": "SELECT * {}", "default": None, "named": None, "trusted": False}) is store
