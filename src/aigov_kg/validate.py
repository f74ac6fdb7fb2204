"""Validation: SHACL shapes over the asserted data, told in terms of files, rows and columns.

Shapes that look at one node at a time run in pySHACL; rules that compare nodes run as set queries (`setrules`).
pySHACL runs on rdflib memory graphs only: over an Oxigraph-backed rdflib store it gives false results, since plain
strings come back with a datatype that rdflib holds unequal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from aigov_kg import namespaces as ns
from aigov_kg.errors import OntologyError
from aigov_kg.findings import Finding, Severity
from aigov_kg.load import Loaded, Triple, read_turtle
from aigov_kg.resources import Home
from aigov_kg.setrules import SHAPES, Places, SetRule, plain, run_rules, take_rules

_ABOVE = ns.RDFS + "subClassOf"


def validate(loaded: Loaded, home: Home) -> list[Finding]:
    """Run the shapes over all asserted records, rejected ones included.

    Raises:
        OntologyError: a shapes file cannot be read, or a shape cannot be run.
    """
    (rules, shapes), places = read_checks(home), Places(loaded, home)
    findings = [*run_rules(rules, loaded, places), *run_shapes(shapes, loaded, places)]
    return sorted(findings, key=Finding.sort_key)


def read_shapes(home: Home) -> rdflib.Graph:
    """Read the shapes.

    Raises:
        OntologyError: a file is not Turtle.
    """
    return to_rdflib(read_turtle(home, home.shape_files()))


def read_checks(home: Home) -> tuple[list[SetRule], rdflib.Graph]:
    """Read the rules over the whole graph, and the shapes that look at one node at a time.

    Raises:
        OntologyError: a file is not Turtle, or a rule lacks a part.
    """
    shapes = read_shapes(home)
    return take_rules(shapes), shapes


def run_shapes(
    shapes: rdflib.Graph,
    loaded: Loaded,
    places: Places,
    graphs: Iterable[str] | None = None,
    data: rdflib.Graph | None = None,
    focus: Sequence[str] | None = None,
) -> Iterator[Finding]:
    """Run shapes in pySHACL, over the given graphs or all of them.

    Args:
        data: look at this graph instead, which holds all that the shapes see of the nodes in `focus`.
        focus: IRIs of the only nodes to look at.

    Raises:
        OntologyError: a shape cannot be run.
    """
    if not len(shapes):
        return
    if data is None:
        data = to_rdflib(seen(shapes, [t for graph in graphs or loaded.graphs for t in loaded.graphs[graph]]))
    options: dict[str, Any] = {"focus_nodes": list(focus)} if focus else {}
    try:
        _, report, _ = pyshacl.validate(
            data, shacl_graph=shapes, advanced=False, inplace=True, do_owl_imports=False, **options
        )
    except pyshacl.errors.ShapeLoadError as error:
        raise OntologyError(f"a shape cannot be run: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise OntologyError(f"the shapes cannot be run: {report}")
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        yield _finding(report, result, shapes, places)


def seen(shapes: rdflib.Graph, triples: Sequence[Triple]) -> Sequence[Triple]:
    """Give the triples that the shapes can see; copying the others takes as long as half of the validation.

    A shape sees the properties that it names and the classes of nodes; a closed one every property of the
    classes that it targets. What a query of a shape sees is not looked into.
    """
    closed = set(shapes.subjects(SH.closed))
    if (None, SH.sparql, None) in shapes or any((shape, SH.targetClass, None) not in shapes for shape in closed):
        return triples
    named = {str(term) for term in shapes.objects() if isinstance(term, rdflib.URIRef)} | {ns.TYPE, _ABOVE}
    whole = {str(c) for shape in closed for c in shapes.objects(shape, SH.targetClass)}
    below = [(s.value, o.value) for s, p, o in triples if p.value == _ABOVE and isinstance(o, ox.NamedNode)]
    while more := {sub for sub, above in below if above in whole} - whole:
        whole |= more
    targets = {s for s, p, o in triples if p.value == ns.TYPE and isinstance(o, ox.NamedNode) and o.value in whole}
    return [t for t in triples if t[1].value in named or t[0] in targets]


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """Copy triples into an rdflib graph."""
    cache: dict[Any, Node] = {}

    def term(value: Any) -> Node:
        found = cache.get(value)
        if found is None:
            if isinstance(value, ox.NamedNode):
                found = rdflib.URIRef(value.value)
            elif isinstance(value, ox.BlankNode):
                found = rdflib.BNode(value.value)
            elif value.language:
                found = rdflib.Literal(value.value, lang=value.language)
            elif value.datatype.value == ns.XSD + "string":
                found = rdflib.Literal(value.value)
            else:
                found = rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))
            cache[value] = found
        return found

    graph = rdflib.Graph()
    for subject, predicate, value in triples:
        graph.add((term(subject), term(predicate), term(value)))
    return graph


def _finding(report: rdflib.Graph, result: Node, shapes: rdflib.Graph, places: Places) -> Finding:
    focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
    shape, value = report.value(result, SH.sourceShape), report.value(result, SH.value)
    if str(focus) == SHAPES + "dataset":
        focus = value
    # A property shape without a name of its own goes by that of the shape that holds it.
    rule = shape if isinstance(shape, rdflib.URIRef) else next(shapes.subjects(SH.property, shape), shape)
    said = str(report.value(result, SH.resultMessage) or "")
    if value is not None:
        said = said.replace("{value}", plain(str(value)))
    why = shapes.value(shape, SH.description) or shapes.value(rule, SH.description)
    severity = Severity(str(report.value(result, SH.resultSeverity)).rpartition("#")[2])
    if path is None:
        # A shape that asks for one of several columns is told at the first of them.
        choice = shapes.value(shape, SH["or"]) or shapes.value(shape, SH.xone)
        path = shapes.value(shapes.value(choice, RDF.first), SH.path) if choice else None
    named = path if isinstance(path, rdflib.URIRef) else None
    return places.finding(
        str(focus), str(named) if named else None, said, str(rule).removeprefix(SHAPES), str(why or ""), severity
    )
