"""`/api/v1/explain`: why the graph holds a statement."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from aigov_api.conditional import READ
from aigov_api.errors import PROBLEMS, Problem
from aigov_api.graph import GraphDep
from aigov_kg.curies import read_triple
from aigov_kg.explain import explain as explain_triple

router = APIRouter(tags=["Reasoning"])

_HOW = "Id, name, CURIE or IRI."
Subject = Annotated[str, Query(min_length=1, max_length=500, examples=["iflytek"], description=_HOW)]
Predicate = Annotated[str, Query(min_length=1, max_length=500, examples=["everListedOn"], description=_HOW)]
Object = Annotated[str, Query(min_length=1, max_length=500, examples=["us-bis-entity-list"], description=_HOW)]


@router.get(
    "/api/v1/explain",
    operation_id="explain",
    summary="Why the graph holds a statement",
    responses=PROBLEMS,
    dependencies=READ,
)
async def explain(subject: Subject, predicate: Predicate, object: Object, graph: GraphDep) -> dict[str, Any]:
    """Say why the graph holds a statement: asserted by which records, or inferred by which rules from which records.

    Subject, predicate and object are ids (`iflytek`, `participation/iflytek-tr-24372`), names, CURIEs (`aigov:everLed`)
    or IRIs. The verdict of a statement that the graph does not hold is `not entailed`, or `rejected`.
    """
    if graph.rules is None:
        raise Problem("not-found", "given files are served; there are no rules to explain them by")
    triple = read_triple(subject, predicate, object, graph.names)
    found: dict[str, Any] = await graph.run(explain_triple(triple, graph.rules, graph.names, graph.version))
    return found
