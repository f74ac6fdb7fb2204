"""`POST /api/v1/check`: tables checked against the release, as `aigov-kg check` does; nothing is stored."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from aigov_api.errors import TYPES, Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.presence import ClientGone, while_present
from aigov_kg import frames

router = APIRouter(prefix="/api/v1", tags=["Check"])

_CSV = {"text/csv", "application/csv", "text/plain"}
_ZIP = {"application/zip", "application/x-zip-compressed"}
_PROBLEM = {"description": "Problem document", "content": {"application/problem+json": {}}}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FINDING = {
    "type": "object",
    "required": ["file", "row", "column", "message", "fix", "rule", "why", "severity", "record", "nearest"],
    "properties": {
        "file": {"type": "string", "description": "Name of the table."},
        "row": {"type": ["integer", "null"], "description": "Line, from 1; null where the whole file is meant."},
        "column": {"type": ["string", "null"], "description": "Heading of the column."},
        "message": {"type": "string", "description": "What is wrong."},
        "fix": {"type": "string", "description": "What to do."},
        "rule": {"type": "string", "description": "Name of the rule."},
        "why": {"type": "string", "description": "Reason of the rule."},
        "severity": {"type": "string", "enum": ["Violation", "Warning", "Info"]},
        "record": {"type": ["string", "null"], "description": "Id of the row."},
        "nearest": {"type": ["string", "null"], "description": "The valid value that was probably meant."},
    },
}
_REPORT = {
    "type": "object",
    "required": ["findings", "total", "shown", "counts", "tables", "rows", "left_out", "version"],
    "properties": {
        "findings": {"type": "array", "items": _FINDING},
        "total": {"type": "integer", "description": "Findings in the tables that were sent."},
        "shown": {
            "type": "integer",
            "description": "How many of them are in this answer, the first in order of place.",
        },
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "tables": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "integer", "description": "Rows of the release and of what was sent, taken together."},
        "waived": {"type": "integer"},
        "left_out": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What could not be checked, and why.",
        },
        "version": {"type": "string"},
    },
}


class Running:
    """How many checks run now."""

    count = 0


@router.post(
    "/check",
    operation_id="check",
    openapi_extra={
        "parameters": [
            {
                "name": "table",
                "in": "query",
                "schema": {"type": "string"},
                "example": "listings",
                "description": "Name of the table, for a CSV body; else that of the file in Content-Disposition.",
            }
        ],
        "requestBody": {"required": True, "content": {"text/csv": _BINARY, "application/zip": _BINARY}},
    },
    responses={
        200: {"description": "The findings", "content": {"application/json": {"schema": _REPORT}}},
        **dict.fromkeys((400, 413, 415, 422, 503, 504), _PROBLEM),
    },
)
async def check(request: Request, graph: GraphDep) -> JSONResponse:
    """Check a table (CSV) or several (zip) over those of the release: sent rows stand in for rows of the same id.

    The answer holds what `aigov-kg check` finds in the tables that were sent. Nothing is stored.
    """
    if graph.snapshot is None:
        raise Problem("not-found", "given files are served; there is no release to check tables against")
    settings = graph.settings
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _CSV | _ZIP:
        raise Problem("unsupported-type", "send one table as text/csv, or several as application/zip")
    header: dict[str, Any] = {
        "kind": "zip" if media in _ZIP else "csv",
        "table": "" if media in _ZIP else _table(request),
        "files": settings.upload_files,
        "bytes": settings.unpacked_bytes,
        "ratio": settings.unpacked_ratio,
        "memory": settings.check_memory,
        "findings": settings.rest_rows,
        "today": date.today().isoformat(),
        "parent": os.getpid(),
    }
    body = await _body(request, settings.upload_bytes)
    if not body:
        raise Problem("bad-request", "the body is empty; send a table")
    if Running.count >= settings.checks:
        raise Problem("no-free-worker", f"{settings.checks} checks are running already; try again shortly")
    Running.count += 1
    try:
        with while_present(request.receive):
            result = await _run(graph, frames.pack(header, body))
    except ClientGone:
        return JSONResponse(None, 499)
    finally:
        Running.count -= 1
    if "error" in result:
        raise Problem(result["error"] if result["error"] in TYPES else "internal", result["message"])
    return JSONResponse({**result, "version": graph.version}, headers={"Cache-Control": "no-store"})


def _table(request: Request) -> str:
    """Find the name of the table in the request."""
    name = request.query_params.get("table", "")
    if not name:
        disposition = request.headers.get("content-disposition", "")
        name = disposition.partition("filename=")[2].strip().strip('"')
    name = PurePosixPath(name).name.removesuffix(".csv")
    if not name or len(name) > 80:
        raise Problem("bad-request", "name the table, as in /api/v1/check?table=listings")
    return name


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Problem("body-too-large", f"the body has more than {most} bytes", limit="upload_bytes", maximum=most)
    return bytes(body)


async def _run(graph: Graph, message: bytes) -> dict[str, Any]:
    """Check in a process of its own, which ends at the deadline at the latest."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "aigov_kg.inspection",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "AIGOV_KG_HOME": str(graph.home.root)},
    )
    try:
        async with asyncio.timeout(graph.settings.check_deadline):
            out, _ = await process.communicate(message)
        result: dict[str, Any] = json.loads(out)
    except TimeoutError:
        seconds = graph.settings.check_deadline
        what = f"the check was stopped after {seconds:g} s, the limit of one check; send fewer rows"
        raise Problem("query-timeout", what, limit="check_deadline", maximum=seconds) from None
    except ValueError:
        raise Problem("worker-crashed", "the process that checked the tables ended before it had an answer") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return result
