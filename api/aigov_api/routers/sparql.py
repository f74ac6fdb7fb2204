"""`/sparql`: the SPARQL 1.1 Protocol for queries (W3C Recommendation, 21 March 2013, section 2).

Plain ASGI: an answer that is at hand costs little more than its bytes.
"""

from __future__ import annotations

from typing import Any, Final

from aigov_api.errors import Problem
from aigov_api.graph import Graph
from aigov_api.operation import check_body, media, read
from aigov_api.ready import Key

PATHS: Final = ("/sparql", "/sparql/")
_MAX_AGE: Final = b"public, max-age=300"
_MOST_NOTES: Final = 2_000


class Sparql:
    """The endpoint."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        graph: Graph = scope["graph"]
        method, headers = scope["method"], scope["headers"]
        if method == "POST":
            check_body(headers, graph.settings.body_bytes)
            body = await _body(receive, graph.settings.body_bytes)
            key: Key = (scope["query_string"], _field(headers, b"accept"), media(headers).encode(), body)
        elif method in {"GET", "HEAD"}:
            body, key = None, (scope["query_string"], _field(headers, b"accept"))
        else:
            raise Problem(
                "method-not-allowed", f"/sparql does not answer to {method[:20]}", allow="GET, HEAD, POST, OPTIONS"
            )
        ready = graph.ready.get(key)
        if ready is None:
            operation = read(scope["query_string"], headers, body)
            if operation is None:
                await (await _no_query(scope, graph))(scope, receive, send)
                return
            ready_or_file = await _answer(operation, key, scope, receive)
            if ready_or_file is None:
                return
            if isinstance(ready_or_file, tuple):
                await _send_file(*ready_or_file, send)
                return
            ready = ready_or_file
        if ready.etag and _matches(_field(headers, b"if-none-match"), ready.etag):
            await send({"type": "http.response.start", "status": 304, "headers": ready.headers[1:]})
            await send({"type": "http.response.body"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": ready.headers})
        await send({"type": "http.response.body", "body": ready.body})
