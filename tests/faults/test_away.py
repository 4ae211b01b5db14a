"""A store that hangs, a full disk, a network that fails: no edit counts as saved meanwhile, and none is lost."""

from __future__ import annotations

import resource
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import kanverge_client
from tests.doubles.eventually import eventually
from tests.doubles.relay import relaying
from tests.faults.judging import by_a_newcomer, judge, writing
from tests.faults.processes import Workplace
from tests.faults.progress import Pace
from tests.faults.sight import Sight

WRITERS = 4
LIMIT_S = 120.0
SPARE_BYTES = 20_000

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Workplace]:
    async with Workplace.opened(tmp_path) as place:
        yield place


async def more_is_saved(pace: Pace) -> None:
    """Wait until edits made from now on are saved."""
    _, before = pace.progress.read()
    await eventually(lambda: pace.progress.read()[1] > before + 8 * WRITERS, limit_s=LIMIT_S)


async def has_stalled(pace: Pace) -> None:
    """Wait until every writer has edits that wait, and none was saved for a second."""
    await eventually(lambda: pace.look() == (8 * WRITERS, 0), limit_s=LIMIT_S)


async def is_not_ready(place: Workplace) -> bool:
    return not await place.server.is_ready()


async def test_while_the_store_hangs_nothing_is_saved_and_afterwards_everything(place: Workplace) -> None:
    async with writing(place, WRITERS) as pace:
        await more_is_saved(pace)
        hangs = place.server.valkey.signal(signal.SIGSTOP)
        await has_stalled(pace)
        saved = pace.progress.read()[1]
        await eventually(lambda: is_not_ready(place), limit_s=LIMIT_S)
        assert await place.server.answers("/healthz"), "the server itself goes on"
        assert pace.progress.read()[1] == saved
        assert place.server.valkey.signal(signal.SIGCONT) == hangs, "it was waited for, not replaced"
        await more_is_saved(pace)
    assert (await judge(place, WRITERS)).complaints == []


async def test_on_a_full_disk_nothing_is_saved_until_there_is_room(place: Workplace) -> None:
    async with writing(place, WRITERS) as pace:
        await more_is_saved(pace)
        async with disk_full(place):
            await has_stalled(pace)
            await eventually(lambda: is_not_ready(place), limit_s=LIMIT_S)
            assert await place.server.answers("/healthz")
        await more_is_saved(pace)
    assert (await judge(place, WRITERS)).complaints == []


@asynccontextmanager
async def disk_full(place: Workplace) -> AsyncIterator[None]:
    """Let the store write little more to its log, also one that the server starts anew."""
    assert place.server.process is not None
    store = place.server.valkey.find()
    assert store is not None
    logs = (place.server.data / "store" / "appendonlydir").glob("*.incr.aof")
    size = max(log.stat().st_size for log in logs) + SPARE_BYTES
    for process in (place.server.process.pid, store):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(place.server.process.pid, resource.RLIMIT_FSIZE, unlimited)
        if (store := place.server.valkey.find()) is not None:
            resource.prlimit(store, resource.RLIMIT_FSIZE, unlimited)


async def test_connections_that_break_or_fall_silent_lose_and_double_nothing(place: Workplace) -> None:
    async with relaying() as relay:
        relay.target = place.server.port
        async with writing(place, WRITERS, relay.url) as pace:
            for _ in range(3):
                await more_is_saved(pace)
                relay.cut()
                await more_is_saved(pace)
                relay.hold()
                await has_stalled(pace)
                relay.cut()
                relay.release()
            await more_is_saved(pace)
    assert (await judge(place, WRITERS)).complaints == []


async def test_who_does_not_read_holds_up_nobody_and_has_everything_in_the_end(place: Workplace) -> None:
    async with relaying() as relay:
        relay.target = place.server.port
        async with kanverge_client.open(relay.url, place.board, place.token, offline=False) as slow:
            relay.hold()
            async with writing(place, WRITERS) as pace:
                for _ in range(5):
                    await more_is_saved(pace)
            relay.release()
            truth = await by_a_newcomer(place)
            await eventually(lambda: Sight.of("slow", slow.document).vector == truth.vector, limit_s=LIMIT_S)
            assert Sight.of("slow", slow.document).digest == truth.digest
    assert (await judge(place, WRITERS)).complaints == []
