"""Pages: HTML from templates, readable without scripts and without any other host."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from aigov_api.graph import Graph

_TEMPLATES = Environment(
    loader=PackageLoader("aigov_api"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, graph: Graph, **values: Any) -> Response:
    """Render a page."""
    text = _TEMPLATES.get_template(template).render(version=graph.version, statements=graph.server.quads, **values)
    return Response(text, media_type="text/html; charset=utf-8")
