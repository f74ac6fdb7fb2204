"""`/api/v1/entities`: what the graph is about, found by name, class, country, topic and source."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BeforeValidator, WithJsonSchema

from aigov_api import links
from aigov_api.conditional import READ
from aigov_api.errors import PROBLEMS, Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.paging import CursorDep, LimitDep, page
from aigov_kg.clocks import unset
from aigov_kg.days import MEANT, PATTERN
from aigov_kg.days import day_of as read_day
from aigov_kg.describe import describe, history
from aigov_kg.errors import UsageError
from aigov_kg.lookup import find, find_any, find_entity


def day_of(value: Any) -> Any:
    """Take a day as YYYY-MM-DD, YYYY-MM or YYYY alone; another number would count seconds.

    Raises:
        ValueError: it is written otherwise.
    """
    if value is None:
        return value
    try:
        return read_day(str(value))
    except UsageError as error:
        raise ValueError(str(error)) from error


router = APIRouter(prefix="/api/v1/entities", tags=["Entities"], responses=PROBLEMS, dependencies=READ)

IdDep = Annotated[str, Path(max_length=100, examples=["iflytek"], description="Id of the entity.")]
_WRITTEN = WithJsonSchema({"anyOf": [{"type": "string", "pattern": PATTERN}, {"type": "null"}]})
AsOfDep = Annotated[
    date | None,
    BeforeValidator(day_of),
    _WRITTEN,
    Query(description=f"Only what may have held on this day; {MEANT}; without it, all times.", examples=["2019-11-01"]),
]
KnownByDep = Annotated[
    date | None,
    BeforeValidator(day_of),
    _WRITTEN,
    Query(
        description=f"Only what a source had said by this day; {MEANT}; without it, all sources.",
        examples=["2022-01-01"],
    ),
]


@router.get("", operation_id="entities", summary="Find entities")
async def entities(
    request: Request,
    response: Response,
    graph: GraphDep,
    q: Annotated[
        str,
        Query(
            max_length=200,
            description="Part of a name, alias, designation or Chinese name, or words of one in any order. Where no "
            "entity holds all of the words, those that hold any are found, and `matched` of the answer says `any word`.",
            examples=["科大讯飞"],
        ),
    ] = "",
    class_: Annotated[
        str | None,
        Query(
            alias="class", max_length=100, description="Class of the ontology; subclasses count.", examples=["Company"]
        ),
    ] = None,
    country: Annotated[
        str | None, Query(max_length=100, description="Id of the country of its seat.", examples=["cn"])
    ] = None,
    topic: Annotated[
        str | None, Query(max_length=100, description="A concept of /vocab/topic.", examples=["ai"])
    ] = None,
    source: Annotated[
        str | None,
        Query(max_length=100, description="Id of a document that says something of it.", examples=["snv-2021"]),
    ] = None,
    sort: Annotated[
        Literal["name", "-name", "id", "-id"],
        Query(
            description="Order; with `q`, the best fit comes first and this decides among equals.", examples=["-name"]
        ),
    ] = "name",
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Find entities by name, class, country, topic and source; all conditions must hold.

    With `q`, `matched` tells whether each entity holds `all words` of it, or, where none does, `any word`.
    """
    wanted = {"class": class_, "country": country, "topic": topic, "source": source}
    found = list(find(graph.names, q, wanted))
    matched = "all words" if q else None
    if q and not found and (found := list(find_any(graph.names, q, wanted))):
        matched = "any word"
    key = sort.removeprefix("-")
    found.sort(
        key=lambda f: (str(f[2]["label"]).casefold() if key == "name" else f[1], f[1]), reverse=sort.startswith("-")
    )
    if q:
        found.sort(key=lambda f: f[0])
    items = [{"id": slug, "href": f"/api/v1/entities/{slug}", **entity} for _, slug, entity in found]
    return page(request, response, graph, items, limit, cursor, query={"q": q, **wanted, "sort": sort}, matched=matched)


