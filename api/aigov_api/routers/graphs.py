"""`/graph`: the SPARQL 1.1 Graph Store HTTP Protocol, to read (W3C Recommendation, 21 March 2013, section 5).

A graph is named by `?graph=IRI`, as `?default`, or by its own address below `/graph/`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from aigov_api.errors import PROBLEMS, Problem, response
from aigov_api.graph import Graph, GraphDep
from aigov_api.negotiation import GRAPHS, negotiate, with_charset
from aigov_api.presence import while_present
from aigov_kg.namespaces import GRAPH
from aigov_kg.store import Request as Query

router = APIRouter(tags=["SPARQL"])

_EVERYTHING: Final = "CONSTRUCT WHERE { ?s ?p ?o }"
_READS: Final = "GET, HEAD, OPTIONS"
_WRITES: Final = ["PUT", "POST", "DELETE", "PATCH"]
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The graph", "content": {types[0]: {} for types in GRAPHS.values()}},
    **{status: PROBLEMS[status] for status in (400, 404, 406, 413, 503, 504)},
}


@router.get("/graph", operation_id="graph_store", responses=_CONTENT)
@router.head("/graph", include_in_schema=False)
async def indirect(request: Request, graph: GraphDep) -> Response:
    """Give a graph of the dataset: `?default`, or `?graph=` with its IRI."""
    names = request.query_params.getlist("graph")
    default = "default" in request.query_params
    if len(names) + default != 1:
        raise Problem("bad-request", "name one graph: ?default, or ?graph= with an IRI")
    return await _read(request, graph, names[0] if names else None)


@router.get("/graph/{path:path}", operation_id="graph", responses=_CONTENT)
@router.head("/graph/{path:path}", include_in_schema=False)
async def direct(path: Annotated[str, Path(examples=["accepted"])], request: Request, graph: GraphDep) -> Response:
    """Give the graph whose IRI ends in this path."""
    return await _read(request, graph, GRAPH + path)


@router.api_route("/graph", methods=_WRITES, include_in_schema=False)
@router.api_route("/graph/{path:path}", methods=_WRITES, include_in_schema=False)
async def refused(path: str = "") -> Response:
    """Refuse to write."""
    return response("update-refused", "this service only reads; its graphs change with a release", {"Allow": _READS})


async def _read(request: Request, graph: Graph, name: str | None) -> Response:
    if name is not None and name not in graph.server.graphs:
        raise Problem("not-found", f"there is no graph {name[:200]}; /version lists the graphs")
    chosen = _format(request)
    headers = {
        "Vary": "Accept",
        "Cache-Control": "public, max-age=300",
        "ETag": graph.etag("graph", name or "", chosen[0]),
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    with while_present(request.receive):
        answer = await graph.query(
            Query(_EVERYTHING, None, chosen[0], default=None if name is None else [name], trusted=True)
        )
    return Response(answer.body, 200, headers, media_type=with_charset(chosen[1]))


def _format(request: Request) -> tuple[str, str]:
    asked = request.query_params.get("format")
    chosen = (asked, GRAPHS[asked][0]) if asked in GRAPHS else negotiate(request.headers.get("accept"), GRAPHS)
    if chosen is None or (asked is not None and asked not in GRAPHS):
        raise Problem("not-acceptable", f"accept one of {', '.join(t[0] for t in GRAPHS.values())}")
    return chosen
