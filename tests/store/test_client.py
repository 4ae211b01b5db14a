"""The client that comes back: what waits for the store's return is told even if the first attempt fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.errors import StoreCorrupt
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
