"""`/api/v1/paths`: how two things are connected, and what would have to be true where they are not."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from aigov_api.conditional import READ
from aigov_api.errors import PROBLEMS
from aigov_api.graph import GraphDep
from aigov_api.routers.entities import AsOfDep, KnownByDep, days
from aigov_kg.lookup import find_entity
from aigov_kg.paths import MOST_HOPS, MOST_PATHS, find_paths

router = APIRouter(prefix="/api/v1", tags=["Paths"], responses=PROBLEMS, dependencies=READ)

Relation = Literal[
    "tenure", "participation", "membership", "liaison", "listing", "control", "funding", "succession", "document-relation",
    "milestone", "action",
]  # fmt: skip
"""The relations of `aigov_kg.network`, written out for the OpenAPI document."""


@router.get("/paths", operation_id="paths", summary="How two things are connected")
async def paths(
    graph: GraphDep,
    start: Annotated[
        str, Query(alias="from", max_length=200, description="Id, designation or name.", examples=["huawei"])
    ],
    goal: Annotated[str, Query(alias="to", max_length=200, description="Id, designation or name.", examples=["ietf"])],
    relation: Annotated[
        list[Relation] | None,
        Query(max_length=12, description="Only these relations; may be repeated.", examples=["action"]),
    ] = None,
    as_of: AsOfDep = None,
    known_by: KnownByDep = None,
    via: Annotated[
        list[Literal["country", "list"]] | None,
        Query(max_length=2, description="What two things may merely share to be connected.", examples=["list"]),
    ] = None,
    certainty: Annotated[
        Literal["certain", "possible"],
        Query(description="`certain`: only what certainly held; `possible`: also what may have.", examples=["certain"]),
    ] = "possible",
    max_hops: Annotated[int, Query(ge=1, le=MOST_HOPS, description="Longest path.")] = 4,
    k: Annotated[int, Query(ge=1, le=MOST_PATHS, description="How many paths.")] = 3,
) -> dict[str, Any]:
    """Give the best connections as typed, dated hops with sources and as sentences.

    Control, seats and memberships tie two things more than roles on one item, and these more than acts; `only_through` of a
    path tells where two things merely have something with many links in common. With `known_by`, `later_citations` of the
    evidence counts what is cited from later documents and left out.

    Where there is none: the nearest misses and what would have to be true. A country or a restriction list that two
    things share does not connect them, unless `via` (or, for a list, `relation=listing`) says so.
    """
    first, last = (find_entity(end, graph.names, []) for end in (start, goal))
    day, by = days(as_of, known_by)
    found = find_paths(
        await graph.network(),
        first,
        last,
        graph.names,
        as_of=day,
        known_by=by,
        kinds=relation or (),
        certain=certainty == "certain",
        via=via or (),
        hops=max_hops,
        most=k,
    )
    return {"version": graph.version, **found}
