"""Statements, the citable unit; conflicts and gaps; and the published figures."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from aigov_api.errors import PROBLEMS, Problem
from aigov_api.graph import GraphDep
from aigov_api.paging import CursorDep, LimitDep, page
from aigov_api.routers.entities import AsOfDep
from aigov_api.strict import STRICT
from aigov_kg.citable import cite_statement
from aigov_kg.describe import describe
from aigov_kg.disagreements import notes
from aigov_kg.numbers import statistics

router = APIRouter(prefix="/api/v1", tags=["Statements"], responses=PROBLEMS, dependencies=STRICT)

_SLUG = re.compile(r"[a-z0-9.]+(?:-[a-z0-9.]+)*")
_Id = Annotated[str | None, Query(max_length=120)]


@router.get("/statements/{kind}/{slug}", operation_id="statement")
async def statement(
    kind: Annotated[str, Path(max_length=60, examples=["listing"])],
    slug: Annotated[str, Path(max_length=200, examples=["iflytek-bis-2019"])],
    graph: GraphDep,
) -> dict[str, Any]:
    """Give one record with its sources, and how to cite it."""
    if not (_SLUG.fullmatch(kind) and _SLUG.fullmatch(slug)):
        raise Problem("not-found", f"there is no statement {kind[:40]}/{slug[:80]}")
    facts: dict[str, Any] = await graph.run(describe(f"{kind}/{slug}", graph.names, graph.version))
    if not facts["facts"]:
        raise Problem("not-found", f"there is no statement {kind}/{slug} in this release")
    return {**facts, "cite_as": cite_statement(facts)}


@router.get("/conflicts", operation_id="conflicts")
async def conflicts(
    request: Request, graph: GraphDep, about: _Id = None, limit: LimitDep = 50, cursor: CursorDep = None
) -> dict[str, Any]:
    """Give where sources disagree, with both sides and the resolution; `about` an entity or a record."""
    return page(request, graph, await graph.run(notes("Conflict", graph.names, about)), limit, cursor, about=about)


@router.get("/gaps", operation_id="gaps")
async def gaps(
    request: Request, graph: GraphDep, about: _Id = None, limit: LimitDep = 50, cursor: CursorDep = None
) -> dict[str, Any]:
    """Give what a reader would expect and the sources do not state; `about` an entity or a record."""
    return page(request, graph, await graph.run(notes("Gap", graph.names, about)), limit, cursor, about=about)


@router.get("/statistics", operation_id="statistics")
async def published_figures(
    request: Request,
    graph: GraphDep,
    measure: _Id = None,
    body: _Id = None,
    actor: _Id = None,
    topic: _Id = None,
    role: _Id = None,
    series: _Id = None,
    as_of: AsOfDep = None,
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Give published figures; beside each, where the graph holds the parts, the recomputed figure and the difference."""
    wanted = {"measure": measure, "body": body, "actor": actor, "topic": topic, "role": role, "series": series}
    day = as_of.isoformat() if as_of else None
    items = await graph.run(statistics(graph.names, wanted, day))
    return page(request, graph, items, limit, cursor, query=wanted, as_of=day)
