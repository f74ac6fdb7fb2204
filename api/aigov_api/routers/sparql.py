"""`/sparql`: the SPARQL 1.1 Protocol for queries (W3C Recommendation, 21 March 2013, section 2).

Plain ASGI, because an answer that is at hand should cost little more than its bytes.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, Final

from starlette.responses import Response

from aigov_api import querylog
from aigov_api.errors import Problem, response, told
from aigov_api.graph import Graph
from aigov_api.negotiation import GRAPHS, RESULTS, media_type, named, negotiate, with_charset
from aigov_api.operation import Operation, check_body, formats_of, media, read, too_large
from aigov_api.presence import ClientGone, while_present
from aigov_api.ready import Key, Ready, field_of, give, matches
from aigov_api.routers.description import address_of, description
from aigov_api.routers.form import form
from aigov_kg.advice import notes
from aigov_kg.errors import QueryError
from aigov_kg.spool import Spooled
from aigov_kg.store import Request

PATHS: Final = ("/sparql", "/sparql/")
_METHODS: Final = "GET, HEAD, POST, OPTIONS"
_CONTENT: Final[dict[str, Any]] = {types[0]: {} for types in (*RESULTS.values(), *GRAPHS.values())}
_ARRAY: Final = {"type": "array", "items": {"type": "string"}}
_RESPONSES: Final = {
    "200": {"description": "The complete result", "content": _CONTENT},
    "default": {"description": "Problem document", "content": {"application/problem+json": {}}},
}
OPENAPI: Final = {
    "get": {
        "tags": ["SPARQL"],
        "operationId": "sparql_get",
        "summary": "Run a SPARQL query; without one, get the query form or the service description",
        "parameters": [
            {"name": "query", "in": "query", "schema": {"type": "string"}, "description": "A SPARQL 1.1 query.",
             "example": "SELECT ?list WHERE { ?list a aigov:RestrictionList }"},
            {"name": "default-graph-uri", "in": "query", "schema": _ARRAY, "description": "Graphs whose union is the default graph."},
            {"name": "named-graph-uri", "in": "query", "schema": _ARRAY, "description": "Graphs that GRAPH ranges over."},
            {"name": "format", "in": "query", "schema": {"type": "string", "enum": [*RESULTS, *GRAPHS]},
             "description": "Representation, instead of an Accept header."},
        ],
        "responses": _RESPONSES,
    },
    "post": {
        "tags": ["SPARQL"],
        "operationId": "sparql_post",
        "summary": "Run a SPARQL query from the body, as text or as a form",
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
            },
        },
        "responses": _RESPONSES,
    },
}  # fmt: skip
"""The path item of `/sparql` in the OpenAPI document; a plain ASGI application does not describe itself."""

_MOST_NOTES: Final = 2_000


class Sparql:
    """The endpoint, as a plain ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        try:
            await _serve(scope, receive, send)
        except (Problem, QueryError) as error:
            await told(error)(scope, receive, send)


async def _serve(scope: Any, receive: Any, send: Any) -> None:
    graph: Graph = scope["graph"]
    headers, method = scope["headers"], scope["method"]
    accept = field_of(headers, b"accept")
    body: bytes | None = None
    if method == "POST":
        check_body(headers, graph.settings.body_bytes)
        body = await _body(receive, graph.settings.body_bytes)
        key: Key = (scope["query_string"], accept, media(headers).encode(), body)
    elif method in {"GET", "HEAD"}:
        key = scope["key"]
    else:
        detail = f"/sparql answers to {_METHODS}, not to {method[:20]}"
        await response("method-not-allowed", detail, {"Allow": _METHODS})(scope, receive, send)
        return
    # For GET it has been looked for already.
    ready = graph.ready.get(key) if method != "GET" else None
    if ready is None:
        operation = read(scope["query_string"], headers, body)
        if operation is None:
            await (await _no_query(graph, scope, accept))(scope, receive, send)
            return
        try:
            known = b"" if method == "POST" else field_of(headers, b"if-none-match")
            ready = await _logged(graph, operation, accept, receive, known)
        except ClientGone:
            return
        graph.ready.put(key, ready)
    await give(ready, scope, ready.headers, send)


