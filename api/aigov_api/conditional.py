"""Conditional requests (RFC 9110, section 13): an answer depends on the release and the address alone.

So its entity tag is known before anything runs, and a client that has the answer is told so at once.
"""

from __future__ import annotations

from fastapi import Depends, Request, Response

from aigov_api.errors import NotModified
from aigov_api.graph import GraphDep
from aigov_api.strict import only_known


async def tagged(request: Request, response: Response, graph: GraphDep) -> None:
    """Tag the answer, or end the request where the client has it.

    Raises:
        NotModified: it does.
    """
    headers = {
        "ETag": graph.etag(request.url.path, request.url.query),
        "Cache-Control": "public, max-age=300",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        raise NotModified(headers)
    response.headers.update(headers)


READ = [Depends(only_known), Depends(tagged)]
"""What every read of the REST API comes with: known parameters only, and an entity tag."""
