"""`/docs`: the API in a page, written from the OpenAPI document, without scripts and without another host."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from aigov_api.errors import TYPES
from aigov_api.graph import GraphDep
from aigov_api.pages import render
from aigov_kg.outcomes import MEANINGS

router = APIRouter()

_ORDER = ("Questions", "Entities", "Statements", "Paths", "Reasoning", "Sources", "SPARQL", "Release")


@router.get("/docs", include_in_schema=False)
async def docs(request: Request, graph: GraphDep) -> Response:
    """Show every operation with its parameters and an example to follow."""
    document = request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            tag = operation.get("tags", ["Other"])[0]
            groups.setdefault(tag, []).append(_operation(path, method, operation))
    ordered = {tag: groups.pop(tag) for tag in _ORDER if tag in groups} | groups
    return render("docs.html", graph, groups=ordered, problems=TYPES, outcomes=MEANINGS)


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {
            "name": p["name"],
            "required": p.get("required", False),
            "text": p.get("description") or p.get("schema", {}).get("description") or "",
            "example": _example(p),
            "in": p["in"],
        }
        for p in operation.get("parameters", [])
    ]
    link = None
    if method == "get":
        link = path
        for p in parameters:
            if p["in"] == "path":
                link = link.replace(f"{{{p['name']}}}", str(p["example"] or "iflytek"))
        query = {p["name"]: p["example"] for p in parameters if p["in"] == "query" and p["required"] and p["example"]}
        link += f"?{urlencode(query)}" if query else ""
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "text": operation.get("description", ""),
        "needs": ", ".join(p["name"] for p in parameters if p["required"]),
        "parameters": parameters,
        "link": link,
    }


def _example(parameter: dict[str, Any]) -> Any:
    schema = parameter.get("schema", {})
    return parameter.get("example") or next(iter(schema.get("examples") or parameter.get("examples") or []), None)
