"""`/api/v1/entities`: what the graph is about, found by name, class, country, topic and source."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from aigov_api.errors import PROBLEMS, Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.paging import CursorDep, LimitDep, page
from aigov_api.strict import STRICT
from aigov_kg.describe import describe, history
from aigov_kg.lookup import find

router = APIRouter(prefix="/api/v1/entities", tags=["Entities"], responses=PROBLEMS, dependencies=STRICT)

IdDep = Annotated[str, Path(max_length=100, examples=["iflytek"], description="Id of the entity.")]
AsOfDep = Annotated[date | None, Query(description="Only what may have held on this day.", examples=["2019-11-01"])]
KnownByDep = Annotated[
    date | None, Query(description="Only what a source had said by this day.", examples=["2022-01-01"])
]
_Name = Annotated[str | None, Query(max_length=100)]


@router.get("", operation_id="entities")
async def entities(
    request: Request,
    graph: GraphDep,
    q: Annotated[str, Query(max_length=200, description="Part of a name, alias, designation or Chinese name.")] = "",
    class_: Annotated[str | None, Query(alias="class", max_length=100, description="Class; subclasses count.")] = None,
    country: _Name = None,
    topic: _Name = None,
    source: _Name = None,
    sort: Literal["name", "-name", "id", "-id"] = "name",
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Find entities; with `q` the best fit comes first."""
    wanted = {"class": class_, "country": country, "topic": topic, "source": source}
    found = list(find(graph.names, q, wanted))
    key = sort.removeprefix("-")
    found.sort(
        key=lambda f: (str(f[2]["label"]).casefold() if key == "name" else f[1], f[1]), reverse=sort.startswith("-")
    )
    if q:
        found.sort(key=lambda f: f[0])
    items = [{"id": slug, "href": f"/api/v1/entities/{slug}", **entity} for _, slug, entity in found]
    return page(request, graph, items, limit, cursor, query={"q": q, **wanted, "sort": sort})


@router.get("/{entity}", operation_id="entity")
async def entity(entity: IdDep, graph: GraphDep, as_of: AsOfDep = None, known_by: KnownByDep = None) -> Response:
    """Give what the graph says about an entity: names, dated facts in and out, each with its sources."""
    facts = await _describe(graph, entity, as_of, known_by)
    headers = {"Link": f'<{facts["iri"]}>; rel="canonical", </id/{entity}.ttl>; rel="alternate"; type="text/turtle"'}
    return JSONResponse(facts, headers=headers)


@router.get("/{entity}/history", operation_id="entity_history")
async def entity_history(entity: IdDep, graph: GraphDep, known_by: KnownByDep = None) -> dict[str, Any]:
    """Give the dated facts about an entity in order of time."""
    facts = await _describe(graph, entity, None, known_by)
    return {"version": graph.version, "id": entity, "items": history(facts)}


@router.get("/{entity}/statements", operation_id="entity_statements")
async def entity_statements(
    entity: IdDep,
    request: Request,
    graph: GraphDep,
    as_of: AsOfDep = None,
    known_by: KnownByDep = None,
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Give the records that name an entity, one after the other."""
    facts = await _describe(graph, entity, as_of, known_by)
    items = [record for members in facts["records"].values() for record in members]
    return page(request, graph, items, limit, cursor, id=entity)


@router.get("/{entity}/listings", operation_id="entity_listings")
async def entity_listings(
    entity: IdDep, graph: GraphDep, as_of: AsOfDep = None, known_by: KnownByDep = None
) -> dict[str, Any]:
    """Give the listings of an entity on restriction lists; where none is recorded, that is not a statement that there is none."""
    facts = await _describe(graph, entity, as_of, known_by)
    items = [r for r in facts["records"].get("listing", []) if "aigov:listedParty" in r["as"]]
    said = "recorded" if items else "not stated by the sources of this release"
    return {"version": graph.version, "id": entity, "as_of": facts["as_of"], "listed": said, "items": items}


@router.get("/{entity}/neighbours", operation_id="entity_neighbours")
async def entity_neighbours(entity: IdDep, graph: GraphDep, as_of: AsOfDep = None) -> dict[str, Any]:
    """Give the entities that a record joins to this one."""
    await _describe(graph, entity, as_of, None)
    items = await graph.neighbours(entity, as_of.isoformat() if as_of else None)
    return {"version": graph.version, "id": entity, "as_of": as_of, "items": items}


async def _describe(graph: Graph, entity: str, as_of: date | None, known_by: date | None) -> dict[str, Any]:
    if entity not in graph.names["entities"]:
        raise Problem(
            "not-found", f"there is no entity '{entity[:80]}' in this release; /api/v1/entities?q= finds by name"
        )
    day, by = (d.isoformat() if d else None for d in (as_of, known_by))
    facts: dict[str, Any] = await graph.run(describe(entity, graph.names, graph.version, day, by))
    return facts
