"""The client that comes back: what waits for the store's return is told even if the first attempt fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from kanverge.errors import StoreAway, StoreCorrupt
from kanverge.store.client import RETRY_MAX_S, StoreClient
from kanverge.store.embedded import Embedded
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def client(valkey: Embedded, clock: FakeClock) -> AsyncIterator[StoreClient]:
    client = StoreClient(valkey, clock)
    await client.open()
    yield client
    await client.close()


@pytest.mark.parametrize("error", [StoreCorrupt("cannot be read"), ValueError("a mistake of ours")])
async def test_what_fails_at_the_stores_return_is_tried_again(
    client: StoreClient, clock: FakeClock, error: Exception
) -> None:
    errors, told = [error], list[bool]()

    async def read_on() -> None:
        if errors:
            raise errors.pop()

    client.when_back(read_on)
    client.on_availability = told.append
    await client._disconnect()

    async def is_back() -> bool:
        await clock.advance(RETRY_MAX_S)
        return told == [False, True]

    await eventually(is_back, limit_s=3)


async def test_a_client_that_was_never_opened_can_be_closed(valkey: Embedded, clock: FakeClock) -> None:
    await StoreClient(valkey, clock).close()


async def test_who_waits_for_the_store_goes_on_when_it_is_back(client: StoreClient, clock: FakeClock) -> None:
    await client._disconnect()
    with pytest.raises(StoreAway):
        await client.call("PING")
    waiting = asyncio.create_task(client.wait_available())

    async def is_back() -> bool:
        await clock.advance(RETRY_MAX_S)
        return waiting.done()

    await eventually(is_back, limit_s=3)
    assert await client.call("PING") == b"PONG"


async def test_what_is_subscribed_to_while_the_store_is_away_is_heard_when_it_is_back(
    client: StoreClient, clock: FakeClock
) -> None:
    heard: list[bytes] = []
    await client._disconnect()
    with pytest.raises(StoreAway):
        await client.subscribe("news", heard.append)
    with pytest.raises(StoreAway):
        await client.subscribe("other", heard.append)
    await client.unsubscribe("other")

    async def is_back() -> bool:
        await clock.advance(RETRY_MAX_S)
        return client.is_available

    await eventually(is_back, limit_s=3)
    assert await client.pipeline([("PUBLISH", "news", "1"), ("PUBLISH", "other", "2")]) == [1, 0]
    await eventually(lambda: heard == [b"1"])


async def test_one_who_cannot_take_a_message_keeps_it_from_nobody_else(
    client: StoreClient, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[bytes] = []

    def fail(message: bytes) -> None:
        raise ValueError("a mistake of ours")

    await client.subscribe("failing", fail)
    await client.subscribe("gone", fail)
    client._channels.pop(b"gone")  # as when its message is on its way while it is unsubscribed from
    await client.subscribe("news", heard.append)
    await client.pipeline([("PUBLISH", channel, "x") for channel in ("failing", "gone", "news")])
    await eventually(lambda: heard == [b"x"])
    assert [record.message for record in caplog.records] == ["a message on failing could not be taken"]