async def _logged(graph: Graph, operation: Operation, accept: bytes, receive: Any, known: bytes) -> Ready:
    start, outcome, size = time.monotonic(), "fault", 0
    try:
        ready = await _answer(graph, operation, accept, receive, known)
        outcome, size = "ok", len(ready.body) if isinstance(ready.body, bytes) else ready.body.size
        return ready
    except (QueryError, Problem) as error:
        outcome = error.kind
        raise
    except ClientGone:
        outcome = "client-gone"
        raise
    finally:
        querylog.record(operation.query, outcome, size, time.monotonic() - start, graph.version)


async def _answer(graph: Graph, operation: Operation, accept: bytes, receive: Any, known: bytes) -> Ready:
    """Answer an operation, or say that the client has the answer already.

    Raises:
        Problem: the client takes no representation of the result.
        QueryError: refused, stopped, or wrong.
        ClientGone: nobody waits for the answer any more.
    """
    reading = await graph.pacing.read(operation.query)
    name, kind = _representation(reading.form, operation.formats, accept)
    fields = [(b"vary", b"Accept")]
    said = notes(reading, operation.default, operation.named, graph.server.graphs, graph.names)
    if said:
        # Header values are latin-1; what does not fit is escaped.
        text = "; ".join(said).encode("ascii", "backslashreplace").replace(b"\n", b" ").replace(b"\r", b" ")
        fields.append((b"aigov-notes", text[:_MOST_NOTES]))
    etag = b""
    if reading.volatile:
        fields.append((b"cache-control", b"no-store"))
    else:
        parts = repr((operation.default, operation.named, name, kind))
        etag = graph.etag(operation.query, parts).encode()
        fields += [(b"cache-control", b"public, max-age=300"), (b"etag", etag)]
        # `*` asks whether there is any answer, which only the evaluation tells.
        if b"*" not in known and matches(known, etag):
            return Ready(etag, fields, b"", keep=False)
    request = Request(
        operation.query,
        None if reading.form == "graph" else name,
        name if reading.form in {"graph", None} and name in GRAPHS else None,
        operation.default,
        operation.named,
        reading=reading,
    )
    with while_present(receive):
        answer = await graph.query(request)
    content = answer.content
    size = content.size if isinstance(content, Spooled) else len(content)
    kind = kind if answer.format == name else media_type(answer.format)
    fields = [(b"content-type", with_charset(kind).encode()), (b"content-length", b"%d" % size), *fields]
    return Ready(etag, fields, content, keep=not reading.volatile)


@lru_cache(64)
def _representation(form: str | None, asked: tuple[str, ...], accept: bytes) -> tuple[str, str]:
    """Choose how a result of this form is written, and the media type that it is sent with."""
    offers = GRAPHS if form == "graph" else RESULTS
    if asked:
        if chosen := named(asked, offers):
            return chosen
        what = asked[0][:40]
        raise Problem(
            "not-acceptable", f"the query gives a {_WORDS[form]}, and '{what}' is none of {', '.join(offers)}"
        )
    chosen = negotiate(accept.decode("latin-1") or None, offers)
    if chosen is None:
        types = ", ".join(t[0] for t in offers.values())
        raise Problem("not-acceptable", f"the query gives a {_WORDS[form]}; accept one of {types}")
    return chosen


_WORDS: Final = {"graph": "graph", "select": "table", "ask": "truth value", None: "table"}


async def _no_query(graph: Graph, scope: Any, accept: bytes) -> Response:
    """Show the query form, or describe the service."""
    asked = formats_of(scope["query_string"])
    # Last, so that a client which takes anything gets the description and only one that asks for it gets HTML.
    offers = {**GRAPHS, "html": ("text/html",)}
    chosen = named(asked, offers) if asked else negotiate(accept.decode("latin-1") or None, offers)
    if chosen is None:
        raise Problem("not-acceptable", "the service description is RDF, the query form HTML; accept one of them")
    if chosen[0] == "html":
        return form(graph, address_of(scope))
    return await description(graph, "service", *chosen, scope)


async def _body(receive: Any, limit: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "the body did not arrive whole")
        body += message.get("body", b"")
        if len(body) > limit:
            raise too_large(limit)
        if not message.get("more_body"):
            return bytes(body)
