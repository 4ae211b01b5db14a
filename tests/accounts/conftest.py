"""A workspace on a real store, with a clock that tests move."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.store.accounts import AccountLimits, AccountStore
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from tests.accounts.workspace import Workspace
from tests.doubles.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def limits() -> AccountLimits:
    return AccountLimits()


@pytest.fixture
async def client(valkey: Embedded, clock: FakeClock) -> AsyncIterator[StoreClient]:
    """Connections to the emptied store."""
    client = StoreClient(valkey, clock)
    await client.open()
    yield client
    await client.close()


@pytest.fixture
async def workspace(client: StoreClient, clock: FakeClock, limits: AccountLimits) -> Workspace:
    """A workspace that hears its own notices."""
    workspace = Workspace(AccountStore(client, limits), clock)
    await workspace.listen()
    return workspace
