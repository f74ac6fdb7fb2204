"""The rule compiler: from the ontology's own axioms to rules, in the profile OWL 2 RL (W3C, OWL 2 Profiles, 4.3).

Each axiom gives one or two rules with one or two atoms in the body. Nothing is written per property, and an axiom
that has no rule here is an error: it would otherwise be ignored without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.errors import OntologyError
from aigov_kg.rules import Atom, Rule, RuleSet

Facts = dict[str, list[tuple[object, object]]]

_THING = ns.OWL + "Thing"
_CONSTRUCTS = {
    ns.OWL + n
    for n in (
        *("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual"),
        *("Restriction", "TransitiveProperty", "SymmetricProperty", "AllDisjointClasses"),
    )
}
_SUPPORTED = (
    {ns.RDFS + n for n in ("subClassOf", "subPropertyOf", "domain", "range")}
    | {ns.OWL + n for n in ("inverseOf", "propertyChainAxiom", "disjointWith", "members")}
    | {ns.OWL + n for n in ("onProperty", "someValuesFrom")}
)
_ANNOTATIONS = {ns.RDFS + n for n in ("label", "comment", "isDefinedBy", "seeAlso")} | {
    ns.OWL + n
    for n in (
        *("versionIRI", "versionInfo", "imports", "priorVersion", "deprecated"),
        *("backwardCompatibleWith", "incompatibleWith"),
    )
}
_ACYCLIC = ns.AIGOV + "isAcyclic"


def compile_rules(ontology: Iterable[tuple[object, ox.NamedNode, object]]) -> RuleSet:
    """Compile the axioms of an ontology.

    Raises:
        OntologyError: an axiom is outside the supported ones; the message names it.
    """
    facts: Facts = defaultdict(list)
    for subject, predicate, value in ontology:
        facts[predicate.value].append((subject, value))
    _refuse_unknown(facts)
    rules = {
        *_class_rules(facts),
        *_property_rules(facts),
        *_typing_rules(facts),
        *_characteristic_rules(facts),
        *_chain_rules(facts),
    }
    # That something is an owl:Thing is said of everything already.
    told = [rule for rule in rules if rule.head.term != _THING]
    for rule in told:
        for atom in (*rule.body, rule.head):
            if atom.term.startswith(ns.OWL):
                raise OntologyError(f"the rule compiler does not know {ns.shorten(atom.term)} in this place: {rule}")
    acyclic = [_named(s, ns.shorten(_ACYCLIC), s) for s, o in facts[_ACYCLIC] if getattr(o, "value", "") == "true"]
    return RuleSet(
        tuple(sorted(told, key=lambda r: (r.axiom, [(a.term, a.subject) for a in r.body], r.head.term))),
        tuple(sorted(set(_disjoint(facts)))),
        tuple(sorted(acyclic)),
    )


def _class_rules(facts: Facts) -> Iterator[Rule]:
    restrictions = {s for s, kind in facts[ns.TYPE] if _iri(kind) == ns.OWL + "Restriction"}
    used: set[object] = set()
    for sub, sup in facts[ns.RDFS + "subClassOf"]:
        upper = _named(sup, "rdfs:subClassOf", sub)
        if not isinstance(sub, ox.BlankNode):
            yield Rule("subclass", (Atom(_iri(sub), "x"),), Atom(upper, "x"))
            continue
        used.add(sub)
        prop = _named(_only(facts, sub, "onProperty"), "owl:onProperty", sub)
        some = _named(_only(facts, sub, "someValuesFrom"), "owl:someValuesFrom", sub)
        filler = () if some == _THING else (Atom(some, "y"),)
        yield Rule("some values from", (Atom(prop, "x", "y"), *filler), Atom(upper, "x"))
    if restrictions - used:
        raise OntologyError("a restriction has no named superclass; the rule compiler knows it on the left side only")


def _property_rules(facts: Facts) -> Iterator[Rule]:
    for sub, sup in facts[ns.RDFS + "subPropertyOf"]:
        lower, upper = _named(sub, "rdfs:subPropertyOf", sup), _named(sup, "rdfs:subPropertyOf", sub)
        yield Rule("subproperty", (Atom(lower, "x", "y"),), Atom(upper, "x", "y"))
    for one, other in facts[ns.OWL + "inverseOf"]:
        a, b = _named(one, "owl:inverseOf", other), _named(other, "owl:inverseOf", one)
        yield Rule("inverse", (Atom(a, "x", "y"),), Atom(b, "y", "x"))
        yield Rule("inverse", (Atom(b, "x", "y"),), Atom(a, "y", "x"))


def _typing_rules(facts: Facts) -> Iterator[Rule]:
    data = {_iri(s) for s, kind in facts[ns.TYPE] if _iri(kind) == ns.OWL + "DatatypeProperty"}
    for prop, cls in facts[ns.RDFS + "domain"]:
        lower, upper = _named(prop, "rdfs:domain", cls), _named(cls, "rdfs:domain", prop)
        yield Rule("domain", (Atom(lower, "x", "y"),), Atom(upper, "x"))
    for prop, cls in facts[ns.RDFS + "range"]:
        lower, upper = _named(prop, "rdfs:range", cls), _named(cls, "rdfs:range", prop)
        if lower not in data:  # A datatype says which literals fit; nothing about a resource follows from it.
            yield Rule("range", (Atom(lower, "x", "y"),), Atom(upper, "y"))


def _characteristic_rules(facts: Facts) -> Iterator[Rule]:
    for prop, kind in facts[ns.TYPE]:
        p = _iri(prop)
        if _iri(kind) == ns.OWL + "TransitiveProperty":
            yield Rule("transitive", (Atom(p, "x", "y"), Atom(p, "y", "z")), Atom(p, "x", "z"))
        elif _iri(kind) == ns.OWL + "SymmetricProperty":
            yield Rule("symmetric", (Atom(p, "x", "y"),), Atom(p, "y", "x"))


def _chain_rules(facts: Facts) -> Iterator[Rule]:
    for prop, chain in facts[ns.OWL + "propertyChainAxiom"]:
        head = _named(prop, "owl:propertyChainAxiom", prop)
        steps = [_named(step, "owl:propertyChainAxiom", prop) for step in _list(facts, chain)]
        if len(steps) != 2 or head in steps:
            raise OntologyError(f"the chain of {ns.shorten(head)} must have two steps, itself not among them")
        yield Rule("property chain", (Atom(steps[0], "x", "y"), Atom(steps[1], "y", "z")), Atom(head, "x", "z"))


def _disjoint(facts: Facts) -> Iterator[tuple[str, str]]:
    for a, b in facts[ns.OWL + "disjointWith"]:
        yield _pair(_named(a, "owl:disjointWith", b), _named(b, "owl:disjointWith", a))
    for group, members in facts[ns.OWL + "members"]:
        names = [_named(m, "owl:members", group) for m in _list(facts, members)]
        for one, other in combinations(names, 2):
            yield _pair(one, other)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _named(term: object, axiom: str, about: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    other = f" of {ns.shorten(_iri(about))}" if isinstance(about, ox.NamedNode) else ""
    raise OntologyError(f"{axiom}{other} stands with an expression; the rule compiler knows named terms there")


def _only(facts: Facts, node: object, name: str) -> object:
    found = [o for s, o in facts[ns.OWL + name] if s == node]
    if len(found) != 1:
        raise OntologyError(f"a class expression needs owl:{name} once; the rule compiler knows no other expression")
    return found[0]


def _list(facts: Facts, head: object) -> list[object]:
    first, rest = dict(facts[ns.RDF + "first"]), dict(facts[ns.RDF + "rest"])
    items: list[object] = []
    node = head
    while _iri(node) != ns.RDF + "nil":
        if node not in first or node not in rest or len(items) > len(first):
            raise OntologyError("a list in the ontology has no proper end")
        items.append(first[node])
        node = rest[node]
    return items


def _refuse_unknown(facts: Facts) -> None:
    for predicate, pairs in facts.items():
        if predicate.startswith((ns.OWL, ns.RDFS)) and predicate not in _SUPPORTED | _ANNOTATIONS:
            user = ns.shorten(_iri(pairs[0][0]))
            raise OntologyError(f"the rule compiler does not know {ns.shorten(predicate)}, used of {user}")
    for subject, kind in facts[ns.TYPE]:
        if _iri(kind).startswith((ns.OWL, ns.RDFS)) and _iri(kind) not in _CONSTRUCTS:
            what = f"{ns.shorten(_iri(kind))}, used of {ns.shorten(_iri(subject))}"
            raise OntologyError(f"the rule compiler does not know {what}")
