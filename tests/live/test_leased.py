"""Work under a lease: again and again, whatever the store does meanwhile, and given back at the end."""

from __future__ import annotations

import asyncio

import pytest

from kanverge.errors import StoreAway
from kanverge.live.leased import again_and_again, just_once
from kanverge.store.leases import Lease
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import Node


async def test_what_the_store_made_fail_is_done_again_and_the_lease_is_given_back_at_the_end(
    node: Node, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    lease, done = Lease(node.client, "counting", "a"), list[int]()

    async def once() -> bool:
        assert await lease.take() is not None
        done.append(len(done))
        if len(done) == 1:
            raise StoreAway("the store is away")
        return True

    sleepers = clock.sleepers
    task = asyncio.create_task(again_and_again(lease, once, clock, every_s=7))
    await eventually(lambda: clock.sleepers > sleepers)
    await clock.advance(7)
    await eventually(lambda: len(done) == 2)
    assert "counting waits: the store is away" in caplog.text
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await lease.is_free()


async def test_once_gives_the_lease_back_also_when_it_fails(node: Node) -> None:
    lease = Lease(node.client, "counting", "a")

    async def once() -> bool:
        await lease.take()
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await just_once(lease, once)
    assert await lease.is_free()
