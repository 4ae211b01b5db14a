"""Peers and servers of the store's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from tests.doubles.clock import FakeClock
from tests.doubles.peer import Peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    """A TCP peer that answers as the test says."""
    async with Peer() as peer:
        yield peer


@pytest.fixture
async def client(valkey: Embedded) -> AsyncIterator[StoreClient]:
    """An open client of the store."""
    client = StoreClient(valkey, FakeClock())
    await client.open()
    yield client
    await client.close()
