"""`/id/{path}`: every entity, record and citation at its own address, as JSON or RDF."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from aigov_api.errors import Problem
from aigov_api.graph import GraphDep
from aigov_api.negotiation import GRAPHS, SUFFIXES, choose, media_type
from aigov_kg.describe import describe
from aigov_kg.namespaces import ID
from aigov_kg.store import Request as Query

router = APIRouter(tags=["Entities"])

_PATH = re.compile(r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*)?")
_PROBLEM = {"description": "Problem document", "content": {"application/problem+json": {}}}


@router.get(
    "/id/{path:path}",
    operation_id="dereference",
    responses={
        200: {"description": "The facts", "content": {"application/json": {}}},
        308: {"description": "The id was renamed; Location has the new address"},
        **dict.fromkeys((404, 406, 410), _PROBLEM),
    },
)
@router.head("/id/{path:path}", include_in_schema=False)
async def dereference(path: str, request: Request, graph: GraphDep) -> Response:
    """Give what the graph says about an entity or a record: JSON or RDF, by Accept or by suffix (.ttl, .json ...)."""
    stem, dot, suffix = path.rpartition(".")
    form = SUFFIXES.get(suffix) if dot else None
    slug = stem if form else path
    if not _PATH.fullmatch(slug):
        raise Problem("not-found", f"nothing has the id '{slug[:80]}'")
    if left := graph.names.get("redirects", {}).get(slug):
        if left["to"] is None:
            raise Problem("gone", f"'{slug}' was withdrawn on {left['date']}: {left['reason']}")
        target = f"/id/{left['to']}" + (f".{suffix}" if form else "")
        return Response(status_code=308, headers={"Location": target, "Link": f'<{ID}{left["to"]}>; rel="canonical"'})
    accept = request.headers.get("accept")
    form = form or choose(accept, {"json": ("application/json",), **GRAPHS})
    if form is None:
        raise Problem("not-acceptable", "accept application/json or an RDF media type")
    headers = {"Vary": "Accept", "ETag": graph.etag(slug, form), "Link": f'<{ID}{slug}>; rel="canonical"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if form == "json":
        facts = await graph.run(describe(slug, graph.names, graph.version))
        if not facts["facts"]:
            raise Problem("not-found", f"nothing has the id '{slug}'")
        return JSONResponse(facts, headers=headers)
    answer = await graph.query(Query(f"CONSTRUCT WHERE {{ <{ID}{slug}> ?p ?o }}", None, form, trusted=True))
    if ID.encode() not in answer.body:
        raise Problem("not-found", f"nothing has the id '{slug}'")
    return Response(answer.body, 200, headers, media_type=media_type(form))
