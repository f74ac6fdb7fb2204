"""The application: routers, errors, headers, and the graph it serves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route

from aigov_api import errors
from aigov_api.changeover import Changeover
from aigov_api.graph import Graph
from aigov_api.releases import PARAMETER, Releases
from aigov_api.routers import (
    catalogue,
    check,
    description,
    docs,
    entities,
    explain,
    graphs,
    ids,
    meta,
    ontology,
    paths,
    questions,
    sources,
    statements,
)
from aigov_api.routers.sparql import OPENAPI, PATHS, Sparql
from aigov_kg.resources import VERSION

_log = logging.getLogger("aigov_api")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After, Aigov-Snapshot, Aigov-Notes"),
    (b"content-security-policy", b"default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'"),
]


def create_app(open_graph: Callable[[], Graph]) -> FastAPI:
    """Make the application; the graph is opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.graph = graph = open_graph()
        await graph.start()
        # Each question is an operation of its own, so the routes follow the catalogue.
        app.include_router(questions.router_for(graph.questions))
        app.state.changeover = changeover = Changeover(app.state)
        app.state.releases = releases = Releases(app.state)
        watching = asyncio.create_task(changeover.watch()) if graph.snapshot else None
        try:
            yield
        finally:
            if watching is not None:
                watching.cancel()
            changeover.close()
            releases.close()
            app.state.graph.close()

    app = FastAPI(
        title="aigov-kg",
        version=VERSION,
        summary="An open knowledge graph of the actors of AI governance",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    app.router.routes[:0] = [Route(path, Sparql()) for path in PATHS]
    app.include_router(meta.router)
    app.include_router(description.router)
    app.include_router(graphs.router)
    app.include_router(ids.router)
    app.include_router(entities.router)
    app.include_router(statements.router)
    app.include_router(sources.router)
    app.include_router(paths.router)
    app.include_router(docs.router)
    app.include_router(catalogue.router)
    app.include_router(explain.router)
    app.include_router(check.router)
    app.include_router(ontology.router)
    app.add_middleware(Headers)
    write = app.openapi

    def openapi() -> dict[str, Any]:
        document = write()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = errors.SCHEMA
        for path, item in document["paths"].items():
            if (
                path.startswith("/api/v1/")
                and (operation := item.get("get"))
                and PARAMETER not in operation.get("parameters", [])
            ):
                operation.setdefault("parameters", []).append(PARAMETER)
                for status in (404, 410, 422, 503):
                    operation.setdefault("responses", {}).setdefault(str(status), errors.PROBLEMS[status])
        document["paths"][PATHS[0]] = OPENAPI
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    return app


class Headers:
    """Lends every request the graph that is served, puts the headers that every answer carries, answers preflights."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # The whole request is answered from this graph, whatever takes its place meanwhile.
        graph = scope["graph"] = scope["app"].state.graph
        try:
            graph = scope["graph"] = await scope["app"].state.releases.lend(scope)
        except errors.Problem as problem:
            await errors.response(problem.kind, problem.detail)(scope, receive, send)
            return
        always = [*_HEADERS, (b"aigov-snapshot", graph.version.encode())]
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": [*always, *_PREFLIGHT]})
            await send({"type": "http.response.body"})
            return
        started = False

        async def headed(message: Any) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in always if h[0] not in present)]
            await send(message)

        graph.leases += 1
        try:
            await self.app(scope, receive, headed)
        except Exception:
            if started:
                raise
            _log.exception("fault in %s %s", scope["method"], scope["path"])
            await errors.response("internal", "the service met a fault it did not expect")(scope, receive, headed)
        finally:
            graph.leases -= 1


_PREFLIGHT = [
    (b"allow", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match, Prefer"),
    (b"access-control-max-age", b"86400"),
]
