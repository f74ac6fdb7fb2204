"""Evaluation: one request run by the engine, its result written by the engine's own serialisers, under the limits.

Only worker processes import this module.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox

from aigov_kg.namespaces import PREFIXES
from aigov_kg.syntax import locate

RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
_WITH_PREFIXES: Final = {"turtle", "trig", "rdfxml"}
_QUOTED: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.S)
_QUOTED_CSV: Final = re.compile(rb'"[^"]*+"')
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# What the engine writes where a predicate has no local name: an element that no XML parser takes.
_NAMELESS: Final = re.compile(rb"<oxprefix:[ >]")


class TooLarge(Exception):
    """The answer passed a limit, which the text names."""


class NotWritable(Exception):
    """The result has no representation that the client takes."""


class NoGraphName(Exception):
    """A graph of the dataset was not named by an IRI."""


class _Capped(io.BytesIO):
    """A buffer that ends the serialisation once it holds too much."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.held = size, 0

    def write(self, data: Any) -> int:
        self.held += len(data)
        if self.held > self.size:
            raise TooLarge("bytes")
        return super().write(data)


def answer(store: ox.Store, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Run one request.

    Raises:
        SyntaxError, RuntimeError, OSError: the engine's own.
        TooLarge, NotWritable, NoGraphName: as they say.
    """
    prefixes = PREFIXES if request["prefixes"] else None
    if request["document"]:
        triples = ox.parse(request["query"].encode(), ox.RdfFormat.TURTLE)
        return _graph(triples, request, prefixes)
    result = store.query(
        request["query"],
        base_iri=request["base"],
        prefixes=prefixes,
        default_graph=_nodes(request["default"]),
        named_graphs=_nodes(request["named"]),
    )
    if isinstance(result, ox.QueryTriples):
        return _graph(result, request, prefixes)
    form, name = "ask" if isinstance(result, ox.QueryBoolean) else "select", request["results"]
    if name is None:
        raise NotWritable(f"the query gives a {'truth value' if form == 'ask' else 'table'}, {_NO_FORMAT}")
    output = _Capped(request["bytes"])
    result.serialize(output, format=RESULTS[name])
    body = _as_xml(output.getvalue()) if name == "xml" else output.getvalue()
    if form == "select" and rows(body, name, request["rows"]) > request["rows"]:
        raise TooLarge("rows")
    return {"form": form, "format": name}, body


_NO_FORMAT: Final = "which has no representation among those that you accept"


def _graph(triples: Any, request: dict[str, Any], prefixes: dict[str, str] | None) -> tuple[dict[str, Any], bytes]:
    name = request["graph"]
    if name is None:
        raise NotWritable(f"the query gives a graph, {_NO_FORMAT}")
    output = _Capped(request["bytes"])
    ox.serialize(triples, output, format=GRAPHS[name], prefixes=prefixes if name in _WITH_PREFIXES else None)
    body = _as_xml(output.getvalue()) if name == "rdfxml" else output.getvalue()
    return {"form": "graph", "format": name}, body


def _as_xml(body: bytes) -> bytes:
    """Mend what the engine writes as XML; it would be read otherwise than it was meant, or not at all."""
    if _NOT_XML.search(body):
        raise NotWritable("the result holds a character that XML cannot carry; take JSON, or Turtle for a graph")
    if _NAMELESS.search(body):
        raise NotWritable("a predicate of the result cannot be an XML name, so there is no RDF/XML; take text/turtle")
    # An XML parser turns a bare carriage return into a line feed.
    return body.replace(b"\r", b"&#13;") if b"\r" in body else body


def rows(body: bytes, name: str, enough: int) -> int:
    """Count the rows of a serialised table; where a cheap upper bound is no more than `enough`, give that."""
    match name:
        case "xml":
            return body.count(b"<result>")
        case "tsv":
            return body.count(b"\n") - 1
        case "csv":
            most = body.count(b"\n") - 1
            return most if most <= enough else _QUOTED_CSV.sub(b"", body).count(b"\n") - 1
    most = body.count(b"{") - 2
    # Outside strings, each row opens one brace and each cell in it another.
    return most if most <= enough else len(re.findall(rb"[\[,]\{", _QUOTED.sub(b"", body)))


@lru_cache(64)
def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise NoGraphName(iri[:200]) from error


def _nodes(iris: list[str] | None) -> Any:
    return None if iris is None else [_node(iri) for iri in iris]


def explain(error: BaseException, store: ox.Store, request: dict[str, Any]) -> dict[str, Any]:
    """Say in a header what went wrong."""
    if isinstance(error, SyntaxError) and not request["document"]:
        return {"error": "syntax", **locate(str(error), request["query"], _parse_again(store, request))}
    if isinstance(error, TooLarge):
        return {"error": "too-large", "limit": str(error)}
    if isinstance(error, NotWritable):
        return {"error": "not-acceptable", "message": str(error)}
    if isinstance(error, NoGraphName):
        return {"error": "graph-name", "message": str(error)}
    if isinstance(error, MemoryError):
        return {"error": "memory"}
    return {"error": "engine", "message": str(error)[:500]}


def _parse_again(store: ox.Store, request: dict[str, Any]) -> str:
    """Give the parser's message for the text with white space behind it.

    The parser tries a keyword by taking as many characters as it has, so that it reports a place too far on, or the
    end of the text; with room behind the text the distance is known.
    """
    try:
        store.query(
            request["query"] + " " * 16, base_iri=request["base"], prefixes=PREFIXES if request["prefixes"] else None
        )
    except SyntaxError as error:
        return str(error)
    return ""
