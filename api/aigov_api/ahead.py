"""Answers got ready ahead: those of the questions with the examples that their pages show, while nobody asks anything.

A release never changes, so an answer that many will ask for first need not be worked out while somebody waits for it.
One is worked out after the other, and only while no request is being answered.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlencode

from aigov_api.graph import Graph
from aigov_api.ready import QUESTIONS
from aigov_api.routers.questions import answered
from aigov_kg.errors import AigovError


async def get_ready(state: Any, quiet: float) -> None:
    """Get ready the answers of whatever graph an application's `state` serves, until cancelled.

    Args:
        quiet: seconds without a request before it begins, and again behind each request that comes between.
    """
    graph: Graph | None = None
    while True:
        await asyncio.sleep(quiet)
        if graph is not state.graph:
            graph = state.graph
            await _work_through(graph, state, quiet)


async def _work_through(graph: Graph, state: Any, quiet: float) -> None:
    for question in graph.questions.values():
        for given in question.examples():
            while graph.leases:
                await asyncio.sleep(quiet)
            if graph is not state.graph or graph.ready.full:
                return
            fields = b"&".join(sorted(urlencode(given).encode().split(b"&")))
            key = (f"{QUESTIONS}{question.name}".encode(), fields, b"")
            if graph.ready.get(key) is None:
                with contextlib.suppress(AigovError):
                    graph.ready.put(key, await answered(graph, question, given))
            await asyncio.sleep(0)
