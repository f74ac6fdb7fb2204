"""`/sparql`: the SPARQL 1.1 Protocol for queries (W3C Recommendation, 21 March 2013, section 2)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from aigov_api.errors import Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.negotiation import GRAPHS, RESULTS, choose, media_type
from aigov_api.pages import render
from aigov_kg.namespaces import BASE
from aigov_kg.store import Request as Query

router = APIRouter(tags=["SPARQL"])

_TEXT = {"application/sparql-query"}
_FORM = {"application/x-www-form-urlencoded"}
_KNOWN = {"query", "default-graph-uri", "named-graph-uri", "format"}
_REST_ONLY = {
    "as_of": 'compare the day with the bounds of the record, for example FILTER(?startEarliest <= "2019-11-01"^^xsd:date)',
    "version": "a snapshot is served whole; ask the release that you mean, or load its dump",
}
_PARAMETERS = [
    {"name": "query", "in": "query", "required": False, "schema": {"type": "string"}, "example": "SELECT ?list WHERE { ?list a aigov:RestrictionList }", "description": "A SPARQL 1.1 query."},
    {"name": "default-graph-uri", "in": "query", "required": False, "schema": {"type": "array", "items": {"type": "string"}}, "description": "Graphs whose union is the default graph."},
    {"name": "named-graph-uri", "in": "query", "required": False, "schema": {"type": "array", "items": {"type": "string"}}, "description": "Graphs that GRAPH ranges over."},
    {"name": "format", "in": "query", "required": False, "schema": {"type": "string", "enum": [*RESULTS, *GRAPHS]}, "description": "Representation, instead of an Accept header."},
]  # fmt: skip
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The complete result", "content": {t[0]: {} for t in (*RESULTS.values(), *GRAPHS.values())}},
    **{code: {"description": "Problem document", "content": {"application/problem+json": {}}} for code in (400, 403, 406, 413, 415, 503, 504)},
}  # fmt: skip


@router.get("/sparql", openapi_extra={"parameters": _PARAMETERS}, responses=_RESPONSES, operation_id="sparql_get")
@router.head("/sparql", include_in_schema=False)
async def query_get(request: Request, graph: GraphDep) -> Response:
    """Run a query given in the URL; without one, show the query form or the service description."""
    parameters = _parse(request.scope["query_string"], "the query string")
    if not any(name in {"query", "update"} for name, _ in parameters):
        return await _no_query(request, graph, parameters)
    return await _answer(request, graph, parameters)


@router.post(
    "/sparql",
    responses=_RESPONSES,
    operation_id="sparql_post",
    openapi_extra={
        "requestBody": {
            "content": {
                "application/sparql-query": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
            }
        }
    },
)
async def query_post(request: Request, graph: GraphDep) -> Response:
    """Run a query given in the body, as a form or as SPARQL text."""
    kind, *rest = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    if any(
        p.startswith("charset=") and p.removeprefix("charset=").strip('"') not in {"utf-8", "us-ascii"} for p in rest
    ):
        raise Problem("unsupported-type", "send the query as UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported-type", "send the body without Content-Encoding")
    if kind == "application/sparql-update":
        raise Problem("update-refused", "this service only reads; it takes no updates")
    if kind not in _TEXT | _FORM:
        raise Problem(
            "unsupported-type",
            f"send the query as {' or '.join(sorted(_TEXT | _FORM))}, not as '{kind[:80]}'",
        )
    body = await _body(request, graph)
    parameters = _parse(request.scope["query_string"], "the query string")
    if kind in _FORM:
        return await _answer(request, graph, [*parameters, *_parse(body, "the form")])
    if any(name == "query" for name, _ in parameters):
        raise Problem("bad-request", "the query stands both in the URL and in the body; send it once")
    try:
        return await _answer(request, graph, [*parameters, ("query", body.decode("utf-8"))])
    except UnicodeDecodeError as error:
        raise Problem("bad-request", "the body is not UTF-8") from error


async def _answer(request: Request, graph: Graph, parameters: list[tuple[str, str]]) -> Response:
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        given.setdefault(name, []).append(value)
    if "update" in given or any(name.startswith("using-") for name in given):
        raise Problem("update-refused", "this service only reads; it takes no updates")
    for name, advice in _REST_ONLY.items():
        if name in given:
            raise Problem("not-for-sparql", f"/sparql does not take '{name}': {advice}")
    if len(given.get("query", [])) != 1:
        count = len(given.get("query", []))
        raise Problem("bad-request", f"send exactly one 'query' parameter, not {count}")
    if len(given.get("format", [])) > 1:
        raise Problem("bad-request", "send at most one 'format' parameter")
    results, form = _representations(request, given.get("format", [None])[0])
    query = given["query"][0]
    default, named = given.get("default-graph-uri"), given.get("named-graph-uri")
    headers = {"Vary": "Accept", "Cache-Control": "public, max-age=300"}
    headers["ETag"] = graph.etag(query, json.dumps([default, named, results, form]))
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    absent = [iri for iri in (*(default or ()), *(named or ())) if iri not in graph.server.graphs]
    if absent:
        # Header values are latin-1; what does not fit is escaped.
        said = "; ".join(f"graph {iri} is not in this release and counts as empty" for iri in absent[:5])
        headers["Aigov-Notes"] = said.encode("ascii", "backslashreplace").decode().replace("\n", " ").replace("\r", " ")
    answer = await graph.query(Query(query, results, form, default, named))
    return Response(answer.body, 200, headers, media_type=media_type(answer.format))


def _representations(request: Request, asked: str | None) -> tuple[str | None, str | None]:
    """Choose how a table and how a graph would be written; the query decides which of them it is."""
    if asked is not None:
        if asked not in RESULTS and asked not in GRAPHS:
            raise Problem(
                "not-acceptable",
                f"there is no format '{asked[:40]}'; use one of {', '.join((*RESULTS, *GRAPHS))}",
            )
        return (asked if asked in RESULTS else None), (
            "jsonld" if asked == "json" else asked if asked in GRAPHS else None
        )
    accept = ",".join(request.headers.getlist("accept")) or None
    results, form = choose(accept, RESULTS), choose(accept, GRAPHS)
    if results is None and form is None:
        types = ", ".join(t[0] for t in (*RESULTS.values(), *GRAPHS.values()))
        raise Problem("not-acceptable", f"accept one of {types}")
    return results, form


async def _no_query(request: Request, graph: Graph, parameters: list[tuple[str, str]]) -> Response:
    for name, _ in parameters:
        if name in _REST_ONLY:
            raise Problem("not-for-sparql", f"/sparql does not take '{name}': {_REST_ONLY[name]}")
        if name in _KNOWN - {"format"}:
            raise Problem("bad-request", "send exactly one 'query' parameter, not 0")
    accept = request.headers.get("accept")
    offers = {"html": ("text/html",), **GRAPHS}
    chosen = choose(accept, offers) if accept else "turtle"
    if chosen == "html":
        return render("sparql.html", graph, settings=graph.settings.sentences())
    if chosen is None:
        raise Problem("not-acceptable", "the service description is RDF, the query form HTML; accept one of them")
    text = _SERVICE.format(base=BASE)
    answer = await graph.query(Query(text, None, chosen, trusted=True))
    return Response(answer.body, 200, {"Vary": "Accept"}, media_type=media_type(answer.format))


_SERVICE = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX formats: <http://www.w3.org/ns/formats/>
CONSTRUCT {{
  <{base}sparql> a sd:Service ; sd:endpoint <{base}sparql> ; sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:BasicFederatedQueryNone, sd:EmptyGraphs ;
    sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
      formats:SPARQL_Results_TSV, formats:Turtle, formats:N-Triples, formats:JSON-LD, formats:RDF_XML
}} WHERE {{}}
"""


async def _body(request: Request, graph: Graph) -> bytes:
    limit, body = graph.settings.body_bytes, bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise Problem("body-too-large", f"the body is larger than {limit} bytes", limit="body_bytes", maximum=limit)
    return bytes(body)


def _parse(text: bytes, what: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError) as error:
        raise Problem("bad-request", f"{what} is not percent-encoded UTF-8 with at most 200 fields") from error
