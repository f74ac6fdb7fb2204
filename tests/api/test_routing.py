"""How a request finds what answers it: without a thread, and past no more routes than it must."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from typing import Any

from aigov_api.app import create_app
from aigov_api.graph import Graph, GraphDep
from aigov_kg.resources import find_home
from aigov_kg.settings import Settings
from aigov_kg.snapshot import open_current


def test_what_every_route_depends_on_is_no_work_for_a_thread():
    (dependency,) = GraphDep.__metadata__  # type: ignore[attr-defined]
    assert inspect.iscoroutinefunction(dependency.dependency)


async def first_answers(folder: Path) -> tuple[Any, int]:
    graph = Graph(find_home(), open_current(folder), [], Settings())
    app = create_app(lambda: graph)
    seen = []
    async with app.router.lifespan_context(app):
        for route in app.router.routes[1:]:
            route.matches = lambda scope, own=route: seen.append(own)  # type: ignore[method-assign]
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        scope = {
            "type": "http", "method": "GET", "path": "/api/v1/questions/who-was-on-a-list", "raw_path": b"", "headers": [],
            "query_string": b"", "root_path": "", "http_version": "1.1", "scheme": "http", "server": ("x", 80),
            "client": ("127.0.0.1", 1), "state": {},
        }  # fmt: skip
        await app(scope, receive, send)
    return sent[0], len(seen)


def test_a_question_is_matched_before_anything_else(seed_folder: Path):
    answer, others = asyncio.run(first_answers(seed_folder))
    assert answer["status"] == 200
    assert others == 0
