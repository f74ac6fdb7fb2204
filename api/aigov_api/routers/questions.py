"""`/api/v1/questions`: the catalogue, each question an operation of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from aigov_api import links
from aigov_api.conditional import READ
from aigov_api.errors import Problem
from aigov_api.graph import Graph, GraphDep
from aigov_api.ready import Ready, key_of, matches
from aigov_api.schemas import answer_schema, parameter_schema, problems
from aigov_kg.answers import ask
from aigov_kg.findings import did_you_mean
from aigov_kg.questions import Question

PREFIX = "/api/v1/questions"


def router_for(graph: Graph) -> APIRouter:
    """Make the routes of a catalogue."""
    router = APIRouter(prefix=PREFIX, tags=["Questions"])

    @router.get("", operation_id="questions", summary="The questions", dependencies=READ, responses=problems(422))
    async def catalogue(graph: GraphDep) -> dict[str, Any]:
        """List the questions: what each takes, gives and how it is asked."""
        items = [_entry(q) for q in graph.questions.values()]
        return {"version": graph.version, "total": len(items), "items": items}

    operations = {question.name: _operation(question) for question in graph.questions.values()}

    # One route answers them all, since the framework tries one after the other; those of the questions describe them.
    @router.get("/{name}", include_in_schema=False)
    async def one(name: str, request: Request, graph: GraphDep) -> Response:
        if (operation := operations.get(name)) is not None:
            response: Response = await operation(request, graph)
            return response
        near = did_you_mean(name, graph.questions) or f"{PREFIX} lists them"
        raise Problem("not-found", f"there is no question '{name[:80]}'; {near}")

    concepts: Mapping[str, Mapping[str, str]] = graph.names["concepts"]
    for question in graph.questions.values():
        parameters = [parameter_schema(p, concepts.get(p.scheme, {})) for p in question.parameters]
        answered = {"description": "All rows", "content": {"application/json": {"schema": answer_schema(question)}}}
        router.add_api_route(
            f"/{question.name}",
            operations[question.name],
            methods=["GET"],
            operation_id=question.name.replace("-", "_"),
            summary=question.title,
            description="\n".join(
                [question.description.strip(), *(f"{n} {why}." for n, why in question.clocks.items())]
            ),
            openapi_extra={"parameters": parameters},
            responses={200: answered, **problems(404, 413, 422, 503, 504)},
        )

    return router


def _entry(question: Question) -> dict[str, Any]:
    options = "".join(f" --{name.replace('_', '-')} {value}" for name, value in question.needed.items())
    return {
        "name": question.name,
        "title": question.title,
        "group": question.group,
        "description": question.description.strip(),
        "asked": question.ways,
        "clocks": question.clocks,
        "parameters": [p.model_dump(exclude_defaults=True, exclude={"also"}) for p in question.parameters],
        "columns": [c.model_dump(exclude_defaults=True) for c in question.columns],
        "href": f"{PREFIX}/{question.name}",
        "page": f"/questions/{question.name}",
        "command": f"aigov-kg ask {question.name}{options}",
    }


def _operation(question: Question) -> Any:
    async def operation(request: Request, graph: GraphDep) -> Response:
        given = fields_of(request)
        known = request.headers.get("if-none-match", "").encode()
        headers = _headers(graph, question, given)
        if matches(known, headers["ETag"].encode()) and b"*" not in known:
            return Response(status_code=304, headers=headers)
        ready = await answered(graph, question, given)
        graph.ready.put(key_of(request.scope), ready)
        response = Response(ready.body)
        response.raw_headers = ready.headers
        return response

    return operation


async def answered(graph: Graph, question: Question, given: Mapping[str, str]) -> Ready:
    """Answer a question, as it goes over the wire.

    Raises:
        UsageError: a parameter is unknown, missing or does not fit.
        QueryError: the query was stopped.
    """
    result = await graph.run(ask(question, given, graph.names, graph.version, graph.premises))
    body = {
        **result.as_json(),
        "title": question.title,
        "total": len(result.rows),
        "columns": [c.model_dump(exclude_defaults=True) for c in question.columns],
        "items": result.rows,
    }
    headers = _headers(graph, question, given)
    response = Response(to_json(body), headers=headers, media_type="application/json")
    return Ready(headers["ETag"].encode(), response.raw_headers, bytes(response.body), keep=True)


def _headers(graph: Graph, question: Question, given: Mapping[str, str]) -> dict[str, str]:
    return {
        "ETag": graph.etag(question.name, str(sorted(given.items()))),
        "Cache-Control": "public, max-age=300",
        "Link": links.answer(f"{PREFIX}/{question.name}", f"/questions/{question.name}", given, graph.version),
    }


def fields_of(request: Request) -> dict[str, str]:
    """Give the fields of a query string.

    Raises:
        Problem: one stands twice, or is empty: what was meant to narrow an answer must not pass for its absence.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise Problem("invalid-parameter", f"'{name[:60]}' stands twice; send it once")
        if not value:
            raise Problem("invalid-parameter", f"'{name[:60]}' is empty; give it a value or leave it out")
        given[name] = value
    return given
