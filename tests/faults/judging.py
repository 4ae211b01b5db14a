"""Writers for as long as something goes on, and the verdict when it is over: the same for every fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import kanverge_client
from kanverge.config import StoreChoice
from kanverge.live.document import Document
from kanverge.stored import open_store
from kanverge_crdt.board import Board
from tests.faults import oracle
from tests.faults.processes import Workplace
from tests.faults.progress import Pace, Progress
from tests.faults.sight import Sight

FINISH_LIMIT_S = 300.0


@asynccontextmanager
async def writing(place: Workplace, writers: int, url: str | None = None) -> AsyncIterator[Pace]:
    """Let writers edit the board, by way of ``url`` where that is another; at the end all they wrote is saved."""
    progress = Progress(place.folder / "progress")
    process = await place.writers(writers, url)
    assert process.stdin is not None
    try:
        yield Pace(progress, time.monotonic)
        process.stdin.close()
        async with asyncio.timeout(FINISH_LIMIT_S):
            assert await process.wait() == 0, "a writer failed"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@dataclass(frozen=True)
class Judgement:
    """The oracle's verdict and everything that is wrong, in words."""

    verdict: oracle.Verdict
    complaints: list[str]


async def judge(place: Workplace, writers: int) -> Judgement:
    """Stop the server, and compare what everybody sees with a fresh load from the store."""
    seen = await by_a_newcomer(place)
    await place.server.stop()
    clients = [Sight.read(path) for path in place.sights]
    verdict = oracle.read(place.diaries, [await stored(place), seen, *clients])
    complaints = [*verdict.complaints, *place.server.errors()]
    if len(clients) != writers:
        complaints.append(f"only {len(clients)} of {writers} clients told what they see")
    return Judgement(verdict, complaints)


async def by_a_newcomer(place: Workplace) -> Sight:
    """Return what the server has in memory: all of it is sent to one who comes new."""
    async with kanverge_client.open(place.server.url, place.board, place.token, offline=False) as board:
        return Sight.of("the server", board.document)


async def stored(place: Workplace) -> Sight:
    """Return what a fresh load of the board from the store has."""
    async with open_store(StoreChoice(None, place.server.data)) as opened:
        document = await Document.load(place.board, await opened.boards.load(place.board))
    return Sight.of("the store", Board(document.doc))
