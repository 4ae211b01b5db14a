"""``kanverge worker``: one at a time, and another when the first is gone."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from kanverge.live.upkeep import LEASE
from kanverge.store import keys
from kanverge.store.leases import LIFE_MS
from tests.cli.command import connection_to, has_store
from tests.cli.conftest import Start
from tests.doubles.eventually import eventually


async def holder(data: Path) -> bytes | None:
    """Return who holds the lease of the directory's store."""
    async with connection_to(data) as connection:
        found = await connection.call("HGET", keys.lease(LEASE), "holder")
        assert found is None or isinstance(found, bytes)
        return found


async def connections(data: Path) -> int:
    """Return how many connections the store has besides the one that asks."""
    async with connection_to(data) as connection:
        listed = await connection.call("CLIENT", "LIST")
        assert isinstance(listed, bytes)
        return len(listed.splitlines()) - 1


async def somebody_holds_it(data: Path) -> bool:
    return has_store(data) and (data / "id").exists() and await holder(data) is not None


async def test_a_second_worker_waits_until_the_lease_of_a_killed_one_has_ended(
    start: Start, data: Path
) -> None:
    first = await start("worker", "--data", str(data))
    await eventually(lambda: somebody_holds_it(data))
    held = await holder(data)
    before = await connections(data)
    second = await start("worker", "--data", str(data))

    async def second_is_connected() -> bool:
        return await connections(data) >= 2 * before

    await eventually(second_is_connected)
    assert await first.end(signal.SIGKILL) == -signal.SIGKILL
    async with connection_to(data) as connection:
        left_ms = await connection.call("PTTL", keys.lease(LEASE))
        assert isinstance(left_ms, int)
        assert 0 < left_ms <= LIFE_MS
        assert await holder(data) == held
        await connection.call("PEXPIRE", keys.lease(LEASE), 1)  # its time passes

    async def another_holds_it() -> bool:
        return await holder(data) not in (None, held)

    await eventually(another_holds_it)
    assert await second.end() == 0
    assert first.err == second.err == []
    assert not has_store(data)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_worker_that_ends_gives_the_lease_back(
    start: Start, data: Path, number: signal.Signals
) -> None:
    first = await start("worker", "--data", str(data))
    await eventually(lambda: somebody_holds_it(data))
    held, before = await holder(data), await connections(data)
    second = await start("worker", "--data", str(data))

    async def second_is_connected() -> bool:
        return await connections(data) >= 2 * before

    await eventually(second_is_connected)
    assert await first.end(number) == 0
    assert first.err == []
    assert await holder(data) != held
    assert await second.end(number) == 0
    assert not has_store(data)


async def test_a_worker_that_works_once_ends_by_itself(start: Start, data: Path) -> None:
    worker = await start("worker", "--once", "--data", str(data))
    assert await worker.wait() == 0
    assert worker.out == worker.err == []
    assert not has_store(data)
