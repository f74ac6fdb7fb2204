"""owlrl as the reference reasoner: it defines what the compiled rules have to derive (`--reasoner owlrl`).

The differences between the two are deliberate, and these are all:

1. Literals are left out of owlrl's input. It makes subjects of them, which is no RDF, and no rule of the ontology reads
   one. So a subproperty of a data property, or a class for whatever has one, would be derived by the rules alone; the
   ontology has neither.
2. Of owlrl's output only triples between IRIs are kept whose predicate, or class, the ontology declares, and whose
   subject is no term of the ontology. The rest are truths about every graph: that things are equal to themselves, that
   classes are below themselves, what the RDF and OWL vocabularies say of each other.
3. What contradicts the ontology becomes an error triple in owlrl; `Closure.errors` holds its texts. The rules derive no
   such triple: `aigov_kg.contradictions` looks for the members of disjoint classes, and for cycles, which OWL 2 cannot
   forbid in a transitive property and owlrl therefore does not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import owlrl
import pyoxigraph as ox
import rdflib

from aigov_kg import namespaces as ns
from aigov_kg.load import Triple
from aigov_kg.validate import to_rdflib

_ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
_DECLARED = {rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty}


@dataclass(frozen=True, slots=True)
class Closure:
    """What owlrl derives: the triples about declared terms, and the texts of its errors."""

    triples: set[Triple]
    errors: list[str]


def close(accepted: Iterable[Triple], ontology: Iterable[Triple]) -> Closure:
    """Run owlrl's OWL 2 RL closure and keep what compares with the compiled rules."""
    ontology = list(ontology)
    asserted = {t for t in accepted if not isinstance(t[2], ox.Literal)}
    graph = to_rdflib([*asserted, *ontology])
    declared = {str(s) for kind in _DECLARED for s in graph.subjects(rdflib.RDF.type, kind)}
    terms = {t[0].value for t in ontology if isinstance(t[0], ox.NamedNode)}
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    found: set[Triple] = set()
    for s, p, o in graph:
        if not (isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef)):
            continue
        if (str(o) if str(p) == ns.TYPE else str(p)) in declared and str(s) not in terms:
            found.add((ox.NamedNode(str(s)), ox.NamedNode(str(p)), ox.NamedNode(str(o))))
    return Closure(found - asserted, sorted(str(text) for text in graph.objects(None, _ERROR)))


def infer_owlrl(accepted: Iterable[Triple], ontology: Iterable[Triple]) -> set[Triple]:
    """Give the triples that owlrl adds to the accepted ones."""
    return close(accepted, ontology).triples
