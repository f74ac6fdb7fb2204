"""`/api/v1/explain`: why the graph holds a statement."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from aigov_api.errors import Problem
from aigov_api.graph import GraphDep
from aigov_kg.curies import read_triple
from aigov_kg.explain import explain as explain_triple

router = APIRouter(tags=["Reasoning"])

_PROBLEM = {"description": "Problem document", "content": {"application/problem+json": {}}}
Subject = Annotated[str, Query(min_length=1, max_length=500, examples=["iflytek"])]
Predicate = Annotated[str, Query(min_length=1, max_length=500, examples=["everListedOn"])]
Object = Annotated[str, Query(min_length=1, max_length=500, examples=["us-bis-entity-list"])]


@router.get("/api/v1/explain", operation_id="explain", responses=dict.fromkeys((404, 422, 503, 504), _PROBLEM))
async def explain(
    subject: Subject, predicate: Predicate, object: Object, request: Request, graph: GraphDep
) -> Response:
    """Say why the graph holds a statement: asserted by which records, or inferred by which rules from which records.

    Subject, predicate and object are ids (`iflytek`, `participation/iflytek-tr-24372`), names, CURIEs (`aigov:everLed`)
    or IRIs. The verdict of a statement that the graph does not hold is `not entailed`, or `rejected`.
    """
    if graph.rules is None:
        raise Problem("not-found", "given files are served; there are no rules to explain them by")
    triple = read_triple(subject, predicate, object, graph.names)
    headers = {"ETag": graph.etag("explain", *triple), "Cache-Control": "public, max-age=300"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return JSONResponse(
        await graph.run(explain_triple(triple, graph.rules, graph.names, graph.version)), headers=headers
    )
