"""Strict parameters: a query parameter that an operation does not know is refused, never passed over."""

from __future__ import annotations

from fastapi import Request
from fastapi.routing import APIRoute

from aigov_api.errors import Problem
from aigov_kg.findings import did_you_mean


async def only_known(request: Request) -> None:
    """Refuse parameters that the route does not declare.

    Raises:
        Problem: names the parameter, and the nearest one that there is.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    operation = request.app.openapi()["paths"][route.path]["get"]
    known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
    for name in request.query_params:
        if name not in known:
            near = did_you_mean(name, known) or f"it takes {', '.join(sorted(known)) or 'none'}"
            raise Problem("invalid-parameter", f"there is no parameter '{name[:60]}'; {near}")
