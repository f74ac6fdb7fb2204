"""What each document gave, section by section, and which findings stand."""

from __future__ import annotations

import csv
import json
from typing import Any

from fastapi import APIRouter, Request

from aigov_api.conditional import READ
from aigov_api.errors import PROBLEMS, Problem
from aigov_api.graph import Graph, GraphDep
from aigov_kg import namespaces as ns
from aigov_kg.snapshot import FINDINGS
from aigov_kg.store import Request as Query

router = APIRouter(prefix="/api/v1", tags=["Sources"], responses=PROBLEMS, dependencies=READ)

_COUNTS = """
SELECT ?document ?section (COUNT(DISTINCT ?record) AS ?records) WHERE {
  GRAPH graph:accepted { ?record aigov:support ?cite . ?cite aigov:document ?document ; aigov:section ?section }
} GROUP BY ?document ?section
"""


@router.get("/sources", operation_id="sources", summary="The documents, with what each gave")
async def sources(graph: GraphDep) -> dict[str, Any]:
    """List the documents that statements cite, with what each gave."""
    totals: dict[str, int] = {}
    for (document, _), count in (await _counts(graph)).items():
        totals[document] = totals.get(document, 0) + count
    entities = graph.names["entities"]
    items = [
        {"id": d, "title": entities.get(d, {}).get("label", d), "issued": entities.get(d, {}).get("issued"), "citations": n}
        for d, n in sorted(totals.items(), key=lambda pair: -pair[1])
    ]  # fmt: skip
    return {"version": graph.version, "total": len(items), "items": items}


@router.get("/coverage", operation_id="coverage", summary="Every section of every document, with what it gave")
async def coverage(request: Request, graph: GraphDep) -> dict[str, Any]:
    """List every section of every document with the number of statements it gave, or the reason why it gave none."""
    if graph.snapshot is None:
        raise Problem("not-found", "given files are served; there is no ledger of sections")
    if graph is not request.app.state.graph:
        raise Problem("gone", "the ledger of sections is kept beside the tables, and not with an earlier release")
    with (graph.home.data / "coverage.csv").open(encoding="utf-8", newline="") as file:
        items = list(csv.DictReader(file))
    return {"version": graph.version, "total": len(items), "items": items}


@router.get("/validation", operation_id="validation", summary="The findings that stand in this release")
async def validation(graph: GraphDep) -> dict[str, Any]:
    """List the findings that stand in this release; none of them stops a build."""
    if graph.snapshot is None:
        raise Problem("not-found", "given files are served; they were not validated")
    items = json.loads((graph.snapshot.path / FINDINGS).read_text(encoding="utf-8"))
    return {"version": graph.version, "total": len(items), "items": items}


async def _counts(graph: Graph) -> dict[tuple[str, str], int]:
    answer = await graph.query(Query(ns.sparql_prefixes() + _COUNTS, trusted=True))
    return {
        (row["document"]["value"].removeprefix(ns.ID), row["section"]["value"]): int(row["records"]["value"])
        for row in json.loads(answer.body)["results"]["bindings"]
    }
