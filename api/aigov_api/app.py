"""The application: routers, errors, headers, and the graph it serves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from aigov_api import errors
from aigov_api.ahead import get_ready
from aigov_api.changeover import Changeover
from aigov_api.graph import Graph
from aigov_api.ready import give, key_of
from aigov_api.releases import PARAMETER, Releases
from aigov_api.routers import (
    catalogue,
    check,
    context,
    description,
    docs,
    entities,
    explain,
    form,
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
from aigov_api.schemas import SHARED
from aigov_kg.resources import VERSION

_log = logging.getLogger("aigov_api")
_METHODS = {"get": b"GET, HEAD", "post": b"POST"}
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
        app.include_router(questions.router_for(graph))
        # They are asked most, and the framework tries one route after the other.
        app.router.routes.insert(0, app.router.routes.pop())
        app.state.changeover = changeover = Changeover(app.state)
        app.state.releases = releases = Releases(app.state)
        tasks = [changeover.watch(), get_ready(app.state, graph.settings.quiet)] if graph.snapshot else []
        watching = [asyncio.create_task(task) for task in tasks]
        try:
            yield
        finally:
            for task in watching:
                task.cancel()
            changeover.close()
            releases.close()
            app.state.graph.close()

    app = _Application(
        title="aigov-kg",
        version=VERSION,
        summary="An open knowledge graph of the actors of AI governance",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    app.include_router(meta.router)
    app.include_router(description.router)
    app.include_router(form.router)
    app.include_router(graphs.router)
    app.include_router(ids.router)
    app.include_router(context.router)
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
    app.sparql = Headers(Sparql())
    write = app.openapi

    described: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if described:
            return described
        document = write()
        document.setdefault("components", {}).setdefault("schemas", {}).update(SHARED, Problem=errors.SCHEMA)
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
        described.update(document)
        return described

    app.openapi = openapi  # type: ignore[method-assign]
    return app


class _Application(FastAPI):
    """The REST API, with the SPARQL endpoint beside it, which is spared the framework: that costs more than a small query."""

    sparql: Headers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        # Behind a proxy the path may begin with where the service is mounted.
        if scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) in PATHS:
            scope["app"] = self
            await self.sparql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


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
        scope["key"] = key_of(scope)
        if scope["method"] == "GET" and (ready := graph.ready.get(scope["key"])) is not None:
            if ready.sent is None:
                ready.sent = _always(ready.headers, graph)
            await give(ready, scope, ready.sent, send)
            return
        started = False
        # What can be read also answers to HEAD; the SPARQL endpoint does so itself, and saves the work.
        bare = scope["method"] == "HEAD" and scope["path"] not in PATHS
        if bare:
            # A copy: the server goes by its own, and sends no body to HEAD.
            scope = {**scope, "method": "GET"}

        async def headed(message: Any) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _always(message["headers"], graph)
            elif bare:
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "OPTIONS":
            await headed({"type": "http.response.start", "status": 204, "headers": _preflight(scope)})
            await send({"type": "http.response.body"})
            return
        try:
            graph = scope["graph"] = await scope["app"].state.releases.lend(scope)
        except errors.Problem as problem:
            await errors.response(problem.kind, problem.detail)(scope, receive, headed)
            return
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


def _always(headers: list[tuple[bytes, bytes]], graph: Graph) -> list[tuple[bytes, bytes]]:
    """Put the headers that every answer carries behind those that it has."""
    present = {name for name, _ in headers}
    always = [*_HEADERS, (b"aigov-snapshot", graph.version.encode())]
    return [*headers, *(h for h in always if h[0] not in present)]


def _preflight(scope: Any) -> list[tuple[bytes, bytes]]:
    """Say what an address answers to; only some take a body."""
    described = scope["app"].openapi()["paths"].get(scope["path"].rstrip("/"), ["get"])
    methods = b", ".join([*(names for verb, names in _METHODS.items() if verb in described), b"OPTIONS"])
    return [
        (b"allow", methods),
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match, Prefer"),
        (b"access-control-max-age", b"86400"),
    ]
