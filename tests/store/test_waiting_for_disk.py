"""A store that does not sync with every write: nothing counts as saved, nor is read again, before its disk has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kanverge.errors import StoreAway
from kanverge.store import client as clients
from kanverge.store.address import Address
from kanverge.store.client import RETRY_MAX_S, StoreClient
from kanverge.store.connection import Connection
from kanverge.store.remote import Remote
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.doubles.plain_valkey import plain_valkey
from tests.live.nodes import BOARD, Node, open_node

EVERY_SECOND = ("--appendonly", "yes", "--appendfsync", "everysec")


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[Address]:
    async with plain_valkey(tmp_path, *EVERY_SECOND) as address:
        yield address


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def client(address: Address, clock: FakeClock) -> AsyncIterator[StoreClient]:
    store = Remote(address)
    await store.start()
    client = StoreClient(store, clock)
    await client.open()
    yield client
    await client.close()


async def set_sync(address: Address, policy: str) -> None:
    """Change when the store's disk follows; with "no" it never says that it has."""
    connection = await Connection.open(address)
    await connection.call("CONFIG", "SET", "appendfsync", policy)
    await connection.close()


async def test_a_store_that_does_not_confirm_is_away_until_its_disk_has_everything(
    client: StoreClient, address: Address, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "WAIT_FOR_DISK_MS", 30)
    await set_sync(address, "no")
    with pytest.raises(StoreAway, match="did not confirm") as caught:
        await client.durable([("SET", "k", 1)])
    assert caught.value.may_have_run
    with pytest.raises(StoreAway):
        await client.call("GET", "k")

    async def is_back() -> bool:
        await clock.advance(RETRY_MAX_S)
        return client.is_available

    monkeypatch.undo()
    await set_sync(address, "everysec")
    await eventually(is_back)
    assert await client.call("GET", "k") == b"1"


async def test_what_the_disk_did_not_confirm_is_not_said_to_be_saved_because_the_log_has_it(
    address: Address, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    node: Node = await open_node("a", await started(address), clock)
    await node.boards.create(BOARD, name="Board", created=1)
    ann, bob = await node.editor("ann"), await node.editor("bob")
    monkeypatch.setattr(clients, "WAIT_FOR_DISK_MS", 30)
    await set_sync(address, "no")
    ann.add_card("c1")
    await eventually(lambda: not node.client.is_available)
    store = await Connection.open(address)
    assert await store.call("XLEN", "kv1:{" + BOARD + "}:log") == 1, "it runs, only its disk lags"
    for _ in range(5):
        await clock.advance(RETRY_MAX_S)
        await store.call("PING")
    assert (ann.saved, bob.cards) == (0, set())

    async def is_saved() -> bool:
        await clock.advance(RETRY_MAX_S)
        return ann.saved == 1

    monkeypatch.undo()
    await set_sync(address, "everysec")
    await eventually(is_saved)
    assert await store.call("XLEN", "kv1:{" + BOARD + "}:log") == 1
    await store.close()
    await node.close()


async def started(address: Address) -> Remote:
    store = Remote(address)
    await store.start()
    return store
