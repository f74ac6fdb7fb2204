"""What the rule compiler makes of each axiom, and what it refuses."""

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.columns import Description
from aigov_kg.emissions import emissions
from aigov_kg.errors import OntologyError
from aigov_kg.load import read_turtle
from aigov_kg.resources import find_home
from aigov_kg.rules import Atom, Rule, read_rules

PROLOGUE = """
@prefix : <https://w3id.org/aigov-kg/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix aigov: <https://w3id.org/aigov-kg/ontology#> . @prefix schema: <https://schema.org/> .
"""


def triples(turtle):
    return [(q.subject, q.predicate, q.object) for q in ox.parse(PROLOGUE + turtle, format=ox.RdfFormat.TURTLE)]


def rules(turtle):
    """Write the rules of an ontology as `axiom: head <- body`, without the namespace."""
    compiled = compile_rules(triples(turtle))

    def shown(atom):
        return f"{ns.shorten(atom.term).removeprefix('aigov:')}({','.join(filter(None, (atom.subject, atom.object)))})"

    return sorted(f"{r.axiom}: {shown(r.head)} <- {' '.join(map(shown, r.body))}" for r in compiled.rules)


@pytest.mark.parametrize(
    ("axiom", "expected"),
    [
        (":A rdfs:subClassOf :B .", ["subclass: B(x) <- A(x)"]),
        (":p rdfs:subPropertyOf :q .", ["subproperty: q(x,y) <- p(x,y)"]),
        (":p owl:inverseOf :q .", ["inverse: p(y,x) <- q(x,y)", "inverse: q(y,x) <- p(x,y)"]),
        (":p rdfs:domain :A .", ["domain: A(x) <- p(x,y)"]),
        (":p a owl:ObjectProperty ; rdfs:range :A .", ["range: A(y) <- p(x,y)"]),
        (":p a owl:TransitiveProperty .", ["transitive: p(x,z) <- p(x,y) p(y,z)"]),
        (":p a owl:SymmetricProperty .", ["symmetric: p(y,x) <- p(x,y)"]),
        (":p owl:propertyChainAxiom ( :q :r ) .", ["property chain: p(x,z) <- q(x,y) r(y,z)"]),
        (
            "[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ; rdfs:subClassOf :B .",
            ["some values from: B(x) <- p(x,y) A(y)"],
        ),
        (
            "[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ; rdfs:subClassOf :B .",
            ["some values from: B(x) <- p(x,y)"],
        ),
        (":p a owl:DatatypeProperty ; rdfs:range xsd:string .", []),
        (":A rdfs:subClassOf owl:Thing .", []),
        (":p schema:domainIncludes :A ; schema:rangeIncludes :B .", []),
        ("<https://w3id.org/aigov-kg/ontology> a owl:Ontology ; owl:versionInfo '1' .", []),
    ],
)
def test_an_axiom_becomes_its_rules(axiom, expected):
    assert rules(axiom) == expected


@pytest.mark.parametrize(
    "axioms",
    [
        ":A owl:disjointWith :B , :C . :C owl:disjointWith :B .",
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
    ],
)
def test_disjoint_classes_are_told_in_pairs(axioms):
    pairs = {tuple(ns.shorten(name)[6:] for name in pair) for pair in compile_rules(triples(axioms)).disjoint}
    assert pairs == {("A", "B"), ("A", "C"), ("B", "C")}


def test_an_acyclic_property_is_known_by_its_annotation():
    assert compile_rules(triples(":p aigov:isAcyclic true . :q aigov:isAcyclic false .")).acyclic == (ns.AIGOV + "p",)


