"""Loading the mappings changes no answer and contradicts nothing."""

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.load import load, read_turtle
from aigov_kg.oracle import close
from aigov_kg.questions import read_questions
from aigov_kg.reason import infer
from aigov_kg.release import name_index
from aigov_kg.resources import find_home
from aigov_kg.tables import read_tables


def mappings():
    home = find_home()
    return read_turtle(home, [home.mappings])


class Answers:
    """The seed with what follows from an ontology, and the answers that it gives."""

    def __init__(self, loaded, ontology):
        self.inferred = infer(loaded.graphs[ns.ACCEPTED], compile_rules(ontology))
        graphs = {**loaded.graphs, ns.ONTOLOGY_GRAPH: ontology, ns.INFERRED: self.inferred}
        self.store = ox.Store()
        self.store.bulk_extend(ox.Quad(*t, ox.NamedNode(g)) for g, triples in graphs.items() for t in triples)

    def rows(self, query):
        graphs = [ox.NamedNode(g) for g in ns.DEFAULT_GRAPHS]
        found = self.store.query(ns.sparql_prefixes() + query, default_graph=graphs)
        return sorted(str([solution[v] for v in found.variables]) for solution in found)


@pytest.fixture(scope="module")
def seed():
    reading = read_tables(find_home())
    return reading, load(reading)


@pytest.fixture(scope="module")
def both(seed):
    _, loaded = seed
    ontology = loaded.graphs[ns.ONTOLOGY_GRAPH]
    return Answers(loaded, ontology), Answers(loaded, ontology | mappings())


@pytest.mark.slow
def test_no_answer_of_the_catalogue_changes(seed, both):
    names = name_index(*seed)
    without, with_mappings = both
    answered = 0
    for question in read_questions(find_home().queries).values():
        for given in ({}, {p.name: p.example for p in question.parameters}):
            if all(p.name in given or p.default for p in question.parameters if p.required):
                query, _ = question.bind(given, names)
                rows = without.rows(query)
                assert with_mappings.rows(query) == rows, question.name
                answered += bool(rows)
    assert answered > 1


def test_the_mappings_add_only_foreign_terms(both):
    without, with_mappings = both
    added = with_mappings.inferred - without.inferred
    assert without.inferred <= with_mappings.inferred
    assert len(added) > 1000
    assert not [t for t in added if (t[2] if t[1].value == ns.TYPE else t[1]).value.startswith(ns.BASE)]


def test_nothing_of_ours_stands_below_a_foreign_term_the_other_way_round():
    assert not [s for s, p, o in mappings() if str(getattr(o, "value", "")).startswith(ns.AIGOV)]


def test_owlrl_finds_no_contradiction_with_them_and_the_same_consequences(make_home):
    tables = {
        "jurisdictions": [{"id": "cn", "kind": "country", "name_en": "China", "cite": "report:s1"}],
        "organisations": [
            {"id": "iso", "class": "StandardsOrganisation", "name_en": "ISO", "cite": "report:s1"},
            {"id": "firm", "class": "Company", "name_en": "Firm", "country": "cn", "cite": "report:s1"},
            {"id": "some", "class": "ActorGroup", "name_en": "Some firms", "cite": "report:s1"},
        ],
        "persons": [{"id": "ann", "name": "Ann", "cite": "report:s1"}],
        "bodies": [{"id": "tc", "class": "Committee", "kind": "tc", "designation": "TC 1", "parent": "iso", "cite": "report:s1"}],
        "tenures": [{"id": "ann-tc", "holder": "ann", "role": "chair", "body": "tc", "cite": "report:s1"}],
    }  # fmt: skip
    loaded = load(read_tables(make_home(tables)))
    accepted, ontology = loaded.graphs[ns.ACCEPTED], loaded.graphs[ns.ONTOLOGY_GRAPH] | mappings()
    closure = close(accepted, ontology)
    assert closure.errors == []
    assert closure.triples == infer(accepted, compile_rules(ontology))
    foaf = ox.NamedNode("http://xmlns.com/foaf/0.1/Organization")
    members = {s.value.removeprefix(ns.ID) for s, _, o in closure.triples if o == foaf}
    assert members == {"iso", "firm", "tc"}


def test_owlrl_does_report_a_contradiction():
    home = find_home()
    node, kind = ox.NamedNode(ns.ID + "x"), ox.NamedNode(ns.TYPE)
    data = {(node, kind, ox.NamedNode(ns.AIGOV + name)) for name in ("Person", "Company")}
    (error, *_) = close(data, read_turtle(home, home.ontology_files()) | mappings()).errors
    assert "Person" in error and "Organisation" in error
