"""A server that is killed while it starts for the first time: the next one starts, and has one board."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from kanverge.config import StoreChoice
from kanverge.stored import open_store
from tests.faults.judging import stored
from tests.faults.processes import Server, Workplace

KILLS = 4


@pytest.mark.timeout(300)
async def test_a_first_start_may_be_killed_anywhere(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    source = random.Random(seed)
    server = Server(tmp_path / "data")
    other = Server(tmp_path / "other")
    began = asyncio.get_running_loop().time()
    await other.start()
    whole_s = asyncio.get_running_loop().time() - began
    await other.stop()
    for _ in range(KILLS):
        await server.launch()
        await asyncio.sleep(source.random() * whole_s)
        await server.kill()
    await server.start()
    async with open_store(StoreChoice(None, server.data)) as opened:
        [head] = await opened.boards.heads()
    await server.stop()
    assert server.errors() == []
    sight = await stored(Workplace(tmp_path, server, head.id))
    assert sight.complaints == ()
    assert sight.vector, "the sample board is not empty"
