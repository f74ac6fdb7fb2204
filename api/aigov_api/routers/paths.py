"""`/api/v1/paths`: how two entities are connected, in hops and in sentences."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from aigov_api.errors import PROBLEMS
from aigov_api.graph import GraphDep
from aigov_api.routers.entities import AsOfDep
from aigov_api.strict import STRICT
from aigov_kg.paths import MOST_HOPS, MOST_PATHS, find_paths
from aigov_kg.questions import find_entity

router = APIRouter(prefix="/api/v1", tags=["Paths"], responses=PROBLEMS, dependencies=STRICT)


@router.get("/paths", operation_id="paths")
async def paths(
    graph: GraphDep,
    start: Annotated[
        str, Query(alias="from", max_length=200, description="Id, designation or name.", examples=["huawei"])
    ],
    goal: Annotated[str, Query(alias="to", max_length=200, description="Id, designation or name.", examples=["ietf"])],
    relation: Annotated[list[str] | None, Query(max_length=12, description="Only these relations.")] = None,
    as_of: AsOfDep = None,
    max_hops: Annotated[int, Query(ge=1, le=MOST_HOPS)] = 4,
    k: Annotated[int, Query(ge=1, le=MOST_PATHS, description="How many paths.")] = 3,
) -> dict[str, Any]:
    """Give the best connections of two entities; when there is none, the nearest misses and what would have to be true."""
    first, last = (find_entity(end, graph.names, []) for end in (start, goal))
    network = await graph.network()
    steps = find_paths(
        network,
        first,
        last,
        graph.names,
        as_of=as_of.isoformat() if as_of else None,
        kinds=relation or (),
        hops=max_hops,
        most=k,
    )
    return {"version": graph.version, **await graph.run(steps)}
