"""The endpoint behind a proxy that serves it below a path of its own."""

import asyncio

import pytest

from aigov_api.app import create_app


@pytest.mark.parametrize(
    ("root", "path", "is_endpoint"),
    [("", "/sparql", True), ("/kg", "/kg/sparql", True), ("/kg", "/kg/sparql/", True), ("", "/kg/sparql", False)],
)
def test_the_endpoint_is_found_below_the_path_where_it_is_mounted(root, path, is_endpoint):
    app = create_app(lambda: None)
    reached = []

    async def endpoint(scope, receive, send):
        reached.append(scope["path"])

    async def framework(scope, receive, send):
        pass

    app.sparql, app.middleware_stack = endpoint, framework
    asyncio.run(app({"type": "http", "path": path, "root_path": root}, None, None))
    assert bool(reached) == is_endpoint
