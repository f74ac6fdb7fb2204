"""Errors over HTTP: always `application/problem+json` (RFC 9457), with a type that the service documents."""

from __future__ import annotations

import json
import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from aigov_kg import errors as kg

TYPES: dict[str, tuple[int, str]] = {
    "sparql-syntax": (400, "The query is not SPARQL 1.1; the detail gives line and column."),
    "bad-request": (400, "The request is not formed as the protocol asks; the detail says how it should be."),
    "not-for-sparql": (400, "The parameter belongs to the REST API; in SPARQL the query itself says it."),
    "query-too-complex": (400, "The query is beyond a limit on its size or shape; the detail names it."),
    "query-evaluation": (400, "The query is well formed and cannot be evaluated."),
    "outbound-refused": (403, "The query asks this service to call another one, which it never does."),
    "update-refused": (403, "The request would change data; this service only reads."),
    "not-found": (404, "There is nothing at this address."),
    "method-not-allowed": (405, "The address does not answer to this method."),
    "not-acceptable": (406, "The result has no representation that the client accepts."),
    "request-timeout": (408, "The request did not arrive whole in time."),
    "gone": (410, "What was here has been withdrawn; the detail says why."),
    "result-too-large": (
        413,
        "The answer is beyond the limit on one answer; narrow it or download the whole graph.",
    ),
    "body-too-large": (413, "The request body is beyond its limit."),
    "uri-too-long": (414, "The address is beyond its limit; send the query with POST."),
    "unsupported-type": (415, "The request body has a media type or an encoding that is not understood."),
    "no-such-entity": (422, "Nothing in the release is called so; `candidates` lists what is called nearly so."),
    "ambiguous-name": (
        422,
        "Several things in the release are called so; `candidates` lists them, send the id of one.",
    ),
    "invalid-parameter": (422, "A parameter is unknown or does not fit; the detail says what fits."),
    "header-too-large": (431, "The header of the request is beyond its limit."),
    "rate-limited": (429, "The client has used up its budget; Retry-After says when to come back."),
    "internal": (500, "The service has a fault; the fault was logged and nothing was changed."),
    "worker-crashed": (503, "The process that ran the query ended before it had an answer."),
    "memory-limit": (503, "The query needed more memory than one query may have."),
    "no-free-worker": (503, "Every worker is busy; Retry-After says when to try again."),
    "no-room": (503, "The answer could not be kept until it is sent; Retry-After says when to try again."),
    "too-many-connections": (503, "No further connection is taken; Retry-After says when to try again."),
    "query-timeout": (504, "The query was stopped at the deadline; the detail suggests cheaper patterns."),
}
"""Every problem type: its status, and the sentence that documents it."""

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": "; ".join(f"{kind}: {text}" for kind, (code, text) in TYPES.items() if code == status),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (400, 404, 406, 410, 413, 422, 500, 503, 504)
}
"""The problem documents that an operation of the REST API can answer with, for the OpenAPI document."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem document",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "`/problems#` and the name of the type."},
        "title": {"type": "string", "description": "What problems of this type have in common."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong with this request, and what to do."},
        "candidates": {
            "type": "array",
            "description": "The things that a name may mean.",
            "items": {
                "type": "object",
                "required": ["id", "label", "class", "iri"],
                "properties": {name: {"type": "string"} for name in ("id", "label", "class", "country", "iri")},
            },
        },
    },
}

_STATUSES = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "body-too-large",
    415: "unsupported-type",
    422: "invalid-parameter",
}
_log = logging.getLogger("aigov_api")


class NotModified(Exception):
    """Ends a request whose answer the client has already."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        super().__init__()


class Problem(Exception):
    """Ends a request with a problem document."""

    def __init__(self, kind: str, detail: str, **members: Any) -> None:
        self.kind, self.detail, self.members = kind, detail, members
        super().__init__(detail)


def response(kind: str, detail: str, headers: dict[str, str] | None = None, **members: Any) -> Response:
    """Write a problem document."""
    status, title = TYPES[kind]
    body = {"type": f"/problems#{kind}", "title": title, "status": status, "detail": detail, **members}
    sent = dict(headers or {})
    if status in {429, 503}:
        sent["Retry-After"] = "2"
    return Response(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status,
        sent,
        media_type="application/problem+json",
    )


def told(error: Problem | kg.QueryError | kg.UsageError) -> Response:
    """Write the problem document of an error that says what is wrong with a request."""
    if isinstance(error, Problem):
        return response(error.kind, error.detail, **error.members)
    return response(error.kind if error.kind in TYPES else "internal", str(error), **error.detail)


def install(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""

    @app.exception_handler(NotModified)
    async def not_modified(request: Request, error: NotModified) -> Response:
        return Response(status_code=304, headers=error.headers)

    @app.exception_handler(Problem)
    @app.exception_handler(kg.QueryError)
    @app.exception_handler(kg.UsageError)
    async def problem(request: Request, error: Problem | kg.QueryError | kg.UsageError) -> Response:
        return told(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors()]
        return response("invalid-parameter", "; ".join(faults))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        kind = _STATUSES.get(error.status_code, "bad-request" if error.status_code < 500 else "internal")
        detail = f"{request.url.path}: {error.detail}"
        return response(kind, detail, headers=dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        _log.exception("fault in %s %s", request.method, json.dumps(request.url.path))
        return response("internal", "the service met a fault it did not expect")
