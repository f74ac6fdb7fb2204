"""The start page, the release, its limits and problems, the export, and health."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from aigov_api.errors import TYPES, Problem
from aigov_api.graph import GraphDep
from aigov_api.pages import render
from aigov_kg.snapshot import DUMP, graph_counts

router = APIRouter(tags=["Release"])


@router.get("/", include_in_schema=False)
async def home(graph: GraphDep) -> Response:
    """Say what this is, in a page."""
    counts = graph_counts(graph.snapshot) if graph.snapshot else {}
    return render("home.html", graph, counts=counts, questions=list(graph.questions.values()))


@router.get("/version", operation_id="version")
async def version(graph: GraphDep) -> dict[str, Any]:
    """Name the release that is served."""
    counts = graph_counts(graph.snapshot) if graph.snapshot else {}
    return {"version": graph.version, "statements": graph.server.quads, "graphs": counts}


@router.get("/limits", operation_id="limits")
async def limits(graph: GraphDep) -> dict[str, Any]:
    """List every limit of the service with its value."""
    return {name: {"value": value, "meaning": text} for name, (value, text) in graph.settings.sentences().items()}


@router.get("/problems", operation_id="problems")
async def problems() -> dict[str, Any]:
    """List every problem type with its status."""
    return {kind: {"status": status, "meaning": text} for kind, (status, text) in TYPES.items()}


@router.get(
    "/export",
    operation_id="export",
    response_class=FileResponse,
    responses={404: {"description": "Problem document"}},
)
async def export(graph: GraphDep) -> Response:
    """Download every named graph of the release as N-Quads."""
    if graph.snapshot is None:
        raise Problem("not-found", "given files are served; there is no release to download")
    dump, name = graph.snapshot.path / DUMP, f"aigov-kg-{graph.version}.nq"
    if not dump.exists():
        raise Problem("gone", f"release {graph.version} is still answered from, but its file has been cleared away")
    return FileResponse(dump, media_type="application/n-quads", filename=name)


@router.get("/healthz", operation_id="healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz", responses={503: {"description": "No worker is ready"}})
async def readyz(request: Request, graph: GraphDep) -> JSONResponse:
    """Say that a release is served, whether the kernel confines the workers, and what keeps a newer release back."""
    ready = graph.pool.ready
    said = {"status": "ok" if ready else "starting", "version": graph.version, "confined": graph.pool.confined}
    if fault := request.app.state.changeover.fault:
        said["fault"] = fault
    return JSONResponse(said, 200 if ready else 503)
