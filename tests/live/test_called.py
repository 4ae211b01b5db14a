"""Work that is called for: done at once where a board is named, and never asked for in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from kanverge.errors import StoreAway
from kanverge.live.called import AGAIN_S, RENEW_S, Called
from kanverge.store.leases import Lease
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import Node

CHANNEL = "called in a test"


class Work:
    """Notes which boards each look was at; None: all."""

    def __init__(self, called: Called) -> None:
        self.called = called
        self.looks: list[list[str] | None] = []
        self.fails = False

    async def once(self) -> float:
        if not await self.called.hold():
            return RENEW_S
        self.looks.append(self.called.take())
        if self.fails:
            raise StoreAway("the store is away")
        return 60.0


def work(node: Node, clock: FakeClock, name: str) -> Work:
    return Work(Called(node.client, Lease(node.client, "calls", name), clock, CHANNEL))


@pytest.fixture
async def worker(node: Node, clock: FakeClock) -> AsyncIterator[Work]:
    worker = work(node, clock, "worker")
    task = asyncio.create_task(worker.called.run(worker.once))
    await eventually(lambda: worker.looks == [None])
    yield worker
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await worker.called.lease.is_free()


async def test_a_board_that_is_named_is_looked_at_though_no_time_passes(node: Node, worker: Work) -> None:
    await node.client.call("PUBLISH", CHANNEL, "one")
    await eventually(lambda: worker.looks[1:] == [["one"]])
    await node.client.call("PUBLISH", CHANNEL, "two")
    await eventually(lambda: worker.looks[2:] == [["two"]])


async def test_while_nobody_is_named_only_the_lease_is_renewed(clock: FakeClock, worker: Work) -> None:
    sleepers = clock.sleepers
    await clock.advance(RENEW_S)
    await eventually(lambda: len(worker.looks) == 2)
    await eventually(lambda: clock.sleepers == sleepers)
    assert worker.looks[1:] == [[]]


async def test_what_failed_may_have_missed_some(node: Node, clock: FakeClock, worker: Work) -> None:
    worker.fails = True
    sleepers = clock.sleepers
    await node.client.call("PUBLISH", CHANNEL, "one")
    await eventually(lambda: worker.looks[1:] == [["one"]])
    worker.fails = False
    await eventually(lambda: clock.sleepers == sleepers)
    await clock.advance(AGAIN_S)
    await eventually(lambda: worker.looks[2:] == [None])


async def test_who_takes_over_has_missed_some(node: Node, clock: FakeClock, worker: Work) -> None:
    other = work(node, clock, "other")
    other.called.call("one")
    assert await other.once() == RENEW_S
    await worker.called.lease.give_back()
    assert await other.once() == 60.0
    await other.once()
    assert other.looks == [None, []]
    assert not await worker.called.hold()
    await other.called.lease.give_back()
