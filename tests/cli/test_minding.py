from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kanverge.cli.minding import EVERY_S, FIRST_S, mind, run_worker
from kanverge.config import StoreChoice
from kanverge.errors import StoreAway
from kanverge.live.following import LEASE
from kanverge.live.making import make_board
from kanverge.store.embedded import Embedded
from kanverge.store.following import Followed
from kanverge.store.leases import Lease
from kanverge.store.locks import FileLock
from kanverge.stored import Stored, open_store
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually

BOARD = "B" * 22


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def stored(valkey: Embedded, clock: FakeClock) -> AsyncIterator[Stored]:
    """A store with one board."""
    async with open_store(StoreChoice(None, valkey._directory.path), clock) as stored:
        await make_board(stored.boards, BOARD, name="Board", now_ms=1)
        yield stored


class Minder:
    """A running ``mind`` whose work only counts, and fails as it is told."""

    def __init__(self, stored: Stored, clock: FakeClock) -> None:
        self._clock = clock
        self.worked = 0
        self.fails_with: Exception | None = None
        self.task = asyncio.create_task(mind(stored, self._work))

    async def _work(self) -> None:
        self.worked += 1
        if self.fails_with is not None:
            raise self.fails_with

    async def look(self) -> None:
        """Let it look once more whether something is to be done."""
        await eventually(lambda: self._clock.sleepers == 1)
        await self._clock.advance(max(EVERY_S, FIRST_S))
        await eventually(lambda: self._clock.sleepers == 1)


@pytest.fixture
async def minder(stored: Stored, clock: FakeClock) -> AsyncIterator[Minder]:
    minder = Minder(stored, clock)
    yield minder
    minder.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await minder.task


async def test_a_server_starts_a_worker_where_there_is_none(minder: Minder) -> None:
    await minder.look()
    assert minder.worked == 1


async def test_a_server_leaves_the_work_to_a_worker(stored: Stored, minder: Minder) -> None:
    worker = Lease(stored.client, LEASE, "worker")
    await worker.take()
    await minder.look()
    assert minder.worked == 0
    await worker.give_back()
    await minder.look()
    assert minder.worked == 1


@pytest.mark.parametrize("error", [StoreAway("it is away"), OSError("no more processes")])
async def test_what_failed_is_tried_again(minder: Minder, error: Exception) -> None:
    minder.fails_with = error
    await minder.look()
    await minder.look()
    assert minder.worked == 2


async def test_a_worker_of_a_server_follows_and_does_what_is_due_until_it_is_ended(
    stored: Stored, valkey: Embedded
) -> None:
    await stored.boards.note_compaction_due(BOARD)
    followed = Followed(stored.client)
    assert [board for board, _ in await followed.behind()] == [BOARD]
    running = asyncio.create_task(run_worker([f"--data={valkey._directory.path}"]))

    async def is_done() -> bool:
        return not await followed.behind() and not await stored.boards.compaction_due()

    await eventually(is_done)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await Lease(stored.client, LEASE, "next").is_free()
    assert processes_of(valkey._directory.path) == 0


async def test_a_worker_that_cannot_reach_the_store_leaves_the_work_for_later(tmp_path: Path) -> None:
    with pytest.raises(StoreAway):
        await run_worker([f"--store=unix://{tmp_path}/nobody.sock"])


async def test_a_worker_that_fails_is_an_error_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    await run_worker(["--store=ftp://nowhere"])
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("ERROR", "a worker failed with status 1")
    ]


async def test_a_worker_that_is_not_wanted_any_more_is_ended(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "lock").touch()
    lock = FileLock.try_exclusive(data / "lock")  # for which the worker waits
    assert lock is not None
    running = asyncio.create_task(run_worker([f"--data={data}"]))
    await eventually(lambda: processes_of(data) == 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert processes_of(data) == 0
    lock.release()


def processes_of(data: Path) -> int:
    """Return how many commands were given the directory."""
    return sum(f"--data={data}".encode() in arguments_of(process) for process in Path("/proc").glob("[0-9]*"))


def arguments_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""
