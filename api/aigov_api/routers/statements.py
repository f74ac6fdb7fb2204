"""Statements, the citable unit; conflicts and gaps; and the published figures."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from aigov_api import links
from aigov_api.conditional import READ
from aigov_api.errors import PROBLEMS, Problem
from aigov_api.graph import GraphDep
from aigov_api.paging import CursorDep, LimitDep, page
from aigov_api.routers.entities import AsOfDep, KnownByDep, days
from aigov_kg.citable import cite_statement
from aigov_kg.clocks import unset
from aigov_kg.describe import describe
from aigov_kg.disagreements import notes
from aigov_kg.numbers import statistics

router = APIRouter(prefix="/api/v1", tags=["Statements"], responses=PROBLEMS, dependencies=READ)

_SLUG = re.compile(r"[a-z0-9.]+(?:-[a-z0-9.]+)*")
_AboutDep = Annotated[
    str | None, Query(max_length=200, description="Id of an entity or a record.", examples=["itu-t-sg20"])
]


@router.get(
    "/statements/{kind}/{slug}", operation_id="statement", summary="One record, with its sources and how to cite it"
)
async def statement(
    kind: Annotated[str, Path(max_length=60, examples=["listing"], description="Kind of record.")],
    slug: Annotated[str, Path(max_length=200, examples=["iflytek-bis-2019"], description="Slug of the record.")],
    response: Response,
    graph: GraphDep,
) -> dict[str, Any]:
    """Give one record with its sources, and how to cite it: as text, BibTeX and CSL-JSON, each pinning the release."""
    if not (_SLUG.fullmatch(kind) and _SLUG.fullmatch(slug)):
        raise Problem("not-found", f"there is no statement {kind[:40]}/{slug[:80]}")
    facts: dict[str, Any] = await graph.run(describe(f"{kind}/{slug}", graph.names, graph.version))
    if not facts["facts"]:
        raise Problem("not-found", f"there is no statement {kind}/{slug} in this release")
    response.headers["Link"] = links.thing(f"{kind}/{slug}", facts["class"])
    return {**facts, "cite_as": cite_statement(facts)}


@router.get("/conflicts", operation_id="conflicts", summary="Where sources disagree")
async def conflicts(
    request: Request,
    response: Response,
    graph: GraphDep,
    about: _AboutDep = None,
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Give where sources disagree, with both sides and the resolution."""
    items = await graph.run(notes("Conflict", graph.names, about))
    return page(request, response, graph, items, limit, cursor, about=about)


@router.get("/gaps", operation_id="gaps", summary="What sources do not state")
async def gaps(
    request: Request,
    response: Response,
    graph: GraphDep,
    about: _AboutDep = None,
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Give what a reader would expect and the sources do not state. No note does not mean that all is stated."""
    items = await graph.run(notes("Gap", graph.names, about))
    return page(request, response, graph, items, limit, cursor, about=about)


@router.get("/statistics", operation_id="statistics", summary="Published figures beside recomputed ones")
async def published_figures(
    request: Request,
    response: Response,
    graph: GraphDep,
    measure: Annotated[
        str | None, Query(max_length=120, description="A concept of /vocab/measure.", examples=["contribution"])
    ] = None,
    body: Annotated[
        str | None, Query(max_length=120, description="Id of the body that it was counted in.", examples=["itu-t"])
    ] = None,
    actor: Annotated[str | None, Query(max_length=120, description="Id of whom it counts.", examples=["cn"])] = None,
    topic: Annotated[
        str | None, Query(max_length=120, description="A concept of /vocab/topic.", examples=["leadership-posts"])
    ] = None,
    role: Annotated[
        str | None, Query(max_length=120, description="A concept of /vocab/role.", examples=["chair"])
    ] = None,
    period: Annotated[
        str | None,
        Query(max_length=120, description="Id of a period, such as a study period.", examples=["itu-t-2022-2024"]),
    ] = None,
    series: Annotated[
        str | None,
        Query(max_length=120, description="Id of the table or figure that it stands in.", examples=["exovera-2022-t4"]),
    ] = None,
    as_of: AsOfDep = None,
    known_by: KnownByDep = None,
    limit: LimitDep = 50,
    cursor: CursorDep = None,
) -> dict[str, Any]:
    """Give published figures, and beside each what the data give for it: `value`, `how`, `difference`, `agrees`.

    A share is set against its numerator by its denominator; a count against its numerator where that is another number;
    a whole against the sum of its parts where the source divides it into them. `agrees` is true within the printed
    digits, range or bound. Nothing is recomputed from parts that overlap or leave some of the whole out.
    """
    wanted = {
        "measure": measure,
        "body": body,
        "actor": actor,
        "topic": topic,
        "role": role,
        "period": period,
        "series": series,
    }
    clocks = dict(zip(("as_of", "known_by"), days(as_of, known_by), strict=True))
    items = await graph.run(statistics(graph.names, wanted, **clocks))
    return page(request, response, graph, items, limit, cursor, query=wanted, **clocks, defaults=unset(**clocks))
