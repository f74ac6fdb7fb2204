"""Rules compiled from the ontology's own axioms, in the profile OWL 2 RL (W3C, OWL 2 Profiles, section 4.3).

Each axiom gives one or two rules with one or two atoms in the body. Nothing is written per property, and an axiom
that has no rule here is an error: it would otherwise be ignored without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox

from aigov_kg import namespaces as ns
from aigov_kg.errors import OntologyError

_CONSTRUCTS = {
    ns.OWL + name
    for name in (
        "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty NamedIndividual Restriction "
        "TransitiveProperty SymmetricProperty AllDisjointClasses"
    ).split()
}
_ANNOTATIONS = {ns.RDFS + n for n in ("label", "comment", "isDefinedBy", "seeAlso")} | {
    ns.OWL + n for n in ("versionIRI", "versionInfo", "imports", "priorVersion", "deprecated", "backwardCompatibleWith")
}
_PARTS = {ns.OWL + n for n in ("onProperty", "someValuesFrom", "members")}


@dataclass(frozen=True, slots=True)
class Atom:
    """A pattern over variables: `predicate(subject, object)`, or `class(subject)` where object is None."""

    term: str
    subject: str
    object: str | None = None

    def pattern(self) -> str:
        """Give the atom as a SPARQL triple pattern."""
        if self.object is None:
            return f"?{self.subject} a <{self.term}> ."
        return f"?{self.subject} <{self.term}> ?{self.object} ."


@dataclass(frozen=True, slots=True)
class Rule:
    """`body` entails `head`; `axiom` says which kind of axiom it comes from."""

    axiom: str
    body: tuple[Atom, ...]
    head: Atom


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of an ontology, and the pairs of classes that share no member."""

    rules: tuple[Rule, ...]
    disjoint: tuple[tuple[str, str], ...]


def compile_rules(ontology: Iterable[tuple[object, ox.NamedNode, object]]) -> RuleSet:
    """Compile the axioms of an ontology.

    Raises:
        OntologyError: an axiom is outside the supported ones; the message names it.
    """
    facts: dict[str, list[tuple[object, object]]] = defaultdict(list)
    for subject, predicate, value in ontology:
        facts[predicate.value].append((subject, value))
    _refuse_unknown(facts)
    of = {p: {str(s): o for s, o in pairs} for p, pairs in facts.items()}
    data_properties = {_iri(s) for s, o in facts[ns.TYPE] if _iri(o) == ns.OWL + "DatatypeProperty"}
    rules: list[Rule] = []
    for sub, sup in facts[ns.RDFS + "subClassOf"]:
        upper = _named(sup, "rdfs:subClassOf", sub)
        if isinstance(sub, ox.BlankNode):
            prop = _named(of[ns.OWL + "onProperty"][str(sub)], "owl:onProperty", sub)
            some = _named(of[ns.OWL + "someValuesFrom"][str(sub)], "owl:someValuesFrom", sub)
            rules.append(Rule("some values from", (Atom(prop, "x", "y"), Atom(some, "y")), Atom(upper, "x")))
        else:
            rules.append(Rule("subclass", (Atom(_iri(sub), "x"),), Atom(upper, "x")))
    for sub, sup in facts[ns.RDFS + "subPropertyOf"]:
        upper = _named(sup, "rdfs:subPropertyOf", sub)
        rules.append(Rule("subproperty", (Atom(_iri(sub), "x", "y"),), Atom(upper, "x", "y")))
    for one, other in facts[ns.OWL + "inverseOf"]:
        a, b = _iri(one), _named(other, "owl:inverseOf", one)
        rules.append(Rule("inverse", (Atom(a, "x", "y"),), Atom(b, "y", "x")))
        rules.append(Rule("inverse", (Atom(b, "x", "y"),), Atom(a, "y", "x")))
    for prop, cls in facts[ns.RDFS + "domain"]:
        rules.append(Rule("domain", (Atom(_iri(prop), "x", "y"),), Atom(_named(cls, "rdfs:domain", prop), "x")))
    for prop, cls in facts[ns.RDFS + "range"]:
        if _iri(prop) not in data_properties:
            rules.append(Rule("range", (Atom(_iri(prop), "x", "y"),), Atom(_named(cls, "rdfs:range", prop), "y")))
    for prop, kind in facts[ns.TYPE]:
        p = _iri(prop)
        if _iri(kind) == ns.OWL + "TransitiveProperty":
            rules.append(Rule("transitive", (Atom(p, "x", "y"), Atom(p, "y", "z")), Atom(p, "x", "z")))
        elif _iri(kind) == ns.OWL + "SymmetricProperty":
            rules.append(Rule("symmetric", (Atom(p, "x", "y"),), Atom(p, "y", "x")))
    for prop, chain in facts[ns.OWL + "propertyChainAxiom"]:
        steps = [_named(step, "owl:propertyChainAxiom", prop) for step in _list(of, chain)]
        if len(steps) != 2 or _iri(prop) in steps:
            raise OntologyError(f"the chain of {ns.shorten(_iri(prop))} must have two steps, itself not among them")
        body = (Atom(steps[0], "x", "y"), Atom(steps[1], "y", "z"))
        rules.append(Rule("property chain", body, Atom(_iri(prop), "x", "z")))
    disjoint = [(_iri(a), _named(b, "owl:disjointWith", a)) for a, b in facts[ns.OWL + "disjointWith"]]
    for _, members in facts[ns.OWL + "members"]:
        disjoint += combinations([_iri(m) for m in _list(of, members)], 2)
    unique = sorted(set(rules), key=lambda r: (r.axiom, [a.term for a in r.body], r.head.term))
    return RuleSet(tuple(unique), tuple(sorted(set(disjoint))))


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _named(term: object, axiom: str, about: object) -> str:
    if not isinstance(term, ox.NamedNode):
        raise OntologyError(
            f"{axiom} of {ns.shorten(_iri(about))} leads to a class expression; the rule compiler knows named terms there"
        )
    return term.value


def _list(of: dict[str, dict[str, object]], head: object) -> list[object]:
    items: list[object] = []
    while _iri(head) != ns.RDF + "nil":
        items.append(of[ns.RDF + "first"][str(head)])
        head = of[ns.RDF + "rest"][str(head)]
    return items


_SUPPORTED = (
    {ns.RDFS + n for n in ("subClassOf", "subPropertyOf", "domain", "range")}
    | {ns.OWL + n for n in ("inverseOf", "propertyChainAxiom", "disjointWith")}
    | {ns.RDF + n for n in ("first", "rest", "type")}
)


def _refuse_unknown(facts: dict[str, list[tuple[object, object]]]) -> None:
    for predicate, pairs in facts.items():
        schema = predicate.startswith((ns.OWL, ns.RDFS))
        if schema and predicate not in _SUPPORTED | _ANNOTATIONS | _PARTS:
            subject = ns.shorten(_iri(pairs[0][0]))
            raise OntologyError(f"the rule compiler does not know {ns.shorten(predicate)}, used of {subject}")
    for subject, kind in facts[ns.TYPE]:
        if _iri(kind).startswith(ns.OWL) and _iri(kind) not in _CONSTRUCTS:
            what = f"{ns.shorten(_iri(kind))}, used of {ns.shorten(_iri(subject))}"
            raise OntologyError(f"the rule compiler does not know {what}")
