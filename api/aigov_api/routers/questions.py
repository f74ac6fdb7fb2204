"""`/api/v1/questions`: the catalogue, each question an operation of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from aigov_api.errors import Problem
from aigov_api.graph import GraphDep
from aigov_kg.answers import ask
from aigov_kg.questions import Question

_KINDS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "number": {"type": "number"},
    "text": {"type": "string"},
    "entity": {"type": "string"},
    "concept": {"type": "string"},
}
_REFERENCE = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "label": {"type": "string"}, "iri": {"type": "string"}},
}
_CELLS: dict[str, dict[str, Any]] = {
    "entity": _REFERENCE,
    "concept": _REFERENCE,
    "record": {"type": "object", "properties": {"id": {"type": "string"}, "iri": {"type": "string"}}},
    "date": {"type": "string"},
    "number": {"type": "number"},
    "text": {"type": "string"},
    "yes": {"type": "boolean"},
}
_PROBLEM = {"description": "Problem document", "content": {"application/problem+json": {}}}


def router_for(questions: Mapping[str, Question]) -> APIRouter:
    """Make the routes of a catalogue."""
    router = APIRouter(prefix="/api/v1/questions", tags=["Questions"])

    @router.get("", operation_id="questions")
    async def catalogue(graph: GraphDep) -> JSONResponse:
        """List the questions."""
        return JSONResponse(
            {
                "version": graph.version,
                "items": [
                    {"name": q.name, "title": q.title, "parameters": [p.name for p in q.parameters], "href": f"/api/v1/questions/{q.name}"}
                    for q in graph.questions.values()
                ],
            }
        )  # fmt: skip

    for question in questions.values():
        router.add_api_route(
            f"/{question.name}",
            _operation(question),
            methods=["GET"],
            operation_id=question.name.replace("-", "_"),
            summary=question.title,
            description=question.description,
            openapi_extra={"parameters": [_parameter(p) for p in question.parameters]},
            responses={200: {"description": "All rows", "content": {"application/json": {"schema": _schema(question)}}}, **dict.fromkeys((404, 422, 503, 504), _PROBLEM)},
        )  # fmt: skip

    @router.get("/{name}", include_in_schema=False)
    async def unknown(name: str) -> Response:
        raise Problem("not-found", f"there is no question '{name[:80]}'; /api/v1/questions lists them")

    return router


def _operation(question: Question) -> Any:
    async def operation(request: Request, graph: GraphDep) -> Response:
        given: dict[str, str | None] = {}
        for name, value in request.query_params.multi_items():
            if name in given:
                raise Problem("invalid-parameter", f"'{name}' stands twice; send it once")
            given[name] = value
        etag = graph.etag(question.name, str(sorted(given.items())))
        headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        result = await graph.run(ask(question, given, graph.names, graph.version))
        body = {
            "question": result.question,
            "title": question.title,
            "version": result.version,
            "parameters": result.parameters,
            "total": len(result.rows),
            "columns": [c.model_dump() for c in question.columns],
            "items": result.rows,
        }
        return JSONResponse(body, headers=headers)

    return operation


def _parameter(parameter: Any) -> dict[str, Any]:
    kind = (
        f" ({', '.join(parameter.classes) or 'any entity'}: id, designation or name)"
        if parameter.type == "entity"
        else ""
    )
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required and parameter.default is None,
        "schema": _KINDS[parameter.type],
        "example": parameter.example,
        "description": parameter.help + kind,
    }


def _schema(question: Question) -> dict[str, Any]:
    cells = {c.name: {"anyOf": [{**_CELLS[c.type], "description": c.help}, {"type": "null"}]} for c in question.columns}
    row = {
        "type": "object",
        "properties": {**cells, "evidence": {"type": "object"}},
        "required": [*cells, "evidence"],
    }
    return {
        "type": "object",
        "required": ["question", "version", "parameters", "total", "items"],
        "properties": {
            "question": {"type": "string"},
            "title": {"type": "string"},
            "version": {"type": "string"},
            "parameters": {"type": "object"},
            "total": {"type": "integer"},
            "columns": {"type": "array", "items": {"type": "object"}},
            "items": {"type": "array", "items": row},
        },
    }
