"""Validation: SHACL shapes over the asserted data, told in terms of files, rows and columns.

pySHACL runs on rdflib memory graphs only: over an Oxigraph-backed rdflib store it gives false results, since plain
strings come back with a datatype that rdflib holds unequal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import SH
from rdflib.term import Node

from aigov_kg import namespaces as ns
from aigov_kg.errors import OntologyError
from aigov_kg.findings import Finding, Severity
from aigov_kg.load import Loaded, Triple
from aigov_kg.resources import Home
from aigov_kg.tables import Row

_AIGOV = rdflib.Namespace(ns.AIGOV)


def validate(loaded: Loaded, home: Home) -> list[Finding]:
    """Run the shapes over all asserted records, rejected ones included.

    Raises:
        OntologyError: a shapes file cannot be read.
    """
    shapes = rdflib.Graph()
    for path in home.shape_files():
        try:
            shapes.parse(path, format="turtle")
        except Exception as error:  # rdflib raises whatever its parser meets
            raise OntologyError(f"{home.name(path)} is not Turtle: {error}") from error
    if not len(shapes):
        return []
    data = to_rdflib(t for graph in loaded.graphs.values() for t in graph)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True, do_owl_imports=False)
    return sorted(_findings(report, shapes, loaded), key=Finding.sort_key)


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


def _findings(report: Any, shapes: rdflib.Graph, loaded: Loaded) -> Iterable[Finding]:
    users: dict[str, Row] = {}
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        shape, value = report.value(result, SH.sourceShape), report.value(result, SH.value)
        owner = next((s for s in shapes.subjects(SH.property, shape)), shape)
        row = loaded.origins.get(str(focus))
        column = loaded.properties.get(str(path), {}).get(row.table) if row and path else None
        if row is None:
            # A citation has no row of its own: the finding stands at the row that uses it.
            users = users or _citation_users(loaded)
            row, column = users.get(str(focus)), "cite"
        said = report.value(result, SH.resultMessage)
        message, _, fix = str(said or "").rstrip(".").partition("; ")
        if value is not None and "{value}" in message:
            message = message.replace("{value}", ns.shorten(str(value)))
        yield Finding(
            file=row.file if row else str(focus),
            row=row.line if row else None,
            column=column,
            message=message or f"does not conform to {ns.shorten(str(shape))}",
            fix=fix or "see the shape's description",
            rule=ns.shorten(str(owner)).rpartition("/")[2].rpartition(":")[2],
            why=str(shapes.value(shape, SH.description) or shapes.value(owner, SH.description) or ""),
            severity=Severity(str(report.value(result, SH.resultSeverity)).rpartition("#")[2]),
            record=row.id if row else None,
        )


def _citation_users(loaded: Loaded) -> dict[str, Row]:
    users: dict[str, Row] = {}
    for graph in (ns.ACCEPTED, ns.REJECTED):
        for subject, predicate, value in loaded.graphs[graph]:
            if predicate.value in {ns.AIGOV + "support", ns.AIGOV + "contradictedBy"} and isinstance(value, ox.NamedNode):
                if row := loaded.origins.get(subject.value):
                    users.setdefault(value.value, row)
    return users
