"""Answers got ready ahead: those of the examples, as they would be given, and only while nobody asks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

from aigov_api.ahead import get_ready
from aigov_api.graph import Graph
from aigov_api.ready import key_of
from aigov_api.routers.questions import answered
from aigov_kg.resources import find_home
from aigov_kg.settings import Settings
from aigov_kg.snapshot import open_current

NAMES = ("who-was-on-a-list", "which-seats-does-an-actor-hold")


def scope(name: str, query: str) -> dict:
    return {"path": f"/api/v1/questions/{name}", "query_string": query.encode(), "headers": [(b"accept", b"*/*")]}


async def ready_answers(folder: Path, most: int = 32_000_000) -> None:
    graph = Graph(find_home(), open_current(folder), [], Settings(cache_bytes=most))
    await graph.start()
    graph.questions = {name: graph.questions[name] for name in NAMES}
    task = asyncio.create_task(get_ready(SimpleNamespace(graph=graph), 0.01))
    try:
        graph.leases = 1
        await asyncio.sleep(0.2)
        assert not graph.ready.answers, "a request is being answered"
        graph.leases = 0
        wanted = sum(len(question.examples()) for question in graph.questions.values())
        assert wanted > 6
        if most < 1_000_000:
            await asyncio.sleep(0.5)
            assert graph.ready.size <= most
            assert len(graph.ready.answers) < wanted
            return
        async with asyncio.timeout(30):
            while len(graph.ready.answers) < wanted:
                await asyncio.sleep(0.02)
        found = graph.ready.get(key_of(scope(NAMES[1], "role=rapporteur&actor=huawei")))
        assert found is not None
        assert found == await answered(graph, graph.questions[NAMES[1]], {"actor": "huawei", "role": "rapporteur"})
    finally:
        task.cancel()
        graph.close()


def test_the_answers_to_the_examples_are_those_that_a_request_gets(seed_folder):
    asyncio.run(ready_answers(seed_folder))


def test_what_was_asked_for_is_not_pushed_out(seed_folder):
    asyncio.run(ready_answers(seed_folder, 60_000))