@pytest.mark.parametrize(
    "axiom",
    [
        ":A owl:equivalentClass :B .",
        ":p owl:equivalentProperty :q .",
        ":a owl:sameAs :b .",
        ":a owl:differentFrom :b .",
        ":p owl:propertyDisjointWith :q .",
        ":A owl:hasKey ( :p ) .",
        ":A owl:disjointUnionOf ( :B :C ) .",
        ":A owl:complementOf :B .",
        ":A owl:unionOf ( :B :C ) .",
        ":A owl:intersectionOf ( :B :C ) .",
        ":A owl:oneOf ( :b :c ) .",
        ":p a owl:FunctionalProperty .",
        ":p a owl:InverseFunctionalProperty .",
        ":p a owl:ReflexiveProperty .",
        ":p a owl:IrreflexiveProperty .",
        ":p a owl:AsymmetricProperty .",
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .",
        "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b .",
        ":T a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 1 ] ) .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .",
        "[] a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ; rdfs:subClassOf :A .",
        "[] a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ; rdfs:subClassOf :A .",
        "[] a owl:Restriction ; owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :B ; rdfs:subClassOf :A .",
        "[] a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ; rdfs:subClassOf :A .",
        "[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B .",
        "[] a owl:Restriction ; owl:onProperty :p ; rdfs:subClassOf :A .",
        "[] a owl:Class ; rdfs:subClassOf :A .",
        "[] a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :B ; rdfs:subClassOf :A .",
        "[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom [ a owl:Class ] ; rdfs:subClassOf :A .",
        ":q rdfs:subPropertyOf [ owl:inverseOf :p ] .",
        "[ owl:inverseOf :p ] rdfs:subPropertyOf :q .",
        ":p rdfs:domain [ a owl:Class ] .",
        ":p a owl:ObjectProperty ; rdfs:range [ a owl:Class ] .",
        ":A owl:disjointWith [ a owl:Class ] .",
        "[] a owl:AllDisjointClasses ; owl:members ( :A [ a owl:Class ] ) .",
        ":p owl:propertyChainAxiom ( :q :r :s ) .",
        ":p owl:propertyChainAxiom ( :q ) .",
        ":p owl:propertyChainAxiom ( :p :q ) .",
        ":p owl:propertyChainAxiom ( :q [ owl:inverseOf :r ] ) .",
        ":p owl:propertyChainAxiom :q .",
        "owl:Thing rdfs:subClassOf :A .",
        ":A rdfs:subClassOf owl:Nothing .",
        ":p rdfs:subPropertyOf owl:topObjectProperty .",
        ":A rdfs:subDatatypeOf :B .",
    ],
)
def test_an_unsupported_axiom_is_an_error_and_never_ignored(axiom):
    with pytest.raises(OntologyError) as raised:
        compile_rules(triples(axiom))
    assert "rule compiler" in str(raised.value) or "chain" in str(raised.value) or "list" in str(raised.value)


def test_a_list_that_runs_in_a_circle_is_an_error():
    with pytest.raises(OntologyError, match="no proper end"):
        compile_rules(
            triples(":p owl:propertyChainAxiom _:l . _:l rdf:first :q ; rdf:rest _:l .".replace("rdf:", f"<{ns.RDF}").replace("first", "first>").replace("rest", "rest>"))
        )  # fmt: skip


def test_rules_survive_their_json():
    home = find_home()
    compiled = compile_rules(read_turtle(home, home.ontology_files())).with_emissions(emissions(Description(home)))
    assert read_rules(compiled.as_json()) == compiled
    assert compiled.emissions and compiled.acyclic and compiled.disjoint


def test_the_ontology_has_a_rule_for_each_axiom_that_the_design_names():
    home = find_home()
    compiled = compile_rules(read_turtle(home, home.ontology_files()))
    a = ns.AIGOV
    led = Rule(
        "property chain",
        (Atom(a + "leaderIn", "x", "y"), Atom(a + "workItem", "y", "z")),
        Atom(a + "everLed", "x", "z"),
    )
    assert led in compiled.rules
    assert {r.axiom for r in compiled.rules} == {
        *("subclass", "subproperty", "inverse", "domain", "range", "transitive", "property chain", "some values from")
    }