@router.get("/{entity}", operation_id="entity", summary="What the graph says about an entity")
async def entity(
    entity: IdDep, response: Response, graph: GraphDep, as_of: AsOfDep = None, known_by: KnownByDep = None
) -> dict[str, Any]:
    """Give names in all languages, identifiers, facts, and dated records in and out, each with its sources.

    The Link header leads to the JSON-LD context, by which `facts` and `inferred` are triples, and to the RDF forms.
    """
    facts = await _describe(graph, entity, as_of, known_by)
    response.headers["Link"] = links.thing(entity, facts["class"])
    return facts


@router.get("/{entity}/history", operation_id="entity_history", summary="The dated facts about an entity, in order")
async def entity_history(
    entity: IdDep, graph: GraphDep, as_of: AsOfDep = None, known_by: KnownByDep = None
) -> dict[str, Any]:
    """Give the dated facts about an entity in order of time; undated ones come last."""
    facts = await _describe(graph, entity, as_of, known_by)
    items = history(facts)
    return {**_head(graph, entity, as_of, known_by), "total": len(items), "items": items}


@router.get("/{entity}/statements", operation_id="entity_statements", summary="The records that name an entity")
async def entity_statements(
    entity: IdDep,
    request: Request,
    response: Response,
    graph: GraphDep,
    as_of: AsOfDep = None,
    known_by: KnownByDep = None,
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Give the records that name an entity, one after the other, each with its sources."""
    facts = await _describe(graph, entity, as_of, known_by)
    items = [record for members in facts["records"].values() for record in members]
    return page(request, response, graph, items, limit, cursor, **_head(graph, entity, as_of, known_by))


@router.get("/{entity}/listings", operation_id="entity_listings", summary="The listings of an entity")
async def entity_listings(
    entity: IdDep, graph: GraphDep, as_of: AsOfDep = None, known_by: KnownByDep = None
) -> dict[str, Any]:
    """Give the listings on restriction lists; where none is recorded, that is not a statement that there is none."""
    facts = await _describe(graph, entity, as_of, known_by)
    items = [r for r in facts["records"].get("listing", []) if "aigov:listedParty" in r["as"]]
    said = "recorded" if items else "not stated by the sources of this release"
    return {**_head(graph, entity, as_of, known_by), "listed": said, "total": len(items), "items": items}


@router.get("/{entity}/neighbours", operation_id="entity_neighbours", summary="What a record joins to an entity")
async def entity_neighbours(
    entity: IdDep, graph: GraphDep, as_of: AsOfDep = None, known_by: KnownByDep = None
) -> dict[str, Any]:
    """Give the entities that a record joins to this one, each with the sentence of the record."""
    check_id(graph, entity)
    items = await graph.neighbours(entity, *days(as_of, known_by))
    return {**_head(graph, entity, as_of, known_by), "total": len(items), "items": items}


def days(*given: date | None) -> list[str | None]:
    """Write days as ISO text."""
    return [day.isoformat() if day else None for day in given]


def check_id(graph: Graph, entity: str) -> None:
    """Make sure that there is an entity of this id.

    Raises:
        Problem: there is none; the problem names what is called so.
    """
    if entity not in graph.names["entities"]:
        candidates: Any = []
        try:
            found = find_entity(entity, graph.names, [])
            candidates = [{"id": found, **{k: graph.names["entities"][found][k] for k in ("label", "class")}}]
        except UsageError as error:
            candidates = error.detail.get("candidates", [])
        detail = f"there is no entity '{entity[:80]}' in this release; /api/v1/entities?q= finds by name"
        raise Problem("not-found", detail, candidates=candidates)


def _head(graph: Graph, entity: str, as_of: date | None, known_by: date | None) -> dict[str, Any]:
    clocks = dict(zip(("as_of", "known_by"), days(as_of, known_by), strict=True))
    return {"version": graph.version, "id": entity, **clocks, "defaults": unset(**clocks)}


async def _describe(graph: Graph, entity: str, as_of: date | None, known_by: date | None) -> dict[str, Any]:
    check_id(graph, entity)
    steps = describe(entity, graph.names, graph.version, *days(as_of, known_by))
    facts: dict[str, Any] = await graph.run(steps)
    return facts
