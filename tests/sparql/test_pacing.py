"""Long query texts take turns: what they cost to read is no reason for others to wait."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

from aigov_api.pacing import Pacing
from aigov_kg.errors import QueryRefused, WorkerDied
from aigov_kg.settings import Settings

LONG = "SELECT * { ?s ?p " + "'a' " * 12_000 + "}"


def test_long_texts_are_read_with_pauses_and_short_ones_pass():
    async def work():
        pacing = Pacing(Settings())
        ends = []

        async def refused():
            with pytest.raises(QueryRefused):
                await pacing.read(LONG)
            ends.append(time.monotonic())

        times = []
        for _ in range(5):
            pacing.free, start = 0.0, time.monotonic()
            with pytest.raises(QueryRefused):
                await pacing.read(LONG)
            times.append(time.monotonic() - start)
        alone, pacing.free = min(times), 0.0
        floods = [asyncio.create_task(refused()) for _ in range(4)]
        await asyncio.sleep(0)
        assert (await pacing.read("ASK {}")).form == "ask" and len(ends) <= 1
        await asyncio.gather(*floods)
        # Reading takes the time of one alone, and the pause before it several times as much.
        assert all(later - earlier > 2 * alone for earlier, later in itertools.pairwise(ends))

    asyncio.run(work())


def test_a_flood_of_long_texts_is_bounded():
    async def work():
        pacing = Pacing(Settings(queue=2))
        tasks = [asyncio.create_task(pacing.read(LONG)) for _ in range(4)]
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(error) for error in found].count(WorkerDied) == 2
        assert pacing.waiting == 0

    asyncio.run(work())
