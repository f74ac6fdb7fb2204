"""The service description and `/void`: what is served, generated from it once for each snapshot."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from aigov_api.errors import Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.negotiation import GRAPHS, negotiate, with_charset
from aigov_kg import void
from aigov_kg.namespaces import BASE
from aigov_kg.store import Request as Query

router = APIRouter(tags=["Release"])

_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](?::[0-9]{1,5})?")


@router.get(
    "/void",
    operation_id="void",
    responses={200: {"description": "RDF", "content": {t[0]: {} for t in GRAPHS.values()}}},
)
@router.get("/.well-known/void", include_in_schema=False)
@router.head("/void", include_in_schema=False)
@router.head("/.well-known/void", include_in_schema=False)
async def dataset(request: Request, graph: GraphDep) -> Response:
    """Describe the dataset in VoID: counts, and its partition by class and by property."""
    name, media = _chosen(request.query_params.get("format"), request.headers.get("accept"))
    return await description(graph, "void", name, media, request.scope)


async def description(graph: Graph, kind: str, name: str, media: str, scope: Any) -> Response:
    """Give the VoID description or the service description in a format.

    Args:
        kind: `void` or `service`.
        name, media: the format and the media type that it is sent with.
        scope: of the request, which says under what address the service is reached.
    """
    address = address_of(scope)
    key = (kind.encode(), name.encode(), address.encode())
    headers = {"Vary": "Accept", "Cache-Control": "public, max-age=300", "ETag": graph.etag(kind, name, address)}
    if headers["ETag"] in _header(scope, b"if-none-match"):
        return Response(status_code=304, headers=headers)
    text = graph.texts.get(key)
    if text is None:
        statistics = await _statistics(graph)
        limits = graph.settings.sentences()
        served = void.Served(address, graph.version, limits, graph.snapshot is not None)
        write = void.service_document if kind == "service" else void.void_document
        answer = await graph.query(Query(write(statistics, served), None, name, trusted=True, document=True))
        text = answer.body
        if len(graph.texts) < _MOST_TEXTS:
            graph.texts[key] = text
    return Response(text, 200, headers, media_type=with_charset(media))


_MOST_TEXTS: Final = 32


async def _statistics(graph: Graph) -> void.Statistics:
    """Count once, however many ask at the same time."""
    if graph.statistics is None or (graph.statistics.done() and graph.statistics.exception()):
        graph.statistics = asyncio.ensure_future(graph.run(void.count()))
    return await asyncio.shield(graph.statistics)


def _chosen(asked: str | None, accept: str | None) -> tuple[str, str]:
    if asked is not None:
        if asked not in GRAPHS:
            raise Problem("not-acceptable", f"there is no format '{asked[:40]}'; use one of {', '.join(GRAPHS)}")
        return asked, GRAPHS[asked][0]
    chosen = negotiate(accept, GRAPHS)
    if chosen is None:
        raise Problem("not-acceptable", f"accept one of {', '.join(t[0] for t in GRAPHS.values())}")
    return chosen


def _header(scope: Any, wanted: bytes) -> str:
    return b",".join(value for name, value in scope["headers"] if name == wanted).decode("latin-1")


def address_of(scope: Any) -> str:
    """Give the address under which the client reached the service, if it is one."""
    host = _header(scope, b"host")
    return f"{scope['scheme']}://{host}" if _HOST.fullmatch(host) else BASE.rstrip("/")
