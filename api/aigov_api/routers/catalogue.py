"""`/questions`: the catalogue for people; each question with a form, its rows and the pages behind them."""

from __future__ import annotations

from typing import Any, Final, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from aigov_api.errors import Problem
from aigov_api.graph import GraphDep
from aigov_api.pages import render
from aigov_kg.answers import Result, ask
from aigov_kg.errors import UsageError
from aigov_kg.evidence import BOUNDS, USUAL, bound, locator, unusual
from aigov_kg.present import shown
from aigov_kg.questions import Column, Group, Question

router = APIRouter()

_SHOWN: Final = 200
_SPARSE: Final = 0.15
"""A column filled in fewer of the rows shares a cell with others of its kind."""


@router.get("/questions", include_in_schema=False)
async def catalogue(graph: GraphDep) -> Response:
    """List the questions by group."""
    groups: dict[str, list[tuple[Question, str]]] = {group: [] for group in get_args(Group)}
    for question in graph.questions.values():
        needs = ", ".join(p.name for p in question.parameters if p.required and p.default is None)
        groups[question.group].append((question, needs))
    shown = {name: members for name, members in groups.items() if members}
    return render("questions.html", graph, groups=shown, total=len(graph.questions))


@router.get("/questions/{name}", include_in_schema=False)
async def question_page(name: str, request: Request, graph: GraphDep) -> Response:
    """Show one question, and its answer once its required parameters are given."""
    question = graph.questions.get(name)
    if question is None:
        raise Problem("not-found", f"there is no question '{name[:80]}'; /questions lists them")
    # A form sends what is left empty, too.
    given = {key: value for key, value in request.query_params.items() if value}
    complete = all(p.name in given or p.default is not None for p in question.parameters if p.required)
    result: Result | None = None
    fault, candidates = "", []
    if complete:
        try:
            result = await graph.run(ask(question, given, graph.names, graph.version, graph.premises))
        except UsageError as error:
            fault, candidates = str(error), _candidates(error, question, given)
    numbers: dict[tuple[str, str], int] = {}
    rows: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for row in result.rows[:_SHOWN] if result else []:
        (left_out if question.only_left_out(row) else rows).append(_row(row, question, numbers, result))
    columns, sparse = _columns(question, rows)
    asked = urlencode(given)
    return render(
        "question.html",
        graph,
        question=question,
        concepts=graph.names["concepts"],
        given=given,
        example=urlencode(question.needed),
        command="".join(f" --{key.replace('_', '-')} {_quoted(value)}" for key, value in given.items()),
        result=result,
        rows=rows,
        left_out=left_out,
        shown=len(rows) + len(left_out),
        total=len(result.rows) if result else 0,
        disputes={note for row in (*rows, *left_out) for note in row["disputed"]},
        sources=numbers,
        columns=columns,
        sparse=sparse,
        fault=fault,
        candidates=candidates,
        href=f"/api/v1/questions/{name}" + (f"?{asked}" if asked else ""),
    )


def _candidates(error: UsageError, question: Question, given: dict[str, str]) -> list[dict[str, str]]:
    """Give what a name may have meant, each with the query that asks for it."""
    told: list[dict[str, str]] = error.detail.get("candidates", [])
    entities = [p.name for p in question.parameters if p.type == "entity" and p.name in given]
    wrong = [name for name in entities if f"'{given[name]}'" in str(error)] or entities[:1]
    return [{**c, "query": urlencode({**given, wrong[0]: c["id"]})} for c in told] if wrong else []


def _row(
    row: dict[str, Any], question: Question, numbers: dict[tuple[str, str], int], result: Result | None
) -> dict[str, Any]:
    """Give the cells of a row, and the numbers of its sources in the list below the table."""
    cells = {}
    for column in question.columns:
        value = row[column.name]
        link = f"/id/{value['id']}" if column.type == "entity" and value else None
        cells[column.name] = {"text": shown(row, column.name), "link": link}
    marks: dict[int, None] = {}
    hedged = [value for name in USUAL for value in unusual(row["evidence"].values(), name)]
    hedged += [f"{told} {day}" for name, told in BOUNDS.items() if (day := bound(row["evidence"], name))]
    for record, found in row["evidence"].items():
        link = f"/api/v1/statements/{record}" if record.count("/") == 1 else f"/id/{record}"
        for citation in found.get("citations", []):
            marks[numbers.setdefault((locator(citation), link), len(numbers) + 1)] = None
    # A conflict about a record of the row disputes it; one about a thing that merely occurs in it does not.
    disputed = [
        note["id"]
        for note in (result.conflicts if result else [])
        if not set(row["evidence"]).isdisjoint(note["touches"])
    ]
    return {
        "cells": cells,
        "about": [c["text"] for c in cells.values() if c["link"]],
        "sources": list(marks),
        "hedged": ", ".join(hedged),
        "disputed": disputed,
        "inferred": bool(row["inferred"]),
    }


def _columns(question: Question, rows: list[dict[str, Any]]) -> tuple[list[Column], list[Column]]:
    """Give the columns of the table, and those that few rows fill."""
    counts = {c.name: sum(bool(row["cells"][c.name]["text"]) for row in rows) for c in question.columns}
    filled = [c for c in question.columns if c.type != "record" and counts[c.name]]
    full = [c for c in filled if counts[c.name] >= _SPARSE * len(rows)]
    return full, [c for c in filled if c not in full]


def _quoted(text: str) -> str:
    """Write a value as a shell takes it."""
    return text if text.replace("-", "").replace(".", "").isalnum() else "'" + text.replace("'", "'\\''") + "'"
