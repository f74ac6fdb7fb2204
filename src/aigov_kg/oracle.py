"""owlrl as the reference reasoner: what the compiled rules have to derive (`aigov-kg build --reasoner owlrl`)."""

from __future__ import annotations

from collections.abc import Iterable

import owlrl
import pyoxigraph as ox
import rdflib

from aigov_kg import namespaces as ns
from aigov_kg.load import Triple
from aigov_kg.validate import to_rdflib


def infer_owlrl(accepted: Iterable[Triple], ontology: Iterable[Triple]) -> set[Triple]:
    """Give the triples about our own terms that owlrl's OWL 2 RL closure adds to the accepted ones.

    Literals are left out of the input: no rule of ours reads one, and owlrl turns them into subjects. Kept are
    triples with an IRI as subject, whose predicate is one of ours, or which give something a class of ours, and
    which say nothing about the ontology itself.
    """
    asserted = {t for t in accepted if not isinstance(t[2], ox.Literal)}
    graph = to_rdflib([*asserted, *ontology])
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    terms = {t[0].value for t in ontology if isinstance(t[0], ox.NamedNode)}
    found: set[Triple] = set()
    for s, p, o in graph:
        if not (isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef) and isinstance(p, rdflib.URIRef)):
            continue
        ours = str(p).startswith(ns.AIGOV) or (str(p) == ns.TYPE and str(o).startswith(ns.AIGOV))
        if ours and str(s) not in terms:
            found.add((ox.NamedNode(str(s)), ox.NamedNode(str(p)), ox.NamedNode(str(o))))
    return found - asserted
