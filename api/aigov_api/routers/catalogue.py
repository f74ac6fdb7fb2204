"""`/questions`: the catalogue for people; each question with a form, its rows and the pages behind them."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from aigov_api.errors import Problem
from aigov_api.graph import GraphDep
from aigov_api.pages import render
from aigov_kg.answers import ask, locator
from aigov_kg.errors import UsageError
from aigov_kg.present import cell
from aigov_kg.questions import Group

router = APIRouter()


@router.get("/questions", include_in_schema=False)
async def catalogue(graph: GraphDep) -> Response:
    """List the questions by group."""
    groups: dict[str, list[Any]] = {group: [] for group in get_args(Group)}
    for question in graph.questions.values():
        groups[question.group].append(question)
    return render("questions.html", graph, groups={name: members for name, members in groups.items() if members})


@router.get("/questions/{name}", include_in_schema=False)
async def question_page(name: str, request: Request, graph: GraphDep) -> Response:
    """Show one question, and its answer once its required parameters are given."""
    question = graph.questions.get(name)
    if question is None:
        raise Problem("not-found", f"there is no question '{name[:80]}'; /questions lists them")
    given = {key: value for key, value in request.query_params.items() if value}
    values = {**given}
    complete = all(p.name in values or p.default is not None for p in question.parameters if p.required)
    result, rows, fault = None, [], ""
    numbers: dict[tuple[str, str], int] = {}
    if complete:
        try:
            result = await graph.run(ask(question, values, graph.names, graph.version))
            rows = [_row(row, question, numbers) for row in result.rows]
        except UsageError as error:
            fault = str(error)
    shown = [c for c in question.columns if c.type != "record" and any(r["cells"][c.name]["text"] for r in rows)]
    return render(
        "question.html",
        graph,
        question=question,
        given=given,
        result=result,
        rows=rows,
        sources=numbers,
        columns=shown,
        fault=fault,
        href=f"/api/v1/questions/{name}" + (f"?{request.url.query}" if request.url.query else ""),
    )


def _row(row: dict[str, Any], question: Any, numbers: dict[tuple[str, str], int]) -> dict[str, Any]:
    """Give the cells of a row, and the numbers of its sources in the list below the table."""
    cells = {}
    for column in question.columns:
        value = row[column.name]
        link = f"/id/{value['id']}" if column.type == "entity" and value else None
        cells[column.name] = {"text": cell(value), "link": link}
    marks: dict[int, None] = {}
    for record, found in row["evidence"].items():
        link = f"/api/v1/statements/{record}" if record.count("/") == 1 else f"/id/{record}"
        for citation in found.get("citations", []):
            marks[numbers.setdefault((locator(citation), link), len(numbers) + 1)] = None
    return {"cells": cells, "sources": list(marks)}
