"""A store of the user's own, reached by a URL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kanverge.errors import StoreAway, StoreRefused
from kanverge.store.address import Address
from kanverge.store.connection import Connection
from kanverge.store.remote import Remote
from tests.doubles.plain_valkey import DURABLE, plain_valkey


async def test_a_durable_server_is_used_and_keeps_its_identity(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path, *DURABLE) as address:
        store = Remote(Address.parse(f"redis://127.0.0.1:{address.port}"))
        assert await store.start() == address
        assert store.fsyncs_always
        other = Remote(address)
        await other.start()
        assert other.identity == store.identity
        await store.stop()
        assert await other.ready() == address


async def test_a_server_that_syncs_every_second_needs_to_be_asked_each_time(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path, "--appendonly", "yes", "--appendfsync", "everysec") as address:
        store = Remote(address)
        await store.start()
        assert not store.fsyncs_always


async def test_a_password_is_needed_and_used(tmp_path: Path) -> None:
    async with plain_valkey(
        tmp_path, *DURABLE, "--user", *["ann", "on", ">secret", "~*", "&*", "+@all"]
    ) as address:
        await Remote(replace(address, username="ann", password="secret")).start()
        with pytest.raises(StoreRefused, match="WRONGPASS"):
            await Remote(replace(address, username="ann", password="guess")).start()


async def test_a_server_without_a_log_is_refused_and_not_marked(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path) as address:
        with pytest.raises(StoreRefused, match="append-only file is off"):
            await Remote(address).start()
        connection = await Connection.open(address)
        assert await connection.call("DBSIZE") == 0
        await connection.close()


async def test_a_server_that_is_gone_is_away(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path, *DURABLE) as address:
        store = Remote(address)
        await store.start()
    with pytest.raises(StoreAway):
        await store.ready()


async def test_a_store_that_comes_back_empty_is_refused(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path, *DURABLE) as address:
        store = Remote(address)
        await store.start()
        connection = await Connection.open(address)
        await connection.call("FLUSHALL")
        await connection.close()
        with pytest.raises(StoreRefused, match="it has been emptied"):
            await store.ready()


async def test_another_store_at_the_same_address_is_refused(tmp_path: Path) -> None:
    async with (
        plain_valkey(tmp_path / "one", *DURABLE) as one,
        plain_valkey(tmp_path / "two", *DURABLE) as two,
    ):
        store = Remote(one)
        await store.start()
        await Remote(two).start()
        store.address = two
        with pytest.raises(StoreRefused, match="is not the store it was"):
            await store.ready()
