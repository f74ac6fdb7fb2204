"""Pages of a collection: a limit, an opaque cursor that is bound to the release, and the envelope around the items."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from aigov_api.errors import Problem
from aigov_api.graph import Graph
from aigov_api.links import link

LICENCE = "CC-BY-4.0"

LimitDep = Annotated[int, Query(ge=1, le=500, description="Items on a page.")]
CursorDep = Annotated[str | None, Query(max_length=400, description="Where to go on: `next` of the page before.")]


def page(
    request: Request,
    response: Response,
    graph: Graph,
    items: Sequence[Any],
    limit: int,
    cursor: str | None,
    **said: Any,
) -> dict[str, Any]:
    """Cut a page out of all items and put the envelope around it; the next page also stands in the Link header.

    Raises:
        Problem: the cursor is not one of ours, or of another release.
    """
    start = _read(cursor, graph.version) if cursor else 0
    end = start + limit
    following = _write(end, graph.version) if end < len(items) else None
    address = request.url.include_query_params(cursor=following) if following else None
    links = [link(str(request.url.remove_query_params("cursor").replace(scheme="", netloc="")), "first")]
    if address:
        links.append(link(str(address.replace(scheme="", netloc="")), "next"))
    response.headers["Link"] = ", ".join([*filter(None, [response.headers.get("link")]), *links])
    return {
        "version": graph.version,
        "licence": LICENCE,
        **said,
        "total": len(items),
        "items": list(items[start:end]),
        "next": str(address) if address else None,
        "cursor": following,
    }


def _write(offset: int, version: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([offset, version]).encode()).decode().rstrip("=")


def _read(cursor: str, version: str) -> int:
    try:
        offset, release = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if type(offset) is int and 0 <= offset < 10**9:
            if release == version:
                return offset
            raise Problem("gone", f"the cursor belongs to release {str(release)[:60]}; begin again without a cursor")
    except (binascii.Error, ValueError, TypeError, UnicodeDecodeError):
        pass
    raise Problem("invalid-parameter", "the cursor is not one that this service gave; begin again without a cursor")
