"""The query form: `/sparql` for a person with a browser, with or without scripts, and without any other host."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

from aigov_api import examples
from aigov_api.graph import Graph
from aigov_api.negotiation import GRAPHS, RESULTS
from aigov_api.pages import render
from aigov_kg.namespaces import ID, PREFIXES

router = APIRouter()

SCRIPT: Final = "/static/sparql.js"
_TEXT: Final = (Path(__file__).parent.parent / "static" / "sparql.js").read_bytes()
_ETAG: Final = f'"{hashlib.sha256(_TEXT).hexdigest()[:24]}"'
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def form(graph: Graph, address: str) -> Response:
    """Show the form; `address` is where the service is reached."""
    release = graph.snapshot is not None
    page = render(
        "sparql.html",
        graph,
        settings=graph.settings.sentences(),
        examples=examples.RELEASE if release else examples.FILES,
        prefixes=PREFIXES if release else {},
        things=ID if release else "",
        script=SCRIPT,
        address=address,
        formats={"tables": list(RESULTS), "graphs": list(GRAPHS)},
    )
    page.headers["Content-Security-Policy"] = _POLICY
    page.headers["Vary"] = "Accept"
    return page


@router.get(SCRIPT, include_in_schema=False)
@router.head(SCRIPT, include_in_schema=False)
async def script(request: Request) -> Response:
    """Give the script of the form."""
    headers = {"ETag": _ETAG, "Cache-Control": "no-cache"}
    if _ETAG in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(_TEXT, headers=headers, media_type="text/javascript; charset=utf-8")
