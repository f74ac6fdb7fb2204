"""The application: routers, errors, headers, and the graph it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from aigov_api import errors
from aigov_api.graph import Graph
from aigov_api.routers import (
    catalogue,
    docs,
    entities,
    explain,
    ids,
    meta,
    ontology,
    paths,
    questions,
    sources,
    sparql,
    statements,
)
from aigov_kg.resources import VERSION

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
        # Each question is an operation of its own, so the routes follow the catalogue.
        app.include_router(questions.router_for(graph.questions))
        try:
            yield
        finally:
            graph.close()

    app = FastAPI(
        title="aigov-kg",
        version=VERSION,
        summary="An open knowledge graph of the actors of AI governance",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    app.include_router(meta.router)
    app.include_router(sparql.router)
    app.include_router(ids.router)
    app.include_router(entities.router)
    app.include_router(statements.router)
    app.include_router(sources.router)
    app.include_router(paths.router)
    app.include_router(docs.router)
    app.include_router(catalogue.router)
    app.include_router(explain.router)
    app.include_router(ontology.router)
    app.add_middleware(Headers)
    write = app.openapi

    def openapi() -> dict[str, Any]:
        document = write()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = errors.SCHEMA
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    return app


class Headers:
    """Puts the headers that every answer carries, and answers preflight requests."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": [*_HEADERS, *_PREFLIGHT]})
            await send({"type": "http.response.body"})
            return

        async def headed(message: Any) -> None:
            if message["type"] == "http.response.start":
                graph = getattr(scope["app"].state, "graph", None)
                mark = [(b"aigov-snapshot", graph.version.encode())] if graph else []
                present = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(h for h in (*_HEADERS, *mark) if h[0] not in present),
                ]
            await send(message)

        await self.app(scope, receive, headed)


_PREFLIGHT = [
    (b"allow", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match, Prefer"),
    (b"access-control-max-age", b"86400"),
]
